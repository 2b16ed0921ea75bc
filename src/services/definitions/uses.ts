// What of a ledger rests on a column: what would lose its footing without it, and the rules that simply go with it.
import type { Condition, LedgerDefinition } from "../../ledger/definition.ts";

/** Why a column can't go, each as words that follow its name: 「用于登记和跟踪问题」. */
export function findUses(ledger: LedgerDefinition, key: string): string[] {
  const { problem, split, carry, fields } = ledger;
  const followed = Object.values(problem ?? {}).some((part) =>
    typeof part === "object" ? part.field === key : part === key,
  );
  // Formulas are typed anew with every change; a comparison is not.
  const parts = fields.filter(
    ({ compute }) => compute?.op === "meets" && JSON.stringify(compute).includes(`"${key}"`),
  );
  return [
    ...(followed ? ["用于登记和跟踪问题"] : []),
    ...(split?.field === key ? ["决定条目印在哪一张表里"] : []),
    ...(carry?.finished.field === key ? ["决定哪些条目带到下一期"] : []),
    ...parts.map(({ label }) => `用于计算“${label}”`),
  ];
}

/** The options of a column that conditions and parts of the ledger name. */
export function optionsInUse(ledger: LedgerDefinition, key: string): string[] {
  const named = conditionsOf(ledger).flatMap(({ field, equals }) =>
    field === key && typeof equals === "string" ? [equals] : [],
  );
  const parts = ledger.split?.field === key ? ledger.split.parts.map(({ value }) => value) : [];
  const among = (ledger.checks ?? []).flatMap((check) =>
    check.rule === "among" && check.field === key ? check.options : [],
  );
  return [...new Set([...named, ...parts, ...among])];
}

function conditionsOf({ fields, checks = [], problem, carry }: LedgerDefinition): Condition[] {
  return [
    ...fields.flatMap(({ requiredWhen, compute }) => [
      requiredWhen,
      ...(compute?.op === "meets" ? compute.cases.map(({ when }) => when) : []),
    ]),
    ...checks.map(({ when }) => when),
    problem?.when,
    problem?.done,
    problem?.closed,
    carry?.finished,
  ].filter((condition) => condition !== undefined);
}

/** The ledger without the rules that name columns which are gone. */
export function withoutRulesOn(ledger: LedgerDefinition, gone: readonly string[]): LedgerDefinition {
  if (gone.length === 0) return ledger;
  const names = (part: unknown) => gone.some((key) => mentions(part, key));
  const { checks, carry, ...rest } = ledger;
  const left = (checks ?? []).filter((check) => !names(check));
  const afresh = carry?.afresh?.filter((key) => !gone.includes(key));
  return {
    ...rest,
    fields: rest.fields.map(({ requiredWhen, notBefore, notAfter, ...field }) => ({
      ...field,
      ...(requiredWhen && !names(requiredWhen.field) ? { requiredWhen } : {}),
      ...(notBefore && !names(boundOf(notBefore)) ? { notBefore } : {}),
      ...(notAfter && !names(boundOf(notAfter)) ? { notAfter } : {}),
    })),
    ...(left.length > 0 ? { checks: left } : {}),
    ...(carry ? { carry: { finished: carry.finished, ...(afresh?.length ? { afresh } : {}) } } : {}),
  };
}

const boundOf = (bound: string | { field: string }) => (typeof bound === "string" ? null : bound.field);

/** Whether a key stands anywhere in a part of a definition, also in a sentence as `{key}`. */
function mentions(part: unknown, key: string): boolean {
  if (typeof part === "string") return part === key || part.includes(`{${key}}`);
  return typeof part === "object" && part !== null && Object.values(part).some((one) => mentions(one, key));
}
