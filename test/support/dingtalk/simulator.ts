// A DingTalk of our own on loopback: a real HTTP and WebSocket server that follows the protocol, with people who write.
import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type HttpBindings, serve } from "@hono/node-server";
import { Hono } from "hono";
import type { Attempt } from "../simulated/attempt.ts";
import { postMessage } from "./callbacks.ts";
import { type Content, composeMessage, meter, putFile, type Where, words } from "./messages.ts";
import { mountOpenApi } from "./open-api.ts";
import { mountPhones } from "./phones.tsx";
import { buttonsOf, type Press, type Pressed, pressCard, saidBy } from "./presses.ts";
import { attachGateway, type Gateway, mountGateway, ROBOT_TOPIC } from "./stream.ts";
import { mountSwitches } from "./switches.ts";
import {
  createWorld,
  findPerson,
  fresh,
  keep,
  type Message,
  type Push,
  type Settings,
  type World,
} from "./world.ts";

type Json = Record<string, unknown>;

/** What the simulator is started with; everything has a made-up default. */
export interface SimulatorOptions {
  port?: number;
  settings?: Partial<Settings>;
  /** Custom robots: title of the group → access_token, or token and 加签 secret. */
  webhooks?: Record<string, string | { token: string; secret: string }>;
}

/** What became of something said: its push over a connection, or its posts. */
export interface Said {
  msgId: string;
  push: Push | null;
  attempts: Attempt[];
}

/** A file that somebody sends. */
export interface SentFile {
  name: string;
  bytes: Uint8Array;
}

/** A running simulator. */
export interface Simulator {
  readonly url: string;
  /** The product's settings that point it here, by their own names. */
  readonly env: Record<string, string>;
  readonly world: World;
  readonly gateway: Gateway;
  says(userid: string, text: string, where?: Where): Promise<Said>;
  /** Sends a picture or a file, alone with the robot. */
  sends(userid: string, file: SentFile): Promise<Said>;
  /** Quotes a file that lies in a group and mentions the robot. */
  quotes(userid: string, file: SentFile, text: string, where: Where): Promise<Said>;
  /** Any other message with its own fields: audio, richText … */
  posts(userid: string, content: Content, where?: Where): Promise<Said>;
  /** The very same JSON once more, as a redelivery or a replay. */
  repeats(said: Said): Promise<Said>;
  /** Presses a button of an interactive card. */
  presses(userid: string, outTrackId: string, press: Press): Promise<Pressed>;
  /** Presses a button of an actionCard by its label: says its words, or gives the address that it opens. */
  taps(userid: string, message: Message, label: string): Promise<Said | string>;
  /** An event of the organisation: `user_add_org`, `robot_msg_read` … */
  happens(eventType: string, data?: Json): Push;
  /** Somebody leaves the organisation: the directory forgets the person, and an event says so. */
  leaves(userid: string): Push;
  /** What somebody has on the phone, or a group, oldest first. */
  sees(where: { userid: string } | { group: string }): Message[];
  close(): Promise<void>;
}

// Changes of contacts are free of the month's quota (dingtalk.md §6).
const FREE = /^(user|org)_/;

