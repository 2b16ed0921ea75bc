// What messages said is not kept for ever: after the bureau's days their contents are erased, the records stay.
import type { Store } from "../store/open.ts";
import type { Runtime } from "./runtime.ts";
import { readOrgSettings } from "./settings.ts";

const DAY_MS = 86_400_000;

// A phone shows an erased message like any other.
const ERASED_MESSAGE = JSON.stringify({ mentions: [], text: "(内容已过保存期限)", files: [] });

/**
 * Erases the contents of messages in both directions that are older than `keepPayloadDays`. What is still to be
 * handled or sent keeps them. Doing it again changes nothing.
 */
export async function erasePayloads(runtime: Runtime): Promise<void> {
  const { db } = runtime.store;
  const now = runtime.clock.now().getTime();
  const limits: Date[] = [];
  for (const { id: orgId } of await db.org.findMany({ select: { id: true } })) {
    const { keepPayloadDays } = await readOrgSettings(db, orgId);
    const before = new Date(now - keepPayloadDays * DAY_MS);
    limits.push(before);
    await db.$executeRaw`
      UPDATE "SandboxMessage" m SET "body" = ${ERASED_MESSAGE}::jsonb
      FROM "Delivery" d WHERE d."id" = m."deliveryId" AND d."orgId" = ${orgId}
        AND m."at" < ${before} AND m."body" <> ${ERASED_MESSAGE}::jsonb`;
    await db.$executeRaw`
      UPDATE "Delivery" SET "payload" = NULL
      WHERE "orgId" = ${orgId} AND "createdAt" < ${before} AND "payload" IS NOT NULL
        AND "state" NOT IN ('pending', 'sending')`;
  }
  if (limits.length === 0) return;
  // What people send names no bureau before it is handled: the shortest of the bureaus' days counts.
  const before = new Date(Math.max(...limits.map((limit) => limit.getTime())));
  await db.$executeRaw`
    UPDATE "InboundEvent" SET "payload" = '{}'
    WHERE "state" <> 'received' AND "receivedAt" < ${before} AND "payload" <> '{}'`;
  await dropLooseFiles(db, before);
}

/**
 * Drops old files that nothing names by its hash any more: exports and filled-in forms once sent, what was refused or
 * never confirmed. What became part of a record is named there for ever.
 */
async function dropLooseFiles(db: Store["db"], before: Date): Promise<void> {
  await db.$executeRaw`
    DELETE FROM "FileObject" WHERE "createdAt" < ${before} AND "sha256" NOT IN (
      SELECT (regexp_matches(said, '[0-9a-f]{64}', 'g'))[1] FROM (
        SELECT "materials"::text AS said FROM "Submission"
        UNION ALL SELECT "fileId" FROM "Rectification" WHERE "fileId" IS NOT NULL
        UNION ALL SELECT "values"::text FROM "LedgerRow"
        UNION ALL SELECT "sha256" FROM "Evidence"
        UNION ALL SELECT "body"::text FROM "FormDraft"
        UNION ALL SELECT "payload"::text FROM "Delivery" WHERE "payload" IS NOT NULL
        UNION ALL SELECT "payload"::text FROM "InboundEvent" WHERE "payload" <> '{}'
      ) AS records)`;
}
