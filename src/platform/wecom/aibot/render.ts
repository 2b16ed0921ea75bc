// A neutral message as a bot's messages: markdown, cards with buttons, files; and a card after its button was pressed.
import type { Card, CardAction, Outgoing } from "../../../chat/card.ts";
import { byteLength } from "../../../domain/text.ts";
import { cutCharacters, cutLines } from "../../cut-lines.ts";
import { BYTES, CARD, SHOWN } from "../limits.ts";
import { usable } from "../render.ts";
import { buttonKey, type Content, layOut, type NoticeCard, noticeCard } from "../template-card.ts";
import { harmlessMarkdown } from "../text.ts";

/** `button_interaction` as bots may send it: buttons only call back, pages are opened by links above them. */
export interface BotCard extends Content {
  card_type: "button_interaction";
  task_id: string;
  jump_list?: { type: 1; title: string; url: string }[];
  button_list: { text: string; style: 1 | 2; key: string }[];
  /** What stands on the buttons, none of which can be pressed any more. */
  replace_text?: string;
}

/** The body of one message, beside its receiver. */
export type BotBody =
  | { msgtype: "markdown"; markdown: { content: string } }
  | { msgtype: "template_card"; template_card: BotCard | NoticeCard };

/** One of the messages that a neutral message becomes: a body, or a file that is uploaded first. */
export type BotPart = BotBody | { file: { name: string; sha256: string } };

const BELOW = "内容见上一条，请在这里办理。";
const opensPage = ({ url }: CardAction) => url !== undefined;

/** For a member or a group: whole in a card where it fits, else as text before the buttons. `taskId` comes back. */
export function renderForBot(message: Outgoing, taskId: string): BotPart[] {
  const { card, text } = message;
  const files = message.files.map((file) => ({ file }));
  const actions = card ? usable(card.actions) : [];
  const pages = actions.filter(opensPage);
  const buttons = actions.filter((action) => !opensPage(action));
  if (!card || actions.length === 0) return [...markdownOf(message, []), ...files];
  const { content, whole } = layOut(card, text, SHOWN.aibot);
  const fits = whole && pages.length <= CARD.jumps;
  if (buttons.length === 0)
    return fits
      ? [{ msgtype: "template_card", template_card: noticeCard(content, pages, SHOWN.aibot) }, ...files]
      : [...markdownOf(message, pages), ...files];
  const { main_title } = content;
  const cards: BotBody[] = [];
  for (let at = 0; at < buttons.length; at += CARD.buttons) {
    const number = at / CARD.buttons + 1;
    const head: Content =
      number > 1
        ? { main_title, sub_title_text: "其余的按钮" }
        : fits
          ? { ...content, ...linksOf(pages) }
          : { main_title, sub_title_text: BELOW };
    // A second card is a message of its own and needs an id of its own; what comes back is cut at the @.
    const id = number === 1 ? taskId : `${taskId}@${number}`;
    cards.push({
      msgtype: "template_card",
      template_card: botCard(head, buttons.slice(at, at + CARD.buttons), id),
    });
  }
  return [...(fits ? [] : markdownOf(message, pages)), ...cards, ...files];
}

/** For a way back that takes one message only: a card where everything fits into one, else everything as text. */
export function renderForOne(message: Outgoing, taskId: string): BotBody | null {
  const parts = renderForBot(message, taskId);
  const [first] = parts;
  if (parts.length === 1 && first && !("file" in first)) return first;
  const actions = message.card ? usable(message.card.actions) : [];
  const pressed = actions.filter((action) => !opensPage(action)).map(({ label }) => label);
  const tail = [
    ...(pressed.length > 0 ? [`${pressed.join("、")}：发送 /帮助 可查看对应的命令`] : []),
    ...message.files.map(({ name }) => `文件“${name}”请到网页下载`),
  ];
  const [body] = markdownOf(message, actions.filter(opensPage), tail);
  return body ?? null;
}

/** The card for whoever pressed one of its buttons: what is left to press, with `label` in the place of the pressed. */
export function renderChanged(label: string, left: Card, taskId: string): BotCard {
  const { content, whole } = layOut(left, "", SHOWN.aibot);
  const actions = usable(left.actions);
  const pages = actions.filter(opensPage);
  const buttons = actions.filter((action) => !opensPage(action)).slice(0, CARD.buttons);
  const { title } = content.main_title;
  const head: Content = {
    ...(whole && pages.length <= CARD.jumps ? { ...content, ...linksOf(pages) } : { sub_title_text: BELOW }),
    main_title: { title, desc: cutCharacters(label, SHOWN.aibot.desc) },
  };
  if (buttons.length > 0) return botCard(head, buttons, taskId);
  const done = { action: "done", label };
  return { ...botCard(head, [done], taskId), replace_text: cutCharacters(label, SHOWN.aibot.button) };
}

function botCard(head: Content, buttons: CardAction[], taskId: string): BotCard {
  return {
    card_type: "button_interaction",
    ...head,
    task_id: taskId,
    button_list: buttons.map((action, index) => ({
      text: cutCharacters(action.label, SHOWN.aibot.button),
      style: index === 0 ? 1 : 2,
      key: buttonKey(action),
    })),
  };
}

function linksOf(pages: CardAction[]): Pick<BotCard, "jump_list"> {
  return pages.length === 0
    ? {}
    : {
        jump_list: pages.map(({ label, url }) => ({
          type: 1,
          title: cutCharacters(label, SHOWN.aibot.jump),
          url: url!,
        })),
      };
}

/** Everything as markdown within its bytes; links and the last lines stay whole, whatever is cut above them. */
function markdownOf({ text, card }: Outgoing, pages: CardAction[], last: string[] = []): BotBody[] {
  const lines = [
    ...(text ? [harmlessMarkdown(text)] : []),
    ...(card
      ? [
          `**${harmlessMarkdown(card.title)}**`,
          ...card.facts.map(([label, value]) => `>${harmlessMarkdown(label)}：${harmlessMarkdown(value)}`),
          ...(card.body ? ["", harmlessMarkdown(card.body)] : []),
        ]
      : []),
  ].join("\n");
  const tail = [
    ...pages.map(({ label, url }) => `\n[${harmlessMarkdown(label)}](${url!.replaceAll(")", "%29")})`),
    ...last.map((line) => `\n${harmlessMarkdown(line)}`),
  ].join("");
  if (lines === "" && tail === "") return [];
  const content = `${cutLines(lines, BYTES.botText - byteLength(tail))}${tail}`;
  return [{ msgtype: "markdown", markdown: { content } }];
}
