// Gives rows the keys they keep over all versions: by the ledger's own key, by the form, or by what a row resembles.
import { createHash, randomUUID } from "node:crypto";
import { canonicalJson } from "../../domain/audit.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import type { Values } from "../../ledger/value.ts";

/** A key for a row nobody has seen before. */
export function newRowKey(): string {
  return `r${randomUUID().replaceAll("-", "").slice(0, 12)}`;
}

/** A row with the key a form or the ledger's key fields gave it, if any. */
export interface UnkeyedRow {
  rowKey?: string;
  values: Values;
}

/** A row of an earlier version. */
export interface KeyedRow {
  rowKey: string;
  values: Values;
}

const LONGEST_KEY = 80;
// Comparing every row with every other is for ledgers as people fill them; beyond, only equal places are compared.
const MOST_COMPARED = 400;
const ALIKE = 0.5;

/**
 * A key for each row, in order. A ledger with key fields names its rows itself. Otherwise a row keeps the key its
 * form gave it when the last version knows it; the rest are matched with the last version's rows: equal first, then
 * the most alike (more than half of what is filled in must be equal), then new.
 */
export function assignRowKeys(
  definition: LedgerDefinition,
  rows: readonly UnkeyedRow[],
  previous: readonly KeyedRow[],
): string[] {
  const keys = new Array<string | null>(rows.length).fill(null);
  const taken = new Set<string>();
  const give = (index: number, key: string): void => {
    keys[index] = key;
    taken.add(key);
  };
  const known = new Set(previous.map(({ rowKey }) => rowKey));
  rows.forEach(({ rowKey }, index) => {
    if (!rowKey) return;
    const key = definition.key ? shorten(rowKey) : rowKey;
    if ((definition.key || known.has(key)) && !taken.has(key)) give(index, key);
  });
  const open = () => rows.flatMap((row, index) => (keys[index] === null ? [{ row, index }] : []));
  const left = () => previous.filter(({ rowKey }) => !taken.has(rowKey));
  if (!definition.key) {
    matchEqual(open(), left(), give);
    matchAlike(open(), left(), give);
  }
  return keys.map((key, index) => {
    if (key !== null) return key;
    const own = rows[index]!.rowKey;
    const fresh = own && !taken.has(own) ? own : newRowKey();
    taken.add(fresh);
    return fresh;
  });
}

type Give = (index: number, key: string) => void;
type Open = readonly { row: UnkeyedRow; index: number }[];

function matchEqual(open: Open, left: readonly KeyedRow[], give: Give): void {
  const byContent = new Map<string, string[]>();
  for (const { rowKey, values } of left) {
    const content = canonicalJson(values);
    byContent.set(content, [...(byContent.get(content) ?? []), rowKey]);
  }
  for (const { row, index } of open) {
    const key = byContent.get(canonicalJson(row.values))?.shift();
    if (key) give(index, key);
  }
}

function matchAlike(open: Open, left: readonly KeyedRow[], give: Give): void {
  if (open.length > MOST_COMPARED || left.length > MOST_COMPARED) {
    open.forEach(({ row, index }, at) => {
      const same = left[at];
      if (same && likeness(row.values, same.values) > ALIKE) give(index, same.rowKey);
    });
    return;
  }
  const pairs = open
    .flatMap(({ row, index }, at) =>
      left.map(({ rowKey, values }, place) => ({
        index,
        rowKey,
        likeness: likeness(row.values, values),
        apart: Math.abs(at - place),
      })),
    )
    .filter((pair) => pair.likeness > ALIKE)
    .sort((a, b) => b.likeness - a.likeness || a.apart - b.apart);
  const rowsDone = new Set<number>();
  const keysDone = new Set<string>();
  for (const { index, rowKey } of pairs) {
    if (rowsDone.has(index) || keysDone.has(rowKey)) continue;
    rowsDone.add(index);
    keysDone.add(rowKey);
    give(index, rowKey);
  }
}

/** The share of fields filled in on either side that are equal on both, 0 to 1. */
function likeness(one: Values, other: Values): number {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (key) => (one[key] ?? null) !== null || (other[key] ?? null) !== null,
  );
  if (keys.length === 0) return 0;
  const equal = keys.filter((key) => JSON.stringify(one[key] ?? null) === JSON.stringify(other[key] ?? null));
  return equal.length / keys.length;
}

/** Key fields may be long; an index entry may not. */
function shorten(key: string): string {
  return key.length <= LONGEST_KEY ? key : createHash("sha256").update(key).digest("hex").slice(0, 32);
}
