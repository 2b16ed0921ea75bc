// An assignment's states, what people read of them, lateness with returns, and figures that always add up.

import { describe, expect, test } from "vitest";
import {
  ASSIGNMENT_STATES,
  type AssignmentState,
  type Counted,
  canMove,
  daysLate,
  lateDays,
  returnedDueOn,
  type StatusFacts,
  statusOf,
  tally,
  timelinessOf,
} from "../../src/domain/assignment.ts";
import { createCalendar } from "../../src/domain/calendar.ts";
import { dueAtOf } from "../../src/domain/reminder.ts";

const calendar = createCalendar();
const at = (text: string) => new Date(`${text}+08:00`);
const due27 = dueAtOf("2023-07-27", null);

describe("moves", () => {
  const allowed: Record<AssignmentState, AssignmentState[]> = {
    open: ["signing", "submitted", "waived"],
    signing: ["open", "submitted", "returned", "waived"],
    submitted: ["accepted", "returned"],
    accepted: ["submitted", "returned"],
    returned: ["signing", "submitted", "waived"],
    waived: ["open", "returned"],
  };
  test.each(ASSIGNMENT_STATES)("from %s", (from) => {
    const got = ASSIGNMENT_STATES.filter((to) => canMove(from, to));
    expect([...got].sort()).toEqual([...allowed[from]].sort());
  });
});

describe("what people read", () => {
  const open: StatusFacts = { state: "open", dueAt: due27 };
  test.each<[string, StatusFacts, string, string]>([
    ["open", open, "2023-07-20T09:00:00", "待报送"],
    ["open to the last second", open, "2023-07-27T23:59:59", "待报送"],
    ["over at 24:00", open, "2023-07-28T00:00:00", "逾期未报"],
    ["not begun", { ...open, opensOn: "2023-07-21" }, "2023-07-20T23:59:59", "未开始"],
    ["begun", { ...open, opensOn: "2023-07-21" }, "2023-07-21T00:00:00", "待报送"],
    ["no due day", { state: "open", dueAt: null }, "2030-01-01T00:00:00", "待报送"],
    ["signing", { ...open, state: "signing" }, "2023-07-27T12:00:00", "审签中"],
    ["signing when over", { ...open, state: "signing" }, "2023-07-28T12:00:00", "逾期未报"],
    ["submitted late", { ...open, state: "submitted" }, "2023-08-28T12:00:00", "待审核"],
    ["accepted", { ...open, state: "accepted" }, "2023-08-28T12:00:00", "审核通过"],
    ["waived", { ...open, state: "waived" }, "2023-08-28T12:00:00", "免报"],
    [
      "returned, new date ahead",
      { state: "returned", dueAt: due27, returnedDueAt: dueAtOf("2023-08-01") },
      "2023-08-01T23:59:59",
      "退回补正",
    ],
    [
      "returned, new date over",
      { state: "returned", dueAt: due27, returnedDueAt: dueAtOf("2023-08-01") },
      "2023-08-02T00:00:00",
      "逾期未报",
    ],
    [
      "returned and in sign-off again",
      { state: "signing", dueAt: due27, returnedDueAt: dueAtOf("2023-08-01") },
      "2023-07-31T09:00:00",
      "审签中",
    ],
    ["past when issued", { ...open, pastWhenIssued: true }, "2023-08-28T12:00:00", "印发时已过"],
    [
      "past when issued, but wanted",
      { ...open, pastWhenIssued: true, counted: true },
      "2023-08-28T12:00:00",
      "逾期未报",
    ],
    [
      "past when issued, sent in",
      { ...open, state: "submitted", pastWhenIssued: true },
      "2023-08-28T12:00:00",
      "待审核",
    ],
  ])("%s", (_name, facts, now, expected) => expect(statusOf({ ...facts, now: at(now) })).toBe(expected));
});

