// An empty form of .xlsx whose header row becomes the columns of a new ledger, their kinds guessed from what they are called.
import { codecOf } from "../../ledger/kinds.ts";
import { foldLabel } from "../../ledger/value.ts";
import { readTable, type TableCell } from "../../ledger/workbook.ts";
import type { Definitions } from "../definitions.ts";
import { BLANK_COLUMN, FIXED_KIND_NAMES, type TypedColumn } from "./typed.ts";

/** What a form says of a ledger. */
export interface ReadForm {
  /** What stands above the header, where something does. */
  title: string | null;
  columns: TypedColumn[];
}

const SEARCHED_ROWS = 30;
const LEAST_COLUMNS = 2;
const MOST_LABEL = 30;
const NOT_ASKED = /^(序号|序|编号|项次|行号|填报单位|报送单位|填报科室)$/;
const TITLE_NOISE = /^附件[\d-]*[.、:：]?$|填报单位|填报人|填报时间|填表|表号/;

/** The header of the first sheet that has one; a sentence where the file has none or can't be read. */
export async function readEmptyForm(
  bytes: Uint8Array,
  definitions: Definitions,
): Promise<ReadForm | { problem: string }> {
  const { sheets, issue } = await readTable(bytes);
  if (issue) return { problem: issue };
  for (const { rows } of sheets) {
    const found = findHeader(rows.slice(0, SEARCHED_ROWS).map(({ cells }) => cells));
    if (found)
      return { title: titleAbove(rows, found.index), columns: found.labels.map(guesser(definitions)) };
  }
  return { problem: "没有在表里找到表头：请确认第一张表里有一行写着各栏的名称，再传一次。" };
}

function findHeader(rows: readonly TableCell[][]): { index: number; labels: string[] } | null {
  const readings = rows.map((cells, index) => ({ index, labels: labelsOf(cells, rows[index - 1] ?? []) }));
  const most = Math.max(0, ...readings.map(({ labels }) => labels.length));
  if (most < LEAST_COLUMNS) return null;
  // Of a header over two rows the lower one names every column.
  const best = readings.filter(({ labels }) => labels.length === most);
  const [first, second] = best;
  return second && second.index === first!.index + 1 ? second : first!;
}

function labelsOf(cells: readonly TableCell[], above: readonly TableCell[]): string[] {
  const labels: string[] = [];
  const seen = new Set<string>();
  for (const { column, text } of cells) {
    const label = text.replace(/\s+/g, "");
    if (label === "" || label.length > MOST_LABEL || /^[\d()（）.%]+$/.test(label) || NOT_ASKED.test(label))
      continue;
    const group = above.find((cell) => cell.column === column)?.text.replace(/\s+/g, "") ?? "";
    const short = label.length <= 2 && group !== label && group.length + label.length <= MOST_LABEL;
    const whole = short ? `${group}${label}` : label;
    if (seen.has(foldLabel(whole))) continue;
    seen.add(foldLabel(whole));
    labels.push(whole);
  }
  return labels;
}

function titleAbove(rows: readonly { cells: readonly TableCell[] }[], header: number): string | null {
  const lines = rows
    .slice(0, header)
    .flatMap(({ cells }) => cells.slice(0, 1).map(({ text }) => text.trim()));
  return lines.find((line) => line.length >= 2 && line.length <= 60 && !TITLE_NOISE.test(line)) ?? null;
}

/** A column as the built-in ledgers know it by that name, else by the word it ends with. */
function guesser({ all }: Definitions): (label: string) => TypedColumn {
  const known = new Map(
    all.flatMap(({ fields }) =>
      fields
        .filter((field) => !(field.kind in FIXED_KIND_NAMES) && codecOf(field).control !== "output")
        .map((field) => [foldLabel(field.label), field] as const),
    ),
  );
  return (label) => {
    const field = known.get(foldLabel(label));
    if (field)
      return {
        ...BLANK_COLUMN,
        label,
        kind: field.kind,
        options: (field.options ?? []).join("\n"),
        hint: field.hint ?? "",
      };
    return { ...BLANK_COLUMN, label, kind: kindOf(label) };
  };
}

function kindOf(label: string): TypedColumn["kind"] {
  if (/^是否|是否$/.test(label)) return "boolean";
  if (/(日期|时间|时限|期限)$/.test(label)) return "date";
  if (/(率|比例|占比)$/.test(label)) return "percent";
  if (/(金额|面积|经费)/.test(label)) return "decimal";
  if (/(数|数量|次数|件数|人数|户数)$/.test(label)) return "integer";
  if (/(电话|手机|联系方式)$/.test(label)) return "phone";
  if (/(姓名|责任人|联系人|负责人)$/.test(label)) return "person";
  if (/(单位|部门|科室|机构)$/.test(label)) return "unit";
  if (/(情况|内容|措施|描述|问题|建议|经过|说明)$/.test(label)) return "longText";
  return "text";
}
