// The audit trail's hash chain: any change, gap or cut is found, whatever key order a database gives back.

import { describe, expect, test } from "vitest";
import {
  type AuditContent,
  type ChainedEntry,
  canonicalJson,
  GENESIS_HASH,
  hashEntry,
  verifyChain,
} from "../../src/domain/audit.ts";

function content(sequence: number): AuditContent {
  return {
    orgId: "ds",
    sequence,
    at: new Date(`2023-07-12T09:0${sequence}:00+08:00`),
    actor: { kind: "person", id: "p1" },
    action: "extend",
    subject: `A${sequence}`,
    before: { dueOn: "2023-07-15", note: null },
    after: { note: "上级改期", dueOn: "2023-07-20" },
  };
}

function chain(length: number): ChainedEntry[] {
  const entries: ChainedEntry[] = [];
  for (let sequence = 1; sequence <= length; sequence++) {
    const previousHash = entries.at(-1)?.hash ?? GENESIS_HASH;
    const entry = content(sequence);
    entries.push({ ...entry, previousHash, hash: hashEntry(previousHash, entry) });
  }
  return entries;
}

describe("hashing", () => {
  test("is fixed: a chain written today is checked by tomorrow's code", () => {
    expect(hashEntry(GENESIS_HASH, content(1))).toBe(
      "b4f92ab03894174e787b02dab7851626d2b3fc330dfb6cc27a2372b146f4f601",
    );
  });

  test("does not hang on key order, missing parts, or further fields of the row", () => {
    const entry = content(1);
    const turned = { ...entry, after: { dueOn: "2023-07-20", note: "上级改期" }, id: "row-1", hash: "x" };
    expect(hashEntry(GENESIS_HASH, turned)).toBe(hashEntry(GENESIS_HASH, entry));
    const { before: _before, ...bare } = entry;
    expect(hashEntry(GENESIS_HASH, bare)).toBe(hashEntry(GENESIS_HASH, { ...entry, before: null }));
  });

  test("canonical JSON sorts at every depth and keeps lists in order", () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined }, 2], a: new Date(0) })).toBe(
      '{"a":"1970-01-01T00:00:00.000Z","b":[{"d":1},2]}',
    );
    expect(canonicalJson(undefined)).toBe("null");
  });
});

describe("verifying", () => {
  test("an untouched chain, none at all, and a part of one", () => {
    const entries = chain(5);
    expect(verifyChain(entries)).toBeNull();
    expect(verifyChain([])).toBeNull();
    expect(verifyChain(entries.slice(2), { from: entries[1]! })).toBeNull();
    expect(verifyChain(entries, { anchors: [entries[2]!, entries[4]!] })).toBeNull();
  });

  const changes: [string, Partial<AuditContent>][] = [
    ["the bureau", { orgId: "other" }],
    ["the time", { at: new Date("2023-07-12T09:09:00+08:00") }],
    ["who", { actor: { kind: "person", id: "p2" } }],
    ["what", { action: "waive" }],
    ["about what", { subject: "A9" }],
    ["before", { before: null }],
    ["after", { after: { dueOn: "2023-07-21" } }],
  ];
  test.each(changes)("a change of %s is found where it was made", (_what, change) => {
    const entries = chain(5);
    entries[2] = { ...entries[2]!, ...change };
    expect(verifyChain(entries)).toBe(3);
  });

  test("a changed link to the entry before", () => {
    const entries = chain(5);
    entries[2] = { ...entries[2]!, previousHash: GENESIS_HASH };
    expect(verifyChain(entries)).toBe(3);
  });

  test("a changed entry with its own hash made anew breaks at the next", () => {
    const entries = chain(5);
    const changed = { ...entries[2]!, action: "waive" };
    entries[2] = { ...changed, hash: hashEntry(changed.previousHash, changed) };
    expect(verifyChain(entries)).toBe(4);
  });

  test("a missing, doubled or exchanged entry", () => {
    const entries = chain(5);
    expect(verifyChain(entries.filter(({ sequence }) => sequence !== 3))).toBe(3);
    expect(verifyChain([entries[0]!, entries[0]!, ...entries.slice(1)])).toBe(2);
    expect(verifyChain([entries[0]!, entries[2]!, entries[1]!])).toBe(2);
    expect(verifyChain(entries.slice(1))).toBe(1);
  });

  test("a cut-off end and a chain rewritten as a whole are found against an anchor", () => {
    const entries = chain(5);
    expect(verifyChain(entries.slice(0, 3))).toBeNull();
    expect(verifyChain(entries.slice(0, 3), { anchors: [entries[4]!] })).toBe(4);
    expect(verifyChain([], { anchors: [entries[4]!] })).toBe(1);

    const rewritten: ChainedEntry[] = [];
    for (const entry of entries) {
      const previousHash = rewritten.at(-1)?.hash ?? GENESIS_HASH;
      const changed = { ...entry, subject: entry.sequence === 2 ? "A9" : entry.subject, previousHash };
      rewritten.push({ ...changed, hash: hashEntry(previousHash, changed) });
    }
    expect(verifyChain(rewritten)).toBeNull();
    expect(verifyChain(rewritten, { anchors: [entries[3]!] })).toBe(4);
  });
});
