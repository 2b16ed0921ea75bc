// A neutral message as DingTalk's: first its shape (words, markdown, a card with links), then each channel's fields.
import type { Card, CardAction, Outgoing } from "../../chat/card.ts";
import { byteLength } from "../../domain/text.ts";
import { cutCharacters, cutLines } from "../cut-lines.ts";
import type { RobotBody } from "./api.ts";
import { BYTES, CARD, MOST_MENTIONS } from "./limits.ts";
import { saidPress, sayUrl } from "./press.ts";
import { harmless, harmlessMarkdown, linkTo, markdownLines, withTail } from "./text.ts";
import type { WebhookBody } from "./webhooks.ts";

/** A button of a card: all it can do is open an address. */
export interface Link {
  title: string;
  url: string;
}

/** What one message looks like, whichever channel carries it. A card has one to five links. */
export type Shape =
  | { kind: "text"; text: string }
  | { kind: "markdown"; title: string; text: string }
  | { kind: "card"; title: string; text: string; links: Link[] };

/** For whom it is: one person, who can answer by pressing, or a group, where nothing is pressed but pages. */
export type Audience = { deliveryId: string } | "group";

/** Most bytes of the words, and of a link. */
export interface Room {
  words: number;
  url: number;
}

/** Room of each channel. */
export const ROOM = {
  robot: { words: BYTES.robot, url: BYTES.actionUrl },
  webhook: { words: BYTES.webhook, url: BYTES.actionUrl },
  notice: { words: BYTES.noticeWords, url: BYTES.noticeUrl },
} as const satisfies Record<string, Room>;

const PRIVATELY = "请私聊机器人办理";

/** The shape of a message without its files; null where there are no words. */
export function shapeOf(message: Outgoing, audience: Audience, room: Room): Shape | null {
  const { card, text } = message;
  if (!card) return text === "" ? null : { kind: "text", text: cutLines(harmless(text), room.words) };
  const { links, rest } = linksOf(card.actions, audience, room);
  const title = titleOf(card);
  const words = withTail(markdownLines([markdownOf(card, text)]), rest, room.words);
  return links.length > 0
    ? { kind: "card", title, text: words, links }
    : { kind: "markdown", title, text: words };
}

// The title stands in the list of chats, as plain text.
function titleOf({ title }: Pick<Card, "title">): string {
  return cutCharacters(harmless(title), CARD.title) || "报送";
}

function markdownOf(card: Card, text: string): string {
  const paragraphs = [
    `### ${harmlessMarkdown(card.title.replace(/\s+/g, " "))}`,
    ...(text ? [harmlessMarkdown(text)] : []),
    ...card.facts.map(([label, value]) => `${harmlessMarkdown(label)}：${harmlessMarkdown(value)}`),
    ...(card.body ? [harmlessMarkdown(card.body)] : []),
  ];
  return paragraphs.join("\n");
}

/** Buttons as links, five at most; `rest` are lines for those that are more, or that can't be pressed here. */
function linksOf(
  actions: readonly CardAction[],
  audience: Audience,
  room: Room,
): { links: Link[]; rest: string[] } {
  const all = new Map<string, Link>();
  const privately: string[] = [];
  for (const action of actions) {
    const url = urlOf(action, audience);
    const title = cutCharacters(harmless(action.label), CARD.button);
    if (url === null) privately.push(harmlessMarkdown(action.label));
    else if (byteLength(url) <= room.url) all.set(url, { title, url });
  }
  const links = [...all.values()];
  return {
    links: links.slice(0, CARD.buttons),
    rest: [
      ...links.slice(CARD.buttons).map(({ title, url }) => linkTo(title, url)),
      ...(privately.length > 0 ? [`${privately.join("、")}：${PRIVATELY}`] : []),
    ],
  };
}

/** A page's own address, or one that says what the press means; null where a press would say it to nobody. */
function urlOf(action: CardAction, audience: Audience): string | null {
  if (action.url !== undefined) return /^https?:\/\//.test(action.url) ? action.url : null;
  if (audience === "group") return null;
  const said = saidPress(action.label, action, audience.deliveryId);
  return said && sayUrl(said);
}

/** For the robot's interface (msgKey and msgParam). Up to five buttons stand below each other. */
export function toRobot(shape: Shape): RobotBody {
  if (shape.kind === "text") return { msgKey: "sampleText", msgParam: { content: shape.text } };
  const { title, text } = shape;
  if (shape.kind === "markdown") return { msgKey: "sampleMarkdown", msgParam: { title, text } };
  const [first, ...more] = shape.links;
  if (more.length === 0)
    return {
      msgKey: "sampleActionCard",
      msgParam: { title, text, singleTitle: first!.title, singleURL: first!.url },
    };
  const buttons = shape.links.flatMap((link, index): [string, string][] => [
    [`actionTitle${index + 1}`, link.title],
    [`actionURL${index + 1}`, link.url],
  ]);
  return {
    msgKey: `sampleActionCard${shape.links.length}`,
    msgParam: { title, text, ...Object.fromEntries(buttons) },
  };
}

/** For a session or a custom robot. People are mentioned in both places: under `at` and, by their ids, in the text. */
export function toWebhook(shape: Shape, mentionIds: readonly string[]): WebhookBody {
  const named = mentionIds.filter((id) => /^[\w.-]+$/.test(id)).slice(0, MOST_MENTIONS);
  const line = named.map((id) => `@${id}`).join(" ");
  const at = { atUserIds: named, isAtAll: false };
  if (shape.kind === "text") {
    const content = [shape.text, line].filter(Boolean).join("\n");
    return { msgtype: "text", text: { content }, at };
  }
  const { title } = shape;
  const text = line ? markdownLines([shape.text, line]) : shape.text;
  if (shape.kind === "markdown") return { msgtype: "markdown", markdown: { title, text }, at };
  const [first, ...more] = shape.links;
  const actionCard =
    more.length === 0
      ? { title, text, singleTitle: first!.title, singleURL: first!.url }
      : {
          title,
          text,
          btnOrientation: "0",
          btns: shape.links.map((link) => ({ title: link.title, actionURL: link.url })),
        };
  return { msgtype: "actionCard", actionCard, at };
}

/**
 * For a 工作通知, with as many links as fit. `mark` makes it differ from any other of the day, since the same twice is
 * dropped without a word.
 */
export function toNotice(shape: Shape, mark: string): WebhookBody {
  if (shape.kind === "text") return { msgtype: "text", text: { content: `${shape.text}\n${mark}` } };
  const { title } = shape;
  const markdown = markdownLines([shape.text, mark]);
  if (shape.kind === "markdown" || shape.links.length === 0)
    return { msgtype: "markdown", markdown: { title, text: markdown } };
  const [first, ...more] = shape.links;
  const body: WebhookBody = {
    msgtype: "action_card",
    action_card:
      more.length === 0
        ? { title, markdown, single_title: first!.title, single_url: first!.url }
        : {
            title,
            markdown,
            btn_orientation: "0",
            btn_json_list: shape.links.map((link) => ({ title: link.title, action_url: link.url })),
          },
  };
  return byteLength(JSON.stringify(body)) <= BYTES.notice
    ? body
    : toNotice({ ...shape, links: shape.links.slice(0, -1) }, mark);
}
