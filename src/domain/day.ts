// Calendar days and instants in Asia/Shanghai, whatever zone the server runs in.

/** A calendar day as `YYYY-MM-DD`. Days compare and sort as strings. */
export type Day = string;

/** A time of day as `HH:MM`, 24-hour. */
export type TimeOfDay = string;

// China has kept one zone without daylight saving since 1991-09, and no plan here is older.
const OFFSET = "+08:00";
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"] as const;

/** True for a `YYYY-MM-DD` that exists (2023-02-30 does not). */
export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The day `year-month-day` (month 1–12), or null where there is no such day. */
export function makeDay(year: number, month: number, day: number): Day | null {
  const text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  return isDay(text) ? text : null;
}

/** The day on which an instant falls in Shanghai. */
export function dayOf(instant: Date): Day {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}

/** The time of day `HH:MM` of an instant in Shanghai. */
export function timeOf(instant: Date): TimeOfDay {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(11, 16);
}

/** The instant of a day's time, 00:00 unless told. */
export function instantOf(day: Day, time: TimeOfDay = "00:00"): Date {
  return new Date(`${day}T${time}:00${OFFSET}`);
}

/** An instant as ISO 8601 with Shanghai's offset, to the second. */
export function isoOf(instant: Date): string {
  return new Date(instant.getTime() + OFFSET_MS).toISOString().slice(0, 19) + OFFSET;
}

/** 24:00 of a day, which is 00:00 of the next: the first instant that is late for 「X日前」. */
export function endOf(day: Day): Date {
  return instantOf(addDays(day, 1));
}

/** The day `count` calendar days later (earlier when negative). */
export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Calendar days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** 1 (Monday) to 7 (Sunday). */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** 「周六」. */
export function weekdayName(day: Day): string {
  return WEEKDAYS[weekdayOf(day) - 1]!;
}

/** The last day of a month (month 1–12). */
export function lastDayOf(year: number, month: number): Day {
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** 「7月27日」, with the year in front where `year` is another one than asked for. */
export function formatDay(day: Day, withYear = false): string {
  const [year, month, date] = day.split("-").map(Number);
  return `${withYear ? `${year}年` : ""}${month}月${date}日`;
}
