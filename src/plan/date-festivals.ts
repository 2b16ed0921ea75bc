// Finds 「春节前」 「国庆节前」: the last workday before a holiday, where the State Council's days off of that year are known.
import { createCalendar, nextHoliday } from "../domain/calendar.ts";
import { addDays, type Day, formatDay } from "../domain/day.ts";
import { LIMIT, limit } from "./date-lists.ts";
import type { DateContext, DateMention } from "./date-mention.ts";
import { relativeYear } from "./date-points.ts";

const calendar = createCalendar();

const NAMES: Readonly<Record<string, string>> = {
  元旦: "元旦",
  春节: "春节",
  清明: "清明",
  五一: "劳动节",
  劳动: "劳动节",
  端午: "端午",
  中秋: "中秋",
  国庆: "国庆节",
};

const FESTIVAL = new RegExp(
  `(?:(\\d{4})年|(今年|本年|明年|次年))?的?“?(${Object.keys(NAMES).join("|")})”?节?(?:假期|放假|长假)?${LIMIT}(?![后夕])`,
  "g",
);

/** Limits before a holiday, each to be confirmed since the text names no day; and the text with their words blanked. */
export function findFestivals(
  hidden: string,
  context: DateContext,
): { mentions: DateMention[]; rest: string } {
  const mentions: DateMention[] = [];
  const rest = hidden.replace(FESTIVAL, (text, written, relative, name: string, index: number) => {
    if (/每年?的?$/.test(hidden.slice(0, index))) return text;
    const end = eveOf(NAMES[name]!, { written, relative }, context);
    const open = end
      ? `原文写「${text}」,没有写明日子,期限按节前最后一个工作日${formatDay(end, true)}计,请确认`
      : `原文只写「${text}」,这一年的放假安排还不知道,请确定期限`;
    mentions.push({ ...limit(end, index, text), precision: "day", open, hasYear: written !== undefined });
    return "　".repeat(text.length);
  });
  return { mentions, rest };
}

function eveOf(
  name: string,
  { written, relative }: { written: string | undefined; relative: string | undefined },
  { year, issuedOn }: DateContext,
): Day | null {
  const named = written ? Number(written) : relative ? relativeYear(relative, year) : null;
  if (relative && named === null) return null;
  const from = named !== null ? `${named}-01-01` : (issuedOn ?? (year === null ? null : `${year}-01-01`));
  const begins = from && nextHoliday(name, from);
  if (!begins || (named !== null && !begins.startsWith(String(named)))) return null;
  // A year that the data does not reach yet is not the next one that it knows.
  if (named === null && begins > addDays(from, 366)) return null;
  return calendar.onOrBefore(addDays(begins, -1));
}
