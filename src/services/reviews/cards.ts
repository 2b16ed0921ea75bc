// The cards of a review: what waits, one report with its buttons, and the asking back before many are passed at once.
import { type Card, type CardAction, card } from "../../chat/card.ts";
import { dayOf, formatDay } from "../../domain/day.ts";
import { pageLink } from "../links.ts";
import { clip, sayInstant } from "../progress/words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { findChanges, phraseChange } from "./changes.ts";
import { type Dossier, outlineOf } from "./dossier.ts";
import { VERDICT_NAMES } from "./matter.ts";
import type { Pending } from "./pending.ts";

/** What passing a report means for the problems that its rows call closed. */
export const PASSING_CLOSES = "通过即同意销号；不同意的，请先发送 /销号 编号 不同意。";

const MOST_LINES = 12;
const MOST_CHANGES = 5;

/** What a button says about the report it was shown with: 「A12v2」, so that a newer version is not passed unseen. */
function reviewValue(code: string, version: number): string {
  return `${code}v${version}`;
}

/** Reads what a button says; null when it is something else. */
export function readReviewValue(value: string): { code: string; version: number } | null {
  const match = /^(A\d{1,8})v(\d{1,6})$/.exec(value);
  return match ? { code: match[1]!, version: Number(match[2]) } : null;
}

function buttons(work: UnitOfWork, personId: string, code: string, version: number): CardAction[] {
  const value = reviewValue(code, version);
  return [
    { action: "open", label: "打开", url: pageLink(work, personId, `/review/${code}`) },
    { action: "accept", label: "通过", value },
    { action: "return", label: "退回", value },
  ];
}

function lineOf(pending: Pending): string {
  const { code, unit, what, period, version, nil, lateDays, inDoubt, unsigned, claims, submittedAt } =
    pending;
  const marks = [
    version > 1 ? `第${version}版` : "",
    nil ? "零报告" : "",
    lateDays > 0 ? `逾期${lateDays}天` : "按时",
    inDoubt ? "待核实" : "",
    unsigned ? "改报待审签" : "",
    claims ?? "",
  ].filter(Boolean);
  return `${code} ${unit}《${clip(what)}》${period ? `(${period})` : ""}，${sayInstant(submittedAt)}，${marks.join("，")}`;
}

/** Everything that waits, with the buttons of the oldest; where one matter has several, they can be passed together. */
export function pendingCard(work: UnitOfWork, personId: string, list: readonly Pending[]): Card {
  const [oldest] = list;
  if (!oldest) return card("没有待审核的报送");
  const together = list.filter(
    ({ obligationId, period, inDoubt, unsigned }) =>
      obligationId === oldest.obligationId && period === oldest.period && !inDoubt && !unsigned,
  );
  const left = list.length - MOST_LINES;
  return card(`待审核 ${list.length} 件`, {
    body: [
      ...list.slice(0, MOST_LINES).map(lineOf),
      ...(left > 0 ? [`还有${left}件，审完前面的再看。`] : []),
      ...(list.some(({ claims }) => claims) ? [PASSING_CLOSES] : []),
      ...(list.length > 1
        ? [`下面的按钮办理最早的一件 ${oldest.code}；办理其他件请发送：/审核 编号，如 /审核 ${list[1]!.code}`]
        : []),
    ],
    actions: [
      ...buttons(work, personId, oldest.code, oldest.version),
      ...(together.length > 1
        ? [{ action: "accept-all", label: "全部通过", value: `${oldest.code}@${work.now.getTime()}` }]
        : []),
    ],
  });
}

/** One report: outline and number of rows, what changed since the last version; no contents of sensitive ones. */
export function dossierCard(work: UnitOfWork, personId: string, dossier: Dossier): Card {
  const [latest, before] = dossier.versions;
  const { code, sensitive } = dossier;
  const heading: [string, string][] = [
    ["编号", code],
    ["单位", dossier.unit],
    ...(dossier.period ? ([["期别", dossier.period]] as [string, string][]) : []),
    ["状态", dossier.inDoubt ? "待审核(待核实)" : dossier.status],
  ];
  const open = { action: "open", label: "打开", url: pageLink(work, personId, `/review/${code}`) };
  if (!latest)
    return card(dossier.what, { facts: heading, body: `${dossier.unit}还没有报送。`, actions: [open] });
  const changes = before ? findChanges(before, latest).map(phraseChange) : [];
  const shown = sensitive ? [] : changes.slice(0, MOST_CHANGES);
  const left = changes.length - shown.length;
  const [review] = dossier.reviews;
  return card(dossier.what, {
    facts: [
      ...heading,
      ["报送", `第${latest.version}版，${latest.by}，${sayInstant(latest.submittedAt)}`],
      ["回执号", latest.receiptNumber],
      [
        "期限",
        `${dossier.dueOn ? formatDay(dossier.dueOn) : "未定"}${latest.lateDays > 0 ? `，逾期${latest.lateDays}天` : "，按时"}`,
      ],
    ],
    body: [
      ...outlineOf(latest, !sensitive),
      ...(changes.length > 0 ? [`与第${before!.version}版相比改了${changes.length}处`] : []),
      ...shown,
      ...(left > 0 && !sensitive ? [`还有${left}处，请打开网页查看。`] : []),
      ...(review
        ? [`上次审核：${formatDay(dayOf(review.at))}${review.by}${VERDICT_NAMES[review.verdict]}`]
        : []),
      ...(dossier.claims ? [`${dossier.claims}，${PASSING_CLOSES}`] : []),
      ...(sensitive ? ["内容不在聊天中显示，请打开网页查看。"] : []),
      ...(dossier.mayReview ? [] : [`由${dossier.reviewer}审核。`]),
    ],
    actions:
      dossier.mayReview && dossier.state === "submitted"
        ? [
            ...buttons(work, personId, code, latest.version),
            { action: "doubt", label: "待核实", value: reviewValue(code, latest.version) },
          ]
        : [open],
  });
}
