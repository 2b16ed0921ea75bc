// Recurring obligations: a rule and a window become periods (期), each with the span it covers and its due day.

import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import { type Calendar, createCalendar } from "./calendar.ts";
import { addDays, type Day, daysBetween, type TimeOfDay, weekdayName } from "./day.ts";
import { type Block, blockBefore, blockOf, type Span, spanLabel } from "./period.ts";
import { isWorkdayRule, parseRecurrence, type Rule, type RuleWeekday } from "./recurrence-rule.ts";

/** One period of a recurring obligation. `label` names the span and is unique within the rule. */
export interface Period {
  label: string;
  spanStart: Day;
  spanEnd: Day;
  dueOn: Day;
  dueTime: TimeOfDay | null;
}

/** Whether a report covers the span its due day lies in, or the one before (a monthly report due on the 5th). */
export type SpanChoice = "current" | "previous";

/** The most periods given at once; a caller that gets as many asks again from the day after the last. */
export const MAX_PERIODS = 400;

const CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
const DAYS_PER: Readonly<Record<Rule["frequency"], number>> = {
  DAILY: 1,
  WEEKLY: 7,
  MONTHLY: 366,
  YEARLY: 366,
};

/** A Chinese sentence about what is wrong with a rule and how to mend it, or null where it can be used. */
export function checkRecurrence(rrule: string): string | null {
  return parseRecurrence(rrule).issue ?? null;
}

function isEveryWorkday(rule: Rule): boolean {
  return isWorkdayRule(rule) && rule.positions.length === 0;
}

/** The calendar block that one round of the rule covers: BYMONTH=3,6,9,12 is a quarter, one month a year. */
function blockFor(rule: Rule): Block {
  const { frequency, interval, months } = rule;
  if (frequency === "DAILY" || isEveryWorkday(rule)) return { unit: "day", count: interval };
  if (frequency === "WEEKLY") return { unit: "week", count: interval };
  if (months.length === 1) return { unit: "year", count: interval };
  const step = 12 / months.length;
  const even = months.length > 1 && months.every((month, index) => month === months[0]! + index * step);
  return even ? { unit: "month", count: step, aligned: true } : { unit: "month", count: interval };
}

function codeOf({ weekday, ordinal }: RuleWeekday): string {
  return `${ordinal ?? ""}${CODES[weekday - 1]}`;
}

/**
 * RFC 5545 leaves out the 30th of February and with it the month; a plan that says 「每月30日前」 means the month's
 * last day then. So each day past the 28th is asked for on its own, as the last of 28 … day.
 */
function rulesOf(rule: Rule): string[] {
  const { frequency, interval, months, monthDays, weekdays, positions } = rule;
  const start = `FREQ=${frequency};INTERVAL=${interval}`;
  const byMonth = months.length > 0 ? `;BYMONTH=${months.join(",")}` : "";
  const byPosition = positions.length > 0 ? `;BYSETPOS=${positions.join(",")}` : "";
  if (weekdays.length > 0) return [`${start}${byMonth};BYDAY=${weekdays.map(codeOf).join(",")}${byPosition}`];
  if (monthDays.length === 0) return [start + byMonth];
  // Positions count within a year for YEARLY, so there each month is asked for on its own too.
  const monthParts = frequency === "YEARLY" ? months.map((month) => `;BYMONTH=${month}`) : [byMonth];
  return monthDays.flatMap((day) => {
    const upTo = [28, 29, 30, 31].filter((one) => one <= day).join(",");
    const byDay = day > 28 ? `;BYMONTHDAY=${upTo};BYSETPOS=-1` : `;BYMONTHDAY=${day}`;
    return monthParts.map((part) => start + part + byDay);
  });
}

const atMidnight = (day: Day) => Temporal.ZonedDateTime.from(`${day}T00:00[UTC]`);

/** The rule's days from `first` to `to`, where rounds of an interval are counted from `first`. */
function daysOf(rule: Rule, first: Day, to: Day, calendar: Calendar): Day[] {
  if (isWorkdayRule(rule)) return workdaysOf(rule, first, to, calendar);
  const days = rulesOf(rule).flatMap((rruleString) =>
    new RRuleTemporal({ rruleString, dtstart: atMidnight(first), maxIterations: 1_000_000 })
      .between(atMidnight(first), atMidnight(to), true)
      .map((date) => date.toPlainDate().toString()),
  );
  return [...new Set(days)].sort();
}

