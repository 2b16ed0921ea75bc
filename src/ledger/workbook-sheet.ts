// One sheet's cells as raw values: merged ranges read as their top-left cell, dates as dates, under limits.

import { MESSAGES } from "./messages.ts";
import { plainNumber, type RawValue } from "./value.ts";
import { joinText, type NumberShape, unescapeText, type WorkbookParts, walkXml } from "./workbook-parts.ts";
import { WorkbookRefused } from "./workbook-zip.ts";

/** A row that holds something: its number in the sheet and its cells by column (1 is A). */
export interface SheetRow {
  number: number;
  cells: Map<number, RawValue>;
  /** The merged range that a column's value came from. */
  merged: Map<number, Range>;
  /** Not shown: hidden by hand or by a filter. */
  hidden?: true;
}

/** What is read of a sheet: its rows, and the columns that it does not show. */
export interface SheetCells {
  rows: SheetRow[];
  hiddenColumns: Set<number>;
}

/** A rectangle of cells, counted from 1. */
export interface Range {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** The most rows with content that a sheet may have. */
export const MAX_ROWS = 50_000;
const MAX_COLUMNS = 200;
const MAX_CELLS = 1_500_000;
const MAX_MERGES = 20_000;
const MAX_FILLED = 500_000;
const MAX_TEXT = 40_000_000;
const LAST_ROW = 1_048_576;
const DAY_MS = 86_400_000;
const SERIAL_ZERO = Date.UTC(1899, 11, 30);
const DAYS_TO_1904 = 1462;

/** Reads a sheet; throws `WorkbookRefused` beyond the limits. */
export async function readSheet(xml: Buffer, parts: WorkbookParts): Promise<SheetCells> {
  const rows: SheetRow[] = [];
  const hiddenColumns = new Set<number>();
  const merges: Range[] = [];
  let row: SheetRow = emptyRow(0);
  let column = 0;
  let cell: Record<string, string> = {};
  let text = "";
  let listening = false;
  let count = 0;
  let length = 0;
  await walkXml(xml, {
    open: (name, a) => {
      if (name === "row") {
        row = emptyRow(rowNumber(a.r, row.number + 1));
        if (isTrue(a.hidden)) row.hidden = true;
        column = 0;
      } else if (name === "c") {
        cell = a;
        column = columnOf(a.r) ?? column + 1;
        text = "";
      } else if (name === "v" || name === "t") listening = true;
      else if (name === "col" && isTrue(a.hidden))
        for (let at = Number(a.min); at <= Math.min(Number(a.max), MAX_COLUMNS); at++) hiddenColumns.add(at);
      else if (name === "mergeCell") {
        const range = rangeOf(a.ref ?? "");
        if (range && merges.push(range) > MAX_MERGES) throw new WorkbookRefused(MESSAGES.bloated());
      }
    },
    text: (piece) => {
      if (listening) text = joinText(text, piece);
    },
    close: (name) => {
      if (name === "v" || name === "t") listening = false;
      if (name === "c" && text !== "" && column <= MAX_COLUMNS) {
        const value = valueOfCell(cell, text, parts);
        row.cells.set(column, value);
        // Many cells may share one long string.
        if (typeof value === "string") length += value.length;
        if (++count > MAX_CELLS || length > MAX_TEXT) throw new WorkbookRefused(MESSAGES.bloated());
      }
      if (name === "row" && row.cells.size > 0 && rows.push(row) > MAX_ROWS)
        throw new WorkbookRefused(MESSAGES.tooManyRows(MAX_ROWS));
    },
  });
  fillMerges(rows, merges, length);
  return { rows, hiddenColumns };
}

/** The number of a row as written, else the next; beyond what a sheet can have the workbook is refused. */
function rowNumber(written: string | undefined, next: number): number {
  const number = written === undefined ? next : Number(written);
  if (!Number.isInteger(number) || number < 1 || number > LAST_ROW)
    throw new WorkbookRefused(MESSAGES.damaged());
  return number;
}

function isTrue(attribute: string | undefined): boolean {
  return attribute === "1" || attribute === "true";
}

/** `A1` of a column and row counted from 1. */
export function addressOf(column: number, row: number): string {
  return `${columnName(column)}${row}`;
}

/** `A`, `Z`, `AA` … of a column counted from 1. */
export function columnName(column: number): string {
  let name = "";
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

function emptyRow(number: number): SheetRow {
  return { number, cells: new Map(), merged: new Map() };
}

function valueOfCell(cell: Record<string, string>, text: string, parts: WorkbookParts): RawValue {
  switch (cell.t) {
    case "s":
      return parts.strings[Number(text)] ?? null;
    case "b":
      return text === "1" || text === "true";
    case "str":
    case "inlineStr":
      return unescapeText(text);
    case "e":
      return text;
    case "d": {
      const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
      return Number.isNaN(date.getTime()) ? text : date;
    }
    default: {
      const value = Number(text);
      return Number.isFinite(value) ? shaped(value, parts.shapes[Number(cell.s ?? 0)], parts.from1904) : text;
    }
  }
}

/** A number as its format shows it, because 「85%」 and 「2023年7月」 say more than 0.85 and 45108 do. */
function shaped(value: number, shape: NumberShape | undefined, from1904: boolean): RawValue {
  if (shape === "percent") return `${plainNumber(value * 100)}%`;
  if (shape === "day" || shape === "month") {
    const serial = Math.floor(value) + (from1904 ? DAYS_TO_1904 : 0);
    // A number that only carries a date's format, such as 20230715, is left to the field to read.
    if (serial < 1 || serial > 2_958_465) return value;
    const date = new Date(SERIAL_ZERO + serial * DAY_MS);
    return shape === "day" ? date : `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月`;
  }
  if (shape?.startsWith("zeros") && Number.isSafeInteger(value) && value >= 0)
    return String(value).padStart(Number(shape.slice("zeros".length)), "0");
  if (shape === "time" && value >= 0 && value < 1) {
    const minutes = Math.round(value * 1440);
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  }
  return value;
}

/** Gives every existing row inside a merged range the range's value; rows without any content stay away. */
function fillMerges(rows: SheetRow[], merges: Range[], textLength: number): void {
  const byNumber = new Map(rows.map((row, index) => [row.number, index]));
  let filled = 0;
  let length = textLength;
  for (const range of merges) {
    const { top, left, bottom, right } = range;
    const start = byNumber.get(top);
    const value = start === undefined ? undefined : rows[start]?.cells.get(left);
    if (start === undefined || value === undefined) continue;
    const last = Math.min(right, MAX_COLUMNS);
    for (let index = start; index < rows.length && rows[index]!.number <= bottom; index++) {
      for (let column = left; column <= last; column++) {
        rows[index]!.cells.set(column, value);
        rows[index]!.merged.set(column, range);
        if (typeof value === "string") length += value.length;
        if (++filled > MAX_FILLED || length > MAX_TEXT) throw new WorkbookRefused(MESSAGES.bloated());
      }
    }
  }
}

/** The column of an address such as `K9`, counted from 1; null where it is none. */
export function columnOf(address: string | undefined): number | null {
  const letters = address?.match(/^([A-Z]{1,3})\d+$/)?.[1];
  if (!letters) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

/** The rectangle of `A1:C3`, or null. */
export function rangeOf(reference: string): Range | null {
  const match = reference.match(/^([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)$/);
  const left = columnOf(match ? `${match[1]}1` : undefined);
  const right = columnOf(match ? `${match[3]}1` : undefined);
  if (!match || left === null || right === null) return null;
  return { top: Number(match[2]), left, bottom: Number(match[4]), right };
}
