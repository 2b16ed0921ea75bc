// A claimed row of a 任务分解表 is settled by the lead unit: who reports, to whom and until when; then it is a 报送事项.
import type { Reply } from "../../chat/context.ts";
import { isDay } from "../../domain/day.ts";
import { AppError } from "../../errors.ts";
import type { Prisma } from "../../store/generated/client.ts";
import { shorten } from "../campaigns/due-words.ts";
import { blankItem, nextKey, type PlanItem } from "../campaigns/item.ts";
import { publishPlan } from "../campaigns/publish.ts";
import { readTypedRecurrence } from "../campaigns/typed-dates.ts";
import { directionOf, readDirectory } from "../campaigns/units.ts";
import { lockCampaign, type PlanVersion, readVersion } from "../campaigns/versions.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { findUndertakings, type Undertaking } from "./rows.ts";

/** The choice by which every unit that claimed the row reports for itself. */
export const EACH = "each";

/** What the lead unit settles about a row; texts as typed. */
export interface Settling {
  campaignId: string;
  number: number;
  what: string;
  /** A unit that sums up and reports for all, or `EACH`; empty while nobody has said. */
  reporter: string;
  to: string;
  dueOn: string;
  recurrence: string;
  windowTo: string;
  material: string;
}

/** A sentence about what is missing, or the answer. */
export type Settled = { problem: string } | { reply: Reply };

const WHAT_LENGTH = 40;

/** The name under which a row would be reported: the beginning of its words. */
export function proposedWhat({ what }: Pick<Undertaking, "what">): string {
  const plain = what.replace(/\s+/g, "");
  return shorten(/^[^。；;]{4,40}/.exec(plain)?.[0].replace(/[，,、：:]$/, "") ?? plain, WHAT_LENGTH);
}

/** Whether the text leaves open who sums up: several lead. */
export function severalLead({ leadNames, leadIds }: Pick<Undertaking, "leadNames" | "leadIds">): boolean {
  return leadNames.length > 1 || leadIds.length > 1;
}

async function latestVersion(work: UnitOfWork, campaignId: string): Promise<PlanVersion> {
  const latest = await work.tx.planVersion.findFirst({
    where: { campaignId, campaign: { orgId: work.orgId } },
    orderBy: { version: "desc" },
    select: { id: true },
  });
  if (!latest) throw new AppError("NOT_FOUND", "没有找到这个专项行动。");
  return readVersion(work.tx, work.orgId, latest.id);
}

async function writeItems(work: UnitOfWork, version: PlanVersion, items: readonly PlanItem[]): Promise<void> {
  await work.tx.planVersion.update({
    where: { id: version.id },
    data: { items: items as Prisma.InputJsonArray, revision: { increment: 1 } },
  });
}

