// Tells which lines of a text go on with the one before: texts wrapped by hand, and lines broken in mid-word.

/** How a text was wrapped: the columns of a full line, and whether its paragraphs begin with an indent. */
export interface Wrap {
  columns: number;
  indents: boolean;
}

const STARTS_ANEW =
  /^(?:[（(]?[一二三四五六七八九十]+[）)、.．]|[（(]?\d{1,3}(?:[）)、．]|\.(?!\d))|[①-⒛㈠-㈩]|\d{1,2}\ufe0f?\u20e3|\p{Extended_Pictographic}(?<!\d)|第[一二三四五六七八九十百\d]+[条章节步阶]|附件|附[:：]|联系|抄送|牵头|责任|\d{4}年\d{1,2}月\d{1,2}日$)/u;
const ENDS = /[。！？!?；;：:]$/;
// What no paragraph begins with, and what none ends with.
const MUST_FOLLOW = /^[，。；、）》」』”！？,;)]/;
const MUST_GO_ON = /[，、（《(“]$/;
// 「2024年1月2」 and 「2日」; 「关于印发某方案的」 and 「通 知」.
const CUT_DATE = /\d{4}年(?:\d{1,2}(?:月\d{0,2})?)?$/;
const REST_OF_DATE = /^(?:\d{1,2})?[月日]|^\d{1,2}月\d{0,2}日?$/;
const CUT_TITLE = /(?:》|方案|办法|细则|要点|意见|计划|工作|行动|活动|检查|治理|整治|事项)的$/;
const REST_OF_TITLE = /^(?:补充|紧急)?(?:通知|函|意见|批复|通报|报告)(?:[（(][^（）()]{1,6}[）)])?$/;
const NARROWEST = 30;
const WIDEST = 124;
const SLACK = 4;
const INDENT = /^(?:\u3000| {2}|\t)/;

/** The columns that a line takes up: two for a Chinese character. */
function columnsOf(line: string): number {
  let columns = 0;
  for (const unit of line.trimEnd()) columns += /[\u2010-\uffff]/.test(unit) ? 2 : 1;
  return columns;
}

/** How a text was wrapped by hand, or null where its lines are whole paragraphs. */
export function wrapOf(lines: readonly string[]): Wrap | null {
  const written = lines.filter((line) => line.trim() !== "" && !line.includes("\t"));
  if (written.length < 6) return null;
  const widths = written.map(columnsOf).sort((a, b) => a - b);
  const columns = widths[Math.floor(widths.length * 0.95) - 1] ?? 0;
  if (columns < NARROWEST || columns > WIDEST || (widths.at(-1) ?? 0) > columns + 2 * SLACK) return null;
  const full = written.filter((line) => columnsOf(line) >= columns - SLACK);
  const cut = full.filter((line) => !ENDS.test(line.trimEnd()));
  if (cut.length < 3 || full.length < written.length * 0.25) return null;
  const indented = written.filter((line) => INDENT.test(line)).length;
  return { columns, indents: indented >= 3 && indented < written.length * 0.9 };
}

/** True where a line goes on with the paragraph so far; `last` is that paragraph's last line as it stands. */
export function goesOn(paragraph: string, last: string, line: string, wrap: Wrap | null): boolean {
  const content = line.trim();
  if (MUST_FOLLOW.test(content)) return true;
  if (CUT_DATE.test(paragraph) && REST_OF_DATE.test(content)) return true;
  if (/\d$/.test(paragraph) && /^[年月日号]/.test(content)) return true;
  if (wrap !== null && /^[（(]联系人/.test(content) && !/[日。]$/.test(paragraph)) return true;
  if (CUT_TITLE.test(paragraph) && REST_OF_TITLE.test(content.replace(/\s/g, ""))) return true;
  const isFull = wrap !== null && columnsOf(last) >= wrap.columns - SLACK;
  if (isFull && wrap.indents && INDENT.test(last) !== INDENT.test(line) && !INDENT.test(line))
    return !(ENDS.test(last.trimEnd()) && STARTS_ANEW.test(content));
  if (STARTS_ANEW.test(content)) return false;
  if (MUST_GO_ON.test(paragraph)) return true;
  return isFull && !ENDS.test(last.trimEnd()) && !(wrap.indents && INDENT.test(line));
}
