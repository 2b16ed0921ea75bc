// Publishing: in one transaction a plan's items become obligations and assignments, and everybody is told once.
import type { Reply } from "../../chat/context.ts";
import type { Calendar } from "../../domain/calendar.ts";
import type { Day } from "../../domain/day.ts";
import { AppError } from "../../errors.ts";
import { sendDown } from "../roll-up/down.ts";
import { linkUpward } from "../roll-up/link.ts";
import { writeUndertakings } from "../undertakings/rows.ts";
import { askClaimers } from "../undertakings/tell.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { effectiveDueOn } from "./due-words.ts";
import { numberOf, type PlanItem } from "./item.ts";
import { isPastAtIssue, isReady } from "./open-points.ts";
import type { MadeAssignment, Publication } from "./publication.ts";
import { answerNothingReady, answerPublishing } from "./publish-answer.ts";
import { findReach, tellGroup, tellPeople } from "./publish-cards.ts";
import { findDropped, type Revised, replan } from "./replan.ts";
import { assignmentsOf } from "./slots.ts";
import { type Directory, readDirectory } from "./units.ts";
import { issueDayOf, lockCampaign, type PlanVersion, readVersion } from "./versions.ts";

function obligationOf(item: PlanItem, calendar: Calendar, issuedOn: Day) {
  return {
    what: item.what,
    recipient: item.to,
    direction: item.direction,
    timing: item.timing,
    dueOn: item.timing === "dated" ? effectiveDueOn(item, calendar) : null,
    dueTime: item.dueTime,
    recurrence: item.timing === "recurring" ? item.recurrence : null,
    windowFrom: item.windowFrom,
    windowTo: item.windowTo,
    span: item.span,
    trigger: item.timing === "triggered" ? item.trigger : null,
    materials: item.materials,
    level: item.level,
    nilAllowed: item.nilAllowed,
    signOff: item.signOff,
    signOffBy: item.signOffBy,
    pastAtIssue: isPastAtIssue(item, issuedOn),
    steps: item.steps,
    quote: item.quote,
    line: item.line,
    upperId: item.upper?.obligationId ?? null,
  };
}

/**
 * Brings the obligations in line with the items. A matter that has 报送任务 keeps its dates and materials, but when a
 * later version is published.
 */
async function writeObligations(
  work: UnitOfWork,
  version: PlanVersion,
  issuedOn: Day,
): Promise<{ ids: Map<string, string>; withdrawn: Revised[]; revised: Revised[] }> {
  const { tx, calendar, now } = work;
  const later = version.publishedAt === null;
  const campaignId = version.campaign.id;
  const kept = version.items.filter(({ keep }) => keep);
  await tx.obligation.createMany({
    data: kept.map((item) => ({
      campaignId,
      number: numberOf(item),
      itemKey: item.key,
      ...obligationOf(item, calendar, issuedOn),
    })),
    skipDuplicates: true,
  });
  const rows = await tx.obligation.findMany({
    where: { campaignId },
    orderBy: { number: "asc" },
    include: { _count: { select: { assignments: true } } },
  });
  const ids = new Map<string, string>();
  const withdrawn: Revised[] = [];
  const revised: Revised[] = [];
  for (const row of rows) {
    const before = { what: row.what, recipient: row.recipient, materials: row.materials };
    const item = version.items.find(({ key }) => key === row.itemKey);
    if (!item) continue;
    if (!item.keep) {
      if (row.withdrawnAt === null) withdrawn.push({ obligationId: row.id, item, before });
      continue;
    }
    ids.set(item.key, row.id);
    const assigned = row._count.assignments > 0;
    if (assigned) revised.push({ obligationId: row.id, item, before });
    const facts = obligationOf(item, calendar, issuedOn);
    const { recipient, nilAllowed, signOff, signOffBy, steps, quote, line } = facts;
    const kept = { recipient, nilAllowed, signOff, signOffBy, steps, quote, line };
    await tx.obligation.update({
      where: { id: row.id },
      data: {
        withdrawnAt: null,
        ...(assigned && !later ? kept : facts),
      },
    });
  }
  await tx.obligation.updateMany({
    where: { id: { in: withdrawn.map(({ obligationId }) => obligationId) }, withdrawnAt: null },
    data: { withdrawnAt: now },
  });
  return { ids, withdrawn, revised };
}

