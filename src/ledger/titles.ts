// Which ledger, and which part of one, the title of a material or attachment means.

import type { LedgerDefinition } from "./definition.ts";
import { fold, type Values } from "./value.ts";

/** The ledger a title means, and what the title already says of every row: 「继续有效规范性文件目录」 says 清理结论. */
export interface TitleMatch {
  ledger: LedgerDefinition;
  preset: Values;
}

/** A title folded: no 「附件10：」 in front, no book-title marks, quotes or brackets. */
export function foldTitle(title: string): string {
  return fold(title)
    .replace(/^附件[\d-]*[.、:]?/, "")
    .replace(/[《》“”"()]/g, "");
}

/**
 * The ledger that a title means, or null: its own title (or that of one of its parts), else the definition whose
 * matching words are longest; two that match equally well are no answer.
 */
export function matchTitle(name: string, ledgers: readonly LedgerDefinition[]): TitleMatch | null {
  const wanted = foldTitle(name);
  const found = ledgers.find((ledger) => titlesOf(ledger).includes(wanted)) ?? closest(wanted, ledgers);
  return found && { ledger: found, preset: presetOf(found, name) };
}

/** What a title says of every row of a ledger that is printed as several tables; empty where it names no single part. */
export function presetOf(definition: LedgerDefinition, title: string): Values {
  const { split } = definition;
  if (!split) return {};
  const wanted = foldTitle(title);
  const named =
    split.parts.find(({ title, value }) => [title, value].map(foldTitle).includes(wanted)) ??
    only(split.parts.filter((part) => part.matches?.some((words) => score(words, wanted))));
  return named ? { [split.field]: named.value } : {};
}

/**
 * Of a ledger and its variants the one whose kinds of problems a plan's text names most fully; the ledger itself where no
 * other is named more fully, and where it has no variants.
 */
export function suitLedger(
  ledger: LedgerDefinition,
  text: string,
  ledgers: readonly LedgerDefinition[],
): LedgerDefinition {
  const code = ledger.variantOf ?? ledger.code;
  const said = foldWords(text);
  const family = ledgers.filter((one) => (one.variantOf ?? one.code) === code);
  const share = (one: LedgerDefinition): number => {
    const kinds = one.fields.find(({ key }) => key === one.problem?.kind)?.options ?? [];
    return kinds.filter((kind) => said.includes(foldWords(kind))).length / Math.max(1, kinds.length);
  };
  return family.reduce((best, one) => (share(one) > share(best) ? one : best), ledger);
}

/** Words without what parts them: 「不规范、不公正」 is 「不规范不公正」. */
function foldWords(text: string): string {
  return fold(text).replace(/[、,和及]/g, "");
}

/** What stands over a ledger's table for a material of this name: the material's own where it says which table it is, else the ledger's. */
export function titleOn(definition: LedgerDefinition, name: string): string {
  const own = definition.split ? Object.keys(presetOf(definition, name)).length > 0 : name.includes("台账");
  return own ? name : definition.title;
}

function titlesOf(ledger: LedgerDefinition): string[] {
  return [ledger.title, ...(ledger.split?.parts ?? []).map((part) => part.title)].map(foldTitle);
}

function closest(wanted: string, ledgers: readonly LedgerDefinition[]): LedgerDefinition | null {
  const [best, second] = ledgers
    .map((ledger) => ({
      ledger,
      score: Math.max(0, ...(ledger.matches ?? []).map((words) => score(words, wanted))),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  return best && best.score !== second?.score ? best.ledger : null;
}

/** Characters matched when every word of `words` is in the title, in any order; else 0. */
function score(words: string, title: string): number {
  const parts = words.split(" ").map(foldTitle);
  return parts.every((part) => title.includes(part)) ? parts.join("").length : 0;
}

function only<T>(found: readonly T[]): T | null {
  return found.length === 1 ? found[0]! : null;
}
