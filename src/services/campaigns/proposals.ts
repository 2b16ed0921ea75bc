// Days that follow from the plan's words by counting: proposed with their ground, and valid only once somebody confirms.
import type { Calendar } from "../../domain/calendar.ts";
import { addDays, type Day, formatDay, weekdayName } from "../../domain/day.ts";
import { toHalfWidth } from "../../domain/text.ts";
import type { PlanItem } from "./item.ts";

/** 「人员变动后10个工作日内」: so many days or workdays after an event; `fromIssue` where the event is the plan's issue. */
export interface Interval {
  words: string;
  count: number;
  workdays: boolean;
  fromIssue: boolean;
}

const DIGITS = "零一二三四五六七八九";

/** 5, 十, 十五, 二十 as a number. */
function countOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens, ones] = text.includes("十") ? text.split("十") : ["0", text];
  const digit = (char: string | undefined, empty: number) => (char ? DIGITS.indexOf(char.at(-1)!) : empty);
  return (text.includes("十") ? digit(tens, 1) * 10 : 0) + digit(ones, 0);
}

const INTERVAL =
  /(?<event>[^,。;:]{2,24}?)(?:之日起|当日起|日起|之后|以后|后|起)的?(?<count>\d{1,3}|[一二三四五六七八九十]{1,3})个?(?<unit>工作日|日|天)(?:之内|以内|内|前)/;
const ISSUE =
  /(?:印发|下发|发文)$|(?:方案|通知|意见|办法)(?:发布|公布|施行|实施)$|收到(?:本|该|此)?(?:方案|通知|文件|文)$/;

/** Finds the interval that a text counts by, or null. */
export function findInterval(text: string): Interval | null {
  const match = INTERVAL.exec(toHalfWidth(text).replace(/\s/g, ""));
  const { event = "", count = "", unit = "" } = match?.groups ?? {};
  if (!match || countOf(count) < 1) return null;
  return {
    words: match[0],
    count: countOf(count),
    workdays: unit === "工作日",
    fromIssue: ISSUE.test(event),
  };
}

/** The last day of an interval that begins on a day; that day itself is not counted. */
export function endOfInterval({ count, workdays }: Interval, from: Day, calendar: Calendar): Day {
  return workdays ? calendar.addWorkdays(from, count) : addDays(from, count);
}

/** A proposed due day and why. */
export interface Proposal {
  dueOn: Day;
  ground: string;
}

const FEEDS = /须供(\d{4}-\d{2}-\d{2})前汇总上报/;
/** Workdays that a lead unit is proposed to keep for summing up before it reports upward. */
const SUMMING_UP_WORKDAYS = 3;

/** The due day that an undated item's words lead to; null where they lead to none. `issuedOn` null: not known. */
export function proposeDue(
  item: Pick<PlanItem, "timing" | "trigger" | "quote" | "confirm">,
  issuedOn: Day | null,
  calendar: Calendar,
): Proposal | null {
  if (item.timing !== "undated") return null;
  const interval = findInterval(item.trigger ?? "") ?? findInterval(item.quote);
  if (interval?.fromIssue && issuedOn !== null) {
    const unit = interval.workdays ? "个工作日" : "日";
    return {
      dueOn: endOfInterval(interval, issuedOn, calendar),
      ground: `${formatDay(issuedOn)}印发之日起${interval.count}${unit}内`,
    };
  }
  const upward = item.confirm.map((sentence) => FEEDS.exec(sentence)?.[1]).find(Boolean);
  if (!upward) return null;
  return {
    dueOn: calendar.addWorkdays(upward, -SUMMING_UP_WORKDAYS),
    ground: `本局${formatDay(upward)}前上报，留${SUMMING_UP_WORKDAYS}个工作日汇总`,
  };
}

/** 「建议7月19日(周三)：7月12日印发之日起5个工作日内」. */
export function proposalWords({ dueOn, ground }: Proposal): string {
  return `建议${formatDay(dueOn)}(${weekdayName(dueOn)})：${ground}`;
}

/** One level of 逐级上报 with the workdays that it hands in before the plan's own date. */
export interface ChainLevel {
  level: string;
  workdays: number;
}

const LEVEL_WORKDAYS = 2;

/** Whether a matter passes from level to level (逐级上报). */
export function isChain(item: Pick<PlanItem, "to" | "quote" | "confirm">): boolean {
  return [item.to ?? "", item.quote, ...item.confirm].some((text) => text.includes("逐级"));
}

/** What each level is proposed to keep, worked back from the one above. */
export const CHAIN_LEVELS: readonly ChainLevel[] = [
  { level: "市级", workdays: LEVEL_WORKDAYS },
  { level: "县(区)级", workdays: 2 * LEVEL_WORKDAYS },
];
