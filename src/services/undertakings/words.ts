// How a row of a 任务分解表 reads in cards and on pages.
import { formatDay } from "../../domain/day.ts";
import { recurrenceWords, shorten } from "../campaigns/due-words.ts";
import { type Directory, unitNames } from "../campaigns/units.ts";
import { type Undertaking, unclaimedBy } from "./rows.ts";

/** 「2024年6月30日前」「每年」「长期」. */
export function undertakingDue({ dueOn, recurrence }: Pick<Undertaking, "dueOn" | "recurrence">): string {
  if (dueOn) return `${formatDay(dueOn, true)}前`;
  return recurrenceWords(recurrence) || "长期";
}

/** 「第3项 完成全员轮训…；2024年6月30日前；本单位牵头」. */
export function undertakingLine(row: Undertaking, unitId: string | null = null): string {
  const part = unitId === null ? "" : row.leadIds.includes(unitId) ? "；本单位牵头" : "";
  return `第${row.number}项 ${shorten(row.what.replace(/\s+/g, ""), 42)}；${undertakingDue(row)}${part}`;
}

/** 「认领：2个单位；还没有认领：甲局、乙局」. */
export function claimWords(row: Undertaking, directory: Directory): string {
  const waiting = unitNames(unclaimedBy(row), directory);
  const claimed = row.claims.map(({ unit }) => unit.name);
  return [
    claimed.length > 0 ? `已认领：${shorten(claimed.join("、"), 40)}` : "还没有单位认领",
    ...(claimed.length > 0 && waiting.length > 0 ? [`未认领：${shorten(waiting.join("、"), 40)}`] : []),
    ...(row.unmatched.length > 0 ? [`没有对应单位：${row.unmatched.join("、")}`] : []),
  ].join("；");
}

/** Numbers typed as 「3、5-8」 or 「第3项」, or all; null where none is said. */
export function readNumbers(words: string): number[] | "all" | null {
  if (/全部|所有|都认领/.test(words)) return "all";
  const numbers = [...words.matchAll(/(\d{1,3})(?:\s*[-~至到—－]\s*(\d{1,3}))?/g)].flatMap(([, from, to]) => {
    const first = Number(from);
    const end = Math.min(to === undefined ? first : Number(to), first + 200);
    return Array.from({ length: Math.max(0, end - first + 1) }, (_, index) => first + index);
  });
  return numbers.length > 0 ? [...new Set(numbers)] : null;
}
