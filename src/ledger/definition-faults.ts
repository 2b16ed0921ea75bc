// What is wrong with a definition beyond its shape: names that mean nothing, properties that do not go together.

import type { Carry, Check, Compute, LedgerField, ProblemFields, Split } from "./definition-parts.ts";
import { foldLabel } from "./value.ts";

/** The parts of a definition that must fit each other. */
export interface LedgerShape {
  fields: LedgerField[];
  key?: string[] | undefined;
  checks?: Check[] | undefined;
  split?: Split | undefined;
  problem?: ProblemFields | undefined;
  carry?: Carry | undefined;
}

const SUMMABLE = new Set<string>(["integer", "decimal", "computed"]);
const OPTIONED = new Set<string>(["choice", "multiChoice"]);

/** Every fault of a definition whose shape is right, in English for the log. */
export function faultsOf(ledger: LedgerShape): string[] {
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
    faults.push(...faultsOfField(field));
    const later = ledger.fields.slice(ledger.fields.indexOf(field)).filter(({ compute }) => compute);
    for (const needed of field.compute ? partsOf(field.compute) : [])
      if (later.some(({ key }) => key === needed))
        faults.push(`field ${field.key}: ${needed} is computed after it`);
  }
  for (const named of namedKeys(ledger)) if (!keys.has(named)) faults.push(`there is no field ${named}`);
  faults.push(...faultsOfSplit(ledger), ...faultsOfCases(ledger));
  return faults;
}

function faultsOfField(field: LedgerField): string[] {
  const faults: string[] = [];
  if (OPTIONED.has(field.kind) !== (field.options !== undefined))
    faults.push(`field ${field.key}: options belong to choices, and to all of them`);
  if ((field.kind === "computed") !== (field.compute !== undefined))
    faults.push(`field ${field.key}: compute belongs to computed fields, and to all of them`);
  if (field.kind === "computed" && (field.required || field.requiredWhen))
    faults.push(`field ${field.key}: a computed field cannot be required`);
  if (field.refersTo !== undefined && field.kind !== "reference")
    faults.push(`field ${field.key}: only references refer to something`);
  if (field.summarise === "sum" && (!SUMMABLE.has(field.kind) || field.compute?.op === "meets"))
    faults.push(`field ${field.key}: only numbers can be summed`);
  if (
    field.feeds &&
    (!SUMMABLE.has(field.kind) || field.compute?.op === "meets" || field.compute?.op === "ratio")
  )
    faults.push(`field ${field.key}: only numbers feed metrics`);
  if (field.summarise === "byOption" && !OPTIONED.has(field.kind))
    faults.push(`field ${field.key}: only choices can be counted by option`);
  if (
    field.summarise === "rate" &&
    field.kind !== "boolean" &&
    field.compute?.op !== "ratio" &&
    field.compute?.op !== "meets"
  )
    faults.push(`field ${field.key}: only booleans, computed ratios and comparisons have a rate`);
  return faults;
}

function faultsOfSplit({ fields, split }: LedgerShape): string[] {
  if (!split) return [];
  const options = fields.find(({ key }) => key === split.field)?.options ?? [];
  return split.parts
    .filter(
      ({ value }, at) => !options.includes(value) || split.parts.findIndex((p) => p.value === value) !== at,
    )
    .map(({ value }) => `split: ${value} is no option of ${split.field}, or is there twice`);
}

/** What a choice may be in a case must be among what it may be at all. */
function faultsOfCases({ fields, checks = [] }: LedgerShape): string[] {
  return checks.flatMap((check) => {
    if (check.rule !== "among") return [];
    const options = fields.find(({ key }) => key === check.field)?.options ?? [];
    return check.options
      .filter((option) => !options.includes(option))
      .map((option) => `check on ${check.field}: ${option} is no option of it`);
  });
}

/** The fields that a computed field is worked out from. */
function partsOf(compute: Compute): string[] {
  if (compute.op === "ratio") return [compute.of, compute.per];
  if (compute.op === "sum") return compute.of;
  if (compute.op === "difference") return [compute.of, ...compute.less];
  return compute.cases.flatMap(({ when, all }) => [
    ...(when ? [when.field] : []),
    ...all.flatMap(({ of }) => of),
  ]);
}

function namedKeys(ledger: LedgerShape): string[] {
  const named = [...(ledger.key ?? []), ...(ledger.split ? [ledger.split.field] : [])];
  for (const field of ledger.fields) {
    if (field.requiredWhen) named.push(field.requiredWhen.field);
    for (const limit of [field.notBefore, field.notAfter])
      if (typeof limit === "object") named.push(limit.field);
    if (field.compute) named.push(...partsOf(field.compute));
  }
  for (const check of ledger.checks ?? []) {
    named.push(check.field, ...(check.when ? [check.when.field] : []));
    if (check.rule === "filled" || check.rule === "among") continue;
    named.push(...(check.of ?? []), ...(typeof check.than === "number" ? [] : check.than));
    named.push(...[...check.sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!));
  }
  for (const part of Object.values(ledger.problem ?? {}))
    if (part !== undefined) named.push(typeof part === "string" ? part : part.field);
  if (ledger.carry) named.push(ledger.carry.finished.field, ...(ledger.carry.afresh ?? []));
  return named;
}
