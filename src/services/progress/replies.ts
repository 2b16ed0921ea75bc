// The replies about figures: a campaign, one obligation, who is missing, what was found.
import { type CardAction, card } from "../../chat/card.ts";
import { type Asker, holds, type Reply } from "../../chat/context.ts";
import { pageLink } from "../links.ts";
import { readLevels, sayLevels } from "../roll-up/levels.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { CampaignProgress } from "./campaigns.ts";
import { type Matter, sumTallies } from "./figures.ts";
import { readMetrics, sayMetric } from "./metrics.ts";
import { ownCard } from "./own.ts";
import type { ProblemCount, ProblemFigures } from "./problems.ts";
import { type QualityFigures, readQuality, sayQuality } from "./quality.ts";
import type { Scope } from "./scope.ts";
import type { Target } from "./target.ts";
import {
  clip,
  pickPressing,
  sayCampaign,
  sayDue,
  sayInstant,
  sayKinds,
  sayMatter,
  sayMissing,
  sayNext,
  sayProblemCount,
  sayProblems,
  sayShort,
  sayTally,
  sayUpward,
} from "./words.ts";

const MOST_FACTS = 12;
const MOST_OTHERS = 3;
const MOST_METRICS = 8;
const MOST_LEVELS = 20;

/** What a reply is made from: the asker, as far as the scope reaches. */
export interface View {
  work: UnitOfWork;
  asker: Asker;
  scope: Scope;
  target: Target;
  problems: ProblemFigures;
  others: CampaignProgress[];
}

/** 「各单位」 needs no saying; a narrower view does, so that nobody takes its figures for the whole. */
function whose({ scope }: Pick<View, "scope">): string {
  return scope.unitIds === null ? "" : `(${scope.name})`;
}

/** A whole campaign: three sentences and a card with its matters. */
export async function tellCampaign(view: View): Promise<Reply> {
  const { work, scope, target, problems } = view;
  const { campaign } = target;
  const sentences = [sayCampaign(campaign, whose(view), work.now)];
  if (campaign.matters.length > 0)
    sentences.push(sayProblems(problems), sayNext(campaign.matters, work.today));
  const text = sentences.join("");
  if (isOwn(view)) {
    const own = await ownCard(work, campaign, scope);
    return { text, card: { ...own, actions: actionsOf(view) } };
  }
  const counted = campaign.matters.filter(({ tally }) => tally.due > 0);
  const begun = counted.filter(({ upcoming }) => !upcoming);
  const later = counted.length - begun.length;
  const aside = campaign.matters.filter(({ tally }) => tally.due === 0);
  const quality = await readQuality(work.tx, { campaignId: campaign.id, scope });
  const metrics = holds(view.asker, "coordinator", "director") ? await readMetrics(work.tx, campaign.id) : [];
  const levels = scope.unitIds === null ? sayLevels(await readLevels(work.tx, campaign.id, work.now)) : [];
  return {
    text,
    card: card(`${clip(campaign.title, 26)}进度`, {
      facts: [
        ...figureFacts(sumTallies(campaign.matters)),
        ...(quality.reviewed > 0 ? ([["一次合格率", sayQuality(quality)]] as [string, string][]) : []),
        ...pickPressing(begun, MOST_FACTS, ({ missing }) => missing.length > 0).map(
          (matter): [string, string] => [
            sayMatter(matter),
            `${sayShort(matter.tally)}${dueOf(matter, work)}`,
          ],
        ),
      ],
      body: [
        ...(begun.length > MOST_FACTS ? [`另有${begun.length - MOST_FACTS}项，请看明细。`] : []),
        ...(later > 0 ? [`还没到填报期的有${later}期。`] : []),
        ...(aside.length > 0 ? [`不计入应报(印发时已过或免报)：${aside.map(sayMatter).join("、")}`] : []),
        ...missingLines(begun),
        ...(levels.length > 0 ? ["逐级汇总：", ...levels.slice(0, MOST_LEVELS)] : []),
        ...(levels.length > MOST_LEVELS
          ? [`另有${levels.length - MOST_LEVELS}个下级单位，请看逐级汇总。`]
          : []),
        ...(problems.found > 0 ? [`问题分类：${sayKinds(problems.kinds)}`] : []),
        ...qualityLines(view, quality),
        ...metrics.slice(0, MOST_METRICS).map((metric) => `指标 ${sayMetric(metric)}`),
        ...(metrics.length > MOST_METRICS ? [`另有${metrics.length - MOST_METRICS}项指标，请看明细。`] : []),
        ...upwardLines(campaign.upward, work),
        ...otherLines(view),
      ],
      actions: [
        ...actionsOf(view),
        ...(levels.length > 0
          ? [
              {
                action: "open-levels",
                label: "逐级汇总",
                url: pageLink(work, view.asker.id, `/roll-up/levels/${campaign.code}`),
              },
            ]
          : []),
      ],
    }),
  };
}

