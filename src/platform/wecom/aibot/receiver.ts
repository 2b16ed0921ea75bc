// What a bot is told, over either way in: a message or an event as an arrival's content, or the name of what is ignored.
import { createHash } from "node:crypto";
import { z } from "zod";
import type { SentFile } from "../../../chat/event.ts";
import type { Received } from "../receiver.ts";
import { readButtonKey } from "../template-card.ts";
import type { Identity } from "./identity.ts";
import type { CardKey, MediaKey, ReplyKey } from "./keys.ts";

const mediaSchema = z.looseObject({ url: z.string().optional(), aeskey: z.string().optional() });
const wordsSchema = z.looseObject({ content: z.string().optional() });
const itemSchema = z.looseObject({
  msgtype: z.string(),
  text: wordsSchema.optional(),
  voice: wordsSchema.optional(),
  image: mediaSchema.optional(),
  file: mediaSchema.optional(),
});
const severalSchema = z.looseObject({ msg_item: z.array(itemSchema) });
const pressSchema = z.looseObject({ event_key: z.string().optional(), task_id: z.string().optional() });

/** A message or an event (§4.3, §4.4), the same over both ways in. */
export const toldSchema = itemSchema.extend({
  msgid: z.string().optional(),
  chatid: z.string().optional(),
  chattype: z.string().optional(),
  from: z.looseObject({ userid: z.string().optional() }).optional(),
  create_time: z.number().optional(),
  response_url: z.string().optional(),
  mixed: severalSchema.optional(),
  quote: itemSchema.extend({ mixed: severalSchema.optional() }).optional(),
  // The official pages nest a press, the SDK's types have it flat: both are read.
  event: pressSchema
    .extend({ eventtype: z.string().optional(), template_card_event: pressSchema.optional() })
    .optional(),
});
export type Told = z.infer<typeof toldSchema>;

/** How it came: as a frame of this number at an instant (real ms), or as a callback with its own way back. */
export type Way = { frame: string; at: number } | "callback";

// D:101463: a welcome and a card's change are due within five seconds. The last one is for the way there.
const EVENT_MS = 4500;

const VIDEO = "视频";

/** Reads what was told, by `who` that is. Userids are compared without case, chatids with it. */
export function readTold(told: Told, way: Way, who?: Identity): Received {
  const what = told.msgtype === "event" ? (told.event?.eventtype ?? "event") : told.msgtype;
  const userId = who?.userId ?? (told.from?.userid ?? "").toLowerCase();
  const content = told.msgtype === "event" ? readEvent(told, what, way) : readSaid(told);
  if (!content || userId === "") return { kind: "ignored", what };
  const replyKey = content.kind === "action" ? null : replyKeyOf(told, what, way, userId);
  return {
    kind: "event",
    eventKey: keyOf(told),
    event: {
      userId,
      ...(who?.own ? { ownId: true } : {}),
      ...(told.chatid ? { chatId: told.chatid } : {}),
      ...(replyKey ? { replyKey: JSON.stringify(replyKey) } : {}),
      ...(replyKey?.by === "frame" && replyKey.welcomeUntil !== undefined
        ? { answerBy: new Date(replyKey.welcomeUntil).toISOString() }
        : {}),
      ...content,
    },
  };
}

type Content = Omit<
  Extract<Received, { kind: "event" }>["event"],
  "userId" | "ownId" | "chatId" | "replyKey" | "answerBy"
>;

function readSaid(told: Told): Content | null {
  // Polls for a stream that was begun: none ever is.
  if (told.msgtype === "stream") return null;
  const inGroup = told.chattype === "group" || told.chatid !== undefined;
  const items = told.msgtype === "mixed" ? (told.mixed?.msg_item ?? []) : [told];
  const { quote } = told;
  const quoted = quote ? (quote.msgtype === "mixed" ? (quote.mixed?.msg_item ?? []) : [quote]) : [];
  const words = items.flatMap(({ msgtype, text, voice }) =>
    msgtype === "text" ? [text?.content ?? ""] : msgtype === "voice" ? [voice?.content ?? ""] : [],
  );
  const text = withoutMention(words.join("\n"), inGroup).trim();
  const files = [...items, ...quoted].flatMap(fileOf);
  if (files.length > 0) return { kind: "file", text, files };
  if (text !== "") return { kind: "text", text };
  if (words.length > 0 && told.msgtype !== "voice") return { kind: "text", text };
  const unusable: Record<string, string> = { voice: "语音", video: VIDEO };
  return { kind: "text", text: "", unusable: unusable[told.msgtype] ?? "这种消息" };
}

function fileOf({ msgtype, image, file }: z.infer<typeof itemSchema>): SentFile[] {
  const media = msgtype === "image" ? image : msgtype === "file" ? file : undefined;
  if (!media?.url) return [];
  const key: MediaKey = { url: media.url, ...(media.aeskey ? { aeskey: media.aeskey } : {}) };
  return [{ name: msgtype === "image" ? "图片.jpg" : "文件", mediaKey: JSON.stringify(key) }];
}

/** Group words keep the bot's name in front, as `@Name `; only what follows is meant for it. */
function withoutMention(text: string, inGroup: boolean): string {
  return inGroup ? text.replace(/^\s*[@＠][^\s\u2005\u00a0]+(?:[\s\u2005\u00a0]+|$)/u, "") : text;
}

function readEvent({ event, from }: Told, what: string, way: Way): Content | null {
  // Once on the first opening of a day: what the asker can do here.
  if (what === "enter_chat") return { kind: "text", text: "/帮助" };
  if (what !== "template_card_event") return null;
  const { event_key = "", task_id: taskId = "" } = { ...event, ...event?.template_card_event };
  const [deliveryId] = taskId.split("@");
  const cardKey: CardKey | null =
    way === "callback"
      ? null
      : { id: way.frame, taskId, userId: from?.userid ?? "", until: way.at + EVENT_MS };
  return {
    kind: "action",
    text: "",
    ...readButtonKey(event_key),
    ...(deliveryId ? { deliveryId } : {}),
    ...(cardKey ? { cardKey: JSON.stringify(cardKey) } : {}),
  };
}

function replyKeyOf(told: Told, what: string, way: Way, userId: string): ReplyKey | null {
  const session = told.chatid ?? userId;
  const raw = told.from?.userid ?? "";
  // The bot itself is only sure to know somebody by the id that it was told.
  const to = told.chatid === undefined && raw.toLowerCase() !== userId.toLowerCase() ? { to: raw } : {};
  if (way === "callback") return told.response_url ? { by: "url", url: told.response_url, session } : null;
  return {
    by: "frame",
    id: way.frame,
    session,
    ...to,
    ...(what === "enter_chat" ? { welcomeUntil: way.at + EVENT_MS } : {}),
  };
}

/** Messages and events have ids; without one, everything that tells two acts apart takes part. */
function keyOf(told: Told): string {
  const kind = told.msgtype === "event" ? "event" : "message";
  if (told.msgid) return `${kind}:${told.msgid}`;
  const { response_url: _, ...facts } = told;
  return `${kind}:${createHash("sha256").update(JSON.stringify(facts)).digest("hex")}`;
}
