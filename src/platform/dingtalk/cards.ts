// Interactive cards (互动卡片): a neutral card as the parameters of the card that an organisation drew in its console.
import type { Card, CardAction } from "../../chat/card.ts";
import { byteLength } from "../../domain/text.ts";
import { cutCharacters } from "../cut-lines.ts";
import { BYTES, CARD } from "./limits.ts";
import { buttonKey } from "./press.ts";
import { harmless, harmlessMarkdown, linkTo, markdownLines } from "./text.ts";

/** What cards are made with; in HTTP mode presses are posted to the address that is registered as `route`. */
export interface CardSettings {
  templateId: string;
  robotCode: string;
  mode: "stream" | "http";
  route: string;
}

const isPress = ({ url }: CardAction) => url === undefined;

/**
 * The variables of the card: `title`, `content` (markdown), `status`, and for each of five buttons `label1` …
 * and `key1` …; a button whose label is empty is hidden by the card itself. Null for a card without a button to press,
 * or one whose words are more than a parameter takes: a message with links serves it better.
 */
export function cardParams(card: Card, text: string): Record<string, string> | null {
  const presses = card.actions.filter(isPress);
  if (presses.length === 0 || presses.length > CARD.buttons) return null;
  const links = card.actions.flatMap(({ label, url }) =>
    url !== undefined && /^https?:\/\//.test(url) ? [linkTo(label, url)] : [],
  );
  const content = markdownLines([
    ...(text ? [harmlessMarkdown(text)] : []),
    ...card.facts.map(([label, value]) => `${harmlessMarkdown(label)}：${harmlessMarkdown(value)}`),
    ...(card.body ? [harmlessMarkdown(card.body)] : []),
    ...links,
  ]);
  const params: Record<string, string> = {
    title: cutCharacters(harmless(card.title), CARD.title),
    content,
    status: "",
    ...buttonParams(presses),
  };
  return Object.values(params).every((value) => byteLength(value) <= BYTES.cardParam) ? params : null;
}

/**
 * What a pressed card becomes: `label` as its status, and the buttons that `left` still has. Every value is text, as all
 * parameters must be; the others stay as they are.
 */
export function changedParams(label: string, left?: Card): Record<string, string> {
  return { status: label, ...buttonParams(left?.actions.filter(isPress) ?? []) };
}

/** All five buttons; an empty label hides one. */
function buttonParams(presses: readonly CardAction[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (let index = 0; index < CARD.buttons; index++) {
    const action = presses[index];
    params[`label${index + 1}`] = action ? cutCharacters(action.label, CARD.button) : "";
    params[`key${index + 1}`] = action ? buttonKey(action) : "";
  }
  return params;
}

/** The body of createAndDeliver for one person's chat with the robot; `outTrackId` is ours for ever. */
export function cardFor(
  settings: CardSettings,
  userId: string,
  outTrackId: string,
  cardParamMap: Record<string, string>,
): Record<string, unknown> {
  return {
    cardTemplateId: settings.templateId,
    outTrackId,
    ...(settings.mode === "stream"
      ? { callbackType: "STREAM" }
      : { callbackType: "HTTP", callbackRouteKey: settings.route }),
    userIdType: 1,
    cardData: { cardParamMap },
    openSpaceId: `dtv1.card//IM_ROBOT.${userId}`,
    imRobotOpenSpaceModel: { supportForward: false },
    imRobotOpenDeliverModel: { spaceType: "IM_ROBOT", robotCode: settings.robotCode },
  };
}
