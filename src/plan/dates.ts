// Finds the calendar days and spans that a Chinese sentence names, and what they are there for.
import type { Day, TimeOfDay } from "../domain/day.ts";
import { addDays, formatDay, lastDayOf, makeDay } from "../domain/day.ts";
import type { Precision } from "./draft.ts";
import { NUMERAL, numberOf, yearOf } from "./numerals.ts";

/** What a date is there for: a limit (X日前), a beginning, a span, a point, or something that is no deadline. */
export type DateRole = "before" | "from" | "span" | "on" | "aside";

/** A date in a text. `start` is null for a limit; both are null where the year or the reading is open. */
export interface DateMention {
  role: DateRole;
  start: Day | null;
  end: Day | null;
  precision: Precision;
  time: TimeOfDay | null;
  index: number;
  length: number;
  text: string;
  /** Every legal reading, where digits that lost their 年 or 月 allow several. */
  readings: Day[];
  /** Why the days are null, in Chinese, or null. */
  open: string | null;
  /** The year was written here, not taken from the context. */
  hasYear: boolean;
}

/** Where a date without a year takes it from. */
export interface DateContext {
  year: number | null;
  issuedOn?: Day | null;
}

const YEAR =
  "(?:(?<YEAR>\\d{4}|二[〇零0一二三四五六七八九]{3})年|(?<REL>今年|本年度?|当年|明年|次年|翌年|去年))";
const PART = "月?底|月?末|月?初|上旬|上中旬|中旬|中下旬|下旬";
const MONTH = `(?<MONTH>${NUMERAL})月(?:份)?`;
const HALF = "(?:第?(?<QUARTER>[一二三四1-4])季度|(?<HALF>上半年|下半年))(?<QEND>末|底)?";
const POINT = [
  `(?<ISO>\\d{4}[-./]\\d{1,2}[-./]\\d{1,2})(?!\\d)(?:日)?`,
  `(?:${YEAR})?的?(?<!\\d)${MONTH}(?:(?<DAY>${NUMERAL})[日号]|(?<PART>${PART}))?`,
  `${YEAR}(?:(?<YPART>年?底|年?末|年?初|上半年|下半年)|${HALF})?`,
  `(?:(?<BARE>年底|年末|年终)|(?<!每年?)第?(?<BQUARTER>[一二三四])季度(?<BQEND>末|底)?)`,
  `(?<LOST>(?<!\\d)(?:19|20)\\d{3,6})(?<LOSTUNIT>日|月底|月末|月初|月)`,
];

const WEEKDAY = "(?:（(?:星期|周|礼拜)[一二三四五六日天]）)?";
const CLOCK =
  "(?:(?<AMPM>上午|下午|晚上?|中午|早上)?(?<HOUR>\\d{1,2})(?:[：:](?<MIN>\\d{2})|[时点](?<HALFHOUR>半)?整?(?:(?<MIN2>\\d{1,2})分)?)|(?<CLOSE>下班))?";
const JOIN = "(?:至|到|—{1,2}|-{1,2}|~|－)";

