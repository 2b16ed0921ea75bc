// Cuts a plan's text into paragraphs without white space, each remembering the lines it came from.

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

const STARTS_ANEW =
  /^(?:[（(]?[一二三四五六七八九十]+[）)、.．]|[（(]?\d{1,3}(?:[）)、．]|\.(?!\d))|[①-⑳]|第[一二三四五六七八九十百\d]+[条章节阶]|附件|附[:：]|联系|抄送|牵头|责任|\d{4}年\d{1,2}月\d{1,2}日$)/;
const ENDS = /[。！？!?；;：:]$/;

/** The paragraphs of a text; lines that one sentence or one title was broken over are joined again. */
export function paragraphsOf(text: string): Paragraph[] {
  const lines = text.split(/\r\n|\r|\n/);
  const width = wrapWidth(lines);
  const result: Paragraph[] = [];
  let open: { content: string; paragraph: Paragraph } | null = null;
  for (const [index, raw] of lines.entries()) {
    const content = raw.replace(/[\s\u200b\ufeff]/g, "").replace(/\[bookmark:[^\]]*\]/g, "");
    if (content === "") {
      open = null;
      continue;
    }
    const cells = raw.split("\t").map((cell) => cell.replace(/\s/g, ""));
    const joins: boolean =
      open !== null &&
      cells.length === 1 &&
      open.paragraph.cells.length === 1 &&
      !STARTS_ANEW.test(content) &&
      (bracketDepth(open.paragraph.text) > 0
        ? open.paragraph.starts.length < 4
        : width !== null && open.content.length >= width - 4 && !ENDS.test(open.content));
    if (joins && open !== null) {
      const paragraph: Paragraph = open.paragraph;
      paragraph.starts.push({ offset: paragraph.text.length, line: index + 1 });
      paragraph.text += content;
      paragraph.cells = [paragraph.text];
      open = { content, paragraph };
      continue;
    }
    const paragraph: Paragraph = {
      text: content,
      norm: "",
      cells: cells.length > 1 ? cells : [content],
      line: index + 1,
      starts: [{ offset: 0, line: index + 1 }],
    };
    result.push(paragraph);
    open = { content, paragraph };
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

/** The width at which a text was wrapped by hand, or null where its lines are whole paragraphs. */
function wrapWidth(lines: string[]): number | null {
  const lengths = lines.map((line) => line.replace(/\s/g, "").length).filter((length) => length > 0);
  const longest = [...lengths].sort((a, b) => a - b)[Math.floor(lengths.length * 0.95)] ?? 0;
  if (longest < 18 || longest > 60 || lengths.length < 8) return null;
  const full = lines.filter((line) => {
    const content = line.replace(/\s/g, "");
    return content.length >= longest - 4 && !ENDS.test(content);
  });
  return full.length >= lengths.length * 0.3 ? longest : null;
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
