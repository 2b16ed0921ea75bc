// Lays a ledger out as the attachment a bureau prints: 附件N, title, signature line, header, rows, notes.

import type { LedgerField } from "./definition.ts";
import { requirementNotes } from "./form.ts";
import { codecOf, formatField } from "./kinds.ts";
import { WORDS } from "./messages.ts";
import { type FieldValue, type RawEntry, type RawValue, rawText } from "./value.ts";
import {
  byPart,
  byUnit,
  freeName,
  type WorkbookHeading,
  type WorkbookInput,
} from "./workbook-ledger-parts.ts";
import { LINE_HEIGHT, linesIn, TALLEST } from "./workbook-measure.ts";
import {
  type CellContent,
  type CellLook,
  type CellPlan,
  type ChoiceList,
  type RowPlan,
  type SheetPlan,
  writeSheets,
} from "./workbook-write.ts";

/** A row to write: its stored values, or what was typed and refused, written as it was typed. */
type Row = WorkbookInput["rows"][number] & { raw?: RawEntry["values"] };

interface Column {
  label: string;
  width: number;
  field: LedgerField | null;
  look: CellLook;
  content(row: Row, index: number): CellContent;
}

const EMPTY_ROWS = 15;
const WIDEST_NUMBER = 24;
/** The row of the header on a sheet that we laid out. */
export const HEADER_ROW = 4;
const NUMERIC = new Set<LedgerField["kind"]>(["integer", "decimal", "percent", "computed"]);
const CENTRED = new Set<string>(["number", "date", "select", "output"]);
const TEXT_FORMAT = "@";

/**
 * The bytes of a ledger's .xlsx: an empty form, one unit's copy, or all units' rows together. A ledger that is printed as
 * several tables has a sheet for each, or only the one that the heading names; `perUnit` gives each unit a sheet.
 */
export async function buildWorkbook(input: WorkbookInput): Promise<Uint8Array> {
  const names = new Set<string>();
  const plans = (input.perUnit ? byUnit(input) : byPart(input)).map((part) => planOf(part, names));
  return writeSheets(plans, WORDS.optionsSheet);
}

/** The bytes of one sheet with entries as they were typed, right or wrong, in their order from the first row below the header. */
export async function buildRawWorkbook({
  entries,
  ...input
}: Omit<WorkbookInput, "rows"> & { entries: readonly RawEntry[] }): Promise<Uint8Array> {
  const rows: Row[] = entries.map(({ values, unit }) => ({ values: {}, raw: values, ...(unit && { unit }) }));
  const mergedUnits = rows.some(({ unit }) => unit);
  return writeSheets([planOf({ ...input, rows, mergedUnits }, new Set())], WORDS.optionsSheet);
}

function planOf(input: WorkbookInput, names: Set<string>): SheetPlan {
  const columns = columnsOf(input);
  // All units' copy with nothing in it is an answer, not a form to fill in.
  const dataRows = input.rows.length || (input.mergedUnits ? 1 : EMPTY_ROWS);
  return {
    name: freeName(input.sheetName ?? input.definition.title, names),
    widths: columns.map((column) => column.width),
    headerRow: HEADER_ROW,
    rows: rowsOf(input, columns, dataRows),
    lastRow: HEADER_ROW + dataRows + (input.notes?.length ?? 0) + 1,
    choices: choicesOf(columns, dataRows),
    footer: WORDS.pages,
  };
}

function* rowsOf(input: WorkbookInput, columns: Column[], dataRows: number): Generator<RowPlan> {
  const { heading, definition, rows, code } = input;
  const attachment = heading.attachmentNo ?? definition.attachment;
  yield {
    height: 20,
    cells: splitRow(columns, [
      { text: attachment ? WORDS.attachment(attachment) : "", share: 1, look: { font: "head" } },
      { text: code ? WORDS.code(code) : "", share: 1, look: { font: "note", align: "right" } },
    ]),
  };
  const title: CellLook = { font: "title", align: "center" };
  yield { height: 34, cells: [wide(columns, heading.title ?? definition.title, title)] };
  yield { height: 22, cells: signatureRow(columns, heading) };
  yield { height: headerHeight(columns), cells: headerCells(columns) };
  const empty = { values: {} };
  for (let index = 0; index < dataRows; index++) {
    const row = rows[index];
    yield {
      ...(row && { height: heightOf(columns, row, index) }),
      cells: columns.map((column, at) => ({
        column: at + 1,
        content: column.content(row ?? empty, index),
        look: column.look,
      })),
    };
  }
  const explanation = WORDS.sheetNotes(requirementNotes(definition));
  for (const text of [...(input.notes ?? []), explanation])
    yield { height: noteHeight(columns, text), cells: [wide(columns, text, { font: "note" })] };
}

