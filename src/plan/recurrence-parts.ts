// What the forms of repetitions are made of.
import { NUMERAL, numberOf } from "./numerals.ts";

/** What may follow a repetition's day: 前, 之前, 内. */
export const LIMIT = "(?:[之以]?前|内|底前)?";
/** A list of days: 「15日、30日」. */
export const LIST = `${NUMERAL}[日号]?(?:[、和及]${NUMERAL}[日号]?)*`;
/** An hour, or nothing. */
export const CLOCK =
  "(?:(上午|下午|晚上?|早上?|中午)?(\\d{1,2})(?:[：:](\\d{2})|[时点](半)?整?(?:(\\d{1,2})分)?))?";
/** Monday to Friday. */
export const WORKDAYS = "BYDAY=MO,TU,WE,TH,FR";
type Reader = (match: RegExpExecArray) => { rule: string | null; open?: string } | null;
/** A way to write a repetition: its span's word, the pattern, and how a match is read. */
export interface Form {
  period: string;
  pattern: RegExp;
  read: Reader;
}

/** The numbers of a list, sorted and joined for a BY… part. */
export const days = (text: string): string =>
  (text.match(new RegExp(NUMERAL, "g")) ?? [])
    .map((part) => numberOf(part) ?? 0)
    .sort((a, b) => a - b)
    .join(",");

/** The rule for the so-manieth workday of a month. */
export const inWorkdays = (count: string, months = "") =>
  `FREQ=MONTHLY;${months}${WORKDAYS};BYSETPOS=${numberOf(count) ?? 1}`;

/** A pattern that is sought everywhere in a text. */
export const pattern = (source: string) => new RegExp(source, "g");
