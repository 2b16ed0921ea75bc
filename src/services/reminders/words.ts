// How reminders name a matter, its deadline and what is still missing.
import { type Day, daysBetween, formatDay, type TimeOfDay, timeOf, weekdayName } from "../../domain/day.ts";
import type { Material } from "../../domain/obligation.ts";
import { phraseDue } from "../../domain/reminder.ts";

/** A matter with its period where it has one: 「营商环境工作台账(2023年7月)」「人员调整名单(第2次)」. */
export function matterName(what: string, period: string): string {
  if (period === "") return what;
  return `${what}(${/^\d+$/.test(period) ? `第${period}次` : period})`;
}

/** The deadline in words, naming the true day, and that day also once it is past; 「未定期限」 where there is none. */
export function phraseDeadline(
  deadline: { dueOn: Day | null; dueTime: TimeOfDay | null },
  today: Day,
  now: Date,
): string {
  const { dueOn, dueTime } = deadline;
  if (dueOn === null) return "未定期限";
  const words = phraseDue(dueOn, dueTime, today, timeOf(now));
  if (daysBetween(today, dueOn) >= 0) return words;
  const day = formatDay(dueOn, dueOn.slice(0, 4) !== today.slice(0, 4));
  return `${words}(应于${day}${weekdayName(dueOn)}报送)`;
}

/** 「已交1/2，缺书面材料」 of a report of several materials that is not complete; empty where none came yet. */
export function phraseMissing(
  materials: readonly Material[],
  inKeys: ReadonlySet<string>,
  sensitive: boolean,
): string {
  const missing = materials.filter(({ key }) => !inKeys.has(key));
  const done = materials.length - missing.length;
  if (done === 0 || missing.length === 0) return "";
  const names = missing.map(({ name }) => name).join("、");
  return `已交${done}/${materials.length}${sensitive ? "" : `，缺${names}`}`;
}

/** 「贵室」「贵大队」, or 「贵单位」 for other names. */
export function politely(unitName: string): string {
  const kind = /(?:办公室|街道|大队|支队|中队|中心|室|科|处|股|局|所|站|镇|乡)$/u.exec(unitName)?.[0];
  return `贵${kind ?? "单位"}`;
}

/** A text of at most `length` characters, 「…」 in the place of the rest. */
export function shorten(text: string, length: number): string {
  const characters = Array.from(text.replace(/\s+/gu, " ").trim());
  return characters.length <= length ? characters.join("") : `${characters.slice(0, length - 1).join("")}…`;
}
