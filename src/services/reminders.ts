// What falls due: asked of the database at a given instant, never stored as delayed jobs.
import type { Runtime } from "./runtime.ts";

/** Does everything that is due at `clock.now()`; doing it again changes nothing. */
export async function runDue(_runtime: Runtime): Promise<void> {}

/** The next instant after `after` at which something falls due or may be sent; null if nothing is planned. */
export async function findNextDue(runtime: Runtime, after: Date): Promise<Date | null> {
  const held = await runtime.store.db.delivery.findFirst({
    where: { state: "pending", notBeforeAt: { gt: after } },
    orderBy: { notBeforeAt: "asc" },
    select: { notBeforeAt: true },
  });
  return held?.notBeforeAt ?? null;
}
