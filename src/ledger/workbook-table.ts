// Plain tables: lists to hand out, and sheets such as the roster read as text with their cell addresses.

import { WORDS } from "./messages.ts";
import { type RawValue, rawText } from "./value.ts";
import { sheetName } from "./workbook-ledger-parts.ts";
import { openSheets } from "./workbook-read.ts";
import { addressOf } from "./workbook-sheet.ts";
import { type CellContent, type CellLook, type RowPlan, writeSheets } from "./workbook-write.ts";
import { WorkbookRefused } from "./workbook-zip.ts";

/** A column of a plain table; width in characters, 14 unless told. */
export interface TableColumn {
  label: string;
  width?: number;
  align?: "left" | "center" | "right";
}

/** A plain table to write; a note may stand below it. */
export interface TableInput {
  title: string;
  columns: readonly TableColumn[];
  rows: readonly (readonly CellContent[])[];
  note?: string;
  sheetName?: string;
}

/** A cell as text with its address, such as `C5`. */
export interface TableCell {
  address: string;
  column: number;
  text: string;
}

/** A workbook as text: its sheets' rows that hold something; `issue` is the sentence when it was refused. */
export interface TableReading {
  sheets: { name: string; rows: { number: number; cells: TableCell[] }[] }[];
  issue: string | null;
}

const HEADER_ROW = 2;

/** The bytes of a titled table. Text stays text, days may be given as `Date` at 00:00 UTC. */
export async function buildTable(input: TableInput): Promise<Uint8Array> {
  const widths = input.columns.map((column) => column.width ?? 14);
  return writeSheets(
    [
      {
        name: sheetName(input.sheetName ?? input.title),
        widths,
        headerRow: HEADER_ROW,
        rows: tableRows(input),
        lastRow: HEADER_ROW + input.rows.length + (input.note ? 1 : 0),
        portrait: widths.reduce((sum, width) => sum + width, 0) <= 90,
        footer: WORDS.pages,
      },
    ],
    WORDS.optionsSheet,
  );
}

/** Reads any workbook's visible sheets as text; merged ranges read as their top-left cell. */
export async function readTable(bytes: Uint8Array): Promise<TableReading> {
  try {
    const { sheets } = await openSheets(bytes);
    return { issue: null, sheets: sheets.map(({ name, rows }) => ({ name, rows: rows.map(textRow) })) };
  } catch (error) {
    if (error instanceof WorkbookRefused) return { sheets: [], issue: error.message };
    throw error;
  }
}

function textRow(row: { number: number; cells: Map<number, RawValue> }): {
  number: number;
  cells: TableCell[];
} {
  const cells = [...row.cells]
    .sort(([a], [b]) => a - b)
    .map(([column, value]) => ({ address: addressOf(column, row.number), column, text: rawText(value) }))
    .filter((cell) => cell.text !== "");
  return { number: row.number, cells };
}

function* tableRows({ title, columns, rows, note }: TableInput): Generator<RowPlan> {
  const span = columns.length;
  yield {
    height: 34,
    cells: [{ column: 1, span, content: title, look: { font: "title", align: "center" } }],
  };
  const head: CellLook = { font: "head", align: "center", border: true };
  yield {
    height: 26,
    cells: columns.map((column, at) => ({ column: at + 1, content: column.label, look: head })),
  };
  for (const row of rows)
    yield {
      cells: columns.map((column, at) => {
        const content = row[at] ?? null;
        return { column: at + 1, content, look: lookOf(column, content) };
      }),
    };
  if (note) yield { height: 30, cells: [{ column: 1, span, content: note, look: { font: "note" } }] };
}

function lookOf(column: TableColumn, content: CellContent): CellLook {
  const format = content instanceof Date ? "yyyy-mm-dd" : typeof content === "string" ? "@" : "General";
  return { font: "body", border: true, align: column.align ?? "left", format };
}
