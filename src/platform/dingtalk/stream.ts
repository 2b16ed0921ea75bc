// Keeps one long connection to DingTalk open: opens it, watches it, replaces it before it goes, and ends it whole.
import { setTimeout as sleep } from "node:timers/promises";
import type { Standing } from "../../chat/platform.ts";
import { AppError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { type Ack, type Frame, writeAck } from "./stream-frame.ts";
import { type GatewaySettings, openTicket } from "./stream-gateway.ts";
import { openSocket, type StreamSocket } from "./stream-socket.ts";

/** How long things take, in milliseconds; tests are in more of a hurry. */
export interface Timing {
  /** The first wait after a failure; each further one is twice as long. */
  firstWaitMs: number;
  mostWaitMs: number;
  /** A connection that has lived so long begins counting failures anew. */
  steadyMs: number;
  pingMs: number;
  /** For the ticket, and again for the connection. */
  openMs: number;
  /** What is being answered when the stream is closed gets so long. */
  finishMs: number;
}

/** What a stream is made of. */
export interface StreamParts extends GatewaySettings {
  log: Pick<Log, "info" | "warn" | "error">;
  /** What to answer a frame with, once all that it means is kept; null to stay silent, so that it comes again. */
  answer(frame: Frame): Promise<Ack | null>;
  /** True for a frame that must be answered within seconds: it overtakes those that wait. */
  hurries?(frame: Frame): boolean;
  timing?: Partial<Timing>;
}

/** A stream that runs. */
export interface Stream {
  /** `refused`: DingTalk does not know the credentials, and nothing more is tried. */
  state(): "opening" | "live" | "waiting" | "refused" | "closed";
  /** The same as health and the doctor say it. */
  standing(): Standing;
  /** Settles when the state changes, or `until` ends. */
  changes(until: AbortSignal): Promise<void>;
  /** Stops at once: no connection, no timer and no attempt is left when it settles. */
  close(): Promise<void>;
}

const USUAL: Timing = {
  firstWaitMs: 1000,
  mostWaitMs: 60_000,
  steadyMs: 30_000,
  pingMs: 25_000,
  openMs: 10_000,
  finishMs: 5000,
};

/** Milliseconds before the next attempt: doubled by each failure, at most `mostWaitMs`, less up to half by chance. */
export function backoff(failures: number, { firstWaitMs, mostWaitMs }: Timing): number {
  if (failures <= 0) return 0;
  const whole = Math.min(mostWaitMs, firstWaitMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(whole * (1 - Math.random() / 2));
}

/** Starts at once and in the background. There is never more than one attempt at a time. */
export function startStream(parts: StreamParts): Stream {
  const { log } = parts;
  const timing = { ...USUAL, ...parts.timing };
  const stopping = new AbortController();
  const { signal } = stopping;
  const open = new Set<StreamSocket>();
  let state: ReturnType<Stream["state"]> = "opening";
  let why = "正在连接";
  const watchers = new Set<() => void>();
  // One frame after the other, so that one sender's messages are kept in the order in which they came.
  let answered: Promise<void> = Promise.resolve();
  const hurried = new Set<Promise<void>>();

  const become = (next: typeof state, reason = "") => {
    if (state === "closed") return;
    state = next;
    why = reason;
    for (const watcher of watchers) watcher();
  };

  const onFrame = (frame: Frame, socket: StreamSocket) => {
    if (signal.aborted) return;
    if (!parts.hurries?.(frame)) {
      answered = answered.then(() => reply(frame, socket));
      return;
    }
    const replied = reply(frame, socket).finally(() => hurried.delete(replied));
    hurried.add(replied);
  };
  const allAnswered = () => Promise.all([answered, ...hurried]);

  async function reply(frame: Frame, socket: StreamSocket): Promise<void> {
    const { topic, messageId } = frame;
    try {
      const ack = await parts.answer(frame);
      if (ack && !socket.send(writeAck(frame, ack)))
        log.warn({ topic, messageId }, "dingtalk stream was gone before its ack");
    } catch (error) {
      log.error({ topic, messageId, error: (error as Error).message }, "dingtalk frame not answered");
    }
  }

  async function openOne(): Promise<StreamSocket> {
    const url = await openTicket(parts, timing.openMs, signal);
    const socket = await openSocket(
      url,
      {
        ...timing,
        onFrame,
        onPing: (frame, from) => from.send(writeAck(frame, { code: 200, data: frame.data })),
        onNonsense: () => log.warn("dingtalk sent what is no frame"),
      },
      signal,
    );
    open.add(socket);
    return socket;
  }

  /** An old connection still sends the acks of what it brought. */
  async function retire(socket: StreamSocket): Promise<void> {
    await allAnswered();
    await socket.close();
    open.delete(socket);
  }

  const stopped = new Promise<"stopped">((resolve) => {
    signal.addEventListener("abort", () => resolve("stopped"));
  });

  async function keepUp(): Promise<void> {
    let failures = 0;
    let waitMs = 0;
    let old: StreamSocket | null = null;
    while (!signal.aborted) {
      try {
        await sleep(waitMs, undefined, { signal });
        const socket = await openOne();
        if (old) void retire(old);
        old = null;
        become("live");
        log.info("dingtalk stream is live");
        const since = performance.now();
        const ending = await Promise.race([socket.ending, stopped]);
        if (ending === "stopped") return;
        if (performance.now() - since >= timing.steadyMs) failures = 0;
        failures++;
        // As long as the old one is there the new one is opened beside it, the first time at once.
        waitMs = backoff(ending === "gone" ? failures : failures - 1, timing);
        log.info({ ending, waitMs }, "dingtalk stream is replaced");
        if (ending === "gone") {
          open.delete(socket);
          become("waiting", "连接断开，正在重连");
        } else old = socket;
      } catch (error) {
        if (signal.aborted) return;
        const { code, message } = error instanceof AppError ? error : new AppError("INTERNAL", String(error));
        if (code === "PLATFORM_REJECTED") {
          become("refused", message);
          log.error({ error: message }, "dingtalk stream refused, nothing more is tried");
          if (old) void retire(old);
          return;
        }
        failures++;
        waitMs = backoff(old ? failures - 1 : failures, timing);
        become("waiting", message);
        log.warn({ error: message, failures, waitMs }, "dingtalk stream did not open");
      }
    }
  }

  const running = keepUp();
  return {
    state: () => state,
    standing: () => (state === "live" ? { up: true } : { up: false, why }),
    changes: (until) =>
      new Promise((resolve) => {
        const settle = () => {
          watchers.delete(settle);
          until.removeEventListener("abort", settle);
          resolve();
        };
        if (until.aborted) return resolve();
        until.addEventListener("abort", settle);
        watchers.add(settle);
      }),
    async close() {
      stopping.abort();
      become("closed", "已关闭");
      await running;
      const finished = new AbortController();
      const limit = sleep(timing.finishMs, undefined, { signal: finished.signal }).catch(() => {});
      await Promise.race([allAnswered(), limit]);
      finished.abort();
      await Promise.all([...open].map((socket) => socket.close()));
      open.clear();
    },
  };
}
