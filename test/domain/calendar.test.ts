// The workday calendar over real Chinese years: make-up Saturdays, 国庆 2023, 春节 2024, years without data.

import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { createCalendar } from "../../src/domain/calendar.ts";
import { addDays } from "../../src/domain/day.ts";

const calendar = createCalendar();

describe("which days are worked", () => {
  test.each([
    ["2022-04-02", true, "Saturday before 清明 2022, made up"],
    ["2022-04-04", false, "清明 2022, a Monday"],
    ["2023-07-14", true, "a Friday"],
    ["2023-07-15", false, "a Saturday"],
    ["2023-01-28", true, "Saturday after 春节 2023, made up"],
    ["2023-09-29", false, "中秋 2023, a Friday"],
    ["2023-10-06", false, "国庆 2023, a Friday"],
    ["2023-10-07", true, "Saturday after 国庆 2023, made up"],
    ["2023-10-08", true, "Sunday after 国庆 2023, made up"],
    ["2024-02-09", true, "除夕 2024 was no public holiday"],
    ["2024-02-12", false, "春节 2024, a Monday"],
    ["2024-02-18", true, "Sunday after 春节 2024, made up"],
    ["2026-10-10", true, "Saturday after 国庆 2026, made up"],
  ])("%s: %s (%s)", (day, expected) => expect(calendar.isWorkday(day)).toBe(expected));

  test("the working days of 2023 and 2024 are as many as the State Council left", () => {
    expect(calendar.workdaysBetween("2022-12-31", "2023-12-31")).toBe(249);
    expect(calendar.workdaysBetween("2023-12-31", "2024-12-31")).toBe(251);
  });
});

describe("years", () => {
  test.each([
    [2003, false],
    [2004, true],
    [2022, true],
    [2023, true],
    [2026, true],
    [2027, false],
    [2100, false],
  ])("%i known: %s", (year, known) => expect(calendar.known(year)).toBe(known));

  test("every year from the first to the last known has its holidays", () => {
    const years = Array.from({ length: 23 }, (_, index) => 2004 + index);
    expect(years.every((year) => calendar.known(year) && !calendar.isWorkday(`${year}-10-01`))).toBe(true);
  });

  test("a year without data counts weekends only", () => {
    expect(calendar.isWorkday("2027-10-01")).toBe(true);
    expect(calendar.isWorkday("2027-10-02")).toBe(false);
  });

  test("a bureau can enter the year itself; one local holiday does not make it known", () => {
    const local = createCalendar({ "2027-08-13": "rest" });
    expect([local.isWorkday("2027-08-13"), local.known(2027)]).toEqual([false, false]);
    const entered = createCalendar({ "2027-10-01": "rest", "2027-10-09": "work" });
    expect([entered.isWorkday("2027-10-01"), entered.isWorkday("2027-10-09"), entered.known(2027)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("the bureau's own days win over the State Council's", () => {
    const own = createCalendar({ "2022-04-02": "rest", "2023-10-01": "work" });
    expect([own.isWorkday("2022-04-02"), own.isWorkday("2023-10-01")]).toEqual([false, true]);
  });
});

describe("arithmetic over workdays", () => {
  test.each([
    ["2023-07-15", 1, "2023-07-17", "from a Saturday"],
    ["2023-07-15", 7, "2023-07-25", "from a Saturday"],
    ["2023-07-14", 1, "2023-07-17", "over a weekend"],
    ["2023-09-28", 1, "2023-10-07", "over 国庆 onto a made-up Saturday"],
    ["2023-09-28", 3, "2023-10-09", "through the made-up weekend"],
    ["2024-02-09", 1, "2024-02-18", "over 春节 onto a made-up Sunday"],
    ["2022-04-01", 1, "2022-04-02", "the made-up Saturday is the next workday"],
    ["2023-12-29", 1, "2024-01-02", "into the next year"],
    ["2023-10-07", -1, "2023-09-28", "backwards over 国庆"],
    ["2023-09-18", -3, "2023-09-13", "three workdays before"],
    ["2023-07-15", 0, "2023-07-15", "none"],
  ])("%s %i: %s (%s)", (day, count, expected) => expect(calendar.addWorkdays(day, count)).toBe(expected));

  test.each([
    ["2023-07-14", "2023-07-17", 1],
    ["2023-07-15", "2023-07-16", 0],
    ["2023-09-28", "2023-10-09", 3],
    ["2023-10-09", "2023-09-28", -3],
    ["2023-07-14", "2023-07-14", 0],
  ])("workdays after %s up to %s: %i", (from, to, count) =>
    expect(calendar.workdaysBetween(from, to)).toBe(count),
  );

  test.each([
    ["2023-10-06", "2023-09-28", "2023-10-07"],
    ["2023-07-15", "2023-07-14", "2023-07-17"],
    ["2022-04-02", "2022-04-02", "2022-04-02"],
    ["2024-01-01", "2023-12-29", "2024-01-02"],
  ])("nearest to %s: %s and %s", (day, before, after) => {
    expect(calendar.onOrBefore(day)).toBe(before);
    expect(calendar.onOrAfter(day)).toBe(after);
  });

  test("counting back what was added gives the same number, over four years", () => {
    for (let day = "2021-12-01"; day < "2025-12-01"; day = addDays(day, 17)) {
      for (const count of [1, 2, 3, 7]) {
        expect(calendar.workdaysBetween(day, calendar.addWorkdays(day, count))).toBe(count);
      }
    }
  });
});

test("a server west of Greenwich sees the same days", () => {
  const script =
    'import { createCalendar } from "./src/domain/calendar.ts"; const c = createCalendar();' +
    'console.log(["2022-04-02","2023-10-06","2023-10-07","2024-02-18"].map((d) => c.isWorkday(d)).join());';
  const seen = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    env: { ...process.env, TZ: "America/Los_Angeles" },
    encoding: "utf8",
  });
  expect(seen.trim()).toBe("true,false,true,true");
});
