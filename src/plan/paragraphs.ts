// Cuts a plan's text into paragraphs without white space, each remembering the lines it came from.
import { goesOn, type Wrap, wrapOf } from "./wrapping.ts";

/** A paragraph: `text` without white space, `norm` of the same length with its punctuation made uniform. */
export interface Paragraph {
  text: string;
  norm: string;
  /** Cells, where the line was a table row written with tabs. */
  cells: string[];
  /** 1-based line of its first character. */
  line: number;
  /** Where in `text` each of its lines starts. */
  starts: { offset: number; line: number }[];
}

const PUNCTUATION: Record<string, string> = {
  ",": "，",
  ";": "；",
  ":": "：",
  "(": "（",
  ")": "）",
  "．": ".",
  "﹒": ".",
  "–": "—",
  "―": "—",
  "－": "-",
  "～": "~",
  "○": "〇",
  "【": "〔",
  "】": "〕",
  "<": "〈",
  ">": "〉",
};

/** Makes punctuation and digits uniform, character for character (the length stays). */
export function normalise(text: string): string {
  let result = "";
  for (const unit of text.split("")) {
    const code = unit.charCodeAt(0);
    if (code >= 0xff10 && code <= 0xff19) result += String.fromCharCode(code - 0xfee0);
    else result += PUNCTUATION[unit] ?? unit;
  }
  return result;
}

/** The line on which the character at `offset` of a paragraph stands. */
export function lineAt(paragraph: Paragraph, offset: number): number {
  let line = paragraph.line;
  for (const start of paragraph.starts) if (start.offset <= offset) line = start.line;
  return line;
}

// A title in its marks is broken over a few lines at most.
const LONGEST_TITLE = 4;

interface Open {
  raw: string;
  paragraph: Paragraph;
}

function joins({ raw: last, paragraph }: Open, raw: string, wrap: Wrap | null): boolean {
  if (paragraph.cells.length > 1) return false;
  return bracketDepth(paragraph.text) > 0
    ? paragraph.starts.length < LONGEST_TITLE
    : goesOn(paragraph.text, last, raw, wrap);
}

/** The paragraphs of a text; lines that one sentence or one title was broken over are joined again. */
export function paragraphsOf(text: string): Paragraph[] {
  const lines = text.split(/\r\n|\r|\n/);
  const wrap = wrapOf(lines);
  const result: Paragraph[] = [];
  let open: Open | null = null;
  for (const [index, raw] of lines.entries()) {
    const content = bare(raw);
    if (content === "") {
      open = null;
      continue;
    }
    const cells = cellsOf(raw);
    if (open !== null && cells.length === 1 && joins(open, raw, wrap)) {
      const before: Paragraph = open.paragraph;
      before.starts.push({ offset: before.text.length, line: index + 1 });
      before.text += content;
      before.cells = [before.text];
      open = { raw, paragraph: before };
      continue;
    }
    const starts = [{ offset: 0, line: index + 1 }];
    const paragraph = { text: content, norm: "", cells, line: index + 1, starts };
    result.push(paragraph);
    open = { raw, paragraph };
  }
  return result.flatMap(cutLong);
}

// Patterns look far around; a bound on the length keeps a hostile text from costing minutes.
const LONGEST = 2000;

function cutLong(paragraph: Paragraph): Paragraph[] {
  const { text } = paragraph;
  if (text.length <= LONGEST) return [{ ...paragraph, norm: normalise(text) }];
  const result: Paragraph[] = [];
  for (let from = 0; from < text.length; ) {
    const stop = text.lastIndexOf("。", from + LONGEST);
    const to = from + LONGEST >= text.length ? text.length : stop > from ? stop + 1 : from + LONGEST;
    const part = text.slice(from, to);
    const line = lineAt(paragraph, from);
    const starts = paragraph.starts.filter(({ offset }) => offset > from && offset < to);
    result.push({
      text: part,
      norm: normalise(part),
      cells: [part],
      line,
      starts: [{ offset: 0, line }, ...starts.map((start) => ({ ...start, offset: start.offset - from }))],
    });
    from = to;
  }
  return result;
}

// Only title marks: a round bracket that a text forgets to close must not swallow what follows.
function bracketDepth(text: string): number {
  return (text.match(/《/g)?.length ?? 0) - (text.match(/》/g)?.length ?? 0);
}

// A row's cells keep single spaces between lines of their own; a tab alone in front is an indent.
function cellsOf(raw: string): string[] {
  const cells = raw.split("\t").map((cell) => cell.replace(/[\s\u200b\ufeff]+/g, " ").trim());
  return cells.filter((cell) => cell !== "").length > 1 ? cells : [bare(raw)];
}

function bare(raw: string): string {
  return raw.replace(/[\s\u200b\ufeff]/g, "").replace(/\[bookmark:[^\]]*\]/g, "");
}

/** A sentence of a paragraph: where it starts and ends in the paragraph's text. */
export interface Sentence {
  start: number;
  end: number;
}

/** The sentences of a paragraph, cut at 。；！？ outside brackets; a remark in brackets stays with the one before. */
export function sentencesOf(norm: string): Sentence[] {
  const result: Sentence[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < norm.length; at += 1) {
    const unit = norm[at]!;
    if ("《（“〔".includes(unit)) depth += 1;
    else if ("》）”〕".includes(unit)) depth = Math.max(0, depth - 1);
    else if (unit === "。" || (depth === 0 && "；！？".includes(unit))) {
      let end = at + 1;
      while (norm[end] !== undefined && "”）".includes(norm[end]!)) end += 1;
      const remark = /^（(?:详?见|附)[^（）]*）。?/.exec(norm.slice(end));
      if (remark) end += remark[0].length;
      result.push({ start, end });
      start = end;
      at = end - 1;
      depth = 0;
    }
  }
  if (start < norm.length) result.push({ start, end: norm.length });
  return result;
}
