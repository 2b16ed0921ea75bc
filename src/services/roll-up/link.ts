// Ties a bureau's upward reports to the assignments of the upper bureau that they answer, and keeps their due days together.
import { Prisma } from "../../store/generated/client.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

/** A subquery of the answers that a bureau's published campaign owes above: the upper assignment and what answers it. */
function selectAnswers(campaignId: string): Prisma.Sql {
  return Prisma.sql`(
    SELECT o."id" AS "obligationId", o."timing", c."leadUnitId", c."orgId", u.*
    FROM "Obligation" o
      JOIN "Campaign" c ON c."id" = o."campaignId"
      JOIN "Unit" s ON s."lowerOrgId" = c."orgId"
      JOIN LATERAL (
        SELECT a."id" AS "upperId", a."period", a."opensOn", a."dueOn", a."dueTime", a."planDueOn", a."dueAt",
          a."internalDueOn", a."pastAtIssue", a."counted"
        FROM "Assignment" a WHERE a."obligationId" = o."upperId" AND a."unitId" = s."id") u ON true
    WHERE c."id" = ${campaignId} AND c."state" = 'published' AND o."direction" = 'upward' AND o."withdrawnAt" IS NULL)`;
}

/**
 * Links the upward reports of a campaign that came down. A matter triggered above gets its rounds here, since nobody
 * below triggers it. Doing it again changes nothing.
 */
export async function linkUpward(work: UnitOfWork, campaignId: string): Promise<void> {
  const { tx, now } = work;
  await tx.$executeRaw`
    INSERT INTO "Assignment" ("id", "obligationId", "unitId", "preparerId", "period", "opensOn", "dueOn", "dueTime",
      "planDueOn", "dueAt", "internalDueOn", "pastAtIssue", "counted", "createdAt")
    SELECT gen_random_uuid()::text, w."obligationId", b."id", w."leadUnitId", w."period", w."opensOn", w."dueOn",
      w."dueTime", w."planDueOn", w."dueAt", w."internalDueOn", w."pastAtIssue", w."counted", ${now}
    FROM ${selectAnswers(campaignId)} w
      JOIN LATERAL (SELECT "id" FROM "Unit" WHERE "orgId" = w."orgId" AND "kind" = 'bureau' AND "active"
        ORDER BY "position" LIMIT 1) b ON true
    WHERE w."timing" = 'triggered'
    ON CONFLICT ("obligationId", "unitId", "period") DO NOTHING`;
  const linked = await tx.$queryRaw<{ upperId: string }[]>`
    UPDATE "Assignment" l SET "upperId" = w."upperId"
    FROM ${selectAnswers(campaignId)} w
    WHERE l."obligationId" = w."obligationId" AND l."period" = w."period" AND l."upperId" IS NULL
      AND NOT EXISTS (SELECT 1 FROM "Assignment" x WHERE x."upperId" = w."upperId")
    RETURNING l."upperId"`;
  await mirrorDown(
    work,
    linked.map(({ upperId }) => upperId),
  );
}

/**
 * Brings what answers these assignments of the upper bureau to the day that holds above (延期, 退回, 免报): the upper
 * bureau's days are not the lower one's to keep.
 */
export async function mirrorDown(work: UnitOfWork, upperIds: readonly string[]): Promise<void> {
  if (upperIds.length === 0) return;
  const { tx, today } = work;
  const ids = [...upperIds];
  await tx.$executeRaw`
    UPDATE "Assignment" l SET "dueOn" = u."dueOn", "dueTime" = u."dueTime", "dueAt" = u."dueAt",
      "planDueOn" = u."planDueOn", "internalDueOn" = u."internalDueOn", "extendedOn" = u."extendedOn",
      "dueRevision" = l."dueRevision" + 1, "replannedOn" = ${today}
    FROM "Assignment" u
    WHERE l."upperId" = u."id" AND u."id" = ANY(${ids}) AND l."state" <> 'waived'
      AND (l."dueOn", l."dueTime") IS DISTINCT FROM (u."dueOn", u."dueTime")`;
  await tx.$executeRaw`
    UPDATE "Assignment" l SET "state" = 'waived', "waivedFor" = '上级已免报'
    FROM "Assignment" u
    WHERE l."upperId" = u."id" AND u."id" = ANY(${ids}) AND u."state" = 'waived' AND l."state" IN ('open', 'signing', 'returned')`;
  await tx.$executeRaw`
    UPDATE "Assignment" l SET "state" = CASE WHEN l."firstSubmittedAt" IS NULL THEN 'open' ELSE 'returned' END::"AssignmentState",
      "waivedFor" = NULL
    FROM "Assignment" u
    WHERE l."upperId" = u."id" AND u."id" = ANY(${ids}) AND u."state" <> 'waived' AND l."state" = 'waived'`;
}
