// 停止收件: from then on what comes late is 补报, and nobody is reminded any more; and the reopening.
import { type Card, card } from "../chat/card.ts";
import type { Asker } from "../chat/context.ts";
import { unitsOf } from "../chat/context.ts";
import { formatDay } from "../domain/day.ts";
import { AppError } from "../errors.ts";
import { shorten } from "./campaigns/due-words.ts";
import { findHolders } from "./people.ts";
import { type CampaignProgress, readCampaigns } from "./progress/campaigns.ts";
import { type Matter, sumTallies } from "./progress/figures.ts";
import { WHOLE } from "./progress/scope.ts";
import { findTargets } from "./progress/target.ts";
import { findStandIns, tellBelow } from "./roll-up/stand-ins.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** A matter that may be closed or reopened, over all its periods. */
export interface ClosableMatter {
  obligationId: string;
  number: number;
  what: string;
  campaignTitle: string;
  periods: Matter[];
  closedAt: Date | null;
}

/** The internal matters that the words (a number, A12, a part of the name) mean in the asker's running campaigns; all without words. */
export async function findClosable(work: UnitOfWork, asker: Asker, words: string): Promise<ClosableMatter[]> {
  const { tx, orgId, now, today } = work;
  const leads = unitsOf(asker, "coordinator").map(({ id }) => id);
  const campaigns = (await readCampaigns(tx, { orgId, scope: WHOLE, now, today }))
    .filter(({ leadUnitId }) => leads.includes(leadUnitId))
    .map((campaign) => ({ ...campaign, upward: [] }));
  const targets = await findTargets(tx, campaigns, words);
  const found = targets.flatMap(({ campaign, matters }) =>
    groupPeriods(matters ?? campaign.matters).map((periods) => ({ campaign, periods })),
  );
  const obligations = await tx.obligation.findMany({
    where: { id: { in: found.flatMap(({ periods }) => periods[0]?.obligationId ?? []) } },
    select: { id: true, closedAt: true },
  });
  return found.flatMap(({ campaign, periods }) => asClosable(campaign, periods, obligations));
}

function groupPeriods(matters: readonly Matter[]): Matter[][] {
  const ids = [...new Set(matters.map(({ obligationId }) => obligationId))];
  return ids.map((id) => matters.filter(({ obligationId }) => obligationId === id));
}

function asClosable(
  campaign: Pick<CampaignProgress, "title">,
  periods: Matter[],
  obligations: readonly { id: string; closedAt: Date | null }[],
): ClosableMatter[] {
  const [first] = periods;
  if (!first) return [];
  const { obligationId, number, what } = first;
  const closedAt = obligations.find(({ id }) => id === obligationId)?.closedAt ?? null;
  return [{ obligationId, number, what, campaignTitle: campaign.title, periods, closedAt }];
}

/** The list from which one is chosen. */
export function closableCard(list: readonly ClosableMatter[], lead: string): Card {
  const shown = list.slice(0, 10);
  return card("停止收件", {
    body: [
      lead,
      ...shown.map(
        ({ number, what, closedAt }) => `第${number}项 ${shorten(what, 30)}${closedAt ? "(已停止收件)" : ""}`,
      ),
    ],
    actions: shown
      .filter(({ closedAt }) => closedAt === null)
      .map(({ number, what, obligationId }) => ({
        action: "close-matter",
        label: `第${number}项 ${shorten(what, 12)}`,
        value: obligationId,
      })),
  });
}

/** Asks once more, with what closing means for whom. */
export function confirmClosing(work: UnitOfWork, matter: ClosableMatter): Card {
  const { number, what, campaignTitle, periods, obligationId } = matter;
  const { due, done } = sumTallies(periods);
  const missing = periods.flatMap((one) => one.missing);
  const early = missing.filter(({ overdue }) => !overdue);
  const units = [...new Set(missing.map(({ unit }) => unit))];
  const last = early
    .flatMap(({ dueOn }) => dueOn ?? [])
    .sort()
    .at(-1);
  const bound = last && last >= work.today ? `(最晚${formatDay(last)})` : "";
  return card(`停止收件：第${number}项？`, {
    facts: [
      ["专项行动", campaignTitle],
      ["事项", shorten(what, 40)],
      ["应报", `${due}家次`],
      ["已报", `${done}家次`],
      ...(units.length > 0 ? ([["未报", units.join("、")]] as [string, string][]) : []),
    ],
    body: [
      ...(early.length > 0
        ? [`注意：还有${early.length}家次没有到期限${bound}，停止收件后也不再提醒。`]
        : []),
      "停止收件后再报的仍然收，逾期的记为补报；提醒和报告领导随即停止。可用 /恢复收件 撤回。",
    ],
    actions: [{ action: "close-confirmed", label: "确认停止收件", value: obligationId }],
  });
}

