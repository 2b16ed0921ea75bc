// Finds the two tables of a roster workbook by their headers and reads them row by row, each value with its cell.
import { foldLabel } from "../ledger/value.ts";
import type { TableReading } from "../ledger/workbook.ts";

/** Columns of the 单位 sheet. */
export const UNIT_COLUMNS = ["单位编码", "单位名称", "别名", "类型", "组成员"] as const;

/** Columns of the 人员 sheet. */
export const PERSON_COLUMNS = ["姓名", "手机号", "单位", "角色", "A/B角", "离任日期"] as const;

/** One cell of a record: where it stands and what it says, empty where nothing does. */
export interface Entry {
  cell: string;
  text: string;
}

/** A record by column label. */
export type Entries<Label extends string> = Record<Label, Entry>;

/** A table as found: the sheet's name and its records. */
export interface Found<Label extends string> {
  sheet: string;
  records: Entries<Label>[];
}

// A header may stand below a title and a note.
const HEADER_WITHIN = 10;

/** The first table that carries the required columns under their labels; null where there is none. */
export function findTable<Label extends string>(
  reading: TableReading,
  labels: readonly Label[],
  required: readonly Label[],
): Found<Label> | null {
  for (const { name, rows } of reading.sheets) {
    for (const [index, row] of rows.slice(0, HEADER_WITHIN).entries()) {
      const columns = new Map<string, string>();
      for (const { address, text } of row.cells) columns.set(labelOf(text), address.replace(/\d+$/, ""));
      if (!required.every((label) => columns.has(label))) continue;
      return {
        sheet: name,
        records: rows.slice(index + 1).map(({ number, cells }) => {
          const texts = new Map(cells.map(({ address, text }) => [address, text.replace(/\s+/g, " ")]));
          const entry = (label: Label): Entry => {
            const column = columns.get(label);
            const cell = `${column ?? columns.get(required[0]!)}${number}`;
            return { cell, text: column ? (texts.get(cell) ?? "") : "" };
          };
          return Object.fromEntries(labels.map((label) => [label, entry(label)])) as Entries<Label>;
        }),
      };
    }
  }
  return null;
}

/** A header's label without 「(可空)」 and the like. */
function labelOf(text: string): string {
  return foldLabel(text)
    .replace(/[((].*$/, "")
    .toUpperCase();
}