/** A copy of a point's source whose group names carry a suffix, so that it may stand twice. */
function named(source: string, suffix: string): string {
  return source.replace(/\(\?<([A-Z0-9]+)>/g, `(?<$1${suffix}>`);
}

const ONE = `(?:${POINT.map((form, index) => named(form, `_${index}`)).join("|")})${WEEKDAY}${CLOCK}`;
const OTHER = `(?:(?<DAY_9>${NUMERAL})[日号](?!内)|${POINT.slice(0, 3)
  .map((form, index) => named(form, `_${index + 5}`))
  .join("|")}|(?<BARE_8>年底|年末))${WEEKDAY}`;
const SHORT_RANGE = `(?:${named(YEAR, "_A")})?(?<!\\d)(?<FROM>\\d{1,2})${JOIN}(?<TO>\\d{1,2})月(?:份|(?<TOPART>底|末|初))?`;
const DATE = new RegExp(`${SHORT_RANGE}|${ONE}(?:(?<SINCE>起|开始)?，?${JOIN}${OTHER})?`, "dg");

type Groups = Record<string, string | undefined>;
interface Point {
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

function monthSpan(year: number, month: number, part: string | undefined): [Day | null, Day | null] {
  if (month < 1 || month > 12) return [null, null];
  const last = lastDayOf(year, month);
  if (part === undefined) return [makeDay(year, month, 1), last];
  if (part.endsWith("初")) return [makeDay(year, month, 1), makeDay(year, month, 1)];
  if (part.endsWith("底") || part.endsWith("末")) return [last, last];
  const [from, to] = XUN[part] ?? [1, 31];
  return [makeDay(year, month, from), to === 31 ? last : makeDay(year, month, to)];
}

function relativeYear(word: string | undefined, base: number | null): number | null {
  if (base === null || word === undefined) return base;
  if (word === "明年" || word === "次年" || word === "翌年") return base + 1;
  return word === "去年" ? base - 1 : base;
}

const NOTHING = { first: null, last: null, year: null, month: null, hasYear: false, readings: [] };

function readPoint(groups: Groups, forms: readonly number[], base: number | null): Point {
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
    /[底末]$/.test(half ?? "") ||
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

function readTime(groups: Groups): TimeOfDay | null {
  const find = (name: string) => groups[name];
  const hourText = find("HOUR");
  if (hourText === undefined) return null;
  let hour = Number(hourText);
  if (/下午|晚/.test(find("AMPM") ?? "") && hour < 12) hour += 12;
  const minute = Number(find("MIN") ?? find("MIN2") ?? (find("HALFHOUR") === undefined ? 0 : 30));
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** Blanks, character for character, what holds digits that are no dates: names of laws and document numbers. */
export function hideNames(norm: string): string {
  const blank = (found: string) => "　".repeat(found.length);
  return norm
    .replace(/《[^《》]*(?:《[^》]*》[^《》]*)*》/g, blank)
    .replace(/〈[^〉]*〉/g, blank)
    .replace(/[\u4e00-\u9fa5]*[〔[（]\d{4}[〕\]）]第?\d+号/g, blank)
    .replace(/“[^”]{1,8}”/g, (found) => (/^“[\d.·・]+”$/.test(found) ? blank(found) : found));
}

const ASIDE_BEFORE = /(?:截至|自|从|根据|按照|依据|对|以|原定)$/;
const ASIDE_AFTER =
  /^(?:以来|以后|之后|后制|印发|发布|公布|颁布|施行|实施的|召开|出台|下发|通过|制发|制定的|修订|修正|生效|期间|度|成立|签发|的?会议|在.{1,10}召开)/;

/** Every date of a normalised text, in order. Names of laws and document numbers hold none. */
export function findDates(norm: string, context: DateContext): DateMention[] {
  const hidden = hideNames(norm);
  const result: DateMention[] = [];
  let base = context.year;
  DATE.lastIndex = 0;
  for (const match of hidden.matchAll(DATE)) {
    const groups: Groups = match.groups ?? {};
    const index = match.index;
    const text = norm.slice(index, index + match[0].length);
    const lead = hidden.slice(Math.max(0, index - 6), index);
    if (/每(?:个?月的?|年的?|季度?|周)?$/.test(lead)) continue;
    const tail = hidden.slice(index + match[0].length);
    const mention = readMention(groups, base);
    if (mention === null) continue;
    const limit = /^(?:的?[之以]?前|止|截止)/.exec(tail);
    const since = /^(?:之日)?(?:起|开始)/.exec(tail);
    const until =
      /(?:截止(?:到|至|时间[为：]?|日期[为：]?)?|不晚于|不迟于|最迟(?:于|在)?|报送时间[为：]|完成时限[为：]?|完成时间[为：]?|时限[为：]?)$/.test(
        lead,
      );
    const reaches = /(?:^|[^一-龥])(?:到|至)$|力争(?:到|在)$/.test(lead);
    const isSpan = mention.role === "span";
    const quoted = /(?:根据|按照|依据|原定)$/.test(lead);
    let role: DateRole = isSpan ? "span" : "on";
    if (quoted) role = "aside";
    else if (!isSpan && (limit || until)) role = "before";
    else if (!isSpan && since)
      role = /^(?:之日)?起(?:施行|实施|执行|生效|废止)/.test(tail) ? "aside" : "from";
    else if (!isSpan && reaches) role = "on";
    else if (ASIDE_BEFORE.test(lead) || ASIDE_AFTER.test(tail) || /^(?:（含）)?以来/.test(tail))
      role = "aside";
    else if (isOnlyYear(groups)) role = "aside";
    if (mention.year !== null && mention.hasYear && role !== "aside") base = mention.year;
    const length =
      match[0].length +
      (role === "before" && limit ? limit[0].length : role === "from" && since ? since[0].length : 0);
    const vague = role === "before" && mention.wholeMonth && mention.start !== null;
    const missing = mention.end === null && mention.readings.length === 0;
    if (mention.readings.length === 0 && missing && mention.year !== null) continue;
    result.push({
      role,
      start: role === "before" ? null : mention.start,
      end: role === "from" || vague ? null : mention.end,
      precision: mention.precision,
      time: mention.time,
      index,
      length,
      text: norm.slice(index, index + length),
      readings: vague ? vagueReadings(mention) : mention.readings,
      open: openReason(text, vague ? { ...mention, readings: vagueReadings(mention) } : mention),
      hasYear: mention.hasYear,
    });
  }
  return result;
}

// 「7月前」 may mean before July begins or before it is over; 「7月底前」 and 「7月中旬前」 may not.
function vagueReadings(mention: Mention): Day[] {
  if (mention.start === null || mention.end === null) return [];
  return [addDays(mention.start, -1), mention.end];
}

interface Mention {
  role: DateRole;
  start: Day | null;
  end: Day | null;
  precision: Precision;
  time: TimeOfDay | null;
  readings: Day[];
  year: number | null;
  hasYear: boolean;
  wholeMonth: boolean;
}

function isOnlyYear(groups: Groups): boolean {
  return (
    (groups.YEAR_2 !== undefined || groups.REL_2 !== undefined) &&
    groups.YPART_2 === undefined &&
    groups.QUARTER_2 === undefined &&
    groups.HALF_2 === undefined &&
    groups.DAY_9 === undefined
  );
}

function readMention(groups: Groups, base: number | null): Mention | null {
  const time = readTime(groups);
  if (groups.FROM !== undefined && groups.TO !== undefined) {
    const [from, to] = [Number(groups.FROM), Number(groups.TO)];
    if (from < 1 || from > 12 || to < 1 || to > 12) return null;
    const year = groups.YEAR_A !== undefined ? yearOf(groups.YEAR_A) : relativeYear(groups.REL_A, base);
    const hasYear = groups.YEAR_A !== undefined;
    const common = {
      role: "span",
      precision: "month",
      time,
      readings: [],
      year,
      hasYear,
      wholeMonth: false,
    } as const;
    if (year === null) return { ...common, start: null, end: null, readings: [] };
    const endYear = to < from ? year + 1 : year;
    return {
      ...common,
      start: makeDay(year, from, 1),
      end: monthSpan(endYear, to, groups.TOPART)[1],
      readings: [],
    };
  }
  const one = readPoint(groups, [0, 1, 2, 3, 4], base);
  const hasOther = Object.entries(groups).some(
    ([name, value]) => value !== undefined && /_[5-9]$/.test(name),
  );
  if (!hasOther) {
    const wholeMonth =
      isOnlyYear(groups) ||
      (groups.MONTH_1 !== undefined && groups.DAY_1 === undefined && groups.PART_1 === undefined);
    const common = {
      precision: one.precision,
      time,
      readings: one.readings,
      year: one.year,
      hasYear: one.hasYear,
    };
    return { ...common, role: "on", start: one.first, end: one.last, wholeMonth };
  }
  const two =
    groups.DAY_9 !== undefined
      ? readPoint(
          { MONTH_1: String(one.month ?? 0), DAY_1: groups.DAY_9, YEAR_1: one.year?.toString() },
          [1],
          base,
        )
      : readPoint(groups, [5, 6, 7, 8], one.year ?? base);
  let end = two.last;
  // 「11月至次年2月」 and 「11月至2月」 both end in the next year.
  if (end !== null && one.first !== null && end < one.first && !two.hasYear && two.year !== null) {
    const [, month, date] = end.split("-").map(Number) as [number, number, number];
    end = makeDay(two.year + 1, month, date) ?? lastDayOf(two.year + 1, month);
  }
  return {
    role: "span",
    start: one.first,
    end,
    precision: coarser(one.precision, two.precision),
    time,
    readings: [],
    year: one.year,
    hasYear: one.hasYear || two.hasYear,
    wholeMonth: false,
  };
}

const COARSENESS: Precision[] = ["day", "xun", "month"];
function coarser(a: Precision, b: Precision): Precision {
  return COARSENESS.indexOf(a) >= COARSENESS.indexOf(b) ? a : b;
}

function openReason(text: string, mention: Mention): string | null {
  if (mention.readings.length > 1) {
    const years = new Set(mention.readings.map((day) => day.slice(0, 4))).size > 1;
    const list = mention.readings.map((day) => formatDay(day, years)).join("或");
    return `原文「${text}」可读作${list},请选定`;
  }
  if (mention.year === null) return `原文只写「${text}」,没有年份,请补充成文日期或年份`;
  return null;
}
