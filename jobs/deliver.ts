// Sends one delivery: the only place from which anything leaves the house.
import { z } from "zod";
import { defineJob } from "../src/queue/job.ts";
import { deliver } from "../src/services/deliveries.ts";
import type { JobContext } from "./context.ts";

const dataSchema = z.object({ id: z.string() });

/** `{ id }` of a Delivery. */
export const deliverJob = defineJob<JobContext>({
  name: "deliver",
  queue: "deliver",
  run: ({ runtime, platforms, renderers }, data, lane) =>
    deliver(runtime, platforms, renderers, dataSchema.parse(data).id, lane),
});