/** One obligation with all its periods. */
export function tellObligation(view: View, matters: readonly Matter[]): Reply {
  const { work, problems } = view;
  const [first] = matters as [Matter, ...Matter[]];
  const name = `“${clip(first.what)}”`;
  if (first.direction === "upward") {
    const lines = matters.map(
      (matter) => `${matter.period ? `${matter.period}:` : ""}${sayUpward(matter, work.today)}`,
    );
    return {
      card: card(`${first.number}. ${clip(first.what)}`, { facts: [["类别", "本局对外报送"]], body: lines }),
    };
  }
  const begun = matters.filter(({ upcoming }) => !upcoming);
  const counted = begun.length > 0 ? begun : matters;
  const tally = sumTallies(counted);
  const measure = counted.length > 1 ? "项次" : "家";
  const due = matters.length === 1 && first.dueOn ? `，期限${sayDue(first.dueOn, work.today)}` : "";
  const text = [
    `截至${sayInstant(work.now)}，${name}${whose(view)}${sayTally(tally, measure)}${due}。`,
    ...(problems.found > 0 ? [sayProblems(problems)] : []),
    ...(counted.length > 1 ? [sayNext(counted, work.today)] : []),
  ].join("");
  return {
    text,
    card: card(`${first.number}. ${clip(first.what)}`, {
      facts: [
        ...figureFacts(tally),
        ["审核", `通过${tally.accepted}，待审核${tally.done - tally.accepted}`],
        ...(counted.length > 1
          ? pickPressing(counted, MOST_FACTS, ({ missing }) => missing.length > 0).map(
              (matter): [string, string] => [
                matter.period,
                `${sayShort(matter.tally)}${dueOf(matter, work)}`,
              ],
            )
          : []),
      ],
      body: [
        ...missingLines(counted),
        ...(problems.found > 0 ? [`问题分类：${sayKinds(problems.kinds)}`] : []),
      ],
      actions: actionsOf(view, first.number),
    }),
  };
}

/** Who has not handed in, by matter. */
export function tellMissing(view: View): Reply {
  const { work, target } = view;
  const matters = (target.matters ?? target.campaign.matters).filter(({ upcoming }) => !upcoming);
  const owed = matters.filter(({ missing }) => missing.length > 0);
  const tally = sumTallies(matters);
  const name = `“${clip(target.campaign.title, 30)}”${whose(view)}`;
  if (owed.length === 0) {
    return { text: `截至${sayInstant(work.now)}，${name}应报${tally.due}项次，已全部报齐，没有未报的。` };
  }
  const late = tally.overdue > 0 ? `，其中逾期未报${tally.overdue}` : "";
  return {
    text: `截至${sayInstant(work.now)}，${name}应报${tally.due}项次，未报${tally.missing}项次${late}。`,
    card: card("还没报的单位", { body: missingLines(owed, work), actions: actionsOf(view) }),
  };
}

