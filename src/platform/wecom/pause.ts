// How long to hold back after WeCom said "too fast".
import { createPauses as open, type Pauses } from "../pauses.ts";

// D:90312: blocks last a minute, an hour or a day, by the window that was breached; nobody says which it is.
const LONGEST_MS = 60 * 60_000;
const FIRST_MS = 60_000;

/** One pause for each way out: the app, and each group robot. */
export const createPauses = (): Pauses =>
  open({
    sentence: "企业微信提示发送过快，正在等待。",
    lengthMs: (asked = FIRST_MS, before) => (before === undefined ? asked : Math.min(before * 4, LONGEST_MS)),
  });
