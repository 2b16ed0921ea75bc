// Keeps a bot connected while this process holds its lease: opens again after a break, and yields to whoever kicks it.
import { setTimeout as wait } from "node:timers/promises";
import { ZodError } from "zod";
import type { Accept, Arrival, Surroundings } from "../../../chat/platform.ts";
import { AppError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import { type Identify, whoseWords } from "./identity.ts";
import { readTold, toldSchema } from "./receiver.ts";
import { openSocket, type Socket, type SocketParts, type SocketTiming } from "./socket.ts";

/** How long things take, in milliseconds; tests are in more of a hurry. */
export interface Timing extends SocketTiming {
  firstWaitMs: number;
  mostWaitMs: number;
  /** After a kick nobody of ours subscribes for so long, or two would kick each other without end. */
  kickedMs: number;
  mostKickedMs: number;
  /** After a refusal that only an administrator can mend. */
  refusedMs: number;
  /** What was told and is not committed yet is tried again so often, for so long. */
  againMs: number;
  keepTryingMs: number;
}

/** As the protocol asks for it. */
export const TIMING: Timing = {
  openMs: 10_000,
  ackMs: 5_000,
  chunkMs: 20_000,
  pingMs: 30_000,
  firstWaitMs: 1_000,
  mostWaitMs: 30_000,
  kickedMs: 30_000,
  mostKickedMs: 600_000,
  refusedMs: 120_000,
  againMs: 500,
  keepTryingMs: 300_000,
};

/** What a connection is kept with. */
export interface ConnectionParts extends Pick<SocketParts, "url" | "id" | "secret"> {
  /** The name of the lease, of the lane and of the connection in health. */
  name: string;
  /** The platform's name, and the bot's in addresses. */
  platform: string;
  bot: string;
  log: Pick<Log, "info" | "warn" | "error">;
  timing: Timing;
  identify?: Identify | undefined;
}

/** A connection that comes and goes. */
export interface Connection {
  /** Runs until `lost`. */
  hold(lost: AbortSignal): Promise<void>;
  /** The live socket, while there is one. */
  live(): Socket | null;
}

// A connection that has stood so long is no longer the one that was kicked or failed before.
const STEADY_MS = 300_000;
const FINISH_MS = 1_500;

/** Keeps one bot connected. */
export function createConnection(
  parts: ConnectionParts,
  surroundings: Pick<Surroundings, "accept" | "note" | "serve">,
): Connection {
  const { name, log, timing } = parts;
  let live: Socket | null = null;

  const note = (standing: Parameters<Surroundings["note"]>[1]) =>
    surroundings
      .note(name, standing)
      .catch((error) => log.warn({ connection: name, error: String(error) }, "standing not written"));

  /** What the bot is told goes one after the other, so that one sender's words keep their order. */
  function keeper(lost: AbortSignal) {
    let kept: Promise<void> = Promise.resolve();
    return {
      take: (told: { reqId: string; body: unknown; at: number }) => {
        kept = kept.then(() => keep(told, lost));
      },
      done: () => kept,
    };
  }

  async function keep({ reqId, body, at }: { reqId: string; body: unknown; at: number }, lost: AbortSignal) {
    const told = toldSchema.safeParse(body);
    if (!told.success) return log.warn({ connection: name }, "wecom bot was told what cannot be read");
    const who = await whoseWords(told.data, parts.identify);
    const received = readTold(told.data, { frame: reqId, at }, who);
    if (received.kind === "ignored") return;
    const { eventKey, event } = received;
    await insist({ platform: parts.platform, bot: parts.bot, eventKey, event }, lost);
  }

  // Nobody says it twice: while the database is away, it is held here.
  async function insist(arrival: Arrival, lost: AbortSignal): Promise<void> {
    const accept: Accept = surroundings.accept;
    const since = performance.now();
    for (;;) {
      try {
        return await accept(arrival);
      } catch (error) {
        const { eventKey } = arrival;
        log.error({ connection: name, eventKey, error: String(error) }, "arrival not committed");
        // What cannot be read will never be; only the database comes back.
        if (error instanceof AppError || error instanceof ZodError) return;
        if (lost.aborted || performance.now() - since > timing.keepTryingMs) return;
        await wait(timing.againMs);
      }
    }
  }

  async function hold(lost: AbortSignal): Promise<void> {
    let [failures, kicks] = [0, 0];
    const closing = new Promise<null>((resolve) => {
      if (lost.aborted) resolve(null);
      lost.addEventListener("abort", () => resolve(null));
    });
    const arrivals = keeper(lost);
    while (!lost.aborted) {
      let waitMs: number;
      let why: string;
      try {
        const socket = await openSocket(
          { ...parts, ...timing, onTold: arrivals.take, onAwake: () => void note({ up: true }) },
          lost,
        );
        const since = performance.now();
        live = socket;
        log.info({ connection: name }, "wecom bot is connected");
        await note({ up: true });
        const lane = surroundings.serve(name);
        const ending = await Promise.race([socket.ended, closing]);
        // Whatever is being sent gets a moment to hear that it was.
        if (!ending) await Promise.race([lane.close(), wait(FINISH_MS, undefined, { ref: false })]);
        live = null;
        socket.close();
        if (ending) await lane.close();
        if (!ending) break;
        if (performance.now() - since > STEADY_MS) [failures, kicks] = [0, 0];
        if (ending.kind === "kicked") {
          kicks++;
          why = "同一机器人在别处建立了连接。同一个机器人只能接一处，请停掉另一处";
          waitMs = doubled(timing.kickedMs, kicks, timing.mostKickedMs);
        } else {
          why = ending.why;
          waitMs = doubled(timing.firstWaitMs, ++failures, timing.mostWaitMs);
        }
      } catch (error) {
        const { code, message, retryAfterMs } =
          error instanceof AppError ? error : new AppError("INTERNAL", String(error));
        why = message;
        waitMs =
          code === "PLATFORM_REJECTED"
            ? timing.refusedMs
            : Math.max(retryAfterMs ?? 0, doubled(timing.firstWaitMs, ++failures, timing.mostWaitMs));
      }
      if (lost.aborted) break;
      log.warn({ connection: name, why, waitMs }, "wecom bot is not connected");
      await note({ up: false, why });
      await wait(waitMs, undefined, { signal: lost }).catch(() => {});
    }
    await arrivals.done();
    await note({ up: false, why: "服务已停止" });
  }

  return { hold, live: () => live };
}

/** Doubled by each time, at most `most`, and up to a fifth more by chance so that two don't meet again. */
function doubled(first: number, times: number, most: number): number {
  return Math.round(Math.min(most, first * 2 ** Math.min(times - 1, 20)) * (1 + Math.random() / 5));
}
