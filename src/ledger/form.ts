// The form of a ledger as neutral data, from which a page draws its controls.

import { type Condition, fieldOf, type LedgerDefinition, type LedgerField } from "./definition.ts";
import { type Control, codecOf, formatField, hintOf, type Keyboard } from "./kinds.ts";
import { WORDS } from "./messages.ts";
import { type RawValue, rawText, type Values } from "./value.ts";

/** One control of a form. `name` is the field key; `value` is what to show in it (options joined with 「、」). */
export interface FormField {
  name: string;
  control: Control;
  keyboard: Keyboard;
  precision: "day" | "month";
  label: string;
  required: boolean;
  requiredWhen?: Condition;
  hint: string;
  options: readonly string[];
  min?: number;
  max?: number;
  maxLength?: number;
  value: string;
}

/** The form of one row. */
export interface FormModel {
  code: string;
  title: string;
  sensitive: boolean;
  fields: FormField[];
}

/** The form of one row, with values to show: stored ones, or raw ones that were refused and must not be lost. */
export function formModel(
  definition: LedgerDefinition,
  shown: { values?: Values; raw?: Record<string, RawValue> } = {},
): FormModel {
  const initial = (field: LedgerField): string =>
    shown.raw && field.key in shown.raw
      ? rawText(shown.raw[field.key])
      : formatField(field, shown.values?.[field.key]);
  return {
    code: definition.code,
    title: definition.title,
    sensitive: definition.level === "敏感",
    fields: definition.fields.map((field) => ({
      name: field.key,
      control: codecOf(field).control,
      keyboard: codecOf(field).keyboard,
      precision: field.kind === "month" ? "month" : "day",
      label: field.label,
      required: field.required ?? false,
      ...(field.requiredWhen && { requiredWhen: field.requiredWhen }),
      hint: formHint(field),
      options: field.kind === "boolean" ? [WORDS.yes, WORDS.no] : (field.options ?? []),
      ...(field.min !== undefined && { min: field.min }),
      ...(field.max !== undefined && { max: field.max }),
      ...(field.maxLength !== undefined && { maxLength: field.maxLength }),
      value: initial(field),
    })),
  };
}

/** The fields of a ledger that hold files. */
export function fileFieldsOf({ fields }: LedgerDefinition): LedgerField[] {
  return fields.filter((field) => codecOf(field).control === "file");
}

/** What must be filled only in certain cases, one sentence for each case, as forms and sheets note it. */
export function requirementNotes(definition: LedgerDefinition): string[] {
  const byCase = new Map<string, { condition: Condition; labels: string[] }>();
  const note = (condition: Condition, label: string): void => {
    const id = JSON.stringify([condition.field, condition.equals]);
    const found = byCase.get(id) ?? { condition, labels: [] };
    found.labels.push(label);
    byCase.set(id, found);
  };
  for (const { requiredWhen, label } of definition.fields) if (requiredWhen) note(requiredWhen, label);
  for (const check of definition.checks ?? [])
    if (check.rule === "filled") note(check.when, fieldOf(definition, check.field).label);
  return [...byCase.values()].map(({ condition, labels }) => {
    const cause = fieldOf(definition, condition.field);
    return WORDS.alsoRequired(cause.label, formatField(cause, condition.equals), labels);
  });
}

/** A list of options needs no hint that repeats them. */
function formHint(field: LedgerField): string {
  const listed = codecOf(field).control === "select" || codecOf(field).control === "checkboxes";
  return field.hint ?? (listed ? "" : hintOf(field));
}
