// People and the simulated 智能机器人: what they say to it, send it and press, by whichever way in is switched on.
import type { Server as HttpServer } from "node:http";
import type { Attempt } from "../simulated/attempt.ts";
import { SECOND } from "../simulated/spans.ts";
import { postToBot, storeFile, verifyBotAddress } from "./aibot-callbacks.ts";
import { openLine } from "./aibot-socket.ts";
import type { Asked } from "./aibot-world.ts";
import { fresh, type Message, openIdOf, type World } from "./world.ts";

type Json = Record<string, unknown>;

/** What became of something a person did: the frame's number, whether anybody got it, the callbacks' answers. */
export interface Said {
  reqId: string;
  lost: boolean;
  attempts: Attempt[];
}

/** A file in a person's hands. */
export interface BotFile {
  name: string;
  bytes: Uint8Array;
}

/** Where something is said: a group by its chatid, or nowhere for 1:1; perhaps quoting a message with a file. */
export interface Place {
  group?: string;
  quote?: BotFile;
}

/** The bot as its people see it. */
export interface Aibot {
  /** The product's settings for the way in that is switched on. */
  readonly env: Record<string, string>;
  /** Says something; in a group with the bot's name before it, as the client puts it there. */
  says(userid: string, text: string, place?: Place): Promise<Said>;
  sends(userid: string, msgtype: "file" | "image" | "video", file: BotFile): Promise<Said>;
  /** Speaks; the bot gets what was recognised. */
  speaks(userid: string, recognised: string): Promise<Said>;
  /** Words and pictures in one message. */
  mixes(userid: string, items: (string | BotFile)[], place?: Place): Promise<Said>;
  enters(userid: string): Promise<Said>;
  /** A press on a card that has been changed is one all the same. */
  presses(userid: string, message: Message, button: string): Promise<Said>;
  /** Any other event, or a whole body of one's own. */
  happens(userid: string, body: Json, kind?: Asked["kind"]): Promise<Said>;
  /** Saves the callback address and switches to it; true where it answered well. */
  savesAddress(url: string): Promise<boolean>;
  /** Cuts the live connection as a network does. */
  cut(): void;
  readonly connected: boolean;
  close(): void;
}

const LINE = "/aibot";

/** Opens the bot beside the rest of the simulator; `url` is where its files and answers are. */
export function openAibot(listening: HttpServer, world: World, url: string): Aibot {
  const { aibot } = world;
  const line = openLine(listening, world, LINE);

  const act = async (
    userid: string,
    kind: Asked["kind"],
    body: Json,
    place: Place = {},
    messageId?: string,
  ): Promise<Said> => {
    const reqId = fresh("req");
    const code = fresh("rcode");
    const chatid = place.group;
    const whole: Json = {
      msgid: fresh("m"),
      aibotid: aibot.id,
      ...(chatid === undefined ? { chattype: "single" } : { chatid, chattype: "group" }),
      from: { userid: aibot.encrypted ? openIdOf({ userid }) : userid },
      response_url: `${url}/cgi-bin/aibot/response?response_code=${code}`,
      ...(kind === "message" ? {} : { create_time: Math.floor(world.now() / SECOND) }),
      ...body,
      ...(place.quote ? { quote: { msgtype: "file", file: fileOf(place.quote) } } : {}),
    };
    const asked: Asked = {
      kind,
      userid,
      ...(chatid === undefined ? {} : { chatid }),
      at: world.now(),
      answered: false,
      ...(messageId === undefined ? {} : { messageId }),
    };
    aibot.asked.set(aibot.mode === "ws" ? reqId : code, asked);
    // Only what is said opens a session to pushes.
    const session = chatid ?? userid.toLowerCase();
    if (kind === "message" && !aibot.sessions.has(session)) aibot.sessions.set(session, []);
    if (aibot.mode === "callback") return { reqId, lost: false, attempts: await postToBot(world, whole) };
    const cmd = kind === "message" ? "aibot_msg_callback" : "aibot_event_callback";
    return { reqId, lost: !line.hand(cmd, reqId, whole), attempts: [] };
  };

  const fileOf = ({ name, bytes }: BotFile): Json => {
    const { path, ...key } = storeFile(world, name, bytes);
    return { url: `${url}${path}`, ...key };
  };
  const addressed = (text: string, { group }: Place) =>
    group === undefined ? text : `@${aibot.name} ${text}`;

  return {
    get env(): Record<string, string> {
      const { mode, id, secret, token, aesKey } = aibot;
      return mode === "ws"
        ? {
            WECOM_AIBOT_MODE: mode,
            WECOM_AIBOT_ID: id,
            WECOM_AIBOT_SECRET: secret,
            WECOM_AIBOT_WS_URL: `${url.replace("http:", "ws:")}${LINE}`,
          }
        : { WECOM_AIBOT_MODE: mode, WECOM_AIBOT_TOKEN: token, WECOM_AIBOT_AES_KEY: aesKey };
    },
    says: (userid, text, place = {}) =>
      act(userid, "message", { msgtype: "text", text: { content: addressed(text, place) } }, place),
    sends: (userid, msgtype, file) => act(userid, "message", { msgtype, [msgtype]: fileOf(file) }),
    speaks: (userid, content) => act(userid, "message", { msgtype: "voice", voice: { content } }),
    mixes(userid, items, place = {}) {
      const [first, ...rest] = items;
      const named = typeof first === "string" ? [addressed(first, place), ...rest] : items;
      const msg_item = named.map((item) =>
        typeof item === "string"
          ? { msgtype: "text", text: { content: item } }
          : { msgtype: "image", image: fileOf(item) },
      );
      return act(userid, "message", { msgtype: "mixed", mixed: { msg_item } }, place);
    },
    enters: (userid) => act(userid, "enter_chat", { msgtype: "event", event: { eventtype: "enter_chat" } }),
    presses(userid, message, button) {
      const buttons = (message.body.button_list ?? []) as { text: string; key: string }[];
      const found = buttons.find(({ text, key }) => text === button || key === button);
      if (!found) throw new Error(`no button ${button} that calls back`);
      const pressed = {
        card_type: String(message.body.card_type),
        event_key: found.key,
        task_id: String(message.body.task_id),
        selected_items: {},
      };
      const event = aibot.faults.flatCardEvents
        ? { eventtype: "template_card_event", ...pressed }
        : { eventtype: "template_card_event", template_card_event: pressed };
      const group = [...aibot.groups].find(([, { name }]) => name === message.chat)?.[0];
      const place = group === undefined ? {} : { group };
      return act(userid, "template_card_event", { msgtype: "event", event }, place, message.id);
    },
    happens: (userid, body, kind = "other") => act(userid, kind, body),
    async savesAddress(callbackUrl) {
      const good = await verifyBotAddress(world, callbackUrl);
      if (good) Object.assign(aibot, { callbackUrl, mode: "callback" });
      return good;
    },
    cut: line.cut,
    get connected() {
      return line.live;
    },
    close: line.close,
  };
}
