// The life of an assignment (报送任务): its states, what people see of them, lateness, and the counting of 应报/已报.

import type { Calendar } from "./calendar.ts";
import { type Day, dayOf, daysBetween } from "./day.ts";

/** The stored states; 未开始 and 逾期未报 are derived by `statusOf`. */
export const ASSIGNMENT_STATES = ["open", "signing", "submitted", "accepted", "returned", "waived"] as const;

/** A stored state. */
export type AssignmentState = (typeof ASSIGNMENT_STATES)[number];

const MOVES: Readonly<Record<AssignmentState, readonly AssignmentState[]>> = {
  open: ["signing", "submitted", "waived"],
  // The head may refuse to sign: back to where it came from.
  signing: ["submitted", "open", "returned", "waived"],
  submitted: ["accepted", "returned"],
  accepted: ["returned", "submitted"],
  returned: ["signing", "submitted", "waived"],
  // A report that had been returned is owed again as such.
  waived: ["open", "returned"],
};

/** Whether a state may follow another. A 改报 before review stays *submitted* and is no move. */
export function canMove(from: AssignmentState, to: AssignmentState): boolean {
  return MOVES[from].includes(to);
}

/** What people read of an assignment. */
export type Status =
  | "未开始"
  | "待报送"
  | "审签中"
  | "待审核"
  | "审核通过"
  | "退回补正"
  | "逾期未报"
  | "免报"
  | "印发时已过";

/** What `statusOf` looks at. */
export interface StatusFacts {
  state: AssignmentState;
  /** First instant at which it is late (`dueAtOf`); null where nothing but a trigger or a question is known. */
  dueAt: Date | null;
  opensOn?: Day | null;
  /** The due moment that a return set, while it holds. */
  returnedDueAt?: Date | null;
  pastWhenIssued?: boolean;
  /** Whether the coordinator counts it in 应报; by default what was past when issued is not. */
  counted?: boolean;
}

/** Whether it is in 应报 at all. */
function isCounted(facts: { state: AssignmentState; pastWhenIssued?: boolean; counted?: boolean }): boolean {
  return facts.state !== "waived" && (facts.counted ?? !facts.pastWhenIssued);
}

/** What people read: the state, or what the clock makes of it. */
export function statusOf(facts: StatusFacts & { now: Date }): Status {
  const { state, dueAt, opensOn, returnedDueAt, pastWhenIssued = false, now } = facts;
  if (state === "waived") return "免报";
  if (state === "accepted") return "审核通过";
  if (state === "submitted") return "待审核";
  if (pastWhenIssued && !isCounted(facts) && !returnedDueAt && state !== "returned") return "印发时已过";
  const due = returnedDueAt ?? dueAt;
  if (due && now >= due) return "逾期未报";
  if (state === "returned") return "退回补正";
  if (state === "signing") return "审签中";
  return opensOn && dayOf(now) < opensOn ? "未开始" : "待报送";
}

/** Calendar days from the due day to `at`; at least 1 once late, 0 on time. */
export function daysLate(dueAt: Date, at: Date): number {
  if (at < dueAt) return 0;
  // The last instant that was on time lies on the due day, also where the due moment is its 24:00.
  const dueOn = dayOf(new Date(dueAt.getTime() - 1));
  return Math.max(1, daysBetween(dueOn, dayOf(at)));
}

/** What `lateDays` looks at; the due moments are first instants that are late. */
export interface LatenessFacts {
  /** The due moment for the first submission, before any return moved it. */
  dueAt: Date | null;
  firstSubmittedAt: Date | null;
  /** The due moment set by the latest return. */
  returnedDueAt?: Date | null;
  /** The first submission after the latest return; null while it is out. */
  resubmittedAt?: Date | null;
  /** Days late already settled by earlier rounds, 0 if none. */
  earlierLateDays?: number;
  now: Date;
}

/**
 * Calendar days late, 0 on time. The first submission decides; a returned report that comes back in time adds
 * nothing, one that comes back late (or is still out) is late from the day after the new date. A later round
 * never takes away what an earlier one settled.
 */
export function lateDays(facts: LatenessFacts): number {
  const { dueAt, firstSubmittedAt, returnedDueAt, resubmittedAt, earlierLateDays = 0, now } = facts;
  const first = dueAt ? daysLate(dueAt, firstSubmittedAt ?? now) : 0;
  const back = returnedDueAt ? daysLate(returnedDueAt, resubmittedAt ?? now) : 0;
  return Math.max(first, back, earlierLateDays);
}

/** How a report that was handed in counts; 补报 is a late one after the lead unit stopped taking reports. */
export function timelinessOf(
  lateBy: number,
  submittedAt: Date,
  closedAt: Date | null,
): "按时" | "逾期报送" | "补报" {
  if (lateBy === 0) return "按时";
  return closedAt && submittedAt >= closedAt ? "补报" : "逾期报送";
}

/** Workdays a returned report gets unless the reviewer says otherwise. */
export const RETURN_WORKDAYS = 2;

/**
 * The due day that a return proposes: two workdays on, but not before the report's own due day, and not past the
 * lead unit's upward date. An upward date that is already over bounds nothing. A reviewer's own day needs
 * confirming where it lies past the upward date.
 */
export function returnedDueOn(
  today: Day,
  upwardDueOn: Day | null,
  calendar: Calendar,
  ownDueOn: Day | null = null,
): Day {
  const usual = calendar.addWorkdays(today, RETURN_WORKDAYS);
  const fair = ownDueOn !== null && ownDueOn > usual ? ownDueOn : usual;
  return upwardDueOn !== null && upwardDueOn >= today && upwardDueOn < fair ? upwardDueOn : fair;
}

/** What `tally` counts of one assignment. */
export interface Counted {
  state: AssignmentState;
  /** The due moment in force, moved by a return or an extension. */
  dueAt: Date | null;
  /** By `lateDays`. */
  lateDays: number;
  nil?: boolean;
  /** Handed in late after the lead unit stopped taking reports. */
  afterClosing?: boolean;
  pastWhenIssued?: boolean;
  counted?: boolean;
}

/** Figures of one matter. 应报 = 已报 + 未报; 已报 = 按时 + 逾期报送. */
export interface Tally {
  /** 应报: without 免报 and 印发时已过 */
  due: number;
  /** 已报 */
  done: number;
  /** 按时 */
  onTime: number;
  /** 逾期报送, 补报 among them */
  late: number;
  /** 补报, part of 逾期报送 */
  afterClosing: number;
  /** 零报告, part of 已报 */
  nil: number;
  /** 审核通过, part of 已报 */
  accepted: number;
  /** 未报: also those in 审签 and those returned */
  missing: number;
  /** 退回补正, part of 未报 */
  returned: number;
  /** 逾期未报, part of 未报 */
  overdue: number;
}

/** Counts the assignments of one matter, one period or several. */
export function tally(list: readonly Counted[], now: Date): Tally {
  const due = list.filter(isCounted);
  const done = due.filter(({ state }) => state === "submitted" || state === "accepted");
  const missing = due.filter((one) => !done.includes(one));
  const late = done.filter((one) => one.lateDays > 0);
  return {
    due: due.length,
    done: done.length,
    onTime: done.length - late.length,
    late: late.length,
    afterClosing: late.filter((one) => one.afterClosing).length,
    nil: done.filter((one) => one.nil).length,
    accepted: done.filter(({ state }) => state === "accepted").length,
    missing: missing.length,
    returned: missing.filter(({ state }) => state === "returned").length,
    overdue: missing.filter(({ dueAt }) => dueAt !== null && now >= dueAt).length,
  };
}
