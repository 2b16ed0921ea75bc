// Decides what kind of duty, if any, a segment of a sentence states.

import { AHEAD, DOES, RELATIVE, URGENT } from "./deed-words.ts";
import type { Segment } from "./segments.ts";

/** report: hands something to someone; act: does something by a day; make: draws something up; record: enters cases; regime: a standing 零报告 or 月报 rule. */
export type Deed = "report" | "act" | "make" | "record" | "regime";

const EVENTS = /开展|组织|举办|启动|召开|实施|完成/;
const THING = "[^，。；《》]{0,28}?(?:台账|清单|目录|方案|计划|报告|名单)";
/** Draws up a paper or a ledger. */
export const MAKES = new RegExp(
  `(?:制定|制订|编制|建立|形成|梳理|列出|拟定)(?:完善|好|出)?(?!.{0,3}(?:方案|计划)(?:要求|明确|确定))${THING}(?=[，。；（、]|$)`,
);
const ENTERS =
  /(?:录入|上传)(?:至|到)?[^，。；]{0,20}(?:平台|系统)|(?:案件|案卷|数据|信息)录入|(?:平台|系统)(?:上)?(?:进行)?录入/;
const REGIME =
  /(?:实行|执行|建立|落实|实施|严格)[^，。；]{0,24}?(零报告|日报告|周报告|月报告|季报告|日报|周报|月报|季报|旬报)制度?/;
const GOALS = /指导思想|总体要求|工作目标|整治目标|目标|总体思路|基本原则|重要意义|组织领导/;

/** The deed of a segment, or null. `inPhase`: it stands under a 阶段; `titles`: the headings around it. */
export function deedOf(segment: Segment, inPhase: boolean, titles: readonly string[]): Deed | null {
  const { norm, dates, recurrences } = segment;
  const plain = norm.replace(/《[^》]*》/g, "");
  const named = segment.subject.length > 0;
  const untimed = dates.length === 0 && recurrences.length === 0;
  if (untimed && regimeOf(plain) !== null) return "regime";
  const preamble = /如下(?=[，：。]|$)/.test(plain) && !dates.some(({ role }) => role === "before");
  if (preamble && recurrences.length === 0) return null;
  if (/决定(?:自|从|于|在|利用|对|开展|组织)|定于[^，。；]{2,30}(?:开展|组织)/.test(plain) && !segment.hands)
    return null;
  if (
    /^(?:经[^，。]{2,20}，)?现?(?:将|把)[^，。；]{4,120}(?:给|于|与)?你们/.test(
      plain.replace(/^[^现将把]{0,30}，/, ""),
    )
  )
    return null;
  if (/不再(?:重复|另行)?(?:报|上报|报送)/.test(plain)) return null;
  if (segment.hands) return "report";
  if (ENTERS.test(plain) && /[至到“].{2,20}(?:平台|系统)/.test(plain) && !untimed && named) return "report";
  const aims = titles.some((title) => GOALS.test(title) && !/任务|组织领导/.test(title));
  const limit = dates.some(({ role }) => role === "before");
  const point = dates.some(({ role }) => role === "on" || role === "span");
  const figure = !named && /(?:率|比例|占比|覆盖面)[^，。；]{0,8}\d+(?:\.\d+)?[%％]/.test(plain);
  if (!aims && limit && !figure && DOES.test(plain)) return "act";
  if (
    !aims &&
    point &&
    named &&
    EVENTS.test(plain) &&
    dates.every(({ hasYear, role }) => !(hasYear && role === "on") || named)
  )
    return "act";
  if (
    !aims &&
    untimed &&
    (RELATIVE.test(plain) || AHEAD.test(plain)) &&
    DOES.test(plain) &&
    triggerOf(segment) !== null
  )
    return "act";
  if (!aims && MAKES.test(plain) && (inPhase || /附[件表]\d/.test(norm))) return "make";
  if (named && ENTERS.test(plain)) return "record";
  if (recurrences.some(({ rule }) => rule !== null && /BYMONTHDAY|BYDAY/.test(rule)) && DOES.test(plain))
    return "act";
  return null;
}

