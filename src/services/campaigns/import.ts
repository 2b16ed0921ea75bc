// A plan document becomes a draft campaign; of the document only its scrubbed text and its hash are kept.
import type { Reply } from "../../chat/context.ts";
import { SAY } from "../../chat/messages.ts";
import type { Day } from "../../domain/day.ts";
import { scrub } from "../../domain/scrub.ts";
import { findMarking } from "../../domain/secrecy.ts";
import { normaliseName } from "../../domain/text.ts";
import { type Draft, draftSchema } from "../../plan/draft.ts";
import { extractPlan } from "../../plan/extract.ts";
import { readPlan } from "../../plan/read.ts";
import { Prisma } from "../../store/generated/client.ts";
import { readDefinitions } from "../definitions.ts";
import { dropFile } from "../files.ts";
import { onDay } from "../people.ts";
import type { Runtime } from "../runtime.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { findOtherDeadlines } from "./alarms.ts";
import { draftCard } from "./draft-card.ts";
import { makeItems } from "./drafting.ts";
import { readItems } from "./item.ts";
import { changesOf, readBasis } from "./revision.ts";
import { readDirectory } from "./units.ts";
import { findLatestVersions, readVersion } from "./versions.ts";

/** What a sent plan document says: its text and draft, why it can't be read, or the marking that forbids keeping it. */
export type PlanDocument = { text: string; draft: Draft } | { problem: string } | { marking: string };

/** Reads a plan before the transaction opens; writes nothing. */
export async function openPlanDocument(
  _runtime: Runtime,
  file: { name: string; sha256: string; bytes: Uint8Array },
): Promise<PlanDocument> {
  const read = await readPlan(file.bytes, file.name);
  return "problem" in read ? read : openPlanText(read.text);
}

/** The same for text that was typed or pasted. */
export function openPlanText(
  text: string,
  issuedOn?: Day,
): { text: string; draft: Draft } | { marking: string } {
  const marking = findMarking(text);
  if (marking !== null) return { marking };
  return { text, draft: extractPlan(text, issuedOn === undefined ? {} : { issuedOn }) };
}

/** Forgets a marked file, its name with it, and says why. */
export async function refuseMarked(work: UnitOfWork, sourceHash: string): Promise<Reply> {
  await dropSource(work, sourceHash);
  const named = JSON.stringify([{ sha256: sourceHash }]);
  await work.tx.$executeRaw(Prisma.sql`
    UPDATE "InboundEvent" SET "payload" = jsonb_set("payload", '{files}', '[]')
    WHERE "payload" -> 'files' @> ${named}::jsonb`);
  return { to: "asker", text: SAY.marked };
}

/** Drops the document's bytes, unless the same bytes were handed in as a report's material or as evidence. */
async function dropSource(work: UnitOfWork, sourceHash: string): Promise<void> {
  const [used] = await work.tx.$queryRaw<{ used: boolean }[]>(Prisma.sql`
    SELECT EXISTS (SELECT 1 FROM "Submission" WHERE strpos("materials"::text, ${sourceHash}) > 0)
      OR EXISTS (SELECT 1 FROM "FormDraft" WHERE strpos("body"::text, ${sourceHash}) > 0)
      OR EXISTS (SELECT 1 FROM "Evidence" WHERE "sha256" = ${sourceHash})
      OR EXISTS (SELECT 1 FROM "Rectification" WHERE "fileId" = ${sourceHash}) AS "used"`);
  if (!used?.used) await dropFile(work.tx, sourceHash);
}

async function findLeadUnit(work: UnitOfWork, personId: string): Promise<string | null> {
  const post = await work.tx.appointment.findFirst({
    where: { personId, role: "coordinator", person: { orgId: work.orgId }, ...onDay(work.today) },
    orderBy: { fromOn: "asc" },
  });
  return post?.unitId ?? null;
}

/** The code of the bureau's next campaign of a year: 202301. */
export async function nextCode(work: UnitOfWork, year: string): Promise<string> {
  const codes = await work.tx.campaign.findMany({
    where: { orgId: work.orgId, code: { startsWith: year } },
    select: { code: true },
  });
  const used = codes.map(({ code }) => Number(code.slice(year.length))).filter(Number.isInteger);
  return `${year}${String(Math.max(0, ...used) + 1).padStart(2, "0")}`;
}

/** A title without what marks a later version of it: 「…方案(修订稿)」「…方案第二稿」. */
function plainTitle(title: string): string {
  return normaliseName(title).replace(
    /\(?(?:修订(?:稿|版)?|修改(?:稿|版)?|调整(?:稿|版)?|更新(?:稿|版)?|第?[一二三四五\d]+[稿版]|v\d+)\)?$/,
    "",
  );
}

