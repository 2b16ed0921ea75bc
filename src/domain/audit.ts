// The hash chain of the audit trail (留痕): each entry carries the hash of the one before.

import { createHash } from "node:crypto";

/** What of an audit entry is hashed; further fields of a row are ignored. `before` and `after` are JSON. */
export interface AuditContent {
  orgId: string;
  /** 1, 2, 3 … within the bureau, without gaps. */
  sequence: number;
  at: Date;
  actor: unknown;
  action: string;
  subject: string;
  before?: unknown;
  after?: unknown;
}

/** An entry as it stands in the chain. */
export interface ChainedEntry extends AuditContent {
  previousHash: string;
  hash: string;
}

/** A place in the chain that is trusted: the head's row, or what was printed on an export. */
export interface ChainAnchor {
  sequence: number;
  hash: string;
}

/** The hash before the first entry. */
export const GENESIS_HASH = "0".repeat(64);

/** JSON with sorted keys and no white space: equal data gives equal text, whatever order a database kept. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** SHA-256, in lower-case hex, over the previous entry's hash and this entry's content. */
export function hashEntry(previousHash: string, entry: AuditContent): string {
  const { orgId, sequence, at, actor, action, subject, before = null, after = null } = entry;
  const content = canonicalJson({ orgId, sequence, at, actor, action, subject, before, after });
  return createHash("sha256").update(`${previousHash}\n${content}`).digest("hex");
}

/**
 * The first sequence at which the chain is broken (changed, missing, inserted or out of order), or null.
 * Entries come oldest first. `from` is the entry before the first one when only a part is checked. `anchors`
 * are the head's row and what was printed outside: each must be met on the way, else a chain rewritten or
 * cut off as a whole would pass.
 */
export function verifyChain(
  entries: readonly ChainedEntry[],
  trusted: { from?: ChainAnchor; anchors?: readonly ChainAnchor[] } = {},
): number | null {
  const { from = { sequence: 0, hash: GENESIS_HASH }, anchors = [] } = trusted;
  const anchored = new Map(anchors.map(({ sequence, hash }) => [sequence, hash]));
  let last: ChainAnchor = from;
  for (const entry of entries) {
    const expected = last.sequence + 1;
    if (entry.sequence !== expected || entry.previousHash !== last.hash) return expected;
    if (entry.hash !== hashEntry(last.hash, entry)) return expected;
    if ((anchored.get(expected) ?? entry.hash) !== entry.hash) return expected;
    last = { sequence: expected, hash: entry.hash };
  }
  return anchors.some(({ sequence }) => sequence > last.sequence) ? last.sequence + 1 : null;
}
