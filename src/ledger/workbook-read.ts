// Reads a ledger's workbook as units really send it into raw rows with their cells; it never throws for what a file holds.

import type { LedgerDefinition } from "./definition.ts";
import { LEDGERS } from "./definitions/index.ts";
import { type Heading, readHeading } from "./heading.ts";
import { MESSAGES } from "./messages.ts";
import { findFormCode } from "./text-form.ts";
import { fold, type RawEntry, type RawValue, rawText } from "./value.ts";
import { findHeader, type Header, repeatsHeader } from "./workbook-header.ts";
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
  entries: RawEntry[];
  nil: boolean;
  issues: SheetIssue[];
  ignored: string[];
}

/** What a workbook of unknown origin looks like: its reference code, and how many fields of each ledger its header names. */
export interface WorkbookInspection {
  code: string | null;
  issue: string | null;
  candidates: { definition: LedgerDefinition; matched: number; share: number }[];
}

/** A visible sheet's rows. */
export interface Sheet {
  name: string;
  rows: SheetRow[];
}

const MAX_SHEETS = 12;
const CODE = /表号:([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)/;
const TOTAL = /^(合计|小计|总计|累计|共计)(\(.*\))?:?$/;
const NOTE =
  /^(注|备注|说明|填表说明|填报说明|填表要求|填报单位|填报人|审核人|单位负责人|负责人|联系电话|填报日期|制表|制表人|表号)(\(.*?\))?[:\d]/;
const NOTHING = /^(无|零报告|无问题|未发现问题|无此类问题|本月无|经自查,?未发现(任何)?问题)[。.]?$/;

/** Opens a workbook and reads its visible sheets; throws `WorkbookRefused` with a sentence for the sender. */
export async function openSheets(bytes: Uint8Array): Promise<{ sheets: Sheet[]; left: string[] }> {
  const archive = openArchive(bytes);
  const parts = await readParts(archive);
  const sheets: Sheet[] = [];
  for (const { name, path } of parts.sheets.slice(0, MAX_SHEETS)) {
    const xml = await archive.read(path);
    if (xml) sheets.push({ name, rows: await readSheet(xml, parts) });
  }
  return { sheets, left: parts.sheets.slice(MAX_SHEETS).map((sheet) => sheet.name) };
}

/** Reads a workbook as the given ledger: the sheet that fits best, its rows, and what was left out. */
export async function readWorkbook(
  bytes: Uint8Array,
  definition: LedgerDefinition,
): Promise<WorkbookReading> {
  const reading: WorkbookReading = {
    code: null,
    heading: {},
    entries: [],
    nil: false,
    issues: [],
    ignored: [],
  };
  try {
    const { sheets, left } = await openSheets(bytes);
    reading.code = codeOf(sheets);
    const fitting = sheets
      .map((sheet) => ({ sheet, header: findHeader(definition, sheet.rows) }))
      .filter((found): found is { sheet: Sheet; header: Header } => found.header !== null)
      .sort((a, b) => b.header.score - a.header.score)[0];
    if (!fitting) return refused(reading, MESSAGES.noHeader(definition.title));
    const others = sheets.filter((sheet) => sheet !== fitting.sheet && sheet.rows.length > 0);
    reading.ignored.push(...[...others.map((sheet) => sheet.name), ...left].map(MESSAGES.ignoredSheet));
    readEntries(reading, definition, fitting.sheet.rows, fitting.header);
    return reading;
  } catch (error) {
    if (error instanceof WorkbookRefused) return refused(reading, error.message);
    throw error;
  }
}

/** Finds out which ledger a file is: its code, and every ledger whose header it carries, best first. */
export async function inspectWorkbook(
  bytes: Uint8Array,
  definitions: readonly LedgerDefinition[] = LEDGERS,
): Promise<WorkbookInspection> {
  try {
    const { sheets } = await openSheets(bytes);
    const candidates = definitions
      .map((definition) => {
        const matched = Math.max(0, ...sheets.map((sheet) => findHeader(definition, sheet.rows)?.score ?? 0));
        return { definition, matched, share: matched / definition.fields.length };
      })
      .filter(({ matched }) => matched > 0)
      .sort((a, b) => b.share - a.share);
    return { code: codeOf(sheets), issue: null, candidates };
  } catch (error) {
    if (error instanceof WorkbookRefused) return { code: null, issue: error.message, candidates: [] };
    throw error;
  }
}

function refused(reading: WorkbookReading, message: string): WorkbookReading {
  return { ...reading, issues: [{ message, fatal: true }] };
}

function readEntries(
  reading: WorkbookReading,
  definition: LedgerDefinition,
  rows: readonly SheetRow[],
  header: Header,
): void {
  for (const row of rows.slice(0, header.index)) Object.assign(reading.heading, readHeading(lineOf(row)));
  const body = rows.slice(header.index + 1);
  const present = new Set(header.columns.values());
  const missing = definition.fields.filter((field) => field.required && !present.has(field.key));
  if (missing.length > 0)
    reading.issues.push({
      message: MESSAGES.missingColumns(missing.map((field) => field.label)),
      fatal: false,
    });
  for (const { label, column } of header.unknown)
    if (body.some((row) => rawText(row.cells.get(column)) !== ""))
      reading.ignored.push(MESSAGES.ignoredColumn(label, addressOf(column, rows[header.index]!.number)));
  for (const row of body) {
    const kind = kindOf(definition, header, row);
    if (kind === "nil") reading.nil = true;
    else if (kind === "note") Object.assign(reading.heading, readHeading(lineOf(row)));
    else if (kind === "banner") reading.ignored.push(MESSAGES.ignoredRow(row.number, firstText(row)));
    else if (kind === "entry") reading.entries.push(entryOf(header, row));
  }
  if (reading.entries.length > 0) reading.nil = false;
}

function kindOf(
  definition: LedgerDefinition,
  header: Header,
  row: SheetRow,
): "blank" | "total" | "note" | "banner" | "nil" | "entry" {
  const first = fold(firstText(row));
  if (NOTE.test(first)) return "note";
  const texts = [...header.columns.keys()]
    .map((column) => fold(rawText(row.cells.get(column))))
    .filter(Boolean);
  if (texts.length === 0) return "blank";
  const leading = [...row.cells].sort(([a], [b]) => a - b).slice(0, 3);
  if (leading.some(([, value]) => TOTAL.test(fold(rawText(value))))) return "total";
  if (texts.every((text) => NOTHING.test(text))) return "nil";
  const acrossAll = [...header.columns.keys()].filter((column) => row.spanned.has(column));
  if (new Set(texts).size === 1 && acrossAll.length * 2 > header.columns.size) return "banner";
  return repeatsHeader(definition, header, row) ? "blank" : "entry";
}

function entryOf(header: Header, row: SheetRow): RawEntry {
  const values: Record<string, RawValue> = {};
  const cells: Record<string, string> = {};
  for (const [column, key] of header.columns) {
    values[key] = row.cells.get(column) ?? null;
    cells[key] = addressOf(column, row.number);
  }
  const unit = header.unitColumn === null ? "" : rawText(row.cells.get(header.unitColumn));
  return { values, cells, ...(unit && { unit }) };
}

/** The code of a sheet's 「表号」 or of a pasted chat form, wherever it stands among the first and last rows. */
function codeOf(sheets: readonly Sheet[]): string | null {
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
