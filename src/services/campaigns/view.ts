// Everything that the confirm page of a plan version shows.
import type { Calendar } from "../../domain/calendar.ts";
import { type Day, dayOf } from "../../domain/day.ts";
import type { Runtime } from "../runtime.ts";
import { proposedWindow } from "./form.ts";
import { findLocked } from "./settle.ts";
import { findTriggeredMatters, type TriggeredMatter } from "./trigger.ts";
import { type Directory, readDirectory } from "./units.ts";
import { issueDayOf, type PlanVersion, readVersion } from "./versions.ts";

/** A plan version with what stands around it. */
export interface PlanView {
  version: PlanVersion;
  directory: Directory;
  groups: { id: string; name: string }[];
  /** Keys of items that have 报送任务. */
  locked: ReadonlySet<string>;
  /** This campaign's matters that wait for their event. */
  triggered: TriggeredMatter[];
  issuedOn: Day;
  today: Day;
  proposed: { from: Day; to: Day };
  calendar: Calendar;
  /** A later version has taken its place. */
  outdated: boolean;
}

/** Reads the page's data; NOT_FOUND for another bureau's version. */
export async function readPlanView(runtime: Runtime, orgId: string, versionId: string): Promise<PlanView> {
  const { db } = runtime.store;
  const version = await readVersion(db, orgId, versionId);
  const { campaign } = version;
  const [directory, groups, locked, matters, later] = await Promise.all([
    readDirectory(db, orgId),
    db.chatGroup.findMany({ where: { orgId }, select: { id: true, name: true }, orderBy: { name: "asc" } }),
    findLocked(db, campaign.id),
    findTriggeredMatters(db, orgId),
    db.planVersion.count({ where: { campaignId: campaign.id, version: { gt: version.version } } }),
  ]);
  const issuedOn = issueDayOf(version);
  return {
    version,
    directory,
    groups,
    locked,
    triggered: matters.filter((matter) => matter.campaign.id === campaign.id),
    issuedOn,
    today: dayOf(runtime.clock.now()),
    proposed: proposedWindow(issuedOn, version.draft),
    calendar: runtime.calendar,
    outdated: later > 0,
  };
}
