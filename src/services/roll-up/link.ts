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
 * Brings what answers these assignments of the upper bureau to where they stand above: the day that holds (延期, 退回),
 * and what became of the report (已报, 审核通过, 退回补正, 待核实, 免报). What stands open above is as it is below.
 */
export async function mirrorDown(work: UnitOfWork, upperIds: readonly string[]): Promise<void> {
  if (upperIds.length === 0) return;
  await work.tx.$executeRaw`
    UPDATE "Assignment" l SET "dueOn" = u."dueOn", "dueTime" = u."dueTime", "dueAt" = u."dueAt",
      "planDueOn" = u."planDueOn", "internalDueOn" = u."internalDueOn", "extendedOn" = u."extendedOn",
      "returnedOn" = u."returnedOn", "returns" = u."returns", "inDoubt" = u."inDoubt", "nil" = u."nil",
      "lateDays" = u."lateDays", "firstSubmittedAt" = u."firstSubmittedAt", "lastSubmittedAt" = u."lastSubmittedAt",
      "state" = CASE WHEN u."state" <> 'open' THEN u."state" WHEN l."state" = 'waived' THEN 'open' ELSE l."state" END,
      "upwardOn" = CASE WHEN u."state" <> 'returned' THEN l."upwardOn" END,
      "upwardNumber" = CASE WHEN u."state" <> 'returned' THEN l."upwardNumber" END,
      "waivedFor" = CASE WHEN u."state" = 'waived' THEN '上级已免报' END,
      "dueRevision" = l."dueRevision" + CASE WHEN u."returns" > l."returns"
        OR (l."dueOn", l."dueTime") IS DISTINCT FROM (u."dueOn", u."dueTime") THEN 1 ELSE 0 END,
      "replannedOn" = CASE WHEN (l."dueOn", l."dueTime") IS DISTINCT FROM (u."dueOn", u."dueTime")
        THEN ${work.today} ELSE l."replannedOn" END
    FROM "Assignment" u
    WHERE l."upperId" = u."id" AND u."id" = ANY(${[...upperIds]})`;
}

/** Gives the lower bureaus' published campaigns the rounds of what was triggered above. */
export async function passTrigger(work: UnitOfWork, campaignId: string): Promise<void> {
  const lowers = await work.tx.campaign.findMany({
    where: { upperId: campaignId, state: "published" },
    select: { id: true },
  });
  for (const { id } of lowers) await linkUpward(work, id);
}
