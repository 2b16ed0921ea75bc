// What waits for somebody's review, oldest first.
import type { Asker } from "../../chat/context.ts";
import { unitsOf } from "../../chat/context.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import type { Tx } from "../../store/open.ts";
import { claimWords, findClaims } from "../rectification/claims.ts";
import { mayReview } from "./rights.ts";

/** One report that waits. */
export interface Pending {
  assignmentId: string;
  code: string;
  unit: string;
  what: string;
  obligationId: string;
  period: string;
  version: number;
  nil: boolean;
  lateDays: number;
  inDoubt: boolean;
  /** A 改报 that still waits for 审签. */
  unsigned: boolean;
  /** Problems that its rows say are 已销号 and that passing it would close; null for none. */
  claims: string | null;
  submittedAt: Date;
}

/** Everything handed in that this person may review; what the bureau itself reports upward is not reviewed here. */
export async function findPending(
  db: Pick<Tx, "assignment" | "$queryRaw">,
  asker: Asker,
): Promise<Pending[]> {
  const leadUnitIds = unitsOf(asker, "coordinator", "deputy").map(({ id }) => id);
  const rows = await db.assignment.findMany({
    where: {
      state: "submitted",
      obligation: {
        direction: "internal",
        withdrawnAt: null,
        campaign: { orgId: asker.orgId, leadUnitId: { in: leadUnitIds } },
      },
    },
    include: {
      unit: true,
      obligation: { include: { campaign: true } },
      submissions: { orderBy: { version: "desc" }, take: 1 },
    },
    orderBy: [{ lastSubmittedAt: "asc" }, { number: "asc" }],
  });
  const claims = await findClaims(
    db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap((row) => {
    const { obligation, unitId, preparerId } = row;
    const [latest] = row.submissions;
    if (!latest || !mayReview(asker, { unitId, preparerId, leadUnitId: obligation.campaign.leadUnitId }))
      return [];
    return [
      {
        assignmentId: row.id,
        code: assignmentCode(row.number),
        unit: row.unit.name,
        what: obligation.what,
        obligationId: obligation.id,
        period: row.period,
        version: latest.version,
        nil: latest.kind === "nil",
        lateDays: latest.lateDays,
        inDoubt: row.inDoubt,
        unsigned: latest.unsigned,
        claims: claimWords(claims.filter(({ assignmentId }) => assignmentId === row.id)),
        submittedAt: latest.submittedAt,
      },
    ];
  });
}
