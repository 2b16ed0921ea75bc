// The sentences in which figures are told: short enough for a leader who reads three of them.
import type { Tally } from "../../domain/assignment.ts";
import { type Day, dayOf, daysBetween, formatDay, timeOf } from "../../domain/day.ts";
import type { CampaignProgress } from "./campaigns.ts";
import { type Matter, sumTallies } from "./figures.ts";
import type { ProblemCount, ProblemFigures } from "./problems.ts";

const CLIP = 22;

/** A matter's words, cut where they would fill the phone. */
export function clip(text: string, most: number = CLIP): string {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
}

/** At most `most` of a list, in its order: those that press first, then the latest. */
export function pickPressing<One>(
  list: readonly One[],
  most: number,
  presses: (one: One) => boolean,
): readonly One[] {
  if (list.length <= most) return list;
  const kept = new Set(
    [...list.filter(presses), ...list.filter((one) => !presses(one)).reverse()].slice(0, most),
  );
  return list.filter((one) => kept.has(one));
}

/** 「7月27日16时20分」. */
export function sayInstant(now: Date): string {
  const [hour, minute] = timeOf(now).split(":");
  return `${formatDay(dayOf(now))}${Number(hour)}时${minute}分`;
}

/** 「7月27日」, with the year where it is not today's. */
function sayDay(day: Day, today: Day): string {
  return formatDay(day, day.slice(0, 4) !== today.slice(0, 4));
}

/** 「7月27日(今天)」「7月28日(明天)」「8月3日(还有7天)」「7月25日(已过2天)」. */
export function sayDue(day: Day, today: Day): string {
  const days = daysBetween(today, day);
  const near = days === 0 ? "今天" : days === 1 ? "明天" : days > 0 ? `还有${days}天` : `已过${-days}天`;
  return `${sayDay(day, today)}(${near})`;
}

/** A matter's number, words and period: 「3. 营商环境台账(2023年7月)」. */
export function sayMatter({ number, what, period }: Pick<Matter, "number" | "what" | "period">): string {
  return `${number}. ${clip(what)}${period ? `(${period})` : ""}`;
}

/** 「应报9项次,已报7(按时6、逾期1),未报2(逾期未报1)」. */
export function sayTally(tally: Tally, measure: string): string {
  const nil = tally.nil > 0 ? `，其中零报告${tally.nil}` : "";
  const afterClosing = tally.afterClosing > 0 ? `，其中补报${tally.afterClosing}` : "";
  const done = tally.done > 0 ? `(按时${tally.onTime}、逾期${tally.late}${afterClosing}${nil})` : "";
  const parts = [
    ...(tally.overdue > 0 ? [`逾期未报${tally.overdue}`] : []),
    ...(tally.returned > 0 ? [`退回补正${tally.returned}`] : []),
  ];
  const missing = parts.length > 0 ? `(其中${parts.join("、")})` : "";
  return `应报${tally.due}${measure}，已报${tally.done}${done}，未报${tally.missing}${missing}`;
}

/** 「应报5,已报3(逾期1),未报2」: a fact beside its matter. */
export function sayShort(tally: Tally): string {
  const late = tally.late > 0 ? `(逾期${tally.late})` : "";
  const returned = tally.returned > 0 ? `(退回${tally.returned})` : "";
  return `应报${tally.due}，已报${tally.done}${late}，未报${tally.missing}${returned}`;
}

/** The first sentence: how much is owed and how much has come. */
export function sayCampaign(
  campaign: Pick<CampaignProgress, "title" | "matters">,
  whose: string,
  now: Date,
): string {
  const tally = sumTallies(campaign.matters);
  const upcoming = sumTallies(campaign.matters.filter((matter) => matter.upcoming)).missing;
  const later = upcoming > 0 ? `，另有${upcoming}项次还没到填报期(已计入未报)` : "";
  return `截至${sayInstant(now)}，“${campaign.title}”${whose}${sayTally(tally, "项次")}${later}。`;
}

