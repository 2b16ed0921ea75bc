// One matter from unit to unit: where each stands, with the report that stands behind it.
import { type AssignmentState, type Status, statusOf } from "../../domain/assignment.ts";
import type { Day } from "../../domain/day.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import type { Scope } from "./scope.ts";

/** A unit's part in a matter. Instants are null until something is handed in. */
export interface UnitRow {
  assignmentId: string;
  assignment: number;
  obligationId: string;
  period: string;
  unitId: string;
  unit: string;
  state: AssignmentState;
  status: Status;
  counted: boolean;
  dueOn: Day | null;
  dueTime: string | null;
  nil: boolean;
  lateDays: number;
  returns: number;
  firstSubmittedAt: Date | null;
  lastSubmittedAt: Date | null;
  /** The latest version; one that waits for 审签 is still the unit's own. */
  submissionId: string | null;
  receiptNumber: string | null;
  complete: boolean | null;
}

type Row = Omit<UnitRow, "status"> & {
  dueAt: Date | null;
  opensOn: Day | null;
  pastAtIssue: boolean;
};

/** The units of obligations (one period of them, or all) within a scope, in order of units. */
export async function readUnits(
  db: Pick<Tx, "$queryRaw">,
  input: { obligationIds: readonly string[]; period?: string; scope: Scope; now: Date },
): Promise<UnitRow[]> {
  const { obligationIds, period, scope, now } = input;
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT a."id" AS "assignmentId", a."number" AS "assignment", a."obligationId", a."period", a."unitId",
      u."name" AS "unit", a."state"::text, a."counted", a."pastAtIssue", a."dueOn", a."dueTime", a."dueAt", a."opensOn", a."nil",
      a."lateDays", a."returns", a."firstSubmittedAt", a."lastSubmittedAt",
      s."id" AS "submissionId", s."receiptNumber", s."complete"
    FROM "Assignment" a
      JOIN "Unit" u ON u."id" = a."unitId"
      LEFT JOIN LATERAL (SELECT * FROM "Submission" WHERE "assignmentId" = a."id" AND NOT "unsigned"
        ORDER BY "version" DESC LIMIT 1) s ON true
    WHERE a."obligationId" = ANY(${[...obligationIds]})
      AND ${period === undefined ? Prisma.sql`true` : Prisma.sql`a."period" = ${period}`}
      AND ${
        scope.unitIds === null
          ? Prisma.sql`true`
          : Prisma.sql`(a."unitId" = ANY(${scope.unitIds}) OR a."preparerId" = ANY(${scope.unitIds}))`
      }
    ORDER BY u."position", u."name", a."dueOn"`);
  return rows.map(({ dueAt, opensOn, pastAtIssue, ...row }) => ({
    ...row,
    status: statusOf({ ...row, dueAt, opensOn, pastWhenIssued: pastAtIssue, now }),
  }));
}
