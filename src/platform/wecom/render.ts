// A neutral message as WeCom's messages: to a member by the app, to a group by its robot or as the app's own chat.
import { type Card, type CardAction, type Outgoing, plainText } from "../../chat/card.ts";
import { byteLength } from "../../domain/text.ts";
import { cutCharacters, cutLines } from "../cut-lines.ts";
import { BYTES, CARD, SHOWN } from "./limits.ts";
import {
  buttonCard,
  buttonKey,
  layOut,
  noticeCard,
  type PressedCard,
  type TemplateCard,
} from "./template-card.ts";
import { harmless, harmlessMarkdown } from "./text.ts";

/** The body of one message, beside its receiver. */
export type Body =
  | { msgtype: "text"; text: { content: string; mentioned_list?: string[] } }
  | { msgtype: "markdown"; markdown: { content: string } }
  | { msgtype: "template_card"; template_card: TemplateCard };

/** One of the messages that a neutral message becomes: a body, or a file that is uploaded first. */
export type Part = Body | { file: { name: string; sha256: string } };

// Below this many bytes for the text itself its links are cut like any other line.
const LEAST_ROOM = 200;

const words = (content: string, mentions: readonly string[] = []): Body => ({
  msgtype: "text",
  text: { content, ...(mentions.length > 0 ? { mentioned_list: [...mentions] } : {}) },
});

const filesOf = (message: Outgoing): Part[] => message.files.map((file) => ({ file }));

const opensPage = ({ url }: CardAction) => url !== undefined;

/** For one member: whole in a card where it fits, else as text before the buttons. `taskId` comes back with a press. */
export function renderForMember(message: Outgoing, taskId: string): Part[] {
  const { card } = message;
  const actions = card ? usable(card.actions) : [];
  const parts =
    card && actions.length > 0
      ? renderCard(card, message.text, actions, taskId)
      : renderWords(plainText(message), BYTES.appText);
  return [...parts, ...filesOf(message)];
}

/** For a group robot: nothing comes back from there, so buttons without a page are named in words. */
export function renderForWebhook(message: Outgoing, mentionIds: readonly string[]): Part[] {
  const { card } = message;
  const pages = card ? usable(card.actions).filter(opensPage) : [];
  const files = filesOf(message);
  // Only text rings for those it names (D:99110: mentioned_list).
  if (!card || mentionIds.length > 0)
    return [...renderWithActions(message, BYTES.webhookText, mentionIds), ...files];
  const layout = layOut(card, message.text, SHOWN.webhook);
  const isNotice = layout.whole && pages.length > 0 && pages.length <= CARD.jumps;
  if (isNotice && pages.length === card.actions.length) {
    const notice = noticeCard(layout.content, pages, SHOWN.webhook);
    return [{ msgtype: "template_card", template_card: notice }, ...files];
  }
  return [{ msgtype: "markdown", markdown: { content: markdownOf(card, message.text, pages) } }, ...files];
}

/** For a group that the app made itself: it takes text and files, no cards (D:90248). */
export function renderForAppchat(message: Outgoing, mentionIds: readonly string[]): Part[] {
  return [...renderWithActions(message, BYTES.appchatText, mentionIds), ...filesOf(message)];
}

/**
 * What a member's card becomes when one of its buttons was pressed: the card with those words and what is `left` of its
 * buttons, or grey buttons where none is. Null where it stood in two messages and nobody knows which one was pressed.
 */
export function renderPressed(
  label: string,
  left: Card | undefined,
  taskId: string | undefined,
): PressedCard | null {
  const actions = left ? usable(left.actions) : [];
  if (!left || !taskId || actions.length === 0)
    return { button: { replace_name: cutCharacters(label, SHOWN.app.button) } };
  if (actions.length >= CARD.buttons) return null;
  const { content, whole } = layOut(left, "", SHOWN.app);
  const { title } = content.main_title;
  const shown = {
    ...(whole ? content : { sub_title_text: "内容见上一条，请在这里办理。" }),
    main_title: { title, desc: cutCharacters(label, SHOWN.app.desc) },
  };
  return {
    template_card:
      actions.every(opensPage) && actions.length <= CARD.jumps
        ? noticeCard(shown, actions, SHOWN.app)
        : buttonCard(shown, actions, taskId, SHOWN.app),
  };
}

