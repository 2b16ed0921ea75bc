// The ledgers that come with the house; a new one is a file here and a line in this list.

import type { LedgerDefinition } from "../definition.ts";
import { matchTitle } from "../titles.ts";
import { businessEnvironment } from "./business-environment.ts";
import { caseEntry } from "./case-entry.ts";
import { caseReview } from "./case-review.ts";
import { caseReviewSummary } from "./case-review-summary.ts";
import { conductProblems } from "./conduct-problems.ts";
import { contacts } from "./contacts.ts";
import { delegation } from "./delegation.ts";
import { discretion } from "./discretion.ts";
import { legalReview } from "./legal-review.ts";
import { monthlySummary } from "./monthly-summary.ts";
import { nilInspection } from "./nil-inspection.ts";
import { normativeDocuments } from "./normative-documents.ts";
import { prominentProblems } from "./prominent-problems.ts";
import { rectification } from "./rectification.ts";
import { selfInspection } from "./self-inspection.ts";
import { trainingHours } from "./training-hours.ts";

/** Every built-in ledger. */
export const LEDGERS: readonly LedgerDefinition[] = [
  selfInspection,
  prominentProblems,
  conductProblems,
  rectification,
  legalReview,
  discretion,
  caseReview,
  caseReviewSummary,
  normativeDocuments,
  delegation,
  caseEntry,
  businessEnvironment,
  monthlySummary,
  trainingHours,
  contacts,
];

/** The item-by-item form behind 「经自查未发现问题」. */
export const NIL_INSPECTION: LedgerDefinition = nilInspection;

/** The built-in ledger (or nil form) with this code, or null. */
export function findLedger(code: string): LedgerDefinition | null {
  return [...LEDGERS, NIL_INSPECTION].find((ledger) => ledger.code === code) ?? null;
}

/** The ledger that a material's or attachment's title means, or null; `matchTitle` also tells what the title presets. */
export function matchLedger(
  name: string,
  ledgers: readonly LedgerDefinition[] = LEDGERS,
): LedgerDefinition | null {
  return matchTitle(name, ledgers)?.ledger ?? null;
}
