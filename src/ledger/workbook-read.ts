// Reads a ledger's workbook as units really send it into raw rows with their cells; it never throws for what a file holds.

import { fieldOf, type LedgerDefinition } from "./definition.ts";
import { type Heading, headingPart, readHeading } from "./heading.ts";
import { MESSAGES } from "./messages.ts";
import { findFormCode } from "./text-form.ts";
import { presetOf } from "./titles.ts";
import { fold, type RawEntry, type RawValue, rawText, type Values } from "./value.ts";
import { findHeader, type Header, linesOfHeader } from "./workbook-header.ts";
import { readParts } from "./workbook-parts.ts";
import { firstText, kindsOf, type RowKind } from "./workbook-row-kinds.ts";
import {
  addressOf,
  columnName,
  type Range,
  readSheet,
  type SheetCells,
  type SheetRow,
} from "./workbook-sheet.ts";
import { openArchive, WorkbookRefused } from "./workbook-zip.ts";

/** Something wrong with the file or sheet as a whole; `fatal` means that no row could be read. */
export interface SheetIssue {
  message: string;
  fatal: boolean;
}

/** A ledger's workbook as read; `entries` still want validation, `nil` says that the sheet only states there is nothing. */
export interface WorkbookReading {
  code: string | null;
  heading: Heading;
  /** What stands above the header, line by line. */
  titles: string[];
  entries: RawEntry[];
  nil: boolean;
  issues: SheetIssue[];
  /** Keys of required fields that have no column. */
  missing: string[];
  ignored: string[];
}

/** A visible sheet's cells, and the path of its part. */
export interface Sheet extends SheetCells {
  name: string;
  path: string;
}

