// What follows from a version that counts: whether it is late, the assignment's new state, the problems it tells of.
import { type AssignmentState, daysLate, lateDays } from "../../domain/assignment.ts";
import { readDefinitions } from "../definitions.ts";
import { recordProblems } from "../problems.ts";
import { mirrorDown } from "../roll-up/link.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { Version } from "./latest.ts";
import type { Matter } from "./matter.ts";

/** What of an assignment decides how late a version is. */
export type Lateness = Pick<
  Matter,
  "state" | "dueAt" | "firstSubmittedAt" | "lateDays" | "pastAtIssue" | "counted"
>;

/** Days late of a version that comes at an instant; a 改报 keeps what the first one settled. */
export function latenessOf(matter: Lateness, at: Date, complete: boolean): number {
  const { state, dueAt, firstSubmittedAt } = matter;
  if (matter.pastAtIssue && !matter.counted) return 0;
  if (!complete) return dueAt ? daysLate(dueAt, at) : 0;
  if (firstSubmittedAt === null) return lateDays({ dueAt, firstSubmittedAt: at, now: at });
  // What is in 审签 and had been handed in before has come back from the reviewer.
  if (state !== "returned" && state !== "signing") return matter.lateDays;
  return lateDays({
    dueAt: null,
    firstSubmittedAt,
    returnedDueAt: dueAt,
    resubmittedAt: at,
    earlierLateDays: matter.lateDays,
    now: at,
  });
}

/** Marks the assignment as handed in at an instant; the first time is never changed. */
export async function settle(
  work: UnitOfWork,
  matter: Pick<Matter, "id" | "firstSubmittedAt">,
  taken: { at: Date; lateBy: number; nil: boolean },
): Promise<AssignmentState> {
  await work.tx.assignment.update({
    where: { id: matter.id },
    data: {
      state: "submitted",
      inDoubt: false,
      nil: taken.nil,
      lateDays: taken.lateBy,
      firstSubmittedAt: matter.firstSubmittedAt ?? taken.at,
      lastSubmittedAt: work.now,
    },
  });
  // Where it stands for a lower bureau, that one's own upward report has gone up, whatever way it came.
  await mirrorDown(work, [matter.id]);
  return "submitted";
}

/** The problems of every material of a version, where they were not recorded as each came in. */
export async function recordAllProblems(
  work: UnitOfWork,
  matter: Pick<Matter, "id" | "unitId" | "obligation">,
  version: Version,
): Promise<void> {
  const definitions = await readDefinitions(work.tx, work.orgId);
  for (const { key, ledger, nil } of version.materials) {
    const rows = nil ? [] : (version.rows[key] ?? []);
    await recordProblems(work, {
      campaignId: matter.obligation.campaignId,
      unitId: matter.unitId,
      assignmentId: matter.id,
      materialKey: key,
      definition: ledger && !nil ? (rows[0]?.definition ?? definitions.find(ledger)) : null,
      rows,
    });
  }
}
