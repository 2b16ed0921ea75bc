// What DingTalk pushes, the same over a connection and by HTTP: an event of ours, somebody from outside, or nothing.
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Arrival } from "../../chat/platform.ts";
import { AppError } from "../../errors.ts";
import { readCardPress } from "./press.ts";
import type { Session } from "./session.ts";
import { type Frame, parseJson } from "./stream-frame.ts";

/** What is kept of it. */
export type Kept = { kind: "event"; eventKey: string; event: Arrival["event"]; unmetered?: true };

/** What came. `eventKey` is the same for a redelivery and differs for any other act. */
export type Received =
  | Kept
  /** Somebody whose id is not told: not of this organisation, or the app has no published version yet. */
  | { kind: "outsider"; senderId: string; session: Session | null }
  | { kind: "ignored"; what: string };

/** The lowercase hex SHA-256 of a text. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What is not understood. */
export function notUnderstood(what: string): AppError {
  return new AppError("INVALID_INPUT", `钉钉推送的${what}看不懂。`);
}

// dingtalk.md §6: changes of contacts are free, all other events count like a message.
const FREE = /^(?:user|org|label)_/;
const LEFT = "user_leave_org";
const leaversSchema = z.looseObject({
  userId: z.union([z.array(z.string()), z.string().transform((id) => [id])]).default([]),
});

/** An event of the organisation (dingtalk.md §3.2). Of what it tells only who has left is kept. */
export function readChange({ eventType = "", eventId, messageId, data }: Frame): Kept {
  const body = leaversSchema.safeParse(parseJson(data));
  const left = eventType === LEFT ? (body.data?.userId ?? []) : [];
  return {
    kind: "event",
    eventKey: `event:${eventId ?? messageId}`,
    event: { kind: "change", userId: "", text: "", change: eventType, ...(left.length > 0 ? { left } : {}) },
    ...(FREE.test(eventType) ? { unmetered: true } : {}),
  };
}

const privateSchema = z.looseObject({
  params: z.record(z.string(), z.unknown()).default({}),
  actionIds: z.array(z.string()).default([]),
});
const contentSchema = z.looseObject({
  cardPrivateData: privateSchema.default({ params: {}, actionIds: [] }),
  params: z.record(z.string(), z.unknown()).default({}),
});
const pressSchema = z.looseObject({
  type: z.string().default(""),
  outTrackId: z.string().min(1),
  userId: z.string().default(""),
  /** 1 is a userId of this organisation. */
  userIdType: z.coerce.number().default(1),
  spaceType: z.string().default(""),
  spaceId: z.string().default(""),
  content: z.unknown().optional(),
  value: z.unknown().optional(),
});

/**
 * A press of an interactive card (dingtalk.md §5.3). The press itself carries no number: `pressKey` is what the way it
 * came by tells apart. INVALID_INPUT for a body of another shape.
 */
export function readPress(body: unknown, pressKey: string): Received {
  const read = pressSchema.safeParse(body);
  if (!read.success) throw notUnderstood("卡片回调");
  const { outTrackId, userId, userIdType, spaceType, spaceId, content, value, type } = read.data;
  if (userId === "" || userIdType !== 1) return { kind: "ignored", what: "press of an outsider" };
  // The documents disagree on the name and on the depth at which parameters stand.
  const given = content ?? value;
  const inner = contentSchema.safeParse(typeof given === "string" ? parseJson(given) : (given ?? {}));
  if (!inner.success) throw notUnderstood("卡片回调");
  const { cardPrivateData, params } = inner.data;
  const press = readCardPress({ ...params, ...cardPrivateData.params });
  if (!press) return { kind: "ignored", what: `press without a key ${type}`.trim() };
  const [deliveryId] = outTrackId.split("@");
  const isGroup = spaceType.toUpperCase() === "IM_GROUP";
  return {
    kind: "event",
    eventKey: `press:${pressKey}`,
    event: {
      kind: "action",
      userId,
      text: "",
      ...press,
      deliveryId: deliveryId!,
      cardKey: outTrackId,
      ...(isGroup && spaceId ? { chatId: spaceId } : {}),
    },
  };
}
