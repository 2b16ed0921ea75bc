// What an upper bureau publishes comes down: a lower bureau gets a draft of its own to confirm, in the same transaction.
import { card } from "../../chat/card.ts";
import { canonicalJson } from "../../domain/audit.ts";
import { type Day, formatDay, weekdayName } from "../../domain/day.ts";
import type { Campaign, Prisma } from "../../store/generated/client.ts";
import { cutLines, dueWords, shorten } from "../campaigns/due-words.ts";
import { nextCode } from "../campaigns/import.ts";
import { numberOf, type PlanItem } from "../campaigns/item.ts";
import { isReady } from "../campaigns/open-points.ts";
import type { Publication } from "../campaigns/publication.ts";
import { changeLine, changesOf } from "../campaigns/revision.ts";
import { readDirectory } from "../campaigns/units.ts";
import { issueDayOf, lockCampaign, type PlanVersion, readVersion } from "../campaigns/versions.ts";
import { pageLink } from "../links.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { type Asked, mergeDown } from "./items.ts";
import { type Lower, readLowers } from "./lowers.ts";

/** The lower bureaus that got something new, with how many of their people were told. */
export interface SentDown {
  bureaus: { name: string; told: number }[];
}

/** What all lower bureaus are sent alike. */
interface Sent {
  version: PlanVersion;
  upperName: string;
  /** Of the upper plan's text. */
  source: { sourceHash: string; createdById: string };
}

/** Sends down what this publishing asks of lower bureaus; a bureau for which nothing changed hears nothing. */
export async function sendDown(work: UnitOfWork, publication: Publication): Promise<SentDown> {
  const { tx, orgId } = work;
  const { version } = publication;
  const lowers = await readLowers(work, version.campaign.id);
  if (lowers.length === 0) return { bureaus: [] };
  const obligations = await tx.obligation.findMany({
    where: { campaignId: version.campaign.id, withdrawnAt: null },
    select: { id: true, itemKey: true, dueOn: true },
  });
  const owed = await tx.assignment.findMany({
    where: {
      obligationId: { in: obligations.map((one) => one.id) },
      unitId: { in: lowers.map(({ standInId }) => standInId) },
      state: { not: "waived" },
    },
    select: { obligationId: true, unitId: true },
    distinct: ["obligationId", "unitId"],
  });
  const upper = await tx.org.findUniqueOrThrow({ where: { id: orgId }, select: { name: true } });
  const source = await tx.planVersion.findUniqueOrThrow({
    where: { id: version.id },
    select: { sourceHash: true, createdById: true },
  });
  const sent: Sent = { version, upperName: upper.name, source };
  const bureaus: SentDown["bureaus"] = [];
  const reached: string[] = [];
  for (const lower of lowers) {
    const asked = obligations.flatMap(({ id: obligationId, itemKey, dueOn }): Asked[] => {
      const item = version.items.find(({ key }) => key === itemKey);
      if (!item?.keep) return [];
      if (isReady(item))
        return item.unitIds.includes(lower.standInId) ? [{ obligationId, item, dueOn, unclear: false }] : [];
      // What became unclear above is owed as before until it is settled there.
      const known = owed.some((one) => one.obligationId === obligationId && one.unitId === lower.standInId);
      return known ? [{ obligationId, item, dueOn, unclear: true }] : [];
    });
    const told = await sendTo(work, lower, asked, sent);
    if (told === null) continue;
    bureaus.push({ name: lower.name, told });
    reached.push(lower.orgId);
  }
  await copyLedgers(work, version, reached);
  return { bureaus };
}