/** The name of a standing reporting rule and its period, or null. */
export function regimeOf(norm: string): { name: string; rule: string | null } | null {
  const plain = norm.replace(/[“”]/g, "");
  const found = REGIME.exec(plain);
  if (found === null) return null;
  const word = found[1]!;
  const name = plain
    .slice(found.index, found.index + found[0].length)
    .replace(/^(?:实行|执行|建立|落实|实施|严格)+/, "");
  const rules: Record<string, string> = {
    日: "FREQ=DAILY",
    周: "FREQ=WEEKLY",
    月: "FREQ=MONTHLY",
    季: "FREQ=MONTHLY;INTERVAL=3",
  };
  return { name, rule: rules[word[0]!] ?? null };
}

const MODALS = /^(?:[①-⑳]|[，、]|并|要|应当?|将|须|需|请|均|必须|在|于|等待|待|等|自|从|对)+/;
const EVENT =
  /(?:变动|变更|变化|调整|下发|印发|发布|公布|出台|发生|收到|接到|接报|发现|签订|作出|生效|立案|办结|结束|完成|完毕|到位|终结|批准|批复|移送|会议|检查|核查|查获|查处|取得|获得|启动|开工|竣工|投产|受理|认定|验收|处置|施工)/;
const AFTER =
  /([^，。；、（）]{2,44}?(?:之日起|日起|后))((?:，?(?:应当?|要|须|需|必须)?(?:于|在)?的?(?:\d{1,3}|[一二三四五六七八九十]{1,3})个?(?:工作)?(?:日|天|小时|周|月)(?:以?内)?)?)/g;
// 「巡林结束次日」: the day of an event, or the one after.
const ON_EVENT =
  /([^，。；、（）]{2,20}(?:结束|完成|完毕|发生|召开|收到|活动|检查|巡查)[后的]?(?:次日|翌日|当日|当天))/;
const HAPPENS = "发现|发生|出现|查出|查处|收到|接到|遇有?|排查出";
const HANDS = "(?:报|上报|报告|备案|通报|反馈|移交|告知)";
const WHEN = new RegExp(
  `(?:^|[，。；）要应对])((?:如|若|遇|凡|一旦|有|${HAPPENS})[^，。；]{2,40})，?[^，。；]{0,16}?${URGENT}[^，。；]{0,14}?${HANDS}`,
);
const ABOUT = new RegExp(
  `对((?:在)?[^，。；]{0,14}?(?:${HAPPENS})的?[^，。；]{2,30})，?[^，。；]{0,16}?${URGENT}[^，。；]{0,14}?${HANDS}`,
);
// 「重要情况要第一时间报告某办」: what is told at once is the event.
const URGED = new RegExp(
  `(?:^|[，。；）])(?:对)?([^，。；将把]{2,24}?)，?(?:要|应当?|须|需|必须)(?:立即|第一时间|随时|当日|当天|即时|即刻)[^，。；]{0,8}?${HANDS}`,
);
const SOON = new RegExp(`(?:[一-龥]{2,8}(?:前|后|起))?${RELATIVE.source}`);
// 「接到督办单2日内」, 「开学一周内」: soon after an event that no 后 marks.
const WITHIN = new RegExp(
  `([^，。；、（）]{0,10}(?:收到|接到|接报|接|开学|入学|开班|开工|放假|到任|离任|中标|签约|开业|受理|立案|印发|下发|办结|结束|完成|变更|公示期满)[^，。；、（）]{0,10}?${RELATIVE.source})`,
);
// 「开班前5个工作日」.
const BEFORE = new RegExp(`((?:[^，。；、（）]{1,30}|提)${AHEAD.source}(?:以?内)?)`);
// 「联系人变动的应当及时告知」.
const CHANGED = new RegExp(
  `(?:^|[，。；）])([^，。；]{2,20}(?:变动|变更|变化|异动))(?:的|后|时)?，?(?:应当?|要|须|需|请)?${URGENT}[^，。；]{0,8}?${HANDS}`,
);
// 「…的，由某局在5个工作日内报」: the case in front.
const CASE = /^([^，。；]{3,60}?)的，/;
const OWN_STEPS =
  /(?:比对|汇总|整理|审核|梳理|填写|填报|签字|盖章|审定|同意|研究|审批|确认|核实|修改|完善|清理|自查|今|此|以|之|随|然|最|前|落|先|滞)后$/;

