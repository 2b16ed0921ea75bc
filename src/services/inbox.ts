// What platforms send us: committed before it is answered, handled once, in each sender's order.
import { createHash } from "node:crypto";
import type { Reply } from "../chat/context.ts";
import { type ChatEvent, chatEventSchema } from "../chat/event.ts";
import { SAY } from "../chat/messages.ts";
import type { Arrival } from "../chat/platform.ts";
import { scrub } from "../domain/scrub.ts";
import { findMarking } from "../domain/secrecy.ts";
import type { InboundEvent } from "../store/generated/client.ts";
import { Prisma } from "../store/generated/client.ts";
import type { Tx } from "../store/open.ts";
import { sealKeys } from "./event-keys.ts";
import { meetGroup } from "./groups.ts";
import type { Runtime } from "./runtime.ts";
import { type Actor, inUnitOfWork, type UnitOfWork } from "./unit-of-work.ts";

export type { InboundEvent } from "../store/generated/client.ts";

/** The lowercase hex SHA-256 of some bytes. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Blanks secrets, and drops what carries a marking, before anything is stored. */
function cleanse(event: ChatEvent): ChatEvent {
  // A document pasted behind its command begins after it.
  const marking = findMarking(event.text.replace(/^\s*[//]\s*导入\s*/, ""));
  // What came marked is not fetched either.
  if (marking)
    return { ...event, text: "", refused: marking, files: event.files.filter((file) => file.sha256) };
  return { ...event, text: scrub(event.text).text };
}

/**
 * Commits an arrival and rings for it; `receivedAt` is when the edge took it in, where it came that way. A repeat inserts nothing and gives the first one's id.
 */
export async function acceptArrival(
  runtime: Runtime,
  arrival: Arrival,
  receivedAt = runtime.clock.now(),
): Promise<{ eventId: string; fresh: boolean }> {
  const { platform, bot, eventKey } = arrival;
  const now = runtime.clock.now();
  const stored = (arrival.files ?? []).map((file) => ({
    sha256: sha256(file.bytes),
    name: file.name,
    mime: file.mime,
    size: file.bytes.length,
    bytes: runtime.cipher.seal(file.bytes),
    createdAt: now,
  }));
  const event = sealKeys(
    runtime.cipher,
    cleanse(
      chatEventSchema.parse({
        ...arrival.event,
        files: [
          ...(arrival.event.files ?? []),
          ...stored.map(({ name, size, sha256: hash }) => ({ name, size, sha256: hash })),
        ],
      }),
    ),
  );
  const senderKey = `${platform}:${event.userId}`;
  const { db } = runtime.store;
  const insert = (into: Pick<Tx, "inboundEvent">) =>
    into.inboundEvent.createManyAndReturn({
      data: [{ platform, bot, eventKey, senderKey, payload: event, receivedAt, metered: !arrival.unmetered }],
      skipDuplicates: true,
      select: { id: true },
    });
  const [fresh] =
    stored.length === 0
      ? await insert(db)
      : await db.$transaction(async (tx) => {
          await tx.fileObject.createMany({ data: stored, skipDuplicates: true });
          return insert(tx);
        });
  if (fresh) {
    await ringFor(runtime, senderKey, fresh.id);
    return { eventId: fresh.id, fresh: true };
  }
  const first = await db.inboundEvent.findUniqueOrThrow({
    where: { platform_bot_eventKey: { platform, bot, eventKey } },
    select: { id: true },
  });
  return { eventId: first.id, fresh: false };
}

/** Rings for a sender's events. The key is the event's, so that one arriving while another is handled rings again. */
export function ringFor(runtime: Runtime, senderKey: string, eventId: string): Promise<void> {
  return runtime.ring("inbox", [{ key: eventId, data: { senderKey }, urgent: true }]);
}

/** Senders with events that can be handled now, with their oldest one. */
export function findWaitingSenders(runtime: Runtime): Promise<{ senderKey: string; id: string }[]> {
  return runtime.store.db.$queryRaw(Prisma.sql`
    SELECT DISTINCT ON ("senderKey") "senderKey", "id" FROM "InboundEvent"
    WHERE "state" = 'received' ORDER BY "senderKey", "sequence"`);
}

/** The sender's oldest unhandled event, unless it waits for another attempt. */
export async function nextEvent(runtime: Runtime, senderKey: string): Promise<InboundEvent | null> {
  const [row] = await runtime.store.db.$queryRaw<{ id: string; ready: boolean }[]>(Prisma.sql`
    SELECT "id", ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= now()) AS "ready" FROM "InboundEvent"
    WHERE "state" = 'received' AND "senderKey" = ${senderKey} ORDER BY "receivedAt", "sequence" LIMIT 1`);
  return row?.ready ? runtime.store.db.inboundEvent.findUnique({ where: { id: row.id } }) : null;
}

/** Who sent an event; `personId` is null for somebody not bound yet. */
export interface Sender {
  orgId: string;
  actor: Actor;
  personId: string | null;
}

/**
 * Handles one event in one transaction: false when another process had handled it already. `refused` says why what was
 * asked for is not done, where it is not.
 */
export async function settleEvent(
  runtime: Runtime,
  event: InboundEvent,
  who: Sender,
  answer: (work: UnitOfWork) => Promise<Reply[]>,
  refused: string | null = null,
): Promise<boolean> {
  const payload = chatEventSchema.parse(event.payload);
  const cause = {
    orgId: who.orgId,
    actor: who.actor,
    eventId: event.id,
    via: viaOf(event, payload, who),
    label: "event",
  };
  return inUnitOfWork(runtime, cause, async (work) => {
    // One sender's events one at a time, whichever process has them.
    await work.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${event.senderKey}, 0))`;
    const { count } = await work.tx.inboundEvent.updateMany({
      where: { id: event.id, state: "received" },
      data: { state: "handled", handledAt: work.now, error: refused?.slice(0, MOST_ERROR) ?? null },
    });
    if (count === 0) return false;
    const replies = await answer(work);
    const { platform, bot } = event;
    const groupId =
      payload.chatId && who.personId
        ? await meetGroup(work, { platform, bot, chatId: payload.chatId })
        : null;
    replies.forEach((reply, index) => {
      const here = groupId !== null && reply.to !== "asker";
      work.send({
        to: here ? { groupId } : who.personId ? { personId: who.personId } : { strangerId: payload.userId },
        payload: {
          text: reply.text ?? "",
          files: reply.files ?? [],
          ...(reply.card ? { card: reply.card } : {}),
        },
        dedupeKey: `answer:${event.id}:${index}`,
        answer: true,
        // One answer goes that way; what comes after it has time.
        ...(payload.answerBy && index === 0 ? { answerBy: payload.answerBy } : {}),
      });
    });
    return true;
  });
}

/** The way back: what is said in a group has no private conversation behind it. */
function viaOf({ platform, bot }: InboundEvent, { chatId }: ChatEvent, { personId }: Sender) {
  return { platform, bot, speaker: chatId === undefined ? personId : null };
}

const MOST_ATTEMPTS = 5;
const MOST_ERROR = 500;
const FIRST_WAIT_MS = 100;

/** Writes a failed attempt; after the fifth the event is failed and its sender is told with its number. */
export async function recordFailure(
  runtime: Runtime,
  event: InboundEvent,
  who: Sender,
  error: unknown,
): Promise<void> {
  const attempts = event.attempts + 1;
  const failed = attempts >= MOST_ATTEMPTS;
  const text = error instanceof Error ? error.message : String(error);
  runtime.log.error(
    { event: event.id, attempts, error: text, stack: (error as Error)?.stack },
    "event failed",
  );
  const waitMs = FIRST_WAIT_MS * 2 ** attempts;
  const cause = {
    orgId: who.orgId,
    actor: { kind: "system", name: "inbox" } as const,
    eventId: event.id,
    via: viaOf(event, chatEventSchema.parse(event.payload), who),
    label: "event",
  };
  const counted = await inUnitOfWork(runtime, cause, async (work) => {
    // Two processes may have tried the same event one after the other: one of them counts.
    const count = await work.tx.$executeRaw`
      UPDATE "InboundEvent" SET "attempts" = ${attempts}, "error" = ${text.slice(0, MOST_ERROR)},
        "state" = ${failed ? "failed" : "received"}::"InboundState",
        "nextAttemptAt" = now() + ${`${waitMs} milliseconds`}::interval
      WHERE "id" = ${event.id} AND "state" = 'received' AND "attempts" = ${event.attempts}`;
    if (count === 1 && failed && who.personId) {
      work.send({
        to: { personId: who.personId },
        payload: { text: SAY.failed(event.sequence) },
        dedupeKey: `failed:${event.id}`,
        answer: true,
      });
    }
    return count === 1;
  });
  if (!counted) return;
  // What came after a failed event from the same sender has waited for it.
  if (failed) return ringFor(runtime, event.senderKey, `${event.id}-failed`);
  const again = {
    key: `${event.id}-${attempts}`,
    data: { senderKey: event.senderKey },
    delayMs: waitMs + 10,
  };
  await runtime.ring("inbox", [again]);
}
