// The cards of problems: a unit's own list, how all of them stand, one problem, and the applications that wait.
import { type Card, type CardAction, card } from "../../chat/card.ts";
import { dayOf, formatDay } from "../../domain/day.ts";
import { isOwed, ORIGIN_NAMES, PROBLEM_STATE_NAMES, PROBLEM_STATES } from "../../domain/problem.ts";
import { pageLink } from "../links.ts";
import { clip } from "../progress/words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { ProblemDossier } from "./dossier.ts";
import type { Application, ProblemStanding } from "./find.ts";
import { isOverdue, type ProblemView, problemLine } from "./problem.ts";
import { problemFacts, problemPath } from "./tell.ts";

const MOST_LINES = 12;
const MOST_BUTTONS = 4;
const MOST_ENTRIES = 3;

/** What is said where contents stay behind the login. */
export const BEHIND_LOGIN = "这是敏感事项，具体内容只在登录后的网页里查看和填写。";

/** A button that opens a page. */
export function openButton(work: UnitOfWork, personId: string, path: string, label = "打开"): CardAction {
  return { action: "open", label, url: pageLink(work, personId, path) };
}

/** A unit's problems that are not closed yet, nearest deadline first. */
export function ownCard(work: UnitOfWork, personId: string, list: readonly ProblemView[]): Card {
  const { today } = work;
  const open = list.filter(({ state }) => isOwed(state));
  const overdue = open.filter((problem) => isOverdue(problem, today)).length;
  const units = new Set(list.map(({ unit }) => unit));
  const left = list.length - MOST_LINES;
  // Those that its unit has to work on come first.
  const ordered = [...open, ...list.filter((problem) => !open.includes(problem))];
  const shown = ordered.slice(0, MOST_LINES);
  return card(`未销号的问题 ${list.length} 个`, {
    facts: [
      ["单位", [...units].join("、")],
      ["待整改", `${open.length}个${overdue > 0 ? `，其中逾期${overdue}个` : ""}`],
      ...(list.length > open.length
        ? ([["待验收", `${list.length - open.length}个`]] as [string, string][])
        : []),
    ],
    body: [
      ...shown.map(
        (problem) => `${units.size > 1 ? `【${problem.unit}】` : ""}${problemLine(problem, today)}`,
      ),
      ...(left > 0 ? [`另有${left}个，请打开清单查看。`] : []),
      ...(list.some(({ sensitive }) => sensitive) ? ["敏感事项的具体内容请打开网页查看。"] : []),
    ],
    actions: [
      ...shown
        .slice(0, MOST_BUTTONS)
        .map(({ code, fullCode }): CardAction => ({ action: "problem", label: code, value: fullCode })),
      openButton(work, personId, "/problem", "打开清单"),
    ],
  });
}

/** How problems stand, in figures; `directs` adds what the lead unit can do. */
export function standingCard(
  work: UnitOfWork,
  personId: string,
  input: { name: string; standing: ProblemStanding; applications: number; directs: boolean },
): Card {
  const { standing, applications, directs } = input;
  const { states, overdue, unanswered, undated, units } = standing;
  return card(`问题整改情况(${input.name})`, {
    facts: [
      ["合计", `${standing.total}个`],
      ...PROBLEM_STATES.map((state): [string, string] => [PROBLEM_STATE_NAMES[state], `${states[state]}个`]),
      ["逾期未整改", `${overdue}个`],
      ...(unanswered > 0 ? ([["未答复措施", `${unanswered}个`]] as [string, string][]) : []),
      ...(undated > 0 ? ([["未定期限", `${undated}个`]] as [string, string][]) : []),
    ],
    body: [
      ...(units.length > 0
        ? [`逾期的单位：${units.map(({ name, overdue: count }) => `${name}${count}个`).join("、")}`]
        : []),
      ...(applications > 0 ? [`等您验收的销号申请${applications}件，发送 /销号 办理。`] : []),
    ],
    actions: [
      openButton(work, personId, "/problem", "打开清单"),
      ...(directs ? [openButton(work, personId, "/problem/new", "登记抽检问题")] : []),
    ],
  });
}

