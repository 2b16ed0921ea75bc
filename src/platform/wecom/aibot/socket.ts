// One connection of a bot (§4.6): opened, subscribed, kept awake; commands and their acknowledgements; and how it ended.
import { randomUUID } from "node:crypto";
import WebSocket from "ws";
import { z } from "zod";
import { systemClock } from "../../../domain/clock.ts";
import { AppError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import { errorFor, hintOf } from "../errcodes.ts";

/** How long things take, in milliseconds; tests are in more of a hurry. */
export interface SocketTiming {
  openMs: number;
  /** An acknowledgement that does not come by then is a doubt. */
  ackMs: number;
  /** A chunk of a file is half a megabyte on its way up. */
  chunkMs: number;
  pingMs: number;
}

/** Why a connection is no more: another one of the same bot took over, or it broke. */
export type Ending = { kind: "kicked" } | { kind: "gone"; why: string };

/** What a connection is opened with. */
export interface SocketParts extends SocketTiming {
  url: string;
  id: string;
  secret: string;
  log: Pick<Log, "warn">;
  /** What the bot is told, in order. */
  onTold(told: { reqId: string; body: unknown; at: number }): void;
  /** A heartbeat came back. */
  onAwake(): void;
}

/** A subscribed connection. */
export interface Socket {
  /** The body of the acknowledgement. Any errcode is an AppError by the table; without one it is PLATFORM_UNAVAILABLE. */
  ask(cmd: string, body: unknown, options?: { reqId?: string; timeoutMs?: number }): Promise<unknown>;
  ended: Promise<Ending>;
  close(): void;
}

const frameSchema = z.looseObject({
  cmd: z.string().optional(),
  headers: z.looseObject({ req_id: z.string().optional() }).optional(),
  body: z.unknown().optional(),
  errcode: z.number().optional(),
  errmsg: z.string().optional(),
});
type Frame = z.infer<typeof frameSchema>;

const TOLD = ["aibot_msg_callback", "aibot_event_callback"];
const kickSchema = z.looseObject({
  event: z.looseObject({ eventtype: z.literal("disconnected_event") }),
});
const MOST_BYTES = 8 * 1024 * 1024;
const MISSED_PINGS = 2;

const broken = (why: string, unsure: boolean) =>
  new AppError("PLATFORM_UNAVAILABLE", `智能机器人的长连接断开：${why}。`, { cause: { unsure } });

/** Opens and subscribes, unless `signal` ends before; rejects where either fails. Nothing is left once it has ended. */
export async function openSocket(parts: SocketParts, signal: AbortSignal): Promise<Socket> {
  const { log } = parts;
  const peer = new WebSocket(parts.url, {
    handshakeTimeout: parts.openMs,
    maxPayload: MOST_BYTES,
    perMessageDeflate: false,
  });
  const waiting = new Map<string, { done(body: unknown): void; failed(error: Error): void }>();
  const turns = new Map<string, Promise<unknown>>();
  let ending: Ending = { kind: "gone", why: "对方关闭了连接" };
  let pinging: NodeJS.Timeout | undefined;

  const hangUp = () => peer.terminate();
  signal.addEventListener("abort", hangUp);
  if (signal.aborted) hangUp();
  const ended = new Promise<Ending>((resolve) => {
    peer.on("close", () => {
      clearInterval(pinging);
      const why = ending.kind === "kicked" ? "同一机器人在别处建立了连接" : ending.why;
      for (const one of waiting.values()) one.failed(broken(why, true));
      waiting.clear();
      resolve(ending);
    });
  });
  peer.on("error", (error) => {
    if (ending.kind === "gone") ending = { kind: "gone", why: reasonOf(error) };
  });

  const settle = ({ headers, errcode = 0, errmsg = "", body }: Frame) => {
    // 40058 was seen to come without its number: where one command waits, it is that one's.
    const [only] = waiting.size === 1 ? waiting.keys() : [];
    const reqId = headers?.req_id ?? (errcode === 0 ? undefined : only);
    const one = reqId === undefined ? undefined : waiting.get(reqId);
    if (errcode !== 0) log.warn({ errcode, hint: hintOf(errmsg), known: Boolean(one) }, "wecom bot refused");
    if (!one) return;
    waiting.delete(reqId!);
    if (errcode === 0) one.done(body);
    else one.failed(errorFor(errcode, errmsg));
  };

  peer.on("message", (data) => {
    const at = systemClock.now().getTime();
    const read = readFrame(String(data));
    if (!read) return log.warn({}, "wecom bot was sent what is no frame");
    if (!TOLD.includes(read.cmd ?? "")) return settle(read);
    if (kickSchema.safeParse(read.body).success) {
      ending = { kind: "kicked" };
      peer.terminate();
      return;
    }
    parts.onTold({ reqId: read.headers?.req_id ?? "", body: read.body, at });
  });

  const once = (cmd: string, body: unknown, reqId: string, timeoutMs: number) =>
    new Promise<unknown>((resolve, reject) => {
      if (peer.readyState !== WebSocket.OPEN) return reject(broken("还没有接通", false));
      const late = setTimeout(() => {
        waiting.delete(reqId);
        reject(broken("超时没有回答", true));
      }, timeoutMs);
      const settled =
        <T>(pass: (value: T) => void) =>
        (value: T) => {
          clearTimeout(late);
          pass(value);
        };
      waiting.set(reqId, { done: settled(resolve), failed: settled(reject) });
      peer.send(JSON.stringify({ cmd, headers: { req_id: reqId }, ...(body === null ? {} : { body }) }));
    });

  // What answers one frame goes one after the other, each after the acknowledgement of the one before.
  const ask: Socket["ask"] = async (cmd, body, options = {}) => {
    const reqId = options.reqId ?? `${cmd}_${randomUUID()}`;
    const turn = (turns.get(reqId) ?? Promise.resolve())
      .catch(() => {})
      .then(() => once(cmd, body, reqId, options.timeoutMs ?? parts.ackMs));
    turns.set(reqId, turn);
    try {
      return await turn;
    } finally {
      if (turns.get(reqId) === turn) turns.delete(reqId);
    }
  };

  const opened = new Promise<void>((resolve) => peer.once("open", resolve));
  const failed = ended.then((end) => {
    throw broken(end.kind === "gone" ? end.why : "同一机器人在别处建立了连接", false);
  });
  failed.catch(() => {});
  try {
    await Promise.race([opened, failed]);
    await ask("aibot_subscribe", { bot_id: parts.id, secret: parts.secret });
  } catch (error) {
    peer.terminate();
    throw error;
  } finally {
    signal.removeEventListener("abort", hangUp);
  }

  let missed = 0;
  pinging = setInterval(() => {
    if (missed >= MISSED_PINGS) {
      ending = { kind: "gone", why: "心跳没有回答" };
      peer.terminate();
      return;
    }
    missed++;
    ask("ping", null, { timeoutMs: parts.pingMs }).then(
      () => {
        missed = 0;
        parts.onAwake();
      },
      () => {},
    );
  }, parts.pingMs);

  return { ask, ended, close: () => peer.terminate() };
}

function readFrame(text: string): Frame | null {
  try {
    return frameSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

// Only the kind of trouble: messages may hold the whole address.
function reasonOf(error: Error & { code?: string }): string {
  return error.code ?? /Unexpected server response: \d+/.exec(error.message)?.[0] ?? "网络故障";
}
