// Writes sheets with exceljs: cells typed so that nothing is executed, rounded or cut, streamed so that memory stays flat.

import { PassThrough } from "node:stream";
import type ExcelJS from "exceljs";
import { columnName } from "./workbook-sheet.ts";

/** What goes into a cell: text stays text whatever it begins with, a `Date` is a day at 00:00 UTC. */
export type CellContent = string | number | boolean | Date | null;

/** A cell's look; `format` is a number format. */
export interface CellLook {
  font: "title" | "head" | "body" | "note";
  align?: "left" | "center" | "right";
  format?: string;
  border?: boolean;
}

/** A cell to write at a column counted from 1, merged over `span` columns. */
export interface CellPlan {
  column: number;
  span?: number;
  content: CellContent;
  look: CellLook;
}

/** A row to write; without a height the spreadsheet fits it to its content. */
export interface RowPlan {
  height?: number;
  cells: CellPlan[];
}

/** A choice list for a column's cells between two rows. */
export interface ChoiceList {
  column: number;
  from: number;
  to: number;
  options: readonly string[];
}

/** A choice list on the hidden sheet, and its column there. */
interface LongList {
  options: readonly string[];
  column: string;
}

/** A sheet to write, ready for printing on A4; `headerRow` is repeated on each page and stays in sight. */
export interface SheetPlan {
  name: string;
  widths: readonly number[];
  headerRow: number;
  rows: Iterable<RowPlan>;
  lastRow: number;
  choices?: readonly ChoiceList[];
  portrait?: boolean;
  footer: string;
}

const FONTS = {
  title: { name: "方正小标宋简体", size: 18 },
  head: { name: "黑体", size: 11 },
  body: { name: "仿宋_GB2312", size: 11 },
  note: { name: "宋体", size: 9 },
} as const;
// Excel reads `charset` 134 (GB2312) when the named font is missing and picks a Chinese one.
const CHARSET = 134;
const BLANK_ROW_HEIGHT = 28;
const ROWS_AT_ONCE = 200;
const CELL_LIMIT = 32_767;
const INLINE_LIST_LIMIT = 250;
const LONGEST_NUMBER = 99_999_999_999;
const SMALLEST_NUMBER = 0.0001;
const LOOKS_LIKE_FORMULA = /^[=+\-@\t\r]/;
const thin = { style: "thin" } as const;
const BORDER = { top: thin, left: thin, bottom: thin, right: thin };

/** The bytes of a workbook with these sheets, and a hidden one for choice lists too long to stand in a rule. */
export async function writeSheets(plans: readonly SheetPlan[], optionsSheet: string): Promise<Uint8Array> {
  // Read when it is needed: no start waits for it.
  const { default: Excel } = await import("exceljs");
  const stream = new PassThrough();
  const bytes = collect(stream);
  const workbook = new Excel.stream.xlsx.WorkbookWriter({
    stream,
    useStyles: true,
    useSharedStrings: false,
  });
  const long: LongList[] = [];
  for (const plan of plans) await addSheet(workbook, plan, long, optionsSheet);
  if (long.length > 0) writeOptions(workbook, optionsSheet, long);
  await workbook.commit();
  return bytes;
}

async function addSheet(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  plan: SheetPlan,
  long: LongList[],
  optionsSheet: string,
): Promise<void> {
  const lastColumn = columnName(plan.widths.length);
  const sheet = workbook.addWorksheet(plan.name, {
    properties: { defaultRowHeight: BLANK_ROW_HEIGHT },
    views: [{ state: "frozen", ySplit: plan.headerRow, showGridLines: false }],
    pageSetup: {
      paperSize: 9,
      orientation: plan.portrait ? "portrait" : "landscape",
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      margins: { left: 0.5, right: 0.5, top: 0.6, bottom: 0.6, header: 0.3, footer: 0.3 },
      printArea: `A$1:${lastColumn}$${plan.lastRow}`,
      printTitlesRow: `${plan.headerRow}:${plan.headerRow}`,
    },
    headerFooter: { oddFooter: `&C${plan.footer}` },
  });
  // exceljs leaves out a column of exactly its default width, 9, and Excel's own default is narrower.
  sheet.columns = plan.widths.map((width) => ({ width: width === 9 ? 9.1 : width }));
  for (const list of plan.choices ?? []) addChoices(sheet, list, long, optionsSheet);
  let number = 0;
  for (const row of plan.rows) {
    writeRow(sheet, ++number, row);
    // Lets the zip catch up and other work run.
    if (number % ROWS_AT_ONCE === 0) await new Promise(setImmediate);
  }
  sheet.commit();
}

