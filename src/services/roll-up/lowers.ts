// The lower bureaus that a publishing reaches, with what is there of its campaign already: read at once for all of them.
import type { Campaign } from "../../store/generated/client.ts";
import { onDay } from "../people.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

/** A lower bureau as a draft is made for it. */
export interface Lower {
  /** The unit of the upper bureau that stands for it. */
  standInId: string;
  orgId: string;
  name: string;
  /** The bureau as a unit of its own. */
  bureau: { id: string; name: string } | null;
  /** Its coordinators' unit, else its first one; null for a bureau without any. */
  leadUnit: { id: string; name: string } | null;
  /** Ids of its coordinators. */
  coordinators: string[];
  groupId: string | null;
  /** Its campaign that came down. */
  campaign: Campaign | null;
}

/** The lower bureaus of the upper one, in the order of the units that stand for them. */
export async function readLowers(work: UnitOfWork, campaignId: string): Promise<Lower[]> {
  const { tx, orgId, today } = work;
  const standIns = await tx.unit.findMany({
    where: { orgId, active: true, lowerOrg: { parentId: orgId } },
    include: { lowerOrg: { select: { id: true, name: true } } },
    orderBy: [{ position: "asc" }, { code: "asc" }],
  });
  if (standIns.length === 0) return [];
  const orgIds = standIns.map(({ lowerOrg }) => lowerOrg!.id);
  const within = { orgId: { in: orgIds } };
  const units = await tx.unit.findMany({ where: { ...within, active: true }, orderBy: { position: "asc" } });
  const posts = await tx.appointment.findMany({
    where: { role: "coordinator", unit: within, person: { active: true }, ...onDay(today) },
    include: { unit: { select: { orgId: true } } },
    orderBy: [{ unit: { position: "asc" } }, { fromOn: "asc" }],
  });
  const groups = await tx.chatGroup.findMany({ where: within, orderBy: { name: "asc" } });
  const campaigns = await tx.campaign.findMany({ where: { ...within, upperId: campaignId } });
  return standIns.map(({ id: standInId, lowerOrg }): Lower => {
    const { id, name } = lowerOrg!;
    const own = units.filter((unit) => unit.orgId === id);
    const holders = posts.filter(({ unit }) => unit.orgId === id);
    const campaign = campaigns.find((one) => one.orgId === id) ?? null;
    const led = campaign?.leadUnitId ?? holders[0]?.unitId;
    return {
      standInId,
      orgId: id,
      name,
      bureau: own.find(({ kind }) => kind === "bureau") ?? null,
      leadUnit: own.find((unit) => unit.id === led) ?? own[0] ?? null,
      coordinators: [...new Set(holders.map(({ personId }) => personId))],
      groupId: groups.find((group) => group.orgId === id)?.id ?? null,
      campaign,
    };
  });
}
