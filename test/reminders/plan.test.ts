// From a deadline to the days of its messages, beyond what the domain's own table says: hours, evenings, New Year.
import { describe, expect, test } from "vitest";
import { createCalendar } from "../../src/domain/calendar.ts";
import { isoOf } from "../../src/domain/day.ts";
import { STEPS } from "../../src/domain/reminder.ts";
import {
  type Deadline,
  isOpen,
  nextFall,
  nextOpening,
  planDeadline,
  planReportUp,
  takeFallen,
  timetableOf,
} from "../../src/services/reminders/plan.ts";

const timetable = timetableOf(createCalendar(), "09:05");
const at = (text: string) => new Date(`${text}:00+08:00`);

function deadline(parts: Partial<Deadline> & { dueOn: string }): Deadline {
  return {
    dueTime: null,
    opensOn: null,
    toldAt: at("2023-07-03T10:00"),
    movedOn: null,
    steps: STEPS,
    ...parts,
  };
}

/** 「before1 07-26」 of what is sent, with 报告领导 behind. */
function days(parts: Partial<Deadline> & { dueOn: string }): string[] {
  const plan = planDeadline(deadline(parts), timetable).filter(({ skipped }) => !skipped);
  return [...plan, ...planReportUp(deadline(parts), timetable)].map(
    ({ step, on }) => `${step} ${on.slice(2)}`,
  );
}

describe("over the year's end", () => {
  test.each([
    [
      { dueOn: "2023-12-31", toldAt: at("2023-12-01T10:00") },
      [
        "before7 23-12-22",
        "before3 23-12-28",
        "due 23-12-29",
        "late1 24-01-02",
        "late3 24-01-04",
        "late7 24-01-10",
        "up-head 24-01-02",
        "up-deputy 24-01-04",
        "up-director 24-01-10",
      ],
    ],
    [
      { dueOn: "2024-01-01", toldAt: at("2023-12-20T10:00") },
      [
        "before7 23-12-25",
        "due 23-12-29",
        "late1 24-01-02",
        "late3 24-01-04",
        "late7 24-01-10",
        "up-head 24-01-02",
        "up-deputy 24-01-04",
        "up-director 24-01-10",
      ],
    ],
    [
      { dueOn: "2024-01-02", toldAt: at("2023-12-29T20:00"), steps: ["before3", "before1", "due"] },
      ["up-head 24-01-03", "up-deputy 24-01-05", "up-director 24-01-11"],
    ],
    [
      { dueOn: "2024-01-05", toldAt: at("2023-12-29T20:00"), steps: ["before3", "before1", "due"] },
      ["before1 24-01-04", "due 24-01-05", "up-head 24-01-08", "up-deputy 24-01-10", "up-director 24-01-16"],
    ],
  ])("%j", (parts, expected) => expect(days(parts)).toEqual(expected));

  test("an earlier day than the year's first step is never planned twice: instants go forward only", () => {
    const one = {
      ...deadline({ dueOn: "2023-12-31", toldAt: at("2023-12-01T10:00") }),
      recorded: new Set<string>(),
    };
    const instants: string[] = [];
    for (let now = at("2023-12-01T10:00"); ; ) {
      const next = nextFall(one, now, timetable);
      if (!next) break;
      instants.push(isoOf(next).slice(0, 16));
      for (const { step } of takeFallen(one, isoOf(next).slice(0, 10), timetable)) one.recorded.add(step);
      now = next;
    }
    expect(instants).toEqual([
      "2023-12-22T09:05",
      "2023-12-28T09:05",
      "2023-12-29T09:05",
      "2024-01-02T09:05",
      "2024-01-04T09:05",
      "2024-01-10T09:05",
    ]);
  });
});

describe("when the due day was told", () => {
  const due = { dueOn: "2023-07-17", steps: ["before7", "before3", "before1", "due", "late1"] };
  test.each([
    ["2023-07-13T10:00", ["before1 23-07-14", "due 23-07-17", "late1 23-07-18"]],
    ["2023-07-13T18:00", ["due 23-07-17", "late1 23-07-18"]],
    ["2023-07-14T18:30", ["late1 23-07-18"]],
    ["2023-07-17T10:00", ["late1 23-07-18"]],
    ["2023-07-17T19:00", ["late1 23-07-18"]],
  ])("told %s", (toldAt, expected) =>
    expect(days({ ...due, toldAt: at(toldAt) }).filter((line) => !line.startsWith("up"))).toEqual(expected),
  );

  test("a return counts from its own day", () => {
    expect(days({ ...due, movedOn: "2023-07-14" }).filter((line) => !line.startsWith("up"))).toEqual([
      "due 23-07-17",
      "late1 23-07-18",
    ]);
  });

  test("told after the due day: nothing goes out and nobody is told of it", () => {
    expect(days({ ...due, toldAt: at("2023-07-18T10:00") })).toEqual([]);
  });
});

describe("an hour on the due day", () => {
  const steps = ["before3", "before1", "due", "late1"];
  test.each([
    ["17:00", ["before3 23-07-24", "before1 23-07-26", "due 23-07-27", "late1 23-07-28"]],
    ["09:06", ["before3 23-07-24", "before1 23-07-26", "due 23-07-27", "late1 23-07-28"]],
    ["09:05", ["before3 23-07-24", "due 23-07-26", "late1 23-07-28"]],
    ["08:00", ["before3 23-07-24", "due 23-07-26", "late1 23-07-28"]],
  ])("due at %s", (dueTime, expected) =>
    expect(days({ dueOn: "2023-07-27", dueTime, steps }).filter((line) => !line.startsWith("up"))).toEqual(
      expected,
    ),
  );

  test("told on the workday before: its card has said it", () => {
    expect(
      days({ dueOn: "2023-07-27", dueTime: "08:30", steps: ["due"], toldAt: at("2023-07-26T10:00") }),
    ).toEqual(["up-head 23-07-28", "up-deputy 23-08-01", "up-director 23-08-07"]);
  });

  test("on a rest day the step has gone out on the workday before anyway", () => {
    expect(days({ dueOn: "2023-07-15", dueTime: "08:30", steps: ["due"] })[0]).toBe("due 23-07-14");
  });
});

describe("the day's opening", () => {
  test.each([
    ["09:05", "09:05"],
    ["08:00", "08:30"],
    ["08:30", "08:30"],
    ["17:59", "17:59"],
    ["18:00", "08:30"],
    ["nonsense", "08:30"],
  ])("sendTime %s opens at %s", (sendTime, opening) =>
    expect(timetableOf(createCalendar(), sendTime).opening).toBe(opening),
  );

  test.each([
    ["2023-07-14T09:04", false, "2023-07-14T09:05"],
    ["2023-07-14T09:05", true, "2023-07-17T09:05"],
    ["2023-07-14T17:59", true, "2023-07-17T09:05"],
    ["2023-07-14T18:00", false, "2023-07-17T09:05"],
    ["2023-07-15T10:00", false, "2023-07-17T09:05"],
    ["2023-10-07T08:00", false, "2023-10-07T09:05"],
    ["2023-12-29T12:00", true, "2024-01-02T09:05"],
  ])("%s: open %s, next %s", (instant, open, next) => {
    expect(isOpen(at(instant), timetable)).toBe(open);
    expect(isoOf(nextOpening(at(instant), timetable)).slice(0, 16)).toBe(next);
  });
});
