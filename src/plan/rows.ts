// Reads the rows of a 任务分解表: of real tables, of items with 牵头 and 责任 on lines of their own, of remarks in brackets.
import type { DateContext } from "./date-mention.ts";
import type { DraftRow } from "./draft.ts";
import { splitNames } from "./header.ts";
import { numberingOf } from "./outline.ts";
import type { Paragraph } from "./paragraphs.ts";
import { namesAt } from "./parties.ts";
import { timeRow } from "./row-times.ts";
import { findTables } from "./tables.ts";

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
  ["lead", /牵头|主责/],
  ["responsible", /责任|配合|参与|参加|落实单位|承办|协办/],
  ["due", /时限|时间|期限|节点|进度/],
  ["measures", /措施|举措|内容|要求|做法|标准/],
  ["task", /任务|事项|项目|指标|目标|工作|问题/],
];

function columnOf(cell: string): Column {
  return COLUMNS.find(([, pattern]) => pattern.test(cell))?.[0] ?? "other";
}

/** True for the heads of a table of tasks: who is responsible for which. */
function isTaskTable(heads: readonly string[]): boolean {
  const columns = heads.map(columnOf);
  return (
    (columns.includes("lead") || columns.includes("responsible")) &&
    (columns.includes("task") || columns.includes("measures"))
  );
}

