// 应报, 已报 and all that follows from them, counted by the database at one instant.
import type { Tally } from "../../domain/assignment.ts";
import { type Day, dayOf } from "../../domain/day.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import type { Scope } from "./scope.ts";

/** A unit that still owes a matter; `dueOn` is its own due day, moved by a return or an extension. */
interface MissingUnit {
  unitId: string;
  unit: string;
  state: "open" | "signing" | "returned";
  dueOn: Day | null;
  overdue: boolean;
}

/** One matter: an obligation and a period (empty for a single date), with its figures. */
export interface Matter {
  campaignId: string;
  obligationId: string;
  number: number;
  what: string;
  recipient: string | null;
  direction: "internal" | "upward";
  sensitive: boolean;
  period: string;
  /** The plan's own day. */
  dueOn: Day | null;
  dueTime: string | null;
  /** Not begun yet on that day: a later period. */
  upcoming: boolean;
  tally: Tally;
  /** In order of units. */
  missing: MissingUnit[];
  /** Of 本局对外报送: its assignment, and when and under which number it went up. */
  assignment: number;
  upwardOn: Day | null;
  upwardNumber: string | null;
}

/** Assignments of these units, and upward ones that they prepare. */
function within(scope: Scope): Prisma.Sql {
  if (scope.unitIds === null) return Prisma.sql`true`;
  return Prisma.sql`(a."unitId" = ANY(${scope.unitIds})
    OR (o."direction" = 'upward' AND a."preparerId" = ANY(${scope.unitIds})))`;
}

type Row = Omit<Matter, "tally" | "missing"> & Tally & { units: MissingUnit[] };

/**
 * Every matter of the campaigns in which the scope's units have a part, by due day, in one query, so that the figures
 * agree with one another. They are those of `domain/assignment.tally`: without 免报, and of 印发时已过 only what counts.
 */
export async function readMatters(
  db: Pick<Tx, "$queryRaw">,
  input: { campaignIds: readonly string[]; scope: Scope; now: Date; obligationId?: string },
): Promise<Matter[]> {
  const { campaignIds, scope, now, obligationId } = input;
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    WITH owed AS (
      SELECT a.*, o."campaignId", o."number" AS "matter", o."what", o."recipient", o."direction", o."level",
        u."name" AS "unit", u."position",
        (a."state" <> 'waived' AND a."counted") AS "inDue",
        (a."state" IN ('submitted', 'accepted')) AS "isDone",
        coalesce(a."dueAt" <= ${now}, false) AS "isOverdue",
        CASE WHEN a."lateDays" > 0 THEN (SELECT s."afterClosing" FROM "Submission" s WHERE s."assignmentId" = a."id"
          AND s."complete" AND s."late" ORDER BY s."version" LIMIT 1) END AS "isAfterClosing"
      FROM "Assignment" a
        JOIN "Obligation" o ON o."id" = a."obligationId"
        JOIN "Unit" u ON u."id" = a."unitId"
      WHERE o."campaignId" = ANY(${[...campaignIds]}) AND o."withdrawnAt" IS NULL AND ${within(scope)}
        AND ${obligationId ? Prisma.sql`o."id" = ${obligationId}` : Prisma.sql`true`}
    )
    SELECT "campaignId", "obligationId", "matter" AS "number", "what", "recipient", "direction"::text,
      "level" = 'sensitive' AS "sensitive", "period",
      min(coalesce("planDueOn", "dueOn")) AS "dueOn", min("dueTime") AS "dueTime",
      coalesce(min("opensOn") > ${dayOf(now)}, false) AS "upcoming",
      count(*) FILTER (WHERE "inDue")::int AS "due",
      count(*) FILTER (WHERE "inDue" AND "isDone")::int AS "done",
      count(*) FILTER (WHERE "inDue" AND "isDone" AND "lateDays" <= 0)::int AS "onTime",
      count(*) FILTER (WHERE "inDue" AND "isDone" AND "lateDays" > 0)::int AS "late",
      count(*) FILTER (WHERE "inDue" AND "isDone" AND "lateDays" > 0 AND "isAfterClosing")::int AS "afterClosing",
      count(*) FILTER (WHERE "inDue" AND "isDone" AND "nil")::int AS "nil",
      count(*) FILTER (WHERE "inDue" AND "state" = 'accepted')::int AS "accepted",
      count(*) FILTER (WHERE "inDue" AND NOT "isDone")::int AS "missing",
      count(*) FILTER (WHERE "inDue" AND "state" = 'returned')::int AS "returned",
      count(*) FILTER (WHERE "inDue" AND NOT "isDone" AND "isOverdue")::int AS "overdue",
      coalesce(json_agg(json_build_object('unitId', "unitId", 'unit', "unit", 'state', "state", 'dueOn', "dueOn",
        'overdue', "isOverdue") ORDER BY "position", "unit") FILTER (WHERE "inDue" AND NOT "isDone"), '[]') AS "units",
      min(owed."number") AS "assignment", max("upwardOn") AS "upwardOn", max("upwardNumber") AS "upwardNumber"
    FROM owed
    GROUP BY "campaignId", "obligationId", "matter", "what", "recipient", "direction", "level", "period"
    ORDER BY "dueOn" NULLS LAST, "matter", "period"`);
  return rows.map(asMatter);
}

function asMatter(row: Row): Matter {
  const { due, done, onTime, late, afterClosing, nil, accepted, missing, returned, overdue, units, ...rest } =
    row;
  const tally = { due, done, onTime, late, afterClosing, nil, accepted, missing, returned, overdue };
  return { ...rest, tally, missing: units };
}

const NOTHING: Tally = {
  due: 0,
  done: 0,
  onTime: 0,
  late: 0,
  afterClosing: 0,
  nil: 0,
  accepted: 0,
  missing: 0,
  returned: 0,
  overdue: 0,
};

/** The figures of several matters together. */
export function sumTallies(matters: readonly Pick<Matter, "tally">[]): Tally {
  const sum = { ...NOTHING };
  for (const { tally } of matters) {
    for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += tally[key];
  }
  return sum;
}
