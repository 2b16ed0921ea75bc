// What this process has used of the month's allowances, handed over with each message so that the database can add it up.
import type { Metered } from "./transport.ts";

/** A running count, emptied whenever it is handed over. */
export interface Meter {
  add(kind: Metered): void;
  /** Everything counted since the last time, whatever it was for; undefined for nothing. */
  take(): Record<string, number> | undefined;
}

/** Starts at nothing. What a killed process had not handed over is lost: a few calls of thousands. */
export function createMeter(): Meter {
  let counts = new Map<string, number>();
  return {
    add(kind) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    },
    take() {
      if (counts.size === 0) return undefined;
      const taken = Object.fromEntries(counts);
      counts = new Map();
      return taken;
    },
  };
}
