// What a ledger is: validated data from which its chat form, H5 form, workbook, import, export and summary follow.

import { z } from "zod";
import { faultsOf } from "./definition-faults.ts";
import {
  carrySchema,
  check,
  fieldSchema,
  key,
  type LedgerField,
  problemSchema,
  split,
} from "./definition-parts.ts";

export {
  type Carry,
  type Check,
  type Compute,
  type Condition,
  FIELD_KIND_NAMES,
  type FieldKind,
  type LedgerField,
  METRIC_PARTS,
  type MetricPart,
  type ProblemFields,
  type Split,
} from "./definition-parts.ts";

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
    variantOf: z.string().min(2).optional(),
    fields: z.array(fieldSchema).min(1).max(60),
    checks: z.array(check).optional(),
    split: split.optional(),
    problem: problemSchema.optional(),
    carry: carrySchema.optional(),
  })
  .superRefine((ledger, context) => {
    for (const message of faultsOf(ledger)) context.addIssue({ code: "custom", message });
  });

/** A ledger as plain, JSON-safe data. `nil` says how having nothing to report is reported; `matches` are words found in names of attachments, `variantOf` the ledger of which this is another shape (`suitLedger`). */
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
