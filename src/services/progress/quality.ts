// 一次合格率: of the reports that were decided on, how many passed at the first decision; counted by the database.
import { percentOf } from "../../ledger/compute.ts";
import { plainNumber } from "../../ledger/value.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import type { Scope } from "./scope.ts";

/** Reports with a decision (通过 or 退回), and those whose first decision was 通过. */
export interface Quality {
  reviewed: number;
  firstPass: number;
}

/** Of a whole campaign, by unit in order of units, and by matter. */
export interface QualityFigures extends Quality {
  units: (Quality & { name: string })[];
  matters: (Quality & { obligationId: string; period: string })[];
}

/** What the rate is reckoned from, as it is said beside it. */
export const QUALITY_BASIS = "一次合格率=首次审核即通过的÷已审核的；线下收件、免报不计入";

/** Counts the reports of a campaign's units that the scope reaches; what the bureau sends upward is nobody's to pass. */
export async function readQuality(
  db: Pick<Tx, "$queryRaw">,
  { campaignId, scope }: { campaignId: string; scope: Scope },
): Promise<QualityFigures> {
  const rows = await db.$queryRaw<
    (Quality & { name: string; obligationId: string; period: string })[]
  >(Prisma.sql`
    SELECT u."name", a."obligationId", a."period", count(*)::int AS "reviewed",
      count(*) FILTER (WHERE first."verdict" = 'accepted')::int AS "firstPass"
    FROM "Assignment" a JOIN "Obligation" o ON o."id" = a."obligationId" JOIN "Unit" u ON u."id" = a."unitId"
      JOIN LATERAL (
        SELECT r."verdict"::text AS "verdict" FROM "Review" r JOIN "Submission" s ON s."id" = r."submissionId"
        WHERE s."assignmentId" = a."id" AND s."kind" <> 'paper' AND r."verdict" IN ('accepted', 'returned')
        ORDER BY r."reviewedAt", s."version" LIMIT 1) first ON true
    WHERE o."campaignId" = ${campaignId} AND o."withdrawnAt" IS NULL AND o."direction" = 'internal'
      AND a."state" <> 'waived' AND a."counted"
      AND ${scope.unitIds === null ? Prisma.sql`true` : Prisma.sql`a."unitId" = ANY(${scope.unitIds})`}
    GROUP BY u."name", u."position", a."obligationId", a."period" ORDER BY u."position", u."name"`);
  return {
    ...add(rows),
    units: [...new Set(rows.map(({ name }) => name))].map((name) => ({
      name,
      ...add(rows.filter((row) => row.name === name)),
    })),
    matters: rows.map(({ name: _, ...row }) => row),
  };
}

/** The figures of several lines together. */
export function add(rows: readonly Quality[]): Quality {
  return {
    reviewed: rows.reduce((sum, { reviewed }) => sum + reviewed, 0),
    firstPass: rows.reduce((sum, { firstPass }) => sum + firstPass, 0),
  };
}

/** 「75%（6/8）」; 「—」 where nothing was decided yet. */
export function sayQuality({ reviewed, firstPass }: Quality): string {
  const rate = percentOf(firstPass, reviewed);
  return rate === null ? "—" : `${plainNumber(rate)}%（${firstPass}/${reviewed}）`;
}
