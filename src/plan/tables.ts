// Finds the tables of a plan, whether their rows are lines with tabs or a web page flattened them into a line for each cell.
import { numberingOf } from "./outline.ts";
import type { Paragraph } from "./paragraphs.ts";

/** A row: its cells under the table's heads, and the paragraphs that it takes up. */
export interface TableRow {
  cells: string[];
  from: number;
  /** One past its last paragraph. */
  to: number;
}

/** A table with its heads; `lines` are the paragraphs of the heads, the rows and the headings between them. */
export interface PlanTable {
  heads: string[];
  rows: TableRow[];
  lines: number[];
}

const LONGEST_HEAD = 16;
const MOST_COLUMNS = 10;
// How far the next number may stand away when a row has more lines than columns.
const FAR = 8;
const HEAD =
  /序号|编号|任务|事项|项目|内容|名称|措施|举措|要求|单位|部门|科室|责任|牵头|配合|时限|时间|期限|节点|频次|周期|报送|接收|备注|材料|报表|资料|指标|目标|联系|方式|对象|主体|成果|形式/;

/** The tables of a plan; `isHead` tells which heads make a table that is wanted. */
export function findTables(
  paragraphs: readonly Paragraph[],
  isHead: (heads: readonly string[]) => boolean,
): PlanTable[] {
  return [...findTabbed(paragraphs, isHead), ...findFlattened(paragraphs, isHead)];
}

const looksLikeHeads = (cells: readonly string[]) =>
  cells.length >= 3 &&
  cells.every((cell) => cell.length <= LONGEST_HEAD) &&
  cells.filter((cell) => HEAD.test(cell)).length >=
    Math.max(2, cells.filter((cell) => cell !== "").length - 1);

function findTabbed(
  paragraphs: readonly Paragraph[],
  isHead: (heads: readonly string[]) => boolean,
): PlanTable[] {
  const result: PlanTable[] = [];
  let open: PlanTable | null = null;
  for (const [index, { cells, norm }] of paragraphs.entries()) {
    if (cells.length < 2) {
      // A heading between the rows (「一、能力素质」) does not end the table; other words do.
      if (open !== null && (norm.length > 40 || numberingOf(norm) === null)) open = null;
      continue;
    }
    const heads = cells.map((cell) => cell.replace(/\s/g, ""));
    if (looksLikeHeads(heads)) {
      open = null;
      if (isHead(heads)) {
        open = { heads, rows: [], lines: [index] };
        result.push(open);
      }
      continue;
    }
    if (open === null) continue;
    open.lines.push(index);
    if (cells.filter((cell) => cell !== "").length > 1) open.rows.push({ cells, from: index, to: index + 1 });
  }
  return result;
}

// A line for each cell, the heads first.
function findFlattened(
  paragraphs: readonly Paragraph[],
  isHead: (heads: readonly string[]) => boolean,
): PlanTable[] {
  const result: PlanTable[] = [];
  for (let at = 0; at < paragraphs.length; at += 1) {
    if (!/^(?:序号|编号)$/.test(paragraphs[at]!.norm)) continue;
    const heads: string[] = [];
    let next = at;
    for (; next < paragraphs.length && heads.length < MOST_COLUMNS; next += 1) {
      const { norm, cells } = paragraphs[next]!;
      if (cells.length > 1 || norm.length > LONGEST_HEAD || /^\d+$/.test(norm) || numberingOf(norm) !== null)
        break;
      heads.push(norm);
    }
    if (heads.length < 3 || !isHead(heads)) continue;
    const table = { heads, rows: [], lines: paragraphs.slice(at, next).map((_one, offset) => at + offset) };
    at = readFlatRows(paragraphs, next, table) - 1;
    result.push(table);
  }
  return result;
}

function readFlatRows(paragraphs: readonly Paragraph[], from: number, table: PlanTable): number {
  const width = table.heads.length - 1;
  let at = from;
  let expected: number | null = null;
  while (at < paragraphs.length) {
    const { norm } = paragraphs[at]!;
    const isNumber = /^\d{1,3}$/.test(norm) && (expected === null || Number(norm) === expected);
    if (!isNumber) {
      const form = numberingOf(norm)?.form;
      const isHeading = form === "chinese" || form === "bracketed";
      const continues = paragraphs.slice(at, at + FAR).some((one) => one.norm === String(expected));
      if (!isHeading && !continues) return at;
      if (!isHeading || norm.length > 40) {
        if (!continues) return at;
        // A cell of more lines than the table has columns goes on in the column of measures.
        const last = table.rows.at(-1);
        if (last !== undefined) {
          last.cells[Math.min(2, width)] += paragraphs[at]!.text;
          last.to = at + 1;
        }
      }
      table.lines.push(at);
      at += 1;
      continue;
    }
    const row: TableRow = { cells: [norm], from: at, to: at + 1 };
    expected = Number(norm) + 1;
    table.lines.push(at);
    for (at += 1; at < paragraphs.length && row.cells.length <= width; at += 1) {
      if (paragraphs[at]!.norm === String(expected)) break;
      row.cells.push(paragraphs[at]!.text);
      table.lines.push(at);
    }
    row.to = at;
    table.rows.push(row);
  }
  return at;
}