/** What was found, by kind and unit, and what became of it. */
export function tellProblems(view: View): Reply {
  const { work, target, problems, scope } = view;
  const name = `“${clip(target.campaign.title, 30)}”${whose(view)}`;
  const text = `截至${sayInstant(work.now)}，${name}${sayProblems(problems)}`;
  if (problems.found + problems.inspected.found === 0) return { text };
  const line = (count: ProblemCount) => `发现${sayProblemCount(count)}`;
  const severalUnits = scope.unitIds === null || scope.unitIds.length > 1;
  return {
    text,
    card: card("发现的问题", {
      facts: [
        ...problems.kinds.map((kind): [string, string] => [kind.name, line(kind)]),
        ...(problems.inspected.found > 0 ? [["检查发现", line(problems.inspected)] as [string, string]] : []),
      ],
      body: severalUnits && problems.found > 0 ? [`按单位：${sayKinds(problems.units)}`] : [],
      actions: actionsOf(view),
    }),
  };
}

/** A contact or head reads the state of each own report rather than counts. */
function isOwn({ scope, asker }: View): boolean {
  return scope.unitIds !== null && !holds(asker, "deputy", "coordinator", "director", "auditor");
}

/** All seven figures, each on a line of its own. */
function figureFacts(tally: ReturnType<typeof sumTallies>): [string, string][] {
  return [
    ["应报", String(tally.due)],
    ["已报", `${tally.done}(按时${tally.onTime}、逾期报送${tally.late})`],
    ["零报告", String(tally.nil)],
    ["未报", `${tally.missing}(退回${tally.returned}、逾期未报${tally.overdue})`],
  ];
}

/** Unit by unit for the coordinator alone, the lowest first. */
function qualityLines({ asker }: View, { units }: QualityFigures): string[] {
  const returned = units
    .filter(({ reviewed, firstPass }) => firstPass < reviewed)
    .sort((a, b) => a.firstPass / a.reviewed - b.firstPass / b.reviewed);
  if (!holds(asker, "coordinator") || returned.length === 0) return [];
  const listed = returned.slice(0, MOST_FACTS).map((unit) => `${unit.name}${sayQuality(unit)}`);
  return [`一次合格率(有退回的单位)：${listed.join("、")}`];
}

function dueOf({ dueOn }: Matter, { today }: UnitOfWork): string {
  return dueOn ? `，${sayDue(dueOn, today)}` : "";
}

function missingLines(matters: readonly Matter[], work?: UnitOfWork): string[] {
  const owed = matters.filter(({ missing }) => missing.length > 0);
  return [
    ...owed
      .slice(0, MOST_FACTS)
      .map((matter) => `${sayMatter(matter)}${work ? dueOf(matter, work) : ""}，未报：${sayMissing(matter)}`),
    ...(owed.length > MOST_FACTS ? [`另有${owed.length - MOST_FACTS}项未报齐，请看明细。`] : []),
  ];
}

function upwardLines(upward: readonly Matter[], { today }: UnitOfWork): string[] {
  const begun = upward.filter(({ upcoming }) => !upcoming);
  return begun.map((matter) => `本局对外报送 ${sayMatter(matter)}：${sayUpward(matter, today)}`);
}

function otherLines({ target, others }: View): string[] {
  return others
    .filter(({ id, closed }) => id !== target.campaign.id && !closed)
    .slice(0, MOST_OTHERS)
    .map(({ title, matters }) => `另有“${clip(title)}”：${sayShort(sumTallies(matters))}`);
}

function actionsOf(view: View, number?: number): CardAction[] {
  const { work, asker, target } = view;
  const { campaign, matters } = target;
  const owed = (matters ?? campaign.matters).some(({ missing }) => missing.length > 0);
  const path = matters ? `/progress/${campaign.code}/${matters[0]!.number}` : `/progress/${campaign.code}`;
  return [
    { action: "open-progress", label: "看明细", url: pageLink(work, asker.id, path) },
    {
      action: "export-ledgers",
      label: "导出台账",
      value: number ? `${campaign.code}-${number}` : campaign.code,
    },
    ...(holds(asker, "coordinator") && owed
      ? [{ action: "press", label: "催办", ...(number ? { value: `${campaign.code}-${number}` } : {}) }]
      : []),
  ];
}
