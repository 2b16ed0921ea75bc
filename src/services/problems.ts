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
        return facts ? [{ rowKey, ...columnsOf(facts, today) }] : [];
      })
    : [];
  const known = await tx.problem.findMany({
    where: { assignmentId, materialKey },
    select: { rowKey: true, number: true },
  });
  if (known.length > 0)
    await tx.$executeRaw(Prisma.sql`
      UPDATE "Problem" SET "goneOn" = ${today}
      WHERE "assignmentId" = ${assignmentId} AND "materialKey" = ${materialKey} AND "goneOn" IS NULL
        AND "rowKey" <> ALL(${found.map(({ rowKey }) => rowKey)})`);
  if (found.length === 0) return;
  const numbers = new Map(known.map(({ rowKey, number }) => [rowKey, number]));
  const fresh = found.filter(({ rowKey }) => !numbers.has(rowKey));
  const first = fresh.length > 0 ? await takeNumbers(work, `problem:${campaignId}`, fresh.length) : 0;
  for (const [index, { rowKey }] of fresh.entries()) numbers.set(rowKey, first + index);
  const rows = found.map((row) => ({ ...row, number: numbers.get(row.rowKey) }));
  // One statement and one parameter, however many problems.
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "Problem" ("id", "campaignId", "number", "unitId", "assignmentId", "materialKey", "foundOn", "rowKey",
      "kind", "description", "measure", "deadlineOn", "owner", "done", "state", "closedOn")
    SELECT gen_random_uuid()::text, ${campaignId}, f."number", ${unitId}, ${assignmentId}, ${materialKey}, ${today},
      f."rowKey", f."kind", f."description", f."measure", f."deadlineOn", f."owner", f."done",
      f."state"::"ProblemState", f."closedOn"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS f("rowKey" text, "number" int, "kind" text,
      "description" text, "measure" text, "deadlineOn" text, "owner" text, "done" boolean, "state" text, "closedOn" text)
    ON CONFLICT ("assignmentId", "materialKey", "rowKey") DO UPDATE SET "kind" = excluded."kind",
      "description" = excluded."description", "measure" = excluded."measure", "deadlineOn" = excluded."deadlineOn",
      "owner" = excluded."owner", "done" = excluded."done", "state" = excluded."state",
      "closedOn" = excluded."closedOn", "goneOn" = NULL`);
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