async function requireOwn(work: UnitOfWork, asker: Asker, obligationId: string) {
  const leads = unitsOf(asker, "coordinator").map(({ id }) => id);
  await work.tx.$queryRaw`SELECT "id" FROM "Obligation" WHERE "id" = ${obligationId} FOR UPDATE`;
  const obligation = await work.tx.obligation.findFirst({
    where: {
      id: obligationId,
      withdrawnAt: null,
      campaign: { orgId: work.orgId, leadUnitId: { in: leads } },
    },
  });
  if (!obligation)
    throw new AppError("NOT_FOUND", "没有这个报送事项，或者不由您牵头。请发送 /停止收件 重新选择。");
  return obligation;
}

/** Closes a matter; those who still owe it are told once. Returns the sentence for the asker. */
export async function closeMatter(work: UnitOfWork, asker: Asker, obligationId: string): Promise<string> {
  const { tx, now, today } = work;
  const { number, what, closedAt } = await requireOwn(work, asker, obligationId);
  if (closedAt) return `第${number}项《${what}》先前已停止收件，没有变动。`;
  await tx.obligation.update({ where: { id: obligationId }, data: { closedAt: now } });
  work.audit({
    action: "close-matter",
    subject: `obligation:${obligationId}`,
    before: { closedAt: null },
    after: { closedAt: now.toISOString() },
  });
  const owing = await tx.assignment.findMany({
    where: {
      obligationId,
      state: { in: ["open", "signing", "returned"] },
      counted: true,
      OR: [{ opensOn: null }, { opensOn: { lte: today } }],
    },
    select: { id: true, unitId: true, preparerId: true },
  });
  const standIns = await findStandIns(
    tx,
    owing.map(({ unitId }) => unitId),
  );
  for (const one of owing.filter(({ unitId }) => standIns.has(unitId)))
    await tellBelow(work, one, {
      text: (name, upper) => `${upper}已停止收件：${name}，不再提醒。还没有报的仍可上报，逾期的记为补报。`,
      key: `close:${now.getTime()}`,
    });
  const people = await findHolders(
    tx,
    owing.map(({ preparerId }) => preparerId),
    ["contact"],
    today,
  );
  const text = `《${what}》牵头科室已停止收件，不再提醒。还没有报的仍可报送，逾期的记为补报。`;
  for (const personId of new Set(people.map((holder) => holder.personId)))
    work.send({
      to: { personId },
      payload: { text },
      dedupeKey: `close:${obligationId}:${now.getTime()}:${personId}`,
    });
  const told = owing.length > 0 ? `，已告知未报的${owing.length}家次` : "";
  return `第${number}项《${what}》已停止收件${told}。此后逾期再报的记为补报。`;
}

/** Reopens a matter: reminders go on, what comes late is 逾期报送 again. */
export async function reopenMatter(work: UnitOfWork, asker: Asker, obligationId: string): Promise<string> {
  const { number, what, closedAt } = await requireOwn(work, asker, obligationId);
  if (!closedAt) return `第${number}项《${what}》没有停止收件，不用恢复。`;
  await work.tx.obligation.update({ where: { id: obligationId }, data: { closedAt: null } });
  work.audit({
    action: "reopen-matter",
    subject: `obligation:${obligationId}`,
    before: { closedAt: closedAt.toISOString() },
    after: { closedAt: null },
  });
  return `第${number}项《${what}》已恢复收件，未报的单位照常提醒；停止期间报来的记录不变。`;
}
