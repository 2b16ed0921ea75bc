// Holds the stored audit trail against its hash chain.
import { type ChainAnchor, GENESIS_HASH, verifyChain } from "../domain/audit.ts";
import type { Tx } from "../store/open.ts";

const ENTRIES_AT_ONCE = 2000;

/** How many entries stand in the chains of all bureaus, and the first place where one is broken, if any. */
export async function checkChains(
  db: Pick<Tx, "auditEntry" | "auditHead">,
): Promise<{ total: number; brokenAt: number | null }> {
  let total = 0;
  for (const head of await db.auditHead.findMany()) {
    let from: ChainAnchor = { sequence: 0, hash: GENESIS_HASH };
    for (let isLast = false; !isLast; ) {
      const entries = await db.auditEntry.findMany({
        where: { orgId: head.orgId, sequence: { gt: from.sequence, lte: head.sequence } },
        orderBy: { sequence: "asc" },
        take: ENTRIES_AT_ONCE,
      });
      isLast = entries.length < ENTRIES_AT_ONCE;
      const brokenAt = verifyChain(entries, { from, anchors: isLast ? [head] : [] });
      if (brokenAt !== null) return { total, brokenAt };
      total += entries.length;
      const last = entries.at(-1);
      if (last) from = { sequence: last.sequence, hash: last.hash };
    }
  }
  return { total, brokenAt: null };
}
