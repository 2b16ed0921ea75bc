// Reads the rows of a 任务分解表, whether flattened into lines, written with tabs, or as items with 牵头 and 责任.
import type { DateContext } from "./dates.ts";
import type { DraftRow } from "./draft.ts";
import { splitNames } from "./header.ts";
import { numberingOf } from "./outline.ts";
import type { Paragraph } from "./paragraphs.ts";
import { timeRow } from "./row-times.ts";

/** The rows of a plan's tables, and the indexes of the paragraphs that they take up. */
export interface Rows {
  rows: DraftRow[];
  lines: Set<number>;
}

type Column = "no" | "task" | "measures" | "lead" | "responsible" | "due" | "other";
interface RawRow {
  no: string;
  task: string;
  measures: string;
  lead: string[];
  responsible: string[];
  dueText: string;
}

const COLUMNS: [Column, RegExp][] = [
  ["no", /^序号$|^编号$/],
  ["lead", /牵头/],
  ["responsible", /责任|配合|参与|参加|落实单位|承办/],
  ["due", /时限|时间|期限|节点|进度/],
  ["measures", /措施|举措|内容|要求|做法|标准/],
  ["task", /任务|事项|项目|指标|目标|工作/],
];
const LONGEST_HEAD = 12;
const MOST_COLUMNS = 8;
// How far the next number may stand away when a row has more lines than columns.
const FAR = 8;

function columnOf(cell: string): Column {
  return COLUMNS.find(([, pattern]) => pattern.test(cell))?.[0] ?? "other";
}

/** Reads the rows of a plan's tables; a row is no 报送事项. */
export function readRows(paragraphs: readonly Paragraph[], context: DateContext): Rows {
  const lines = new Set<number>();
  const raw = [
    ...readTabbed(paragraphs, lines),
    ...readFlattened(paragraphs, lines),
    ...readItems(paragraphs, lines),
    ...readInline(paragraphs, lines),
  ];
  return { rows: raw.map((row) => finish(row, context)), lines };
}

function finish({ dueText, ...row }: RawRow, context: DateContext): DraftRow {
  const times = timeRow([dueText, row.task, row.measures], context);
  const confirm = [...times.confirm];
  if (row.lead.length > 1) confirm.push("有多家牵头单位,由谁汇总请确定");
  if (row.lead.length + row.responsible.length === 0) confirm.push("没有写明责任单位,请确定");
  return { ...row, due: times.due, recurrence: times.recurrence, confirm };
}

function place(columns: readonly Column[], cells: readonly string[], no: string): RawRow {
  const row: RawRow = { no, task: "", measures: "", lead: [], responsible: [], dueText: "" };
  for (const [at, cell] of cells.entries()) {
    const column = columns[at] ?? "other";
    if (column === "lead" || column === "responsible") row[column].push(...namesIn(cell));
    else if (column === "task" || column === "measures") row[column] += cell;
    else if (column === "due") row.dueText += cell;
  }
  if (row.task === "") [row.task, row.measures] = [row.measures, ""];
  return row;
}

function namesIn(list: string): string[] {
  return splitNames(list.replace(/,/g, "，").replace(/;/g, "；").replace(/。$/, ""));
}

// Rows that came from a real table: a line each, tabs between the cells.
function readTabbed(paragraphs: readonly Paragraph[], lines: Set<number>): RawRow[] {
  const result: RawRow[] = [];
  let columns: Column[] | null = null;
  for (const [index, { cells }] of paragraphs.entries()) {
    if (cells.length < 3) {
      columns = numberingOf(cells[0] ?? "") === null && cells.length === 1 ? null : columns;
      continue;
    }
    const heads = cells.map(columnOf);
    const isHead =
      cells.every((cell) => cell.length <= LONGEST_HEAD) &&
      (heads.includes("lead") || heads.includes("responsible")) &&
      (heads.includes("task") || heads.includes("measures"));
    if (isHead) {
      columns = heads;
      lines.add(index);
      continue;
    }
    if (columns === null) continue;
    lines.add(index);
    const at = columns.indexOf("no");
    const no = at === -1 ? String(result.length + 1) : (cells[at] ?? "");
    result.push(place(columns, cells, no === "" ? String(result.length + 1) : no));
  }
  return result;
}

// A table that a web page flattened: a line for each cell, the heads first.
function readFlattened(paragraphs: readonly Paragraph[], lines: Set<number>): RawRow[] {
  const result: RawRow[] = [];
  for (let at = 0; at < paragraphs.length; at += 1) {
    if (lines.has(at) || paragraphs[at]!.norm !== "序号") continue;
    const heads: string[] = [];
    let next = at;
    for (; next < paragraphs.length && heads.length < MOST_COLUMNS; next += 1) {
      const { norm } = paragraphs[next]!;
      if (norm.length > LONGEST_HEAD || /^\d+$/.test(norm) || numberingOf(norm) !== null) break;
      heads.push(norm);
    }
    const columns = heads.map(columnOf);
    if (columns.length < 3 || !(columns.includes("responsible") || columns.includes("lead"))) continue;
    for (let head = at; head < next; head += 1) lines.add(head);
    at = readFlatRows(paragraphs, next, columns, lines, result) - 1;
  }
  return result;
}

