// On which days a group of assignments is reminded of and reported up, and from when on a day that happens.
import type { Calendar } from "../../domain/calendar.ts";
import { addDays, type Day, dayOf, instantOf, type TimeOfDay, timeOf } from "../../domain/day.ts";
import {
  isLateStep,
  nextSendable,
  type PlannedStep,
  planSteps,
  reportUpOn,
  SENDING_HOURS,
  STEPS,
  type Step,
  takeDueSteps,
} from "../../domain/reminder.ts";

/** The steps of 报告领导, recorded as reminders beside the others. */
export const UP_STEPS = ["up-head", "up-deputy", "up-director"] as const;

/** Who is told of an overdue report: the unit's head, the deputies over it, the director. */
export type UpStep = (typeof UP_STEPS)[number];

/** What decides on which days something falls due. */
export interface Deadline {
  dueOn: Day;
  dueTime: TimeOfDay | null;
  opensOn: Day | null;
  /** When the due day was told: at publishing, or by a trigger. */
  toldAt: Date;
  /** The day on which a return, an extension or a later version of the plan set the due day, if one did. */
  movedOn: Day | null;
  /** An earlier day inside the due day (逐级上报): the steps up to the due day go by it. */
  internalDueOn?: Day | null;
  steps: readonly string[];
}

/** When the bureau sends, and which days it works. */
export interface Timetable {
  calendar: Calendar;
  /** Start of the day's reminders, within the sending hours. */
  opening: TimeOfDay;
}

/** The bureau's `sendTime` as start of the day; a time outside the sending hours counts as their beginning. */
export function timetableOf(calendar: Calendar, sendTime: TimeOfDay): Timetable {
  const within = sendTime >= SENDING_HOURS.from && sendTime < SENDING_HOURS.to;
  return { calendar, opening: within ? sendTime : SENDING_HOURS.from };
}

/** Whether reminders may go out at this instant: on a workday, from the opening to the end of the sending hours. */
export function isOpen(instant: Date, { calendar, opening }: Timetable): boolean {
  const time = timeOf(instant);
  return calendar.isWorkday(dayOf(instant)) && time >= opening && time < SENDING_HOURS.to;
}

/** The first opening strictly after an instant. */
export function nextOpening(after: Date, { calendar, opening }: Timetable): Date {
  const today = instantOf(calendar.onOrAfter(dayOf(after)), opening);
  return today > after ? today : instantOf(calendar.onOrAfter(addDays(dayOf(after), 1)), opening);
}

function isStep(text: string): text is Step {
  return STEPS.some((step) => step === text);
}

/**
 * The day on which people read of the due day, from which on steps make sense. What is told in quiet hours is read at
 * their end, unless the due day is past by then.
 */
function basisOf({ toldAt, movedOn, dueOn }: Deadline, calendar: Calendar): Day {
  const readOn = dayOf(nextSendable(toldAt, SENDING_HOURS, calendar));
  const toldOn = readOn <= dueOn ? readOn : dayOf(toldAt);
  return movedOn !== null && movedOn > toldOn ? movedOn : toldOn;
}

/**
 * The steps of a deadline with their days. Where the due hour comes before the day's reminders go out, the step of
 * the due day goes out on the workday before instead of too late, and overtakes what else falls on that day.
 */
export function planDeadline(deadline: Deadline, timetable: Timetable): PlannedStep[] {
  const { dueOn, dueTime, opensOn, internalDueOn = null } = deadline;
  const { calendar, opening } = timetable;
  if (internalDueOn !== null && internalDueOn < dueOn && internalDueOn >= basisOf(deadline, calendar)) {
    const part = (late: boolean) => ({
      ...deadline,
      internalDueOn: null,
      steps: deadline.steps.filter((step) => isStep(step) && isLateStep(step) === late),
    });
    const inside = { ...part(false), dueOn: internalDueOn, dueTime: null };
    return [...planDeadline(inside, timetable), ...planDeadline(part(true), timetable)];
  }
  const basisOn = basisOf(deadline, calendar);
  const plan = planSteps({
    dueOn,
    steps: deadline.steps.filter(isStep),
    publishedOn: basisOn,
    opensOn,
    calendar,
  });
  const onDueDay = plan.some(({ step, on }) => step === "due" && on === dueOn);
  if (dueTime === null || dueTime > opening || !onDueDay) return plan;
  const before = calendar.onOrBefore(addDays(dueOn, -1));
  const early = before <= basisOn || (opensOn !== null && before < opensOn);
  return plan.map(({ step, on, skipped }) => {
    if (step === "due") return early ? { step, on: before, skipped: true } : { step, on: before };
    return skipped || on === before ? { step, on, skipped: true } : { step, on };
  });
}

/** The days of 报告领导; none where the due day was past when it was told. */
export function planReportUp(deadline: Deadline, { calendar }: Timetable): { step: UpStep; on: Day }[] {
  const { dueOn } = deadline;
  if (dueOn < basisOf(deadline, calendar)) return [];
  const { head, deputy, director } = reportUpOn({ dueOn, calendar });
  return [
    { step: "up-head", on: head },
    { step: "up-deputy", on: deputy },
    { step: "up-director", on: director },
  ];
}

/** A step to be recorded on a day: sent, or skipped because a later one overtook it. */
export interface FallenStep {
  step: Step | UpStep;
  on: Day;
  state: "sent" | "skipped";
}

/** What falls due by `today` and is not recorded yet. */
export function takeFallen(
  deadline: Deadline & { recorded: ReadonlySet<string> },
  today: Day,
  timetable: Timetable,
): FallenStep[] {
  const { send, skip } = takeDueSteps(planDeadline(deadline, timetable), today, deadline.recorded);
  const up = planReportUp(deadline, timetable).filter(
    ({ step, on }) => on <= today && !deadline.recorded.has(step),
  );
  return [
    ...skip.map(({ step, on }) => ({ step, on, state: "skipped" as const })),
    ...(send ? [{ step: send.step, on: send.on, state: "sent" as const }] : []),
    ...up.map(({ step, on }) => ({ step, on, state: "sent" as const })),
  ];
}

/** The first instant strictly after `after` at which one of the deadline's messages is due; null if none will be. */
export function nextFall(
  deadline: Deadline & { recorded: ReadonlySet<string> },
  after: Date,
  timetable: Timetable,
): Date | null {
  const today = dayOf(after);
  if (takeFallen(deadline, today, timetable).some(({ state }) => state === "sent")) {
    return nextOpening(after, timetable);
  }
  const days = [
    ...planDeadline(deadline, timetable).filter(({ skipped }) => !skipped),
    ...planReportUp(deadline, timetable),
  ]
    .filter(({ step, on }) => on > today && !deadline.recorded.has(step))
    .map(({ on }) => on)
    .sort();
  return days[0] === undefined ? null : instantOf(days[0], timetable.opening);
}
