// Rows of raw values against a definition: good rows with their stored values, apart from the rows that need mending.

import type { Day } from "../domain/day.ts";
import { brokenChecks } from "./checks.ts";
import { computeField, holds } from "./compute.ts";
import type { LedgerDefinition, LedgerField } from "./definition.ts";
import { fieldOf } from "./definition.ts";
import { codecOf, formatField, type ParseContext, parseField } from "./kinds.ts";
import { MESSAGES } from "./messages.ts";
import { type FieldValue, fold, lengthOf, plainNumber, type RawEntry, type Values } from "./value.ts";

/**
 * What rules need from outside: the year of bare dates, today for `notAfter: "today"`, why a reference may not be named
 * (a sentence without its place, null where it may), and what the form itself says of every row (`presetOf`), which a blank takes over and nothing may contradict.
 */
export interface ValidateContext extends ParseContext {
  today?: Day;
  preset?: Values;
  refuse?(field: LedgerField, value: string): string | null;
}

/** One thing to mend: row counted from 1, field (null for the row as a whole), the cell when it came from a sheet, and the sentence. */
export interface RowIssue {
  row: number;
  field: string | null;
  label: string;
  cell?: string;
  message: string;
}

/** A row that passed, with its row key when the definition names key fields. */
export interface ValidRow {
  row: number;
  rowKey?: string;
  unit?: string;
  values: Values;
}

/** What validation found; a row is either in `rows` or in `refused`, and each refused row has an issue. */
export interface Validation {
  rows: ValidRow[];
  refused: { row: number; entry: RawEntry }[];
  issues: RowIssue[];
}

const TEXT_LIMIT = 500;
const LONG_TEXT_LIMIT = 3000;

/** Checks rows one by one; the same mistake gives the same sentence whichever surface the row came from. */
export function validateRows(
  definition: LedgerDefinition,
  entries: readonly RawEntry[],
  context: ValidateContext,
): Validation {
  const result: Validation = { rows: [], refused: [], issues: [] };
  const seen = new Map<string, number>();
  entries.forEach((entry, index) => {
    const row = index + 1;
    const { values, issues } = validateRow(definition, entry, row, context);
    const rowKey = definition.key && rowKeyOf(definition, values);
    if (issues.length === 0) {
      const identity = fold(`${entry.unit ?? ""}|${rowKey ?? JSON.stringify(values)}`);
      const other = seen.get(identity);
      if (other !== undefined) issues.push(rowIssue(row, MESSAGES.duplicate(other)));
      else seen.set(identity, row);
    }
    if (issues.length > 0) {
      result.refused.push({ row, entry });
      result.issues.push(...issues);
    } else {
      result.rows.push({
        row,
        ...(rowKey && { rowKey }),
        ...(entry.unit && { unit: entry.unit }),
        values,
      });
    }
  });
  return result;
}

/** Every rule on one row; computed fields are worked out here and never taken from the sender. */
function validateRow(
  definition: LedgerDefinition,
  entry: RawEntry,
  row: number,
  context: ValidateContext,
): { values: Values; issues: RowIssue[] } {
  const values: Values = {};
  const issues: RowIssue[] = [];
  const refuse = (field: LedgerField, problem: string): void => {
    const cell = entry.cells?.[field.key];
    const message = MESSAGES.at(row, field.label, problem);
    issues.push({ row, field: field.key, label: field.label, ...(cell && { cell }), message });
  };
  const unread = new Set<string>();
  for (const field of definition.fields) {
    const doubt = entry.doubts?.[field.key];
    const parsed = doubt ? { problem: doubt } : parseField(field, entry.values[field.key], context);
    const preset = context.preset?.[field.key] ?? null;
    const value = "value" in parsed ? parsed.value : null;
    values[field.key] = preset ?? value;
    const problem =
      "problem" in parsed
        ? parsed.problem
        : preset !== null &&
          !isEmpty(value) &&
          value !== preset &&
          MESSAGES.otherPart(formatField(field, preset));
    if (problem) {
      unread.add(field.key);
      refuse(field, problem);
    }
  }
  for (const field of definition.fields) {
    if (field.compute) values[field.key] = computeField(field, values);
    if (unread.has(field.key)) continue;
    const problem =
      brokenRule(definition, field, values, context) ?? brokenSum(field, entry, values, context);
    if (problem) refuse(field, problem);
  }
  const unsound = new Set(issues.flatMap(({ field }) => field ?? []));
  for (const { field, problem } of brokenChecks(definition, values, unsound))
    refuse(fieldOf(definition, field), problem);
  return { values, issues };
}

