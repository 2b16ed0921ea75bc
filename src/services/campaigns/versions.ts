// Plan versions as rows: which one is the current draft of a campaign, and who may change it at a time.
import { type Day, dayOf } from "../../domain/day.ts";
import { AppError } from "../../errors.ts";
import { type Draft, draftSchema } from "../../plan/draft.ts";
import { type Campaign, Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { type PlanItem, readItems } from "./item.ts";

/** A plan version with its JSON columns read. */
export interface PlanVersion {
  id: string;
  version: number;
  revision: number;
  text: string;
  sourceName: string;
  draft: Draft;
  items: PlanItem[];
  createdAt: Date;
  publishedAt: Date | null;
  campaign: Campaign;
}

/** The day by which 印发时已过 is judged: this text's own day of issue, else the campaign's, else that of import. */
export function issueDayOf(version: Pick<PlanVersion, "campaign" | "createdAt" | "draft">): Day {
  return version.draft.issuedOn ?? version.campaign.issuedOn ?? dayOf(version.createdAt);
}

/** A plan version of the bureau; NOT_FOUND for another's. */
export async function readVersion(db: Tx, orgId: string, id: string): Promise<PlanVersion> {
  const row = await db.planVersion.findFirst({
    where: { id, campaign: { orgId } },
    include: { campaign: true },
  });
  if (!row) throw new AppError("NOT_FOUND", "没有找到这份方案，它可能已被删除。请在聊天里重新打开。");
  return { ...row, draft: draftSchema.parse(row.draft), items: readItems(row.items) };
}

/** Holds a campaign's plan until the transaction ends, so that edits and publishing come one after the other. */
export async function lockCampaign(tx: Tx, campaignId: string): Promise<void> {
  await tx.$queryRaw(Prisma.sql`SELECT "id" FROM "Campaign" WHERE "id" = ${campaignId} FOR UPDATE`);
}

/** Ids of the latest version of each open campaign, newest campaign first. */
export async function findLatestVersions(
  db: Tx,
  orgId: string,
): Promise<{ id: string; code: string; title: string; published: boolean }[]> {
  const campaigns = await db.campaign.findMany({
    where: { orgId, state: { not: "closed" } },
    include: {
      versions: { orderBy: { version: "desc" }, take: 1, select: { id: true, publishedAt: true } },
    },
    orderBy: [{ createdAt: "desc" }, { code: "desc" }],
  });
  return campaigns.flatMap(({ code, title, versions: [latest] }) =>
    latest ? [{ id: latest.id, code, title, published: latest.publishedAt !== null }] : [],
  );
}
