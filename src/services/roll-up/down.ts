// What an upper bureau publishes comes down: a lower bureau gets a draft of its own to confirm, in the same transaction.
import { card } from "../../chat/card.ts";
import { canonicalJson } from "../../domain/audit.ts";
import { type Day, formatDay, weekdayName } from "../../domain/day.ts";
import type { Prisma } from "../../store/generated/client.ts";
import { cutLines, dueWords, shorten } from "../campaigns/due-words.ts";
import { nextCode } from "../campaigns/import.ts";
import { numberOf, type PlanItem } from "../campaigns/item.ts";
import { isReady } from "../campaigns/open-points.ts";
import type { Publication } from "../campaigns/publication.ts";
import { changeLine, changesOf } from "../campaigns/revision.ts";
import { readDirectory } from "../campaigns/units.ts";
import { issueDayOf, lockCampaign, type PlanVersion, readVersion } from "../campaigns/versions.ts";
import { pageLink } from "../links.ts";
import { onDay } from "../people.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { type Asked, mergeDown } from "./items.ts";
import { findCoordinators } from "./stand-ins.ts";

/** The lower bureaus that got something new, with how many of their people were told. */
export interface SentDown {
  bureaus: { name: string; told: number }[];
}

interface Lower {
  orgId: string;
  name: string;
  asked: readonly Asked[];
}

/** Sends down what this publishing asks of lower bureaus; a bureau for which nothing changed hears nothing. */
export async function sendDown(work: UnitOfWork, publication: Publication): Promise<SentDown> {
  const { tx, orgId } = work;
  const { version } = publication;
  const standIns = await tx.unit.findMany({
    where: { orgId, active: true, lowerOrg: { parentId: orgId } },
    include: { lowerOrg: { select: { id: true, name: true } } },
    orderBy: [{ position: "asc" }, { code: "asc" }],
  });
  if (standIns.length === 0) return { bureaus: [] };
  const obligations = await tx.obligation.findMany({
    where: { campaignId: version.campaign.id, withdrawnAt: null },
    select: { id: true, itemKey: true, dueOn: true },
  });
  const upper = await tx.org.findUniqueOrThrow({ where: { id: orgId }, select: { name: true } });
  const owed = await tx.assignment.findMany({
    where: {
      obligationId: { in: obligations.map((one) => one.id) },
      unitId: { in: standIns.map(({ id }) => id) },
      state: { not: "waived" },
    },
    select: { obligationId: true, unitId: true },
    distinct: ["obligationId", "unitId"],
  });
  const bureaus: SentDown["bureaus"] = [];
  for (const { id, lowerOrg } of standIns) {
    const asked = obligations.flatMap(({ id: obligationId, itemKey, dueOn }): Asked[] => {
      const item = version.items.find(({ key }) => key === itemKey);
      if (!item?.keep) return [];
      if (isReady(item))
        return item.unitIds.includes(id) ? [{ obligationId, item, dueOn, unclear: false }] : [];
      // What became unclear above is owed as before until it is settled there.
      const known = owed.some((one) => one.obligationId === obligationId && one.unitId === id);
      return known ? [{ obligationId, item, dueOn, unclear: true }] : [];
    });
    const lower = { orgId: lowerOrg!.id, name: lowerOrg!.name, asked };
    const told = await sendTo(work, version, upper.name, lower);
    if (told !== null) bureaus.push({ name: lower.name, told });
  }
  return { bureaus };
}

/** The number of people told, null where nothing changed for this bureau. */
async function sendTo(
  above: UnitOfWork,
  version: PlanVersion,
  upperName: string,
  { orgId, name, asked }: Lower,
): Promise<number | null> {
  const work = above.within(orgId);
  const { tx } = work;
  const there = await tx.campaign.findFirst({ where: { orgId, upperId: version.campaign.id } });
  if (!there && asked.length === 0) return null;
  const place = there ?? (await openCampaign(work, version));
  if (place === null || place.state === "closed") return null;
  await lockCampaign(tx, place.id);
  const last = await tx.planVersion.findFirst({
    where: { campaignId: place.id },
    orderBy: { version: "desc" },
    select: { id: true },
  });
  const before = last && (await readVersion(tx, orgId, last.id));
  const bureau = await tx.unit.findFirst({
    where: { orgId, kind: "bureau", active: true },
    select: { id: true },
  });
  const leadUnit = await tx.unit.findUniqueOrThrow({
    where: { id: place.leadUnitId },
    select: { name: true },
  });
  const items = mergeDown(before?.items ?? [], asked, {
    upper: upperName,
    bureau: bureau && { id: bureau.id, name },
    leadUnit: leadUnit.name,
  });
  if (before && canonicalJson(items) === canonicalJson(before.items)) return null;
  await copyLedgers(above, work, asked);
  const { id: versionId, number } = await writeVersion(work, {
    version,
    upperName,
    campaignId: place.id,
    before,
    items,
  });
  const changes =
    before && changesOf(before.items, items, await readDirectory(tx, orgId), work.calendar).map(changeLine);
  const told = await tellCoordinators(work, {
    versionId,
    upperName,
    campaign: place,
    lines: changes ?? describe(items, work, issueDayOf(version)),
    nearest: nearestOf(items, work.today),
    changed: changes !== null,
  });
  const facts = { version: number, items: items.length, people: told };
  work.audit({
    action: "receive-plan",
    subject: `campaign:${place.id}`,
    after: { from: upperName, ...facts },
  });
  above.audit({
    action: "send-down",
    subject: `campaign:${version.campaign.id}`,
    after: { to: name, ...facts },
  });
  return told;
}

