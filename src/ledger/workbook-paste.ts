// Rows copied out of a spreadsheet and pasted as text: columns by their header, or in the ledger's own order.
import type { LedgerDefinition } from "./definition.ts";
import { codecOf } from "./kinds.ts";
import { rawText } from "./value.ts";
import { findHeader, type Header } from "./workbook-header.ts";
import { entriesOf } from "./workbook-read.ts";
import type { SheetRow } from "./workbook-sheet.ts";

/** Pasted rows as typed text by field key, oldest first; at most `most`. Cells beyond the ledger's columns are passed over. */
export function readPasted(definition: LedgerDefinition, text: string, most = 500): Record<string, string>[] {
  const rows = readCells(text).map(
    (cells, index): SheetRow => ({
      number: index + 1,
      cells: new Map(cells.map((cell, column) => [column + 1, cell])),
      merged: new Map(),
    }),
  );
  const header = findHeader(definition, rows) ?? inOrder(definition, rows);
  const entries = entriesOf(definition, rows, header).slice(0, most);
  return entries.map(({ values }) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, rawText(value)])),
  );
}

/** The ledger's own columns from the left, behind 序号 where every row begins with its number. */
function inOrder(definition: LedgerDefinition, rows: readonly SheetRow[]): Header {
  const fields = definition.fields.filter((field) => codecOf(field).control !== "output");
  const filled = rows.filter((row) => [...row.cells.values()].some((cell) => rawText(cell) !== ""));
  const wide = filled.some((row) => row.cells.size > fields.length);
  const numbered = wide && filled.every((row, index) => rawText(row.cells.get(1)) === String(index + 1));
  const shift = numbered ? 2 : 1;
  return {
    index: -1,
    score: 0,
    columns: new Map(fields.map(({ key }, index) => [index + shift, key])),
    unitColumn: null,
    sequenceColumn: numbered ? 1 : null,
    mendColumn: null,
    scaled: [],
    doubled: [],
    unknown: [],
  };
}

/** Cells as a spreadsheet puts them on the clipboard: tabs between, a cell with line breaks in quotes. */
function readCells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = "", end] of text
    .replace(/\r\n?/g, "\n")
    .matchAll(/(?:"((?:[^"]|"")*)"(?=\t|\n|$)|([^\t\n]*))(\t|\n|$)/g)) {
    row.push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (end === "\t") continue;
    rows.push(row);
    row = [];
    if (end === "") break;
  }
  return rows;
}
