// Claims of deliveries: one process sends each, and no more of them than their platform lets through.
import type { Rate } from "../chat/platform.ts";
import { type Delivery, Prisma } from "../store/generated/client.ts";
import type { Tx } from "../store/open.ts";
import type { Runtime } from "./runtime.ts";

const CLAIM_SECONDS = 60;

/** Ours to send; waiting so long for others that were sent before it; or not to be sent by us now. */
export type Claim = { state: "claimed" } | { state: "waits"; waitMs: number } | { state: "taken" };

/**
 * Claims a delivery that is due, unless as many went to the same address as `rates` allow. Who waits for that loses no
 * attempt. Of claims on one address at the same time one is decided after the other.
 */
export async function claimDelivery(
  runtime: Runtime,
  delivery: Delivery,
  rates: readonly Rate[],
): Promise<Claim> {
  const { db } = runtime.store;
  const now = runtime.clock.now();
  if (rates.length === 0 || (await isHurried(db, delivery))) return claim(db, delivery.id, now);
  return db.$transaction(async (tx) => {
    for (const key of [...new Set(rates.map(({ per }) => nameOf(delivery, per)))].sort())
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 1))`;
    let waitMs = 0;
    for (const rate of rates) waitMs = Math.max(waitMs, await waitFor(tx, delivery, rate));
    if (waitMs === 0) return claim(tx, delivery.id, now);
    const count = await tx.$executeRaw`
      UPDATE "Delivery" SET "nextAttemptAt" = now() + ${`${waitMs} milliseconds`}::interval
      WHERE "id" = ${delivery.id} AND "state" = 'pending'`;
    return count === 1 ? { state: "waits", waitMs } : { state: "taken" };
  });
}

/** Where seconds decide, it does not wait behind reminders. */
async function isHurried(db: Pick<Tx, "$queryRaw">, { answerBy }: Delivery): Promise<boolean> {
  if (answerBy === null) return false;
  const [row] = await db.$queryRaw<
    { hurried: boolean }[]
  >`SELECT ${answerBy}::timestamptz > now() AS "hurried"`;
  return row!.hurried;
}

async function claim(db: Pick<Tx, "$executeRaw">, id: string, now: Date): Promise<Claim> {
  const count = await db.$executeRaw`
    UPDATE "Delivery" SET "state" = 'sending', "attempts" = "attempts" + 1, "claimedAt" = clock_timestamp(),
      "claimedUntil" = now() + ${`${CLAIM_SECONDS} seconds`}::interval
    WHERE "id" = ${id} AND "state" = 'pending' AND "notBeforeAt" <= ${now}
      AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= clock_timestamp())`;
  return { state: count === 1 ? "claimed" : "taken" };
}

/** Milliseconds until the rate lets another one through, 0 for now. */
async function waitFor(tx: Tx, delivery: Delivery, { per, most, seconds }: Rate): Promise<number> {
  const [row] = await tx.$queryRaw<{ waitMs: number }[]>(Prisma.sql`
    SELECT extract(epoch FROM "claimedAt" + ${`${seconds} seconds`}::interval - clock_timestamp())::float8 * 1000 AS "waitMs"
    FROM "Delivery"
    WHERE "platform" = ${delivery.platform} AND "claimedAt" > clock_timestamp() - ${`${seconds} seconds`}::interval
      AND "state" IN ('sending', 'sent', 'unknown') AND ${sameAddress(delivery, per)}
    ORDER BY "claimedAt" DESC OFFSET ${most - 1} LIMIT 1`);
  return row ? Math.max(1, Math.ceil(row.waitMs)) : 0;
}

function sameAddress({ bot, personId, strangerId, groupId }: Delivery, per: Rate["per"]): Prisma.Sql {
  if (per === "group") return Prisma.sql`"groupId" IS NOT DISTINCT FROM ${groupId}`;
  if (per === "bot") return Prisma.sql`"bot" = ${bot}`;
  return Prisma.sql`"bot" = ${bot} AND "personId" IS NOT DISTINCT FROM ${personId}
    AND "strangerId" IS NOT DISTINCT FROM ${strangerId}`;
}

function nameOf(delivery: Delivery, per: Rate["per"]): string {
  const { platform, bot, groupId, personId, strangerId } = delivery;
  const of = per === "group" ? groupId : per === "bot" ? bot : `${bot} ${personId ?? strangerId}`;
  return `${platform} ${per} ${of}`;
}
