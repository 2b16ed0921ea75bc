// What an app's callback brings: verified, decrypted, and turned into an event or named as one to ignore.
import { createHash } from "node:crypto";
import type { ChatEvent } from "../../chat/event.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Log } from "../../log.ts";
import { decryptMessage } from "./crypto.ts";
import { type CallbackQuery, checkSignature, openEnvelope } from "./envelope.ts";
import { readButtonKey } from "./template-card.ts";
import { parseXml, textOf, type XmlElement } from "./xml.ts";

/** One app's callback settings, as they stand in the management console. */
export interface CallbackSettings {
  corpId: string;
  token: string;
  /** EncodingAESKey, 43 characters. */
  aesKey: string;
  clock: Clock;
  log: Pick<Log, "warn">;
}

/** What came: an event with a key that repeats carry again, or the name of something that nobody here waits for. */
export type Received =
  | { kind: "event"; eventKey: string; event: Omit<ChatEvent, "files"> & { files?: ChatEvent["files"] } }
  | { kind: "ignored"; what: string };

type Content = Omit<Extract<Received, { kind: "event" }>["event"], "userId">;

/** One app's receiving side. */
export interface Receiver {
  /** The bare text with which the address is verified (GET). INVALID_SIGNATURE or INVALID_INPUT. */
  verify(query: CallbackQuery): Promise<string>;
  /** What a callback (POST) brings. INVALID_SIGNATURE or INVALID_INPUT. */
  receive(query: CallbackQuery, body: string): Promise<Received>;
}

const SKEW_SECONDS = 300;

// What can be sent and not be used, by its Chinese name.
const UNUSABLE: Record<string, string> = { voice: "语音", video: "视频", location: "位置", link: "链接" };

/** Receives for one app. */
export function createReceiver({ corpId, token, aesKey, clock, log }: CallbackSettings): Receiver {
  // No window is documented, and a retry may carry its first time: a wrong clock is worth a line, not a refusal.
  const watchClock = ({ timestamp }: CallbackQuery) => {
    const skew = Math.round(clock.now().getTime() / 1000 - Number(timestamp));
    if (!(Math.abs(skew) <= SKEW_SECONDS))
      log.warn({ skewSeconds: skew }, "wecom callback far from our clock");
  };
  return {
    async verify(query) {
      const { echostr = "" } = query;
      await checkSignature(token, query, echostr);
      return decryptMessage(echostr, aesKey, corpId);
    },
    async receive(query, body) {
      const encrypt = await openEnvelope(token, query, body);
      watchClock(query);
      return readMessage(parseXml(decryptMessage(encrypt, aesKey, corpId)));
    },
  };
}

/** A decrypted callback (D:90239, D:90240) as an event. */
export function readMessage(xml: XmlElement): Received {
  const isEvent = textOf(xml, "MsgType") === "event";
  const what = textOf(xml, isEvent ? "Event" : "MsgType");
  const userId = textOf(xml, "FromUserName").toLowerCase();
  const content = isEvent ? readEvent(xml, what) : readSaid(xml, what);
  if (!content || userId === "") return { kind: "ignored", what };
  return { kind: "event", eventKey: keyOf(xml, isEvent), event: { userId, ...content } };
}

function readSaid(xml: XmlElement, what: string): Content {
  const mediaKey = textOf(xml, "MediaId");
  if (what === "text") return { kind: "text", text: textOf(xml, "Content") };
  if (what === "image" && mediaKey)
    return { kind: "file", text: "", files: [{ name: "图片.jpg", mediaKey }] };
  // Not in D:90239, but some tenants get it: used where it comes, never counted on.
  if (what === "file" && mediaKey) {
    const size = Number(textOf(xml, "FileSize"));
    const name = textOf(xml, "FileName") || "文件";
    return { kind: "file", text: "", files: [{ name, mediaKey, ...(size > 0 ? { size } : {}) }] };
  }
  return { kind: "text", text: "", unusable: UNUSABLE[what] ?? "这种消息" };
}

function readEvent(xml: XmlElement, what: string): Content | null {
  const eventKey = textOf(xml, "EventKey");
  switch (what) {
    case "template_card_event":
    case "template_card_menu_event": {
      const [deliveryId] = textOf(xml, "TaskId").split("@");
      const cardKey = textOf(xml, "ResponseCode");
      return {
        kind: "action",
        text: "",
        ...readButtonKey(eventKey),
        ...(deliveryId ? { deliveryId } : {}),
        ...(cardKey ? { cardKey } : {}),
      };
    }
    // A menu's buttons are set up in the console with commands as their keys.
    case "click":
      return eventKey ? { kind: "text", text: eventKey } : null;
    // Whoever the app becomes visible to is greeted once; opening it again says nothing.
    case "subscribe":
      return { kind: "text", text: "/帮助" };
    default:
      return null;
  }
}

/**
 * Messages have ids. Events have none, and FromUserName with CreateTime (D:90238) is too weak: the second has two
 * clicks; so everything that tells them apart takes part.
 */
function keyOf(xml: XmlElement, isEvent: boolean): string {
  const id = textOf(xml, "MsgId");
  if (!isEvent && id) return `message:${id}`;
  const parts = [
    "AgentID",
    "FromUserName",
    "CreateTime",
    "MsgType",
    "Event",
    "EventKey",
    "TaskId",
    "ResponseCode",
    "MediaId",
    "Content",
  ];
  const facts = JSON.stringify(parts.map((name) => textOf(xml, name)));
  return `event:${createHash("sha256").update(facts).digest("hex")}`;
}