/** Buttons that WeCom takes: each key once, nothing over its limits. */
export function usable(actions: CardAction[]): CardAction[] {
  const byKey = new Map(actions.map((action) => [action.url ?? buttonKey(action), action]));
  return [...byKey.values()].filter((action) =>
    action.url === undefined
      ? byteLength(buttonKey(action)) <= BYTES.buttonKey
      : /^https?:/.test(action.url) && byteLength(action.url) <= BYTES.url,
  );
}

function renderWords(text: string, maxBytes: number, mentions: readonly string[] = []): Body[] {
  return text === "" ? [] : [words(cutLines(harmless(text), maxBytes), mentions)];
}

function renderCard(card: Card, text: string, actions: CardAction[], taskId: string): Body[] {
  const layout = layOut(card, text, SHOWN.app);
  const onlyPages = actions.every(opensPage);
  if (onlyPages && !layout.whole) {
    const links = actions.map(({ label, url }) => `<a href="${quotable(url!)}">${harmless(label)}</a>`);
    return [words(withTail(harmless(plainText({ text, card })), links, BYTES.appText))];
  }
  if (onlyPages && actions.length <= CARD.jumps)
    return [{ msgtype: "template_card", template_card: noticeCard(layout.content, actions, SHOWN.app) }];
  const { main_title } = layout.content;
  const heads = layout.whole
    ? [layout.content, { main_title, sub_title_text: "其余的按钮" }]
    : [
        { main_title, sub_title_text: "内容见上一条，请在这里办理。" },
        { main_title, sub_title_text: "其余的按钮" },
      ];
  const cards: Body[] = [];
  for (let at = 0; at < actions.length; at += CARD.buttons) {
    const number = at / CARD.buttons + 1;
    // A second card is a message of its own and needs an id of its own; what comes back is cut at the @.
    const id = number === 1 ? taskId : `${taskId}@${number}`;
    const buttons = actions.slice(at, at + CARD.buttons);
    const template_card = buttonCard(heads[number === 1 ? 0 : 1]!, buttons, id, SHOWN.app);
    cards.push({ msgtype: "template_card", template_card });
  }
  return layout.whole ? cards : [...renderWords(plainText({ text, card }), BYTES.appText), ...cards];
}

const quotable = (url: string) => url.replaceAll('"', "%22");

/** Text with some last lines that stay whole, whatever has to be cut above them. */
function withTail(text: string, lines: string[], maxBytes: number): string {
  const tail = lines.map((line) => `\n${line}`).join("");
  const room = maxBytes - byteLength(tail);
  return room < LEAST_ROOM ? cutLines(text + tail, maxBytes) : cutLines(text, room) + tail;
}

/** Text for a group, with what a card's buttons would have done as lines below it. */
function renderWithActions(message: Outgoing, maxBytes: number, mentions: readonly string[]): Body[] {
  const text = plainText(message);
  const lines = (message.card?.actions ?? []).map(({ label, url }) =>
    harmless(url === undefined ? `${label}：请私聊机器人办理` : `${label}：${url}`),
  );
  return text === "" ? [] : [words(withTail(harmless(text), lines, maxBytes), mentions)];
}

function markdownOf(card: Card, text: string, pages: CardAction[]): string {
  const pressed = card.actions.filter((action) => !opensPage(action)).map(({ label }) => label);
  const body = [
    `**${harmlessMarkdown(card.title)}**`,
    ...(text ? [harmlessMarkdown(text)] : []),
    ...card.facts.map(([label, value]) => `>${harmlessMarkdown(label)}：${harmlessMarkdown(value)}`),
    ...(card.body ? [harmlessMarkdown(card.body)] : []),
  ].join("\n");
  const tail = [
    ...pages.map(({ label, url }) => `[${harmlessMarkdown(label)}](${url})`),
    ...(pressed.length > 0 ? [`${harmlessMarkdown(pressed.join("、"))}：请私聊机器人办理`] : []),
  ];
  return withTail(body, tail, BYTES.webhookMarkdown);
}
