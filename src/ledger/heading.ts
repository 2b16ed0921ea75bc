// The signature line of a form or sheet: who filled it in for which unit.

import { WORDS } from "./messages.ts";
import { fold } from "./value.ts";

/** The signature line, as far as it is filled in. */
export interface Heading {
  unit?: string;
  filledBy?: string;
  reviewedBy?: string;
  phone?: string;
  filledOn?: string;
}

const SYNONYMS: Record<keyof Heading, readonly string[]> = {
  unit: [
    WORDS.unit,
    WORDS.stampedUnit,
    "填报单位（公章）",
    "报送单位",
    "上报单位",
    "填表单位",
    "填报科室",
    "填报部门",
  ],
  filledBy: [WORDS.filledBy, "填表人", "报送人", "制表人", "经办人"],
  reviewedBy: [WORDS.reviewedBy, "审签人", "审批人", "单位负责人"],
  phone: [WORDS.phone, "联系方式"],
  filledOn: [WORDS.filledOn, "填报时间", "填表日期", "填表时间", "报送日期", "报送时间", "制表日期"],
};
const PARTS = new Map<string, keyof Heading>(
  (Object.keys(SYNONYMS) as (keyof Heading)[]).flatMap((part) =>
    SYNONYMS[part].map((label) => [fold(label), part] as const),
  ),
);
/** Every label of a signature line, folded, longest first, as a pattern. */
export const HEADING_LABELS = [...PARTS.keys()]
  .sort((a, b) => b.length - a.length)
  .map((label) => label.replace(/[()]/g, "\\$&"))
  .join("|");
// What may be written behind a value on the same line: another label such as 「单位：件」, or the day.
const LABEL_BEHIND = /\s[^\s:]{1,8}:.*$/s;
const DAY_BEHIND = /\s\(?(?:\d{4}|[二〇○零一]{4})\s*年.*$/s;

const SEAL = /\s*\((盖章|公章|签章|签字)\)$/;

/** The part of the heading that a folded label such as 「填报人」 means. */
export function headingPart(label: string): keyof Heading | undefined {
  return PARTS.get(fold(label));
}

/** Takes 「填报人：某某　联系电话：…」 apart; parts left blank are left out. */
export function readHeading(line: string): Heading {
  const heading: Heading = {};
  const pieces = line.normalize("NFKC").split(new RegExp(`(${HEADING_LABELS})\\s*:`));
  for (let at = 1; at < pieces.length; at += 2) {
    const part = PARTS.get(pieces[at]!);
    const said = ` ${pieces[at + 1]}`.replace(LABEL_BEHIND, "");
    const value = (part === "filledOn" ? said : said.replace(DAY_BEHIND, "")).trim().replace(SEAL, "");
    // 「  年  月  日」 waits to be filled in.
    if (part && value && (part !== "filledOn" || /[\d一二三]/.test(value))) heading[part] = value;
  }
  return heading;
}
