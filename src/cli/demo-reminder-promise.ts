// Reckons from the calendar alone on which days people had to be reminded, and holds it against their phones.
import type { Calendar } from "../domain/calendar.ts";
import { addDays, type Day, dayOf, instantOf } from "../domain/day.ts";
import { nextSendable, SENDING_HOURS } from "../domain/reminder.ts";
import { orgSettingsSchema } from "../services/settings.ts";
import type { Cast } from "./demo-cast.ts";
import { type Duty, nameOf, type Round } from "./demo-duties.ts";
import type { SeenMessage } from "./sandbox-client.ts";

/** One promise: what it says, how much was looked at, and each place where it is broken. */
export interface Promised {
  words: string;
  broken: string[];
}

type Phones = ReadonlyMap<string, SeenMessage[]>;

/** What was played: whose duties, by which calendar, until when. */
export interface Played {
  duties: readonly Duty[];
  cast: Pick<Cast, "holders" | "unitsOf" | "nameOf" | "director" | "headPost">;
  calendar: Calendar;
  end: Date;
}

/** Reminders go out in the minutes after this time of a workday. */
const OPENING = orgSettingsSchema.parse({}).sendTime;
const STEPS: Record<string, (dueOn: Day, calendar: Calendar) => Day> = {
  before7: (dueOn, calendar) => calendar.onOrBefore(addDays(dueOn, -7)),
  before3: (dueOn, calendar) => calendar.onOrBefore(addDays(dueOn, -3)),
  before1: (dueOn, calendar) => calendar.onOrBefore(addDays(dueOn, -1)),
  due: (dueOn, calendar) => calendar.onOrBefore(dueOn),
  late1: (dueOn, calendar) => calendar.addWorkdays(dueOn, 1),
  late3: (dueOn, calendar) => calendar.addWorkdays(dueOn, 3),
  late7: (dueOn, calendar) => calendar.addWorkdays(dueOn, 7),
};
const UP = { head: 1, deputy: 3, director: 7 } as const;

/** Whether a round was still open when a day's reminders went out, and the play had come that far. */
function owedOn({ toldAt, doneAt }: Round, day: Day, end: Date): boolean {
  const at = instantOf(day, OPENING);
  return at > toldAt && at <= end && (doneAt === null || at < doneAt);
}

/** The days on which the preparing unit's contacts had to hear of a duty. */
function reminderDays({ rounds, steps, opensOn }: Duty, calendar: Calendar, end: Date): Set<Day> {
  const days = rounds.flatMap((round) => {
    const { dueOn, toldAt, returned } = round;
    // Who is told in quiet hours reads it when they are over; that day needs no reminder.
    const readOn = dayOf(nextSendable(toldAt, SENDING_HOURS, calendar));
    const toldOn = returned || readOn > dueOn ? dayOf(toldAt) : readOn;
    return steps
      .flatMap((step) => STEPS[step]?.(dueOn, calendar) ?? [])
      .filter((day) => day > toldOn && !(opensOn && day < opensOn) && owedOn(round, day, end));
  });
  return new Set(days);
}

const isReminder = ({ card }: SeenMessage): boolean => card?.title.startsWith("报送提醒(") ?? false;
// The deadlines of problems go out in the same digest, on days of their own that are not reckoned here.
const carriesProblems = ({ card }: SeenMessage): boolean => card?.title.includes("整改提醒(") ?? false;
const isReportUp = ({ card }: SeenMessage): boolean => card?.title.startsWith("逾期未报") ?? false;
const onDayOf = (day: Day) => (message: SeenMessage) => dayOf(new Date(message.at)) === day;
const codesIn = ({ text }: SeenMessage): string[] => text.match(/(?<![A-Za-z0-9])A\d+(?= )/g) ?? [];

/** Every contact heard of each duty on its days, never on another, and never of what was in. */
export function checkReminders({ duties, cast, calendar, end }: Played, phones: Phones): Promised {
  const broken: string[] = [];
  const expected = new Map(duties.map((duty) => [duty, reminderDays(duty, calendar, end)]));
  let count = 0;
  for (const [duty, days] of expected) {
    for (const day of days) {
      for (const id of cast.holders(duty.preparer, "contact")) {
        const heard = phones.get(id)?.filter(isReminder).filter(onDayOf(day)) ?? [];
        if (!heard.some((message) => codesIn(message).includes(duty.code)))
          broken.push(`${day} ${cast.nameOf(id)}没有收到“${nameOf(duty)}”的提醒`);
      }
    }
  }
  for (const [id, messages] of phones) {
    const units = cast.unitsOf(id, "contact");
    for (const message of messages.filter(isReminder)) {
      count += 1;
      const at = new Date(message.at);
      const wanted =
        carriesProblems(message) ||
        duties.some((duty) => units.includes(duty.preparer) && expected.get(duty)!.has(dayOf(at)));
      if (!wanted) broken.push(`${dayOf(at)} ${cast.nameOf(id)}收到一条不该有的提醒`);
      for (const code of codesIn(message)) {
        const duty = duties.find((one) => one.code === code);
        const round = duty?.rounds.findLast(({ toldAt }) => toldAt <= at);
        if (round?.doneAt && round.doneAt <= at)
          broken.push(`${dayOf(at)} ${cast.nameOf(id)}报过“${nameOf(duty!)}”之后还收到提醒`);
      }
    }
  }
  return { words: `提醒都在该提醒的日子，报过的不再提醒(${count}条)`, broken };
}

/** Head, deputy and director heard of what was overdue 1, 3 and 7 workdays after, and on no other day. */
export function checkReportsUp({ duties, cast, calendar, end }: Played, phones: Phones): Promised {
  const broken: string[] = [];
  const expected = new Map<string, Set<string>>();
  for (const duty of duties) {
    for (const round of duty.rounds) {
      for (const role of ["head", "deputy", "director"] as const) {
        const day = calendar.addWorkdays(round.dueOn, UP[role]);
        const { toldAt, dueOn } = round;
        if (!owedOn(round, day, end) || dueOn < dayOf(toldAt)) continue;
        const leaders = role === "director" ? [cast.director] : cast.holders(duty.preparer, role);
        for (const id of leaders) {
          const key = `${id} ${day}`;
          expected.set(key, (expected.get(key) ?? new Set()).add(nameOf(duty)));
        }
      }
    }
  }
  for (const [key, names] of expected) {
    const [id = "", day = ""] = key.split(" ");
    const texts = (phones.get(id) ?? []).filter(isReportUp).filter(onDayOf(day));
    for (const name of names)
      if (!texts.some(({ text }) => text.includes(name)))
        broken.push(`${day} 没有向${cast.nameOf(id)}报告“${name}”逾期`);
  }
  let count = 0;
  for (const [id, messages] of phones) {
    for (const { at } of messages.filter(isReportUp)) {
      count += 1;
      const day = dayOf(new Date(at));
      if (!expected.has(`${id} ${day}`)) broken.push(`${day} 向${cast.nameOf(id)}报告领导，不是该报告的日子`);
    }
  }
  return { words: `逾期1、3、7个工作日分别报告负责人、分管领导、${cast.headPost}(${count}条)`, broken };
}
