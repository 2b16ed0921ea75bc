// Problems by kind and unit, each counted once: those that units found themselves, and apart what inspections found.
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import type { Scope } from "./scope.ts";

/**
 * How many were found, rectified (整改完成 as its unit says and nobody denies, the closed among them), waiting for
 * acceptance and closed (销号).
 */
export interface ProblemCount {
  found: number;
  rectified: number;
  waiting: number;
  closed: number;
}

/** What units found themselves, the same by kind and by unit, the most first; and what inspections found beside it. */
export interface ProblemFigures extends ProblemCount {
  kinds: ({ name: string } & ProblemCount)[];
  units: ({ name: string } & ProblemCount)[];
  inspected: ProblemCount;
}

/** Counts a campaign's problems, or those that came with one obligation's reports. */
export async function readProblems(
  db: Pick<Tx, "$queryRaw">,
  input: { campaignId: string; scope: Scope; obligationId?: string },
): Promise<ProblemFigures> {
  const { campaignId, scope, obligationId } = input;
  const rows = await db.$queryRaw<
    (ProblemCount & { kind: string; unit: string; registered: boolean })[]
  >(Prisma.sql`
    SELECT p."kind", u."name" AS "unit", p."assignmentId" IS NULL AS "registered", count(*)::int AS "found",
      count(*) FILTER (WHERE p."state" IN ('applied', 'awaiting', 'closed')
        OR (p."done" AND p."refusedOn" IS NULL))::int AS "rectified",
      count(*) FILTER (WHERE p."state" IN ('applied', 'awaiting'))::int AS "waiting",
      count(*) FILTER (WHERE p."state" = 'closed')::int AS "closed"
    FROM "Problem" p JOIN "Unit" u ON u."id" = p."unitId"
    WHERE p."campaignId" = ${campaignId} AND p."goneOn" IS NULL
      AND ${scope.unitIds === null ? Prisma.sql`true` : Prisma.sql`p."unitId" = ANY(${scope.unitIds})`}
      AND ${
        obligationId
          ? Prisma.sql`EXISTS (SELECT 1 FROM "Assignment" a WHERE a."obligationId" = ${obligationId}
              AND (a."id" = p."assignmentId" OR EXISTS (SELECT 1 FROM "ProblemMention" m
                WHERE m."problemId" = p."id" AND m."assignmentId" = a."id")))`
          : Prisma.sql`true`
      }
    GROUP BY 1, 2, 3`);
  const own = rows.filter(({ registered }) => !registered);
  return {
    ...add(own),
    kinds: groupBy(own, ({ kind }) => kind || "未分类"),
    units: groupBy(own, ({ unit }) => unit),
    inspected: add(rows.filter(({ registered }) => registered)),
  };
}

function add(rows: readonly ProblemCount[]): ProblemCount {
  const sum = { found: 0, rectified: 0, waiting: 0, closed: 0 };
  for (const row of rows) {
    sum.found += row.found;
    sum.rectified += row.rectified;
    sum.waiting += row.waiting;
    sum.closed += row.closed;
  }
  return sum;
}

function groupBy<Row extends ProblemCount>(rows: readonly Row[], nameOf: (row: Row) => string) {
  const names = [...new Set(rows.map(nameOf))];
  return names
    .map((name) => ({ name, ...add(rows.filter((row) => nameOf(row) === name)) }))
    .sort((a, b) => b.found - a.found || a.name.localeCompare(b.name, "zh"));
}
