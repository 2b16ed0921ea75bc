// Leases: of several processes on one database, which one does what only one may do at a time.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import type { Runtime } from "./runtime.ts";

/** How long a lease holds without being renewed, how often it is renewed, how often others ask for it; in ms. */
export interface LeaseTimes {
  holdMs: number;
  renewMs: number;
  askMs: number;
}

// A holder that was killed is followed after at most holdMs + askMs, which is well under half a minute.
const TIMES: LeaseTimes = { holdMs: 15_000, renewMs: 4_000, askMs: 3_000 };

const holders = new WeakMap<Runtime, string>();

/** The name under which a process holds its leases. */
export function holderOf(runtime: Runtime): string {
  const known = holders.get(runtime) ?? `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  holders.set(runtime, known);
  return known;
}

/** Takes a lease that nobody holds, or that ran out, by the database's own time; true where it is ours now. */
export async function takeLease(runtime: Runtime, name: string, holdMs: number): Promise<boolean> {
  const count = await runtime.store.db.$executeRaw`
    INSERT INTO "Lease" ("name", "holder", "until")
    VALUES (${name}, ${holderOf(runtime)}, now() + ${`${holdMs} milliseconds`}::interval)
    ON CONFLICT ("name") DO UPDATE SET "holder" = excluded."holder", "until" = excluded."until"
    WHERE "Lease"."until" < now() OR "Lease"."holder" = excluded."holder"`;
  return count === 1;
}

/** Prolongs a lease; false where somebody else has it by now. */
export async function renewLease(runtime: Runtime, name: string, holdMs: number): Promise<boolean> {
  const count = await runtime.store.db.$executeRaw`
    UPDATE "Lease" SET "until" = now() + ${`${holdMs} milliseconds`}::interval
    WHERE "name" = ${name} AND "holder" = ${holderOf(runtime)}`;
  return count === 1;
}

/** Gives a lease back, where it is still ours. */
export async function releaseLease(runtime: Runtime, name: string): Promise<void> {
  await runtime.store.db.lease.deleteMany({ where: { name, holder: holderOf(runtime) } });
}

/**
 * Runs `hold` whenever this process gets the lease, until closed. Its signal ends before anybody else can have the
 * lease: at the latest when a renewal has not been confirmed in time by our own clock.
 */
export function runLeased(
  runtime: Runtime,
  name: string,
  hold: (lost: AbortSignal) => Promise<void>,
  times: LeaseTimes = TIMES,
): { close(): Promise<void> } {
  const closing = new AbortController();
  const sleep = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal }).catch(() => {});

  const keep = async (takenAt: number, lost: AbortController): Promise<void> => {
    // Counted from before the question, so that our end comes first whatever the answer's way took.
    let confirmedAt = takenAt;
    while (!lost.signal.aborted) {
      const leftMs = confirmedAt + times.holdMs - times.renewMs / 2 - performance.now();
      if (leftMs <= 0) return lost.abort();
      await sleep(Math.min(times.renewMs, leftMs), lost.signal);
      if (lost.signal.aborted) return;
      const askedAt = performance.now();
      const renewed = await Promise.race([
        renewLease(runtime, name, times.holdMs).catch(() => null),
        wait(Math.max(1, confirmedAt + times.holdMs - askedAt), null, { ref: false }),
      ]);
      if (renewed === false) return lost.abort();
      if (renewed) confirmedAt = askedAt;
    }
  };

  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const askedAt = performance.now();
      const ours = await takeLease(runtime, name, times.holdMs).catch((error) => {
        runtime.log.warn({ lease: name, error: String(error) }, "could not ask for the lease");
        return false;
      });
      if (ours && !closing.signal.aborted) {
        const lost = new AbortController();
        const stop = () => lost.abort();
        closing.signal.addEventListener("abort", stop);
        runtime.log.info({ lease: name }, "lease taken");
        const kept = keep(askedAt, lost);
        await hold(lost.signal).catch((error) =>
          runtime.log.error(
            { lease: name, error: String(error), stack: (error as Error)?.stack },
            "hold failed",
          ),
        );
        if (lost.signal.aborted && !closing.signal.aborted) runtime.log.warn({ lease: name }, "lease lost");
        lost.abort();
        closing.signal.removeEventListener("abort", stop);
        await kept;
      }
      if (ours)
        await releaseLease(runtime, name).catch((error) =>
          runtime.log.warn({ lease: name, error: String(error) }, "lease not given back; it runs out"),
        );
      await sleep(times.askMs * (0.75 + Math.random() / 2), closing.signal);
    }
  };
  const ran = run();
  return {
    async close() {
      closing.abort();
      await ran;
    },
  };
}
