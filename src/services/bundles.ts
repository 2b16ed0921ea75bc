// Merging while a platform's month is tight: messages that can wait are held, and what one person gets becomes one message.
import { type Outgoing, outgoingSchema, plainText } from "../chat/card.ts";
import type { Platform } from "../chat/platform.ts";
import { type Delivery, Prisma } from "../store/generated/client.ts";
import { readPressure } from "./quota.ts";
import { nextOpening, timetableOf } from "./reminders/plan.ts";
import type { Runtime } from "./runtime.ts";
import { readOrgSettings } from "./settings.ts";

type Waiting = Pick<Delivery, "id" | "orgId" | "createdAt" | "personId" | "platform" | "bot">;

/** When the afternoon's merged messages go out; the morning's go out with the reminders. */
const AFTERNOON = "16:30";
const MOST_MERGED = 30;
const MOST_BUTTONS = 5;

/**
 * Nobody asked for it, nobody has to confirm it, and no hour depends on it: news about what others did. Answers, the
 * warning about the month itself and whatever carries 收到 go out as they are.
 */
const CAN_WAIT = Prisma.sql`"kind" = 'message' AND "personId" IS NOT NULL AND "state" = 'pending'
  AND "dedupeKey" !~ '^(answer|failed|quota|sign|extension):'
  AND NOT coalesce("payload" -> 'card' -> 'actions' @> '[{"action":"ack"}]', false)
  AND jsonb_array_length(coalesce("payload" -> 'files', '[]')) = 0`;

/** The first instant after a message was written at which merged ones go out. */
export function bundleAt(runtime: Pick<Runtime, "calendar">, writtenAt: Date, sendTime: string): Date {
  const instants = [sendTime, AFTERNOON].map((time) =>
    nextOpening(writtenAt, timetableOf(runtime.calendar, time)).getTime(),
  );
  return new Date(Math.min(...instants));
}

/**
 * Where the platform's month is tight: true when this delivery now waits for its bundle, or was merged.
 * A delivery whose time has come takes in what else waits for the same person.
 */
export async function holdForBundle(
  runtime: Runtime,
  platform: Pick<Platform, "monthly"> | undefined,
  waiting: Waiting,
): Promise<boolean> {
  if (!platform?.monthly || (await readPressure(runtime, platform.monthly.organisation)) === "calm")
    return false;
  const { id, orgId, createdAt } = waiting;
  const { db } = runtime.store;
  const [own] = await db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Delivery" WHERE "id" = ${id} AND ${CAN_WAIT}`;
  if (!own) return false;
  const { sendTime } = await readOrgSettings(db, orgId);
  const at = bundleAt(runtime, createdAt, sendTime);
  if (runtime.clock.now() >= at) return merge(runtime, waiting);
  await db.$executeRaw`UPDATE "Delivery" SET "notBeforeAt" = ${at} WHERE "id" = ${id} AND "state" = 'pending'`;
  return true;
}

/** The oldest that waits for the person takes in the others and is rung for anew; false where there is nothing to merge. */
async function merge(runtime: Runtime, { id, personId, platform, bot }: Waiting): Promise<boolean> {
  const now = runtime.clock.now();
  const carrierId = await runtime.store.db.$transaction(async (tx) => {
    const waiting = await tx.$queryRaw<{ id: string; payload: Prisma.JsonValue }[]>`
      SELECT "id", "payload" FROM "Delivery"
      WHERE ${CAN_WAIT} AND "notBeforeAt" <= ${now}
        AND "personId" = ${personId} AND "platform" = ${platform} AND "bot" = ${bot}
      ORDER BY "createdAt", "id" LIMIT ${MOST_MERGED} FOR UPDATE`;
    const [carrier, ...others] = waiting;
    if (!carrier || others.length === 0) return null;
    const merged = mergeMessages(waiting.map(({ payload }) => outgoingSchema.parse(payload ?? {})));
    await tx.delivery.update({ where: { id: carrier.id }, data: { payload: merged } });
    await tx.delivery.updateMany({
      where: { id: { in: others.map((other) => other.id) } },
      data: { state: "dropped", error: `额度偏紧，已并入同一人的另一条消息（${carrier.id}）` },
    });
    return carrier.id;
  });
  if (carrierId === null) return false;
  // Under a key of its own, since the job that merged may be the carrier's.
  await runtime.ring("deliver", [{ key: `${carrierId}-merged-${id}`, data: { id: carrierId } }]);
  return true;
}

/** Several messages as one: each whole, one below the other, with the buttons of the first few. */
export function mergeMessages(messages: readonly Outgoing[]): Outgoing {
  const actions = new Map<string, NonNullable<Outgoing["card"]>["actions"][number]>();
  for (const { card } of messages)
    for (const action of card?.actions ?? []) {
      const key = action.url ?? `${action.action}:${action.value ?? ""}`;
      const label = action.value === undefined || action.label.includes(action.value);
      actions.set(key, label ? action : { ...action, label: `${action.label} ${action.value}` });
    }
  return {
    text: "",
    card: {
      title: `办理动态（${messages.length}条）`,
      facts: [],
      body: messages.map((message, index) => `${index + 1}. ${plainText(message)}`).join("\n"),
      actions: [...actions.values()].slice(0, MOST_BUTTONS),
    },
    files: [],
    mentions: [],
  };
}