/** Reads the rows of a plan's tables; a row is no 报送事项. `skip` are paragraphs of tables that were read otherwise. */
export function readRows(
  paragraphs: readonly Paragraph[],
  context: DateContext,
  skip: ReadonlySet<number>,
): Rows {
  const lines = new Set<number>(skip);
  const raw = [
    ...readTables(paragraphs, lines),
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

function readTables(paragraphs: readonly Paragraph[], lines: Set<number>): RawRow[] {
  const tables = findTables(paragraphs, isTaskTable).filter(({ lines: own }) => !lines.has(own[0]!));
  return tables.flatMap(({ heads, rows, lines: own }) => {
    for (const line of own) lines.add(line);
    const columns = heads.map(columnOf);
    return rows.map(({ cells }, order) => place(columns, cells, order + 1));
  });
}

function place(columns: readonly Column[], cells: readonly string[], order: number): RawRow {
  const row: RawRow = { no: "", task: "", measures: "", lead: [], responsible: [], dueText: "" };
  for (const [at, cell] of cells.entries()) {
    const column = columns[at] ?? "other";
    const text = cell.replace(/\s/g, "");
    if (column === "lead" || column === "responsible") row[column].push(...namesIn(cell));
    else if (column === "no") row.no = text;
    else if (column === "due") row.dueText += text;
    else if (column !== "other") row[column] += text;
  }
  if (row.task === "") [row.task, row.measures] = [row.measures, ""];
  if (row.no === "") row.no = String(order);
  return row;
}

/** The names of a list in a cell, split at its marks and at lines that each hold a whole name. */
export function namesIn(list: string): string[] {
  const lines = list.split(/\s+/).filter((line) => line !== "");
  const areWhole = lines.every((line) => /[、，；,;]$/.test(line) || namesAt(line, 0)?.end === line.length);
  const joined = lines.length > 1 && areWhole ? lines.join("；") : lines.join("");
  return splitNames(joined.replace(/,/g, "，").replace(/;/g, "；").replace(/。$/, "")).filter((name) =>
    /[一-龥A-Za-z0-9]/.test(name),
  );
}

const LEAD = /^(?:牵头|主责)(?:部门|单位|科室)?(?:（[^）]*）)?：/;
const RESPONSIBLE = /^(?:责任|参加|参与|配合|协办|落实)(?:部门|单位|科室)?(?:（[^）]*）)?：/;
const DUE = /^(?:完成|整改|办理|落实)?(?:时限|时间|期限)：/;
const ITEM = /^（?(\d{1,3})(?:）|[.、．])/;
// How many paragraphs an item may have before its 牵头部门.
const LONGEST_ITEM = 6;

// Items in running text, each followed by 牵头部门： and 责任部门： on lines of their own.
function readItems(paragraphs: readonly Paragraph[], lines: Set<number>): RawRow[] {
  const result: RawRow[] = [];
  for (let at = 0; at < paragraphs.length; at += 1) {
    const item = lines.has(at) ? null : ITEM.exec(paragraphs[at]!.norm);
    if (item === null) continue;
    let next = at + 1;
    const isLabel = (norm: string) => LEAD.test(norm) || RESPONSIBLE.test(norm);
    while (
      next < Math.min(at + LONGEST_ITEM, paragraphs.length) &&
      !isLabel(paragraphs[next]!.norm) &&
      numberingOf(paragraphs[next]!.norm) === null
    )
      next += 1;
    if (!isLabel(paragraphs[next]?.norm ?? "")) continue;
    const task = paragraphs
      .slice(at, next)
      .map(({ text }) => text)
      .join("");
    const row = { ...emptyRow(item[1]!), task: task.slice(item[0].length) };
    next = readLabels(paragraphs, next, row);
    for (let line = at; line < next; line += 1) lines.add(line);
    result.push(row);
    at = next - 1;
  }
  return result;
}

const emptyRow = (no: string): RawRow => ({
  no,
  task: "",
  measures: "",
  lead: [],
  responsible: [],
  dueText: "",
});

function readLabels(paragraphs: readonly Paragraph[], from: number, row: RawRow): number {
  let next = from;
  for (; next < paragraphs.length; next += 1) {
    const { norm, text } = paragraphs[next]!;
    const due = DUE.exec(norm);
    if (due !== null) {
      row.dueText = text.slice(due[0].length);
      continue;
    }
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
  return next;
}

const REMARK = /（(?:牵头|责任|主责)(?:部门|单位|科室)?：[^（）]*(?:（[^（）]*）[^（）]*)*）。?$/;

// 「〔甲局牵头，乙局、丙局按职责分工负责〕」.
const SHARED_OUT =
  /[〔（]((?:[^〔〕（）]|（[^〔〕（）]{1,16}）){2,200}(?<=负责|牵头|配合|参与|落实))[〕）]。?$/;

function withDoers(row: RawRow, words: string): RawRow {
  for (const part of words.split(/(?<=牵头|主责)[，；、]/)) {
    const isLead = /(?:牵头|主责)$/.test(part);
    const list = part.replace(
      /^由|等?(?:按(?:照)?(?:各自)?职责(?:分工)?)?(?:分别|共同)?(?:牵头|主责|负责|配合|参与|落实)$/g,
      "",
    );
    row[isLead ? "lead" : "responsible"].push(...namesIn(list));
  }
  return row;
}

// The same without brackets: 「…。责任单位：甲办；完成时限：3月20日。」
const LABELS =
  /(?<=[。；])(?=[^。]*(?:单位|部门|科室)：)(?:牵头|责任|主责|配合|包联|分管|完成)(?:领导|单位|部门|科室|人|时限|时间)：[^。]*。?$/;

// 「…（牵头单位：甲局；责任单位：乙局、丙局；完成时限：6月底）」 at the end of an item, which may hold duties too.
function readInline(paragraphs: readonly Paragraph[], lines: Set<number>): RawRow[] {
  const result: RawRow[] = [];
  for (const [index, { norm, text }] of paragraphs.entries()) {
    const shared = lines.has(index) ? null : SHARED_OUT.exec(norm);
    if (shared !== null) {
      const numbering = numberingOf(norm);
      const row = {
        ...emptyRow(String(numbering?.value ?? result.length + 1)),
        task: text.slice(numbering?.length ?? 0, shared.index),
      };
      result.push(withDoers(row, shared[1]!));
      continue;
    }
    const remark = lines.has(index) ? null : (REMARK.exec(norm) ?? LABELS.exec(norm));
    if (remark === null) continue;
    const numbering = numberingOf(norm);
    const row = {
      ...emptyRow(String(numbering?.value ?? result.length + 1)),
      task: text.slice(numbering?.length ?? 0, remark.index),
    };
    for (const part of remark[0].replace(/^（|）。?$/g, "").split(/[；。，](?=[一-龥]{2,6}：)/)) {
      const [label, list] = [part.slice(0, part.indexOf("：")), part.slice(part.indexOf("：") + 1)];
      if (/领导|人$/.test(label)) continue;
      if (/牵头|主责/.test(label)) row.lead.push(...namesIn(list));
      else if (/责任|配合|参加|参与|协办/.test(label)) row.responsible.push(...namesIn(list));
      else if (/时限|时间|期限/.test(label)) row.dueText = list;
    }
    result.push(row);
  }
  return result;
}