const MAX_SHEETS = 12;
const MOST_TOLD = 60;
// A line with more cells is the upper row of a header.
const MOST_IN_LINE = 5;
const CODE = /表号:([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/;
const SAMPLE = /示例|样表|样例|范例|样式/;
const DITTO = /^(同上|上同|[〃″"])$/;

/** Opens a workbook and reads its visible sheets (`main` is the path of the part that lists them); throws `WorkbookRefused` with a sentence for the sender. */
export async function openSheets(
  bytes: Uint8Array,
): Promise<{ main: string; sheets: Sheet[]; left: string[] }> {
  const archive = openArchive(bytes);
  const parts = await readParts(archive);
  const sheets: Sheet[] = [];
  for (const { name, path } of parts.sheets.slice(0, MAX_SHEETS)) {
    const xml = await archive.read(path);
    if (xml) sheets.push({ name, path, ...(await readSheet(xml, parts)) });
  }
  return { main: parts.main, sheets, left: parts.sheets.slice(MAX_SHEETS).map((sheet) => sheet.name) };
}

/** Reads a workbook as the given ledger: the sheet that fits best, its rows, and what was left out. */
export async function readWorkbook(
  bytes: Uint8Array,
  definition: LedgerDefinition,
): Promise<WorkbookReading> {
  const reading: WorkbookReading = {
    code: null,
    heading: {},
    titles: [],
    entries: [],
    nil: false,
    issues: [],
    missing: [],
    ignored: [],
  };
  try {
    const { sheets, left } = await openSheets(bytes);
    reading.code = codeOf(sheets);
    const fitting = fittingSheets(definition, sheets);
    const [best] = fitting;
    if (!best) return refused(reading, MESSAGES.noHeader(definition.title));
    // Only a ledger that is printed as several tables may come on several sheets.
    const taken = definition.split ? fitting : [best];
    const others = sheets.filter(
      ({ name, rows }) => !taken.some(({ sheet }) => sheet.name === name) && rows.length > 0,
    );
    for (const { sheet, header } of taken)
      readEntries(reading, definition, sheet, header, taken.length > 1 ? `${sheet.name}!` : "");
    reading.nil = reading.nil && reading.entries.length === 0;
    reading.ignored.unshift(...[...others.map(({ name }) => name), ...left].map(MESSAGES.ignoredSheet));
    if (reading.ignored.length > MOST_TOLD)
      reading.ignored.splice(MOST_TOLD, Infinity, MESSAGES.ignoredMore(reading.ignored.length - MOST_TOLD));
    return reading;
  } catch (error) {
    if (error instanceof WorkbookRefused) return refused(reading, error.message);
    throw error;
  }
}

function refused(reading: WorkbookReading, message: string): WorkbookReading {
  return { ...reading, issues: [{ message, fatal: true }] };
}

/**
 * The sheets whose header carries the ledger, best first; of a split ledger those as good as the best, in their order. A
 * sheet of examples comes last, and among sheets alike those come first in which something stands.
 */
export function fittingSheets(
  definition: LedgerDefinition,
  sheets: readonly Sheet[],
): { sheet: Sheet; header: Header }[] {
  const all = sheets.flatMap((sheet) => {
    const header = findHeader(definition, sheet.rows);
    return header ? [{ sheet, header }] : [];
  });
  const real = all.filter(({ sheet }) => !SAMPLE.test(sheet.name));
  const found = real.length > 0 ? real : all;
  const best = Math.max(...found.map(({ header }) => header.score));
  if (definition.split) return found.filter(({ header }) => header.score * 2 > best);
  if (found.length < 2) return found;
  const rank = found.map((one) => {
    const { sheet, header } = one;
    const filled =
      header.score * 5 >= best * 4 &&
      kindsBelow(definition, sheet.rows, header).some((kind) => kind === "entry" || kind === "nil");
    return { one, rank: header.score + (filled ? definition.fields.length : 0) };
  });
  return rank.sort((a, b) => b.rank - a.rank).map(({ one }) => one);
}

/** What the titles above a header, else the sheet's name, say of every row. */
export function presetOfSheet(definition: LedgerDefinition, { name, rows }: Sheet, header: Header): Values {
  const titles = rows.slice(0, header.index).map(lineOf);
  return (
    [...titles, name]
      .map((title) => presetOf(definition, title))
      .find((preset) => Object.keys(preset).length > 0) ?? {}
  );
}

function readEntries(
  reading: WorkbookReading,
  definition: LedgerDefinition,
  sheet: Sheet,
  header: Header,
  place: string,
): void {
  const { rows } = sheet;
  const titles = rows.slice(0, header.index).map(lineOf);
  reading.titles.push(...titles);
  for (const title of titles) Object.assign(reading.heading, readHeading(title));
  const preset = presetOfSheet(definition, sheet, header);
  const present = new Set([...header.columns.values(), ...Object.keys(preset)]);
  const missing = definition.fields.filter((field) => field.required && !present.has(field.key));
  if (missing.length > 0) {
    const message = MESSAGES.missingColumns(missing.map((field) => field.label));
    reading.issues.push({ message, fatal: false });
    reading.missing.push(...missing.map(({ key }) => key));
  }
  const body = rows.slice(header.index + 1);
  const kinds = kindsBelow(definition, rows, header);
  const taken = body.filter((_, at) => kinds[at] === "entry");
  tellOfColumns(reading, definition, sheet, header, taken);
  body.forEach((row, at) => {
    const kind = kinds[at]!;
    if (kind === "nil") reading.nil = true;
    else if (kind === "note") Object.assign(reading.heading, readHeading(lineOf(row)));
    else if (kind === "banner") reading.ignored.push(MESSAGES.ignoredRow(row.number, firstText(row)));
  });
  reading.entries.push(...readRows(definition, header, taken, preset, place));
}

/** What a sheet's entries hold outside the columns that are taken, and what of it nobody sees on the screen. */
function tellOfColumns(
  reading: WorkbookReading,
  definition: LedgerDefinition,
  { rows, hiddenColumns }: Sheet,
  header: Header,
  entries: readonly SheetRow[],
): void {
  const headerRow = rows[header.index]!.number;
  const filled = new Set<number>();
  for (const { cells, merged } of entries)
    for (const [column, value] of cells)
      if ((merged.get(column)?.left ?? column) === column && rawText(value) !== "") filled.add(column);
  for (const { label, column } of header.unknown)
    if (filled.has(column)) reading.ignored.push(MESSAGES.ignoredColumn(label, addressOf(column, headerRow)));
  for (const { label, column, first, apart } of header.doubled)
    if (filled.has(column) && (apart || filled.has(first)))
      reading.ignored.push(MESSAGES.doubledColumn(label, columnName(first), columnName(column)));
  const labelled = [header.unitColumn, header.sequenceColumn, header.mendColumn, ...header.columns.keys()];
  const named = new Set([...labelled, ...[...header.unknown, ...header.doubled].map(({ column }) => column)]);
  for (const column of [...filled].filter((one) => !named.has(one)).sort((a, b) => a - b))
    reading.ignored.push(MESSAGES.unnamedColumn(columnName(column)));
  if (entries.length > 0)
    for (const { key, label, column } of header.scaled)
      if (["integer", "decimal"].includes(fieldOf(definition, key).kind))
        reading.issues.push({
          message: MESSAGES.scaledColumn(label, addressOf(column, headerRow)),
          fatal: false,
        });
  const unseen = entries.filter(({ hidden }) => hidden).map(({ number }) => number);
  if (unseen.length > 0) reading.issues.push({ message: MESSAGES.hiddenRows(unseen), fatal: false });
  const covered = [...header.columns.keys()].filter((one) => hiddenColumns.has(one) && filled.has(one));
  if (covered.length > 0)
    reading.issues.push({ message: MESSAGES.hiddenColumns(covered.map(columnName)), fatal: false });
}

/** The entries below a header: without notes, totals, blank rows and headers that are repeated. */
export function entriesOf(
  definition: LedgerDefinition,
  rows: readonly SheetRow[],
  header: Header,
): RawEntry[] {
  const kinds = kindsBelow(definition, rows, header);
  const taken = rows.slice(header.index + 1).filter((_, at) => kinds[at] === "entry");
  return readRows(definition, header, taken, {}, "");
}

function kindsBelow(definition: LedgerDefinition, rows: readonly SheetRow[], header: Header): RowKind[] {
  return kindsOf(definition, header, rows.slice(header.index + 1), linesOfHeader(rows, header));
}

/** Rows as entries; a count merged over several of them, and a ditto with nothing above, are doubted. */
function readRows(
  definition: LedgerDefinition,
  header: Header,
  rows: readonly SheetRow[],
  preset: Values,
  place: string,
): RawEntry[] {
  const counted = new Set(
    definition.fields.filter(({ summarise }) => summarise === "sum").map(({ key }) => key),
  );
  const shares = new Map<Range, number>();
  for (const { merged } of rows)
    for (const [column, range] of merged)
      if (column === range.left && range.bottom > range.top) shares.set(range, (shares.get(range) ?? 0) + 1);
  let above: RawEntry | null = null;
  return rows.map((row) => {
    const entry = entryOf(header, row, preset, place);
    const doubts: Record<string, string> = {};
    for (const [column, key] of header.columns) {
      const range = row.merged.get(column);
      if (range && counted.has(key) && (shares.get(range) ?? 0) > 1 && rawText(entry.values[key]) !== "")
        doubts[key] = MESSAGES.sharedCount(range.top, range.bottom);
      if (!DITTO.test(fold(rawText(entry.values[key])))) continue;
      const upper: RawValue = above?.values[key];
      if (rawText(upper) === "") doubts[key] = MESSAGES.dittoOfNothing(rawText(entry.values[key]));
      else entry.values[key] = upper;
    }
    if (entry.unit && DITTO.test(fold(entry.unit)) && above?.unit) entry.unit = above.unit;
    for (const key of Object.keys(doubts)) entry.values[key] = null;
    above = entry;
    return Object.keys(doubts).length > 0 ? { ...entry, doubts } : entry;
  });
}

function entryOf(header: Header, row: SheetRow, preset: Values, place: string): RawEntry {
  const values: Record<string, RawValue> = { ...preset };
  const cells: Record<string, string> = {};
  for (const [column, key] of header.columns) {
    const value = row.cells.get(column) ?? null;
    if (rawText(value) !== "" || !(key in preset)) values[key] = value;
    cells[key] = `${place}${addressOf(column, row.number)}`;
  }
  // A label over two columns may have its value under either of them.
  for (const { key, column, apart } of header.doubled) {
    const value = row.cells.get(column);
    if (apart || rawText(value) === "" || rawText(values[key]) !== "") continue;
    values[key] = value;
    cells[key] = `${place}${addressOf(column, row.number)}`;
  }
  const unit = header.unitColumn === null ? "" : rawText(row.cells.get(header.unitColumn));
  return { values, cells, ...(unit && { unit }) };
}

/** The code of a sheet's 「表号」 or of a pasted chat form, wherever it stands among the first and last rows. */
export function codeOf(sheets: readonly Sheet[]): string | null {
  for (const { rows } of sheets) {
    for (const row of [...rows.slice(0, 10), ...rows.slice(-10)]) {
      const line = fold(lineOf(row));
      const code = line.match(CODE)?.[1] ?? findFormCode(line);
      if (code) return code.toUpperCase();
    }
  }
  return null;
}

/** A row as one line; a value merged over several cells is said once, and of few a cell 「填报单位」 opens what stands beside it. */
function lineOf(row: SheetRow): string {
  const texts = new Set([...row.cells].sort(([a], [b]) => a - b).map(([, value]) => rawText(value)));
  const few = texts.size <= MOST_IN_LINE;
  return [...texts].map((text) => (few && headingPart(text) ? `${text}：` : text)).join("　");
}
