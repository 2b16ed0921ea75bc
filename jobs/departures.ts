// Asks the platforms' directories who has left, and who is there that the roster could be bound to.
import { defineJob } from "../src/queue/job.ts";
import { followDepartures } from "../src/services/departures.ts";
import { followDirectory } from "../src/services/directory.ts";
import type { JobContext } from "./context.ts";

/** Every six hours. */
export const departuresJob = defineJob<JobContext>({
  name: "departures",
  queue: "fetch",
  schedule: { everyMs: 6 * 3_600_000 },
  async run({ runtime, platforms }) {
    await followDepartures(runtime, platforms.values());
    await followDirectory(runtime, platforms.values());
  },
});
