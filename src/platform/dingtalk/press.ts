// What a pressed button sends back: by a card's parameters, or by words that the press says in the chat.
import type { CardAction } from "../../chat/card.ts";

/** A press, as far as the button itself tells of it. */
export interface Press {
  action: string;
  value?: string;
  /** The delivery whose card was pressed. */
  deliveryId?: string;
}

type Button = Pick<CardAction, "action" | "value">;

const SAY = "dtmd://dingtalkclient/sendMessage?content=";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// Label, then action, value and delivery: 「收到〔ack:A12@AZnabc…〕」.
const SAID = /〔([a-z][a-z0-9-]*)(?::([^〔〕]*?))?(?:@([\w-]{1,64}))?〕\s*$/u;

/** `action`, or `action:value`: the parameter `key` of a button on an interactive card. */
export function buttonKey({ action, value }: Button): string {
  return value === undefined ? action : `${action}:${value}`;
}

/** Takes apart what `buttonKey` put together. */
export function readButtonKey(key: string): Press {
  const at = key.indexOf(":");
  return at < 0 ? { action: key } : { action: key.slice(0, at), value: key.slice(at + 1) };
}

/** A card's parameters as a press: `key`, or `action` and `value` where a card was drawn otherwise; null for none. */
export function readCardPress(params: Readonly<Record<string, unknown>>): Press | null {
  const { key, action, value } = params;
  if (typeof key === "string" && key !== "") return readButtonKey(key);
  if (typeof action !== "string" || action === "") return null;
  return typeof value === "string" && value !== "" ? { action, value } : { action };
}

// A uuid is written shorter, since people see these words in their chat.
function shorten(deliveryId: string): string {
  return UUID.test(deliveryId)
    ? Buffer.from(deliveryId.replaceAll("-", ""), "hex").toString("base64url")
    : deliveryId;
}

function lengthen(short: string): string {
  const hex = Buffer.from(short, "base64url").toString("hex");
  if (hex.length !== 32 || short.length !== 22) return short;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The words that a press says, for the person to see and for `readSaidPress`; null where they can't be told apart. */
export function saidPress(label: string, button: Button, deliveryId: string): string | null {
  const short = shorten(deliveryId);
  const at = /^[\w-]{1,64}$/.test(short) ? `@${short}` : "";
  const said = `${label}〔${buttonKey(button)}${at}〕`;
  const read = readSaidPress(said);
  return read && buttonKey(read) === buttonKey(button) ? said : null;
}

/** A button's address that makes whoever presses it say something in the chat. */
export function sayUrl(words: string): string {
  return SAY + encodeURIComponent(words);
}

/** The press behind words that were said by one; null for words that a person wrote. */
export function readSaidPress(text: string): Press | null {
  const found = SAID.exec(text.trim());
  if (!found) return null;
  const [, action, value, short] = found;
  return {
    action: action!,
    ...(value === undefined ? {} : { value }),
    ...(short === undefined ? {} : { deliveryId: lengthen(short) }),
  };
}
