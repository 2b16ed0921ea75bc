// Spans that a periodic report covers: weeks, months, quarters and years as calendar blocks, and their names (期).

import { addDays, type Day, lastDayOf, makeDay, weekdayOf } from "./day.ts";

/** A stretch of days, both ends included. */
export interface Span {
  start: Day;
  end: Day;
}

/**
 * A kind of stretch. An aligned one is the calendar's own (a quarter, a half-year), its months counted from January;
 * another reaches back `count` units from the one that a day lies in. Weeks run from Monday.
 */
export interface Block {
  unit: "day" | "week" | "month" | "year";
  count: number;
  aligned?: boolean;
}

const QUARTERS = ["第一季度", "第二季度", "第三季度", "第四季度"] as const;

function partsOf(day: Day): { year: number; month: number; date: number } {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return { year, month, date };
}

/** Months since year 0, so that blocks of months can be counted across years. */
function monthIndexOf(day: Day): number {
  const { year, month } = partsOf(day);
  return year * 12 + month - 1;
}

function monthsSpan(firstIndex: number, count: number): Span {
  const last = firstIndex + count - 1;
  return {
    start: makeDay(Math.floor(firstIndex / 12), (firstIndex % 12) + 1, 1)!,
    end: lastDayOf(Math.floor(last / 12), (last % 12) + 1),
  };
}

/** The stretch of this kind for a day. */
export function blockOf(day: Day, { unit, count, aligned = false }: Block): Span {
  if (unit === "day") return { start: addDays(day, 1 - count), end: day };
  if (unit === "week") {
    const monday = addDays(day, 1 - weekdayOf(day));
    return { start: addDays(monday, -7 * (count - 1)), end: addDays(monday, 6) };
  }
  const index = monthIndexOf(day);
  if (unit === "year") return monthsSpan(index - (index % 12) - 12 * (count - 1), 12 * count);
  return monthsSpan(aligned ? index - (index % count) : index - count + 1, count);
}

/** The stretch before: of an aligned kind the block before, else the one that ends before the day's own unit. */
export function blockBefore(day: Day, block: Block): Span {
  const own = blockOf(day, block.aligned ? block : { ...block, count: 1 });
  return blockOf(addDays(own.start, -1), block);
}

/** The year and number of the ISO week: 2023-01-01 lies in week 52 of 2022. */
export function weekOf(day: Day): { year: number; week: number } {
  const thursday = addDays(day, 4 - weekdayOf(day));
  const { year } = partsOf(thursday);
  const dayOfYear = (Date.parse(thursday) - Date.parse(`${year}-01-01`)) / 86_400_000;
  return { year, week: Math.floor(dayOfYear / 7) + 1 };
}

function monthName(day: Day, withYear: boolean): string {
  const { year, month } = partsOf(day);
  return `${withYear ? `${year}年` : ""}${month}月`;
}

function monthsLabel(first: number, count: number, { start, end }: Span): string {
  const year = partsOf(start).year;
  const within = first % 12;
  if (count === 1) return monthName(start, true);
  if (count === 3 && within % 3 === 0) return `${year}年${QUARTERS[within / 3]}`;
  if (count === 6 && within % 6 === 0) return `${year}年${within === 0 ? "上" : "下"}半年`;
  if (count === 12 && within === 0) return `${year}年`;
  if (count % 12 === 0 && within === 0) return `${year}年至${partsOf(end).year}年`;
  return `${monthName(start, true)}至${monthName(end, partsOf(end).year !== year)}`;
}

/**
 * The name of a span that is made of whole calendar blocks: 「2023年7月」「2023年第三季度」「2023年上半年」「2023年」
 * 「2023年第29周」「2023年7月14日」「2023年6月至7月」; other stretches are named by their two ends.
 */
export function spanLabel(span: Span): string {
  const { start, end } = span;
  const from = partsOf(start);
  const to = partsOf(end);
  if (start === end) return `${from.year}年${from.month}月${from.date}日`;
  if (from.date === 1 && end === lastDayOf(to.year, to.month)) {
    const first = monthIndexOf(start);
    return monthsLabel(first, monthIndexOf(end) - first + 1, span);
  }
  if (weekdayOf(start) === 1 && weekdayOf(end) === 7) {
    const first = weekOf(start);
    const last = weekOf(end);
    if (first.week === last.week && first.year === last.year) return `${first.year}年第${first.week}周`;
    return `${first.year}年第${first.week}周至${last.year === first.year ? "" : `${last.year}年`}第${last.week}周`;
  }
  const endYear = to.year === from.year ? "" : `${to.year}年`;
  return `${from.year}年${from.month}月${from.date}日至${endYear}${to.month}月${to.date}日`;
}
