// Holds what the reader made of a messy workbook against its right answer.

import type { LedgerDefinition } from "../../src/ledger/definition.ts";
import { parseField } from "../../src/ledger/kinds.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import type { FieldValue, RawEntry } from "../../src/ledger/value.ts";
import { inspectWorkbook, readWorkbook } from "../../src/ledger/workbook.ts";
import { MESSY_FORMS } from "./forms.ts";
import type { TrueRow, Truth } from "./truth.ts";

/** What came of one workbook; counts of rows and cells, and a line for everything that is not as it should be. */
export interface Verdict {
  rows: number;
  rowsRight: number;
  cells: number;
  cellsRight: number;
  /** Taken though wrong, taken though it had to be asked for, or lost without a word. */
  unnoticed: string[];
  /** Asked about though it says what it says. */
  refused: string[];
  /** The ledger fits best of all that there are, sent without a word. */
  known: boolean;
  /** Parts of the heading that were not read, or read wrongly. */
  heading: string[];
}

const CONTEXT = { baseYear: 2023, today: "2023-12-31" };

/** Reads a workbook as its ledger and judges the reading. */
export async function judgeReading(bytes: Uint8Array, truth: Truth): Promise<Verdict> {
  const definition = MESSY_FORMS.find((form) => form.definition.code === truth.ledger)!.definition;
  const reading = await readWorkbook(bytes, definition);
  const verdict: Verdict = {
    rows: truth.rows.length,
    rowsRight: 0,
    cells: 0,
    cellsRight: 0,
    unnoticed: [],
    refused: [],
    heading: [],
    known: false,
  };
  const inspection = await inspectWorkbook(
    bytes,
    MESSY_FORMS.map((form) => form.definition),
  );
  const best = inspection.candidates[0]?.share ?? 0;
  verdict.known = inspection.candidates.some(
    (one) => one.definition.code === definition.code && one.share >= best * 0.8,
  );
  const sentences = [...reading.issues.map(({ message }) => message), ...reading.ignored];
  const fatal = reading.issues.find((issue) => issue.fatal);
  if (fatal) verdict.refused.push(`the file: ${fatal.message}`);
  for (const words of truth.told) {
    const told = /^[A-Z]+$/.test(words) ? new RegExp(`(^|[^A-Z])${words}(\\d|列)`) : words;
    if (
      !fatal &&
      !sentences.some((sentence) =>
        typeof told === "string" ? sentence.includes(told) : told.test(sentence),
      )
    )
      verdict.unnoticed.push(`not told: ${words}`);
  }
  for (const key of ["unit", "filledBy", "reviewedBy", "phone", "filledOn"] as const)
    if (!fatal && reading.heading[key] !== truth.heading[key])
      verdict.heading.push(`${key}: ${reading.heading[key]} is ${truth.heading[key]}`);
  const missing = reading.issues.filter(({ message }) => message.startsWith("缺少"));
  const wanted = truth.missing.every((label) =>
    missing.some(({ message }) => message.includes(`“${label}”`)),
  );
  if (!wanted && !fatal) verdict.unnoticed.push(`missing column not told: ${truth.missing.join("、")}`);
  const names = missing.flatMap(({ message }) => [...message.matchAll(/“(.+?)”/g)].map((match) => match[1]!));
  const found = names.filter((label) => !truth.missing.includes(label));
  if (found.length > 0) verdict.refused.push(`columns there, not found: ${found.join("、")}`);
  const { rows, refused, issues } = validateRows(definition, reading.entries, CONTEXT);
  if (truth.nil !== reading.nil)
    (truth.nil ? verdict.refused : verdict.unnoticed).push(`nil is ${truth.nil}`);
  const lineOf = (cells: Record<string, string> | undefined): number =>
    Number(Object.values(cells ?? {})[0]?.match(/\d+$/)?.[0]);
  const taken = new Map(rows.map((row) => [lineOf(reading.entries[row.row - 1]!.cells), row]));
  const asked = new Map(
    refused.map(({ row, entry }) => [
      lineOf(entry.cells),
      { entry, issues: issues.filter((issue) => issue.row === row) },
    ]),
  );
  const expected = new Map(truth.rows.map((row) => [lineOfTruth(row), row]));
  for (const line of taken.keys()) if (!expected.has(line)) verdict.unnoticed.push(`row ${line} is no entry`);
  for (const line of asked.keys())
    if (!expected.has(line))
      verdict.refused.push(`row ${line} is no entry: ${asked.get(line)!.issues[0]?.message}`);
  for (const [line, row] of expected) {
    const before = verdict.unnoticed.length + verdict.refused.length;
    const got = taken.get(line);
    if (got && (got.unit ?? "") !== (row.unit ?? ""))
      verdict.unnoticed.push(`row ${line}: unit ${got.unit} is ${row.unit}`);
    const kept = asked.get(line);
    const values = got?.values ?? (kept && valuesOf(definition, kept.entry));
    judgeRow(definition, truth, line, row, values, kept?.issues, sentences, verdict);
    if (verdict.unnoticed.length + verdict.refused.length === before && (got || asked.has(line)))
      verdict.rowsRight++;
  }
  return verdict;
}

