// What happens when somebody presses a button: of an interactive card, or of a message whose buttons are links.
import type { Attempt } from "../simulated/attempt.ts";
import { postPress } from "./callbacks.ts";
import { CARD_TOPIC, type Gateway } from "./stream.ts";
import type { Card, Message, Push, World } from "./world.ts";

type Json = Record<string, unknown>;

/** What became of a press: the push or the post, and whether the card was answered in time. */
export interface Pressed {
  push: Push | null;
  attempt: Attempt | null;
  answered: boolean;
}

/** A press of a card's button with its parameters. `shape` says which of the two documented bodies is sent. */
export interface Press {
  params: Json;
  actionIds?: string[];
  shape?: "content" | "value";
}

const TOAST = "服务异常，请稍后再试";

/** Presses a card and lets the answer change it, as the client does. */
export async function pressCard(
  world: World,
  gateway: Gateway,
  userid: string,
  card: Card,
  { params, actionIds = ["button"], shape = "content" }: Press,
): Promise<Pressed> {
  const [space] = card.spaces;
  const single = space?.type !== "IM_GROUP";
  const value =
    shape === "content"
      ? { cardPrivateData: { actionIds, params } }
      : { cardPrivateData: { actionIds }, params };
  const body: Json = {
    type: "actionCallback",
    outTrackId: card.outTrackId,
    corpId: world.settings.corpId,
    userId: userid,
    userIdType: 1,
    spaceType: single ? "IM" : "IM_GROUP",
    spaceId: space?.id ?? "",
    extension: "{}",
    [shape]: JSON.stringify(value),
  };
  if (card.callbackType === "HTTP") {
    const attempt = await postPress(world, card.callbackRouteKey ?? "", body);
    const answered = attempt.status === 200 && change(card, userid, attempt.body);
    if (!answered) card.toasts.push(TOAST);
    return { push: null, attempt, answered };
  }
  const push = gateway.push({ type: "CALLBACK", topic: CARD_TOPIC, subject: card.outTrackId, data: body });
  const ack = await gateway.acked(push, world.faults.stream.cardMs);
  const response = (ack?.data as { response?: Json } | undefined)?.response;
  const answered = ack?.code === 200 && change(card, userid, JSON.stringify(response ?? {}));
  if (!answered) card.toasts.push(TOAST);
  return { push, attempt: null, answered };
}

interface Answer {
  cardUpdateOptions?: { updateCardDataByKey?: boolean; updatePrivateDataByKey?: boolean };
  cardData?: { cardParamMap?: Record<string, string> };
  userPrivateData?: { cardParamMap?: Record<string, string> };
}

/** Changes a card by an answer; false where the answer is not one. */
function change(card: Card, userid: string, text: string): boolean {
  let answer: Answer;
  try {
    answer = JSON.parse(text) as Answer;
  } catch {
    return false;
  }
  const { cardUpdateOptions: options, cardData, userPrivateData } = answer;
  const maps = [cardData?.cardParamMap, userPrivateData?.cardParamMap];
  if (maps.some((map) => map && Object.values(map).some((value) => typeof value !== "string"))) return false;
  if (maps[0]) card.params = { ...(options?.updateCardDataByKey ? card.params : {}), ...maps[0] };
  if (maps[1]) {
    const before = options?.updatePrivateDataByKey ? card.private.get(userid) : {};
    card.private.set(userid, { ...before, ...maps[1] });
  }
  return true;
}

/** The buttons of an actionCard in any of its forms: label → address. */
export function buttonsOf({ body }: Pick<Message, "body">): Map<string, string> {
  const buttons = new Map<string, string>();
  const put = (title: unknown, url: unknown) => {
    if (typeof title === "string" && typeof url === "string") buttons.set(title, url);
  };
  put(body.singleTitle ?? body.single_title, body.singleURL ?? body.single_url);
  for (const at of [1, 2, 3, 4, 5]) {
    put(body[`actionTitle${at}`], body[`actionURL${at}`]);
    put(body[`buttonTitle${at}`], body[`buttonUrl${at}`]);
  }
  for (const one of [...asList(body.btns), ...asList(body.btn_json_list)])
    put(one.title, one.actionURL ?? one.action_url);
  return buttons;
}

const asList = (value: unknown) => (Array.isArray(value) ? (value as Json[]) : []);

/** The words that a `dtmd://` button says in the chat; null for any other address. */
export function saidBy(url: string): string | null {
  const prefix = "dtmd://dingtalkclient/sendMessage?content=";
  return url.startsWith(prefix) ? decodeURIComponent(url.slice(prefix.length)) : null;
}