function withoutDoer({ norm, subject }: Segment): string {
  const own = norm.replace(ITEM_MARK, "");
  return subject.reduce((rest, name) => (rest.startsWith(name) ? rest.slice(name.length) : rest), own);
}
const ITEM_MARK =
  /^(?:[^一-龥A-Za-z0-9《“（①-⒛㈠-㈩]|[①-⒛㈠-㈩]|（?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）、.]|[一二三四五六]是)+/;

// A case bounds what is to be done at once or soon; with a day it only says whom the day binds.
function caseOf({ norm, dates, recurrences }: Segment, plain: string): string | null {
  if (dates.length > 0 || recurrences.length > 0) return null;
  const isSoon = RELATIVE.test(norm) || new RegExp(URGENT).test(norm);
  return isSoon ? (CASE.exec(plain)?.[1] ?? CASE.exec(norm.replace(ITEM_MARK, ""))?.[1] ?? null) : null;
}

/** The event on which a duty without a date waits, as the text writes it, or null. */
export function triggerOf(segment: Segment): string | null {
  let norm = segment.norm;
  for (const name of segment.subject) {
    const at = norm.indexOf(name);
    if (at !== -1 && at < 60 && norm.indexOf("后", at) > at) norm = norm.slice(at + name.length);
  }
  norm = norm.replace(`后，${segment.subject.join("、")}`, "后，");
  for (const match of norm.matchAll(AFTER)) {
    const phrase = match[1]!;
    const isTimed = match[2] !== "";
    if (!isTimed && (!EVENT.test(phrase) || OWN_STEPS.test(phrase))) continue;
    if (/(?:落|今|先|前)后$/.test(phrase)) continue;
    return `${phrase}${match[2]!}`.replace(MODALS, "");
  }
  const plain = withoutDoer(segment);
  const onEvent = segment.recurrences.length === 0 ? ON_EVENT.exec(plain)?.[1] : undefined;
  if (onEvent !== undefined)
    return onEvent.replace(/^.*(?:于|在|(?<![响反对供相适效])应(?![急对用])|须|要)/, "");
  const within =
    segment.dates.length + segment.recurrences.length === 0 ? WITHIN.exec(plain)?.[1] : undefined;
  if (within !== undefined)
    return within.replace(/^.*?(?:应当?|要|须|需|请|务必)?(?:于|在)(?!.*(?:于|在))/, "").replace(MODALS, "");
  const event = (WHEN.exec(plain) ?? ABOUT.exec(plain))?.[1] ?? caseOf(segment, plain);
  const owes = segment.hands || (segment.ownSubject && segment.dates.length === 0 && DOES.test(plain));
  if (event === null && owes && segment.recurrences.length === 0) {
    const told = URGED.exec(plain)?.[1] ?? SOON.exec(plain)?.[0];
    if (told !== undefined) return told;
  }
  if (event === null && segment.dates.length === 0 && segment.recurrences.length === 0) {
    const changed = CHANGED.exec(plain)?.[1];
    if (changed !== undefined) return changed;
    const ahead = BEFORE.exec(plain)?.[1];
    if (ahead !== undefined) return ahead.replace(MODALS, "");
  }
  return event?.replace(new RegExp(`在?${URGENT}.*$`), "").replace(/(?:[要应须需]当?|的)$/, "") ?? null;
}