/** The number of people told, null where nothing changed for this bureau. */
async function sendTo(
  above: UnitOfWork,
  lower: Lower,
  asked: readonly Asked[],
  sent: Sent,
): Promise<number | null> {
  const { orgId, name, bureau, leadUnit } = lower;
  const { version, upperName } = sent;
  if ((!lower.campaign && asked.length === 0) || !leadUnit) return null;
  const work = above.within(orgId);
  const { tx } = work;
  if (lower.campaign) await lockCampaign(tx, lower.campaign.id);
  const place = lower.campaign ?? (await openCampaign(work, lower, version));
  if (place.state === "closed") return null;
  const before = lower.campaign && (await readLast(work, lower.campaign.id));
  const items = mergeDown(before?.items ?? [], asked, {
    upper: upperName,
    bureau: bureau && { id: bureau.id, name },
    leadUnit: leadUnit.name,
  });
  if (before && canonicalJson(items) === canonicalJson(before.items)) return null;
  const number = (before?.version ?? 0) + 1;
  const versionId = await writeVersion(work, sent, { campaignId: place.id, number, items });
  const changes =
    before && changesOf(before.items, items, await readDirectory(tx, orgId), work.calendar).map(changeLine);
  tellCoordinators(work, lower.coordinators, {
    versionId,
    upperName,
    campaign: place,
    lines: changes ?? describe(items, work, issueDayOf(version)),
    nearest: nearestOf(items, work.today),
    changed: changes !== null,
  });
  const facts = { version: number, items: items.length, people: lower.coordinators.length };
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
  return lower.coordinators.length;
}

/** The latest version of a campaign; call it behind the campaign's lock. */
async function readLast({ tx, orgId }: UnitOfWork, campaignId: string): Promise<PlanVersion | null> {
  const last = await tx.planVersion.findFirst({
    where: { campaignId },
    orderBy: { version: "desc" },
    select: { id: true },
  });
  return last && readVersion(tx, orgId, last.id);
}

/** The lower bureau's campaign, led by its coordinators' unit. */
async function openCampaign(
  work: UnitOfWork,
  { leadUnit, groupId }: Lower,
  version: PlanVersion,
): Promise<Campaign> {
  const { tx, orgId } = work;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import:${orgId}`}, 0))`;
  const issuedOn = issueDayOf(version);
  return tx.campaign.create({
    data: {
      orgId,
      code: await nextCode(work, issuedOn.slice(0, 4)),
      title: version.campaign.title,
      state: "draft",
      leadUnitId: leadUnit!.id,
      groupId,
      issuedOn,
      upperId: version.campaign.id,
      createdAt: work.now,
    },
  });
}

async function writeVersion(
  work: UnitOfWork,
  { version, upperName, source }: Sent,
  { campaignId, number, items }: { campaignId: string; number: number; items: PlanItem[] },
): Promise<string> {
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
  const { id } = await work.tx.planVersion.create({
    data: {
      campaignId,
      version: number,
      text: version.text,
      sourceName: `${upperName}来文`,
      ...source,
      draft: draft as Prisma.InputJsonObject,
      items: items as Prisma.InputJsonArray,
      createdAt: work.now,
    },
    select: { id: true },
  });
  return id;
}

/** The upper bureau's own ledgers that it asks for, in the versions that the lower ones do not have. */
async function copyLedgers(
  above: UnitOfWork,
  version: PlanVersion,
  orgIds: readonly string[],
): Promise<void> {
  const codes = version.items.flatMap(({ materials }) => materials.flatMap(({ ledger }) => ledger ?? []));
  if (codes.length === 0 || orgIds.length === 0) return;
  const own = await above.tx.ledgerDefinition.findMany({
    where: { orgId: above.orgId, code: { in: [...new Set(codes)] } },
  });
  await above.tx.ledgerDefinition.createMany({
    data: orgIds.flatMap((orgId) =>
      own.map(({ code, version: number, body }) => ({
        orgId,
        code,
        version: number,
        body: body as Prisma.InputJsonObject,
      })),
    ),
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

function tellCoordinators(
  work: UnitOfWork,
  people: readonly string[],
  told: {
    versionId: string;
    upperName: string;
    campaign: { title: string; code: string };
    lines: readonly string[];
    nearest: Day | null;
    changed: boolean;
  },
): void {
  const { versionId, upperName, campaign, lines, nearest, changed } = told;
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
            { action: "ack", label: "收到" },
          ],
        }),
      },
      dedupeKey: `down:${versionId}:${personId}`,
    });
}