function readFlatRows(
  paragraphs: readonly Paragraph[],
  from: number,
  columns: readonly Column[],
  lines: Set<number>,
  result: RawRow[],
): number {
  const width = columns.length - 1;
  let at = from;
  let expected: number | null = null;
  while (at < paragraphs.length) {
    const { norm } = paragraphs[at]!;
    const isNumber = /^\d{1,3}$/.test(norm) && (expected === null || Number(norm) === expected);
    if (!isNumber) {
      const isHeading = numberingOf(norm)?.form === "chinese" || numberingOf(norm)?.form === "bracketed";
      const goesOn = paragraphs.slice(at, at + FAR).some((one) => one.norm === String(expected));
      if (!isHeading && !goesOn) return at;
      if (!isHeading || norm.length > 40) {
        const last = result.at(-1);
        if (!goesOn) return at;
        if (last !== undefined) last.measures += paragraphs[at]!.text;
      }
      lines.add(at);
      at += 1;
      continue;
    }
    const no = norm;
    expected = Number(norm) + 1;
    lines.add(at);
    at += 1;
    const cells: string[] = [];
    while (at < paragraphs.length && cells.length < width) {
      const cell = paragraphs[at]!;
      if (cell.norm === String(expected)) break;
      cells.push(cell.text);
      lines.add(at);
      at += 1;
    }
    result.push(place(["no", ...columns.slice(1)], [no, ...cells], no));
  }
  return at;
}

const LEAD = /^(?:牵头|主责)(?:部门|单位)(?:（[^）]*）)?：/;
const RESPONSIBLE = /^(?:责任|参加|参与|配合|协办|落实)(?:部门|单位)(?:（[^）]*）)?：/;
const ITEM = /^（?(\d{1,3})(?:）|[.、．])/;

// Items in running text, each followed by 牵头部门： and 责任部门： on lines of their own.
function readItems(paragraphs: readonly Paragraph[], lines: Set<number>): RawRow[] {
  const result: RawRow[] = [];
  for (let at = 0; at < paragraphs.length; at += 1) {
    const item = lines.has(at) ? null : ITEM.exec(paragraphs[at]!.norm);
    if (item === null) continue;
    let next = at + 1;
    while (
      next < Math.min(at + 6, paragraphs.length) &&
      !LEAD.test(paragraphs[next]!.norm) &&
      !RESPONSIBLE.test(paragraphs[next]!.norm) &&
      numberingOf(paragraphs[next]!.norm) === null
    )
      next += 1;
    const first = paragraphs[next]?.norm ?? "";
    if (!LEAD.test(first) && !RESPONSIBLE.test(first)) continue;
    const row: RawRow = {
      no: item[1]!,
      task: paragraphs
        .slice(at, next)
        .map(({ text }) => text)
        .join("")
        .slice(item[0].length),
      measures: "",
      lead: [],
      responsible: [],
      dueText: "",
    };
    for (; next < paragraphs.length; next += 1) {
      const { norm, text } = paragraphs[next]!;
      const label = LEAD.exec(norm) ?? RESPONSIBLE.exec(norm);
      if (label === null) break;
      let list = text.slice(label[0].length);
      // A name that was broken over two lines.
      const below = paragraphs[next + 1];
      if (
        below !== undefined &&
        below.norm.length <= 12 &&
        !/[：。]/.test(below.norm) &&
        numberingOf(below.norm) === null
      ) {
        list += below.text;
        next += 1;
      }
      row[LEAD.test(norm) ? "lead" : "responsible"].push(...namesIn(list));
    }
    for (let line = at; line < next; line += 1) lines.add(line);
    result.push(row);
    at = next - 1;
  }
  return result;
}

const REMARK = /（(?:牵头|责任)(?:部门|单位)：[^（）]*(?:（[^（）]*）[^（）]*)*）。?$/;

// 「…（牵头单位：甲局；责任单位：乙局、丙局；完成时限：6月底）」 at the end of an item, which may hold duties too.
function readInline(paragraphs: readonly Paragraph[], lines: Set<number>): RawRow[] {
  const result: RawRow[] = [];
  for (const [index, { norm, text }] of paragraphs.entries()) {
    const remark = lines.has(index) ? null : REMARK.exec(norm);
    if (remark === null) continue;
    const numbering = numberingOf(norm);
    const row: RawRow = {
      no: String(numbering?.value ?? result.length + 1),
      task: text.slice(numbering?.length ?? 0, remark.index),
      measures: "",
      lead: [],
      responsible: [],
      dueText: "",
    };
    for (const part of remark[0].replace(/^（|）。?$/g, "").split(/[；。，](?=[一-龥]{2,6}：)/)) {
      const [label, list] = [part.slice(0, part.indexOf("：")), part.slice(part.indexOf("：") + 1)];
      if (/牵头/.test(label)) row.lead.push(...namesIn(list));
      else if (/责任|配合|参加|参与/.test(label)) row.responsible.push(...namesIn(list));
      else if (/时限|时间|期限/.test(label)) row.dueText = list;
    }
    result.push(row);
  }
  return result;
}
