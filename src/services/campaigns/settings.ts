// What the lead unit sets for a campaign as a whole: its title and day of issue, its group, mentions in the group, how short is too short.
import type { UnitOfWork } from "../unit-of-work.ts";
import type { PlanVersion } from "./versions.ts";

/**
 * Settings of a campaign. `mentions`: contacts may be mentioned in the group before the due day; `shortNotice`: deadlines
 * fewer workdays after the issue are pointed out.
 */
export interface CampaignSettings {
  title: string;
  issuedOn: string | null;
  groupId: string | null;
  mentions: boolean;
  shortNotice: number;
}

/** The settings as they stand. */
export function settingsOf({ campaign, draft }: Pick<PlanVersion, "campaign" | "draft">): CampaignSettings {
  const { title, groupId, mentions, shortNotice } = campaign;
  return { title, issuedOn: draft.issuedOn ?? campaign.issuedOn, groupId, mentions, shortNotice };
}

/** Writes a campaign's settings; the caller holds its lock. */
export async function writeSettings(
  work: UnitOfWork,
  campaignId: string,
  settings: CampaignSettings,
): Promise<void> {
  await work.tx.campaign.update({ where: { id: campaignId }, data: settings });
}
