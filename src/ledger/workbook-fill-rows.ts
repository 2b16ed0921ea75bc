// Writes rows into a form that is open, each value in the looks its cell has.

import type { LedgerDefinition, LedgerField } from "./definition.ts";
import { fieldOf } from "./definition.ts";
import { formatField } from "./kinds.ts";
import { type FieldValue, rawText, type Values } from "./value.ts";
import type { FillingPlan } from "./workbook-fill-plan.ts";
import { type Grid, openGrid, setCell, styleOf, widthOf } from "./workbook-grid.ts";
import type { Header } from "./workbook-header.ts";
import { LINE_HEIGHT, linesIn, TALLEST } from "./workbook-measure.ts";
import type { NumberShape } from "./workbook-parts.ts";
import { addressOf, columnOf } from "./workbook-sheet.ts";
import { shiftSheet, unshareFormulas } from "./workbook-shift.ts";
import type { StyleBook } from "./workbook-styles.ts";
import { childOf, elementLike, elementsOf, type XmlNode } from "./workbook-tree.ts";

/** A row to write, with the unit it came from where the form has a column for it. */
export interface FillRow {
  unit?: string;
  values: Values;
}

/** A form that is open, and what goes into it. */
export interface OpenForm {
  definition: LedgerDefinition;
  header: Header;
  grid: Grid;
  book: StyleBook;
  plan: FillingPlan;
  rows: readonly FillRow[];
  shapes: readonly NumberShape[];
  from1904: boolean;
  name: string;
}

const DAY_MS = 86_400_000;
const SERIAL_ZERO = Date.UTC(1899, 11, 30);
const DAYS_TO_1904 = 1462;
// Beyond this many digits a spreadsheet writes 1.2E+11.
const LONGEST_NUMBER = 99_999_999_999;

/** Fills the form in place; rows that are missing are inserted first. */
export function fillRows(form: OpenForm): void {
  const { header, book, plan, rows, name } = form;
  unshareFormulas(form.grid.data);
  if (plan.missing > 0) insertRows(form.grid, book, plan, name);
  const grid = openGrid(form.grid.sheet);
  const widthAt = measureSpans(grid);
  rows.forEach((row, index) => {
    const number = plan.first + index;
    if (header.sequenceColumn !== null) setCell(grid.cellAt(number, header.sequenceColumn), index + 1);
    const texts: { text: string; column: number }[] = [];
    if (header.unitColumn !== null && row.unit) {
      setCell(grid.cellAt(number, header.unitColumn), row.unit);
      texts.push({ text: row.unit, column: header.unitColumn });
    }
    for (const [column, key] of header.columns) {
      const field = fieldOf(form.definition, key);
      const value = row.values[key] ?? null;
      const cell = grid.cellAt(number, column);
      // A form that works the column out itself goes on doing so.
      if (field.compute && childOf(cell, "f")) continue;
      writeValue(form, cell, field, value);
      if (field.kind !== "date" && typeof value !== "number")
        texts.push({ text: formatField(field, value), column });
    }
    growRow(grid, number, texts, widthAt);
  });
  // What the form had worked out before is no longer so.
  for (const row of grid.rows())
    for (const cell of elementsOf(row, "c"))
      if (childOf(cell, "f")) cell.children = elementsOf(cell).filter((child) => !/(^|:)v$/.test(child.name));
}

/** New rows like the model, merged within themselves as it is; nothing of its content. */
function insertRows(grid: Grid, book: StyleBook, plan: FillingPlan, name: string): void {
  const insertion = { after: plan.last, count: plan.missing };
  const model = grid.rowAt(plan.model);
  const pattern = structuredClone(model);
  const merged = grid.merges().filter(({ top, bottom }) => top === plan.model && bottom === plan.model);
  shiftSheet(grid.sheet, insertion, name);
  const at = grid.data.children.indexOf(
    grid.rows().find((row) => Number(row.attributes.r) > plan.last + plan.missing)!,
  );
  const added = Array.from({ length: plan.missing }, (_, index) =>
    copyRow(pattern, plan.last + 1 + index, plan.modelIsHeader ? book : null),
  );
  grid.data.children.splice(at === -1 ? grid.data.children.length : at, 0, ...added);
  if (merged.length === 0 || plan.modelIsHeader) return;
  const list = childOf(grid.sheet, "mergeCells")!;
  for (let row = plan.last + 1; row <= plan.last + plan.missing; row++)
    for (const { left, right } of merged)
      list.children.push(
        elementLike(list, "mergeCell", { ref: `${addressOf(left, row)}:${addressOf(right, row)}` }),
      );
  list.attributes.count = String(elementsOf(list).length);
}

/** A copy of a row without its content; of a header's looks only the borders are kept. */
function copyRow(pattern: XmlNode, number: number, header: StyleBook | null): XmlNode {
  const row = structuredClone(pattern);
  row.attributes.r = String(number);
  row.children = elementsOf(row, "c");
  for (const cell of elementsOf(row, "c")) {
    cell.attributes.r = addressOf(columnOf(cell.attributes.r) ?? 1, number);
    setCell(cell, null, header ? header.derive(styleOf(cell), { plain: true, wrap: true }) : undefined);
  }
  if (header) for (const name of ["ht", "customHeight"]) delete row.attributes[name];
  return row;
}

function writeValue(form: OpenForm, cell: XmlNode, field: LedgerField, value: FieldValue): void {
  const { book, shapes } = form;
  const style = styleOf(cell);
  const shape = shapes[style] ?? "plain";
  const format = (code: string) => book.derive(style, { format: code });
  if (value === null) setCell(cell, formatField(field, value) || null);
  else if (field.kind === "date" && typeof value === "string") {
    const zero = form.from1904 ? DAYS_TO_1904 : 0;
    const serial = (Date.parse(`${value}T00:00:00Z`) - SERIAL_ZERO) / DAY_MS - zero;
    setCell(cell, serial, shape === "day" ? undefined : format("yyyy-mm-dd"));
  } else if (typeof value === "number" && (field.kind === "percent" || field.compute?.op === "ratio"))
    setCell(cell, value / 100, shape === "percent" ? undefined : format("0.0#%"));
  else if (typeof value === "number")
    setCell(cell, value, Math.abs(value) > LONGEST_NUMBER ? format("0") : undefined);
  else {
    const text = formatField(field, value);
    // Marked as text, digits keep their zeros and a formula's sign stays a sign, whoever edits the cell.
    setCell(cell, text, /^[=+\-@]|^\d+$/.test(text) ? format("@") : undefined);
  }
}

/** A row whose height is set gets as high as its longest text needs. */
function growRow(
  grid: Grid,
  number: number,
  texts: readonly { text: string; column: number }[],
  widthAt: (row: number, column: number) => number,
): void {
  const { attributes } = grid.rowAt(number);
  if (attributes.ht === undefined) return;
  const lines = texts.map(({ text, column }) => linesIn(rawText(text), widthAt(number, column)));
  const needed = Math.min(TALLEST, Math.max(1, ...lines) * LINE_HEIGHT + 4);
  if (needed <= Number(attributes.ht)) return;
  attributes.ht = String(needed);
  attributes.customHeight = "1";
}

/** The width of each merged or single cell that begins a row's column. */
function measureSpans(grid: Grid): (row: number, column: number) => number {
  const rights = new Map(grid.merges().map(({ top, left, right }) => [`${top} ${left}`, right]));
  return (row, column) => {
    let width = 0;
    for (let at = column; at <= (rights.get(`${row} ${column}`) ?? column); at++)
      width += widthOf(grid.sheet, at);
    return width;
  };
}
