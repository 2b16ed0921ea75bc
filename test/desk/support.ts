// Words that the suites of the coordinator's desk share: a unit's assignment, its figures, what one person got.
import { tally } from "../../src/domain/assignment.ts";
import { assignmentCode } from "../../src/domain/obligation.ts";
import { readMatters } from "../../src/services/progress/figures.ts";
import { WHOLE } from "../../src/services/progress/scope.ts";
import type { Harness, SeenMessage } from "../support/harness.ts";

/** A unit's assignment of a matter as it stands, with its code. */
export async function rowOf(office: Harness, what: string, unit: string) {
  const row = await office.app.runtime.store.db.assignment.findFirstOrThrow({
    where: { obligation: { what }, unit: { code: unit } },
  });
  return { ...row, code: assignmentCode(row.number) };
}

/** The last message that a person got. */
export function to(messages: readonly SeenMessage[], person: string): SeenMessage | undefined {
  return messages.findLast((message) => message.to.person === person);
}

/** The figures that /进度 counts for a matter; they must agree with the domain's own rule. */
export async function figuresOf(office: Harness, what: string) {
  const { runtime } = office.app;
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const obligation = await db.obligation.findFirstOrThrow({
    where: { what },
    include: { assignments: true },
  });
  const [matter] = await readMatters(db, {
    campaignIds: [obligation.campaignId],
    scope: WHOLE,
    now,
    obligationId: obligation.id,
  });
  const { afterClosing, ...figures } = matter!.tally;
  const { afterClosing: _, ...ruled } = tally(
    obligation.assignments.map((one) => ({ ...one, pastWhenIssued: one.pastAtIssue })),
    now,
  );
  if (JSON.stringify(figures) !== JSON.stringify(ruled))
    throw new Error(`figures differ: ${JSON.stringify(figures)} ${JSON.stringify(ruled)}`);
  return { ...figures, afterClosing };
}
