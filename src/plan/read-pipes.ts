// Puts back into rows the tables that a web page left as one cell to a line, each closed by a bar.

const CELLS = /^[^|\t]*(?:\|\s*)+$/;
const HEAD = /^[^\d。，]{2,16}$/;
const HEAD_WORD = /任务|内容|措施|单位|部门|时限|时间|期限|材料|名称|事项|序号|要求|进展|备注/;
const SHORTEST = 6;

/** The text with such tables as lines with tabs; it keeps as many lines. */
export function joinPiped(text: string): string {
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    let end = at;
    while (end < lines.length && CELLS.test(lines[end]!)) end += 1;
    if (end - at >= SHORTEST) lines.splice(at, end - at, ...rowsOf(lines.slice(at, end)));
    at = Math.max(at, end);
  }
  return lines.join("\n");
}

function rowsOf(lines: readonly string[]): string[] {
  const cells = lines.flatMap((line, from) =>
    line
      .trimEnd()
      .slice(0, -1)
      .split("|")
      .map((cell) => ({ text: cell.trim(), from })),
  );
  const first = cells.findIndex(({ text }) => text !== "");
  let width = 0;
  while (HEAD.test(cells[first + width]?.text ?? "") && HEAD_WORD.test(cells[first + width]!.text))
    width += 1;
  if (width < 3) return lines.map((line) => line.replace(/\|/g, ""));
  const result = lines.map(() => "");
  for (let at = first; at < cells.length; at += width) {
    const row = cells.slice(at, at + width);
    result[row[0]!.from] = row.map(({ text }) => text).join("\t");
  }
  return result;
}