/** Turns a row into a 报送事项 and publishes it; a row without a date is settled and stays without reminders. */
export async function settleUndertaking(work: UnitOfWork, input: Settling): Promise<Settled> {
  const { tx, orgId } = work;
  await lockCampaign(tx, input.campaignId);
  const version = await latestVersion(work, input.campaignId);
  const row = (await findUndertakings(tx, input.campaignId)).find(({ number }) => number === input.number);
  if (!row) return { problem: "没有这一项任务，它可能已撤下，请刷新页面。" };
  if (row.itemKey !== null)
    return { problem: `第${row.number}项已生成报送事项第${row.itemKey}项，请在方案确认页修改。` };
  if (version.publishedAt === null)
    return { problem: "方案有新的一稿还没有发布，请先在确认页发布，再办理任务。" };
  if (row.claims.length === 0)
    return { problem: `第${row.number}项还没有单位认领，认领后才能生成报送任务。` };
  const several = severalLead(row);
  if (several && !input.reporter) return { problem: `第${row.number}项有多家牵头，请选定由谁汇总上报。` };
  if (several && !input.to.trim()) return { problem: `第${row.number}项有多家牵头，请写明汇总后报给谁。` };
  const reporter = input.reporter || EACH;
  const claimant = row.claims.find(({ unitId }) => unitId === reporter);
  if (reporter !== EACH && !claimant)
    return { problem: "选定的汇总单位还没有认领这一项，请先请它认领，或另选一家。" };
  const sumUpId = claimant?.unitId ?? null;
  const recipient = input.to.trim() || null;
  const time = readTime(work, input);
  if ("problem" in time) return time;
  const settled = { sumUpId, settledAt: work.now };
  if (time.timing === "undated") {
    await tx.undertaking.update({ where: { id: row.id }, data: settled });
    audit(work, row, { ...settled, settledAt: null, recipient, itemKey: null });
    return {
      reply: {
        to: "asker",
        text: `第${row.number}项没有期限，按长期任务登记，不催办；定了期限再来生成报送任务。`,
      },
    };
  }
  const directory = await readDirectory(tx, orgId);
  const unitIds = sumUpId ? [sumUpId] : row.claims.map(({ unitId }) => unitId);
  const what = input.what.trim() || proposedWhat(row);
  const item: PlanItem = {
    ...blankItem(nextKey(version.items)),
    ...time,
    what,
    who: [...row.leadNames, ...row.responsibleNames],
    unitIds,
    to: recipient,
    direction: directionOf({ unitIds, to: recipient }, directory),
    materials: [{ key: "1", kind: "document", name: input.material.trim() || `${what}落实情况` }],
    quote: row.what,
  };
  await writeItems(work, version, [...version.items, item]);
  await tx.undertaking.update({ where: { id: row.id }, data: { ...settled, itemKey: item.key } });
  audit(work, row, { sumUpId, recipient, itemKey: item.key });
  return { reply: await publishPlan(work, version.id) };
}

function audit(work: UnitOfWork, row: Undertaking, after: Prisma.InputJsonObject): void {
  work.audit({
    action: "settle-undertaking",
    subject: `undertaking:${row.id}`,
    before: { number: row.number, sumUpId: row.sumUpId, itemKey: row.itemKey },
    after: { number: row.number, ...after },
  });
}

type Time = Pick<PlanItem, "timing" | "dueOn" | "recurrence" | "windowFrom" | "windowTo">;

function readTime(work: UnitOfWork, input: Settling): Time | { problem: string } {
  const none = { dueOn: null, recurrence: null, windowFrom: null, windowTo: null };
  const dueOn = input.dueOn.trim();
  if (dueOn) {
    if (!isDay(dueOn)) return { problem: `“${dueOn}”不是日期，请写成 2024-06-30。` };
    if (dueOn < work.today) return { problem: `${dueOn}已经过去，请另定期限。` };
    return { ...none, timing: "dated", dueOn };
  }
  const typed = input.recurrence.trim();
  if (!typed) return { ...none, timing: "undated" };
  const rule = readTypedRecurrence(typed, null);
  if ("problem" in rule) return { problem: `${rule.problem}。` };
  if (!isDay(input.windowTo) || input.windowTo < work.today)
    return { problem: "按周期报送的，请写明报到哪一天为止，例如 2024-12-31。" };
  return {
    ...none,
    timing: "recurring",
    recurrence: rule.rule,
    windowFrom: work.today,
    windowTo: input.windowTo,
  };
}

/** Units that claim a row after it was settled for each: they owe it too from now on. */
export async function addClaimants(
  work: UnitOfWork,
  campaignId: string,
  taken: readonly { unitId: string; rows: readonly Undertaking[] }[],
): Promise<void> {
  const added = new Map<string, string[]>();
  for (const { unitId, rows } of taken)
    for (const { itemKey, sumUpId } of rows)
      if (itemKey !== null && sumUpId === null) added.set(itemKey, [...(added.get(itemKey) ?? []), unitId]);
  if (added.size === 0) return;
  await lockCampaign(work.tx, campaignId);
  const version = await latestVersion(work, campaignId);
  await writeItems(
    work,
    version,
    version.items.map((item) => ({
      ...item,
      unitIds: [...new Set([...item.unitIds, ...(added.get(item.key) ?? [])])],
    })),
  );
  if (version.publishedAt !== null) await publishPlan(work, version.id);
}
