// Which reminder goes out on which day, what it says, and when it may be sent.

import { describe, expect, test } from "vitest";
import { createCalendar } from "../../src/domain/calendar.ts";
import { addDays, isoOf } from "../../src/domain/day.ts";
import {
  dueAtOf,
  isLateStep,
  nextSendable,
  phraseDue,
  planSteps,
  reportUpOn,
  SENDING_HOURS,
  STEP_LABELS,
  STEPS,
  type Step,
  takeDueSteps,
} from "../../src/domain/reminder.ts";

const calendar = createCalendar();

/** 「before7 07-20」, with 「×」 where skipped. */
function plan(dueOn: string, publishedOn: string, steps?: Step[], opensOn?: string): string[] {
  return planSteps({ dueOn, publishedOn, calendar, ...(steps && { steps }), opensOn: opensOn ?? null }).map(
    ({ step, on, skipped }) => `${step} ${on}${skipped ? " ×" : ""}`,
  );
}

describe("the day of each step", () => {
  test("due on a Thursday, published long before: calendar days before, workdays after", () => {
    expect(plan("2023-07-27", "2023-07-12")).toEqual([
      "before7 2023-07-20",
      "before3 2023-07-24",
      "before1 2023-07-26",
      "due 2023-07-27",
      "late1 2023-07-28",
      "late3 2023-08-01",
      "late7 2023-08-07",
    ]);
  });

  test("due on Saturday 15 July 2023, published on the Wednesday before", () => {
    expect(plan("2023-07-15", "2023-07-12")).toEqual([
      "before7 2023-07-07 ×",
      "before3 2023-07-12 ×",
      "before1 2023-07-14 ×",
      "due 2023-07-14",
      "late1 2023-07-17",
      "late3 2023-07-19",
      "late7 2023-07-25",
    ]);
    expect(phraseDue("2023-07-15", null, "2023-07-14")).toBe("明天(周六)截止");
  });

  test("due on the made-up Saturday 2 April 2022: it is reminded of on that day itself", () => {
    expect(plan("2022-04-02", "2022-03-23")).toEqual([
      "before7 2022-03-25",
      "before3 2022-03-30",
      "before1 2022-04-01",
      "due 2022-04-02",
      "late1 2022-04-06",
      "late3 2022-04-08",
      "late7 2022-04-14",
    ]);
  });

  test("due in the middle of 国庆 2023: the last workday before carries the latest, later ones wait until after", () => {
    expect(plan("2023-10-03", "2023-09-01")).toEqual([
      "before7 2023-09-26",
      "before3 2023-09-28 ×",
      "before1 2023-09-28 ×",
      "due 2023-09-28",
      "late1 2023-10-07",
      "late3 2023-10-09",
      "late7 2023-10-13",
    ]);
  });

  test("due on the last day of 春节 2024, across the holiday", () => {
    expect(plan("2024-02-17", "2024-01-15")).toEqual([
      "before7 2024-02-09 ×",
      "before3 2024-02-09 ×",
      "before1 2024-02-09 ×",
      "due 2024-02-09",
      "late1 2024-02-18",
      "late3 2024-02-20",
      "late7 2024-02-26",
    ]);
  });

  test("due on New Year's Eve, a Sunday: into the next year", () => {
    expect(plan("2023-12-31", "2023-12-01", ["before1", "due", "late1"])).toEqual([
      "before1 2023-12-29 ×",
      "due 2023-12-29",
      "late1 2024-01-02",
    ]);
  });

  test("published on the due day: its card says so, only late steps follow", () => {
    expect(plan("2023-07-12", "2023-07-12", ["before1", "due", "late1"])).toEqual([
      "before1 2023-07-11 ×",
      "due 2023-07-12 ×",
      "late1 2023-07-13",
    ]);
  });

  test("past when issued: nothing goes out", () => {
    expect(plan("2023-06-28", "2023-07-12").every((line) => line.endsWith("×"))).toBe(true);
    expect(plan("2023-07-11", "2023-07-12").every((line) => line.endsWith("×"))).toBe(true);
  });

  test("a weekly period is not reminded of before it begins", () => {
    expect(plan("2023-07-21", "2023-07-03", ["before7", "before3", "due"], "2023-07-17")).toEqual([
      "before7 2023-07-14 ×",
      "before3 2023-07-18",
      "due 2023-07-21",
    ]);
  });

  test("chosen steps come in their own order, whatever order they were given in", () => {
    expect(
      plan("2023-07-27", "2023-07-01", ["late1", "due", "before3"]).map((line) => line.split(" ")[0]),
    ).toEqual(["before3", "due", "late1"]);
  });

  test("over two years of due days no reminder rests, comes before publishing, or shares its day", () => {
    for (let dueOn = "2022-12-25"; dueOn < "2024-12-31"; dueOn = addDays(dueOn, 1)) {
      const publishedOn = addDays(dueOn, -9);
      const sent = planSteps({ dueOn, publishedOn, calendar }).filter(({ skipped }) => !skipped);
      expect(new Set(sent.map(({ on }) => on)).size).toBe(sent.length);
      expect(sent.every(({ on }) => calendar.isWorkday(on) && on > publishedOn)).toBe(true);
      expect(sent.every(({ step, on }) => (isLateStep(step) ? on > dueOn : on <= dueOn))).toBe(true);
    }
  });

  test("every step has its name", () => {
    expect(STEPS.map((step) => STEP_LABELS[step])).toEqual([
      "前7天",
      "前3天",
      "前1天",
      "当天",
      "逾期1个工作日",
      "逾期3个工作日",
      "逾期7个工作日",
    ]);
  });
});