/** What can be read of a row that is asked about. */
function valuesOf(definition: LedgerDefinition, { values }: RawEntry): Record<string, FieldValue> {
  return Object.fromEntries(
    definition.fields.map((field) => {
      const parsed = parseField(field, values[field.key], CONTEXT);
      return [field.key, "value" in parsed ? parsed.value : null];
    }),
  );
}

function lineOfTruth({ cells }: TrueRow): number {
  return Number(Object.values(cells)[0]!.at.match(/\d+$/)![0]);
}

function judgeRow(
  definition: LedgerDefinition,
  truth: Truth,
  line: number,
  row: TrueRow,
  values: Record<string, FieldValue> | undefined,
  issues: { cell?: string; field: string | null; message: string }[] | undefined,
  sentences: readonly string[],
  verdict: Verdict,
): void {
  if (!values) {
    const told = sentences.some((sentence) => sentence.includes(`第${line}行`) || sentence.includes("表头"));
    (told ? verdict.refused : verdict.unnoticed).push(`row ${line} is lost`);
    verdict.cells += Object.keys(row.cells).length;
    return;
  }
  const wrong = new Set<string>();
  for (const { key, compute } of definition.fields)
    if (!compute && !row.cells[key] && (values[key] ?? null) !== null)
      verdict.unnoticed.push(`row ${line} ${key}: ${values[key]} from nowhere`);
  for (const [key, cell] of Object.entries(row.cells)) {
    verdict.cells++;
    const about = issues?.filter(({ field }) => field === key) ?? [];
    const name = `${cell.at} ${definition.fields.find((field) => field.key === key)!.label}`;
    if ("asked" in cell) {
      if (about.length > 0) verdict.cellsRight++;
      else if (truth.missing.length === 0)
        verdict.unnoticed.push(`${name}: taken as ${JSON.stringify(values[key])}, is open`);
    } else if (about.length > 0) {
      verdict.refused.push(`${name}: ${about[0]!.message}, is ${JSON.stringify(cell.value)}`);
      wrong.add(key);
    } else if (JSON.stringify(values[key] ?? null) !== JSON.stringify(cell.value)) {
      const told =
        values[key] == null && sentences.some((sentence) => sentence.includes(cell.at.replace(/\d+$/, "")));
      (told ? verdict.refused : verdict.unnoticed).push(
        `${name}: read ${JSON.stringify(values[key])}, is ${JSON.stringify(cell.value)}`,
      );
    } else verdict.cellsRight++;
  }
  const fair = truth.missing.length > 0 || Object.values(row.cells).some((cell) => "asked" in cell);
  const other = (issues ?? []).filter(({ field }) => !field || !row.cells[field]);
  if (issues && !fair && wrong.size === 0) verdict.refused.push(`row ${line}: ${other[0]?.message}`);
}
