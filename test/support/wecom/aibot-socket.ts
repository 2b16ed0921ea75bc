// The simulated long connection: one live connection per bot, kicks, heartbeats, acknowledgements (§4.6).
import type { Server as HttpServer } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { MINUTE } from "../simulated/spans.ts";
import { type Answer, COMMANDS } from "./aibot-commands.ts";
import { fresh, type World } from "./world.ts";

type Json = Record<string, unknown>;

/** The server's end of the long connection. */
export interface Line {
  /** Hands a frame to the live connection; false where nobody holds one. */
  hand(cmd: string, reqId: string, body: Json): boolean;
  /** Cuts the live connection without a word, as a network does. */
  cut(): void;
  readonly live: boolean;
  close(): void;
}

/** Subscriptions that are taken within a minute before the bot is told to slow down. */
const MOST_SUBSCRIPTIONS = 20;

/** Answers upgrades on `path`. */
export function openLine(listening: HttpServer, world: World, path: string): Line {
  const { aibot } = world;
  const server = new WebSocketServer({ noServer: true });
  let live: WebSocket | null = null;

  listening.on("upgrade", (request, socket, head) => {
    if (request.url !== path) return socket.destroy();
    server.handleUpgrade(request, socket, head, (peer) => {
      peer.on("error", () => {});
      peer.on("close", () => {
        if (live === peer) live = null;
      });
      peer.on("message", (data) => {
        void take(
          peer,
          JSON.parse(String(data)) as { cmd: string; headers: { req_id: string }; body?: Json },
        );
      });
    });
  });

  const say = (peer: WebSocket, frame: Json) => {
    if (peer.readyState === peer.OPEN) peer.send(JSON.stringify(frame));
  };

  function subscribe(peer: WebSocket, body: Json): Answer {
    if (aibot.mode !== "ws") return 846601;
    if (body.bot_id !== aibot.id || body.secret !== aibot.secret) return 853000;
    aibot.subscribedAt = aibot.subscribedAt.filter((at) => world.now() - at < MINUTE);
    if (aibot.subscribedAt.length >= MOST_SUBSCRIPTIONS) return 45009;
    aibot.subscribedAt.push(world.now());
    const old = live;
    live = peer;
    if (old && old !== peer) {
      aibot.kicks++;
      const event = {
        msgid: fresh("e"),
        create_time: Math.floor(world.now() / 1000),
        aibotid: aibot.id,
        msgtype: "event",
        event: { eventtype: "disconnected_event" },
      };
      say(old, { cmd: "aibot_event_callback", headers: { req_id: fresh("kick") }, body: event });
      old.close();
    }
    return {};
  }

  async function take(
    peer: WebSocket,
    { cmd, headers, body = {} }: { cmd: string; headers: { req_id: string }; body?: Json },
  ) {
    const { faults } = aibot;
    const fault = faults.refuse.find((one) => one.times > 0 && one.cmd === cmd);
    if (fault) fault.times--;
    const command = COMMANDS[cmd];
    const answer: Answer =
      fault?.errcode ??
      (cmd === "aibot_subscribe"
        ? subscribe(peer, body)
        : live !== peer
          ? 846609
          : command
            ? command(world, headers.req_id, body)
            : 40008);
    const errcode = typeof answer === "number" ? answer : 0;
    if (cmd !== "ping") aibot.spoken.push({ cmd, errcode, body });
    if ((cmd === "ping" && faults.deaf) || (cmd === "aibot_subscribe" && faults.mute)) return;
    if (cmd.startsWith("aibot_") && cmd !== "aibot_subscribe" && faults.lostAcks > 0) {
      faults.lostAcks--;
      return;
    }
    if (faults.ackDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.ackDelayMs));
    const nameless = errcode === 40058 && faults.namelessRefusals;
    say(peer, {
      headers: nameless ? {} : { req_id: headers.req_id },
      errcode,
      errmsg: errcode === 0 ? "ok" : `refused by the simulator, hint: [${world.now()}${errcode}]`,
      ...(errcode === 0 && Object.keys(answer).length > 0 ? { body: answer } : {}),
    });
    // A subscription that was refused is hung up on.
    if (cmd === "aibot_subscribe" && errcode !== 0) peer.close();
  }

  return {
    hand(cmd, reqId, body) {
      if (!live) {
        aibot.lost.push(body);
        return false;
      }
      aibot.handed.push(body);
      for (let copy = 0; copy <= aibot.faults.copies; copy++)
        say(live, { cmd, headers: { req_id: reqId }, body });
      return true;
    },
    cut() {
      live?.terminate();
      live = null;
    },
    get live() {
      return live !== null;
    },
    close() {
      for (const peer of server.clients) peer.terminate();
      server.close();
    },
  };
}
