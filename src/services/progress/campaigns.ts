// Which campaigns there are to tell of, the one that matters most now first.
import type { Day } from "../../domain/day.ts";
import type { Tx } from "../../store/open.ts";
import { type Matter, readMatters } from "./figures.ts";
import type { Scope } from "./scope.ts";

/** A published campaign with its matters as far as the scope reaches. */
export interface CampaignProgress {
  id: string;
  code: string;
  title: string;
  leadUnitId: string;
  leadUnit: string;
  closed: boolean;
  /** Owed by units to the lead unit. */
  matters: Matter[];
  /** 本局对外报送. */
  upward: Matter[];
}

/** The nearest day on which somebody still owes something, from `today` on. */
function nearestDue({ matters, upward }: CampaignProgress, today: Day): Day {
  const days = [...matters, ...upward].flatMap(({ missing }) =>
    missing.flatMap(({ dueOn }) => (dueOn !== null && dueOn >= today ? [dueOn] : [])),
  );
  return days.sort()[0] ?? "9999-12-31";
}

/**
 * The bureau's published campaigns in which the scope has a part: running ones by their nearest due day, then by how
 * lately they were published; closed ones behind them.
 */
export async function readCampaigns(
  db: Pick<Tx, "$queryRaw" | "campaign">,
  input: { orgId: string; scope: Scope; now: Date; today: Day; campaignId?: string },
): Promise<CampaignProgress[]> {
  const { orgId, scope, now, today, campaignId } = input;
  const campaigns = await db.campaign.findMany({
    where: { orgId, state: { not: "draft" }, ...(campaignId ? { id: campaignId } : {}) },
    include: { leadUnit: { select: { name: true } } },
    orderBy: { publishedAt: "desc" },
  });
  if (campaigns.length === 0) return [];
  const matters = await readMatters(db, { campaignIds: campaigns.map(({ id }) => id), scope, now });
  return campaigns
    .map(({ id, code, title, leadUnitId, leadUnit, state }): CampaignProgress => {
      const own = matters.filter((matter) => matter.campaignId === id);
      return {
        id,
        code,
        title,
        leadUnitId,
        leadUnit: leadUnit.name,
        closed: state === "closed",
        matters: own.filter(({ direction }) => direction === "internal"),
        upward: own.filter(({ direction }) => direction === "upward"),
      };
    })
    .filter(({ matters, upward }) => scope.unitIds === null || matters.length + upward.length > 0)
    .sort(
      (a, b) =>
        Number(a.closed) - Number(b.closed) || nearestDue(a, today).localeCompare(nearestDue(b, today)),
    );
}