/** What is imported. `sourceHash` is the SHA-256 of the bytes as they came; `draft` may have been made beforehand. */
export interface PlanImport {
  text: string;
  draft?: Draft;
  sourceName: string;
  sourceHash: string;
  createdById: string;
}

/**
 * Makes or finds the draft of a plan and answers its coordinator with the draft's card. The same text is the same
 * draft; another text under the title of an open campaign is its next version.
 */
export async function importPlan(work: UnitOfWork, input: PlanImport): Promise<Reply> {
  const { tx, orgId } = work;
  if (findMarking(input.text) !== null) return refuseMarked(work, input.sourceHash);
  const leadUnitId = await findLeadUnit(work, input.createdById);
  if (!leadUnitId) return { to: "asker", text: SAY.forbidden("牵头科室管理员") };
  await dropSource(work, input.sourceHash);
  const draft = input.draft ?? extractPlan(input.text);
  if (draft.obligations.length === 0 && draft.phases.length === 0 && draft.tasks.length === 0) {
    return {
      to: "asker",
      text: "没有从这份材料里读出阶段和报送事项。请确认发来的是方案正文(.docx、.txt、.md 或 .html)，再发一次。",
    };
  }
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import:${orgId}`}, 0))`;
  const text = scrub(input.text).text;
  const show = async (versionId: string, note?: string): Promise<Reply> => {
    const version = await readVersion(tx, orgId, versionId);
    const basis = await readBasis(tx, version);
    const around = {
      others: await findOtherDeadlines(tx, { orgId, campaignId: version.campaign.id, from: work.today }),
      changes: basis && changesOf(basis, version.items, await readDirectory(tx, orgId), work.calendar),
    };
    return { to: "asker", card: draftCard(work, version, around, input.createdById, note) };
  };
  const latest = (await findLatestVersions(tx, orgId)).map(({ id }) => id);
  const same = await tx.planVersion.findFirst({
    where: { id: { in: latest }, OR: [{ sourceHash: input.sourceHash }, { text }] },
    select: { id: true },
  });
  if (same) return show(same.id, "这份方案已经导入过，下面是现有的草稿，没有另建。");

  const title = draft.title ?? input.sourceName.replace(/\.[a-z0-9]+$/i, "");
  const open = await tx.campaign.findMany({ where: { orgId, state: { not: "closed" } } });
  const elder = open.find((campaign) => plainTitle(campaign.title) === plainTitle(title));
  const directory = await readDirectory(tx, orgId);
  const before = elder
    ? await tx.planVersion.findFirst({ where: { campaignId: elder.id }, orderBy: { version: "desc" } })
    : null;
  const items = makeItems(
    draft,
    directory,
    { definitions: await readDefinitions(tx, orgId), text },
    before && { draft: draftSchema.parse(before.draft), items: readItems(before.items) },
  ).filter(({ absent }) => !absent || elder?.state === "published");
  if (elder?.state === "draft" && draft.issuedOn !== null) {
    await tx.campaign.update({ where: { id: elder.id }, data: { issuedOn: draft.issuedOn } });
  }
  const group = elder ? null : await tx.chatGroup.findFirst({ where: { orgId }, orderBy: { name: "asc" } });
  const campaign =
    elder ??
    (await tx.campaign.create({
      data: {
        orgId,
        code: await nextCode(work, (draft.issuedOn ?? work.today).slice(0, 4)),
        title,
        state: "draft",
        leadUnitId,
        groupId: group?.id ?? null,
        issuedOn: draft.issuedOn,
        createdAt: work.now,
      },
    }));
  const version = await tx.planVersion.create({
    data: {
      campaignId: campaign.id,
      version: (before?.version ?? 0) + 1,
      text,
      sourceName: input.sourceName,
      sourceHash: input.sourceHash,
      draft: draft as Prisma.InputJsonObject,
      items: items as Prisma.InputJsonArray,
      createdById: input.createdById,
      createdAt: work.now,
    },
  });
  work.audit({
    action: "import-plan",
    subject: `campaign:${campaign.id}`,
    after: {
      title,
      version: version.version,
      sourceName: input.sourceName,
      sourceHash: input.sourceHash,
      items: items.length,
      scrubbed: draft.scrubbed.length,
    },
  });
  const note = elder
    ? `同名方案已有草稿或已发布，这是第${version.version}稿；同一事项沿用原编号和已确认的设置，改动的逐项列在下面，对应关系不对的请在确认页更正。`
    : undefined;
  return show(version.id, note);
}
