// What falls due: asked of the database at a given instant, never stored as delayed jobs.
import { dayOf } from "../domain/day.ts";
import { listOwedGroups, type OwedGroup } from "./reminders/owed.ts";
import { isOpen, nextFall, type Timetable, takeFallen, timetableOf } from "./reminders/plan.ts";
import { listProblemGroups, recordProblemSteps } from "./reminders/problems.ts";
import { recordSteps } from "./reminders/record.ts";
import { tellOf } from "./reminders/tell.ts";
import type { Runtime } from "./runtime.ts";
import { readOrgSettings } from "./settings.ts";
import { inUnitOfWork } from "./unit-of-work.ts";

async function forEachOrg(
  runtime: Runtime,
  visit: (orgId: string, timetable: Timetable) => Promise<void>,
): Promise<void> {
  const { db } = runtime.store;
  for (const { id } of await db.org.findMany({ select: { id: true } })) {
    const { sendTime } = await readOrgSettings(db, id);
    await visit(id, timetableOf(runtime.calendar, sendTime));
  }
}

/**
 * Does everything that is due at `clock.now()`; doing it again changes nothing. Nothing falls due in quiet hours:
 * what a standstill left over goes out from the next opening on, and only its latest step.
 */
export async function runDue(runtime: Runtime): Promise<void> {
  const now = runtime.clock.now();
  await forEachOrg(runtime, async (orgId, timetable) => {
    if (!isOpen(now, timetable)) return;
    const { db } = runtime.store;
    const fallenOf = (groups: readonly OwedGroup[]) =>
      groups.flatMap((group) =>
        takeFallen(group, dayOf(now), timetable).map((step) => ({ ...step, key: group.key })),
      );
    const reports = fallenOf(await listOwedGroups(db, orgId));
    const problems = fallenOf(await listProblemGroups(db, orgId));
    if (reports.length + problems.length === 0) return;
    const cause = { orgId, actor: { kind: "system", name: "tick" } as const, label: "tick" };
    await inUnitOfWork(runtime, cause, async (work) => {
      const fresh = await recordSteps(work, reports);
      await tellOf(work, fresh, await recordProblemSteps(work, problems));
    });
  });
}

/** The next instant after `after` at which something falls due or may be sent; null if nothing is planned. */
export async function findNextDue(runtime: Runtime, after: Date): Promise<Date | null> {
  const { db } = runtime.store;
  const held = await db.delivery.findFirst({
    where: { state: "pending", notBeforeAt: { gt: after } },
    orderBy: { notBeforeAt: "asc" },
    select: { notBeforeAt: true },
  });
  const instants = held ? [held.notBeforeAt] : [];
  await forEachOrg(runtime, async (orgId, timetable) => {
    const fall = (group: OwedGroup) => nextFall(group, after, timetable) ?? [];
    const groups = [...(await listOwedGroups(db, orgId)), ...(await listProblemGroups(db, orgId))];
    instants.push(...groups.flatMap(fall));
  });
  return instants.reduce<Date | null>((first, at) => (first === null || at < first ? at : first), null);
}
