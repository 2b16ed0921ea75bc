// A neutral card as WeCom's template card: a notice where its buttons only open pages, else buttons that call back.
import type { Card, CardAction } from "../../chat/card.ts";
import { countCharacters, cutCharacters } from "../cut-lines.ts";
import { CARD, type Shown } from "./limits.ts";
import { harmless } from "./text.ts";

/** What every kind of card shows. */
export interface Content {
  main_title: { title: string; desc?: string };
  sub_title_text?: string;
  horizontal_content_list?: { keyname: string; value: string }[];
}

/** `text_notice`: opens a page when pressed, and up to three by name. */
export interface NoticeCard extends Content {
  card_type: "text_notice";
  jump_list: { type: 1; title: string; url: string }[];
  card_action: { type: 1; url: string };
}

/** `button_interaction`: one to six buttons, each sending its key back or opening a page. */
interface ButtonCard extends Content {
  card_type: "button_interaction";
  task_id: string;
  button_list: ({ text: string; style: 1 | 2 } & ({ type: 0; key: string } | { type: 1; url: string }))[];
}

/** One of the two kinds of card that are sent. */
export type TemplateCard = NoticeCard | ButtonCard;

/** What a pressed card becomes: grey buttons with other words, or another card. */
export type PressedCard = { button: { replace_name: string } } | { template_card: TemplateCard };

/** A card laid out for a phone. `whole` is false where something had to be left out. */
export interface Layout {
  content: Content;
  whole: boolean;
}

/** What a pressed button sends back: `action`, or `action:value`. */
export function buttonKey({ action, value }: Pick<CardAction, "action" | "value">): string {
  return value === undefined ? action : `${action}:${value}`;
}

/** Takes apart what `buttonKey` put together. */
export function readButtonKey(key: string): { action: string; value?: string } {
  const at = key.indexOf(":");
  return at < 0 ? { action: key } : { action: key.slice(0, at), value: key.slice(at + 1) };
}

/** Lays a card out: short facts as rows, long ones and the body as lines, within what the phone shows. */
export function layOut(card: Card, words: string, shown: Shown): Layout {
  const fits = ([label, value]: [string, string]) =>
    countCharacters(label) <= shown.factLabel &&
    countCharacters(value) <= shown.factValue &&
    !value.includes("\n");
  const rows = card.facts.filter(fits).slice(0, CARD.facts);
  const long = card.facts
    .filter((fact) => !rows.includes(fact))
    .map(([label, value]) => `${label}：${value}`);
  const body = [words, ...long, card.body].filter(Boolean).join("\n");
  return {
    content: {
      main_title: { title: cutCharacters(harmless(card.title), shown.title) },
      ...(body ? { sub_title_text: cutCharacters(harmless(body), shown.body) } : {}),
      ...(rows.length > 0
        ? {
            horizontal_content_list: rows.map(([keyname, value]) => ({
              keyname: harmless(keyname),
              // An empty value is refused.
              value: harmless(value) || "—",
            })),
          }
        : {}),
    },
    whole: countCharacters(card.title) <= shown.title && countCharacters(body) <= shown.body,
  };
}

/** A notice card for actions that all open pages: one to three of them. */
export function noticeCard(content: Content, actions: CardAction[], shown: Shown): NoticeCard {
  return {
    card_type: "text_notice",
    ...content,
    jump_list: actions.map(({ label, url }) => ({
      type: 1,
      title: cutCharacters(label, shown.jump),
      url: url!,
    })),
    card_action: { type: 1, url: actions[0]!.url! },
  };
}

/** A card with one to six buttons. Keys must be unique in a card: what is offered twice stands once. */
export function buttonCard(
  content: Content,
  actions: CardAction[],
  taskId: string,
  shown: Shown,
): ButtonCard {
  return {
    card_type: "button_interaction",
    ...content,
    task_id: taskId,
    button_list: actions.map((action, index) => ({
      text: cutCharacters(action.label, shown.button),
      style: index === 0 ? 1 : 2,
      ...(action.url === undefined ? { type: 0, key: buttonKey(action) } : { type: 1, url: action.url }),
    })),
  };
}
