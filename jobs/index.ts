// Everything that happens unasked.
import { agendaJob } from "./agenda.ts";
import { deliverJob } from "./deliver.ts";
import { departuresJob } from "./departures.ts";
import { eraseJob } from "./erase.ts";
import { fetchJob } from "./fetch.ts";
import { inboxJob } from "./inbox.ts";
import { patchJob } from "./patch.ts";
import { sweepJob } from "./sweep.ts";
import { tickJob } from "./tick.ts";

/** All jobs; a name may stand here once. */
export const jobs = [
  inboxJob,
  fetchJob,
  patchJob,
  deliverJob,
  tickJob,
  sweepJob,
  eraseJob,
  departuresJob,
  agendaJob,
] as const;

/** Jobs at once, by queue. Deliveries and files wait on networks, events on the database. */
export const concurrency = { inbox: 4, fetch: 4, deliver: 8, tick: 1 };
