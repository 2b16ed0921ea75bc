// One problem told of by several ledger rows is counted once: the first row makes it, further ones only mention it.
import type { ProblemFacts } from "../../ledger/problems.ts";
import { fold } from "../../ledger/value.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

/** One material of one report, of a unit in a campaign. */
export interface Place {
  campaignId: string;
  unitId: string;
  assignmentId: string;
  materialKey: string;
}

/** A row that tells of a problem. */
export interface FoundRow {
  rowKey: string;
  facts: ProblemFacts;
}

interface Candidate {
  id: string;
  rowKey: string | null;
  materialKey: string | null;
  description: string;
  state: string;
  /** Told of in another period of the same obligation, and whether that one is earlier. */
  samePlan: boolean;
  earlier: boolean;
}

/** Descriptions that differ in white space, punctuation and width only are the same words. */
export function wordsOf(description: string): string {
  return fold(description)
    .replace(/[\p{P}\p{S}]/gu, "")
    .toLowerCase();
}

async function readCandidates({ tx }: UnitOfWork, place: Place): Promise<Candidate[]> {
  const { campaignId, unitId, assignmentId, materialKey } = place;
  return tx.$queryRaw<Candidate[]>`
    SELECT p."id", p."rowKey", p."materialKey", p."description", p."state"::text AS "state",
      coalesce(a."obligationId" = own."obligationId", false) AS "samePlan",
      coalesce(coalesce(a."spanStart", a."planDueOn", a."dueOn", '')
        < coalesce(own."spanStart", own."planDueOn", own."dueOn", ''), false) AS "earlier"
    FROM "Problem" p LEFT JOIN "Assignment" a ON a."id" = p."assignmentId"
      JOIN "Assignment" own ON own."id" = ${assignmentId}
    WHERE p."campaignId" = ${campaignId} AND p."unitId" = ${unitId} AND p."goneOn" IS NULL
      AND NOT (p."assignmentId" IS NOT DISTINCT FROM ${assignmentId} AND p."materialKey" IS NOT DISTINCT FROM ${materialKey})
      AND NOT EXISTS (SELECT 1 FROM "ProblemMention" m WHERE m."problemId" = p."id"
        AND m."assignmentId" = ${assignmentId} AND m."materialKey" = ${materialKey})
    ORDER BY p."number" FOR UPDATE OF p`;
}

/**
 * Ties rows that nobody has seen at this place to the problems that they tell of again: a row that went on from an
 * earlier period takes its problem along, so that the newest period speaks for it; the same words in another ledger, or
 * of what an inspection found, mention it. In another period of one obligation a problem that is closed was another one.
 */
export async function tieTwins(work: UnitOfWork, place: Place, fresh: readonly FoundRow[]): Promise<void> {
  if (fresh.length === 0) return;
  const { tx } = work;
  const { assignmentId, materialKey } = place;
  const left = await readCandidates(work, place);
  for (const { rowKey, facts } of fresh) {
    const words = wordsOf(facts.description);
    const isTwin = (one: Candidate): boolean => {
      if (one.samePlan && one.materialKey === materialKey && one.rowKey === rowKey) return true;
      return wordsOf(one.description) === words && !(one.samePlan && one.state === "closed");
    };
    const at = left.findIndex(isTwin);
    const [twin] = at < 0 ? [] : left.splice(at, 1);
    if (!twin) continue;
    if (twin.samePlan && twin.earlier) {
      await tx.$executeRaw(Prisma.sql`
        INSERT INTO "ProblemMention" ("assignmentId", "materialKey", "rowKey", "problemId", "claimed")
        SELECT "assignmentId", "materialKey", "rowKey", "id", "claimed" FROM "Problem" WHERE "id" = ${twin.id}
        ON CONFLICT DO NOTHING`);
      await tx.problem.update({ where: { id: twin.id }, data: { assignmentId, materialKey, rowKey } });
    } else
      await tx.problemMention.createMany({
        data: [{ assignmentId, materialKey, rowKey, problemId: twin.id }],
        skipDuplicates: true,
      });
  }
}