/** A sum that the sender worked out differently: one of its parts, or the sum, is a slip. */
function brokenSum(
  field: LedgerField,
  entry: RawEntry,
  values: Values,
  context: ParseContext,
): string | null {
  const sum = values[field.key];
  if (field.compute?.op !== "sum" || typeof sum !== "number") return null;
  const said = parseField({ ...field, kind: "decimal" }, entry.values[field.key], context);
  if (!("value" in said) || typeof said.value !== "number" || Math.abs(said.value - sum) < 1e-6) return null;
  return MESSAGES.wrongSum(plainNumber(said.value), plainNumber(sum));
}

function brokenRule(
  definition: LedgerDefinition,
  field: LedgerField,
  values: Values,
  context: ValidateContext,
): string | null {
  const value = values[field.key] ?? null;
  if (isEmpty(value)) {
    if (field.required) return MESSAGES.required();
    if (field.requiredWhen && holds(field.requiredWhen, values)) {
      const cause = fieldOf(definition, field.requiredWhen.field);
      return MESSAGES.requiredWhen(cause.label, formatField(cause, field.requiredWhen.equals));
    }
    return null;
  }
  if (typeof value === "number") return brokenRange(field, value);
  if (typeof value !== "string") return null;
  if (codecOf(field).control === "date") return brokenDay(definition, field, value, values, context);
  const limit = field.maxLength ?? (field.kind === "longText" ? LONG_TEXT_LIMIT : TEXT_LIMIT);
  if (lengthOf(value) > limit) return MESSAGES.tooLong(limit, lengthOf(value));
  return field.kind === "reference" ? (context.refuse?.(field, value) ?? null) : null;
}

function brokenRange(field: LedgerField, value: number): string | null {
  if (field.min !== undefined && value < field.min) return MESSAGES.tooSmall(plainNumber(value), field.min);
  if (field.max !== undefined && value > field.max) return MESSAGES.tooLarge(plainNumber(value), field.max);
  return null;
}

function brokenDay(
  definition: LedgerDefinition,
  field: LedgerField,
  day: string,
  values: Values,
  context: ValidateContext,
): string | null {
  const resolve = (bound: LedgerField["notBefore"]): { day: Day; text: string } | null => {
    if (bound === undefined) return null;
    if (bound === "today") return context.today ? { day: context.today, text: MESSAGES.today } : null;
    if (typeof bound === "string") return { day: bound, text: bound };
    const other = values[bound.field];
    if (typeof other !== "string") return null;
    return { day: other, text: MESSAGES.fieldOnDay(fieldOf(definition, bound.field).label, other) };
  };
  // A month is compared with the month of a day.
  const earliest = resolve(field.notBefore);
  if (earliest && day < earliest.day.slice(0, day.length)) return MESSAGES.tooEarly(day, earliest.text);
  const latest = resolve(field.notAfter);
  if (latest && day > latest.day.slice(0, day.length)) return MESSAGES.tooLate(day, latest.text);
  return null;
}

function isEmpty(value: FieldValue): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function rowKeyOf(definition: LedgerDefinition, values: Values): string {
  return (definition.key ?? [])
    .map((key) => fold(formatField(fieldOf(definition, key), values[key])))
    .join("|");
}

function rowIssue(row: number, problem: string): RowIssue {
  return { row, field: null, label: "", message: MESSAGES.atRow(row, problem) };
}