/** Monday to Friday is read as 工作日: holidays fall out and make-up Saturdays come in. */
function workdaysOf(rule: Rule, first: Day, to: Day, calendar: Calendar): Day[] {
  const { frequency, months, positions } = rule;
  const groups = new Map<Day, Day[]>();
  const round: Block = { unit: frequency === "WEEKLY" ? "week" : "month", count: 1 };
  for (let day = blockOf(first, round).start; day <= blockOf(to, round).end; day = addDays(day, 1)) {
    if (!calendar.isWorkday(day) || (months.length > 0 && !months.includes(Number(day.slice(5, 7)))))
      continue;
    const key = blockOf(day, round).start;
    groups.set(key, [...(groups.get(key) ?? []), day]);
  }
  const picked = [...groups.values()].flatMap((days) =>
    positions.length === 0
      ? days
      : positions.flatMap((position) => days.at(position > 0 ? position - 1 : position) ?? []),
  );
  return [...new Set(picked)].filter((day) => day >= first && day <= to).sort();
}

interface Slot extends Span {
  label: string;
}

/** Several due days in one block share it out; each part is named by the rule's own day, as in 「7月15日期」. */
function slotsOf(block: Span, days: readonly Day[]): Slot[] {
  if (days.length < 2) return [{ ...block, label: spanLabel(block) }];
  return days.map((day, index) => ({
    start: index === 0 ? block.start : addDays(days[index - 1]!, 1),
    end: index === days.length - 1 ? block.end : day,
    label: `${spanLabel({ start: day, end: day })}期`,
  }));
}

/**
 * The periods whose due day (by the rule, before any 顺延) lies in the window, oldest first, at most `MAX_PERIODS`.
 * Labels depend on the rule and the calendar alone, not on the window. `anchor` is the day from which an interval
 * (every 2 weeks) is counted, by default the window's first: give it when the window moves. Throws a RangeError for
 * a rule that `checkRecurrence` refuses.
 */
export function expandRecurrence(
  rrule: string,
  window: { from: Day; to: Day },
  options: { span?: SpanChoice; calendar?: Calendar; anchor?: Day } = {},
): Period[] {
  const { rule, issue } = parseRecurrence(rrule);
  if (!rule) throw new RangeError(issue);
  const { span = "current", calendar = createCalendar(), anchor = window.from } = options;
  const { from } = window;
  const block = blockFor(rule);
  const reach = Math.min(
    daysBetween(from, window.to),
    MAX_PERIODS * DAYS_PER[rule.frequency] * rule.interval,
  );
  if (reach < 0) return [];
  const to = addDays(from, reach);

  const single: Block = block.aligned ? block : { ...block, count: 1 };
  const keyOf = (day: Day) => blockOf(day, single).start;
  // Whole blocks, and one before the first, so that what a part is called does not hang on the window's edges.
  const first = rule.interval > 1 ? keyOf(anchor) : blockBefore(from, block).start;
  const days = daysOf(rule, first, blockOf(to, single).end, calendar);
  const groups = new Map<Day, Day[]>();
  for (const day of days) groups.set(keyOf(day), [...(groups.get(keyOf(day)) ?? []), day]);

  const slotOf = (day: Day): Slot => {
    const siblings = groups.get(keyOf(day)) ?? [day];
    const index = siblings.indexOf(day);
    const own = slotsOf(blockOf(day, block), siblings);
    if (span === "current") return own[index]!;
    if (isEveryWorkday(rule)) {
      const since = { start: calendar.addWorkdays(day, -1), end: addDays(day, -1) };
      return { ...since, label: spanLabel(since) };
    }
    if (index > 0) return own[index - 1]!;
    const before = blockBefore(day, block);
    const elder = rule.interval > 1 ? undefined : groups.get(keyOf(before.end));
    return slotsOf(before, elder ?? []).at(-1)!;
  };
  return days
    .filter((day) => day >= from && day <= to)
    .slice(0, MAX_PERIODS)
    .map((dueOn) => {
      const { label, start, end } = slotOf(dueOn);
      return { label, spanStart: start, spanEnd: end, dueOn, dueTime: rule.time };
    });
}

