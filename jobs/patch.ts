// Shows on a pressed card that its button was handled.
import { z } from "zod";
import { defineJob } from "../src/queue/job.ts";
import { patchPressed } from "../src/services/pressed-cards.ts";
import type { JobContext } from "./context.ts";

const dataSchema = z.object({ id: z.string(), done: z.boolean() });

/** `{ id, done }`: the handled event, and whether its button has done what it says. */
export const patchJob = defineJob<JobContext>({
  name: "patch",
  queue: "fetch",
  run({ runtime, platforms, bot }, data) {
    const { id, done } = dataSchema.parse(data);
    return patchPressed(runtime, platforms, id, done ? bot.doneWords : () => null);
  },
});