/** The second sentence: what was found and what became of it; what inspections found follows where there is any. */
export function sayProblems({ inspected, ...own }: ProblemFigures): string {
  const self =
    own.found === 0 ? "目前没有登记自查发现的问题。" : `自查发现问题${sayProblemCount(own, "个")}。`;
  return inspected.found === 0 ? self : `${self}检查发现问题${sayProblemCount(inspected, "个")}。`;
}

/** 「5个,已整改3个,销号2个(待验收1个)」. */
export function sayProblemCount({ found, rectified, waiting, closed }: ProblemCount, measure = ""): string {
  const rest = waiting > 0 ? `(待验收${waiting}${measure})` : "";
  return `${found}${measure}，已整改${rectified}${measure}，销号${closed}${measure}${rest}`;
}

/** 「三项制度5个、突出问题整治3个」. */
export function sayKinds(list: readonly { name: string; found: number }[]): string {
  return list.map(({ name, found }) => `${name}${found}个`).join("、");
}

function sayStill(matters: readonly Matter[]): string {
  const said = matters.slice(0, 3).map(({ what, period, missing }) => {
    return `${clip(what)}${period ? `(${period})` : ""}，还差${missing.length}家`;
  });
  return said.join("；") + (matters.length > 3 ? `；另有${matters.length - 3}项` : "");
}

/** The third sentence: the nearest due day and who is waited for, in numbers. */
export function sayNext(matters: readonly Matter[], today: Day): string {
  const owed = matters.filter(({ missing, upcoming }) => missing.length > 0 && !upcoming);
  const daysOf = (matter: Matter) => matter.missing.flatMap(({ dueOn }) => dueOn ?? []);
  const next = owed
    .flatMap(daysOf)
    .filter((day) => day >= today)
    .sort()[0];
  if (next) {
    const then = owed.filter((matter) => daysOf(matter).includes(next));
    return `最近的期限是${sayDue(next, today)}：${sayStill(then)}。`;
  }
  if (owed.length > 0) {
    const dated = owed.filter((matter) => daysOf(matter).length > 0);
    return dated.length > 0
      ? `期限都已过，还没报的是：${sayStill(dated)}。`
      : `没有写明期限的还有：${sayStill(owed)}。`;
  }
  if (matters.some(({ upcoming, missing }) => upcoming && missing.length > 0)) {
    return "到期应报的都已报齐，下一期还没到填报期。";
  }
  return matters.some(({ tally }) => tally.due > 0) ? "应报的都已报齐。" : "目前没有计入应报的事项。";
}

const MOST_NAMES = 30;

/** 「安全基础室、防灾减灾室(退回补正)」: the missing units of a matter by name. */
export function sayMissing({ missing }: Pick<Matter, "missing">): string {
  const named = missing.slice(0, MOST_NAMES).map(({ unit, state, overdue }) => {
    const mark =
      state === "returned" ? "退回补正" : state === "signing" ? "审签中" : overdue ? "逾期未报" : "";
    return mark ? `${unit}(${mark})` : unit;
  });
  return named.join("、") + (missing.length > MOST_NAMES ? `等${missing.length}家` : "");
}

/** What became of one upward report: 「9月18日(还有5天)前报区司法局,尚未报出」. */
export function sayUpward(matter: Matter, today: Day): string {
  const to = matter.recipient ?? "上级";
  if (matter.upwardOn) {
    const number = matter.upwardNumber ? `，${matter.upwardNumber}` : "，文号未登记";
    return `已于${sayDay(matter.upwardOn, today)}报${to}${number}`;
  }
  if (matter.tally.done > 0) return `材料已备齐，尚未登记报${to}的日期`;
  const due = matter.dueOn ? `${sayDue(matter.dueOn, today)}前` : "";
  return `${due}报${to}，尚未报出`;
}
