// What a ledger's cells hold: raw as it came in, and parsed as it is stored; plus the text clean-up both share.

/** A value as a surface gave it. A `Date` is a calendar day at 00:00 UTC, as a date cell of a workbook holds it. */
export type RawValue = string | number | boolean | Date | readonly string[] | null | undefined;

/** A stored value: text, number, boolean or list; a day is `YYYY-MM-DD`, a month `YYYY-MM`, a percentage 85 for 85%. */
export type FieldValue = string | number | boolean | string[] | null;

/** One row's stored values by field key. */
export type Values = Record<string, FieldValue>;

/**
 * One row as it came in, with where each value stood (a cell such as `K9`) when it came from a workbook; `doubts` says why
 * a value can't be taken as it stands, as a sentence without its place.
 */
export interface RawEntry {
  values: Record<string, RawValue>;
  unit?: string;
  cells?: Record<string, string>;
  doubts?: Record<string, string>;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that pasted text drags along
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g;
const EXCEL_ERROR = /^#(DIV\/0!|N\/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)$/;

/** A number as people would type it, without the noise of binary fractions (0.1+0.2 is 0.3). */
export function plainNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return String(Number(value.toPrecision(15)));
}

/** A raw value as trimmed text, line breaks as `\n`, invisible characters removed; lists are joined with 「、」. */
export function rawText(raw: RawValue): string {
  if (raw === null || raw === undefined) return "";
  if (typeof raw === "string") {
    return raw.replace(/\r\n?/g, "\n").replace(INVISIBLE, "").trim();
  }
  if (typeof raw === "number") return plainNumber(raw);
  if (typeof raw === "boolean") return raw ? "是" : "否";
  if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? "" : raw.toISOString().slice(0, 10);
  return raw.map(rawText).filter(Boolean).join("、");
}

/** Text folded for comparison: full-width to half-width, no white space. */
export function fold(text: string): string {
  return text.normalize("NFKC").replace(/\s+/g, "");
}

/** A column's or field's label folded: no stars, 「(必填)」, numbering, quotes or colon. */
export function foldLabel(label: string): string {
  return fold(label)
    .replace(/^[>*·•★☆▲△●○◆◇■□※#"“”'‘’「」\-—]+|[*:"“”'‘’「」]+$/g, "")
    .replace(/\((必填|选填|必填项|可不填)\)/g, "")
    .replace(/^\(?(\d{1,2}|[一二三四五六七八九十]{1,3})[.、)]/, "")
    .replace(/[*:]+$/g, "");
}

/** True for a workbook's error text such as `#DIV/0!`. */
export function isExcelError(text: string): boolean {
  return EXCEL_ERROR.test(text);
}

/** Characters as people count them. */
export function lengthOf(text: string): number {
  return [...text].length;
}
