// The one check of rows before they are handed in, whichever surface they came from.
import { dayOf } from "../../domain/day.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { presetOf } from "../../ledger/titles.ts";
import { type ValidateContext, type Validation, validateRows } from "../../ledger/validate.ts";
import { type RawEntry, rawText } from "../../ledger/value.ts";
import type { Tx } from "../../store/open.ts";
import { readReference } from "../rectification/refer.ts";
import type { MatterMaterial } from "./materials.ts";
import type { Owed } from "./owed.ts";

/** Which ledger rows are for: a material's own, or the form of its nil report. */
export interface CheckedLedger {
  owed: Pick<Owed, "baseYear" | "campaign">;
  material: Pick<MatterMaterial, "name">;
  definition: LedgerDefinition;
}

/** Raw rows of one material against its ledger; `issues` are the sentences, the same in chat, page and sheet. */
export async function checkRows(
  db: Pick<Tx, "problem">,
  { owed, material, definition }: CheckedLedger,
  entries: readonly RawEntry[],
  now: Date,
): Promise<Validation> {
  // A unit hands in its own rows: what a 填报单位 column says does not make two equal rows different.
  const own = entries.map(({ values, cells }) => ({ values, ...(cells ? { cells } : {}) }));
  const exists = await findReferences(db, owed.campaign.id, definition, entries);
  return validateRows(definition, own, {
    baseYear: owed.baseYear,
    today: dayOf(now),
    preset: presetOf(definition, material.name),
    ...(exists ? { exists } : {}),
  });
}

/** Which of the problems that rows refer to exist in the campaign; null where the ledger refers to none. */
async function findReferences(
  db: Pick<Tx, "problem">,
  campaignId: string,
  definition: LedgerDefinition,
  entries: readonly RawEntry[],
): Promise<ValidateContext["exists"] | null> {
  const fields = definition.fields.filter(({ refersTo }) => refersTo === "problem");
  if (fields.length === 0) return null;
  const named = entries.flatMap(({ values }) =>
    fields.flatMap(({ key }) => readReference(rawText(values[key])) ?? []),
  );
  const found = await db.problem.findMany({
    where: { campaignId, number: { in: [...new Set(named)] } },
    select: { number: true },
  });
  const known = new Set(found.map(({ number }) => number));
  return (field, value) => field.refersTo !== "problem" || known.has(readReference(value) ?? -1);
}
