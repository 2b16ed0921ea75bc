// Reads a plan's numbering and gives every paragraph its place among the sections.
import { numberOf } from "./numerals.ts";
import type { Paragraph } from "./paragraphs.ts";

/** The shapes of numbering, outermost first. */
export type NumberForm =
  | "part"
  | "article"
  | "stage"
  | "chinese"
  | "bracketed"
  | "arabic"
  | "half"
  | "circled";

/** A paragraph that opens with a number. `depth` counts from 1, its `title` has neither number nor sentence end. */
export interface Section {
  form: NumberForm;
  value: number;
  depth: number;
  title: string;
  /** Index of its paragraph; `bodyAt` is where in that paragraph the words after the title begin. */
  index: number;
  bodyAt: number;
  /** Index in the list of sections, or -1 at the top. */
  parent: number;
}

const FORMS: [NumberForm, RegExp][] = [
  ["stage", /^第([一二三四五六七八九十]+)(?:阶段|步|环节)[：:、，]?/],
  ["part", /^第([一二三四五六七八九十百\d]+)(?:部分|章|编)[：:、]?/],
  ["article", /^第([一二三四五六七八九十百\d]+)[条节][：:、]?/],
  ["chinese", /^([一二三四五六七八九十]{1,3})[、.．]/],
  ["bracketed", /^[（]([一二三四五六七八九十]{1,3})[）]、?/],
  ["half", /^（?(\d{1,3})）、?/],
  ["arabic", /^(\d{1,2})(?:[、．]|\.(?!\d))/],
  ["circled", /^([①-⑳])/],
  ["bracketed", /^([㈠-㈩])[、.]?/],
  ["half", /^([⑴-⒇])[、.]?/],
  ["arabic", /^([⒈-⒛])/],
  ["arabic", /^(\d{1,2})\ufe0f?\u20e3/],
];
// The numbers that are one character, by the first of their row.
const ONE_UNIT = ["①", "㈠", "⑴", "⒈"].map((first) => first.charCodeAt(0));
const DEPTH: Record<NumberForm, number> = {
  part: 1,
  article: 1.5,
  chinese: 2,
  stage: 2.5,
  bracketed: 3,
  arabic: 4,
  half: 5,
  circled: 6,
};
const LONGEST_TITLE = 45;

/** The number with which a normalised paragraph opens, or null. */
export function numberingOf(norm: string): { form: NumberForm; value: number; length: number } | null {
  for (const [form, pattern] of FORMS) {
    const match = pattern.exec(norm);
    if (match === null) continue;
    const digits = match[1]!;
    const value = countOf(digits);
    if (value !== null) return { form, value, length: match[0].length };
  }
  return null;
}

function countOf(digits: string): number | null {
  const code = digits.charCodeAt(0);
  const row = ONE_UNIT.find((first) => code >= first && code < first + 20);
  return row === undefined ? numberOf(digits) : code - row + 1;
}

/** The sections of a plan, in order. A number of another shape that continues a row (「（二）」「（3）」「（四）」) belongs to it; `skip` are paragraphs of lists and tables. */
export function outlineOf(paragraphs: readonly Paragraph[], skip: ReadonlySet<number>): Section[] {
  const sections: Section[] = [];
  const stack: number[] = [];
  for (const [index, { norm }] of paragraphs.entries()) {
    const numbering = skip.has(index) ? null : numberingOf(norm);
    if (numbering === null) continue;
    const { value, length } = numbering;
    let { form } = numbering;
    const innermost = sections[stack.at(-1) ?? -1];
    const row = stack.map((at) => sections[at]!).find((open) => continues(open, form, value));
    const nested = innermost?.form === form && innermost.value === value - 1;
    if (row !== undefined && !nested) form = row.form;
    while (stack.length > 0 && DEPTH[sections[stack.at(-1)!]!.form] >= DEPTH[form]) stack.pop();
    const bodyAt = titleEnd(norm, length);
    sections.push({
      form,
      value,
      depth: stack.length + 1,
      title: norm.slice(length, bodyAt).replace(/[。：；]$/, ""),
      index,
      bodyAt,
      parent: stack.at(-1) ?? -1,
    });
    stack.push(sections.length - 1);
  }
  return sections;
}

function continues(open: Section, form: NumberForm, value: number): boolean {
  return form === "half" && open.form === "bracketed" && value === open.value + 1;
}

// A title ends at its first 。 or ：, or with a paragraph that is short.
function titleEnd(norm: string, from: number): number {
  const stop = /[。]|(?<!\d)：|：(?!\d)/.exec(norm.slice(from));
  if (stop !== null && stop.index <= LONGEST_TITLE) return from + stop.index + 1;
  return norm.length - from <= LONGEST_TITLE ? norm.length : from;
}

/** The innermost section that a paragraph stands in, or null before the first. */
export function sectionOf(sections: readonly Section[], index: number): Section | null {
  let [low, high] = [0, sections.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sections[middle]!.index <= index) low = middle + 1;
    else high = middle;
  }
  return sections[low - 1] ?? null;
}

/** A section and those around it, innermost first. */
export function ancestry(sections: readonly Section[], section: Section | null): Section[] {
  const result: Section[] = [];
  for (let at = section; at !== null; at = at.parent === -1 ? null : sections[at.parent]!) result.push(at);
  return result;
}
