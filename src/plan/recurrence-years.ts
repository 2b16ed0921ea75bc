// The ways in which plans write what comes back each year.
import { lastDayOf } from "../domain/day.ts";
import { splitDigits } from "./date-points.ts";
import { NUMERAL, numberOf } from "./numerals.ts";
import { days, type Form, LIMIT, LIST, pattern } from "./recurrence-parts.ts";

// A leap year, so that 2月29日 stays legal.
const LEAP = 2024;

/** The yearly forms that name a day or a part of the year, longest first. */
export const YEARS: Form[] = [
  {
    period: "年",
    pattern: pattern(
      `每年的?(?:分别)?于?(?:(?:次年|翌年)?${NUMERAL}月${NUMERAL}[日号]${LIMIT}[、和及]?){1,6}`,
    ),
    read: (m) => yearlyList(m[0]),
  },
  {
    period: "年",
    pattern: pattern(`每年的?((?:${NUMERAL}月?[、和及])*${NUMERAL})月份?的?(${LIST})[日号]${LIMIT}`),
    read: (m) => yearly(days(m[1]!), days(m[2]!)),
  },
  {
    period: "年",
    pattern: pattern(`每年的?(?:${NUMERAL}月(?:份)?(?:底|末)${LIMIT}[、和及]?){1,6}`),
    read: (m) => yearly(months(m[0]), "-1"),
  },
  {
    period: "年",
    pattern: pattern(`每年的?((?:${NUMERAL}月?[、和及]){1,11}${NUMERAL})月份?的?[底末]${LIMIT}`),
    read: (m) => yearly(days(m[1]!), "-1"),
  },
  {
    period: "年",
    pattern: pattern(
      `每年的?((?:${NUMERAL}月份?[、和及]){1,11}${NUMERAL})月份?(?!${NUMERAL}[日号]|[至到—~-])`,
    ),
    read: (m) => ({
      rule: `FREQ=YEARLY;BYMONTH=${days(m[1]!)}`,
      open: `原文只写「${m[0]}」,没有写明几号,请确定`,
    }),
  },
  {
    period: "年",
    pattern: pattern(`每年(?:于|的)?(\\d{3,4})日${LIMIT}`),
    read: (m) => readRunTogether(m[1]!, m[0]),
  },
  { period: "年", pattern: pattern(`每年年?[底末]${LIMIT}|每年年终`), read: () => yearly("12", "31") },
  {
    period: "年",
    pattern: pattern(
      "每年年初|每年第?[一二三四1-4]季度末?|每年(?:上|下)半年|每年\\d{1,2}月份?(?:[上中下]旬)?(?![至到—~-])",
    ),
    read: (m) => ({ rule: "FREQ=YEARLY", open: `原文只写「${m[0]}」,没有写明几号,请确定` }),
  },
];

function months(text: string): string {
  return [...text.matchAll(new RegExp(`(${NUMERAL})月`, "g"))]
    .map((match) => numberOf(match[1]!) ?? 0)
    .sort((a, b) => a - b)
    .join(",");
}

function yearly(byMonth: string, byDay: string): { rule: string } {
  return { rule: `FREQ=YEARLY;BYMONTH=${byMonth};BYMONTHDAY=${byDay}` };
}

function yearlyList(text: string): { rule: string | null; open?: string } {
  const pairs = [...text.matchAll(new RegExp(`(${NUMERAL})月(${NUMERAL})[日号]`, "g"))].map(
    (match) => [numberOf(match[1]!) ?? 0, numberOf(match[2]!) ?? 0] as const,
  );
  if (pairs.every(([month, date]) => lastDayOf(LEAP - 1, month).endsWith(`-${date}`)))
    return yearly(months(text), pairs.length > 1 ? "-1" : String(pairs[0]![1]));
  const dates = new Set(pairs.map(([, date]) => date));
  if (dates.size > 1) return { rule: null, open: `原文「${text}」每年不止一个日子,请分开填写` };
  return yearly(months(text), String(pairs[0]?.[1] ?? 1));
}

function readRunTogether(digits: string, text: string): { rule: string | null; open?: string } | null {
  const readings = splitDigits(digits, LEAP);
  if (readings.length === 0) return null;
  const parts = readings.map((day) => [Number(day.slice(5, 7)), Number(day.slice(8))] as const);
  if (parts.length === 1) return yearly(String(parts[0]![0]), String(parts[0]![1]));
  const list = parts.map(([month, date]) => `${month}月${date}日`).join("或");
  return { rule: null, open: `原文「${text}」可读作${list},请选定` };
}
