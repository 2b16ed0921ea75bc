// Asks the platforms' directories who has left.
import { defineJob } from "../src/queue/job.ts";
import { followDepartures } from "../src/services/departures.ts";
import type { JobContext } from "./context.ts";

/** Every six hours. */
export const departuresJob = defineJob<JobContext>({
  name: "departures",
  queue: "fetch",
  schedule: { everyMs: 6 * 3_600_000 },
  run: ({ runtime, platforms }) => followDepartures(runtime, platforms.values()),
});
