// /进度 and the plain questions, answered as far as the asker may see; in a group, figures only.
import type { Asker, Reply } from "../../chat/context.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { type CampaignProgress, readCampaigns } from "./campaigns.ts";
import { readProblems } from "./problems.ts";
import type { Question } from "./question.ts";
import { tellCampaign, tellMissing, tellObligation, tellProblems } from "./replies.ts";
import { covers, type Scope, scopeOf, WHOLE } from "./scope.ts";
import { findTargets, findUnit, type Target } from "./target.ts";
import { clip, sayCampaign, sayNext, sayProblems } from "./words.ts";

/** What is asked; `strict` says that words which mean nothing are an error, not chatter before a question. */
export interface Asked {
  asker: Asker;
  inGroup: boolean;
  kind: Question["kind"];
  words: string;
  strict: boolean;
}

const NO_CAMPAIGN =
  "目前还没有发布的专项行动，没有可以统计的报送。牵头科室发送 /导入 送来方案、核对后 /发布，这里就能随时问到进度。";
const NO_PART = "目前没有需要您单位报送的事项，有了会第一时间告诉您。";
const MOST_CHOICES = 12;

/** Answers in the asker's scope; in a group the figures there and the rest to the asker alone. */
export async function answerProgress(work: UnitOfWork, asked: Asked): Promise<Reply[]> {
  const told = await tell(work, asked);
  const own = told.map((reply): Reply => (asked.inGroup ? { ...reply, to: "asker" } : reply));
  return asked.inGroup ? [await tellGroup(work, asked), ...own] : own;
}

async function readIn(work: UnitOfWork, scope: Scope): Promise<CampaignProgress[]> {
  const { tx, orgId, now, today } = work;
  return readCampaigns(tx, { orgId, scope, now, today });
}

async function tell(work: UnitOfWork, asked: Asked): Promise<Reply[]> {
  const { asker, words, strict, kind } = asked;
  let scope = scopeOf(asker);
  const unit = await findUnit(work.tx, work.orgId, words);
  if (unit && !covers(scope, unit.id)) {
    return [{ text: `您可以查看${scope.name}的报送情况，其他单位的请向牵头科室了解。` }];
  }
  if (unit) scope = { unitIds: [unit.id], name: unit.name };
  const campaigns = await readIn(work, scope);
  if (campaigns.length === 0) return [{ text: scope.unitIds === null ? NO_CAMPAIGN : NO_PART }];
  const found = await findTargets(work.tx, campaigns, unit ? "" : words);
  if (found.length === 0 && strict) return [{ text: sayChoices(campaigns, clip(words)) }];
  const targets = found.length > 0 ? found : await findTargets(work.tx, campaigns, "");
  const [target] = targets as [Target, ...Target[]];
  if (target.matters && targets.length > 1) return [{ text: sayChoices(campaigns, clip(words), targets) }];
  const problems = await readProblems(work.tx, {
    campaignId: target.campaign.id,
    scope,
    ...(target.matters ? { obligationId: target.matters[0]!.obligationId } : {}),
  });
  const view = { work, asker, scope, target, problems, others: campaigns };
  if (kind === "missing") return [tellMissing(view)];
  if (kind === "problems") return [tellProblems(view)];
  return [target.matters ? tellObligation(view, target.matters) : await tellCampaign(view)];
}

/** What a group hears: the whole bureau's figures, nobody's name, no link. */
async function tellGroup(work: UnitOfWork, asked: Asked): Promise<Reply> {
  const campaigns = await readIn(work, WHOLE);
  const [target] = await findTargets(work.tx, campaigns, asked.words);
  const campaign = target?.campaign ?? campaigns[0];
  if (!campaign) return { to: "here", text: NO_CAMPAIGN };
  const matters = (target?.matters ?? campaign.matters).filter(({ direction }) => direction === "internal");
  const sentences = [sayCampaign({ ...campaign, matters }, "", work.now)];
  if (scopeOf(asked.asker).unitIds === null) {
    sentences.push(sayProblems(await readProblems(work.tx, { campaignId: campaign.id, scope: WHOLE })));
  }
  if (asked.kind !== "problems") sentences.push(sayNext(matters, work.today));
  return { to: "here", text: `${sentences.join("")}明细已单独发给提问人。` };
}

function sayChoices(
  campaigns: readonly CampaignProgress[],
  words: string,
  targets?: readonly Target[],
): string {
  const listed = targets
    ? targets.flatMap(({ matters }) => matters?.slice(0, 1) ?? [])
    : campaigns.slice(0, 1).flatMap(({ matters, upward }) => [...matters, ...upward]);
  const once = listed.filter(
    ({ obligationId }, at) => listed.findIndex((one) => one.obligationId === obligationId) === at,
  );
  const lines = once.slice(0, MOST_CHOICES).map(({ number, what }) => `/进度 ${number}  ${clip(what)}`);
  const lead = targets ? `“${words}”可能是下面几项，请选一项发送：` : `没有找到“${words}”。可以发送：`;
  return [lead, ...lines].join("\n");
}
