// What the simulated 智能机器人 takes from its program and what it refuses, by the protocol's tables (§4.5, §4.6).
import { APP_CARDS, checkMessage } from "./message-rules.ts";
import type { World } from "./world.ts";

type Json = Record<string, unknown>;

const bytes = (value: unknown) => Buffer.byteLength(typeof value === "string" ? value : "");

/** Bytes of a whole markdown text or stream. */
const MOST_TEXT = 20_480;

/** How much of each kind may be uploaded; ends of names that are taken, where only some are. */
export const UPLOADS: Record<string, { most: number; names?: RegExp }> = {
  image: { most: 10 * 1024 ** 2, names: /\.(png|jpe?g|gif)$/i },
  voice: { most: 2 * 1024 ** 2, names: /\.amr$/i },
  video: { most: 10 * 1024 ** 2, names: /\.mp4$/i },
  file: { most: 20 * 1024 ** 2 },
};

/** The key of files that are the bot's own. */
export const BOT_MEDIA = "aibot";

/** 0, or the errcode that refuses a body that stands alone: markdown, a card or a file. */
export function checkBody(world: World, body: Json): number {
  switch (body.msgtype) {
    case "markdown": {
      const content = (body.markdown as Json | undefined)?.content;
      return bytes(content) < 1 || bytes(content) > MOST_TEXT ? 40058 : 0;
    }
    case "file":
    case "image":
    case "voice":
    case "video": {
      const media = world.media.get(String((body[body.msgtype] as Json | undefined)?.media_id));
      return media?.key === BOT_MEDIA && media.expiresAt > world.now() && media.type === body.msgtype
        ? 0
        : 40007;
    }
    case "template_card":
      return checkCard(world, body);
    // Also text, which only a welcome may be.
    default:
      return 40008;
  }
}

/** A card as bots may send it: its buttons have a text, a style and a key and open nothing. */
export function checkCard(world: World, body: Json): number {
  const card = (body.template_card ?? {}) as Json;
  const buttons = Array.isArray(card.button_list) ? (card.button_list as Json[]) : [];
  if (buttons.some((button) => "type" in button || "url" in button)) return 40058;
  const errcode = checkMessage(
    { msgtype: "template_card", template_card: card },
    { markdown: MOST_TEXT, cards: APP_CARDS, emptyText: 40058, mediaExists: () => false },
  );
  if (errcode) return errcode;
  return typeof card.task_id === "string" && world.aibot.takenTaskIds.has(card.task_id) ? 42014 : 0;
}

/** One frame of a stream: the whole text each time. */
export function checkStream(stream: Json | undefined): number {
  if (!stream || typeof stream.id !== "string" || stream.id === "") return 40058;
  return bytes(stream.content) > MOST_TEXT ? 40058 : 0;
}
