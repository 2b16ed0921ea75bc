// Asks what is due now and does it: reminders, 报告领导, digests.
import { defineJob } from "../src/queue/job.ts";
import { ringForSendable } from "../src/services/deliveries.ts";
import { watchBudgets } from "../src/services/quota.ts";
import { runDue } from "../src/services/reminders.ts";
import { noteBeat } from "../src/services/settings.ts";
import type { JobContext } from "./context.ts";

/** One tick, also called by the sandbox's clock at every instant it stops at. */
export async function tick({ runtime }: JobContext): Promise<void> {
  await runDue(runtime);
  // What quiet hours held back rings when its time has come.
  await ringForSendable(runtime);
}

/** Every minute. */
export const tickJob = defineJob<JobContext>({
  name: "tick",
  queue: "tick",
  schedule: { everyMs: 60_000 },
  async run(context) {
    await tick(context);
    await watchBudgets(context.runtime, context.platforms);
    await noteBeat(context.runtime, "tick");
  },
});