/** Starts on a free port of 127.0.0.1, or the one given. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const webhooks = options.webhooks ?? { 工作群: { token: "simrobottoken0001", secret: "SECsimulated0001" } };
  const world = createWorld(options.settings ?? {}, webhooks);
  const app = new Hono<{ Bindings: HttpBindings }>();
  mountGateway(app, world);
  mountOpenApi(app, world);
  const listening = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: options.port ?? 0 }) as HttpServer;
  const gateway = attachGateway(listening, world);
  if (!listening.listening) await once(listening, "listening");
  world.url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const { settings, url } = world;
  const messages = new Map<string, Json>();

  async function deliver(message: Json): Promise<Said> {
    const msgId = String(message.msgId);
    messages.set(msgId, message);
    const data = meter(world, message, "message");
    if (settings.mode === "stream") {
      const push = gateway.push({ type: "CALLBACK", topic: ROBOT_TOPIC, subject: msgId, data });
      return { msgId, push, attempts: [] };
    }
    const attempts = await postMessage(world, data);
    for (const { status, body } of attempts) if (status === 200) hearAnswer(message, body);
    return { msgId, push: null, attempts };
  }

  /** The answer of an HTTP callback may itself be a message. */
  function hearAnswer(message: Json, body: string): void {
    const answer = (body ? JSON.parse(body) : {}) as Json;
    const msgtype = String(answer.msgtype ?? "empty");
    if (msgtype === "empty") return;
    const userid = String(message.senderId).replace("$:LWCP_v1:$", "");
    const single = message.conversationType === "1";
    keep(world, {
      id: fresh("reply"),
      way: "reply",
      to: single ? [userid] : [],
      ...(single ? {} : { chat: String(message.conversationId) }),
      msgtype,
      body: answer[msgtype] as Json,
    });
  }

  const posts: Simulator["posts"] = async (userid, content, where) =>
    deliver(composeMessage(world, userid, content, where));

  const simulator: Simulator = {
    url,
    world,
    gateway,
    env: {
      DINGTALK_CORP_ID: settings.corpId,
      DINGTALK_CLIENT_ID: settings.clientId,
      DINGTALK_CLIENT_SECRET: settings.clientSecret,
      DINGTALK_ROBOT_CODE: settings.robotCode,
      DINGTALK_AGENT_ID: String(settings.agentId),
      DINGTALK_API_BASE: url,
      DINGTALK_OAPI_BASE: url,
      DINGTALK_LOGIN_BASE: url,
      DINGTALK_MODE: settings.mode,
      DINGTALK_WEBHOOK_TOKENS: [...world.webhooks]
        .map(([token, { chat, secret }]) => `${chat}=${token}${secret ? `:${secret}` : ""}`)
        .join(","),
    },
    says: (userid, text, where) => posts(userid, words(text, where), where),
    sends(userid, file) {
      const downloadCode = putFile(world, file);
      return /\.(png|jpe?g|gif|bmp)$/i.test(file.name)
        ? posts(userid, { msgtype: "picture", content: { downloadCode, pictureDownloadCode: downloadCode } })
        : posts(userid, { msgtype: "file", content: { downloadCode, fileName: file.name, fileId: "1" } });
    },
    quotes(userid, file, text, where) {
      const content = { downloadCode: putFile(world, file), fileName: file.name };
      const said = words(text, where);
      const repliedMsg = { msgType: "file", msgId: `${fresh("msg")}==`, createdAt: world.now(), content };
      return posts(
        userid,
        { ...said, text: { ...(said.text as Json), isReplyMsg: true, repliedMsg } },
        where,
      );
    },
    posts,
    repeats: ({ msgId }) => deliver(messages.get(msgId)!),
    presses(userid, outTrackId, press) {
      const card = world.cards.get(outTrackId);
      if (!card) throw new Error(`no card is ${outTrackId}`);
      return pressCard(world, gateway, userid, card, press);
    },
    async taps(userid, message, label) {
      const address = buttonsOf(message).get(label);
      if (address === undefined) throw new Error(`no button is labelled ${label}`);
      const said = saidBy(address);
      if (said === null) return address;
      return posts(userid, words(said), message.chat === undefined ? {} : { group: message.chat });
    },
    happens(eventType, data = {}) {
      const eventId = fresh("event");
      return gateway.push({
        type: "EVENT",
        topic: "*",
        subject: eventId,
        data: FREE.test(eventType) ? data : meter(world, data, "event"),
        headers: {
          eventType,
          eventId,
          eventBornTime: String(world.now()),
          eventCorpId: settings.corpId,
          eventUnifiedAppId: "7c1d0000-simulated",
        },
      });
    },
    leaves(userid) {
      const person = findPerson(world, userid);
      if (!person?.inside) throw new Error(`${userid} is not in the organisation`);
      person.inside = false;
      return simulator.happens("user_leave_org", { userId: [userid] });
    },
    sees: (where) =>
      world.messages.filter(({ recalled, chat, to }) => {
        if (recalled) return false;
        if ("userid" in where) return chat === undefined && to.includes(where.userid);
        const group = world.groups.find(
          ({ title, conversationId }) => title === where.group || conversationId === where.group,
        );
        return chat !== undefined && chat === group?.conversationId;
      }),
    async close() {
      await gateway.close();
      listening.closeAllConnections();
      listening.close();
      await once(listening, "close");
    },
  };
  mountPhones(app, simulator);
  mountSwitches(app, simulator);
  return simulator;
}