describe("what a tick takes", () => {
  const planned = planSteps({ dueOn: "2023-07-27", publishedOn: "2023-07-12", calendar });
  const take = (today: string, recorded: string[]) => {
    const { send, skip } = takeDueSteps(planned, today, new Set(recorded));
    return [send?.step ?? null, skip.map(({ step }) => step)];
  };

  test.each([
    ["2023-07-19", [], null, []],
    ["2023-07-20", [], "before7", []],
    ["2023-07-20", ["before7"], null, []],
    ["2023-07-21", ["before7"], null, []],
    ["2023-07-24", ["before7"], "before3", []],
    ["2023-07-28", [], "late1", ["before7", "before3", "before1", "due"]],
    ["2023-07-28", ["late1"], null, ["before7", "before3", "before1", "due"]],
    ["2023-09-01", ["before7", "before3"], "late7", ["before1", "due", "late1", "late3"]],
  ])("on %s after %j: send %s, skip %j", (today, recorded, send, skip) =>
    expect(take(today, recorded)).toEqual([send, skip]),
  );

  test("a step that the plan skips is recorded as skipped", () => {
    const saturday = planSteps({ dueOn: "2023-07-15", publishedOn: "2023-07-12", calendar });
    const { send, skip } = takeDueSteps(saturday, "2023-07-14", new Set());
    expect(send?.step).toBe("due");
    expect(skip.map(({ step }) => step)).toEqual(["before7", "before3", "before1"]);
  });
});

describe("telling leaders", () => {
  test.each([
    ["2023-07-15", "2023-07-17", "2023-07-19", "2023-07-25"],
    ["2023-09-28", "2023-10-07", "2023-10-09", "2023-10-13"],
    ["2023-12-29", "2024-01-02", "2024-01-04", "2024-01-10"],
  ])("due %s: %s, %s, %s", (dueOn, head, deputy, director) =>
    expect(reportUpOn({ dueOn, calendar })).toEqual({ head, deputy, director }),
  );
});

describe("the due moment", () => {
  test("a day is due to its 24:00", () => {
    expect(isoOf(dueAtOf("2023-07-27", null))).toBe("2023-07-28T00:00:00+08:00");
    expect(isoOf(dueAtOf("2023-12-31"))).toBe("2024-01-01T00:00:00+08:00");
  });

  test("17:00:00 is on time for 17:00, the next second is late", () => {
    const dueAt = dueAtOf("2023-07-27", "17:00");
    expect(new Date("2023-07-27T17:00:00+08:00") >= dueAt).toBe(false);
    expect(new Date("2023-07-27T17:00:00.999+08:00") >= dueAt).toBe(false);
    expect(new Date("2023-07-27T17:00:01+08:00") >= dueAt).toBe(true);
  });
});

describe("how far off the due day is", () => {
  test.each([
    ["2023-07-27", null, "2023-07-27", "今天(周四)24时截止"],
    ["2023-07-27", "17:00", "2023-07-27", "今天(周四)17:00截止"],
    ["2023-07-15", null, "2023-07-14", "明天(周六)截止"],
    ["2023-07-15", "17:00", "2023-07-14", "明天(周六)17:00截止"],
    ["2023-07-27", null, "2023-07-24", "还有3天，7月27日(周四)截止"],
    ["2023-07-21", "16:30", "2023-07-18", "还有3天，7月21日(周五)16:30截止"],
    ["2023-10-03", null, "2023-09-28", "还有5天，10月3日(周二)截止"],
    ["2024-01-02", null, "2023-12-29", "还有4天，2024年1月2日(周二)截止"],
    ["2023-07-27", null, "2023-07-29", "已逾期2天"],
    ["2023-12-31", null, "2024-01-01", "已逾期1天"],
  ])("due %s %s, said on %s: %s", (dueOn, dueTime, today, expected) =>
    expect(phraseDue(dueOn, dueTime, today)).toBe(expected),
  );

  test("an hour that has passed today is named so", () => {
    expect(phraseDue("2023-07-27", "17:00", "2023-07-27", "17:00")).toBe("今天(周四)17:00截止");
    expect(phraseDue("2023-07-27", "17:00", "2023-07-27", "17:01")).toBe("今天(周四)17:00截止，已过");
  });
});

describe("quiet hours", () => {
  const next = (instant: string, restDays: "hold" | "send" = "hold") =>
    isoOf(nextSendable(new Date(`${instant}+08:00`), { ...SENDING_HOURS, restDays }, calendar)).slice(0, 16);

  test.each([
    ["2023-07-14T10:15:00", "2023-07-14T10:15"],
    ["2023-07-14T08:30:00", "2023-07-14T08:30"],
    ["2023-07-14T00:00:00", "2023-07-14T08:30"],
    ["2023-07-13T17:59:59", "2023-07-13T17:59"],
    ["2023-07-13T18:00:00", "2023-07-14T08:30"],
    ["2023-07-14T18:00:00", "2023-07-17T08:30"],
    ["2023-07-15T10:00:00", "2023-07-17T08:30"],
    ["2022-04-02T10:00:00", "2022-04-02T10:00"],
    ["2022-04-01T20:00:00", "2022-04-02T08:30"],
    ["2023-09-28T19:00:00", "2023-10-07T08:30"],
    ["2023-12-29T23:59:00", "2024-01-02T08:30"],
  ])("%s goes out at %s", (instant, expected) => expect(next(instant)).toBe(expected));

  test("a bureau on duty may send on rest days, within the hours", () => {
    expect(next("2023-07-15T10:00:00", "send")).toBe("2023-07-15T10:00");
    expect(next("2023-07-14T21:00:00", "send")).toBe("2023-07-15T08:30");
  });
});
