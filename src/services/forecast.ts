// How many messages reminders will send until the month is over, if nobody reports meanwhile: an upper bound.
import { addDays, type Day, dayOf, lastDayOf } from "../domain/day.ts";
import type { Tx } from "../store/open.ts";
import { findHolders } from "./people.ts";
import { listOwedGroups, selectOwed } from "./reminders/owed.ts";
import { planDeadline, planReportUp, timetableOf } from "./reminders/plan.ts";
import type { Runtime } from "./runtime.ts";
import { readOrgSettings } from "./settings.ts";

/** The last day of a day's month. */
export function endOfMonth(day: Day): Day {
  return lastDayOf(Number(day.slice(0, 4)), Number(day.slice(5, 7)));
}

/** Messages of the rest of the month that go out by one platform: digests, groups' steps and 报告领导, today's left out. */
export async function countPlanned(
  runtime: Pick<Runtime, "store" | "clock" | "calendar">,
  platform: string,
): Promise<number> {
  const { db } = runtime.store;
  let planned = 0;
  for (const { id } of await db.org.findMany({ select: { id: true } }))
    planned += await countFor(runtime, platform, id);
  return planned;
}

interface Concerned {
  key: string;
  units: string[];
  groupId: string | null;
  matters: number;
}

async function countFor(
  { store: { db }, clock, calendar }: Pick<Runtime, "store" | "clock" | "calendar">,
  platform: string,
  orgId: string,
): Promise<number> {
  const today = dayOf(clock.now());
  const [first, last] = [addDays(today, 1), endOfMonth(today)];
  if (first > last) return 0;
  const timetable = timetableOf(calendar, (await readOrgSettings(db, orgId)).sendTime);
  const deadlines = await listOwedGroups(db, orgId);
  if (deadlines.length === 0) return 0;
  const concerned = new Map((await listConcerned(db, orgId)).map((row) => [row.key, row]));
  const units = [...new Set([...concerned.values()].flatMap((row) => row.units))];
  const readers = await listReaders(db, platform, units, today);
  const groups = await db.chatGroup.findMany({ where: { orgId, platform }, select: { id: true } });
  const ownGroups = new Set(groups.map(({ id }) => id));

  const byDay = new Map<Day, { contacts: Set<string>; leaders: Set<string> }>();
  let inGroups = 0;
  for (const deadline of deadlines) {
    const row = concerned.get(deadline.key);
    if (!row) continue;
    const within = ({ step, on, skipped }: { step: string; on: Day; skipped?: boolean }) =>
      !skipped && on >= first && on <= last && !deadline.recorded.has(step);
    for (const { on } of planDeadline(deadline, timetable).filter(within)) {
      addReaders(
        byDay,
        on,
        "contacts",
        row.units.flatMap((unit) => readers.contacts.get(unit) ?? []),
      );
      if (row.groupId !== null && ownGroups.has(row.groupId)) inGroups += row.matters;
    }
    for (const { step, on } of planReportUp(deadline, timetable).filter(within)) {
      const told =
        step === "up-director"
          ? readers.directors
          : row.units.flatMap((unit) => readers[step === "up-head" ? "heads" : "deputies"].get(unit) ?? []);
      addReaders(byDay, on, "leaders", told);
    }
  }
  const alone = [...byDay.values()].reduce(
    (sum, { contacts, leaders }) => sum + contacts.size + leaders.size,
    0,
  );
  return alone + inGroups;
}

function addReaders(
  byDay: Map<Day, { contacts: Set<string>; leaders: Set<string> }>,
  on: Day,
  kind: "contacts" | "leaders",
  personIds: readonly string[],
): void {
  const day = byDay.get(on) ?? { contacts: new Set(), leaders: new Set() };
  for (const personId of personIds) day[kind].add(personId);
  byDay.set(on, day);
}

/** Who is concerned by the assignments of each group, and in how many matters the bureau's chat group is told of them. */
function listConcerned(db: Pick<Tx, "$queryRaw">, orgId: string): Promise<Concerned[]> {
  return db.$queryRaw<Concerned[]>`
    SELECT w."key", array_agg(DISTINCT w."preparerId") AS "units", max(w."groupId") AS "groupId",
      (count(DISTINCT (w."obligationId", w."period")) FILTER (WHERE w."direction" = 'internal'))::int AS "matters"
    FROM ${selectOwed(orgId)} w GROUP BY w."key"`;
}

/** Who of some units is reached by a platform: it is the first that the person bound. */
async function listReaders(db: Tx, platform: string, units: readonly string[], today: Day) {
  const holders = await findHolders(db, units, ["contact", "head", "deputy"], today);
  const bound = await db.binding.findMany({
    where: { person: { active: true } },
    orderBy: { boundAt: "asc" },
    distinct: ["personId"],
    select: {
      personId: true,
      platform: true,
      person: { select: { appointments: { where: { role: "director" } } } },
    },
  });
  const reached = new Set(bound.filter((one) => one.platform === platform).map(({ personId }) => personId));
  const lists = {
    contacts: new Map<string, string[]>(),
    heads: new Map<string, string[]>(),
    deputies: new Map<string, string[]>(),
  };
  for (const { unitId, personId, role } of holders) {
    if (!reached.has(personId)) continue;
    const list = role === "contact" ? lists.contacts : role === "head" ? lists.heads : lists.deputies;
    list.set(unitId, [...(list.get(unitId) ?? []), personId]);
  }
  const directors = bound.filter(
    ({ personId, person }) => reached.has(personId) && person.appointments.length > 0,
  );
  return { ...lists, directors: directors.map(({ personId }) => personId) };
}
