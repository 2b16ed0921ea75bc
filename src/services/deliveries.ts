// Deliveries on their way: claimed, turned into messages, sent, and what became of them.
import { randomUUID } from "node:crypto";
import { type Outgoing, outgoingSchema } from "../chat/card.ts";
import type { Dispatch, Platform } from "../chat/platform.ts";
import { AppError } from "../errors.ts";
import { type Delivery, Prisma } from "../store/generated/client.ts";
import type { Runtime } from "./runtime.ts";
import type { DeliveryKind } from "./unit-of-work.ts";

/** Computes a message at the moment it is sent; null when there is nothing left to say. */
export type Renderer = (runtime: Runtime, delivery: Delivery) => Promise<Outgoing | null>;

/** How each kind of delivery becomes a message. */
export type Renderers = Record<Exclude<DeliveryKind, "message">, Renderer>;

const MOST_ATTEMPTS = 5;

/** Claims, renders, sends and records one delivery; nothing happens when it is not due or another has it. */
export async function deliver(
  runtime: Runtime,
  platforms: ReadonlyMap<string, Platform>,
  renderers: Renderers,
  id: string,
): Promise<void> {
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const claimed = await db.$executeRaw`
    UPDATE "Delivery" SET "state" = 'sending', "attempts" = "attempts" + 1, "claimedUntil" = now() + interval '60 seconds'
    WHERE "id" = ${id} AND "state" = 'pending' AND "notBeforeAt" <= ${now}
      AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= now())`;
  if (claimed === 0) return;
  const delivery = await db.delivery.findUniqueOrThrow({ where: { id } });
  try {
    const message = await render(runtime, renderers, delivery);
    const platform = platforms.get(delivery.platform);
    if (!platform) throw new AppError("PLATFORM_REJECTED", `没有配置平台“${delivery.platform}”`);
    if (message === null) {
      await db.delivery.update({ where: { id }, data: { state: "dropped", payload: Prisma.DbNull } });
      return;
    }
    const { externalId } = await platform.send(await address(runtime, delivery, message, now));
    await db.delivery.update({
      where: { id },
      data: { state: "sent", sentAt: now, externalId, payload: message, error: null, claimedUntil: null },
    });
  } catch (error) {
    await recordTrouble(runtime, delivery, error);
  }
}

async function render(runtime: Runtime, renderers: Renderers, delivery: Delivery): Promise<Outgoing | null> {
  const kind = delivery.kind as DeliveryKind;
  if (kind === "message") return outgoingSchema.parse(delivery.payload ?? {});
  const message = await renderers[kind](runtime, delivery);
  return message && outgoingSchema.parse(message);
}

async function address(runtime: Runtime, delivery: Delivery, message: Outgoing, at: Date): Promise<Dispatch> {
  const { db } = runtime.store;
  const { platform, bot } = delivery;
  const bound = (personId: string) => db.binding.findFirst({ where: { platform, personId } });
  const mentioned =
    message.mentions.length > 0
      ? await db.binding.findMany({ where: { platform, personId: { in: message.mentions } } })
      : [];
  const rest = { deliveryId: delivery.id, message, at, mentionIds: mentioned.map(({ userId }) => userId) };
  if (delivery.groupId) {
    const group = await db.chatGroup.findUniqueOrThrow({ where: { id: delivery.groupId } });
    return { ...rest, address: { bot, chatId: group.chatId } };
  }
  if (delivery.strangerId) return { ...rest, address: { bot, userId: delivery.strangerId } };
  const binding = await bound(delivery.personId!);
  if (!binding) throw new AppError("PLATFORM_REJECTED", "收件人已解除绑定，请电话催报");
  return { ...rest, address: { bot, userId: binding.userId } };
}

async function recordTrouble(runtime: Runtime, delivery: Delivery, error: unknown): Promise<void> {
  const code = error instanceof AppError ? error.code : "INTERNAL";
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  const slow = code === "RATE_LIMITED";
  const final = code === "PLATFORM_REJECTED" || (!slow && delivery.attempts >= MOST_ATTEMPTS);
  const wait = (error instanceof AppError && error.retryAfterMs) || 500 * 2 ** delivery.attempts;
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
  if (!final) {
    // A key of its own, since this very job still runs under the old one.
    const key = `${delivery.id}-${randomUUID()}`;
    await runtime.ring("deliver", [{ key, data: { id: delivery.id }, delayMs: wait + 10 }]);
  }
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
