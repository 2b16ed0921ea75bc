// A draft that turns out to be the next version of a campaign under another title: its text joins that campaign.
import { AppError } from "../../errors.ts";
import type { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { readDefinitions } from "../definitions.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { makeItems } from "./drafting.ts";
import { likeness } from "./mapping.ts";
import { readDirectory } from "./units.ts";
import { lockCampaign, type PlanVersion, readVersion } from "./versions.ts";

/** Whether a version may still join another campaign: the only one of a campaign that was never published. */
function isLoose({ version, publishedAt, campaign }: PlanVersion): boolean {
  return version === 1 && publishedAt === null && campaign.state === "draft" && campaign.upperId === null;
}

/** The open campaigns that a draft could be a later version of, the likest title first. */
export async function findElders(
  db: Pick<Tx, "campaign">,
  version: PlanVersion,
): Promise<{ id: string; title: string }[]> {
  if (!isLoose(version)) return [];
  const campaigns = await db.campaign.findMany({
    where: {
      orgId: version.campaign.orgId,
      state: { not: "closed" },
      id: { not: version.campaign.id },
      versions: { some: {} },
    },
    select: { id: true, title: true },
  });
  const like = ({ title }: { title: string }) => likeness(title, version.campaign.title);
  return campaigns.sort((a, b) => like(b) - like(a));
}

/** Makes a draft the next version of a campaign, its items mapped on those of the version before. */
export async function adoptVersion(work: UnitOfWork, versionId: string, campaignId: string): Promise<void> {
  const { tx, orgId } = work;
  const draft = await readVersion(tx, orgId, versionId);
  await lockCampaign(tx, draft.campaign.id);
  await lockCampaign(tx, campaignId);
  const later = await tx.planVersion.count({ where: { campaignId: draft.campaign.id } });
  if (!isLoose(draft) || later > 1)
    throw new AppError("CONFLICT", "这份方案已经发布或有了新的一稿，不能再归入别的专项行动。");
  const elder = (await findElders(tx, draft)).find(({ id }) => id === campaignId);
  if (!elder) throw new AppError("NOT_FOUND", "没有找到要归入的专项行动，它可能已结束。");
  const { id } = await tx.planVersion.findFirstOrThrow({
    where: { campaignId },
    orderBy: { version: "desc" },
    select: { id: true },
  });
  const before = await readVersion(tx, orgId, id);
  const forms = { definitions: await readDefinitions(tx, orgId), text: draft.text };
  const items = makeItems(draft.draft, await readDirectory(tx, orgId), forms, before).filter(
    ({ absent }) => !absent || before.campaign.state === "published",
  );
  await tx.planVersion.update({
    where: { id: versionId },
    data: {
      campaignId,
      version: before.version + 1,
      items: items as Prisma.InputJsonArray,
      revision: { increment: 1 },
    },
  });
  await tx.campaign.delete({ where: { id: draft.campaign.id } });
  work.audit({
    action: "adopt-plan",
    subject: `campaign:${campaignId}`,
    before: { campaign: draft.campaign.id, title: draft.campaign.title },
    after: { version: before.version + 1, items: items.length },
  });
}
