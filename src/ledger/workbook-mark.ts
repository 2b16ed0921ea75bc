// The corrected copy: a unit's own workbook with the cells to mend coloured and a column that says what to do.

import type { LedgerDefinition } from "./definition.ts";
import { MESSAGES, WORDS } from "./messages.ts";
import type { RowIssue } from "./validate.ts";
import { type RawEntry, rawText } from "./value.ts";
import { type Grid, openGrid, setCell, styleOf, widen } from "./workbook-grid.ts";
import { findHeader, type Header } from "./workbook-header.ts";
import { buildRawWorkbook, HEADER_ROW } from "./workbook-ledger.ts";
import type { WorkbookHeading } from "./workbook-ledger-parts.ts";
import { LINE_HEIGHT, linesIn, TALLEST } from "./workbook-measure.ts";
import { repack } from "./workbook-pack.ts";
import { fittingSheets, openSheets, readWorkbook, type Sheet } from "./workbook-read.ts";
import { columnName, columnOf } from "./workbook-sheet.ts";
import { openStyles, STYLES_PATH, type StyleBook } from "./workbook-styles.ts";
import { childOf, elementsOf, readTree, textOf, writeTree, type XmlNode } from "./workbook-tree.ts";
import { openArchive, WorkbookRefused } from "./workbook-zip.ts";

/** The marked workbook, or the sentence why there can be none. */
export type MarkedCopy = { bytes: Uint8Array; issue: null } | { bytes: null; issue: string };

/** What a copy made from rows, not from a file, carries at its head. */
export interface MarkedHead {
  heading?: WorkbookHeading;
  code?: string;
}

/** A row to mark: its number in the sheet, the columns to colour, the sentences in order. */
interface Mark {
  row: number;
  columns: Set<number>;
  sentences: string[];
}

const PINK = "FFFFC7CE";
const RED = "FFC00000";
const REMARK_WIDTH = 48;

/**
 * Marks what validation refused. `source` is the file as it came, whose looks and other content stay as they are, or the
 * entries of a page or chat form, which are laid out as the ledger's own sheet; `issues` count rows as validation did.
 */
export async function markErrors(
  source: Uint8Array | readonly RawEntry[],
  definition: LedgerDefinition,
  issues: readonly RowIssue[],
  head: MarkedHead = {},
): Promise<MarkedCopy> {
  try {
    if (source instanceof Uint8Array)
      return { bytes: await markFile(source, definition, issues), issue: null };
    const entries = source as readonly RawEntry[];
    const input = { definition, heading: head.heading ?? {}, ...(head.code && { code: head.code }) };
    const bytes = await buildRawWorkbook({ ...input, entries });
    return { bytes: await markFile(bytes, definition, issues, HEADER_ROW), issue: null };
  } catch (error) {
    if (error instanceof WorkbookRefused) return { bytes: null, issue: error.message };
    throw error;
  }
}

/** Marks a file; with `laidOutBelow` its rows stand in order below that row, blank ones too. */
async function markFile(
  bytes: Uint8Array,
  definition: LedgerDefinition,
  issues: readonly RowIssue[],
  laidOutBelow?: number,
): Promise<Uint8Array> {
  const archive = openArchive(bytes);
  const { main, sheets } = await openSheets(bytes);
  const fitting = fittingSheets(definition, sheets);
  if (fitting.length === 0) throw new WorkbookRefused(MESSAGES.noHeader(definition.title));
  const taken = definition.split ? fitting : fitting.slice(0, 1);
  const { entries } = await readWorkbook(bytes, definition);
  const stylesXml = await archive.read(STYLES_PATH);
  const styles = stylesXml && (await readTree(stylesXml));
  const book = styles && openStyles(styles);
  const workbook = await readTree((await archive.read(main))!);
  const changes = new Map<string, string>();
  for (const { sheet, header } of taken) {
    const xml = await archive.read(sheet.path);
    if (!xml) continue;
    const grid = openGrid(await readTree(xml));
    const place = taken.length > 1 ? `${sheet.name}!` : "";
    const marks =
      laidOutBelow === undefined
        ? marksByCell(issues, entries, place)
        : marksByOrder(issues, definition, sheet, laidOutBelow);
    const column = markSheet(grid, book, placeRemarks(sheet, header), marks);
    if (column !== null) printUpTo(workbook, sheet.name, column);
    changes.set(sheet.path, writeTree(grid.sheet));
  }
  changes.set(main, writeTree(workbook));
  if (styles) changes.set(STYLES_PATH, writeTree(styles));
  return repack(archive, changes);
}

/** Marks by where each entry of a file stood; what is wrong with a row as a whole is said beside it. */
function marksByCell(issues: readonly RowIssue[], entries: readonly RawEntry[], place: string): Mark[] {
  return collect(issues, (issue) => {
    const cells = entries[issue.row - 1]?.cells ?? {};
    const some = issue.cell ?? Object.values(cells)[0];
    if (!some?.startsWith(place)) return null;
    const row = Number(some.match(/(\d+)$/)?.[1]);
    const column = issue.cell ? columnOf(issue.cell.slice(place.length)) : null;
    return { row, column };
  });
}

