// Reads one point of time out of the named groups of the pattern that finds Chinese dates.
import type { Day, TimeOfDay } from "../domain/day.ts";
import { lastDayOf, makeDay } from "../domain/day.ts";
import type { Precision } from "./draft.ts";
import { NUMERAL, numberOf, yearOf } from "./numerals.ts";

const YEAR =
  "(?:(?<YEAR>\\d{4}|二[〇零0一二三四五六七八九]{3})年|(?<REL>今年|本年度?|当年|明年|次年|翌年|去年))";
const PART = "月?底|月?末|月?初|上旬|上中旬|中旬|中下旬|下旬";
const MONTH = `(?<MONTH>${NUMERAL})月(?:份)?`;
const HALF = "(?:第?(?<QUARTER>[一二三四1-4])季度|(?<HALF>上半年|下半年))(?<QEND>末|底|结束)?";
// 「年内」 is until the end of the year; 「三年内」 is a span, 「内容」 and 「内部」 are other words.
const WITHIN = "内(?![容部设涵外控勤业])";
const POINT = [
  `(?<ISO>\\d{4}[-./]\\d{1,2}[-./]\\d{1,2})(?!\\d)(?:日)?`,
  `(?:${YEAR})?的?(?<!\\d)${MONTH}(?:(?<DAY>${NUMERAL})[日号]|(?<PART>${PART}))?`,
  `${YEAR}(?:(?<YPART>年?底|年?末|年?初|年?${WITHIN}|上半年|下半年)|${HALF})?`,
  `(?:(?<BARE>年底|年末|年终|(?<![\\d一二三四五六七八九十两几每半多百整周当]|年度)年${WITHIN})|(?<!每年?)第?(?<BQUARTER>[一二三四])季度(?<BQEND>末|底|结束)?)`,
  `(?<LOST>(?<!\\d)(?:19|20)\\d{3,6})(?<LOSTUNIT>日|月\\d{1,2}[日号]|月底|月末|月初|月)`,
];

const WEEKDAY = "(?:（(?:[本这下]个?)?(?:星期|周|礼拜)[一二三四五六日天]）|（含[^（）]{0,4}）){0,2}";
const CLOCK =
  "(?:(?<AMPM>上午|下午|晚上?|中午|早上)?(?<HOUR>\\d{1,2})(?:[：:](?<MIN>\\d{2})|[时点](?<HALFHOUR>半)?整?(?:(?<MIN2>\\d{1,2})分)?)|(?:上午|下午)?(?<CLOSE>下班)|[上下]午)?";
/** What stands between the ends of a span. */
export const JOIN = "(?:至|到|—{1,2}|-{1,2}|~|－)";

