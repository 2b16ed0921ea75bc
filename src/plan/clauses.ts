// Cuts a sentence into clauses, and reads of each who does what when.
import type { DateContext, DateMention } from "./date-mention.ts";
import { findDates } from "./dates.ts";
import { AHEAD, DOES, RELATIVE } from "./deed-words.ts";
import { handsOver } from "./handing.ts";
import { findSubject, type KnownNames } from "./parties.ts";
import type { RecurrenceMention } from "./recurrences.ts";
import { findRecurrences } from "./recurrences.ts";

/** A clause (offsets in the paragraph): `hands` hands something over, `acts` does something, `waits` is due soon after an event. */
export interface Clause {
  start: number;
  end: number;
  norm: string;
  subject: string[] | null;
  dates: DateMention[];
  recurrences: RecurrenceMention[];
  hands: boolean;
  acts: boolean;
  waits: boolean;
}

const AT_ONCE = /第一时间|当日|当天|即时|即刻|(?:应|要|须)?(?:当)?立即/;
const ITEM = /^(?:（?[一二三四五六七八九十\d]{1,3}[）、.．]|[①-⑳]|[一二三四五六七八九十]是)+/;

/** The clauses of the sentence `norm[from, to)`. */
export function clausesOf(
  norm: string,
  from: number,
  to: number,
  context: DateContext,
  known: KnownNames,
): Clause[] {
  const sentence = norm.slice(from, to);
  const recurrences = findRecurrences(sentence);
  const dates = findDates(sentence, context).filter(
    (date) =>
      date.role !== "aside" &&
      !recurrences.some(
        ({ index, length }) => date.index < index + length && index < date.index + date.length,
      ),
  );
  const inMention = (at: number) =>
    [...dates, ...recurrences].some(({ index, length }) => at > index && at < index + length - 1);
  const result: Clause[] = [];
  let depth = 0;
  let start = 0;
  // 「5日前将甲、8日前将乙报丙局」: two things, each with its own day.
  const partsThings = (at: number) =>
    /[将把]/.test(sentence.slice(start, at)) &&
    [...dates, ...recurrences].some(({ index }) => index > at && index <= at + 2) &&
    /^[^，。；]{4,30}?[将把]/.test(sentence.slice(at + 1, at + 40));
  for (let at = 0; at <= sentence.length; at += 1) {
    const unit = sentence[at] ?? "";
    if (at < sentence.length && "《（“〔".includes(unit)) depth += 1;
    else if (at < sentence.length && "》）”〕".includes(unit)) depth = Math.max(0, depth - 1);
    const begins = depth === 0 && at > start && /[①-⑳]/.test(unit);
    const stops =
      at === sentence.length ||
      (depth === 0 && unit === "，" && !inMention(at)) ||
      (depth === 0 && unit === "、" && !inMention(at) && partsThings(at));
    if (!begins && !stops) continue;
    const end = begins ? at : Math.min(at + 1, sentence.length);
    const within = <T extends { index: number }>(mention: T) => mention.index >= start && mention.index < end;
    const shift = <T extends { index: number }>(mention: T): T => ({
      ...mention,
      index: mention.index - start,
    });
    if (end > start)
      result.push(
        readClause(
          sentence.slice(start, end),
          from + start,
          dates.filter(within).map(shift),
          recurrences.filter(within).map(shift),
          known,
        ),
      );
    start = end;
  }
  return result;
}

function readClause(
  text: string,
  start: number,
  dates: DateMention[],
  recurrences: RecurrenceMention[],
  known: KnownNames,
): Clause {
  return {
    start,
    end: start + text.length,
    norm: text,
    subject: subjectOf(text, dates, recurrences, known),
    dates,
    recurrences,
    // 「尚未报送方案的，」 is a case, not a deed.
    hands:
      !/的，$/.test(text) &&
      handsOver(
        text.replace(/《[^》]*》/g, (name) => "书".repeat(name.length)),
        known,
      ),
    acts: DOES.test(text.replace(/《[^》]*》/g, "")),
    waits: recurrences.length === 0 && (RELATIVE.test(text) || AHEAD.test(text) || AT_ONCE.test(text)),
  };
}

// A subject may stand behind the date: 「10月12日前各部门…」, 「于每月25日前由各科室…」.
function subjectOf(
  text: string,
  dates: readonly DateMention[],
  recurrences: readonly RecurrenceMention[],
  known: KnownNames,
): string[] | null {
  const numbered = ITEM.exec(text)?.[0].length ?? 0;
  const direct = findSubject(text.slice(numbered), known);
  if (direct !== null) return direct.names;
  for (const mention of [...dates, ...recurrences]) {
    if (mention.index - numbered > 3) continue;
    const rest = text.slice(mention.index + mention.length).replace(/^[，、]|^由/, "");
    const found = findSubject(rest, known);
    if (found !== null) return found.names;
  }
  const pointed =
    /(?:由|请|督促|指导)((?:各|局|区|市|县|旗|省|镇|乡|责任|属地|主管|牵头|承办|相关|有关)[^，。；]{2,60})/.exec(
      text,
    );
  const found = pointed === null ? null : findSubject(pointed[1]!, known);
  return found?.names ?? null;
}
