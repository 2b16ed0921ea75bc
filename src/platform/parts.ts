// What every platform is opened with.
import type { Clock } from "../domain/clock.ts";
import type { Log } from "../log.ts";
import type { Named } from "./named.ts";

/** The parts that a deployment gives to each of its platforms. */
export interface PlatformParts {
  /** Which of several it is. */
  named?: Named;
  clock: Clock;
  log: Log;
  /** A stored file in clear, or null. */
  readFile(sha256: string): Promise<{ bytes: Uint8Array } | null>;
}
