// When an assignment is reminded of, when leaders are told, what a reminder says about time, and quiet hours.

import type { Calendar } from "./calendar.ts";
import {
  addDays,
  type Day,
  dayOf,
  daysBetween,
  endOf,
  formatDay,
  instantOf,
  type TimeOfDay,
  timeOf,
  weekdayName,
} from "./day.ts";

/** A reminder's step (档位), in the order in which they fall due. */
export const STEPS = ["before7", "before3", "before1", "due", "late1", "late3", "late7"] as const;

/** One of the steps: calendar days before the due day, or workdays after it. */
export type Step = (typeof STEPS)[number];

/** How people call the steps. */
export const STEP_LABELS: Readonly<Record<Step, string>> = {
  before7: "前7天",
  before3: "前3天",
  before1: "前1天",
  due: "当天",
  late1: "逾期1个工作日",
  late3: "逾期3个工作日",
  late7: "逾期7个工作日",
};

const DAYS_BEFORE: Partial<Record<Step, number>> = { before7: 7, before3: 3, before1: 1, due: 0 };
const WORKDAYS_AFTER: Partial<Record<Step, number>> = { late1: 1, late3: 3, late7: 7 };

/** A step with the day on which it goes out; a skipped one is recorded and never sent. */
export interface PlannedStep {
  step: Step;
  on: Day;
  skipped?: boolean;
}

/** Steps that do not go out before the due day has passed; from the due day on nobody is named in a group. */
export function isLateStep(step: Step): boolean {
  return WORKDAYS_AFTER[step] !== undefined;
}

function dayOfStep(step: Step, dueOn: Day, calendar: Calendar): Day {
  const workdays = WORKDAYS_AFTER[step];
  if (workdays !== undefined) return calendar.addWorkdays(dueOn, workdays);
  return calendar.onOrBefore(addDays(dueOn, -(DAYS_BEFORE[step] ?? 0)));
}

/**
 * The steps in order, each with its day. Up to the due day a step on a rest day goes out on the workday before;
 * later ones count workdays. Skipped are: a step before or on the day of publishing, whose own card already says
 * the date; one before `opensOn`, the day a period begins; all of them where the due day is before publishing
 * (印发时已过); and of several on one day all but the latest. After 延期 or 退回 plan anew with the day of that
 * decision as `publishedOn`.
 */
export function planSteps(input: {
  dueOn: Day;
  steps?: readonly Step[];
  publishedOn: Day;
  opensOn?: Day | null;
  calendar: Calendar;
}): PlannedStep[] {
  const { dueOn, steps = STEPS, publishedOn, opensOn, calendar } = input;
  const planned = STEPS.filter((step) => steps.includes(step)).map((step) => ({
    step,
    on: dayOfStep(step, dueOn, calendar),
  }));
  return planned.map(({ step, on }, index) => {
    const early = on <= publishedOn || (opensOn != null && on < opensOn);
    const overtaken = planned[index + 1]?.on === on;
    return early || overtaken || dueOn < publishedOn ? { step, on, skipped: true } : { step, on };
  });
}

/**
 * What of a plan falls due by `today` and is not recorded yet: only the latest step is sent, those before it are
 * skipped, so that after downtime nobody is told everything at once.
 */
export function takeDueSteps(
  plan: readonly PlannedStep[],
  today: Day,
  recorded: ReadonlySet<string>,
): { send: PlannedStep | null; skip: PlannedStep[] } {
  const reached = plan.filter(({ on }) => on <= today);
  const latest = reached.findLast(({ skipped }) => !skipped);
  const send = latest && !recorded.has(latest.step) ? latest : null;
  return { send, skip: reached.filter(({ step }) => step !== send?.step && !recorded.has(step)) };
}

/** The days on which overdue reports are told to leaders (报告领导): 1, 3 and 7 workdays after the due day. */
export function reportUpOn(input: { dueOn: Day; calendar: Calendar }): {
  head: Day;
  deputy: Day;
  director: Day;
} {
  const after = (workdays: number) => input.calendar.addWorkdays(input.dueOn, workdays);
  return { head: after(1), deputy: after(3), director: after(7) };
}

/**
 * The first instant at which a report is late: 24:00 of the day, or the second after `dueTime`. A receipt that
 * reads 17:00:00 is on time for 17:00, one that reads 00:00:00 of the next day is late. Compare with `at >= dueAt`.
 */
export function dueAtOf(dueOn: Day, dueTime: TimeOfDay | null = null): Date {
  return dueTime === null ? endOf(dueOn) : new Date(instantOf(dueOn, dueTime).getTime() + 1000);
}

/**
 * How far off the due day is, always naming the true day: 「今天(周四)24时截止」「明天(周六)截止」
 * 「还有3天,7月27日(周四)截止」「已逾期2天」. With `timeNow`, a due hour that has passed today reads 「已过」.
 */
export function phraseDue(dueOn: Day, dueTime: TimeOfDay | null, today: Day, timeNow?: TimeOfDay): string {
  const days = daysBetween(today, dueOn);
  const weekday = weekdayName(dueOn);
  if (days < 0) return `已逾期${-days}天`;
  if (days === 0) {
    if (dueTime === null) return `今天(${weekday})24时截止`;
    const past = timeNow !== undefined && timeNow > dueTime;
    return past ? `今天(${weekday})${dueTime}截止，已过` : `今天(${weekday})${dueTime}截止`;
  }
  if (days === 1) return `明天(${weekday})${dueTime ?? ""}截止`;
  const day = formatDay(dueOn, dueOn.slice(0, 4) !== today.slice(0, 4));
  return `还有${days}天，${day}(${weekday})${dueTime ?? ""}截止`;
}

/** When unasked messages may go out: from `from` up to, not including, `to`; rest days hold them or not. */
export interface SendingHours {
  from: TimeOfDay;
  to: TimeOfDay;
  restDays: "hold" | "send";
}

/** 8:30 to 18:00 on workdays. */
export const SENDING_HOURS: SendingHours = { from: "08:30", to: "18:00", restDays: "hold" };

/** `instant` itself where a message may go out then, else the next opening of the sending hours. */
export function nextSendable(instant: Date, hours: SendingHours, calendar: Calendar): Date {
  const day = dayOf(instant);
  const time = timeOf(instant);
  const open = (at: Day) => hours.restDays === "send" || calendar.isWorkday(at);
  if (open(day) && time < hours.to) return time >= hours.from ? instant : instantOf(day, hours.from);
  const next = addDays(day, 1);
  return instantOf(hours.restDays === "send" ? next : calendar.onOrAfter(next), hours.from);
}
