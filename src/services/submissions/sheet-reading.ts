// A workbook of one material as its unit sent it: read, checked and marked, before any transaction.
import { normaliseName } from "../../domain/text.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import type { RowIssue, ValidRow } from "../../ledger/validate.ts";
import type { RawEntry } from "../../ledger/value.ts";
import { markErrors, readWorkbook } from "../../ledger/workbook.ts";
import type { Tx } from "../../store/open.ts";
import { checkRows } from "./check.ts";
import type { Owed } from "./owed.ts";
import type { Filled } from "./take.ts";

/** A material that is filled in as a sheet. */
export type FilledLedger = Filled & { definition: LedgerDefinition };

/** A sheet as it was read and checked; `refusal` says why nothing of it could be read. */
export interface FilledSheet {
  /** What the unit itself filled in, right or wrong. */
  entries: RawEntry[];
  /** The good ones among them. */
  rows: ValidRow[];
  /** How many rows the sheet has, those of other units among them. */
  total: number;
  sentences: string[];
  ignored: string[];
  nil: boolean;
  refusal: string | null;
  /** The file as it came, what is wrong coloured and explained in it; null where nothing is, or nobody asked. */
  marked: Uint8Array | null;
}

/** Reads and checks a workbook for one material, and makes the marked copy with `mark`; writes nothing. */
export async function readFilledSheet(
  db: Pick<Tx, "problem">,
  { owed, material, definition }: FilledLedger,
  bytes: Uint8Array,
  now: Date,
  { mark = false }: { mark?: boolean } = {},
): Promise<FilledSheet> {
  const reading = await readWorkbook(bytes, definition);
  const { entries } = reading;
  const fatal = reading.issues.filter((issue) => issue.fatal);
  const checked = await checkRows(db, { owed, material, definition }, entries, now);
  const own = (row: number) => isOwn(owed, entries[row - 1]!);
  const foreign = entries.flatMap((entry, index) =>
    isOwn(owed, entry) ? [] : foreignRow(owed, entry, index),
  );
  const issues = [...checked.issues.filter(({ row }) => own(row)), ...foreign];
  const rows = checked.rows.filter(({ row }) => own(row));
  const columns = reading.issues.map(({ message }) => message);
  const marked = mark && issues.length > 0 ? await markErrors(bytes, definition, issues) : null;
  return {
    entries: entries.filter((entry) => isOwn(owed, entry)),
    rows,
    total: entries.length,
    sentences: [
      ...columns,
      ...foreignUnits(owed, entries),
      ...issuesByCell(
        issues.filter((issue) => !foreign.includes(issue)),
        reading.missing,
      ),
    ],
    ignored: reading.ignored,
    nil: reading.nil,
    refusal: fatal.length > 0 ? fatal.map(({ message }) => message).join("\n") : null,
    marked: marked?.bytes ?? null,
  };
}

/** 「K9 第1行…」; what is wrong only because its column is missing has been said by the column. */
function issuesByCell(issues: readonly RowIssue[], missing: readonly string[]): string[] {
  return issues
    .filter(({ cell, field }) => !(cell === undefined && field !== null && missing.includes(field)))
    .map(({ cell, message }) => (cell ? `${cell} ${message}` : message));
}

/** Rows that another unit signed, as in a merged ledger: they are that unit's to hand in. */
function foreignUnits(owed: Owed, entries: readonly RawEntry[]): string[] {
  const others = new Set(entries.filter((entry) => !isOwn(owed, entry)).map(({ unit }) => unit));
  return [...others].map(
    (unit) => `表中有填报单位为“${unit}”的条目，${owed.unit.name}只报本单位的，请删去后再发`,
  );
}

function foreignRow({ unit }: Owed, entry: RawEntry, index: number): RowIssue {
  const message = `填报单位是“${entry.unit}”，${unit.name}只报本单位的，请删去这一行`;
  return { row: index + 1, field: null, label: "", message };
}

function isOwn({ unit, preparer }: Owed, entry: RawEntry): boolean {
  const names = [unit, preparer].flatMap(({ name, aliases }) => [name, ...aliases]);
  return !entry.unit || names.map(normaliseName).includes(normaliseName(entry.unit));
}

/** The content that good rows make. */
export function contentOfRows({ definition }: FilledLedger, { rows }: Pick<FilledSheet, "rows">) {
  const { code, version } = definition;
  return { kind: "rows", ledger: { code, version }, rows } as const;
}
