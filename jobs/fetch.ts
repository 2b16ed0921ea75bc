// Fetches what people sent as files from the platform that keeps them, then lets their event be handled.
import { z } from "zod";
import { defineJob } from "../src/queue/job.ts";
import { ringFor } from "../src/services/inbox.ts";
import { fetchFiles } from "../src/services/media.ts";
import type { JobContext } from "./context.ts";

const dataSchema = z.object({ eventId: z.string(), senderKey: z.string() });

/** `{ eventId, senderKey }` of an event whose files are still with its platform. */
export const fetchJob = defineJob<JobContext>({
  name: "fetch",
  queue: "fetch",
  async run({ runtime, platforms }, data) {
    const { eventId, senderKey } = dataSchema.parse(data);
    if (await fetchFiles(runtime, platforms, eventId))
      await ringFor(runtime, senderKey, `${eventId}-fetched`);
  },
});
