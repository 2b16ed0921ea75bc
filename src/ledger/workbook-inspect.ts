// Looks at a workbook of unknown origin: which ledger it carries, whose code, and which lists of it.

import type { LedgerDefinition } from "./definition.ts";
import { LEDGERS } from "./definitions/index.ts";
import type { Values } from "./value.ts";
import { findHeader } from "./workbook-header.ts";
import { codeOf, fittingSheets, openSheets, presetOfSheet } from "./workbook-read.ts";
import { WorkbookRefused } from "./workbook-zip.ts";

/**
 * What a workbook of unknown origin looks like: its reference code, and how many fields of each ledger its header names, as
 * a share of the ledger's fields (`share`) and of the header's own columns (`fit`).
 */
export interface WorkbookInspection {
  code: string | null;
  issue: string | null;
  candidates: { definition: LedgerDefinition; matched: number; share: number; fit: number }[];
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
        const headers = sheets.flatMap((sheet) => findHeader(definition, sheet.rows) ?? []);
        const [best] = headers.sort((a, b) => b.score - a.score);
        const matched = best?.score ?? 0;
        const fit = best ? matched / (matched + best.unknown.length) : 0;
        return { definition, matched, share: matched / definition.fields.length, fit };
      })
      .filter(({ matched }) => matched > 0)
      .sort((a, b) => b.share - a.share);
    return { code: codeOf(sheets), issue: null, candidates };
  } catch (error) {
    if (error instanceof WorkbookRefused) return { code: null, issue: error.message, candidates: [] };
    throw error;
  }
}

/** What each sheet of a form that carries the ledger says of every row; empty where no sheet does or the file is refused. */
export async function partsOfForm(bytes: Uint8Array, definition: LedgerDefinition): Promise<Values[]> {
  try {
    const { sheets } = await openSheets(bytes);
    return fittingSheets(definition, sheets).map(({ sheet, header }) =>
      presetOfSheet(definition, sheet, header),
    );
  } catch (error) {
    if (error instanceof WorkbookRefused) return [];
    throw error;
  }
}