/** The lower bureau's campaign, led by its coordinator's unit; null for a bureau without any unit. */
async function openCampaign(work: UnitOfWork, version: PlanVersion) {
  const { tx, orgId } = work;
  const post = await tx.appointment.findFirst({
    where: { role: "coordinator", unit: { orgId }, person: { active: true }, ...onDay(work.today) },
    orderBy: [{ unit: { position: "asc" } }, { fromOn: "asc" }],
  });
  const unit = post ?? (await tx.unit.findFirst({ where: { orgId }, orderBy: [{ position: "asc" }] }));
  const leadUnitId = unit && ("unitId" in unit ? unit.unitId : unit.id);
  if (!leadUnitId) return null;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import:${orgId}`}, 0))`;
  const issuedOn = issueDayOf(version);
  const group = await tx.chatGroup.findFirst({ where: { orgId }, orderBy: { name: "asc" } });
  return tx.campaign.create({
    data: {
      orgId,
      code: await nextCode(work, issuedOn.slice(0, 4)),
      title: version.campaign.title,
      state: "draft",
      leadUnitId,
      groupId: group?.id ?? null,
      issuedOn,
      upperId: version.campaign.id,
      createdAt: work.now,
    },
  });
}

async function writeVersion(
  work: UnitOfWork,
  {
    version,
    upperName,
    campaignId,
    before,
    items,
  }: {
    version: PlanVersion;
    upperName: string;
    campaignId: string;
    before: PlanVersion | null;
    items: PlanItem[];
  },
): Promise<{ id: string; number: number }> {
  const { tx } = work;
  const { sourceHash, createdById } = await tx.planVersion.findUniqueOrThrow({
    where: { id: version.id },
    select: { sourceHash: true, createdById: true },
  });
  // Matters stand in the items alone, and whom the upper bureau can be called by is its own affair.
  const draft = {
    ...version.draft,
    issuer: null,
    issuedOn: issueDayOf(version),
    obligations: [],
    tasks: [],
    contacts: [],
    questions: [],
  };
  const number = (before?.version ?? 0) + 1;
  const { id } = await tx.planVersion.create({
    data: {
      campaignId,
      version: number,
      text: version.text,
      sourceName: `${upperName}来文`,
      sourceHash,
      draft: draft as Prisma.InputJsonObject,
      items: items as Prisma.InputJsonArray,
      createdById,
      createdAt: work.now,
    },
  });
  return { id, number };
}

/** The upper bureau's own ledgers that it asks for, with the versions that the lower one does not have. */
async function copyLedgers(above: UnitOfWork, work: UnitOfWork, asked: readonly Asked[]): Promise<void> {
  const codes = asked.flatMap(({ item }) => item.materials.flatMap(({ ledger }) => ledger ?? []));
  if (codes.length === 0) return;
  const own = await work.tx.ledgerDefinition.findMany({
    where: { orgId: above.orgId, code: { in: [...new Set(codes)] } },
  });
  await work.tx.ledgerDefinition.createMany({
    data: own.map(({ code, version, body }) => ({
      orgId: work.orgId,
      code,
      version,
      body: body as Prisma.InputJsonObject,
    })),
    skipDuplicates: true,
  });
}

const MOST_LINES = 12;

/** The matters that the bureau answers, nearest first. */
function describe(items: readonly PlanItem[], { calendar }: UnitOfWork, issuedOn: Day): string[] {
  const answers = items.filter(({ keep, upper }) => keep && upper?.part === "answer");
  return answers.map(
    (item) =>
      `${numberOf(item)}. ${shorten(item.what, 30)}：${dueWords(item, calendar, issuedOn.slice(0, 4))}`,
  );
}

function nearestOf(items: readonly PlanItem[], today: Day): Day | null {
  const days = items.flatMap(({ keep, dueOn }) => (keep && dueOn && dueOn >= today ? [dueOn] : []));
  return days.sort()[0] ?? null;
}

async function tellCoordinators(
  work: UnitOfWork,
  told: {
    versionId: string;
    upperName: string;
    campaign: { title: string; code: string };
    lines: readonly string[];
    nearest: Day | null;
    changed: boolean;
  },
): Promise<number> {
  const { versionId, upperName, campaign, lines, nearest, changed } = told;
  const people = await findCoordinators(work);
  for (const personId of people)
    work.send({
      to: { personId },
      payload: {
        card: card(`${changed ? "上级方案有修改" : "上级来文"}：${campaign.title}`, {
          facts: [
            ["上级", upperName],
            ...(changed ? [] : [["要本局报送", `${lines.length}项`] as [string, string]]),
            ...(nearest
              ? [["最近的期限", `${formatDay(nearest)}(${weekdayName(nearest)})`] as [string, string]]
              : []),
          ],
          body: [
            ...cutLines(lines, MOST_LINES, "，请点「去确认」查看"),
            "",
            "请确认由本级哪些单位报送、内部期限定在哪天，再发布；发布前由您收催报。上级的期限本级不能改，内部期限只管提醒。",
          ],
          actions: [
            { action: "open", label: "去确认", url: pageLink(work, personId, `/plan/${versionId}`) },
            { action: "publish", label: "发布", value: campaign.code },
          ],
        }),
      },
      dedupeKey: `down:${versionId}:${personId}`,
    });
  return people.length;
}
