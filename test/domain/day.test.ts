// Days and instants in Shanghai, whatever the server's zone.

import { describe, expect, test } from "vitest";
import {
  addDays,
  dayOf,
  daysBetween,
  endOf,
  formatDay,
  instantOf,
  isDay,
  isoOf,
  lastDayOf,
  makeDay,
  timeOf,
  weekdayName,
  weekdayOf,
} from "../../src/domain/day.ts";

describe("which texts are days", () => {
  test.each([
    ["2023-07-15", true],
    ["2024-02-29", true],
    ["2023-02-29", false],
    ["2023-02-30", false],
    ["2023-13-01", false],
    ["2023-00-10", false],
    ["2023-7-15", false],
    ["20230715", false],
    ["", false],
  ])("%s: %s", (text, expected) => expect(isDay(text)).toBe(expected));

  test.each([
    [2023, 7, 5, "2023-07-05"],
    [2023, 2, 29, null],
    [2024, 2, 29, "2024-02-29"],
    [2023, 11, 31, null],
  ])("%i-%i-%i is %s", (year, month, date, expected) => expect(makeDay(year, month, date)).toBe(expected));
});

describe("instants fall on Shanghai's days", () => {
  test.each([
    ["2023-07-14T15:59:59Z", "2023-07-14", "23:59"],
    ["2023-07-14T16:00:00Z", "2023-07-15", "00:00"],
    ["2023-12-31T16:00:00Z", "2024-01-01", "00:00"],
    ["2023-07-12T09:00:00+08:00", "2023-07-12", "09:00"],
  ])("%s is %s %s", (instant, day, time) => {
    expect(dayOf(new Date(instant))).toBe(day);
    expect(timeOf(new Date(instant))).toBe(time);
  });

  test("a day's beginning, hour and end as instants", () => {
    expect(instantOf("2023-07-15").toISOString()).toBe("2023-07-14T16:00:00.000Z");
    expect(instantOf("2023-07-15", "17:00").toISOString()).toBe("2023-07-15T09:00:00.000Z");
    expect(endOf("2023-12-31").toISOString()).toBe("2023-12-31T16:00:00.000Z");
    expect(isoOf(endOf("2023-12-31"))).toBe("2024-01-01T00:00:00+08:00");
  });
});

describe("arithmetic", () => {
  test.each([
    ["2023-12-31", 1, "2024-01-01"],
    ["2024-03-01", -1, "2024-02-29"],
    ["2023-07-15", -7, "2023-07-08"],
    ["1991-04-13", 2, "1991-04-15"],
  ])("%s %i days: %s", (day, count, expected) => {
    expect(addDays(day, count)).toBe(expected);
    expect(daysBetween(day, expected)).toBe(count);
  });

  test("month ends and weekdays", () => {
    expect([2, 4, 12].map((month) => lastDayOf(2024, month))).toEqual([
      "2024-02-29",
      "2024-04-30",
      "2024-12-31",
    ]);
    expect([weekdayOf("2023-07-15"), weekdayOf("2023-07-16"), weekdayOf("2023-07-17")]).toEqual([6, 7, 1]);
    expect(weekdayName("2022-04-02")).toBe("周六");
    expect([formatDay("2023-07-05"), formatDay("2023-07-05", true)]).toEqual(["7月5日", "2023年7月5日"]);
  });
});
