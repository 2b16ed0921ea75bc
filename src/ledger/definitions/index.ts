// The ledgers that come with the house; a new one is a file here and a line in this list.

import type { LedgerDefinition } from "../definition.ts";
import { fold } from "../value.ts";
import { businessEnvironment } from "./business-environment.ts";
import { caseEntry } from "./case-entry.ts";
import { nilInspection } from "./nil-inspection.ts";
import { prominentProblems } from "./prominent-problems.ts";
import { selfInspection } from "./self-inspection.ts";

/** Every built-in ledger. */
export const LEDGERS: readonly LedgerDefinition[] = [
  selfInspection,
  prominentProblems,
  businessEnvironment,
  caseEntry,
];

/** The item-by-item form behind 「经自查未发现问题」. */
export const NIL_INSPECTION: LedgerDefinition = nilInspection;

/** The built-in ledger (or nil form) with this code, or null. */
export function findLedger(code: string): LedgerDefinition | null {
  return [...LEDGERS, NIL_INSPECTION].find((ledger) => ledger.code === code) ?? null;
}

/**
 * The ledger that a material's or attachment's title means, or null: its own title, else the definition whose
 * matching words are longest; two that match equally well are no answer.
 */
export function matchLedger(
  name: string,
  ledgers: readonly LedgerDefinition[] = LEDGERS,
): LedgerDefinition | null {
  const wanted = foldTitle(name);
  const exact = ledgers.find((ledger) => foldTitle(ledger.title) === wanted);
  if (exact) return exact;
  const scored = ledgers
    .map((ledger) => ({
      ledger,
      score: Math.max(0, ...(ledger.matches ?? []).map((words) => score(words, wanted))),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  return best && best.score !== second?.score ? best.ledger : null;
}

/** Characters matched when every word of `words` is in the title, in any order; else 0. */
function score(words: string, title: string): number {
  const parts = words.split(" ").map(foldTitle);
  return parts.every((part) => title.includes(part)) ? parts.join("").length : 0;
}

function foldTitle(title: string): string {
  return fold(title)
    .replace(/^附件[\d-]*[.、:]?/, "")
    .replace(/[《》“”"()]/g, "");
}
