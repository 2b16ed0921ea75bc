// Reads the annexes of a plan: their list, their numbers in running text, and 「附件1-6」 spelled out.
import type { DraftAttachment } from "./draft.ts";
import { numberOf } from "./numerals.ts";
import type { Paragraph } from "./paragraphs.ts";

const NO = "[0-9]{1,2}(?:-[0-9]{1,2})?|[一二三四五六七八九十]{1,3}";
const LIST_HEAD = new RegExp(`^附(?:件|表)?(?:：|(?=(?:${NO})[.、．：]))`);
const LIST_ITEM = new RegExp(`^(?:附件?)?(${NO})[.、．：]([^。]{2,80})$`);
const ALONE = new RegExp(`^附[件表](${NO})(?:[：:.、]?(.{2,60}))?$`);
const REFERENCE = new RegExp(`附[件表]((?:${NO})(?:[、和及，—~至到-]*(?:附[件表])?(?:${NO}))*)`, "g");

/** The annexes of a plan, and the lines that list them (no words of a duty). */
export interface Attachments {
  list: DraftAttachment[];
  /** Indexes of paragraphs that belong to the list. */
  lines: Set<number>;
  /** The numbers that a piece of text refers to, ranges spelled out. */
  referred: (norm: string) => string[];
  titleOf: (no: string) => string | null;
}

/** Reads the annexes of a plan. */
export function readAttachments(paragraphs: readonly Paragraph[]): Attachments {
  const titles = new Map<string, string | null>();
  const lines = new Set<number>();
  readList(paragraphs, titles, lines);
  readHeadings(paragraphs, titles, lines);
  const spans = paragraphs.flatMap(({ norm }, index) => (lines.has(index) ? [] : rawReferences(norm)));
  const known = new Set([...titles.keys(), ...subNumbers(spans)]);
  // 「（见附件）」 with one annex that has no number.
  const alone = (norm: string) =>
    titles.size === 1 && titles.has("1") && /附件(?![\d一二三四五六七八九十])/.test(norm);
  const referred = (norm: string) => {
    const numbers = [...new Set(rawReferences(norm).flatMap((span) => expand(span, known)))];
    return numbers.length === 0 && alone(norm) ? ["1"] : numbers;
  };
  for (const [index, { norm }] of paragraphs.entries()) {
    if (!lines.has(index)) for (const no of referred(norm)) if (!titles.has(no)) titles.set(no, null);
  }
  const list = [...titles].map(([no, title]) => ({ no, title })).sort((a, b) => compare(a.no, b.no));
  return { list, lines, referred, titleOf: (no) => titles.get(no) ?? null };
}

function clean(title: string): string {
  return title.replace(/[；;。.]$/, "").replace(/^《(.*)》$/, "$1");
}

function arabic(no: string): string {
  return /^\d/.test(no) ? no : String(numberOf(no) ?? no);
}

function readList(
  paragraphs: readonly Paragraph[],
  titles: Map<string, string | null>,
  lines: Set<number>,
): void {
  for (let at = 0; at < paragraphs.length; at += 1) {
    const { norm, text } = paragraphs[at]!;
    const head = LIST_HEAD.exec(norm);
    if (head === null || lines.has(at) || /[。]./.test(norm)) continue;
    const rest = text.slice(head[0].length);
    const first = rest === "" ? null : LIST_ITEM.exec(paragraphs[at]!.norm.slice(head[0].length));
    let expected = 1;
    lines.add(at);
    if (first !== null) {
      expected = addItem(first, rest, titles);
    } else if (rest !== "") {
      if (rest.length <= 80 && !/下载/.test(rest)) titles.set("1", titles.get("1") ?? clean(rest));
      continue;
    }
    for (let next = at + 1; next < paragraphs.length; next += 1) {
      const item = LIST_ITEM.exec(paragraphs[next]!.norm);
      if (item === null || Math.trunc(Number.parseFloat(arabic(item[1]!))) > expected + 1) break;
      const value = Number.parseInt(arabic(item[1]!), 10);
      if (value < expected) break;
      expected = addItem(item, paragraphs[next]!.text, titles);
      lines.add(next);
    }
  }
}

function addItem(match: RegExpExecArray, source: string, titles: Map<string, string | null>): number {
  const no = arabic(match[1]!);
  const title = clean(source.slice(source.length - match[2]!.length));
  // 「附件：1.甲 2.乙」 on one line.
  const parts = title.split(/(?<=[^\d.])(?=\d{1,2}[.、．][^\d])/);
  titles.set(no, clean(parts[0]!));
  let last = Number.parseInt(no, 10);
  for (const part of parts.slice(1)) {
    const found = /^(\d{1,2})[.、．](.+)$/.exec(part);
    if (found === null) continue;
    titles.set(found[1]!, clean(found[2]!));
    last = Number(found[1]);
  }
  return last;
}

// 「附件2」 alone on a line, with the title on the next.
function readHeadings(
  paragraphs: readonly Paragraph[],
  titles: Map<string, string | null>,
  lines: Set<number>,
): void {
  for (const [index, { norm }] of paragraphs.entries()) {
    if (lines.has(index)) continue;
    const found = ALONE.exec(norm);
    if (found === null || /[。，]/.test(norm)) continue;
    const no = arabic(found[1]!);
    const below = paragraphs[index + 1]?.text ?? null;
    const title = found[2] ?? (below !== null && below.length <= 60 && !/[。：]/.test(below) ? below : null);
    if (!titles.get(no)) titles.set(no, title === null ? null : clean(title));
    lines.add(index);
  }
}

function rawReferences(norm: string): string[] {
  return [...norm.matchAll(REFERENCE)].map((match) => match[1]!);
}

// 「3-1」 is a sub-number (the second part is not greater, or it stands in a row 「3-1、3-2」); 「1-6」 is a range.
function subNumbers(spans: readonly string[]): Set<string> {
  const result = new Set<string>();
  for (const span of spans) {
    const parts = span.split(/[、和及，]/).map((part) => /^(\d+)-(\d+)$/.exec(part));
    const first = parts.some((part) => part !== null && Number(part[1]) >= Number(part[2]));
    for (const part of parts) {
      if (part === null) continue;
      const siblings = parts.filter((other) => other !== null && other[1] === part[1]).length;
      if (Number(part[1]) >= Number(part[2]) || siblings > 1 || (first && parts.length > 1))
        result.add(part[0]);
    }
  }
  return result;
}

function expand(span: string, known: ReadonlySet<string>): string[] {
  const result: string[] = [];
  for (const part of span.replace(/附[件表]/g, "").split(/[、和及，]/)) {
    const range = /^([^-—~至到]+)(?:-|—+|~|至|到)([^-—~至到]+)$/.exec(part);
    if (range === null || known.has(part)) {
      if (part !== "") result.push(...withParts(arabic(part), known, false));
      continue;
    }
    const [from, to] = [Number(arabic(range[1]!)), Number(arabic(range[2]!))];
    for (let no = from; no <= to && no - from < 40; no += 1)
      result.push(...withParts(String(no), known, true));
  }
  return result;
}

function withParts(no: string, known: ReadonlySet<string>, inRange: boolean): string[] {
  const parts = [...known].filter((one) => one.startsWith(`${no}-`)).sort(compare);
  return inRange && parts.length > 0 ? parts : [no];
}

function compare(a: string, b: string): number {
  const [left, right] = [a.split("-").map(Number), b.split("-").map(Number)];
  return left[0]! - right[0]! || (left[1] ?? 0) - (right[1] ?? 0);
}
