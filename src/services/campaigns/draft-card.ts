// The answer to an import: what was read from the plan, what is unsure, and where to settle it.
import { type Card, card } from "../../chat/card.ts";
import type { Calendar } from "../../domain/calendar.ts";
import { type Day, formatDay } from "../../domain/day.ts";
import { pageLink } from "../links.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { cutLines, dueWords, shorten } from "./due-words.ts";
import { numberOf, type PlanItem } from "./item.ts";
import { alarmsOf, isPastAtIssue, openPointsOf } from "./open-points.ts";
import { issueDayOf, type PlanVersion } from "./versions.ts";

const MOST_ITEMS = 20;
const MOST_POINTS = 12;
const WHERE = "，请点「去确认」查看";

function describeItem(item: PlanItem, issuedOn: Day, calendar: Calendar): string {
  const who = shorten(item.who.join("、") || "责任单位待定", 24);
  const source = item.line > 0 ? `(原文第${item.line}行)` : "(牵头科室补充)";
  const up = item.direction === "upward" ? "；本局对外报送" : "";
  const due = dueWords(item, calendar, issuedOn.slice(0, 4));
  return `${numberOf(item)}. ${shorten(item.what, 30)}；${who}；${due}${up}${source}`;
}

function section(title: string, lines: readonly string[], most: number): string[] {
  return lines.length > 0 ? ["", `${title}:`, ...cutLines(lines, most, WHERE)] : [];
}

/** The body's lines: matters, open points, 印发时已过 and alarms. */
export function describeDraft(version: PlanVersion, today: Day, calendar: Calendar): string[] {
  const issuedOn = issueDayOf(version);
  const kept = version.items.filter(({ keep, absent }) => keep && !absent);
  const current = kept.filter((item) => !isPastAtIssue(item, issuedOn));
  const named = (item: PlanItem, sentence: string) =>
    `第${numberOf(item)}项 ${shorten(item.what, 16)}：${sentence}`;
  const points = current.flatMap((item) => {
    const own = openPointsOf(item).map(({ sentence }) => sentence);
    return own.length > 0 ? [named(item, own.join("；"))] : [];
  });
  const asked = [...version.draft.questions, ...version.draft.phases.flatMap(({ confirm }) => confirm)];
  const past = kept
    .filter((item) => isPastAtIssue(item, issuedOn))
    .map((item) => `${describeItem(item, issuedOn, calendar)}，不催报、不计入应报`);
  const alarms = current.flatMap((item) => {
    const own = alarmsOf(item, { issuedOn, today }, calendar);
    return own.length > 0 ? [named(item, own.join("；"))] : [];
  });
  const missing = version.items
    .filter(({ absent }) => absent)
    .map(
      (item) =>
        `第${numberOf(item)}项 ${shorten(item.what, 24)}：新稿中没有，继续保留；要撤下请在确认页取消勾选`,
    );
  return [
    ...cutLines(
      current.map((item) => describeItem(item, issuedOn, calendar)),
      MOST_ITEMS,
      WHERE,
    ),
    ...section(`待确认(${points.length}项)`, points, MOST_POINTS),
    ...section(
      "请留意",
      [...alarms, ...asked.filter((sentence) => !sentence.includes("印发时已过"))],
      MOST_POINTS,
    ),
    ...section("印发时已过", past, MOST_POINTS),
    ...section("新稿中没有的原事项", missing, MOST_POINTS),
  ];
}

function describePhases(version: PlanVersion): string {
  const { phases } = version.draft;
  const issuedOn = issueDayOf(version);
  if (phases.length === 0) return "没有写明";
  const names = phases.map(({ name, end }) => (end && end < issuedOn ? `${name}(印发时已过)` : name));
  return `${phases.length}个：${names.join("、")}`;
}

/** The card of a draft for one coordinator; `note` is said first. */
export function draftCard(work: UnitOfWork, version: PlanVersion, personId: string, note?: string): Card {
  const { campaign, draft, items } = version;
  const kept = items.filter(({ keep }) => keep).length;
  const issuedOn = draft.issuedOn ?? campaign.issuedOn;
  return card(`方案草稿：${campaign.title}`, {
    facts: [
      ["印发日期", issuedOn ? formatDay(issuedOn, true) : "没有写明"],
      ["阶段", describePhases(version)],
      ["报送事项", `${kept}项`],
      ["附件", `${draft.attachments.length}个`],
      ...(draft.tasks.length > 0
        ? [["任务分解表", `${draft.tasks.length}行，要报送的请在确认页添加`] as [string, string]]
        : []),
    ],
    body: [...(note ? [note, ""] : []), ...describeDraft(version, work.today, work.calendar)],
    actions: [
      { action: "open", label: "去确认", url: pageLink(work, personId, `/plan/${version.id}`) },
      { action: "publish", label: "发布", value: campaign.code },
    ],
  });
}
