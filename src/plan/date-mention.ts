// A date as a sentence names it: its days or its open readings, and what it is there for.
import type { Day, TimeOfDay } from "../domain/day.ts";
import type { Precision } from "./draft.ts";

/** What a date is there for: a limit (X日前), a beginning, a span, a point, or something that is no deadline. */
export type DateRole = "before" | "from" | "span" | "on" | "aside";

/** A date in a text. `start` is null for a limit; both are null where the year or the reading is open. */
export interface DateMention {
  role: DateRole;
  start: Day | null;
  end: Day | null;
  precision: Precision;
  time: TimeOfDay | null;
  index: number;
  length: number;
  text: string;
  /** Every legal reading, where digits that lost their 年 or 月 allow several. */
  readings: Day[];
  /** Why the days are null, in Chinese, or null. */
  open: string | null;
  /** The year was written here, not taken from the context. */
  hasYear: boolean;
}

/** Where a date without a year takes it from. */
export interface DateContext {
  year: number | null;
  issuedOn?: Day | null;
}
