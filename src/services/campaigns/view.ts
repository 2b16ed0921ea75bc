// Everything that the confirm page of a plan version shows.
import type { Calendar } from "../../domain/calendar.ts";
import { type Day, dayOf } from "../../domain/day.ts";
import { readDefinitions } from "../definitions.ts";
import type { Runtime } from "../runtime.ts";
import { findElders } from "./adopt.ts";
import { findOtherDeadlines, type OtherDeadline } from "./alarms.ts";
import { proposedWindow } from "./form.ts";
import { changesOf, type ItemChange, readBasis } from "./revision.ts";
import { findLocked } from "./settle.ts";
import { findTriggeredMatters, type TriggeredMatter } from "./trigger.ts";
import { type Directory, readDirectory } from "./units.ts";
import { issueDayOf, type PlanVersion, readVersion } from "./versions.ts";

/** A plan version with what stands around it. */
export interface PlanView {
  version: PlanVersion;
  directory: Directory;
  /** The ledgers a material may be. */
  ledgers: readonly { code: string; title: string }[];
  groups: { id: string; name: string }[];
  /** Keys of items that have 报送任务. */
  locked: ReadonlySet<string>;
  /** This campaign's matters that wait for their event. */
  triggered: TriggeredMatter[];
  issuedOn: Day;
  today: Day;
  shortNotice: number;
  proposed: { from: Day; to: Day };
  calendar: Calendar;
  /** A later version has taken its place. */
  outdated: boolean;
  /** What other campaigns ask for around these days. */
  others: readonly OtherDeadline[];
  /** What it changes against the version before; null for the first one. */
  changes: readonly ItemChange[] | null;
  /** Keys of the items that the version before had, which this one's were mapped on. */
  basisKeys: ReadonlySet<string>;
  /** Campaigns that it could be a later version of, while it may still join one. */
  elders: readonly { id: string; title: string }[];
  /** The day of issue where the text or the coordinator says it. */
  knownIssue: Day | null;
}

/** Reads the page's data; NOT_FOUND for another bureau's version. */
export async function readPlanView(runtime: Runtime, orgId: string, versionId: string): Promise<PlanView> {
  const { db } = runtime.store;
  const version = await readVersion(db, orgId, versionId);
  const { campaign } = version;
  const today = dayOf(runtime.clock.now());
  const [directory, groups, locked, matters, later, others, basis, elders] = await Promise.all([
    readDirectory(db, orgId),
    db.chatGroup.findMany({ where: { orgId }, select: { id: true, name: true }, orderBy: { name: "asc" } }),
    findLocked(db, version),
    findTriggeredMatters(db, orgId),
    db.planVersion.count({ where: { campaignId: campaign.id, version: { gt: version.version } } }),
    findOtherDeadlines(db, { orgId, campaignId: campaign.id, from: today }),
    readBasis(db, version),
    findElders(db, version),
  ]);
  const { all } = await readDefinitions(db, orgId);
  const issuedOn = issueDayOf(version);
  return {
    version,
    directory,
    ledgers: all,
    groups,
    locked,
    triggered: matters.filter((matter) => matter.campaign.id === campaign.id),
    issuedOn,
    today,
    shortNotice: campaign.shortNotice,
    proposed: proposedWindow(issuedOn, version.draft),
    calendar: runtime.calendar,
    outdated: later > 0,
    others,
    elders,
    changes: basis && changesOf(basis, version.items, directory, runtime.calendar),
    basisKeys: new Set(basis?.map(({ key }) => key)),
    knownIssue: version.draft.issuedOn ?? campaign.issuedOn,
  };
}
