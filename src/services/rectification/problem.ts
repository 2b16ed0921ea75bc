// A problem as cards, lists and pages show it: what is in force, and what its unit or the lead unit still has to do.
import type { Day } from "../../domain/day.ts";
import { daysBetween, formatDay, weekdayName } from "../../domain/day.ts";
import {
  fullProblemCode,
  isOwed,
  PROBLEM_STATE_NAMES,
  type ProblemOrigin,
  type ProblemState,
  problemCode,
} from "../../domain/problem.ts";
import { phraseDue } from "../../domain/reminder.ts";
import type { Prisma } from "../../store/generated/client.ts";
import { clip } from "../progress/words.ts";

/** What of a problem is read along with it. */
export const problemInclude = {
  unit: { select: { name: true } },
  campaign: { select: { code: true, title: true, leadUnitId: true, orgId: true } },
} satisfies Prisma.ProblemInclude;

/** A problem's row with its unit and campaign. */
export type ProblemRow = Prisma.ProblemGetPayload<{ include: typeof problemInclude }>;

/** One problem, with the terms in force: the lead unit's own go before what the unit says. */
export interface ProblemView {
  id: string;
  /** 「W12」. */
  code: string;
  /** 「202301-W12」, for buttons and paths. */
  fullCode: string;
  number: number;
  unitId: string;
  unit: string;
  campaignId: string;
  campaignCode: string;
  campaign: string;
  leadUnitId: string;
  origin: ProblemOrigin;
  foundBy: string | null;
  document: string | null;
  foundOn: Day;
  kind: string;
  description: string;
  /** Contents stay out of chat messages. */
  sensitive: boolean;
  way: string | null;
  measure: string | null;
  owner: string | null;
  deadlineOn: Day | null;
  state: ProblemState;
  status: string;
  /** It has no ledger row, so its unit has to answer with measures, and has not. */
  unanswered: boolean;
  /** The lead unit refused its closure, or an inspection found it again. */
  refusedOn: Day | null;
  appliedAt: Date | null;
  closedOn: Day | null;
  goneOn: Day | null;
}

/** The row as people see it. */
export function presentProblem(row: ProblemRow): ProblemView {
  const { campaign, unit, number } = row;
  return {
    id: row.id,
    code: problemCode(number),
    fullCode: fullProblemCode(campaign.code, number),
    number,
    unitId: row.unitId,
    unit: unit.name,
    campaignId: row.campaignId,
    campaignCode: campaign.code,
    campaign: campaign.title,
    leadUnitId: campaign.leadUnitId,
    origin: row.origin,
    foundBy: row.foundBy,
    document: row.document,
    foundOn: row.foundOn,
    kind: row.kind,
    description: row.description,
    sensitive: row.sensitive,
    way: row.way,
    measure: row.fixedMeasure ?? row.measure,
    owner: row.fixedOwner ?? row.owner,
    deadlineOn: row.fixedDeadlineOn ?? row.deadlineOn,
    state: row.state,
    status: PROBLEM_STATE_NAMES[row.state],
    unanswered: row.assignmentId === null && row.measure === null && isOwed(row.state),
    refusedOn: row.refusedOn,
    appliedAt: row.appliedAt,
    closedOn: row.closedOn,
    goneOn: row.goneOn,
  };
}

/** Whether its deadline is past while its unit still works on it. */
export function isOverdue({ state, deadlineOn }: ProblemView, today: Day): boolean {
  return isOwed(state) && deadlineOn !== null && deadlineOn < today;
}

/** The rectification's deadline in words: how far off while it is owed, else the day. */
export function deadlineWords(
  { state, deadlineOn }: Pick<ProblemView, "state" | "deadlineOn">,
  today: Day,
): string {
  if (deadlineOn === null) return "未定整改期限";
  const day = formatDay(deadlineOn, deadlineOn.slice(0, 4) !== today.slice(0, 4));
  if (!isOwed(state)) return `期限${day}`;
  const words = phraseDue(deadlineOn, null, today);
  return daysBetween(today, deadlineOn) < 0
    ? `${words}(应于${day}${weekdayName(deadlineOn)}完成)`
    : words.replace("24时截止", "到期").replace("截止", "到期");
}

/** The nearest deadline first, those without one last. */
export function byDeadline(one: ProblemView, other: ProblemView): number {
  return (
    (one.deadlineOn ?? "9").localeCompare(other.deadlineOn ?? "9") ||
    one.campaignCode.localeCompare(other.campaignCode) ||
    one.number - other.number
  );
}

/** 「W12 整改中,还有3天…」, and what it is about unless that stays behind the login. */
export function problemLine(problem: ProblemView, today: Day): string {
  const { code, status, sensitive, kind, description, unanswered, refusedOn, state } = problem;
  const marks = [
    status,
    ...(unanswered ? ["待答复整改措施"] : []),
    ...(refusedOn !== null && isOwed(state) ? ["须继续整改"] : []),
    ...(state === "closed" ? [] : [deadlineWords(problem, today)]),
  ].join("，");
  return sensitive
    ? `${code} ${marks}`
    : `${code} ${clip([kind, description].filter(Boolean).join("："), 30)}——${marks}`;
}
