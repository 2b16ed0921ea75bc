// How days and months are read from what people type and what cells hold.

import { type Day, makeDay } from "../domain/day.ts";
import { rawText } from "./value.ts";

/** What a text says of a day: the day, that it names no day of the month, or nothing that is a date. */
export type DayReading = { day: Day } | "monthOnly" | null;

const FIRST_YEAR = 1949;
const LAST_YEAR = 2099;
// Excel's serial 1 is 1900-01-01; counting from 1899-12-30 absorbs its invented 1900-02-29.
const SERIAL_ZERO = Date.UTC(1899, 11, 30);
const DIGITS = "〇一二三四五六七八九";
const HAN = "[〇一二三四五六七八九十廿]";
const MONTH_ONLY = /^(?:(\d{4})[年./-])?(\d{1,2})月?(?:份|底|末|初|中旬|上旬|下旬|上中旬|中下旬)?$/;

/** The day a raw value names; a date without a year is taken in `baseYear`, a number is an Excel serial or 20230715. */
export function readDay(raw: string | number | Date, baseYear: number): DayReading {
  if (raw instanceof Date) return dayFrom(rawText(raw));
  if (typeof raw === "number") return dayOfNumber(raw);
  const text = westernDigits(
    raw
      .normalize("NFKC")
      .trim()
      .replace(/[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/, "")
      .replace(/\s+/g, "")
      .replace(/\((周|星期|礼拜).\)|(周|星期|礼拜)[一二三四五六日天]$/, "")
      // A remark such as 「（已完成）」; one with a number in it may be another day.
      .replace(/\([^()\d一二三四五六七八九十至延]{1,8}\)$/, "")
      .replace(/(以前|之前|前|止)$/, "")
      .replace(/[.。]$/, ""),
  );
  const full =
    text.match(/^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$/) ??
    text.match(/^(\d{4})([-./、,。])(\d{1,2})\2(\d{1,2})[日号]?$/)?.filter((_, at) => at !== 2) ??
    text.match(/^(\d{4})(\d{2})(\d{2})$/);
  if (full) return dayFrom(...(full.slice(1).map(Number) as [number, number, number]));
  const century = text.match(/^(\d{2})年(\d{1,2})月(\d{1,2})[日号]?$/);
  if (century) return dayFrom(2000 + Number(century[1]), Number(century[2]), Number(century[3]));
  const short = text.match(/^(\d{1,2})月(\d{1,2})[日号]?$/) ?? text.match(/^(\d{1,2})[-./](\d{1,2})$/);
  if (short) return dayFrom(baseYear, Number(short[1]), Number(short[2]));
  const month = text.match(MONTH_ONLY);
  if (month && (month[1] || text.includes("月")) && isMonth(Number(month[2]))) return "monthOnly";
  return null;
}

/** The month `YYYY-MM` a raw value names, or null; a month without a year is taken in `baseYear`. */
export function readMonth(raw: string | number | Date, baseYear: number): string | null {
  if (typeof raw === "number" && raw >= FIRST_YEAR * 100 && raw <= LAST_YEAR * 100 + 12)
    return monthFrom(Math.floor(raw / 100), raw % 100);
  if (typeof raw === "number" && isMonth(raw)) return monthFrom(baseYear, raw);
  if (typeof raw === "number" && raw < LAST_YEAR + 1) return monthOfDecimal(rawText(raw));
  if (typeof raw === "string") {
    const text = westernDigits(raw.normalize("NFKC").replace(/\s+/g, ""));
    const match =
      text.match(/^(\d{4})[年./-](\d{1,2})月?份?$/) ??
      text.match(/^(\d{4})(\d{2})$/) ??
      text.match(/^()(\d{1,2})(?:月份?)?$/) ??
      text.match(/^(\d{2})年(\d{1,2})月份?$/);
    if (match?.[1]?.length === 2) return monthFrom(2000 + Number(match[1]), Number(match[2]));
    if (match) return monthFrom(match[1] ? Number(match[1]) : baseYear, Number(match[2]));
  }
  const reading = readDay(raw, baseYear);
  return reading && reading !== "monthOnly" ? reading.day.slice(0, 7) : null;
}

/** 2023.7 typed into a cell is a number; 2023.1 is left open, because 2023.10 loses its zero. */
function monthOfDecimal(text: string): string | null {
  const match = text.match(/^(\d{4})\.([2-9]|1[12])$/);
  return match ? monthFrom(Number(match[1]), Number(match[2])) : null;
}

function dayOfNumber(value: number): DayReading {
  if (Number.isInteger(value) && value >= FIRST_YEAR * 10_000 && value <= LAST_YEAR * 10_000 + 1231)
    return dayFrom(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100);
  if (value < 10_000 || value > 80_000) return null;
  return dayFrom(new Date(SERIAL_ZERO + Math.floor(value) * 86_400_000).toISOString().slice(0, 10));
}

function dayFrom(text: string): DayReading;
function dayFrom(year: number, month: number, date: number): DayReading;
function dayFrom(first: string | number, month = 0, date = 0): DayReading {
  const day = typeof first === "string" ? first : makeDay(first, month, date);
  if (!day) return null;
  const year = Number(day.slice(0, 4));
  return year >= FIRST_YEAR && year <= LAST_YEAR ? { day } : null;
}

function isMonth(month: number): boolean {
  return Number.isInteger(month) && month >= 1 && month <= 12;
}

function monthFrom(year: number, month: number): string | null {
  if (!isMonth(month) || year < FIRST_YEAR || year > LAST_YEAR) return null;
  return `${year}-${String(month).padStart(2, "0")}`;
}

/** 「二〇二三年七月十五日」 as 「2023年7月15日」; other text as it is. */
function westernDigits(text: string): string {
  return text
    .replace(/[○零]/g, "〇")
    .replace(/[〇一二三四五六七八九]{4}(?=年)/g, (year) => [...year].map((c) => DIGITS.indexOf(c)).join(""))
    .replace(new RegExp(`${HAN}{1,3}(?=[月日号]|$)`, "g"), (number) => String(belowHundred(number)));
}

/** The number below a hundred that Chinese numerals say, 「十二」 or 「二十」; null for other text. */
export function readNumerals(text: string): number | null {
  const digits = text.replace(/[○零]/g, "〇").replace("廿", "二十").replace("两", "二");
  return /^([二三四五六七八九]?十[一二三四五六七八九]?|[〇一二三四五六七八九])$/.test(digits)
    ? belowHundred(digits)
    : null;
}

function belowHundred(han: string): number {
  const text = han.replace("廿", "二十");
  const at = text.indexOf("十");
  if (at === -1) return [...text].reduce((sum, c) => sum * 10 + DIGITS.indexOf(c), 0);
  const tens = at === 0 ? 1 : DIGITS.indexOf(text[at - 1]!);
  const ones = at === text.length - 1 ? 0 : DIGITS.indexOf(text[at + 1]!);
  return tens * 10 + ones;
}
