// What every service stands on: the database, the clock, the calendar and how to ring for work.
import type { Calendar } from "../domain/calendar.ts";
import type { Clock } from "../domain/clock.ts";
import type { Log } from "../log.ts";
import type { Ring } from "../queue/runner.ts";
import type { Cipher } from "../store/cipher.ts";
import type { Store } from "../store/open.ts";

/** Built once by createApp and passed down; nothing here is a global. */
export interface Runtime {
  readonly store: Store;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly cipher: Cipher;
  readonly log: Log;
  /** Base of every link, without a trailing slash. */
  readonly publicUrl: string;
  /** Set by the runner; before it starts, rings are lost and the sweep finds the rows. */
  ring: Ring;
}
