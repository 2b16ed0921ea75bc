// The simulated gateway of Stream mode: tickets, long connections, frames and acks, with everything that may go wrong.
import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import { type WebSocket, WebSocketServer } from "ws";
import { SECOND } from "../simulated/spans.ts";
import { type Connection, fresh, type Push, type World } from "./world.ts";

type Json = Record<string, unknown>;

/** Topics that bots listen to. */
export const ROBOT_TOPIC = "/v1.0/im/bot/messages/get";
export const CARD_TOPIC = "/v1.0/card/instances/callback";

/** Something to push. `headers` are added to the usual ones. */
export interface Pushed {
  type: "EVENT" | "CALLBACK";
  topic: string;
  subject: string;
  data: Json;
  headers?: Record<string, string>;
}

/** The server's side of all long connections. */
export interface Gateway {
  /** Pushes to one live connection that asked for the topic, and again where no ack comes; copies as the faults say. */
  push(pushed: Pushed): Push;
  /** The first ack of a push, or null after so many milliseconds. */
  acked(push: Push, ms: number): Promise<Push["acks"][number] | null>;
  /** A `ping` frame to every connection; its pushes, for their acks. */
  ping(): Push[];
  /** Tells every connection to go: it gets nothing more and is cut after a while. */
  disconnect(): void;
  /** Any text to every connection. */
  raw(text: string): void;
  /** Cuts every connection. */
  cut(): void;
  close(): Promise<void>;
}

const TICKET_MS = 90 * SECOND;
const PAGE =
  "<html><head><title>Error</title></head><body>The server is temporarily unavailable</body></html>";

/** Mounts `POST /v1.0/gateway/connections/open`. */
export function mountGateway(server: Hono<{ Bindings: HttpBindings }>, world: World): void {
  server.post("/v1.0/gateway/connections/open", async (context) => {
    const { faults, settings } = world;
    const note = (code: string | null) =>
      world.calls.push({ path: "/v1.0/gateway/connections/open", at: world.now(), code });
    const refuse = (status: 400 | 401, code: string, message: string) => {
      note(code);
      return context.json({ code, message, requestid: fresh("request-") }, status);
    };
    if (faults.stream.hangOpen) await new Promise((resolve) => context.env.outgoing.once("close", resolve));
    if (faults.stream.open === 400 || faults.stream.open === 503) {
      note(String(faults.stream.open));
      return context.html(PAGE, faults.stream.open);
    }
    const { clientId, clientSecret, subscriptions } = (await context.req.json()) as {
      clientId?: string;
      clientSecret?: string;
      subscriptions?: { type: string; topic: string }[];
    };
    const known = clientId === settings.clientId && clientSecret === settings.clientSecret;
    if (!known || faults.stream.open === 401) return refuse(401, "authFailed", "鉴权失败");
    const wrong = subscriptions?.some(({ type, topic }) =>
      type === "EVENT" ? topic !== "*" : type !== "CALLBACK" || !topic.startsWith("/"),
    );
    if (!subscriptions?.length || wrong) return refuse(400, "invalidParameter", "订阅不合法");
    if (settings.mode !== "stream") return refuse(400, "invalidParameter", "应用没有使用 Stream 模式");
    const ticket = `${fresh("")}+/=`;
    world.tickets.set(ticket, {
      clientId,
      subscriptions: new Set(subscriptions.map(({ type, topic }) => `${type} ${topic}`)),
      expiresAt: world.now() + TICKET_MS,
      used: false,
    });
    note(null);
    const endpoint = `${world.url.replace("http", "ws")}/connect`;
    if (context.req.header("accept")?.includes("application/json")) return context.json({ endpoint, ticket });
    return context.body(
      `<?xml version="1.0"?><o><endpoint>${endpoint}</endpoint><ticket>${ticket}</ticket></o>`,
    );
  });
}

