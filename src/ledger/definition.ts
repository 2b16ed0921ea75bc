// What a ledger is: validated data from which its chat form, H5 form, workbook, import, export and summary follow.

import { z } from "zod";
import { isDay } from "../domain/day.ts";
import { foldLabel } from "./value.ts";

/** Every kind of field; adding one here does not compile until `kinds.ts` has its codec. */
export const FIELD_KIND_NAMES = [
  "text",
  "longText",
  "integer",
  "decimal",
  "percent",
  "date",
  "month",
  "choice",
  "multiChoice",
  "boolean",
  "person",
  "unit",
  "phone",
  "id",
  "file",
  "reference",
  "computed",
] as const;

const AGGREGATES = ["sum", "count", "rate", "byOption"] as const;
const SUMMABLE = new Set<string>(["integer", "decimal", "computed"]);
const OPTIONED = new Set<string>(["choice", "multiChoice"]);

const key = z.string().regex(/^[a-z][A-Za-z0-9]*$/, "field keys are camelCase letters and digits");
const condition = z.strictObject({ field: key, equals: z.union([z.string(), z.boolean(), z.number()]) });
const bound = z.union([
  z.string().refine((text) => text === "today" || isDay(text), "a day, or today"),
  z.strictObject({ field: key }),
]);
const compute = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("ratio"), of: key, per: key }),
  z.strictObject({ op: z.literal("sum"), of: z.array(key).min(1) }),
]);

const fieldSchema = z.strictObject({
  key,
  kind: z.enum(FIELD_KIND_NAMES),
  label: z.string().min(1).max(30),
  aliases: z.array(z.string().min(1)).optional(),
  hint: z.string().max(80).optional(),
  required: z.boolean().optional(),
  requiredWhen: condition.optional(),
  options: z.array(z.string().min(1).max(60)).min(2).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  maxLength: z.int().positive().max(10_000).optional(),
  notBefore: bound.optional(),
  notAfter: bound.optional(),
  summarise: z.enum(AGGREGATES).optional(),
  compute: compute.optional(),
});

const problemSchema = z.strictObject({
  kind: key.optional(),
  description: key,
  when: condition.optional(),
  measure: key,
  deadline: key,
  department: key.optional(),
  owner: key,
  state: key.optional(),
  done: condition.optional(),
  closed: condition.optional(),
  closedOn: key.optional(),
});

const ledgerSchema = z
  .strictObject({
    code: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "ledger codes are kebab-case"),
    title: z.string().min(2).max(60),
    attachment: z.string().max(10).optional(),
    version: z.int().positive(),
    level: z.enum(["一般", "敏感"]),
    key: z.array(key).min(1).optional(),
    nil: z.enum(["plain", "inspected"]),
    matches: z.array(z.string().min(2)).optional(),
    fields: z.array(fieldSchema).min(1).max(60),
    problem: problemSchema.optional(),
  })
  .superRefine((ledger, context) => {
    for (const message of faultsOf(ledger)) context.addIssue({ code: "custom", message });
  });

/** The name of a field kind. */
export type FieldKind = (typeof FIELD_KIND_NAMES)[number];
/** One column of a ledger; see `FIELD_KINDS` for what a kind means. */
export type LedgerField = z.infer<typeof fieldSchema>;
/** `field` holds exactly this value. */
export type Condition = z.infer<typeof condition>;
/** Which fields carry the facts of a problem, so that problems are counted alike in every ledger. */
export type ProblemFields = z.infer<typeof problemSchema>;
/** A ledger as plain, JSON-safe data. `nil` says how having nothing to report is reported; `matches` are words found in names of attachments. */
export type LedgerDefinition = z.infer<typeof ledgerSchema>;

/** The definition, checked; throws a ZodError that names every fault, because a wrong definition is a programmer's mistake. */
export function defineLedger(definition: LedgerDefinition): LedgerDefinition {
  return ledgerSchema.parse(definition);
}

/** A stored or uploaded definition, checked: the definition, or the list of faults (English, for the log). */
export function readDefinition(
  data: unknown,
): { definition: LedgerDefinition; faults: [] } | { definition: null; faults: string[] } {
  const result = ledgerSchema.safeParse(data);
  if (result.success) return { definition: result.data, faults: [] };
  const faults = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  return { definition: null, faults };
}

/** The field with this key; throws when the definition has none, which `defineLedger` rules out for its own keys. */
export function fieldOf(definition: LedgerDefinition, fieldKey: string): LedgerField {
  const field = definition.fields.find((candidate) => candidate.key === fieldKey);
  if (!field) throw new Error(`Ledger ${definition.code} has no field ${fieldKey}`);
  return field;
}

function faultsOf(ledger: { fields: LedgerField[]; key?: string[]; problem?: ProblemFields }): string[] {
  const faults: string[] = [];
  const keys = new Set<string>();
  const labels = new Set<string>();
  for (const field of ledger.fields) {
    if (keys.has(field.key)) faults.push(`field ${field.key} is there twice`);
    keys.add(field.key);
    for (const label of [field.label, ...(field.aliases ?? [])].map(foldLabel)) {
      if (labels.has(label)) faults.push(`label or alias ${label} is there twice`);
      labels.add(label);
    }
    if (OPTIONED.has(field.kind) !== (field.options !== undefined))
      faults.push(`field ${field.key}: options belong to choices, and to all of them`);
    if ((field.kind === "computed") !== (field.compute !== undefined))
      faults.push(`field ${field.key}: compute belongs to computed fields, and to all of them`);
    if (field.kind === "computed" && (field.required || field.requiredWhen))
      faults.push(`field ${field.key}: a computed field cannot be required`);
    if (field.summarise === "sum" && !SUMMABLE.has(field.kind))
      faults.push(`field ${field.key}: only numbers can be summed`);
    if (field.summarise === "byOption" && !OPTIONED.has(field.kind))
      faults.push(`field ${field.key}: only choices can be counted by option`);
    if (field.summarise === "rate" && field.kind !== "boolean" && field.compute?.op !== "ratio")
      faults.push(`field ${field.key}: only booleans and computed ratios have a rate`);
  }
  for (const named of namedKeys(ledger)) if (!keys.has(named)) faults.push(`there is no field ${named}`);
  return faults;
}

function namedKeys(ledger: { fields: LedgerField[]; key?: string[]; problem?: ProblemFields }): string[] {
  const named = [...(ledger.key ?? [])];
  for (const field of ledger.fields) {
    if (field.requiredWhen) named.push(field.requiredWhen.field);
    for (const limit of [field.notBefore, field.notAfter])
      if (typeof limit === "object") named.push(limit.field);
    if (field.compute?.op === "ratio") named.push(field.compute.of, field.compute.per);
    if (field.compute?.op === "sum") named.push(...field.compute.of);
  }
  for (const part of Object.values(ledger.problem ?? {}))
    if (part !== undefined) named.push(typeof part === "string" ? part : part.field);
  return named;
}
