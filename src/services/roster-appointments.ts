// Who holds which post from which day to which: what a roster says is compared with what is held.
import { addDays, type Day } from "../domain/day.ts";
import { ROLE_NAMES, type Role } from "../domain/roles.ts";
import type { Appointment } from "../store/generated/client.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** A post as a roster gives it to somebody; `untilOn` is its last day. */
export interface Posting {
  personId: string;
  name: string;
  unitId: string;
  role: Role;
  rank: "A" | "B" | null;
  untilOn: Day | null;
}

/** A post that began or ended, as one would say it. */
export interface Appointed {
  name: string;
  post: string;
}

type Held = Appointment & { unit: { name: string }; person: { name: string } };

/** 「危化室联系人A角」. */
export function describePost(post: { unitName: string; role: Role; rank: string | null }): string {
  return `${post.unitName}${ROLE_NAMES[post.role]}${post.rank ? `${post.rank}角` : ""}`;
}

/** Begins, changes and ends appointments so that every post named is held by those named for it. */
export async function writeAppointments(
  work: UnitOfWork,
  posts: readonly Posting[],
): Promise<{ appointed: Appointed[]; ended: Appointed[] }> {
  const { tx, today } = work;
  const unitIds = [...new Set(posts.map(({ unitId }) => unitId))];
  const rows: Held[] = await tx.appointment.findMany({
    where: { unitId: { in: unitIds } },
    include: { unit: { select: { name: true } }, person: { select: { name: true } } },
  });
  const units = await tx.unit.findMany({ where: { id: { in: unitIds } }, select: { id: true, name: true } });
  const unitName = new Map(units.map(({ id, name }) => [id, name]));
  const inForce = (until: Day | null) => until === null || until >= today;
  const ofPerson = (row: { personId: string; unitId: string; role: Role }) =>
    `${row.personId} ${row.unitId} ${row.role}`;
  const ofPost = (row: { unitId: string; role: Role; rank: string | null }) =>
    `${row.unitId} ${row.role} ${row.rank ?? ""}`;
  const held = new Map(rows.filter(({ toOn }) => inForce(toOn)).map((row) => [ofPerson(row), row]));
  const begunToday = new Map(
    rows.filter(({ fromOn }) => fromOn === today).map((row) => [ofPerson(row), row]),
  );

  const appointed: Appointed[] = [];
  const ended: Appointed[] = [];
  const say = (list: Appointed[], name: string, post: { unitId: string; role: Role; rank: string | null }) =>
    list.push({ name, post: describePost({ ...post, unitName: unitName.get(post.unitId) ?? "" }) });
  const record = (
    action: "appoint" | "end-appointment" | "change-appointment",
    row: Posting,
    before?: Held,
  ) =>
    work.audit({
      action,
      subject: `person:${row.personId}`,
      ...(before ? { before: { rank: before.rank, toOn: before.toOn } } : {}),
      after: { unitId: row.unitId, role: row.role, rank: row.rank, toOn: row.untilOn },
    });

  const fresh: Posting[] = [];
  for (const post of posts) {
    const before = held.get(ofPerson(post));
    if (before) {
      if (before.rank === post.rank && before.toOn === post.untilOn) continue;
      await tx.appointment.update({
        where: { id: before.id },
        data: { rank: post.rank, toOn: post.untilOn },
      });
      const ends = post.untilOn !== null && before.toOn !== post.untilOn;
      say(ends ? ended : appointed, post.name, post);
      record(ends ? "end-appointment" : "change-appointment", post, before);
    } else if (inForce(post.untilOn)) {
      // The same post taken up, ended and taken up again within a day is one row.
      const again = begunToday.get(ofPerson(post));
      if (again)
        await tx.appointment.update({
          where: { id: again.id },
          data: { rank: post.rank, toOn: post.untilOn },
        });
      else fresh.push(post);
      say(appointed, post.name, post);
      record("appoint", post);
    }
  }
  await tx.appointment.createMany({
    data: fresh.map(({ personId, unitId, role, rank, untilOn }) => ({
      personId,
      unitId,
      role,
      rank,
      fromOn: today,
      toOn: untilOn,
    })),
    skipDuplicates: true,
  });

  const named = new Set(posts.filter(({ untilOn }) => inForce(untilOn)).map(ofPost));
  const stays = new Set(posts.map(ofPerson));
  const succeeded = [...held.values()].filter((row) => named.has(ofPost(row)) && !stays.has(ofPerson(row)));
  const lastDay = addDays(today, -1);
  await tx.appointment.updateMany({
    where: { id: { in: succeeded.map(({ id }) => id) } },
    data: { toOn: lastDay },
  });
  for (const row of succeeded) {
    say(ended, row.person.name, row);
    record(
      "end-appointment",
      { ...row, name: row.person.name, rank: row.rank as Posting["rank"], untilOn: lastDay },
      row,
    );
  }
  return { appointed, ended };
}