describe("days late", () => {
  test.each([
    ["2023-07-27T23:59:59", null, 0],
    ["2023-07-28T00:00:00", null, 1],
    ["2023-07-28T23:59:59", null, 1],
    ["2023-07-30T08:00:00", null, 3],
    ["2023-07-27T17:00:00", "17:00", 0],
    ["2023-07-27T17:00:01", "17:00", 1],
    ["2023-07-28T09:00:00", "17:00", 1],
    ["2023-07-29T00:00:00", "17:00", 2],
    ["2024-01-01T00:00:00", null, 158],
  ])("sent %s for 27 July %s: %i", (submitted, time, days) =>
    expect(daysLate(dueAtOf("2023-07-27", time), at(submitted))).toBe(days),
  );

  const base = { dueAt: due27, now: at("2023-08-20T09:00:00") };
  test.each<[string, Parameters<typeof lateDays>[0], number]>([
    ["on time", { ...base, firstSubmittedAt: at("2023-07-26T10:00:00") }, 0],
    ["late once", { ...base, firstSubmittedAt: at("2023-07-29T10:00:00") }, 2],
    ["not sent yet, ahead", { ...base, firstSubmittedAt: null, now: at("2023-07-20T10:00:00") }, 0],
    ["not sent yet, over", { ...base, firstSubmittedAt: null, now: at("2023-07-31T10:00:00") }, 4],
    ["no due day", { ...base, dueAt: null, firstSubmittedAt: null }, 0],
    [
      "returned, back in time: on time by the first submission, though past the first date",
      {
        ...base,
        firstSubmittedAt: at("2023-07-26T10:00:00"),
        returnedDueAt: dueAtOf("2023-08-01"),
        resubmittedAt: at("2023-08-01T23:00:00"),
      },
      0,
    ],
    [
      "returned, back late: counted from the day after the new date",
      {
        ...base,
        firstSubmittedAt: at("2023-07-26T10:00:00"),
        returnedDueAt: dueAtOf("2023-08-01"),
        resubmittedAt: at("2023-08-02T08:00:00"),
      },
      1,
    ],
    [
      "returned, still out",
      {
        ...base,
        firstSubmittedAt: at("2023-07-26T10:00:00"),
        returnedDueAt: dueAtOf("2023-08-01"),
        resubmittedAt: null,
        now: at("2023-08-04T09:00:00"),
      },
      3,
    ],
    [
      "returned, still in time",
      {
        ...base,
        firstSubmittedAt: at("2023-07-26T10:00:00"),
        returnedDueAt: dueAtOf("2023-08-01"),
        resubmittedAt: null,
        now: at("2023-08-01T09:00:00"),
      },
      0,
    ],
    [
      "first late, back in time: as late as at first",
      {
        ...base,
        firstSubmittedAt: at("2023-07-30T10:00:00"),
        returnedDueAt: dueAtOf("2023-08-03"),
        resubmittedAt: at("2023-08-02T08:00:00"),
      },
      3,
    ],
    [
      "an earlier round's lateness stays",
      {
        ...base,
        firstSubmittedAt: at("2023-07-26T10:00:00"),
        returnedDueAt: dueAtOf("2023-08-09"),
        resubmittedAt: at("2023-08-08T08:00:00"),
        earlierLateDays: 2,
      },
      2,
    ],
  ])("%s", (_name, facts, days) => expect(lateDays(facts)).toBe(days));

  test("late, and late after closing", () => {
    const closedAt = at("2023-08-10T00:00:00");
    expect(timelinessOf(0, at("2023-08-11T00:00:00"), closedAt)).toBe("按时");
    expect(timelinessOf(2, at("2023-07-29T00:00:00"), closedAt)).toBe("逾期报送");
    expect(timelinessOf(14, at("2023-08-10T00:00:00"), closedAt)).toBe("补报");
    expect(timelinessOf(14, at("2023-08-10T00:00:00"), null)).toBe("逾期报送");
  });
});

