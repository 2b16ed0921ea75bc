// Rows of a plan's 任务分解表 as they stand in a campaign: who may claim them, who has, and what a later version changes.

import { canonicalJson } from "../../domain/audit.ts";
import type { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { inChinese } from "../campaigns/due-words.ts";
import { likeness } from "../campaigns/mapping.ts";
import { type Directory, matchUnits } from "../campaigns/units.ts";
import type { PlanVersion } from "../campaigns/versions.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

/** A row with who claimed it. */
export type Undertaking = Prisma.UndertakingGetPayload<{
  include: { claims: { include: { unit: { select: { id: true; name: true } } } } };
}>;

/** The rows of a campaign that hold, in the order of the table. */
export function findUndertakings(db: Pick<Tx, "undertaking">, campaignId: string): Promise<Undertaking[]> {
  return db.undertaking.findMany({
    where: { campaignId, withdrawnAt: null },
    include: {
      claims: { include: { unit: { select: { id: true, name: true } } }, orderBy: { claimedAt: "asc" } },
    },
    orderBy: { number: "asc" },
  });
}

/** The open campaigns of a bureau that have rows to claim, the newest first. */
export function findClaimable(
  db: Pick<Tx, "campaign">,
  orgId: string,
): Promise<{ id: string; code: string; title: string; leadUnitId: string }[]> {
  return db.campaign.findMany({
    where: { orgId, state: "published", undertakings: { some: { withdrawnAt: null } } },
    select: { id: true, code: true, title: true, leadUnitId: true },
    orderBy: [{ createdAt: "desc" }, { code: "desc" }],
  });
}

/** Units that may claim a row and have not. */
export function unclaimedBy({ unitIds, claims }: Pick<Undertaking, "unitIds" | "claims">): string[] {
  return unitIds.filter((id) => !claims.some(({ unitId }) => unitId === id));
}

const ALIKE = 0.7;

/**
 * Writes the rows of a version that is published. A row whose words are the same, or nearly, keeps its number and its
 * claims; one that is missing is withdrawn. Returns the numbers of rows that are new or name units that had not been named.
 */
export async function writeUndertakings(
  work: UnitOfWork,
  { campaign, draft }: Pick<PlanVersion, "campaign" | "draft">,
  directory: Directory,
): Promise<{ number: number; unitIds: string[] }[]> {
  const { tx, now } = work;
  const there = await tx.undertaking.findMany({
    where: { campaignId: campaign.id },
    orderBy: { number: "asc" },
  });
  if (draft.tasks.length + there.length === 0) return [];
  const open = there.filter(({ withdrawnAt }) => withdrawnAt === null);
  const take = (test: (one: (typeof there)[number]) => boolean) => {
    const index = open.findIndex(test);
    return index === -1 ? null : open.splice(index, 1)[0]!;
  };
  const same = draft.tasks.map(({ task, no }) => take((one) => one.what === task && one.no === no));
  const found = draft.tasks.map(
    ({ task, no }, index) =>
      same[index] ??
      take((one) => one.what === task) ??
      take((one) => one.no === no && likeness(one.what, task) >= ALIKE),
  );
  let last = Math.max(0, ...there.map(({ number }) => number));
  const fresh: { number: number; unitIds: string[] }[] = [];
  const created: Prisma.UndertakingCreateManyInput[] = [];
  for (const [index, row] of draft.tasks.entries()) {
    const lead = matchUnits(row.lead, directory, draft.issuer);
    const responsible = matchUnits(row.responsible, directory, draft.issuer);
    const facts = {
      no: row.no,
      what: row.task,
      measures: row.measures,
      leadNames: row.lead,
      responsibleNames: row.responsible,
      leadIds: lead.unitIds,
      unitIds: [...new Set([...lead.unitIds, ...responsible.unitIds])],
      unmatched: [...new Set([...lead.unmatched, ...responsible.unmatched])],
      dueOn: row.due,
      recurrence: row.recurrence,
      confirm: [...new Set([...row.confirm.map(inChinese), ...lead.remarks, ...responsible.remarks])],
    };
    const elder = found[index];
    if (elder) {
      const same = Object.entries(facts).every(
        ([field, value]) => canonicalJson(elder[field as keyof typeof facts]) === canonicalJson(value),
      );
      if (!same) await tx.undertaking.update({ where: { id: elder.id }, data: facts });
      const added = facts.unitIds.filter((id) => !elder.unitIds.includes(id));
      if (added.length > 0) fresh.push({ number: elder.number, unitIds: added });
      continue;
    }
    const number = ++last;
    created.push({ campaignId: campaign.id, number, ...facts });
    fresh.push({ number, unitIds: facts.unitIds });
  }
  await tx.undertaking.createMany({ data: created });
  await tx.undertaking.updateMany({
    where: { id: { in: open.map(({ id }) => id) } },
    data: { withdrawnAt: now },
  });
  return fresh;
}