/** A copy of a point's source whose group names carry a suffix, so that it may stand twice. */
function named(source: string, suffix: string): string {
  return source.replace(/\(\?<([A-Z0-9]+)>/g, `(?<$1${suffix}>`);
}

const ONE = `(?:${POINT.map((form, index) => named(form, `_${index}`)).join("|")})${WEEKDAY}${CLOCK}`;
const OTHER = `(?:(?<DAY_9>${NUMERAL})[日号](?!内)|${POINT.slice(0, 3)
  .map((form, index) => named(form, `_${index + 5}`))
  .join("|")}|(?<BARE_8>年底|年末)|${named(POINT[4]!, "_8")})${WEEKDAY}`;
const SHORT_RANGE = `(?:${named(YEAR, "_A")})?(?<!\\d)(?<FROM>\\d{1,2})${JOIN}(?<TO>\\d{1,2})月(?:份|(?<TOPART>底|末|初))?`;
/** Finds a date or a span; matches carry the groups that `readPoint` reads. */
export const DATE = new RegExp(`${SHORT_RANGE}|${ONE}(?:(?<SINCE>起|开始)?，?${JOIN}${OTHER})?`, "g");

/** Named groups of a match. */
export type Groups = Record<string, string | undefined>;
/** A point of time; its days are null where the year is not known. */
export interface Point {
  first: Day | null;
  last: Day | null;
  year: number | null;
  month: number | null;
  precision: Precision;
  hasYear: boolean;
  readings: Day[];
}

const XUN: Record<string, [number, number]> = {
  上旬: [1, 10],
  上中旬: [1, 20],
  中旬: [11, 20],
  中下旬: [11, 31],
  下旬: [21, 31],
};

/** The first and last day of a month or of a part of it (上旬, 底). */
export function monthSpan(year: number, month: number, part: string | undefined): [Day | null, Day | null] {
  if (month < 1 || month > 12) return [null, null];
  const last = lastDayOf(year, month);
  if (part === undefined) return [makeDay(year, month, 1), last];
  if (part.endsWith("初")) return [makeDay(year, month, 1), makeDay(year, month, 1)];
  if (part.endsWith("底") || part.endsWith("末")) return [last, last];
  const [from, to] = XUN[part] ?? [1, 31];
  return [makeDay(year, month, from), to === 31 ? last : makeDay(year, month, to)];
}

/** The year of 今年, 次年 …, counted from a base. */
export function relativeYear(word: string | undefined, base: number | null): number | null {
  if (base === null || word === undefined) return base;
  if (word === "明年" || word === "次年" || word === "翌年") return base + 1;
  return word === "去年" ? base - 1 : base;
}

const NOTHING = { first: null, last: null, year: null, month: null, hasYear: false, readings: [] };

/** Reads the point whose groups end in one of the given form numbers. */
export function readPoint(groups: Groups, forms: readonly number[], base: number | null): Point {
  const pick = (name: string) => forms.map((form) => groups[`${name}_${form}`]).find((v) => v !== undefined);
  const iso = pick("ISO");
  if (iso !== undefined) {
    const [year, month, date] = iso.split(/[-./]/).map(Number) as [number, number, number];
    const day = makeDay(year, month, date);
    return { ...NOTHING, first: day, last: day, year, month, precision: "day", hasYear: true };
  }
  const lost = pick("LOST");
  if (lost !== undefined) return readLost(lost, pick("LOSTUNIT") ?? "日");
  const written = pick("YEAR");
  const year = written !== undefined ? yearOf(written) : relativeYear(pick("REL"), base);
  const hasYear = written !== undefined;
  const monthText = pick("MONTH");
  if (monthText !== undefined) {
    const month = numberOf(monthText) ?? 0;
    const dayText = pick("DAY");
    const part = pick("PART");
    const precision = dayText !== undefined ? "day" : part?.endsWith("旬") ? "xun" : "month";
    if (year === null) return { ...NOTHING, month, precision, hasYear };
    const [first, last] =
      dayText !== undefined
        ? (Array(2).fill(makeDay(year, month, numberOf(dayText) ?? 0)) as [Day | null, Day | null])
        : monthSpan(year, month, part);
    return { first, last, year, month, precision, hasYear, readings: [] };
  }
  if (year === null) return { ...NOTHING, precision: "month", hasYear };
  const quarter = numberOf(pick("QUARTER") ?? pick("BQUARTER") ?? "");
  const half = pick("HALF") ?? pick("YPART");
  let [from, to] = quarter !== null ? [quarter * 3 - 2, quarter * 3] : [1, 12];
  if (half === "上半年") to = 6;
  if (half === "下半年") from = 7;
  if (half?.endsWith("初")) to = 1;
  const ends =
    pick("BARE") !== undefined ||
    /[底末内]$/.test(half ?? "") ||
    pick("QEND") !== undefined ||
    pick("BQEND") !== undefined;
  const first = half?.endsWith("初") || !ends ? makeDay(year, from, 1) : lastDayOf(year, to);
  const last = half?.endsWith("初") ? first : lastDayOf(year, to);
  return { first, last, year, month: from, precision: "month", hasYear, readings: [] };
}

/** Reads 「20246月底」, 「202449日」: digits whose 年 or 月 a web page lost. */
function readLost(digits: string, unit: string): Point {
  const year = Number(digits.slice(0, 4));
  const rest = digits.slice(4);
  const date = /^月(\d{1,2})/.exec(unit)?.[1];
  if (date !== undefined) {
    const day = makeDay(year, Number(rest), Number(date));
    return { ...NOTHING, first: day, last: day, year, month: Number(rest), precision: "day", hasYear: true };
  }
  if (unit !== "日") {
    const [first, last] = monthSpan(year, Number(rest), unit === "月" ? undefined : unit.slice(1));
    return { ...NOTHING, first, last, year, month: Number(rest), precision: "month", hasYear: true };
  }
  const readings = splitDigits(rest, year);
  const only = readings.length === 1 ? readings[0]! : null;
  return { ...NOTHING, first: only, last: only, year, month: 0, precision: "day", hasYear: true, readings };
}

/** Every month and day that run-together digits may mean in a year: 「115」 is 1-15 or 11-5. */
export function splitDigits(digits: string, year: number): Day[] {
  const result: Day[] = [];
  for (let at = 1; at < digits.length && at <= 2; at += 1) {
    const [month, date] = [digits.slice(0, at), digits.slice(at)];
    if (month.startsWith("0") || date.startsWith("0") || date.length > 2) continue;
    const day = makeDay(year, Number(month), Number(date));
    if (day !== null) result.push(day);
  }
  return result;
}

/** The hour that stands behind a date, or null. */
export function readTime(groups: Groups): TimeOfDay | null {
  const find = (name: string) => groups[name];
  const hourText = find("HOUR");
  if (hourText === undefined) return null;
  let hour = Number(hourText);
  if (/下午|晚/.test(find("AMPM") ?? "") && hour < 12) hour += 12;
  const minute = Number(find("MIN") ?? find("MIN2") ?? (find("HALFHOUR") === undefined ? 0 : 30));
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}
