// The answer to an import: what was read from the plan, what is unsure, and where to settle it.
import { type Card, card } from "../../chat/card.ts";
import type { Calendar } from "../../domain/calendar.ts";
import { type Day, formatDay } from "../../domain/day.ts";
import { pageLink } from "../links.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { alarmsOf, type OtherDeadline, yearAlarm } from "./alarms.ts";
import { cutLines, dueWords, inChinese, shorten } from "./due-words.ts";
import { numberOf, type PlanItem } from "./item.ts";
import { isPastAtIssue, openPointsOf } from "./open-points.ts";
import { proposalWords, proposeDue } from "./proposals.ts";
import { changeLine, type ItemChange } from "./revision.ts";
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
  return lines.length > 0 ? ["", `${title}：`, ...cutLines(lines, most, WHERE)] : [];
}

/** What a draft is seen with: the day, the calendar, other campaigns' deadlines, and what it changes. */
export interface DraftSurroundings {
  today: Day;
  calendar: Calendar;
  others: readonly OtherDeadline[];
  /** Null for the first version of a plan. */
  changes: readonly ItemChange[] | null;
}

/** The body's lines: changes, matters, open points, 印发时已过 and alarms. */
export function describeDraft(version: PlanVersion, around: DraftSurroundings): string[] {
  const { today, calendar, others, changes } = around;
  const issuedOn = issueDayOf(version);
  const { shortNotice } = version.campaign;
  const knownIssue = version.draft.issuedOn ?? version.campaign.issuedOn;
  const kept = version.items.filter(({ keep, absent }) => keep && !absent);
  const current = kept.filter((item) => !isPastAtIssue(item, issuedOn));
  const named = (item: PlanItem, sentence: string) =>
    `第${numberOf(item)}项 ${shorten(item.what, 16)}：${sentence}`;
  const points = current.flatMap((item) => {
    const proposal = proposeDue(item, knownIssue, calendar);
    const own = [
      ...openPointsOf(item).map(({ sentence }) => sentence),
      ...(proposal ? [proposalWords(proposal)] : []),
    ];
    return own.length > 0 ? [named(item, own.join("；"))] : [];
  });
  const asked = [...version.draft.questions, ...version.draft.phases.flatMap(({ confirm }) => confirm)].map(
    inChinese,
  );
  const past = kept
    .filter((item) => isPastAtIssue(item, issuedOn))
    .map((item) => `${describeItem(item, issuedOn, calendar)}，不催报、不计入应报`);
  const alarms = current.flatMap((item) => {
    const own = alarmsOf(item, { issuedOn, today, shortNotice, others }, calendar);
    return own.length > 0 ? [named(item, own.join("；"))] : [];
  });
  const years = yearAlarm(current, calendar);
  return [
    ...(changes
      ? [
          "与上一稿相比：",
          ...(changes.length > 0
            ? cutLines(changes.map(changeLine), MOST_ITEMS, WHERE)
            : ["报送事项没有变化"]),
          "",
        ]
      : []),
    ...cutLines(
      current.map((item) => describeItem(item, issuedOn, calendar)),
      MOST_ITEMS,
      WHERE,
    ),
    ...section(`待确认(${points.length}项)`, points, MOST_POINTS),
    ...section(
      "请留意",
      [...(years ? [years] : []), ...alarms, ...asked.filter((sentence) => !sentence.includes("印发时已过"))],
      MOST_POINTS,
    ),
    ...section("印发时已过", past, MOST_POINTS),
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
export function draftCard(
  work: UnitOfWork,
  version: PlanVersion,
  around: Pick<DraftSurroundings, "others" | "changes">,
  personId: string,
  note?: string,
): Card {
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
        ? [["任务分解表", `${draft.tasks.length}行，发布后由责任单位认领`] as [string, string]]
        : []),
    ],
    body: [...(note ? [note, ""] : []), ...describeDraft(version, { ...work, ...around })],
    actions: [
      { action: "open", label: "去确认", url: pageLink(work, personId, `/plan/${version.id}`) },
      { action: "publish", label: "发布", value: campaign.code },
    ],
  });
}
