// Everything that happens unasked.
import { deliverJob } from "./deliver.ts";
import { eraseJob } from "./erase.ts";
import { inboxJob } from "./inbox.ts";
import { sweepJob } from "./sweep.ts";
import { tickJob } from "./tick.ts";

/** All jobs; a name may stand here once. */
export const jobs = [inboxJob, deliverJob, tickJob, sweepJob, eraseJob] as const;

/** Jobs at once, by queue. Deliveries wait on networks, events on the database. */
export const concurrency = { inbox: 4, deliver: 8, tick: 1 };
