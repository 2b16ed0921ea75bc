// What a row says beyond what was typed: conditions, computed columns and ratios, which basis a comparison rests on.

import type { Compute, Condition, LedgerField } from "./definition.ts";
import type { FieldValue, Values } from "./value.ts";

/** True when a row's field holds exactly what a condition asks. */
export function holds(condition: Condition, values: Values): boolean {
  return values[condition.field] === condition.equals;
}

/** `part` in per cent of `whole` to one decimal; null where either is missing or the whole is 0, never 100. */
export function percentOf(part: number | null, whole: number | null): number | null {
  if (part === null || whole === null || whole === 0) return null;
  return Math.round((part / whole) * 1000) / 10;
}

/** The fields added up; those left blank count nothing, and all blank is null. */
export function addUp(keys: readonly string[], values: Values): number | null {
  const parts = keys.map((key) => values[key]).filter((part) => typeof part === "number");
  return parts.length > 0 ? Number(parts.reduce((sum, part) => sum + part, 0).toPrecision(15)) : null;
}

/** A computed field's value; null where what it needs is missing. */
export function computeField(field: LedgerField, values: Values): FieldValue {
  if (!field.compute) return null;
  switch (field.compute.op) {
    case "sum":
      return addUp(field.compute.of, values);
    case "ratio":
      return percentOf(addUp([field.compute.of], values), addUp([field.compute.per], values));
    case "difference": {
      const { of, less } = field.compute;
      const [whole, part] = [addUp([of], values), addUp(less, values)];
      return whole === null || part === null ? null : Number((whole - part).toPrecision(15));
    }
    case "meets": {
      const found = caseOf(field.compute, values);
      const sums = found?.all.map(({ of, atLeast }) => ({ sum: addUp(of, values), atLeast })) ?? [];
      if (!found || sums.some(({ sum }) => sum === null)) return null;
      return sums.every(({ sum, atLeast }) => sum !== null && sum >= atLeast);
    }
  }
}

/** What a row's comparison rests on (its 口径), or null where the row does not say. */
export function basisOf(field: LedgerField, values: Values): string | null {
  return field.compute?.op === "meets" ? (caseOf(field.compute, values)?.basis ?? null) : null;
}

function caseOf(compute: Extract<Compute, { op: "meets" }>, values: Values) {
  return compute.cases.find(({ when }) => !when || holds(when, values));
}