/**
 * Rows that a newer version has left out tell of nothing any more. A problem that another row mentions stands there
 * from now on; one that nobody has followed yet and no row tells of is marked with the day it went.
 */
export async function dropMissing(work: UnitOfWork, place: Place, rowKeys: readonly string[]): Promise<void> {
  const { tx, today } = work;
  const { assignmentId, materialKey } = place;
  const here = Prisma.sql`"assignmentId" = ${assignmentId} AND "materialKey" = ${materialKey} AND "rowKey" <> ALL(${[...rowKeys]})`;
  await tx.$executeRaw(Prisma.sql`DELETE FROM "ProblemMention" WHERE ${here}`);
  await tx.$executeRaw(Prisma.sql`
    WITH next AS (
      DELETE FROM "ProblemMention" m USING (
        SELECT DISTINCT ON (m."problemId") m."assignmentId", m."materialKey", m."rowKey", m."problemId", m."claimed"
        FROM "ProblemMention" m JOIN "Problem" p ON p."id" = m."problemId"
        WHERE p."assignmentId" = ${assignmentId} AND p."materialKey" = ${materialKey}
          AND p."rowKey" <> ALL(${[...rowKeys]})
        ORDER BY m."problemId", m."assignmentId" DESC) other
      WHERE m."assignmentId" = other."assignmentId" AND m."materialKey" = other."materialKey"
        AND m."rowKey" = other."rowKey"
      RETURNING m."problemId", m."assignmentId", m."materialKey", m."rowKey", m."claimed")
    UPDATE "Problem" p SET "assignmentId" = next."assignmentId", "materialKey" = next."materialKey",
      "rowKey" = next."rowKey", "claimed" = next."claimed"
    FROM next WHERE p."id" = next."problemId"`);
  await tx.$executeRaw(Prisma.sql`
    UPDATE "Problem" p SET "goneOn" = ${today} WHERE ${here} AND "goneOn" IS NULL
      AND NOT EXISTS (SELECT 1 FROM "Rectification" r WHERE r."problemId" = p."id")`);
}

/** A mentioned problem after this version of the row that mentions it. */
export interface Mentioned {
  rowKey: string;
  problemId: string;
  measure: string | null;
  deadlineOn: string | null;
  owner: string | null;
  done: boolean;
  claimed: boolean;
  state: string;
  appliedAt: Date | null;
}

/** Fills in what the problem's own row leaves open, and takes over what became of it; nothing that is there is changed. */
export async function updateMentioned(
  work: UnitOfWork,
  place: Place,
  rows: readonly Mentioned[],
  sensitive: boolean,
): Promise<void> {
  if (rows.length === 0) return;
  const told = Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS f("rowKey" text, "problemId" text,
    "measure" text, "deadlineOn" text, "owner" text, "done" boolean, "claimed" boolean, "state" text, "appliedAt" timestamptz)`;
  await work.tx.$executeRaw(Prisma.sql`
    UPDATE "Problem" p SET "measure" = coalesce(p."measure", f."measure"), "owner" = coalesce(p."owner", f."owner"),
      "dueToldAt" = CASE WHEN p."fixedDeadlineOn" IS NULL AND p."deadlineOn" IS NULL AND f."deadlineOn" IS NOT NULL
        THEN ${work.now} ELSE p."dueToldAt" END,
      "deadlineOn" = coalesce(p."deadlineOn", f."deadlineOn"), "done" = p."done" OR f."done",
      "sensitive" = p."sensitive" OR ${sensitive},
      "state" = CASE WHEN f."state" = 'open' THEN p."state" ELSE f."state"::"ProblemState" END,
      "appliedAt" = f."appliedAt"
    FROM ${told} WHERE p."id" = f."problemId"`);
  await work.tx.$executeRaw(Prisma.sql`
    UPDATE "ProblemMention" m SET "claimed" = f."claimed" FROM ${told}
    WHERE m."assignmentId" = ${place.assignmentId} AND m."materialKey" = ${place.materialKey} AND m."rowKey" = f."rowKey"`);
}
