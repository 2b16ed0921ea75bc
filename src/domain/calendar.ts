// Workdays in China: weekends, the State Council's holidays and make-up Saturdays, and the bureau's own changes.

// The data alone: the functions of the package read a day in the zone of the server (west of Greenwich each is
// taken for the one before) and answer for years they lack.
import holidayData from "chinese-days/dist/chinese-days.json" with { type: "json" };
import { addDays, type Day, weekdayOf } from "./day.ts";

/** Days the bureau itself declares, winning over the State Council's data. */
export type DayOverrides = Readonly<Record<Day, "work" | "rest">>;

/** Which days are worked, and arithmetic over them. */
export interface Calendar {
  isWorkday(day: Day): boolean;
  /** Whether holidays of the year are known; without them only weekends rest, and the coordinator is to be told. */
  known(year: number): boolean;
  /** The `count`-th workday after `day`, before it when negative; `day` itself, worked or not, when 0. */
  addWorkdays(day: Day, count: number): Day;
  /** Workdays after `from` up to and including `to`; negative when `to` is earlier. */
  workdaysBetween(from: Day, to: Day): number;
  /** The nearest workday not after `day`. */
  onOrBefore(day: Day): Day;
  /** The nearest workday not before `day`. */
  onOrAfter(day: Day): Day;
}

const holidays: Readonly<Record<Day, string>> = holidayData.holidays;
const holidayOn = (day: Day): string | undefined => holidays[day]?.split(",")[1];

/** The day on which the next holiday of that name (春节, 国庆节 …) begins, not before `from`; null where the data ends before it. */
export function nextHoliday(name: string, from: Day): Day | null {
  const begins = Object.keys(holidays).filter(
    (day) => day >= from && holidayOn(day) === name && holidayOn(addDays(day, -1)) !== name,
  );
  return begins.sort()[0] ?? null;
}

const restDays = new Set(Object.keys(holidayData.holidays));
const makeUpDays = new Set(Object.keys(holidayData.workdays));
const yearsWithData = new Set([...restDays].map((day) => Number(day.slice(0, 4))));

/**
 * The calendar with the bureau's own days. A year that the data lacks counts as known once its 1 October is
 * declared a rest day: nobody enters a year's holidays without 国庆, and one local holiday is not a year.
 */
export function createCalendar(overrides: DayOverrides = {}): Calendar {
  const isWorkday = (day: Day): boolean => {
    const declared = overrides[day];
    if (declared !== undefined) return declared === "work";
    if (makeUpDays.has(day)) return true;
    return !restDays.has(day) && weekdayOf(day) <= 5;
  };
  const nearest = (day: Day, direction: 1 | -1): Day => {
    let at = day;
    while (!isWorkday(at)) at = addDays(at, direction);
    return at;
  };

  return {
    isWorkday,
    known: (year) => yearsWithData.has(year) || overrides[`${year}-10-01`] === "rest",
    addWorkdays(day, count) {
      const direction = count < 0 ? -1 : 1;
      let at = day;
      for (let left = Math.abs(count); left > 0; left--) at = nearest(addDays(at, direction), direction);
      return at;
    },
    workdaysBetween(from, to) {
      const [first, last] = from <= to ? [from, to] : [to, from];
      let count = 0;
      for (let at = addDays(first, 1); at <= last; at = addDays(at, 1)) if (isWorkday(at)) count++;
      return from <= to ? count : -count;
    },
    onOrBefore: (day) => nearest(day, -1),
    onOrAfter: (day) => nearest(day, 1),
  };
}
