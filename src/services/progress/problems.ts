// Problems that units found, by kind and unit: each counted once, as long as it stands in the unit's latest version.
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import type { Scope } from "./scope.ts";

/** How many were found, rectified (整改完成, the closed among them) and closed (销号). */
interface ProblemCount {
  found: number;
  rectified: number;
  closed: number;
}

/** All of them, and the same by kind and by unit, the most first. */
export interface ProblemFigures extends ProblemCount {
  kinds: ({ name: string } & ProblemCount)[];
  units: ({ name: string } & ProblemCount)[];
}

/** Counts a campaign's problems, or those that came with one obligation's reports. */
export async function readProblems(
  db: Pick<Tx, "$queryRaw">,
  input: { campaignId: string; scope: Scope; obligationId?: string },
): Promise<ProblemFigures> {
  const { campaignId, scope, obligationId } = input;
  const rows = await db.$queryRaw<(ProblemCount & { kind: string; unit: string })[]>(Prisma.sql`
    SELECT p."kind", u."name" AS "unit", count(*)::int AS "found",
      count(*) FILTER (WHERE p."done" OR p."state" = 'closed')::int AS "rectified",
      count(*) FILTER (WHERE p."state" = 'closed')::int AS "closed"
    FROM "Problem" p JOIN "Unit" u ON u."id" = p."unitId"
    WHERE p."campaignId" = ${campaignId} AND p."goneOn" IS NULL
      AND ${scope.unitIds === null ? Prisma.sql`true` : Prisma.sql`p."unitId" = ANY(${scope.unitIds})`}
      AND ${
        obligationId
          ? Prisma.sql`p."assignmentId" IN (SELECT "id" FROM "Assignment" WHERE "obligationId" = ${obligationId})`
          : Prisma.sql`true`
      }
    GROUP BY p."kind", u."name"`);
  return {
    ...add(rows),
    kinds: groupBy(rows, ({ kind }) => kind || "未分类"),
    units: groupBy(rows, ({ unit }) => unit),
  };
}

function add(rows: readonly ProblemCount[]): ProblemCount {
  const sum = { found: 0, rectified: 0, closed: 0 };
  for (const row of rows) {
    sum.found += row.found;
    sum.rectified += row.rectified;
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