function writeRow(sheet: ExcelJS.Worksheet, number: number, plan: RowPlan): void {
  const row = sheet.getRow(number);
  if (plan.height !== undefined) row.height = plan.height;
  for (const { column, span = 1, content, look } of plan.cells) {
    const cell = row.getCell(column);
    cell.value = typeof content === "string" ? literal(content) : content;
    cell.style = styleOf(look, content);
    if (span > 1) sheet.mergeCells(number, column, number, column + span - 1);
  }
  row.commit();
}

/** Text that reads back the same: a spreadsheet would take a written `_x000D_` for a line break. */
export function literal(text: string): string {
  return text.slice(0, CELL_LIMIT).replace(/_x(?=[0-9A-Fa-f]{4}_)/g, "_x005F_x");
}

function styleOf(look: CellLook, content: CellContent): Partial<ExcelJS.Style> {
  // Marked as text, a value that begins like a formula stays text even after someone edits the cell.
  const numFmt = formatOf(look, content);
  return {
    font: { ...FONTS[look.font], charset: CHARSET },
    alignment: { vertical: "middle", horizontal: look.align ?? "left", wrapText: true },
    ...(numFmt && { numFmt }),
    ...(look.border && { border: BORDER }),
  };
}

/** The number format under which a content shows as it is. */
function formatOf({ format }: CellLook, content: CellContent): string | undefined {
  if (typeof content === "string" && LOOKS_LIKE_FORMULA.test(content)) return "@";
  if (typeof content !== "number" || (format !== undefined && format !== "General")) return format;
  const size = Math.abs(content);
  // A spreadsheet shows these as 1.2E+11 and 1E-05 unless it is told otherwise.
  if (size > LONGEST_NUMBER) return Number.isInteger(content) ? "0" : "0.##";
  return size > 0 && size < SMALLEST_NUMBER ? "0.0##############" : format;
}

function addChoices(
  sheet: ExcelJS.Worksheet,
  list: ChoiceList,
  long: LongList[],
  optionsSheet: string,
): void {
  const inline = list.options.join(",");
  let formula = `"${inline}"`;
  if (inline.length > INLINE_LIST_LIMIT || list.options.some((option) => /[,"]/.test(option))) {
    const column = columnName(long.length + 1);
    long.push({ options: list.options, column });
    formula = `'${optionsSheet}'!$${column}$1:$${column}$${list.options.length}`;
  }
  const letters = columnName(list.column);
  // The type of exceljs leaves out `dataValidations`, which both of its worksheets have.
  const rules = sheet as unknown as { dataValidations: { add(range: string, rule: object): void } };
  rules.dataValidations.add(`${letters}${list.from}:${letters}${list.to}`, {
    type: "list",
    allowBlank: true,
    formulae: [formula],
    showErrorMessage: false,
  });
}

function writeOptions(
  workbook: ExcelJS.stream.xlsx.WorkbookWriter,
  name: string,
  lists: readonly { options: readonly string[] }[],
): void {
  const sheet = workbook.addWorksheet(name, { state: "hidden" });
  const height = Math.max(...lists.map((list) => list.options.length));
  for (let index = 0; index < height; index++) {
    const row = sheet.getRow(index + 1);
    for (const [at, list] of lists.entries()) row.getCell(at + 1).value = list.options[index] ?? null;
    row.commit();
  }
  sheet.commit();
}

async function collect(stream: PassThrough): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
