// Problems as the ledgers tell of them: found once, followed over every later version of the row.
import type { LedgerDefinition } from "../ledger/definition.ts";
import { type ProblemFacts, problemOf } from "../ledger/problems.ts";
import type { Values } from "../ledger/value.ts";
import type { ProblemState } from "../store/generated/client.ts";
import { Prisma } from "../store/generated/client.ts";
import { takeNumbers } from "./numbers.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** The rows of one material's newest version. */
export interface ProblemSource {
  campaignId: string;
  unitId: string;
  assignmentId: string;
  materialKey: string;
  /** Null for a nil report, which tells of no problem. */
  definition: LedgerDefinition | null;
  rows: readonly { rowKey: string; values: Values }[];
}

/**
 * Writes the problems of a material's newest version: new rows get the campaign's next numbers, known ones are brought
 * up to date. A row that is gone closes nothing, since a slip of the hand must not look like a 销号: its problem is
 * marked with the day it went and comes back with its row. Call it with the assignment locked.
 */
export async function recordProblems(work: UnitOfWork, source: ProblemSource): Promise<void> {
  const { tx, today } = work;
  const { assignmentId, materialKey, campaignId, unitId, definition } = source;
  const found = definition
    ? source.rows.flatMap(({ rowKey, values }) => {
        const facts = problemOf(definition, values);
        return facts ? [{ rowKey, facts }] : [];
      })
    : [];
  const known = await tx.problem.findMany({
    where: { assignmentId, materialKey },
    select: { rowKey: true },
  });
  const knownKeys = new Set(known.map(({ rowKey }) => rowKey));
  const foundKeys = found.map(({ rowKey }) => rowKey);
  if (known.length > 0)
    await tx.problem.updateMany({
      where: { assignmentId, materialKey, rowKey: { notIn: foundKeys }, goneOn: null },
      data: { goneOn: today },
    });
  const again = found.filter(({ rowKey }) => knownKeys.has(rowKey));
  const fresh = found.filter(({ rowKey }) => !knownKeys.has(rowKey));
  if (again.length > 0) await updateProblems(work, source, again);
  if (fresh.length === 0) return;
  const first = await takeNumbers(work, `problem:${campaignId}`, fresh.length);
  await tx.problem.createMany({
    data: fresh.map(({ rowKey, facts }, index) => ({
      campaignId,
      number: first + index,
      unitId,
      assignmentId,
      materialKey,
      rowKey,
      foundOn: today,
      ...columnsOf(facts, today),
    })),
  });
}

async function updateProblems(
  work: UnitOfWork,
  { assignmentId, materialKey }: ProblemSource,
  again: readonly { rowKey: string; facts: ProblemFacts }[],
): Promise<void> {
  const rows = again.map(({ rowKey, facts }) => ({ rowKey, ...columnsOf(facts, work.today) }));
  await work.tx.$executeRaw(Prisma.sql`
    UPDATE "Problem" SET "kind" = fresh."kind", "description" = fresh."description", "measure" = fresh."measure",
      "deadlineOn" = fresh."deadlineOn", "owner" = fresh."owner", "done" = fresh."done", "goneOn" = NULL,
      "state" = fresh."state"::"ProblemState", "closedOn" = fresh."closedOn"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS fresh("rowKey" text, "kind" text, "description" text,
      "measure" text, "deadlineOn" text, "owner" text, "done" boolean, "state" text, "closedOn" text)
    WHERE "Problem"."assignmentId" = ${assignmentId} AND "Problem"."materialKey" = ${materialKey}
      AND "Problem"."rowKey" = fresh."rowKey"`);
}

function columnsOf(facts: ProblemFacts, today: string) {
  const state: ProblemState = facts.closed ? "closed" : hasBegun(facts) ? "rectifying" : "open";
  return {
    kind: facts.kind,
    description: facts.description,
    measure: facts.measure || null,
    deadlineOn: facts.deadline,
    owner: facts.owner || null,
    done: facts.done,
    state,
    closedOn: facts.closed ? (facts.closedOn ?? today) : null,
  };
}

function hasBegun({ done, state }: ProblemFacts): boolean {
  return done || state === "整改中";
}
