// Finds days that are written in part: with points, with lost signs, in spans that share a month, or counted from the day of issue.
import type { Day } from "../domain/day.ts";
import { addDays, formatDay, makeDay, weekdayOf } from "../domain/day.ts";
import { LIMIT, limit } from "./date-lists.ts";
import type { DateContext, DateMention } from "./date-mention.ts";
import { JOIN, splitDigits } from "./date-points.ts";
import { NUMERAL, numberOf, yearOf } from "./numerals.ts";

/** Mentions, and the text with their words blanked. */
interface Found {
  mentions: DateMention[];
  rest: string;
}

// A leap year, so that 2.29 stays legal.
const LEAP = 2024;
const noYear = (words: string) => `原文只写「${words}」,没有年份,请补充成文日期或年份`;
const blank = (text: string, index: number, length: number) =>
  text.slice(0, index) + "　".repeat(length) + text.slice(index + length);

// 「7.10-8.11」, 「2023.7.10-8.11」; figures with a unit behind them are none.
const DOTTED_SPAN = new RegExp(
  `(?<![\\d.．版第])(?:(\\d{4})[.年])?(\\d{1,2})\\.(\\d{1,2})日?${JOIN}(?:(\\d{1,2})\\.)?(\\d{1,2})日?(?![\\d.%％万亿元个米吨倍分公亩度℃年])`,
  "g",
);
// 「7月10—20日」.
const DAY_SPAN = new RegExp(
  `(?:(\\d{4})年)?(?<!\\d)(${NUMERAL})月(${NUMERAL})${JOIN}()(${NUMERAL})[日号](?!内)`,
  "g",
);

/** Spans that share their month, or write it with a point. */
export function findShortSpans(hidden: string, norm: string, context: DateContext): Found {
  const mentions: DateMention[] = [];
  let rest = hidden;
  for (const pattern of [DOTTED_SPAN, DAY_SPAN]) {
    for (const match of rest.matchAll(pattern)) {
      const [from, first] = [numberOf(match[2]!) ?? 0, numberOf(match[3]!) ?? 0];
      const [to, last] = [numberOf(match[4] || match[2]!) ?? 0, numberOf(match[5]!) ?? 0];
      const isLegal = makeDay(LEAP, from, first) !== null && makeDay(LEAP, to, last) !== null;
      if (!isLegal || (from === to && last <= first)) continue;
      const year = match[1] === undefined ? context.year : yearOf(match[1]);
      const end = year === null ? null : makeDay(to < from ? year + 1 : year, to, last);
      const text = norm.slice(match.index, match.index + match[0].length);
      mentions.push({
        ...limit(end, match.index, text),
        role: "span",
        start: year === null ? null : makeDay(year, from, first),
        precision: "day",
        open: year === null ? noYear(text) : null,
        hasYear: match[1] !== undefined,
      });
      rest = blank(rest, match.index, match[0].length);
    }
  }
  return { mentions, rest };
}

// 「715日前」, 「2024年1115日前」: a 月 was lost.
const BROKEN = new RegExp(`(?:(\\d{4})年)?(?<![\\d.])(\\d{3,4})[日号](?:${LIMIT})`, "g");

/** Days whose 月 was lost: every legal reading, and a question. */
export function findBroken(hidden: string, norm: string, context: DateContext): Found {
  const mentions: DateMention[] = [];
  let rest = hidden;
  for (const match of hidden.matchAll(BROKEN)) {
    if (/每年?的?$/.test(hidden.slice(0, match.index))) continue;
    const year = match[1] === undefined ? context.year : Number(match[1]);
    const readings = splitDigits(match[2]!, year ?? LEAP);
    if (readings.length === 0) continue;
    const text = norm.slice(match.index, match.index + match[0].length);
    const list = readings.map((day) => formatDay(day)).join("或");
    const only = readings.length === 1 && year !== null ? readings[0]! : null;
    mentions.push({
      ...limit(only, match.index, text),
      precision: "day",
      readings: year === null ? [] : readings,
      open: `原文「${text}」可读作${list},${year === null ? "也没有年份," : ""}请选定`,
      hasYear: match[1] !== undefined,
    });
    rest = blank(rest, match.index, match[0].length);
  }
  return { mentions, rest };
}

// 「8.25前」, 「8/25前」, as people write it in a chat.
const DOTTED = new RegExp(
  `(?<![\\d.．/版第])(\\d{1,2})[./](\\d{1,2})日?(?:（[^（）]{1,6}）)?(?:${LIMIT})`,
  "g",
);

/** 「8.25前」: a month and a day with a point between them. */
export function findDotted(hidden: string, context: DateContext): DateMention[] {
  return [...hidden.matchAll(DOTTED)].flatMap((match) => {
    const [month, date] = [Number(match[1]), Number(match[2])];
    if (makeDay(LEAP, month, date) === null) return [];
    const end = context.year === null ? null : makeDay(context.year, month, date);
    const open =
      context.year === null
        ? `原文只写「${match[0]}」(${month}月${date}日),没有年份,请补充成文日期或年份`
        : null;
    return [{ ...limit(end, match.index, match[0]), precision: "day", open }];
  });
}

const SOON = new RegExp(
  `(今[日天晚早]|明[日天晚早]|后[天日](?!起|内)|[本这下]个?(?:周|星期)[一二三四五六日天]|本月(?:${NUMERAL})[日号])(?:（[^（）]{1,6}）)?(?:(上午|下午|晚上?|中午)?(\\d{1,2})(?:[时点]|：(\\d{2}))(半)?)?(?:[上下]午)?(?:下班)?(?:${LIMIT})`,
  "g",
);
const WEEK = "一二三四五六日";

/** 「今日18时前」, 「下周三前」, 「本月25日前」: counted from the day of issue. */
export function findSoon(hidden: string, norm: string, context: DateContext): DateMention[] {
  return [...hidden.matchAll(SOON)].map((match) => {
    const text = norm.slice(match.index, match.index + match[0].length);
    const end = context.issuedOn ? soonDay(match[1]!, context.issuedOn) : null;
    const isLate = /下午|晚/.test(`${match[1]}${match[2] ?? ""}`);
    const hour = Number(match[3] ?? -1) + (isLate && Number(match[3]) < 12 ? 12 : 0);
    const minute = match[4] ?? (match[5] === undefined ? "00" : "30");
    const time = hour >= 0 && hour < 24 ? `${String(hour).padStart(2, "0")}:${minute}` : null;
    const open =
      end === null ? `原文写「${text}」,没有成文日期,请补充` : `原文写「${text}」,按成文日期推算,请确认`;
    return { ...limit(end, match.index, text), precision: "day", time, open };
  });
}

function soonDay(word: string, issuedOn: Day): Day | null {
  const inMonth = /^本月(.+)[日号]$/.exec(word)?.[1];
  if (inMonth !== undefined)
    return makeDay(Number(issuedOn.slice(0, 4)), Number(issuedOn.slice(5, 7)), numberOf(inMonth) ?? 0);
  const weekday = WEEK.indexOf(word.at(-1)!.replace("天", "日"));
  if (/周|星期/.test(word))
    return addDays(issuedOn, weekday + 1 - weekdayOf(issuedOn) + (word.startsWith("下") ? 7 : 0));
  return addDays(issuedOn, word.startsWith("今") ? 0 : word.startsWith("明") ? 1 : 2);
}
