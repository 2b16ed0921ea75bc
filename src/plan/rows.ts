// Reads the rows of a 任务分解表, whether flattened into lines or written as items with 牵头 and 责任.
import type { DateContext } from "./dates.ts";
import type { DraftRow } from "./draft.ts";
import type { Paragraph } from "./paragraphs.ts";

/** The rows of a plan's tables, and the paragraphs that they take up. */
export interface Rows {
  rows: DraftRow[];
  lines: Set<number>;
}

/** Reads the rows of a plan's tables. */
export function readRows(_paragraphs: readonly Paragraph[], _context: DateContext): Rows {
  return { rows: [], lines: new Set() };
}
