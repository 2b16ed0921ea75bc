// The one check of rows before they are handed in, whichever surface they came from.
import { dayOf } from "../../domain/day.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { type Validation, validateRows } from "../../ledger/validate.ts";
import type { RawEntry } from "../../ledger/value.ts";
import type { Owed } from "./owed.ts";

/** Raw rows of one material against its ledger; `issues` are the sentences, the same in chat, page and sheet. */
export function checkRows(
  owed: Pick<Owed, "baseYear">,
  definition: LedgerDefinition,
  entries: readonly RawEntry[],
  now: Date,
): Validation {
  // A unit hands in its own rows: what a 填报单位 column says does not make two equal rows different.
  const own = entries.map(({ values, cells }) => ({ values, ...(cells ? { cells } : {}) }));
  return validateRows(definition, own, { baseYear: owed.baseYear, today: dayOf(now) });
}
