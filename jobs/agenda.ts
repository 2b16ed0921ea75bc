// Keeps contacts' lists on the platforms in step with what they owe.
import { defineJob } from "../src/queue/job.ts";
import { syncAgendas } from "../src/services/agenda.ts";
import type { JobContext } from "./context.ts";

/** Every five minutes. */
export const agendaJob = defineJob<JobContext>({
  name: "agenda",
  queue: "fetch",
  schedule: { everyMs: 5 * 60_000 },
  run: ({ runtime, platforms }) => syncAgendas(runtime, platforms.values()),
});
