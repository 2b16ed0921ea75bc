// Finds limits that share their month or day (「6月、9月、12月的20日前」) and those that name no month (「月底前」).
import type { Day } from "../domain/day.ts";
import { lastDayOf, makeDay } from "../domain/day.ts";
import type { DateContext, DateMention } from "./date-mention.ts";
import { NUMERAL, numberOf } from "./numerals.ts";

/** What makes a day a limit. */
export const LIMIT = "[之以]?前";
const MONTHS = new RegExp(
  `(?<!每年?的?|[\\d一二三四五六七八九十])(?:(\\d{4})年)?((?:${NUMERAL}月[、和及]){1,11}${NUMERAL}月)(?:份?的?)(?:(${NUMERAL})[日号]|月?([底末]))(?:${LIMIT})`,
  "g",
);
const DAYS = new RegExp(
  `(?<!每年?的?|[\\d一二三四五六七八九十])(?:(\\d{4})年)?(${NUMERAL})月((?:${NUMERAL}[日号]?[、和及]){1,8}${NUMERAL})[日号](?:${LIMIT})`,
  "g",
);
const MONTH_END = new RegExp(
  `(?:本月|这个月|(?<![\\d一二三四五六七八九十每个次下上逐按当本半季])月)的?(?:底|末)(?:${LIMIT})`,
  "g",
);

/** The limits that share a month or a day, and the text with their words blanked. */
export function findListed(
  hidden: string,
  norm: string,
  context: DateContext,
): { mentions: DateMention[]; rest: string } {
  const mentions: DateMention[] = [];
  let rest = hidden;
  const take = (match: RegExpMatchArray, points: readonly [number, number | null][]) => {
    const [index, length] = [match.index!, match[0].length];
    const year = match[1] === undefined ? yearBefore(hidden, index, context) : Number(match[1]);
    const text = norm.slice(index, index + length);
    for (const [month, date] of points) {
      const end = year === null ? null : date === null ? lastDayOf(year, month) : makeDay(year, month, date);
      if (year !== null && end === null) continue;
      const said = `${month}月${date === null ? "底" : `${date}日`}`;
      mentions.push({
        ...limit(end, index, text),
        precision: date === null ? "month" : "day",
        open: year === null ? `原文只写「${said}前」,没有年份,请补充成文日期或年份` : null,
        hasYear: match[1] !== undefined,
      });
    }
    rest = rest.slice(0, index) + "　".repeat(length) + rest.slice(index + length);
  };
  const numbers = (list: string) =>
    [...list.matchAll(new RegExp(NUMERAL, "g"))].map(([digits]) => numberOf(digits) ?? 0);
  for (const match of hidden.matchAll(MONTHS)) {
    const date = match[3] === undefined ? null : numberOf(match[3]);
    take(
      match,
      numbers(match[2]!).map((month) => [month, date]),
    );
  }
  for (const match of rest.matchAll(DAYS)) {
    const month = numberOf(match[2]!) ?? 0;
    const [first, ...more] = [...numbers(match[3]!)];
    take(
      match,
      [first!, ...more].map((date) => [month, date]),
    );
  }
  return { mentions, rest };
}

/** 「月底前」: the month of the date in front of it, else the one in which the document was issued. */
export function findMonthEnds(
  hidden: string,
  norm: string,
  dates: readonly DateMention[],
  context: DateContext,
): DateMention[] {
  if (/每个?月|按月|逐月/.test(hidden)) return [];
  return [...hidden.matchAll(MONTH_END)].map((match) => {
    const text = norm.slice(match.index, match.index + match[0].length);
    const near = dates.findLast(
      ({ index, end, role }) => index < match.index && end !== null && role !== "aside",
    );
    const day = near?.end ?? context.issuedOn ?? null;
    if (day === null)
      return { ...limit(null, match.index, text), open: `原文只写「${text}」,没有写明几月,请补充` };
    const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
    const from = near === undefined ? "成文日期所在的" : "";
    return {
      ...limit(lastDayOf(year, month), match.index, text),
      open: `原文只写「${text}」,按${from}${month}月计,请确认`,
    };
  });
}

/** A limit on a day, as a mention. */
export function limit(end: Day | null, index: number, text: string): DateMention {
  return {
    role: "before",
    start: null,
    end,
    precision: "month",
    time: null,
    index,
    length: text.length,
    text,
    readings: [],
    open: null,
    hasYear: false,
  };
}

// The year that was last written in front of a place, else that of the context.
function yearBefore(hidden: string, index: number, context: DateContext): number | null {
  const written = [...hidden.slice(0, index).matchAll(/(\d{4})年(?=\d{1,2}月)/g)].at(-1);
  return written === undefined ? context.year : Number(written[1]);
}
