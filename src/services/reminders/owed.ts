// Which assignments still owe and may be reminded of: the one SQL that says so, and their groups.
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import type { Deadline } from "./plan.ts";

/**
 * A subquery of assignments of a bureau that still owe: of a published campaign, counted in 应报, with a due day, not
 * 印发时已过, not withdrawn, not after 停止收件. `toldAt` is when the due day was told: at publishing, or later by a
 * trigger. What answers an upper bureau is owed as long as that one collects it. An internal deadline holds as long as the due day is the plan's own. Assignments with one `key` are reminded of on the same days.
 */
export function selectOwed(orgId: string): Prisma.Sql {
  return Prisma.sql`(
    SELECT w.*, concat_ws('|', w."obligationId", w."period", w."dueOn", coalesce(w."dueTime", ''), w."dueRevision"::text,
      coalesce(w."opensOn", ''), coalesce(w."movedOn", ''), coalesce(w."internalDueOn", ''), extract(epoch FROM w."toldAt")::text) AS "key"
    FROM (
      SELECT a."id", a."obligationId", a."unitId", a."preparerId", a."period", a."opensOn", a."dueOn", a."dueTime",
        a."dueAt", a."planDueOn", a."dueRevision", o."steps", o."direction", c."groupId",
        greatest(a."returnedOn", a."extendedOn", a."replannedOn") AS "movedOn",
        CASE WHEN a."dueOn" = a."planDueOn" THEN a."internalDueOn" END AS "internalDueOn", greatest(a."createdAt", c."publishedAt") AS "toldAt"
      FROM "Assignment" a
        JOIN "Obligation" o ON o."id" = a."obligationId"
        JOIN "Campaign" c ON c."id" = o."campaignId"
        LEFT JOIN "Obligation" u ON u."id" = o."upperId" AND o."direction" = 'upward'
      WHERE c."orgId" = ${orgId} AND c."state" = 'published' AND o."withdrawnAt" IS NULL AND o."closedAt" IS NULL
        AND u."withdrawnAt" IS NULL AND u."closedAt" IS NULL
        AND a."state" IN ('open', 'signing', 'returned') AND a."counted" AND NOT a."pastAtIssue"
        AND a."dueOn" IS NOT NULL
    ) w)`;
}

/** Assignments that are reminded of on the same days; `recorded` are the steps that all of them have had. */
export interface OwedGroup extends Deadline {
  key: string;
  recorded: ReadonlySet<string>;
}

/** The groups of a bureau's assignments that still owe. */
export async function listOwedGroups(db: Pick<Tx, "$queryRaw">, orgId: string): Promise<OwedGroup[]> {
  const groups = await db.$queryRaw<(Omit<OwedGroup, "recorded"> & { recorded: string[] })[]>`
    WITH owed AS MATERIALIZED ${selectOwed(orgId)},
      sizes AS (
        SELECT "key", "dueOn", "dueTime", "opensOn", "movedOn", "internalDueOn", "toldAt", "steps", count(*) AS "size"
        FROM owed GROUP BY 1, 2, 3, 4, 5, 6, 7, 8),
      told AS (
        SELECT owed."key", r."step", count(*) AS "size"
        FROM owed JOIN "Reminder" r ON r."assignmentId" = owed."id" AND r."dueRevision" = owed."dueRevision"
        GROUP BY 1, 2)
    SELECT s."key", s."dueOn", s."dueTime", s."opensOn", s."movedOn", s."internalDueOn", s."toldAt", s."steps",
      coalesce(array_agg(t."step") FILTER (WHERE t."size" = s."size"), '{}') AS "recorded"
    FROM sizes s LEFT JOIN told t ON t."key" = s."key"
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`;
  return groups.map((group) => ({ ...group, recorded: new Set(group.recorded) }));
}