function columnsOf({ definition, mergedUnits, rows }: WorkbookInput): Column[] {
  const body = (look: Partial<CellLook> = {}): CellLook => ({ font: "body", border: true, ...look });
  const sequence: Column = {
    label: WORDS.sequence,
    width: 6,
    field: null,
    look: body({ align: "center" }),
    content: (_row, index) => index + 1,
  };
  const unit: Column = {
    label: WORDS.unit,
    width: 16,
    field: null,
    look: body({ format: TEXT_FORMAT }),
    content: (row) => row.unit ?? null,
  };
  const fields = definition.fields.map((field): Column => {
    const { control, width } = codecOf(field);
    return {
      label: `${field.label}${field.required ? "*" : ""}`,
      width: NUMERIC.has(field.kind) ? Math.max(width, widestNumber(field, rows)) : width,
      field,
      look: body({ align: CENTRED.has(control) ? "center" : "left", format: formatOf(field) }),
      content: (row: Row) =>
        row.raw ? rawCellOf(field, row.raw[field.key]) : cellOf(field, row.values[field.key] ?? null),
    };
  });
  return [sequence, ...(mergedUnits ? [unit] : []), ...fields];
}

/** How wide a column must be to show its longest number with all its digits. */
function widestNumber(field: LedgerField, rows: readonly Row[]): number {
  const lengths = rows.map(({ values, raw }) => rawText(raw ? raw[field.key] : values[field.key]).length);
  return Math.min(WIDEST_NUMBER, lengths.reduce((most, length) => Math.max(most, length), 0) + 2);
}

function cellOf(field: LedgerField, value: FieldValue): CellContent {
  if (value === null) return formatField(field, value) || null;
  if (typeof value === "number" && NUMERIC.has(field.kind)) return isPercent(field) ? value / 100 : value;
  if (field.kind === "date" && typeof value === "string") return new Date(`${value}T00:00:00Z`);
  return formatField(field, value);
}

function rawCellOf(field: LedgerField, raw: RawValue): CellContent {
  if (raw instanceof Date) return raw;
  if (typeof raw === "number" && NUMERIC.has(field.kind) && !isPercent(field)) return raw;
  return rawText(raw) || null;
}

function isPercent(field: LedgerField): boolean {
  return field.kind === "percent" || field.compute?.op === "ratio";
}

/** Text columns are text even while empty, so that a number typed there keeps its zeros; long text is not, because Excel shows long 「@」 cells as ####. */
function formatOf(field: LedgerField): string {
  if (isPercent(field)) return "0.0#%";
  if (field.kind === "date") return "yyyy-mm-dd";
  return NUMERIC.has(field.kind) || codecOf(field).control === "textarea" ? "General" : TEXT_FORMAT;
}

function headerCells(columns: Column[]): CellPlan[] {
  const look: CellLook = { font: "head", align: "center", border: true };
  return columns.map((column, at) => ({ column: at + 1, content: column.label, look }));
}

function headerHeight(columns: Column[]): number {
  return Math.max(30, ...columns.map((column) => linesIn(column.label, column.width) * 16 + 6));
}

function noteHeight(columns: Column[], text: string): number {
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  return Math.min(TALLEST, Math.max(30, linesIn(text, width) * LINE_HEIGHT));
}

function heightOf(columns: Column[], row: Row, index: number): number {
  const lines = columns.map((column) => {
    const content = column.content(row, index);
    return typeof content === "string" ? linesIn(content, column.width) : 1;
  });
  return Math.min(TALLEST, Math.max(...lines) * LINE_HEIGHT + 8);
}

function signatureRow(columns: Column[], heading: WorkbookHeading): CellPlan[] {
  const look: CellLook = { font: "body" };
  return splitRow(columns, [
    { text: `${WORDS.stampedUnit}：${heading.unit ?? ""}`, share: 3, look },
    { text: `${WORDS.filledBy}：${heading.filledBy ?? ""}`, share: 1.6, look },
    { text: `${WORDS.reviewedBy}：${heading.reviewedBy ?? ""}`, share: 1.6, look },
    { text: `${WORDS.phone}：${heading.phone ?? ""}`, share: 2.2, look },
    { text: `${WORDS.filledOn}：${heading.filledOn ?? ""}`, share: 2.2, look },
  ]);
}

/** Spreads texts over the columns, each over as much width as its share; a narrow sheet gives the last ones one column each. */
function splitRow(columns: Column[], texts: { text: string; share: number; look: CellLook }[]): CellPlan[] {
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const shares = texts.reduce((sum, { share }) => sum + share, 0);
  const cells: CellPlan[] = [];
  let start = 0;
  let covered = 0;
  let wanted = 0;
  texts.forEach(({ text, share, look }, index) => {
    if (start >= columns.length) return;
    wanted += (share / shares) * width;
    const rest = texts.length - index - 1;
    let end = start;
    covered += columns[end]!.width;
    while (end + 1 < columns.length - rest && (rest === 0 || covered + columns[end + 1]!.width / 2 <= wanted))
      covered += columns[++end]!.width;
    cells.push({ column: start + 1, span: end - start + 1, content: text, look });
    start = end + 1;
  });
  return cells;
}

function wide(columns: Column[], content: string, look: CellLook): CellPlan {
  return { column: 1, span: columns.length, content, look };
}

function choicesOf(columns: Column[], dataRows: number): ChoiceList[] {
  return columns.flatMap(({ field }, at) => {
    if (!field || codecOf(field).control !== "select") return [];
    const options = field.kind === "boolean" ? [WORDS.yes, WORDS.no] : (field.options ?? []);
    return [{ column: at + 1, from: HEADER_ROW + 1, to: HEADER_ROW + dataRows, options }];
  });
}
