// Holds back: so many calls a second on one path, and none at all while DingTalk has told us to wait.
import { setTimeout as sleep } from "node:timers/promises";
import { createPauses as open, type Pauses } from "../pauses.ts";
import { errcodeOf } from "./errcodes.ts";
import { CALLS_A_SECOND, CALLS_AT_ONCE } from "./limits.ts";

// Sessions come and go, each a way of its own.
const MOST_WAYS = 1000;
const BANNED = "1111";
const [FIRST_MS, LONGEST_MS] = [1000, 60_000];
const GAP_MS = 1000 / CALLS_A_SECOND;

/** Pauses and paces of one process; a ban of its address pauses everything. */
export function createPauses(): Pauses {
  const pauses = open({
    sentence: "钉钉提示发送过快，正在等待。",
    lengthMs: (asked = FIRST_MS, before = 0) => Math.max(asked, Math.min(before * 2, LONGEST_MS)),
    isForAll: (error) => errcodeOf(error) === BANNED,
    spread: (ms) => Math.round(ms * (1 + Math.random() / 2)),
  });
  const next = new Map<string, number>();

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
    pass: (way, call) =>
      pauses.pass(way, async () => {
        await keepPace(way);
        return call();
      }),
  };
}