/** 「合计5个:待整改1、整改中2…」: counts only, for a group. */
export function standingWords({ total, states, overdue }: ProblemStanding): string {
  if (total === 0) return "目前没有登记的问题。";
  const parts = PROBLEM_STATES.map((state) => `${PROBLEM_STATE_NAMES[state]}${states[state]}`);
  return `登记的问题共${total}个：${parts.join("、")}；逾期未整改${overdue}个。`;
}

/** One problem with the buttons that this reader may press. */
export function problemCard(work: UnitOfWork, personId: string, dossier: ProblemDossier): Card {
  const { code, fullCode, sensitive, may, entries, origin, contradiction, application, agreed } = dossier;
  const value = `${fullCode}@${application}`;
  const facts: [string, string][] = [
    ...problemFacts(dossier, work.today),
    ...(origin === "self" ? [] : ([["来源", ORIGIN_NAMES[origin]]] as [string, string][])),
    ...(!sensitive && dossier.measure ? ([["措施", clip(dossier.measure, 60)]] as [string, string][]) : []),
    ...(!sensitive && dossier.owner ? ([["责任人", dossier.owner]] as [string, string][]) : []),
    ...(dossier.state === "applied" && agreed ? ([["负责人", "已同意申请"]] as [string, string][]) : []),
  ];
  return card(`问题 ${code}`, {
    facts,
    body: [
      ...entries.slice(-MOST_ENTRIES).map(({ name, note, at, by }) => {
        const said = sensitive || note === "" ? "" : `：${clip(note, 60)}`;
        return `${formatDay(dayOf(at))} ${by} ${name}${said}`;
      }),
      ...(contradiction ? [contradiction] : []),
      ...(sensitive ? [BEHIND_LOGIN] : []),
      ...(may.answer && dossier.unanswered ? ["请打开网页答复整改措施、责任人和完成时限。"] : []),
      ...(may.progress && !sensitive ? [`报进展请发送：/整改 ${code} 进展内容`] : []),
    ],
    actions: [
      openButton(work, personId, problemPath(dossier)),
      ...(may.apply ? [{ action: "apply-closing", label: "申请销号", value: fullCode }] : []),
      ...(may.agree
        ? [
            { action: "agree-closing", label: "同意申请", value },
            { action: "decline-closing", label: "不同意", value },
          ]
        : []),
      ...(may.decide
        ? [
            { action: "accept-closing", label: "同意销号", value },
            { action: "refuse-closing", label: "不同意", value },
          ]
        : []),
    ],
  });
}

/** The applications that wait, with the buttons of the oldest. */
export function applicationsCard(work: UnitOfWork, personId: string, list: readonly Application[]): Card {
  const [oldest] = list;
  if (!oldest) return card("没有等待验收的销号申请");
  const left = list.length - MOST_LINES;
  const value = `${oldest.problem.fullCode}@${oldest.ordinal}`;
  return card(`销号申请 ${list.length} 件`, {
    body: [
      ...list.slice(0, MOST_LINES).map(({ problem, byLedger, agreed }) => {
        const on = problem.appliedAt ? `${formatDay(dayOf(problem.appliedAt))}` : "";
        const how = `${byLedger ? "台账填报已销号" : "申请"}${agreed ? "，负责人已同意" : ""}`;
        const what = problem.sensitive ? "" : `《${clip(problem.description)}》`;
        return `${problem.code} ${problem.unit}${what}，${on}${how}`;
      }),
      ...(left > 0 ? [`还有${left}件，办完前面的再看。`] : []),
      ...(list.length > 1
        ? [
            `下面的按钮办理最早的一件 ${oldest.problem.code}；办理其他件请发送：/销号 编号，如 /销号 ${list[1]!.problem.code}`,
          ]
        : []),
    ],
    actions: [
      openButton(work, personId, problemPath(oldest.problem)),
      { action: "accept-closing", label: "同意销号", value },
      { action: "refuse-closing", label: "不同意", value },
    ],
  });
}
