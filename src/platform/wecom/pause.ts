// Holds back after WeCom said "too fast": the next calls on the same way are not even tried until the block is over.
import { AppError } from "../../errors.ts";

/** One pause for each way out: the app, and each group robot. */
export interface Pauses {
  /** Sends unless the way is paused; RATE_LIMITED begins a pause, and a longer one if it comes again. */
  pass<T>(way: string, send: () => Promise<T>): Promise<T>;
}

// D:90312: blocks last a minute, an hour or a day, by the window that was breached; nobody says which it is.
const LONGEST_MS = 60 * 60_000;
const FIRST_MS = 60_000;

/** Pauses of one process, in real time. */
export function createPauses(): Pauses {
  const ways = new Map<string, { until: number; lengthMs: number }>();
  return {
    async pass(way, send) {
      const pause = ways.get(way);
      const leftMs = pause ? Math.ceil(pause.until - performance.now()) : 0;
      if (leftMs > 0)
        throw new AppError("RATE_LIMITED", "企业微信提示发送过快，正在等待。", { retryAfterMs: leftMs });
      try {
        const result = await send();
        ways.delete(way);
        return result;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "RATE_LIMITED") throw error;
        const asked = error.retryAfterMs ?? FIRST_MS;
        const lengthMs = pause ? Math.min(pause.lengthMs * 4, LONGEST_MS) : asked;
        ways.set(way, { until: performance.now() + lengthMs, lengthMs });
        throw new AppError("RATE_LIMITED", error.message, { cause: error.cause, retryAfterMs: lengthMs });
      }
    },
  };
}
