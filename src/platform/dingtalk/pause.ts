// Holds back: so many calls a second on one path, and none at all while DingTalk has told us to wait.
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../errors.ts";
import { errcodeOf } from "./errcodes.ts";
import { CALLS_A_SECOND, CALLS_AT_ONCE } from "./limits.ts";

/** Pauses and paces of one process, in real time. */
export interface Pauses {
  /** Makes a call on its way unless that is paused; RATE_LIMITED begins a pause, and a longer one if it comes again. */
  pass<T>(way: string, call: () => Promise<T>): Promise<T>;
}

const EVERYWHERE = "*";
// Sessions come and go, each a way of its own.
const MOST_WAYS = 1000;
const BANNED = "1111";
const LONGEST_MS = 60_000;
const GAP_MS = 1000 / CALLS_A_SECOND;

/** `base` lengthened at random by up to a half, so that processes do not come back all at once. */
const jittered = (base: number) => Math.round(base * (1 + Math.random() / 2));

/** Opens with nothing held back. */
export function createPauses(): Pauses {
  const pauses = new Map<string, { until: number; lengthMs: number }>();
  const next = new Map<string, number>();

  function refuseWhilePaused(way: string): void {
    const until = Math.max(pauses.get(way)?.until ?? 0, pauses.get(EVERYWHERE)?.until ?? 0);
    const leftMs = Math.ceil(until - performance.now());
    if (leftMs > 0)
      throw new AppError("RATE_LIMITED", "钉钉提示发送过快，正在等待。", { retryAfterMs: leftMs });
  }

  async function keepPace(way: string): Promise<void> {
    const now = performance.now();
    // A short burst is let through; from then on one call after the other.
    const slot = Math.max(next.get(way) ?? 0, now - CALLS_AT_ONCE * GAP_MS);
    if (next.size >= MOST_WAYS) next.delete(next.keys().next().value!);
    next.set(way, slot + GAP_MS);
    const waitMs = slot + GAP_MS - now;
    if (waitMs > 0) await sleep(waitMs);
  }

  return {
    async pass(way, call) {
      refuseWhilePaused(way);
      await keepPace(way);
      try {
        const result = await call();
        pauses.delete(way);
        return result;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "RATE_LIMITED") throw error;
        const asked = error.retryAfterMs ?? 1000;
        const before = pauses.get(way)?.lengthMs;
        const base = before === undefined ? asked : Math.max(asked, Math.min(before * 2, LONGEST_MS));
        const where = errcodeOf(error) === BANNED ? EVERYWHERE : way;
        const lengthMs = jittered(base);
        pauses.set(where, { until: performance.now() + lengthMs, lengthMs: base });
        throw new AppError("RATE_LIMITED", error.message, { cause: error.cause, retryAfterMs: lengthMs });
      }
    },
  };
}
