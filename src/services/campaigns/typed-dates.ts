// Days, hours and rounds as people type them on the page and in the chat.
import { type Day, isDay, type TimeOfDay } from "../../domain/day.ts";
import { checkRecurrence } from "../../domain/recurrence.ts";
import { toHalfWidth } from "../../domain/text.ts";
import { findDates } from "../../plan/dates.ts";
import { normalise } from "../../plan/paragraphs.ts";
import { findRecurrences } from "../../plan/recurrences.ts";
import { recurrenceWords } from "./due-words.ts";

/** A day, with its hour where one is written, and the words that said it, as typed. */
export interface TypedDay {
  day: Day;
  time: TimeOfDay | null;
  words: string;
}

/** Finds a day in words: 「2023-07-20」「7月20日前」「7月20日17时前」; a day without a year is in that of `today`. */
export function findTypedDay(text: string, today: Day): TypedDay | null {
  const norm = normalise(toHalfWidth(text));
  const found = findDates(norm, { year: Number(today.slice(0, 4)) }).find(({ end }) => end !== null);
  if (!found) return null;
  // Both are as long as what was typed.
  const words = text.slice(found.index, found.index + found.length);
  return { day: found.end!, time: found.time, words };
}

/** A day typed into a field; null where it is none. */
export function readTypedDay(text: string, today: Day): Day | null {
  return isDay(text) ? text : (findTypedDay(text, today)?.day ?? null);
}

/** `9:30` or `17:00` as `HH:MM`; null where it is no time of day. */
export function readTypedTime(text: string): TimeOfDay | null {
  const match = /^(\d{1,2})[::点时](\d{2})?分?$/.exec(toHalfWidth(text).trim());
  const [hour, minute] = [Number(match?.[1]), Number(match?.[2] ?? 0)];
  if (!match || hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

const EXAMPLES = "例如：每月25日、每月最后一个工作日、每季度末月25日、每周五、每年12月10日";

/** A rule typed in words or as RFC 5545; `25` alone completes 「每月」. The problem is a Chinese sentence. */
export function readTypedRecurrence(
  text: string,
  current: string | null,
): { rule: string } | { problem: string } {
  const plain = toHalfWidth(text).replace(/\s/g, "");
  const typed = normalise(plain);
  const raw = /FREQ=/i.test(plain) ? plain.toUpperCase().replace(/^RRULE:/, "") : null;
  const spelled = /^\d{1,2}$/.test(typed) ? `${typed}日` : typed;
  const completed = findRecurrences(`${recurrenceWords(current)}${spelled}`)[0]?.rule ?? null;
  const rule =
    raw ??
    findRecurrences(typed)[0]?.rule ??
    (completed !== null && checkRecurrence(completed) === null ? completed : null);
  if (rule === null) return { problem: `没有看懂“${text}”这个周期，请改写，${EXAMPLES}` };
  const wrong = checkRecurrence(rule);
  return wrong ? { problem: `${wrong}。${EXAMPLES}` } : { rule };
}