describe("the new date of a return", () => {
  test.each<[string, string | null, string | null, string, string]>([
    ["2023-07-28", null, null, "2023-08-01", "two workdays, over a weekend"],
    ["2023-09-27", null, null, "2023-10-07", "over 国庆"],
    ["2023-09-14", "2023-09-15", null, "2023-09-15", "not past the upward date"],
    ["2023-09-11", "2023-09-18", null, "2023-09-13", "upward date far off"],
    ["2023-09-18", "2023-09-18", null, "2023-09-18", "upward date today"],
    ["2023-09-19", "2023-09-18", null, "2023-09-21", "upward date already over"],
    ["2023-07-14", null, "2023-07-27", "2023-07-27", "its own date is later"],
    ["2023-07-14", "2023-07-25", "2023-07-27", "2023-07-25", "its own date is later than the upward one"],
  ])("returned %s, upward %s, own %s: %s (%s)", (today, upward, own, expected) =>
    expect(returnedDueOn(today, upward, calendar, own)).toBe(expected),
  );
});

describe("figures", () => {
  const now = at("2023-07-28T09:00:00");
  const one = (state: AssignmentState, more: Partial<Counted> = {}): Counted => ({
    state,
    dueAt: due27,
    lateDays: 0,
    ...more,
  });

  test("a bureau's matter", () => {
    const list = [
      one("accepted"),
      one("accepted", { nil: true }),
      one("submitted", { lateDays: 2 }),
      one("submitted", { lateDays: 9, afterClosing: true, nil: true }),
      one("returned", { dueAt: dueAtOf("2023-08-01") }),
      one("signing"),
      one("open"),
      one("open", { dueAt: dueAtOf("2023-08-05") }),
      one("waived"),
      one("open", { pastWhenIssued: true }),
      one("submitted", { pastWhenIssued: true }),
      one("open", { counted: false }),
      one("accepted", { pastWhenIssued: true, counted: true }),
    ];
    expect(tally(list, now)).toEqual({
      due: 9,
      done: 5,
      onTime: 3,
      late: 2,
      afterClosing: 1,
      nil: 2,
      accepted: 3,
      missing: 4,
      returned: 1,
      overdue: 2,
    });
  });

  test("nothing is nothing", () => {
    expect(Object.values(tally([], now)).every((figure) => figure === 0)).toBe(true);
  });

  test("over many random lists the figures add up, and each assignment counts once", () => {
    // A fixed linear congruential sequence, so that a failure comes again.
    let seed = 20230712;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const randomOne = (): Counted => ({
      state: ASSIGNMENT_STATES[random(ASSIGNMENT_STATES.length)]!,
      dueAt: [null, due27, dueAtOf("2023-08-05")][random(3)]!,
      lateDays: random(2) * random(10),
      nil: random(3) === 0,
      afterClosing: random(5) === 0,
      pastWhenIssued: random(4) === 0,
      ...(random(6) === 0 && { counted: random(2) === 0 }),
    });
    const seen = { late: 0, nil: 0, overdue: 0, uncounted: 0 };
    for (let round = 0; round < 500; round++) {
      const list = Array.from({ length: random(40) }, randomOne);
      const figures = tally(list, now);
      expect(figures.due).toBe(figures.done + figures.missing);
      expect(figures.done).toBe(figures.onTime + figures.late);
      expect(figures.nil).toBeLessThanOrEqual(figures.done);
      expect(figures.accepted).toBeLessThanOrEqual(figures.done);
      expect(figures.afterClosing).toBeLessThanOrEqual(figures.late);
      expect(figures.returned).toBeLessThanOrEqual(figures.missing);
      expect(figures.overdue).toBeLessThanOrEqual(figures.missing);

      const half = Math.floor(list.length / 2);
      const [left, right] = [tally(list.slice(0, half), now), tally(list.slice(half), now)];
      for (const name of Object.keys(figures) as (keyof typeof figures)[]) {
        expect(figures[name]).toBe(left[name] + right[name]);
      }
      const read = list.map((item) => statusOf({ ...item, now }));
      const inDue = list.filter(({ state, counted, pastWhenIssued }) =>
        state === "waived" ? false : (counted ?? !pastWhenIssued),
      );
      expect(figures.due).toBe(inDue.length);
      expect(figures.overdue).toBe(inDue.filter((item) => read[list.indexOf(item)] === "逾期未报").length);
      seen.late += figures.late;
      seen.nil += figures.nil;
      seen.overdue += figures.overdue;
      seen.uncounted += list.length - figures.due;
    }
    expect(Object.values(seen).every((count) => count > 100)).toBe(true);
  });
});
