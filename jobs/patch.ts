// Shows on a pressed card that its button was handled.
import { z } from "zod";
import { defineJob } from "../src/queue/job.ts";
import { patchPressed } from "../src/services/pressed-cards.ts";
import type { JobContext } from "./context.ts";

const dataSchema = z.object({ id: z.string() });

/** `{ id }` of a handled event. */
export const patchJob = defineJob<JobContext>({
  name: "patch",
  queue: "fetch",
  run({ runtime, platforms, bot }, data) {
    return patchPressed(runtime, platforms, dataSchema.parse(data).id, bot.doneWords);
  },
});
