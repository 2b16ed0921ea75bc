// When an item is due and what it asks for, in the words of cards and pages.
import type { Calendar } from "../../domain/calendar.ts";
import { type Day, formatDay, weekdayName } from "../../domain/day.ts";
import type { Material } from "../../domain/obligation.ts";
import { checkRecurrence, describeRecurrence } from "../../domain/recurrence.ts";
import type { PlanItem } from "./item.ts";

const ROUNDS: Readonly<Record<string, string>> = {
  YEARLY: "每年",
  MONTHLY: "每月",
  WEEKLY: "每周",
  DAILY: "每日",
};

/** A rule in words, also one that still lacks its day: 「每月25日前」「每月」. */
export function recurrenceWords(recurrence: string | null): string {
  if (recurrence && checkRecurrence(recurrence) === null) return describeRecurrence(recurrence);
  const frequency = /FREQ=(\w+)/.exec(recurrence ?? "")?.[1] ?? "";
  if (/BYMONTH=3,6,9,12|BYMONTH=1,4,7,10/.test(recurrence ?? "")) return "每季度";
  return ROUNDS[frequency] ?? "";
}

/** What of an item moves its days: rest days, and an internal deadline. */
type Moves = Pick<PlanItem, "shift" | "internalDays" | "noticed">;

/** The day that holds for one of the plan's: the next workday where it is shifted, earlier where this level's own notice says so. */
export function holdingDay(item: Moves, planned: Day, calendar: Calendar): Day {
  const day = item.shift ? calendar.onOrAfter(planned) : planned;
  return item.noticed && item.internalDays ? calendar.addWorkdays(day, -item.internalDays) : day;
}

/** The internal deadline (内部期限) before a due day, by which only reminders go; null where there is none. */
export function internalDay(item: Moves, dueOn: Day, calendar: Calendar): Day | null {
  return item.internalDays && !item.noticed ? calendar.addWorkdays(dueOn, -item.internalDays) : null;
}

/** The due day that holds for a dated item. */
export function effectiveDueOn(item: Moves & Pick<PlanItem, "dueOn">, calendar: Calendar): Day | null {
  return item.dueOn === null ? null : holdingDay(item, item.dueOn, calendar);
}

/** 「7月27日(周四)前」「每月25日前」「触发:人员变动后」「期限待定」; the year is named where it is not `year`. */
export function dueWords(item: PlanItem, calendar: Calendar, year: string): string {
  if (item.timing === "recurring") {
    const words = recurrenceWords(item.recurrence);
    return item.recurrence && checkRecurrence(item.recurrence) === null
      ? words
      : `${words || "周期"}，哪一天待定`;
  }
  if (item.timing === "triggered") return `触发：${item.trigger ?? "条件待定"}`;
  const dueOn = effectiveDueOn(item, calendar);
  if (dueOn === null) return "期限待定";
  return `${formatDay(dueOn, !dueOn.startsWith(year))}(${weekdayName(dueOn)})${item.dueTime ?? ""}前`;
}

/** 「(2份材料)」, or nothing for a single one. */
export function materialCount(materials: readonly Material[]): string {
  return materials.length > 1 ? `(${materials.length}份材料)` : "";
}

const FULL: Readonly<Record<string, string>> = { ",": "，", ";": "；", ":": "：", "?": "？", "!": "！" };

/** A sentence of the extractor with the marks of a Chinese sentence; times and figures keep theirs. */
export function inChinese(sentence: string): string {
  return sentence.replace(/(?<=[\p{Script=Han}」』）)〕\d])[,;:?!](?!\d)/gu, (mark) => FULL[mark]!);
}

/** A text cut to `length` characters with an ellipsis. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : text;
}

/** At most `most` of the lines, and 「还有 N 条」 for the rest. */
export function cutLines(lines: readonly string[], most: number, where = ""): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most), `还有 ${lines.length - most} 条${where}`];
}
