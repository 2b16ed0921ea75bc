// Which item of a plan's later version is which of the one before, and how what was settled lives on in it.
import { canonicalJson } from "../../domain/audit.ts";
import type { Material } from "../../domain/obligation.ts";
import { normaliseName } from "../../domain/text.ts";
import type { PlanItem } from "./item.ts";

const pairsOf = (text: string): string[] => {
  const plain = normaliseName(text).replace(/[^\p{L}\p{N}]/gu, "");
  return Array.from({ length: Math.max(0, plain.length - 1) }, (_, index) => plain.slice(index, index + 2));
};

/** How alike two texts are by pairs of characters: 0 nothing, 1 the same. */
export function likeness(left: string, right: string): number {
  const one = pairsOf(left);
  const other = pairsOf(right);
  if (one.length === 0 || other.length === 0) return normaliseName(left) === normaliseName(right) ? 1 : 0;
  const counts = new Map<string, number>();
  for (const pair of one) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  let shared = 0;
  for (const pair of other) {
    const left = counts.get(pair) ?? 0;
    if (left > 0) shared += 1;
    counts.set(pair, left - 1);
  }
  return (2 * shared) / (one.length + other.length);
}

/** A sentence without its days and figures, by which it is known again when a date in it moves. */
const withoutFigures = (text: string): string =>
  text.replace(/\d+\s*(?:年|月|日|时|个工作日|:\d+)?/g, "").replace(/[（(][一二三四五六七八九十]+[)）]/g, "");

function overlap(left: readonly string[], right: readonly string[]): number {
  const one = new Set(left.map(normaliseName));
  const other = new Set(right.map(normaliseName));
  const both = [...one].filter((name) => other.has(name)).length;
  const all = new Set([...one, ...other]).size;
  return all === 0 ? 1 : both / all;
}

/** How likely two items are one matter: by what, whose words, who and to whom; 0 to 1. */
export function sameness(left: PlanItem, right: PlanItem): number {
  const what = likeness(left.what, right.what);
  const words = likeness(withoutFigures(left.quote), withoutFigures(right.quote));
  if (what < 0.5 && words < 0.75) return 0;
  const to = normaliseName(left.to ?? "") === normaliseName(right.to ?? "") ? 1 : 0;
  return 0.45 * what + 0.25 * words + 0.2 * overlap(left.who, right.who) + 0.1 * to;
}

const LEAST_SAMENESS = 0.55;

/** Index of an item → index of the one before that it is, the likest pairs first; each is taken once. */
export function mapItems(before: readonly PlanItem[], after: readonly PlanItem[]): Map<number, number> {
  const pairs = after
    .flatMap((item, index) =>
      before.map((elder, elderIndex) => ({ index, elderIndex, score: sameness(elder, item) })),
    )
    .filter(({ score }) => score >= LEAST_SAMENESS)
    .sort((a, b) => b.score - a.score || Math.abs(a.index - a.elderIndex) - Math.abs(b.index - b.elderIndex));
  const mapped = new Map<number, number>();
  const taken = new Set<number>();
  for (const { index, elderIndex } of pairs) {
    if (mapped.has(index) || taken.has(elderIndex)) continue;
    mapped.set(index, elderIndex);
    taken.add(elderIndex);
  }
  return mapped;
}

const TIME = [
  "timing",
  "dueOn",
  "dueTime",
  "recurrence",
  "windowFrom",
  "windowTo",
  "span",
  "trigger",
] as const;
const WHO = ["who", "unitIds", "unmatched"] as const;

const differ = <Field extends keyof PlanItem>(fields: readonly Field[], left: PlanItem, right: PlanItem) =>
  fields.some((field) => canonicalJson(left[field]) !== canonicalJson(right[field]));

const pick = <Field extends keyof PlanItem>(fields: readonly Field[], item: PlanItem) =>
  Object.fromEntries(fields.map((field) => [field, item[field]])) as Pick<PlanItem, Field>;

const listOf = (materials: readonly Material[]) =>
  canonicalJson(materials.map(({ kind, name, attachment }) => [kind, name, attachment ?? null]));

/** Materials of the later text with the keys that the same ones have already, since reports are filed under them. */
function rekey(before: readonly Material[], after: readonly Material[]): Material[] {
  const open = [...before];
  let last = Math.max(0, ...before.map(({ key }) => Number(key)));
  return after.map((material) => {
    const index = open.findIndex(
      ({ name, attachment, ledger }) =>
        name === material.name ||
        (attachment !== undefined && attachment === material.attachment) ||
        (ledger !== undefined && ledger === material.ledger),
    );
    const [same] = index === -1 ? [] : open.splice(index, 1);
    return { ...material, key: same?.key ?? String(++last) };
  });
}

/**
 * The settled item with what the later text says differently: `old` and `fresh` are both texts as they were read, so
 * that only their difference counts and a settled day does not look like one.
 */
export function mergeItem(settled: PlanItem, old: PlanItem, fresh: PlanItem): PlanItem {
  const retimed = differ(TIME, old, fresh);
  const moved = differ(["who"], old, fresh);
  const window = {
    windowFrom: fresh.windowFrom ?? settled.windowFrom,
    windowTo: fresh.windowTo ?? settled.windowTo,
  };
  const remade = listOf(old.materials) !== listOf(fresh.materials);
  const fromText = settled.splitFrom === null;
  return {
    ...settled,
    ...(retimed ? { ...pick(TIME, fresh), ...window, shift: settled.shift } : {}),
    ...(moved ? pick(WHO, fresh) : {}),
    ...(fresh.to !== old.to ? { to: fresh.to } : {}),
    ...(fromText && fresh.what !== old.what ? { what: fresh.what } : {}),
    ...(fromText && remade ? { materials: rekey(settled.materials, fresh.materials) } : {}),
    ...(moved || fresh.to !== old.to ? { direction: fresh.direction } : {}),
    level: fresh.level === "sensitive" && remade ? "sensitive" : settled.level,
    absent: false,
    quote: fresh.quote,
    line: fresh.line,
    confirm: [
      ...settled.confirm.filter((sentence) => fresh.confirm.includes(sentence)),
      ...fresh.confirm.filter((sentence) => !old.confirm.includes(sentence)),
    ],
  };
}
