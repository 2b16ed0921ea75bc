// A WeCom of our own on loopback: a real HTTP server that follows the protocol, with people who write and press.
import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type HttpBindings, serve } from "@hono/node-server";
import { Hono } from "hono";
import type { Attempt } from "../simulated/attempt.ts";
import { DAY, SECOND } from "../simulated/spans.ts";
import { type Aibot, openAibot } from "./aibot.ts";
import { mountAibot } from "./aibot-callbacks.ts";
import { type Fields, push, verifyAddress } from "./callbacks.ts";
import { mountLogins } from "./logins.ts";
import { issueCode } from "./messaging.ts";
import { mountPhones } from "./phones.tsx";
import { mountRest, type Server } from "./rest.ts";
import { createWorld, fresh, type Message, type Settings, type World } from "./world.ts";

/** What the simulator is started with; everything has a made-up default. */
export interface SimulatorOptions {
  port?: number;
  settings?: Partial<Settings>;
  /** Group robots: name of the group → key. */
  robots?: Record<string, string>;
}

/** A running simulator. */
export interface Simulator {
  readonly url: string;
  /** The product's settings that point it here, by their own names. */
  readonly env: Record<string, string>;
  readonly world: World;
  /** The administrator saves the receive-URL: it is set, and true where it answered well. */
  savesAddress(url: string): Promise<boolean>;
  says(userid: string, text: string): Promise<Attempt[]>;
  /** Sends an image or (where a tenant gets them) a file. */
  sends(userid: string, msgtype: "image" | "file", name: string, bytes: Uint8Array): Promise<Attempt[]>;
  /** Any other message: voice, location … with its own fields. */
  posts(userid: string, msgtype: string, fields: Fields): Promise<Attempt[]>;
  /** Presses a card's button by its label or key; a press on a card that has been changed is one all the same. */
  presses(userid: string, message: Message, button: string): Promise<Attempt[]>;
  /** An event with its own fields: subscribe, enter_agent, click, change_contact … */
  happens(userid: string, event: string, fields?: Fields): Promise<Attempt[]>;
  /** The 智能机器人, which is another contact on the same phones. */
  readonly aibot: Aibot;
  /** What a member has on the phone, or a group, oldest first. */
  sees(where: { userid: string } | { group: string }): Message[];
  close(): Promise<void>;
}

/** Starts on a free port of 127.0.0.1, or the one given. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const robots = options.robots ?? { 工作群: "sim-robot-key" };
  const world = createWorld(options.settings ?? {}, robots);
  const app: Server = new Hono<{ Bindings: HttpBindings }>();
  mountAibot(app, world);
  mountRest(app, world);
  mountLogins(app, world);
  const listening = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: options.port ?? 0 }) as HttpServer;
  if (!listening.listening) await once(listening, "listening");
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const aibot = openAibot(listening, world, url);
  const { settings } = world;
  let messageId = 7_000_000_000_000_000_000n;

  const common = (userid: string, msgtype: string): Fields => ({
    ToUserName: settings.corpId,
    FromUserName: userid,
    CreateTime: Math.floor(world.now() / SECOND),
    MsgType: msgtype,
  });
  const agent = () => ({ AgentID: settings.agentId });
  const posts: Simulator["posts"] = (userid, msgtype, fields) => {
    messageId++;
    return push(world, { ...common(userid, msgtype), ...fields, MsgId: String(messageId), ...agent() });
  };
  const happens: Simulator["happens"] = (userid, event, fields = {}) =>
    push(world, { ...common(userid, "event"), Event: event, EventKey: "", ...fields, ...agent() });

  const simulator: Simulator = {
    url,
    world,
    env: {
      WECOM_CORP_ID: settings.corpId,
      WECOM_AGENT_ID: String(settings.agentId),
      WECOM_SECRET: settings.secret,
      WECOM_TOKEN: settings.token,
      WECOM_AES_KEY: settings.aesKey,
      WECOM_API_BASE: `${url}/cgi-bin`,
      WECOM_OAUTH_BASE: url,
      WECOM_LOGIN_BASE: url,
      WECOM_WEBHOOK_KEYS: Object.entries(robots)
        .map(([group, key]) => `${group}=${key}`)
        .join(","),
    },
    aibot,
    async savesAddress(callbackUrl) {
      settings.callbackUrl = callbackUrl;
      const good = await verifyAddress(world);
      if (!good) settings.callbackUrl = null;
      return good;
    },
    says: (userid, text) => posts(userid, "text", { Content: text }),
    sends(userid, msgtype, name, bytes) {
      const id = fresh("media");
      world.media.set(id, { name, type: msgtype, bytes, expiresAt: world.now() + 3 * DAY });
      const fields: Fields =
        msgtype === "image"
          ? { PicUrl: `${url}/picture/${id}`, MediaId: id }
          : { MediaId: id, FileName: name, FileSize: bytes.length };
      return posts(userid, msgtype, fields);
    },
    posts,
    async presses(userid, message, button) {
      if (message.by === "aibot") return (await aibot.presses(userid, message, button)).attempts;
      const buttons = (message.body.button_list ?? []) as { text: string; key?: string }[];
      const found = buttons.find(({ text, key }) => text === button || key === button);
      if (!found?.key) throw new Error(`no button ${button} that calls back`);
      return happens(userid, "template_card_event", {
        EventKey: found.key,
        TaskId: String(message.body.task_id),
        CardType: String(message.body.card_type),
        ResponseCode: issueCode(world, message),
      });
    },
    happens,
    sees: (where) =>
      world.messages.filter(
        (message) =>
          !message.recalled &&
          ("group" in where
            ? message.chat === where.group
            : message.chat === undefined &&
              message.to.some((one) => one.toLowerCase() === where.userid.toLowerCase())),
      ),
    async close() {
      aibot.close();
      listening.closeAllConnections();
      listening.close();
      await once(listening, "close");
    },
  };
  mountPhones(app, simulator);
  return simulator;
}
