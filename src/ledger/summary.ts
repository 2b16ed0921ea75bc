// Sums, counts, rates and counts by option over the rows of one ledger, as its definition asks.

import { basisOf, percentOf } from "./compute.ts";
import type { LedgerDefinition, LedgerField } from "./definition.ts";
import { WORDS } from "./messages.ts";
import { plainNumber, type Values } from "./value.ts";

/**
 * One aggregated field: its figure for machines (null where there is nothing to divide by, or where rows rest on several
 * bases that may not be mixed) and its text for people, in which a rate with a basis names it.
 */
export interface SummaryFact {
  field: string;
  label: string;
  aggregate: "sum" | "count" | "rate" | "byOption";
  value: number | null;
  text: string;
  options?: { option: string; count: number }[];
}

/** What all rows say together; `units` counts the different units among them. */
export interface LedgerSummary {
  rows: number;
  units: number;
  facts: SummaryFact[];
}

/** Aggregates rows by the definition's `summarise`; a rate without a denominator is null and reads 「—」. */
export function summarise(
  definition: LedgerDefinition,
  rows: readonly { unit?: string; values: Values }[],
): LedgerSummary {
  const units = new Set(rows.map((row) => row.unit).filter(Boolean));
  const facts = definition.fields
    .filter((field) => field.summarise !== undefined)
    .map((field) =>
      factOf(
        field,
        rows.map((row) => row.values),
      ),
    );
  return { rows: rows.length, units: units.size, facts };
}

function factOf(field: LedgerField, rows: readonly Values[]): SummaryFact {
  const base = { field: field.key, label: field.label };
  switch (field.summarise) {
    case "sum": {
      const value = Number(sumOf(rows, field.key).toPrecision(15));
      return { ...base, aggregate: "sum", value, text: plainNumber(value) };
    }
    case "byOption": {
      const options = (field.options ?? []).map((option) => ({
        option,
        count: rows.filter((row) => [row[field.key]].flat().includes(option)).length,
      }));
      const value = options.reduce((sum, { count }) => sum + count, 0);
      const met = options.filter(({ count }) => count > 0);
      const text = met.map(({ option, count }) => `${option}${count}`).join("、") || WORDS.none;
      return { ...base, aggregate: "byOption", value, text, options };
    }
    case "rate": {
      if (field.compute?.op === "meets") return { ...base, aggregate: "rate", ...rateByBasis(field, rows) };
      const value = rateOf(field, rows);
      return {
        ...base,
        aggregate: "rate",
        value,
        text: value === null ? WORDS.none : `${plainNumber(value)}%`,
      };
    }
    default: {
      const value = rows.filter((row) => counts(row[field.key])).length;
      return { ...base, aggregate: "count", value, text: String(value) };
    }
  }
}

function sumOf(rows: readonly Values[], key: string): number {
  return rows.reduce((sum, row) => sum + (typeof row[key] === "number" ? row[key] : 0), 0);
}

/** The ratio of the sums over rows that give both parts, or the share of yes among those who answered. */
function rateOf(field: LedgerField, rows: readonly Values[]): number | null {
  if (field.compute?.op === "ratio") {
    const { of, per } = field.compute;
    const whole = rows.filter((row) => typeof row[of] === "number" && typeof row[per] === "number");
    return percentOf(sumOf(whole, of), sumOf(whole, per));
  }
  const answered = rows.filter((row) => typeof row[field.key] === "boolean");
  return percentOf(answered.filter((row) => row[field.key] === true).length, answered.length);
}

/** The share that meets its basis, each basis by itself. */
function rateByBasis(field: LedgerField, rows: readonly Values[]): { value: number | null; text: string } {
  const judged = rows.filter((row) => typeof row[field.key] === "boolean");
  const rates = [...new Set(judged.map((row) => basisOf(field, row)))].map((basis) => {
    const own = judged.filter((row) => basisOf(field, row) === basis);
    const rate = percentOf(own.filter((row) => row[field.key] === true).length, own.length);
    return { rate, text: `${rate === null ? WORDS.none : `${plainNumber(rate)}%`}（${basis}）` };
  });
  return {
    value: rates.length === 1 ? rates[0]!.rate : null,
    text: rates.map(({ text }) => text).join("；") || WORDS.none,
  };
}

/** A yes counts, a no does not; anything else counts when it is filled in. */
function counts(value: Values[string] | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined && value !== false && value !== "";
}
