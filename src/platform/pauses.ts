// Holds back after a platform said "too fast": the next calls on the same way are not even tried until the pause is over.
import { AppError } from "../errors.ts";

/** One pause for each way out, as an app, a group's robot, one call of an interface. In real time, of one process. */
export interface Pauses {
  /** Makes a call unless its way is paused; RATE_LIMITED begins a pause, and a longer one if it comes again. */
  pass<T>(way: string, call: () => Promise<T>): Promise<T>;
}

/** How one platform wants to be waited for. */
export interface Manner {
  /** What a call is told that comes during a pause, in Chinese. */
  sentence: string;
  /** How long to wait: what the platform asked for, and how long the pause before was where the way was just paused. */
  lengthMs(askedMs: number | undefined, beforeMs: number | undefined): number;
  /** True for an error that pauses every way. */
  isForAll?(error: AppError): boolean;
  /** Makes a pause longer by chance, so that processes do not come back all at once. */
  spread?(ms: number): number;
}

const EVERYWHERE = "*";

/** Opens with nothing paused. */
export function createPauses({ sentence, lengthMs, isForAll, spread = (ms) => ms }: Manner): Pauses {
  const pauses = new Map<string, { until: number; lengthMs: number }>();

  function refuseWhilePaused(way: string): void {
    const until = Math.max(pauses.get(way)?.until ?? 0, pauses.get(EVERYWHERE)?.until ?? 0);
    const leftMs = Math.ceil(until - performance.now());
    if (leftMs > 0) throw new AppError("RATE_LIMITED", sentence, { retryAfterMs: leftMs });
  }

  return {
    async pass(way, call) {
      refuseWhilePaused(way);
      const before = pauses.get(way);
      try {
        const result = await call();
        pauses.delete(way);
        return result;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "RATE_LIMITED") throw error;
        const base = lengthMs(error.retryAfterMs, before?.lengthMs);
        const waitMs = spread(base);
        const where = isForAll?.(error) ? EVERYWHERE : way;
        pauses.set(where, { until: performance.now() + waitMs, lengthMs: base });
        throw new AppError("RATE_LIMITED", error.message, { cause: error.cause, retryAfterMs: waitMs });
      }
    },
  };
}