/** Takes upgrades at `/connect`. */
export function attachGateway(server: HttpServer, world: World): Gateway {
  // A silent one must not even answer pings.
  const sockets = new WebSocketServer({ noServer: true, autoPong: false });
  const live = new Map<string, WebSocket>();
  const timers = new Set<NodeJS.Timeout>();
  const waiting = new Map<string, (ack: Push["acks"][number]) => void>();
  let frames = 0;

  const later = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  };

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? "", "http://simulator");
    const refuse = (status: string) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    if (url.pathname !== "/connect") return refuse("404 Not Found");
    if (world.faults.stream.rejectUpgrade) return refuse("503 Service Unavailable");
    // As most servers read a query, except that the SDK of Node sends the ticket as it is: a plus is a plus.
    const name = decodeURIComponent(/[?&]ticket=([^&]*)/.exec(request.url ?? "")?.[1] ?? "");
    const ticket = world.tickets.get(name);
    if (!ticket || ticket.used || ticket.expiresAt <= world.now()) return refuse("401 Unauthorized");
    ticket.used = true;
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const connection: Connection = {
        id: fresh("connection-"),
        clientId: ticket.clientId,
        subscriptions: ticket.subscriptions,
        openedAt: world.now(),
        beside: live.size,
        pings: 0,
        leaving: false,
        silent: world.faults.stream.silent,
      };
      world.connections.set(connection.id, connection);
      live.set(connection.id, opened);
      opened.on("ping", (data) => {
        if (connection.silent) return;
        connection.pings++;
        opened.pong(data);
      });
      opened.on("message", (data) => connection.silent || takeAck(String(data)));
      opened.on("error", () => opened.terminate());
      opened.on("close", () => {
        live.delete(connection.id);
        world.connections.delete(connection.id);
      });
    });
  });

  function takeAck(text: string): void {
    try {
      const { code, headers, message, data } = JSON.parse(text) as Json & { headers: Json };
      const push = world.pushes.find(({ messageId }) => messageId === headers.messageId)!;
      const ack = {
        code: Number(code),
        message: String(message),
        data: JSON.parse(String(data)) as unknown,
        at: world.now(),
      };
      push.acks.push(ack);
      waiting.get(push.messageId)?.(ack);
    } catch {
      world.breaches.push(text);
    }
  }

  function send(connection: Connection, push: Push, data: Json, more: Record<string, string> = {}): void {
    push.deliveries++;
    push.connectionIds.push(connection.id);
    if (connection.silent) return;
    const headers = {
      appId: "7c1d0000-simulated",
      connectionId: connection.id,
      contentType: "application/json",
      messageId: push.messageId,
      time: String(push.at),
      topic: push.topic,
      ...more,
    };
    const frame = { specVersion: "1.0", type: push.type, headers, data: JSON.stringify(data) };
    live.get(connection.id)!.send(JSON.stringify(frame));
  }

  function note(type: Push["type"], topic: string, subject: string): Push {
    const messageId = `212b0001_1a2b_18c0000000_${String(++frames).padStart(4, "0")}`;
    const push = { messageId, type, topic, subject, at: world.now(), deliveries: 0 };
    const noted: Push = { ...push, connectionIds: [], acks: [] };
    world.pushes.push(noted);
    return noted;
  }

  /** One attempt, at a connection of chance. */
  function attempt(push: Push, { data, headers }: Pushed): void {
    const able = [...world.connections.values()].filter(
      ({ leaving, subscriptions }) => !leaving && subscriptions.has(topicOf(push)),
    );
    const chosen = able[Math.floor(Math.random() * able.length)];
    if (chosen) send(chosen, push, data, headers);
  }

  function pushOne(pushed: Pushed): Push {
    const push = note(pushed.type, pushed.topic, pushed.subject);
    attempt(push, pushed);
    const { redeliverMs } = world.faults.stream;
    if (redeliverMs !== null && pushed.topic !== CARD_TOPIC)
      later(redeliverMs, () => {
        const taken = push.acks.some(({ data }) => (data as Json | undefined)?.status !== "LATER");
        if (!taken) attempt(push, pushed);
      });
    return push;
  }

  return {
    push(pushed) {
      const push = pushOne(pushed);
      for (let copy = 0; copy < world.faults.stream.copies; copy++) pushOne(pushed);
      return push;
    },
    acked(push, ms) {
      if (push.acks[0]) return Promise.resolve(push.acks[0]);
      return new Promise((resolve) => {
        const settle = (ack: Push["acks"][number] | null) => {
          waiting.delete(push.messageId);
          resolve(ack);
        };
        waiting.set(push.messageId, settle);
        later(ms, () => settle(null));
      });
    },
    ping: () =>
      [...world.connections.values()].map((connection) => {
        const push = note("SYSTEM", "ping", "");
        send(connection, push, { opaque: push.messageId });
        return push;
      }),
    disconnect() {
      for (const connection of world.connections.values()) {
        connection.leaving = true;
        send(connection, note("SYSTEM", "disconnect", ""), { reason: "connection is expired" });
        const socket = live.get(connection.id)!;
        later(world.faults.stream.closeMs, () => socket.terminate());
      }
    },
    raw(text) {
      for (const socket of live.values()) socket.send(text);
    },
    cut() {
      for (const socket of live.values()) socket.terminate();
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of live.values()) socket.terminate();
      await new Promise((resolve) => sockets.close(resolve));
    },
  };
}

const topicOf = ({ type, topic }: Push) => (type === "EVENT" ? "EVENT *" : `${type} ${topic}`);
