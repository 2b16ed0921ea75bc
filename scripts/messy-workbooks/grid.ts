// A sheet as it is drawn: cells with their spans and comments, hidden rows and columns, what is frozen and filtered.

import { addressOf } from "../../src/ledger/workbook-sheet.ts";
import type { Written } from "./dress.ts";

/** A cell with what it spans to the right and down, 1 unless told. */
export interface GridCell {
  written: Written;
  cols: number;
  rows: number;
  comment?: string;
  kind: "title" | "head" | "body";
}

/** A sheet to be written. */
export interface Grid {
  name: string;
  hidden?: boolean;
  cells: Map<string, GridCell>;
  width: number;
  height: number;
  hiddenRows: Set<number>;
  filteredRows: Set<number>;
  hiddenColumns: Set<number>;
  frozenRows?: number;
  printTitles?: { from: number; to: number };
  filter?: { row: number; to: number };
}

/** An empty sheet. */
export function createGrid(name: string): Grid {
  return {
    name,
    cells: new Map(),
    width: 0,
    height: 0,
    hiddenRows: new Set(),
    filteredRows: new Set(),
    hiddenColumns: new Set(),
  };
}

/** Puts a cell at a row and column counted from 1. */
export function put(
  grid: Grid,
  row: number,
  column: number,
  cell: Written | string,
  more: Partial<Omit<GridCell, "written">> = {},
): void {
  const written = typeof cell === "string" ? { text: cell } : cell;
  const { cols = 1, rows = 1 } = more;
  grid.cells.set(addressOf(column, row), { kind: "body", ...more, written, cols, rows });
  grid.width = Math.max(grid.width, column + cols - 1);
  grid.height = Math.max(grid.height, row + rows - 1);
}

/** A column of a header: its labels from the top group down to its own. */
export interface HeadColumn {
  path: readonly string[];
}

/** Draws a header over as many rows as its longest path; `merged` spans groups and what has nothing below it, else each is written once. */
export function drawHeader(grid: Grid, top: number, columns: readonly HeadColumn[], merged: boolean): number {
  const depth = Math.max(...columns.map(({ path }) => path.length));
  const drawn = new Set<string>();
  for (const [at, { path }] of columns.entries()) {
    for (const [level, label] of path.entries()) {
      if (label === "" || drawn.has(`${level}:${at}`)) continue;
      const last = level === path.length - 1;
      let cols = 1;
      while (
        !last &&
        columns[at + cols]?.path.slice(0, level + 1).join("|") === path.slice(0, level + 1).join("|") &&
        columns[at + cols]!.path.length > level + 1
      )
        cols++;
      for (let next = 1; next < cols; next++) drawn.add(`${level}:${at + next}`);
      const rows = last ? depth - level : 1;
      put(grid, top + level, at + 1, label, { kind: "head", ...(merged && { cols, rows }) });
    }
  }
  return depth;
}
