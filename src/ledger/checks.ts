// The rules across the fields of one row that a definition states as data.

import { addUp, holds } from "./compute.ts";
import { type Check, fieldOf, type LedgerDefinition } from "./definition.ts";
import { formatField } from "./kinds.ts";
import { MESSAGES } from "./messages.ts";
import type { Values } from "./value.ts";

/** A broken check: the field it is shown at and the sentence without its place. */
export interface BrokenCheck {
  field: string;
  problem: string;
}

/** The checks a row breaks; one that needs a field among `unsound` says nothing, since that field is refused already. */
export function brokenChecks(
  definition: LedgerDefinition,
  values: Values,
  unsound: ReadonlySet<string>,
): BrokenCheck[] {
  return (definition.checks ?? []).flatMap((check) => {
    if (fieldsOf(check).some((key) => unsound.has(key))) return [];
    if (check.when && !holds(check.when, values)) return [];
    const problem = problemOfCheck(definition, check, values);
    return problem ? [{ field: check.field, problem }] : [];
  });
}

function fieldsOf(check: Check): string[] {
  const fields = [check.field, ...(check.when ? [check.when.field] : [])];
  if (check.rule === "filled" || check.rule === "among") return fields;
  return [...fields, ...(check.of ?? []), ...(typeof check.than === "number" ? [] : check.than)];
}

function problemOfCheck(definition: LedgerDefinition, check: Check, values: Values): string | null {
  if (check.rule === "filled") {
    const value = values[check.field];
    if (
      value !== null &&
      value !== undefined &&
      value !== "" &&
      !(Array.isArray(value) && value.length === 0)
    )
      return null;
    const cause = fieldOf(definition, check.when.field);
    return MESSAGES.requiredWhen(cause.label, formatField(cause, check.when.equals));
  }
  if (check.rule === "among") {
    const value = values[check.field];
    if (typeof value !== "string" || check.options.includes(value)) return null;
    const cause = fieldOf(definition, check.when.field);
    return MESSAGES.notAmong(value, cause.label, formatField(cause, check.when.equals), check.options);
  }
  const amount = addUp(check.of ?? [check.field], values);
  const bound = typeof check.than === "number" ? check.than : addUp(check.than, values);
  if (amount === null || bound === null) return null;
  if (check.rule === "atMost" ? amount <= bound : amount === bound) return null;
  return check.sentence.replace(/\{(\w+)\}/g, (_, key: string) =>
    formatField(fieldOf(definition, key), values[key]),
  );
}