async function writeAssignments(
  work: UnitOfWork,
  version: PlanVersion,
  issuedOn: Day,
  directory: Directory,
  ids: ReadonlyMap<string, string>,
): Promise<MadeAssignment[]> {
  const { leadUnitId } = version.campaign;
  const data = [...ids].flatMap(([key, obligationId]) => {
    const item = version.items.find((one) => one.key === key)!;
    const rows = assignmentsOf(work, item, issuedOn, directory, leadUnitId);
    return rows.map((row) => ({ ...row, obligationId }));
  });
  const there = await work.tx.assignment.findMany({
    where: { obligationId: { in: [...ids.values()] } },
    select: { obligationId: true, unitId: true, period: true },
  });
  const keyOf = (row: { obligationId: string; unitId: string; period: string }) =>
    `${row.obligationId} ${row.unitId} ${row.period}`;
  const known = new Set(there.map(keyOf));
  const made = await work.tx.assignment.createManyAndReturn({
    data: data.filter((row) => !known.has(keyOf(row))),
    skipDuplicates: true,
  });
  const keys = new Map([...ids].map(([key, id]) => [id, key]));
  return made.map((row) => ({
    ...row,
    item: version.items.find(({ key }) => key === keys.get(row.obligationId))!,
  }));
}

async function writePhases(work: UnitOfWork, { campaign, draft }: PlanVersion): Promise<void> {
  await work.tx.phase.deleteMany({ where: { campaignId: campaign.id } });
  await work.tx.phase.createMany({
    data: draft.phases.map(({ name, start, end }, index) => ({
      campaignId: campaign.id,
      ordinal: index + 1,
      name,
      startOn: start,
      endOn: end,
    })),
  });
}

/**
 * Publishes a version as far as it is known. Doing it again adds what is missing and doubles nothing; CONFLICT where
 * a later version has taken its place, CLOSED where the campaign is over.
 */
export async function publishVersion(work: UnitOfWork, versionId: string): Promise<Publication> {
  const { tx, orgId } = work;
  const { campaign } = await readVersion(tx, orgId, versionId);
  await lockCampaign(tx, campaign.id);
  const version = await readVersion(tx, orgId, versionId);
  if (version.campaign.state === "closed") throw new AppError("CLOSED", "这个专项行动已经结束，不能再发布。");
  const later = await tx.planVersion.count({
    where: { campaignId: campaign.id, version: { gt: version.version } },
  });
  if (later > 0) throw new AppError("CONFLICT", "这份方案已有更新的一稿，请发布最新的一稿。");

  const issuedOn = issueDayOf(version);
  const directory = await readDirectory(tx, orgId);
  const first = version.publishedAt === null;
  const { ids, withdrawn, revised } = await writeObligations(work, version, issuedOn);
  const { leadUnitId } = version.campaign;
  const moved = [
    ...(await replan(work, revised, { issuedOn, directory, leadUnitId, dates: first })),
    ...(await findDropped(work, withdrawn)),
  ];
  const made = await writeAssignments(work, version, issuedOn, directory, ids);
  const claimable = first ? await writeUndertakings(work, version, directory) : [];
  if (first) {
    await writePhases(work, version);
    await tx.planVersion.update({ where: { id: versionId }, data: { publishedAt: work.now } });
    await tx.campaign.update({
      where: { id: campaign.id },
      data: { state: "published", publishedAt: version.campaign.publishedAt ?? work.now },
    });
  }
  if (version.campaign.upperId !== null) await linkUpward(work, campaign.id);
  const open = version.items.filter((item) => item.keep && !isReady(item));
  const publication: Publication = {
    version,
    directory,
    first,
    revised: version.campaign.publishedAt !== null && version.version > 1,
    moved,
    made,
    withdrawn: withdrawn.map(({ item }) => item),
    open,
    claimable,
  };
  if (first || made.length > 0 || withdrawn.length > 0) {
    work.audit({
      action: "publish",
      subject: `campaign:${campaign.id}`,
      after: {
        version: version.version,
        obligations: ids.size,
        assignments: made.length,
        moved: moved.map(({ number }) => number),
        withdrawn: withdrawn.map(({ item }) => numberOf(item)),
        open: open.map(numberOf),
      },
    });
  }
  return publication;
}

/** Publishes, tells every unit and the group, and answers the coordinator; refuses while nothing can be handed out. */
export async function publishPlan(work: UnitOfWork, versionId: string): Promise<Reply> {
  const version = await readVersion(work.tx, work.orgId, versionId);
  const ready = version.items.some((item) => item.keep && isReady(item));
  if (version.publishedAt === null && !ready && version.draft.tasks.length === 0) {
    return answerNothingReady(work, version);
  }
  const publication = await publishVersion(work, versionId);
  const down = await sendDown(work, publication);
  const reach = await findReach(work, publication);
  await tellPeople(work, publication, reach);
  // A change is told to whom it concerns; the group has heard of the campaign already.
  if (!publication.revised) tellGroup(work, publication);
  const asked = await askClaimers(work, version, publication.claimable);
  return answerPublishing(work, publication, reach, { claimers: asked, down });
}
