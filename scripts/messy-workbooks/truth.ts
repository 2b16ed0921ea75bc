// The right answer of a messy workbook, decided when it is drawn.

import type { Heading } from "../../src/ledger/heading.ts";
import type { FieldValue } from "../../src/ledger/value.ts";

/** A cell's right answer: its value, or that it has to be asked for. */
export type TrueCell = { at: string; value: FieldValue } | { at: string; asked: true };

/** A row's right answer by field key; what is worked out or has no column is left out. */
export interface TrueRow {
  unit?: string;
  cells: Record<string, TrueCell>;
}

/** What a reader should make of a workbook as one ledger; `told` are words that must stand in a sentence to the unit. */
export interface Truth {
  file: string;
  ledger: string;
  /** The mess that was made. */
  mess: string[];
  heading: Heading;
  nil: boolean;
  /** Labels of required columns that are not there. */
  missing: string[];
  told: string[];
  rows: TrueRow[];
}
