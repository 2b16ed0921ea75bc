// Reads a ledger's workbook as units really send it into raw rows with their cells; it never throws for what a file holds.

import { fieldOf, type LedgerDefinition } from "./definition.ts";
import { HEADING_LABELS, type Heading, readHeading } from "./heading.ts";
import { MESSAGES } from "./messages.ts";
import { findFormCode } from "./text-form.ts";
import { presetOf } from "./titles.ts";
import { fold, type RawEntry, type RawValue, rawText, type Values } from "./value.ts";
import { findHeader, type Header, numbersColumns, repeatsHeader } from "./workbook-header.ts";
import { readParts } from "./workbook-parts.ts";
import { addressOf, readSheet, type SheetRow } from "./workbook-sheet.ts";
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
  ignored: string[];
}

/** A visible sheet's rows, and the path of its part. */
export interface Sheet {
  name: string;
  path: string;
  rows: SheetRow[];
}

const MAX_SHEETS = 12;
const CODE = /表号:([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/;
const TOTAL = /^(本页|本月|本期|本单位|全[局区县市省])?(合计|小计|总计|累计|共计|总数)(\(.*\))?:?$/;
const NOTE = new RegExp(
  `^(注|备注|说明|填表说明|填报说明|填表要求|负责人|制表|表号|${HEADING_LABELS})(\\(.*?\\))?[:\\d]`,
);
const NOTHING = /^(无|零报告|无问题|未发现问题|无此类问题|本月无|经自查,?未发现(任何)?问题)[。.]?$/;

/** Opens a workbook and reads its visible sheets (`main` is the path of the part that lists them); throws `WorkbookRefused` with a sentence for the sender. */
export async function openSheets(
  bytes: Uint8Array,
): Promise<{ main: string; sheets: Sheet[]; left: string[] }> {
  const archive = openArchive(bytes);
  const parts = await readParts(archive);
  const sheets: Sheet[] = [];
  for (const { name, path } of parts.sheets.slice(0, MAX_SHEETS)) {
    const xml = await archive.read(path);
    if (xml) sheets.push({ name, path, rows: await readSheet(xml, parts) });
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
    return reading;
  } catch (error) {
    if (error instanceof WorkbookRefused) return refused(reading, error.message);
    throw error;
  }
}

function refused(reading: WorkbookReading, message: string): WorkbookReading {
  return { ...reading, issues: [{ message, fatal: true }] };
}

/** The sheets whose header carries the ledger, best first; of a split ledger those as good as the best, in their order. */
export function fittingSheets(
  definition: LedgerDefinition,
  sheets: readonly Sheet[],
): { sheet: Sheet; header: Header }[] {
  const found = sheets.flatMap((sheet) => {
    const header = findHeader(definition, sheet.rows);
    return header ? [{ sheet, header }] : [];
  });
  const best = Math.max(...found.map(({ header }) => header.score));
  return definition.split
    ? found.filter(({ header }) => header.score * 2 > best)
    : found.sort((a, b) => b.header.score - a.header.score);
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
  const body = rows.slice(header.index + 1);
  const preset = presetOfSheet(definition, sheet, header);
  const present = new Set([...header.columns.values(), ...Object.keys(preset)]);
  const missing = definition.fields.filter((field) => field.required && !present.has(field.key));
  if (missing.length > 0)
    reading.issues.push({
      message: MESSAGES.missingColumns(missing.map((field) => field.label)),
      fatal: false,
    });
  for (const { label, column } of header.unknown)
    if (body.some((row) => rawText(row.cells.get(column)) !== ""))
      reading.ignored.push(MESSAGES.ignoredColumn(label, addressOf(column, rows[header.index]!.number)));
  for (const [at, row] of body.entries()) {
    const kind = at === 0 && numbersColumns(header, row) ? "blank" : kindOf(definition, header, row);
    if (kind === "nil") reading.nil = true;
    else if (kind === "note") Object.assign(reading.heading, readHeading(lineOf(row)));
    else if (kind === "banner") reading.ignored.push(MESSAGES.ignoredRow(row.number, firstText(row)));
    else if (kind === "entry") reading.entries.push(entryOf(header, row, preset, place));
  }
}

/** The entries below a header: without notes, totals, blank rows and headers that are repeated. */
export function entriesOf(
  definition: LedgerDefinition,
  rows: readonly SheetRow[],
  header: Header,
): RawEntry[] {
  const body = rows.slice(header.index + 1);
  return body
    .filter(
      (row, at) => !(at === 0 && numbersColumns(header, row)) && kindOf(definition, header, row) === "entry",
    )
    .map((row) => entryOf(header, row, {}, ""));
}

function kindOf(
  definition: LedgerDefinition,
  header: Header,
  row: SheetRow,
): "blank" | "total" | "note" | "banner" | "nil" | "entry" {
  if (isNote(row)) return "note";
  // What is worked out stands in empty rows too, as 0 or 「—」.
  const typed = [...header.columns].filter(([, key]) => !fieldOf(definition, key).compute);
  const texts = typed.map(([column]) => fold(rawText(row.cells.get(column)))).filter(Boolean);
  if (texts.length === 0) return "blank";
  if (isTotal(row)) return "total";
  if (texts.every((text) => NOTHING.test(text))) return "nil";
  const acrossAll = [...header.columns.keys()].filter((column) => row.spanned.has(column));
  if (new Set(texts).size === 1 && acrossAll.length * 2 > header.columns.size) return "banner";
  return repeatsHeader(definition, header, row) ? "blank" : "entry";
}

/** True for a note or a signature line, such as 「注：…」 or 「填报人：」. */
export function isNote(row: SheetRow): boolean {
  return NOTE.test(fold(firstText(row)));
}

/** True for a row of totals, such as 「合计」. */
export function isTotal(row: SheetRow): boolean {
  const leading = [...row.cells].sort(([a], [b]) => a - b).slice(0, 3);
  return leading.some(([, value]) => TOTAL.test(fold(rawText(value))));
}

function entryOf(header: Header, row: SheetRow, preset: Values, place: string): RawEntry {
  const values: Record<string, RawValue> = { ...preset };
  const cells: Record<string, string> = {};
  for (const [column, key] of header.columns) {
    const value = row.cells.get(column) ?? null;
    if (rawText(value) !== "" || !(key in preset)) values[key] = value;
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

/** A row as one line; a value merged over several cells is said once. */
function lineOf(row: SheetRow): string {
  return [...new Set([...row.cells].sort(([a], [b]) => a - b).map(([, value]) => rawText(value)))].join("　");
}

function firstText(row: SheetRow): string {
  const cells = [...row.cells].sort(([a], [b]) => a - b);
  return rawText(cells.find(([, value]) => rawText(value) !== "")?.[1]);
}
