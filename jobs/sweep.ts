// Finds rows that nobody rang for: after a lost queue, a crash or a pause.
import { defineJob } from "../src/queue/job.ts";
import { releaseClaims, ringForSendable } from "../src/services/deliveries.ts";
import { registerNamedGroups } from "../src/services/groups.ts";
import { findWaitingSenders, ringFor } from "../src/services/inbox.ts";
import { noteBeat } from "../src/services/settings.ts";
import type { JobContext } from "./context.ts";

/** Rings again for unhandled events and unsent deliveries. `first`: this process is the only one and just started. */
export async function sweep({ runtime, platforms }: JobContext, first = false): Promise<void> {
  await releaseClaims(runtime, platforms, first);
  for (const { senderKey, id } of await findWaitingSenders(runtime)) await ringFor(runtime, senderKey, id);
  await ringForSendable(runtime);
  await registerNamedGroups(runtime, platforms.values());
}

/** Every minute. */
export const sweepJob = defineJob<JobContext>({
  name: "sweep",
  queue: "tick",
  schedule: { everyMs: 60_000 },
  async run(context) {
    await sweep(context);
    await context.runtime.store.maintain();
    await noteBeat(context.runtime, "sweep");
  },
});
