// Finds the calendar days and spans that a Chinese sentence names, and what they are there for.
import type { Day, TimeOfDay } from "../domain/day.ts";
import { addDays, formatDay, lastDayOf, makeDay } from "../domain/day.ts";
import { findFestivals } from "./date-festivals.ts";
import { findListed, findMonthEnds } from "./date-lists.ts";
import type { DateContext, DateMention, DateRole } from "./date-mention.ts";
import { DATE, type Groups, monthSpan, readPoint, readTime, relativeYear } from "./date-points.ts";
import { findBroken, findDotted, findShortSpans, findSoon } from "./date-rests.ts";
import type { Precision } from "./draft.ts";
import { yearOf } from "./numerals.ts";

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

// No date is written without one of these; most clauses hold none.
const SAYS_WHEN = /[\d月日号年季旬周今明后节旦]|五一|国庆/;

/** Every date of a normalised text, in order. Names of laws and document numbers hold none. */
export function findDates(norm: string, context: DateContext): DateMention[] {
  if (!SAYS_WHEN.test(norm)) return [];
  const spans = findShortSpans(hideNames(norm), norm, context);
  const { mentions, rest } = findListed(spans.rest, norm, context);
  const broken = findBroken(rest, norm, context);
  const festivals = findFestivals(broken.rest, context);
  const result = [
    ...findSingle(festivals.rest, norm, context),
    ...festivals.mentions,
    ...spans.mentions,
    ...mentions,
    ...broken.mentions,
    ...findSoon(rest, norm, context),
    ...findDotted(rest, context),
  ].sort(byPlace);
  return [...result, ...findMonthEnds(rest, norm, result, context)].sort(byPlace);
}
const byPlace = (a: DateMention, b: DateMention) => a.index - b.index;

function findSingle(hidden: string, norm: string, context: DateContext): DateMention[] {
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
      /(?:[一-龥：]截至|截止(?:到|至|时间[为：]?|日期[为：]?)?|不晚于|不迟于|最迟(?:于|在)?|报送时间[为：]|完成时限[为：]?|完成时间[为：]?|时限[为：]?)$/.test(
        lead,
      );
    // 「截至10月底，全县已建成…」 reckons up; 「截至7月15日」 alone is a limit.
    const reckons = /^[^。；]{0,30}?(?:已|共|累计|仍|尚|达到|达\d|目前|为\d)/.test(tail);
    const asOf = /(?:^|[^（])截至$/.test(lead) && !reckons;
    const reaches = /(?:^|[^一-龥])(?:到|至)$|力争(?:到|在)$/.test(lead);
    const isSpan = mention.role === "span";
    const quoted = /(?:根据|按照|依据|原定|已于|已经?在)$/.test(lead);
    let role: DateRole = isSpan ? "span" : "on";
    if (quoted) role = "aside";
    else if (!isSpan && (limit || until || asOf)) role = "before";
    else if (!isSpan && since)
      role = /^(?:之日)?起(?:施行|实施|执行|生效|废止)/.test(tail) ? "aside" : "from";
    else if (!isSpan && reaches) role = "on";
    else if ((!isSpan && ASIDE_BEFORE.test(lead)) || ASIDE_AFTER.test(tail) || /^(?:（含）)?以来/.test(tail))
      role = "aside";
    else if (isOnlyYear(groups)) role = "aside";
    if (mention.year !== null && mention.hasYear && role !== "aside") base = mention.year;
    const length =
      match[0].length +
      (role === "before" && limit ? limit[0].length : role === "from" && since ? since[0].length : 0);
    const vague =
      role === "before" &&
      limit !== null &&
      !/[止]/.test(limit[0]) &&
      mention.wholeMonth &&
      mention.start !== null;
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
  let start = one.first;
  // 「7月10日至2023年8月11日」: the year that is written holds for both ends.
  if (!one.hasYear && two.hasYear && one.first !== null && two.last !== null && two.year !== null) {
    const [, month, date] = one.first.split("-").map(Number) as [number, number, number];
    start = makeDay(two.year, month, date);
    if (start !== null && start > two.last) start = makeDay(two.year - 1, month, date);
  }
  // 「11月至次年2月」 and 「11月至2月」 both end in the next year.
  if (end !== null && one.first !== null && end < one.first && !two.hasYear && two.year !== null) {
    const [, month, date] = end.split("-").map(Number) as [number, number, number];
    end = makeDay(two.year + 1, month, date) ?? lastDayOf(two.year + 1, month);
  }
  return {
    role: "span",
    start,
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
