// Finds in somebody else's form which rows are meant to be filled in, and how many are missing.

import type { LedgerDefinition } from "./definition.ts";
import { fieldOf } from "./definition.ts";
import { MESSAGES } from "./messages.ts";
import { rawText } from "./value.ts";
import { type CellRange, type Grid, styleOf } from "./workbook-grid.ts";
import { type Header, numbersColumns } from "./workbook-header.ts";
import type { Sheet } from "./workbook-read.ts";
import { isNote, isTotal } from "./workbook-row-kinds.ts";
import type { SheetRow } from "./workbook-sheet.ts";
import type { StyleBook } from "./workbook-styles.ts";
import { childOf } from "./workbook-tree.ts";
import { WorkbookRefused } from "./workbook-zip.ts";

/** The rows to fill: from `first` to `last`, which is the row above where there are none; `missing` are inserted after it. */
export interface FillingPlan {
  first: number;
  last: number;
  missing: number;
  /** The row whose looks new rows take: the last of the blank ones, or the header where there is none. */
  model: number;
  modelIsHeader: boolean;
}

const MOST_ROWS = 10_000;
const PLACEHOLDER = /^[\s….。·/—–-]*$/;

/** The plan for so many rows; throws `WorkbookRefused` where the form has content, or cells merged over its rows. */
export function planFilling(
  definition: LedgerDefinition,
  sheet: Sheet,
  header: Header,
  grid: Grid,
  book: StyleBook,
  count: number,
): FillingPlan {
  if (count > MOST_ROWS) throw new WorkbookRefused(MESSAGES.tooManyRows(MOST_ROWS));
  const merges = grid.merges();
  const headerRow = bottomOfHeader(sheet, header, merges);
  const below = sheet.rows.filter(({ number }) => number > headerRow);
  const numbered = below[0] && numbersColumns(header, below[0]) ? below[0].number : headerRow;
  const first = numbered + 1;
  const written = below.filter(({ number }) => number >= first);
  const end = written.find((row) => !isBlank(definition, header, grid, row));
  if (end && isEntry(definition, header, end))
    throw new WorkbookRefused(MESSAGES.formWithContent(end.number));
  const last = lastBlank(grid, book, header, first, end?.number ?? null);
  const crossing = merges.find(
    ({ top, bottom, right }) =>
      top !== bottom && bottom >= first && top <= Math.max(first, last) && right >= 1 && last >= first,
  );
  if (crossing) throw new WorkbookRefused(MESSAGES.formWithMerges(Math.max(first, crossing.top)));
  const room = last - first + 1;
  return {
    first,
    last,
    missing: Math.max(0, count - room),
    model: room > 0 ? last : headerRow,
    modelIsHeader: room === 0,
  };
}

/** A header may be merged further down than the row that was read. */
function bottomOfHeader({ rows }: Sheet, header: Header, merges: readonly CellRange[]): number {
  const { number } = rows[header.index]!;
  return Math.max(
    number,
    ...merges.filter(({ top, bottom }) => top <= number && bottom >= number).map(({ bottom }) => bottom),
  );
}

/** Nothing but a number in front, dots, and what works itself out. */
function isBlank(definition: LedgerDefinition, header: Header, grid: Grid, row: SheetRow): boolean {
  return [...row.cells].every(([column, value]) => {
    const text = rawText(value);
    const key = header.columns.get(column);
    if (key && fieldOf(definition, key).compute) return true;
    if (childOf(grid.findCell(row.number, column), "f")) return true;
    if (column === header.sequenceColumn) return /^\d*$/.test(text) || PLACEHOLDER.test(text);
    return PLACEHOLDER.test(text);
  });
}

/** Content under at least two columns, and not one text across them all: somebody's entry, not a note or a total. */
function isEntry(definition: LedgerDefinition, header: Header, row: SheetRow): boolean {
  const typed = [...header.columns].filter(([, key]) => !fieldOf(definition, key).compute);
  const texts = typed
    .map(([column]) => rawText(row.cells.get(column)))
    .filter((text) => !PLACEHOLDER.test(text));
  return !isTotal(row) && !isNote(row) && new Set(texts).size >= 2;
}

/** The last row that is laid out for filling in: up to what stands below, and no further than the first row's borders go. */
function lastBlank(grid: Grid, book: StyleBook, header: Header, first: number, end: number | null): number {
  if (end === first) return first - 1;
  const column = Math.min(...header.columns.keys());
  const isBordered = (row: number) => book.isBordered(styleOf(grid.findCell(row, column)));
  const numbers = new Set(grid.rows().map(({ attributes }) => Number(attributes.r)));
  if (!isBordered(first)) {
    if (end !== null) return end - 1;
    let last = first - 1;
    while (numbers.has(last + 1)) last++;
    return last;
  }
  let last = first;
  while (isBordered(last + 1) && (end === null || last + 1 < end)) last++;
  return last;
}
