// Units and people as one list, and how it becomes rows.
import { randomUUID } from "node:crypto";
import { normaliseName } from "../domain/text.ts";
import { AppError } from "../errors.ts";
import type { Prisma } from "../store/generated/client.ts";
import { type Appointed, writeAppointments } from "./roster-appointments.ts";
import type { Roster } from "./roster-content.ts";
import { writePeople } from "./roster-people.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** What loading a roster changed; `personIds` are the people's ids by their place in the list. */
export interface RosterOutcome {
  personIds: string[];
  units: { added: string[]; changed: string[] };
  people: { added: string[]; changed: string[] };
  appointed: Appointed[];
  ended: Appointed[];
}

/**
 * Writes a roster. A unit is known again by its code or name, a person by name with phone number or unit. For each
 * post that the roster names it says who holds it: whoever held it before and isn't named any more is ended with
 * the day before. Units, people and posts that it doesn't name stay. Loading the same again changes nothing.
 * CONFLICT for another bureau's roster.
 */
export async function loadRoster(work: UnitOfWork, roster: Roster): Promise<RosterOutcome> {
  const { tx, orgId } = work;
  await tx.$queryRaw`SELECT "id" FROM "Org" WHERE "id" = ${orgId} FOR UPDATE`;
  const units = await writeUnits(work, roster);
  const people = await writePeople(work, roster, units.ids);
  const posts = roster.people.flatMap((person, at) =>
    person.posts.map(({ unit, role, rank, untilOn }) => ({
      personId: people.ids[at]!,
      name: person.name,
      unitId: units.ids.get(unit)!,
      role,
      rank: rank ?? null,
      untilOn: untilOn ?? null,
    })),
  );
  const { appointed, ended } = await writeAppointments(work, posts);
  const outcome = {
    personIds: people.ids,
    units: { added: units.added, changed: units.changed },
    people: { added: people.added, changed: people.changed },
    appointed,
    ended,
  };
  if (!isUnchanged(outcome)) {
    work.audit({
      action: "load-roster",
      subject: `org:${orgId}`,
      after: {
        units: roster.units.length,
        people: roster.people.length,
        unitsAdded: units.added,
        unitsChanged: units.changed,
        peopleAdded: people.added,
        peopleChanged: people.changed,
      },
    });
  }
  return outcome;
}

/** True when loading found everything as the roster says. */
export function isUnchanged({ units, people, appointed, ended }: RosterOutcome): boolean {
  return [units.added, units.changed, people.added, people.changed, appointed, ended].every(
    (changes) => changes.length === 0,
  );
}

/** Lets people be spoken as in the sandbox, under their own ids. Who is bound there already stays so. */
export async function bindToSandbox(work: UnitOfWork, personIds: readonly string[]): Promise<void> {
  const { code } = await work.tx.org.findUniqueOrThrow({ where: { id: work.orgId }, select: { code: true } });
  await work.tx.binding.createMany({
    data: [...new Set(personIds)].map((personId) => ({
      platform: "sandbox",
      corp: code,
      userId: personId,
      personId,
      boundAt: work.now,
    })),
    skipDuplicates: true,
  });
}

interface Written {
  ids: Map<string, string>;
  added: string[];
  changed: string[];
}

async function writeUnits({ tx, orgId }: UnitOfWork, roster: Roster): Promise<Written> {
  const known = await tx.unit.findMany({ where: { orgId }, include: { members: true } });
  const codes = new Set(roster.units.map(({ code }) => code));
  const byCode = new Map(known.map((unit) => [unit.code, unit]));
  const byName = new Map(
    known.filter(({ code }) => !codes.has(code)).map((unit) => [normaliseName(unit.name), unit]),
  );
  const found = roster.units.map((unit) => byCode.get(unit.code) ?? byName.get(normaliseName(unit.name)));
  const bureau = known.find(({ kind }) => kind === "bureau");
  const other = roster.units.find(({ kind }, at) => kind === "bureau" && found[at] !== bureau);
  if (bureau && other)
    throw new AppError(
      "CONFLICT",
      `名册里的局是“${other.name}”，这里是“${bureau.name}”，没有导入。请核对是不是发错了名册；单位改名的，请先写明单位编码“${bureau.code}”。`,
    );
  const ids = new Map(roster.units.map((unit, at) => [unit.code, found[at]?.id ?? randomUUID()]));
  const changed: string[] = [];
  const fresh: Prisma.UnitCreateManyInput[] = [];
  let position = -1;
  for (const [at, unit] of roster.units.entries()) {
    const same = found[at];
    // Units keep the places they have as long as those follow the list's order.
    position = same && same.position > position ? same.position : position + 1;
    const data = { name: unit.name, aliases: unit.aliases, kind: unit.kind, position };
    if (!same) fresh.push({ id: ids.get(unit.code)!, orgId, code: unit.code, ...data });
    else if (
      same.name !== data.name ||
      same.kind !== data.kind ||
      same.position !== position ||
      same.aliases.join() !== data.aliases.join()
    ) {
      await tx.unit.update({ where: { id: same.id }, data });
      changed.push(unit.name);
    }
  }
  await tx.unit.createMany({ data: fresh });
  for (const [at, group] of roster.units.entries()) {
    if (group.kind !== "group") continue;
    const groupId = ids.get(group.code)!;
    const wanted = group.members.map((code) => ids.get(code)!);
    const held = found[at]?.members.map(({ memberId }) => memberId) ?? [];
    const gone = held.filter((id) => !wanted.includes(id));
    const missing = wanted.filter((id) => !held.includes(id));
    if (gone.length > 0) await tx.unitMember.deleteMany({ where: { groupId, memberId: { in: gone } } });
    await tx.unitMember.createMany({
      data: missing.map((memberId) => ({ groupId, memberId })),
      skipDuplicates: true,
    });
    if (found[at] && gone.length + missing.length > 0 && !changed.includes(group.name))
      changed.push(group.name);
  }
  return { ids, added: fresh.map(({ name }) => name), changed };
}
