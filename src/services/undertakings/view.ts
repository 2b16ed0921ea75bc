// Everything that the page of a campaign's 任务分解表 shows to one person.
import { type Asker, holds, unitsOf } from "../../chat/context.ts";
import { AppError } from "../../errors.ts";
import { type Directory, readDirectory } from "../campaigns/units.ts";
import type { Runtime } from "../runtime.ts";
import { findClaimable, findUndertakings, type Undertaking } from "./rows.ts";

/** A campaign's rows with who looks at them. */
export interface ClaimView {
  campaign: { id: string; code: string; title: string; leadUnitId: string };
  directory: Directory;
  rows: Undertaking[];
  /** The asker's units that rows name. */
  own: { id: string; name: string }[];
  /** Settles rows for the lead unit. */
  leads: boolean;
}

/** Reads the page's data; NOT_FOUND for another bureau's campaign, FORBIDDEN for who has no part in it. */
export async function readClaimView(runtime: Runtime, asker: Asker, campaignId: string): Promise<ClaimView> {
  const { db } = runtime.store;
  const campaign = (await findClaimable(db, asker.orgId)).find(({ id }) => id === campaignId);
  if (!campaign)
    throw new AppError("NOT_FOUND", "没有找到这份任务分解表，它可能已结束。请在聊天里发送 /认领。");
  const [directory, rows] = await Promise.all([
    readDirectory(db, asker.orgId),
    findUndertakings(db, campaignId),
  ]);
  const own = unitsOf(asker, "contact", "head").filter(({ id }) =>
    rows.some(({ unitIds }) => unitIds.includes(id)),
  );
  const leads = holds(asker, "coordinator");
  if (!leads && own.length === 0)
    throw new AppError("FORBIDDEN", "任务分解表里没有您所在单位的任务，这个页面由责任单位和牵头科室使用。");
  return { campaign, directory, rows, own, leads };
}