function marksByOrder(
  issues: readonly RowIssue[],
  definition: LedgerDefinition,
  { rows }: Sheet,
  below: number,
): Mark[] {
  const columns = new Map(
    [...(findHeader(definition, rows)?.columns ?? [])].map(([column, key]) => [key, column]),
  );
  return collect(issues, ({ row, field }) => ({
    row: below + row,
    column: columns.get(field ?? "") ?? null,
  }));
}

function collect(
  issues: readonly RowIssue[],
  placeOf: (issue: RowIssue) => { row: number; column: number | null } | null,
): Mark[] {
  const marks = new Map<number, Mark>();
  for (const issue of issues) {
    const place = placeOf(issue);
    if (!place) continue;
    const mark = marks.get(place.row) ?? { row: place.row, columns: new Set(), sentences: [] };
    if (place.column !== null) mark.columns.add(place.column);
    mark.sentences.push(issue.message.replace(/^第\d+行：?/, ""));
    marks.set(place.row, mark);
  }
  return [...marks.values()];
}

/** Where the sentences go: the header's row, the last column of the table, and the remark column of an earlier copy. */
interface Place {
  headerRow: number;
  lastColumn: number;
  earlier: number | null;
}

function placeRemarks({ rows }: Sheet, header: Header): Place {
  const row = rows[header.index]!;
  const earlier = [...row.cells].find(([, value]) => rawText(value) === WORDS.toMend)?.[0] ?? null;
  const columns = [...row.cells.keys(), ...header.columns.keys()].filter((column) => column !== earlier);
  return { headerRow: row.number, lastColumn: Math.max(...columns), earlier };
}

/** Marks a sheet; the remark column, or null where there is nothing to say. */
function markSheet(
  grid: Grid,
  book: StyleBook | null,
  { headerRow, lastColumn, earlier }: Place,
  marks: readonly Mark[],
): number | null {
  clearEarlier(grid, book, headerRow, earlier);
  if (marks.length === 0 && earlier === null) return null;
  const remarks = earlier ?? lastColumn + 1;
  const merges = grid.merges();
  widen(grid.sheet, remarks, REMARK_WIDTH);
  setCell(grid.cellAt(headerRow, remarks), WORDS.toMend, styleOf(grid.findCell(headerRow, lastColumn)));
  for (const { row, columns, sentences } of marks) {
    for (const column of columns) {
      const range = merges.find(
        ({ top, left, bottom, right }) => row >= top && row <= bottom && column >= left && column <= right,
      );
      const cell = grid.cellAt(range?.top ?? row, range?.left ?? column);
      if (book) cell.attributes.s = String(book.derive(styleOf(cell), { fill: PINK }));
    }
    const near = styleOf(grid.findCell(row, lastColumn));
    const look = book?.derive(near, { plain: true, colour: RED, wrap: true, format: "@" });
    setCell(grid.cellAt(row, remarks), numbered(sentences), look);
    // A height set by hand would hide all but the first lines.
    const { attributes } = grid.rowAt(row);
    const needed = Math.min(TALLEST, linesIn(numbered(sentences), REMARK_WIDTH) * LINE_HEIGHT + 4);
    if (Number(attributes.ht ?? needed) < needed)
      Object.assign(attributes, { ht: String(needed), customHeight: "1" });
  }
  return remarks;
}

/** Takes the remark column into what a sheet prints, where that is set. */
function printUpTo(workbook: XmlNode, sheet: string, column: number): void {
  for (const name of elementsOf(childOf(workbook, "definedNames"), "definedName")) {
    const [own, range] = textOf(name).split(/!(?=[^!]*$)/);
    if (name.attributes.name !== "_xlnm.Print_Area" || own?.replace(/^'|'$/g, "") !== sheet) continue;
    const wider = range?.replace(
      /:\$([A-Z]{1,3})\$/,
      (_, right: string) => `:$${columnName(Math.max(column, columnOf(`${right}1`) ?? 0))}$`,
    );
    name.children = [`${own}!${wider}`];
  }
}

function numbered(sentences: readonly string[]): string {
  return sentences.length === 1 ? sentences[0]! : sentences.map((one, at) => `${at + 1}. ${one}`).join("\n");
}

/** Takes away what an earlier copy marked, so that only what is still wrong is coloured. */
function clearEarlier(grid: Grid, book: StyleBook | null, headerRow: number, remarks: number | null): void {
  for (const row of grid.rows())
    for (const cell of elementsOf(row, "c")) {
      const isRemark = remarks !== null && columnOf(cell.attributes.r) === remarks;
      if (isRemark && Number(row.attributes.r) > headerRow) setCell(cell, null);
      if (book?.isFilled(styleOf(cell), PINK))
        cell.attributes.s = String(book.derive(styleOf(cell), { fill: null }));
    }
}
