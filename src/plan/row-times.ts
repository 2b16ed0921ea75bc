// Reads the day or the repetition of a table's row; where its columns differ the earlier stands and both are asked.
import type { Day } from "../domain/day.ts";
import type { DateContext } from "./date-mention.ts";
import { findDates } from "./dates.ts";
import { normalise } from "./paragraphs.ts";
import { findRecurrences } from "./recurrences.ts";

interface RowTimes {
  due: Day | null;
  recurrence: string | null;
  confirm: string[];
}

const OTHERS = /^，?(?:自治区|省|国家|中央|市)(?:本级|级|级层面|有关)/;

/** The times in a row's columns; `columns[0]` is the column of days, in which a bare day is a limit. */
export function timeRow(columns: readonly string[], context: DateContext): RowTimes {
  const confirm = new Set<string>();
  const days: Day[] = [];
  const rules: string[] = [];
  const always = /长期|持续|常态|全年|贯穿|按时序/.test(columns[0] ?? "") && !/\d/.test(columns[0]!);
  for (const [order, column] of columns.entries()) {
    const norm = normalise(column.replace(/\s/g, ""));
    const recurrences = findRecurrences(norm);
    for (const mention of findDates(norm, context)) {
      if (recurrences.some(({ index, length }) => mention.index >= index && mention.index < index + length))
        continue;
      const isLimit = mention.role === "before" || (order === 0 && mention.role !== "aside");
      if (!isLimit) continue;
      if (OTHERS.test(norm.slice(mention.index + mention.length))) {
        confirm.add(`原文「${mention.text}」说的是上级的期限,没有写本级期限,请确定`);
        continue;
      }
      if (always) continue;
      if (mention.open !== null) confirm.add(mention.open);
      if (mention.end !== null) days.push(mention.end);
    }
    for (const mention of recurrences) {
      const before = norm.slice(Math.max(0, mention.index - 2), mention.index);
      const after = norm.slice(mention.index + mention.length, mention.index + mention.length + 24);
      const fixed = mention.rule !== null && /BYMONTHDAY|BYDAY/.test(mention.rule);
      const happens = /^(?:内|应当|分别)?(?:至少|开展|组织|举办|公布|通报|制定|报|召开|进行)/.test(after);
      if (/人$/.test(before) || /学时/.test(after.slice(0, 16))) continue;
      if (always && fixed) continue;
      if (order > 0 && !fixed && mention.rule !== null && !happens && mention.open === null) continue;
      if (mention.open !== null) confirm.add(mention.open);
      else if (!fixed) confirm.add(`原文只写「${mention.text}」,没有写明几号,请确定`);
      if (mention.rule !== null) rules.push(mention.rule);
    }
  }
  const [allDays, allRules] = [[...new Set(days)].sort(), [...new Set(rules)].sort(byDay)];
  if (allDays.length > 1) confirm.add(`原文有几个期限:${allDays.join("、")},先按最早的计,请确认`);
  if (allRules.length > 1) confirm.add(`原文有几种周期:${allRules.join("、")},先按第一种计,请确认`);
  const due = allDays[0] ?? null;
  const issuedOn = context.issuedOn ?? null;
  if (due !== null && issuedOn !== null && due < issuedOn)
    confirm.add(`期限${due}早于印发日${issuedOn},按印发时已过处理,请确认`);
  return { due, recurrence: allRules[0] ?? null, confirm: [...confirm] };
}

// Fixed days first, the earlier first; a month's end is its last.
function byDay(a: string, b: string): number {
  const rank = (rule: string) => {
    const date = /BYMONTHDAY=(-?\d+)/.exec(rule)?.[1];
    return date === undefined ? 99 : Number(date) < 0 ? 31 : Number(date);
  };
  return rank(a) - rank(b);
}
