// Erases what messages said once the bureau's days of keeping are over.
import { defineJob } from "../src/queue/job.ts";
import { erasePayloads } from "../src/services/erasure.ts";
import type { JobContext } from "./context.ts";

/** Once a day, and at the first start. */
export const eraseJob = defineJob<JobContext>({
  name: "erase",
  queue: "tick",
  schedule: { everyMs: 86_400_000 },
  run: ({ runtime }) => erasePayloads(runtime),
});
