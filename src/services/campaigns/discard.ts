// 放弃这一稿: a later version that was never published is taken away, and the one before it can be changed again.
import { AppError } from "../../errors.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { lockCampaign, type PlanVersion, readVersion } from "./versions.ts";

/** Whether a version is a later one that nothing rests on yet. */
export function isDiscardable({
  version,
  publishedAt,
}: Pick<PlanVersion, "version" | "publishedAt">): boolean {
  return version > 1 && publishedAt === null;
}

/** Takes the draft away and returns the id of the version that holds; CONFLICT for what is published or overtaken. */
export async function discardDraft(work: UnitOfWork, versionId: string): Promise<string> {
  const { tx, orgId } = work;
  const { campaign } = await readVersion(tx, orgId, versionId);
  await lockCampaign(tx, campaign.id);
  const draft = await readVersion(tx, orgId, versionId);
  const others = await tx.planVersion.findMany({
    where: { campaignId: campaign.id, id: { not: versionId } },
    orderBy: { version: "desc" },
    select: { id: true, version: true },
  });
  const [before] = others;
  if (!before || !isDiscardable(draft) || before.version > draft.version)
    throw new AppError("CONFLICT", "这一稿已经发布，或者已有更新的一稿，不能放弃。");
  await tx.planVersion.delete({ where: { id: versionId } });
  work.audit({
    action: "discard-plan",
    subject: `campaign:${campaign.id}`,
    before: { version: draft.version, source: draft.sourceName },
    after: { version: before.version },
  });
  return before.id;
}