function listOf<T>(values: readonly T[], say: (value: T) => string): string {
  return values.map(say).join("、");
}

function nth(position: number, what: string): string {
  if (position === -1) return `最后一个${what}`;
  return position < 0 ? `倒数第${-position}个${what}` : `第${position}个${what}`;
}

/** 「周五」 for 5: 2024-01-01 was a Monday. */
const nameOf = (weekday: number) => weekdayName(addDays("2024-01-01", weekday - 1));

/** 「25日」「15日、30日」「最后一日」「最后一个工作日」「第1个周五」 */
function describeDay(rule: Rule): string {
  const { monthDays, weekdays, positions } = rule;
  if (isWorkdayRule(rule)) return listOf(positions, (position) => nth(position, "工作日"));
  if (positions.length > 0) {
    const names = weekdays.map(({ weekday }) => nameOf(weekday)).join("或");
    return listOf(positions, (position) => nth(position, names));
  }
  if (weekdays.length > 0) return listOf(weekdays, ({ weekday, ordinal }) => nth(ordinal!, nameOf(weekday)));
  return listOf(monthDays, (day) => (day === -1 ? "最后一日" : day < 0 ? `倒数第${-day}日` : `${day}日`));
}

function describeRound(rule: Rule): string {
  const { frequency, interval, months, weekdays } = rule;
  const inMonths = months.length > 0 ? `每年${listOf(months, (month) => `${month}月`)}` : "";
  const named = listOf(weekdays, ({ weekday }) => nameOf(weekday));
  if (isEveryWorkday(rule)) return `${inMonths}每个工作日`;
  if (frequency === "DAILY" && weekdays.length === 0)
    return inMonths + (interval > 1 ? `每${interval}日` : "每日");
  if (frequency === "DAILY") return `${inMonths}每${named}`;
  if (frequency === "WEEKLY") {
    if (rule.positions.length > 0) return `${inMonths}每周${describeDay(rule)}`;
    return inMonths + (interval > 1 ? `每${interval}周的${named}` : `每${named}`);
  }
  const day = describeDay(rule);
  if (frequency === "YEARLY" && interval > 1) return `每${interval}年${months[0]}月${day}`;
  if (months.length === 0 || months.length === 12)
    return interval > 1 ? `每${interval}个月的${day}` : `每月${day}`;
  const { unit, count } = blockFor(rule);
  if (unit === "month" && count === 3) return `每季度${["首月", "第二个月", "末月"][months[0]! - 1]}${day}`;
  return inMonths + (months.length > 1 ? "的" : "") + day;
}

/** A rule in words: 「每月25日前」「每季度末月25日前」「每周五16:30前」; 「周期待确认」 where it can't be used. */
export function describeRecurrence(rrule: string): string {
  const { rule } = parseRecurrence(rrule);
  if (!rule) return "周期待确认";
  const wholeDay = rule.time === null && blockFor(rule).unit === "day";
  return describeRound(rule) + (wholeDay ? "" : `${rule.time ?? ""}前`);
}

/**
 * Which span a report due that early most likely covers, as a proposal for the coordinator: the one before for the
 * first ten days of a month, the first month of a quarter or half-year, January and February, Monday and Tuesday.
 */
export function suggestSpan(rrule: string): SpanChoice {
  const { rule } = parseRecurrence(rrule);
  if (!rule) return "current";
  const { unit, count } = blockFor(rule);
  const [month = 1] = rule.months;
  const early =
    (unit === "week" && rule.weekdays.every(({ weekday }) => weekday <= 2)) ||
    (unit === "month" &&
      count === 1 &&
      rule.monthDays.length > 0 &&
      rule.monthDays.every((day) => day > 0 && day <= 10)) ||
    (unit === "month" && count > 2 && month === 1) ||
    (unit === "year" && month <= 2);
  return early ? "previous" : "current";
}
