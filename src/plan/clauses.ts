// Cuts a sentence into segments, each with one doer and one deed.
import type { DateContext, DateMention } from "./dates.ts";
import { findDates } from "./dates.ts";
import { findSubject, handsOver } from "./parties.ts";
import type { RecurrenceMention } from "./recurrences.ts";
import { findRecurrences } from "./recurrences.ts";

/** A piece of a sentence (offsets in the paragraph) with what it names. */
export interface Segment {
  start: number;
  end: number;
  norm: string;
  subject: string[];
  dates: DateMention[];
  recurrences: RecurrenceMention[];
  hands: boolean;
}

interface Clause {
  start: number;
  end: number;
  norm: string;
  subject: string[] | null;
  dates: DateMention[];
  recurrences: RecurrenceMention[];
  hands: boolean;
}

function clausesOf(norm: string, from: number, to: number, context: DateContext): Clause[] {
  const result: Clause[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at <= to; at += 1) {
    const unit = norm[at] ?? "";
    if (at < to && "《（“〔".includes(unit)) depth += 1;
    else if (at < to && "》）”〕".includes(unit)) depth = Math.max(0, depth - 1);
    else if (at === to || (depth === 0 && unit === "，")) {
      const end = Math.min(at + 1, to);
      if (end > start) result.push(readClause(norm, start, end, context));
      start = end;
    }
  }
  return result;
}

function readClause(norm: string, start: number, end: number, context: DateContext): Clause {
  const text = norm.slice(start, end);
  const dates = findDates(text, context).filter(({ role }) => role !== "aside");
  const recurrences = findRecurrences(text);
  return {
    start,
    end,
    norm: text,
    subject: subjectOf(text, dates, recurrences),
    dates,
    recurrences,
    hands: handsOver(text.replace(/《[^》]*》/g, (name) => "书".repeat(name.length))),
  };
}

// A subject may stand behind the date: 「10月12日前各部门…」, 「于每月25日前由各科室…」.
function subjectOf(
  text: string,
  dates: readonly DateMention[],
  recurrences: readonly RecurrenceMention[],
): string[] | null {
  const numbered = /^(?:（?[一二三四五六七八九十\d]{1,3}[）、.．]|[①-⑳])+/.exec(text)?.[0].length ?? 0;
  const direct = findSubject(text.slice(numbered));
  if (direct !== null) return direct.names;
  for (const mention of [...dates, ...recurrences]) {
    if (mention.index - numbered > 3) continue;
    const rest = text.slice(mention.index + mention.length).replace(/^[，、]|^由/, "");
    const found = findSubject(rest);
    if (found !== null) return found.names;
  }
  const pointed = /(?:由|请|督促|指导)((?:各|局|区|市|县|旗|省)[^，。；]{2,60})/.exec(text);
  const found = pointed === null ? null : findSubject(pointed[1]!);
  return found?.names ?? null;
}

const onlySaysWhen = (clause: Clause) =>
  (clause.dates.length > 0 || clause.recurrences.length > 0) &&
  clause.norm.length <=
    [...clause.dates, ...clause.recurrences].reduce((sum, { length }) => sum + length, 0) + 5;
const marks = (clause: Clause) => clause.dates.length > 0 || clause.recurrences.length > 0;

// 「自5月至8月，每月23日前」: a span bounds what follows and is no limit of its own.
const limits = ({ dates, recurrences }: Clause) =>
  recurrences.length > 0 || dates.some(({ role }) => role === "before" || role === "on");

/** The segments of the sentence `norm[from, to)`; `carried` is the doer of the sentence before. */
export function segmentsOf(
  norm: string,
  from: number,
  to: number,
  carried: readonly string[],
  context: DateContext,
): Segment[] {
  const clauses = clausesOf(norm, from, to, context);
  const groups: Clause[][] = [];
  let current: Clause[] = [];
  let subject: string[] | null = null;
  for (const [order, clause] of clauses.entries()) {
    const rest = clauses.slice(order);
    const done = current.some(({ hands }) => hands);
    const dated = current.some(limits) && !onlySaysWhen(current.at(-1)!);
    const more = rest.some(({ hands }) => hands);
    const begins =
      (done &&
        ((clause.subject !== null && rest.some((one) => one.hands || marks(one))) ||
          (marks(clause) && rest.some((one) => one.hands || marks(one))))) ||
      (!done && dated && marks(clause) && more && current.length > 0) ||
      (!done && subject !== null && clause.subject !== null && clause.subject.join() !== subject.join());
    if (begins) {
      const lastOnlyWhen =
        !done && current.length > 0 && onlySaysWhen(current.at(-1)!) ? [current.pop()!] : [];
      if (current.length > 0) groups.push(current);
      current = lastOnlyWhen;
    }
    current.push(clause);
    subject = clause.subject ?? subject;
  }
  if (current.length > 0) groups.push(current);
  let doer = [...carried];
  return groups.map((group) => {
    const own = group.findLast((clause) => clause.subject !== null)?.subject;
    if (own) doer = own;
    const [start, end] = [group[0]!.start, group.at(-1)!.end];
    const shift = <T extends { index: number }>(mention: T, clause: Clause): T => ({
      ...mention,
      index: mention.index + clause.start - start,
    });
    return {
      start,
      end,
      norm: norm.slice(start, end),
      subject: doer,
      dates: group.flatMap((clause) => clause.dates.map((mention) => shift(mention, clause))),
      recurrences: group.flatMap((clause) => clause.recurrences.map((mention) => shift(mention, clause))),
      hands: group.some(({ hands }) => hands),
    };
  });
}
