// Deliveries on their way: claimed, turned into messages, sent, and what became of them.
import { randomUUID } from "node:crypto";
import { type Outgoing, outgoingSchema } from "../chat/card.ts";
import type { Platform } from "../chat/platform.ts";
import { AppError } from "../errors.ts";
import { type Delivery, Prisma } from "../store/generated/client.ts";
import { findAddress, findMentioned, findReplyKey } from "./addresses.ts";
import { holdForBundle } from "./bundles.ts";
import { claimDelivery } from "./claims.ts";
import type { Runtime } from "./runtime.ts";
import { noteSpent } from "./spending.ts";
import type { DeliveryKind } from "./unit-of-work.ts";

/** Computes a message at the moment it is sent; null when there is nothing left to say. */
export type Renderer = (runtime: Runtime, delivery: Delivery) => Promise<Outgoing | null>;

/** How each kind of delivery becomes a message. */
export type Renderers = Record<Exclude<DeliveryKind, "message">, Renderer>;

const MOST_ATTEMPTS = 5;
const MEND_MS = 86_400_000;

/**
 * Claims, renders, sends and records one delivery; nothing happens when it is not due or another has it. Where only the
 * process with a long connection can send it, it is passed on to that process's `lane`.
 */
export async function deliver(
  runtime: Runtime,
  platforms: ReadonlyMap<string, Platform>,
  renderers: Renderers,
  id: string,
  lane?: string,
): Promise<void> {
  const { db } = runtime.store;
  const waiting = await db.delivery.findUnique({ where: { id } });
  if (waiting?.state !== "pending" || waiting.notBeforeAt > runtime.clock.now()) return;
  const platform = platforms.get(waiting.platform);
  if (await holdForBundle(runtime, platform, waiting)) return;
  const address = platform ? await findAddress(runtime, waiting) : null;
  const wanted = (address && platform?.lane?.(address)) ?? undefined;
  if (wanted !== undefined && wanted !== lane) return ringAgain(runtime, waiting, { lane: wanted });
  const rates = (address && platform?.rates?.(address)) ?? [];
  const claim = await claimDelivery(runtime, waiting, rates);
  if (claim.state === "waits") return ringAgain(runtime, waiting, { lane, waitMs: claim.waitMs });
  if (claim.state === "taken") return;
  const delivery = { ...waiting, attempts: waiting.attempts + 1 };
  try {
    const message = await render(runtime, renderers, delivery);
    if (!platform) throw new AppError("PLATFORM_REJECTED", `没有配置平台“${delivery.platform}”`);
    if (message === null) {
      await db.delivery.update({ where: { id }, data: { state: "dropped", payload: Prisma.DbNull } });
      return;
    }
    if (!address) throw new AppError("PLATFORM_REJECTED", "收件人已解除绑定，请电话催报");
    const at = runtime.clock.now();
    const replyKey = await findReplyKey(runtime, delivery, address);
    const { externalId, spent } = await platform.send({
      deliveryId: id,
      address,
      message,
      mentionIds: await findMentioned(runtime, delivery.platform, message.mentions),
      at,
      ...(replyKey === undefined ? {} : { replyKey }),
    });
    await db.delivery.update({
      where: { id },
      data: { state: "sent", sentAt: at, externalId, payload: message, error: null, claimedUntil: null },
    });
    if (spent && platform.monthly) await noteSpent(runtime, platform.monthly.organisation, spent);
  } catch (error) {
    await recordTrouble(runtime, delivery, error, lane);
  }
}

/** Rings for a delivery once more, in a lane or later; under a key of its own, since this very job may still run. */
async function ringAgain(
  runtime: Runtime,
  { id, eventId }: Delivery,
  { lane, waitMs }: { lane?: string | undefined; waitMs?: number },
): Promise<void> {
  const key = waitMs === undefined ? id : `${id}-${randomUUID()}`;
  await runtime.ring("deliver", [
    {
      key,
      data: { id },
      urgent: eventId !== null,
      ...(lane === undefined ? {} : { lane }),
      ...(waitMs === undefined ? {} : { delayMs: waitMs + 10 }),
    },
  ]);
}

async function render(runtime: Runtime, renderers: Renderers, delivery: Delivery): Promise<Outgoing | null> {
  const kind = delivery.kind as DeliveryKind;
  if (kind === "message") return outgoingSchema.parse(delivery.payload ?? {});
  const message = await renderers[kind](runtime, delivery);
  return message && outgoingSchema.parse(message);
}

async function recordTrouble(
  runtime: Runtime,
  delivery: Delivery,
  error: unknown,
  lane: string | undefined,
): Promise<void> {
  const code = error instanceof AppError ? error.code : "INTERNAL";
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  const retryAfterMs = error instanceof AppError ? error.retryAfterMs : undefined;
  const age = runtime.clock.now().getTime() - delivery.createdAt.getTime();
  // What an administrator can mend costs no attempt either, for a day: by then nobody has looked.
  const mendable = code === "PLATFORM_REJECTED" && retryAfterMs !== undefined && age < MEND_MS;
  const slow = code === "RATE_LIMITED" || mendable;
  const final = !slow && (code === "PLATFORM_REJECTED" || delivery.attempts >= MOST_ATTEMPTS);
  const wait = retryAfterMs ?? 500 * 2 ** delivery.attempts;
  runtime.log.warn(
    { delivery: delivery.id, code, error: text },
    final ? "delivery failed" : "delivery waits",
  );
  // Being told to slow down is a pause, not an attempt.
  await runtime.store.db.$executeRaw`
    UPDATE "Delivery" SET "state" = ${final ? "failed" : "pending"}::"DeliveryState", "error" = ${text},
      "attempts" = "attempts" - ${slow ? 1 : 0}, "claimedUntil" = NULL,
      "nextAttemptAt" = now() + ${`${wait} milliseconds`}::interval
    WHERE "id" = ${delivery.id} AND "state" = 'sending'`;
  if (!final) await ringAgain(runtime, delivery, { lane, waitMs: wait });
}

/** Rings for the deliveries that can be sent at `clock.now()`, at most `limit` of them. */
export async function ringForSendable(runtime: Runtime, limit = 1000): Promise<void> {
  const rows = await runtime.store.db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Delivery" WHERE "state" = 'pending' AND "notBeforeAt" <= ${runtime.clock.now()}
      AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= now()) ORDER BY "createdAt" LIMIT ${limit}`;
  await runtime.ring(
    "deliver",
    rows.map(({ id }) => ({ key: id, data: { id } })),
  );
}

/**
 * Settles claims that ran out while sending: again where the platform is idempotent, else *unknown* for the
 * coordinator to look at. `all` takes every claim, for a process that knows itself to be the only one.
 */
export async function releaseClaims(
  runtime: Runtime,
  platforms: ReadonlyMap<string, Platform>,
  all: boolean,
): Promise<void> {
  const idempotent = [...platforms.values()]
    .filter((platform) => platform.idempotent)
    .map(({ name }) => name);
  await runtime.store.db.$executeRaw`
    UPDATE "Delivery" SET "claimedUntil" = NULL,
      "state" = CASE WHEN "platform" = ANY(${idempotent}) THEN 'pending' ELSE 'unknown' END::"DeliveryState"
    WHERE "state" = 'sending' AND (${all} OR "claimedUntil" < now())`;
}
