// Rules become periods: due days, the spans they cover, their names, and the words for a rule.

import { describe, expect, test } from "vitest";
import { createCalendar } from "../../src/domain/calendar.ts";
import { addDays } from "../../src/domain/day.ts";
import { spanLabel, weekOf } from "../../src/domain/period.ts";
import {
  checkRecurrence,
  describeRecurrence,
  expandRecurrence,
  MAX_PERIODS,
  suggestSpan,
} from "../../src/domain/recurrence.ts";

const YEAR_2023 = { from: "2023-01-01", to: "2023-12-31" };

/** 「2023-07-25 2023年7月」 for each period. */
function periods(
  rrule: string,
  window: { from: string; to: string },
  span: "current" | "previous" = "current",
) {
  return expandRecurrence(rrule, window, { span }).map(({ dueOn, label }) => `${dueOn} ${label}`);
}

describe("due days and labels", () => {
  test("every month by the 25th, over the whole window of a plan", () => {
    const got = periods("FREQ=MONTHLY;BYMONTHDAY=25", { from: "2024-03-15", to: "2024-11-30" });
    expect(got).toHaveLength(9);
    expect([got[0], got.at(-1)]).toEqual(["2024-03-25 2024年3月", "2024-11-25 2024年11月"]);
  });

  test("only the two months of the last phase", () => {
    expect(periods("FREQ=MONTHLY;BYMONTHDAY=25", { from: "2024-10-01", to: "2024-11-30" })).toEqual([
      "2024-10-25 2024年10月",
      "2024-11-25 2024年11月",
    ]);
  });

  test("window ends are included", () => {
    expect(periods("FREQ=MONTHLY;BYMONTHDAY=25", { from: "2023-07-25", to: "2023-08-25" })).toHaveLength(2);
    expect(periods("FREQ=MONTHLY;BYMONTHDAY=25", { from: "2023-07-26", to: "2023-08-24" })).toEqual([]);
    expect(periods("FREQ=MONTHLY;BYMONTHDAY=25", { from: "2023-08-01", to: "2023-07-01" })).toEqual([]);
  });

  test("every Friday at 16:30, across the year: ISO weeks", () => {
    const got = expandRecurrence("FREQ=WEEKLY;BYDAY=FR;BYHOUR=16;BYMINUTE=30", {
      from: "2022-12-26",
      to: "2023-01-08",
    });
    expect(got).toEqual([
      {
        label: "2022年第52周",
        spanStart: "2022-12-26",
        spanEnd: "2023-01-01",
        dueOn: "2022-12-30",
        dueTime: "16:30",
      },
      {
        label: "2023年第1周",
        spanStart: "2023-01-02",
        spanEnd: "2023-01-08",
        dueOn: "2023-01-06",
        dueTime: "16:30",
      },
    ]);
    expect(periods("FREQ=WEEKLY;BYDAY=FR", { from: "2023-07-21", to: "2023-07-21" })).toEqual([
      "2023-07-21 2023年第29周",
    ]);
  });

  test("the last month of each quarter", () => {
    expect(periods("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=25", YEAR_2023)).toEqual([
      "2023-03-25 2023年第一季度",
      "2023-06-25 2023年第二季度",
      "2023-09-25 2023年第三季度",
      "2023-12-25 2023年第四季度",
    ]);
  });

  test("within five days after a quarter, which is the quarter before", () => {
    expect(periods("FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=5", YEAR_2023, "previous")).toEqual([
      "2023-01-05 2022年第四季度",
      "2023-04-05 2023年第一季度",
      "2023-07-05 2023年第二季度",
      "2023-10-05 2023年第三季度",
    ]);
  });

  test("every year, half-year, two years", () => {
    const window = { from: "2023-01-01", to: "2025-12-31" };
    expect(periods("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10", window)).toEqual([
      "2023-12-10 2023年",
      "2024-12-10 2024年",
      "2025-12-10 2025年",
    ]);
    expect(periods("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15", window, "previous")[1]).toBe("2024-01-15 2023年");
    expect(periods("FREQ=MONTHLY;BYMONTH=6,12;BYMONTHDAY=20", YEAR_2023)).toEqual([
      "2023-06-20 2023年上半年",
      "2023-12-20 2023年下半年",
    ]);
    expect(periods("FREQ=YEARLY;INTERVAL=2;BYMONTH=6;BYMONTHDAY=30", window)).toEqual([
      "2023-06-30 2022年至2023年",
      "2025-06-30 2024年至2025年",
    ]);
  });

  test("a month without that day is due on its last one, never left out", () => {
    const due = (day: number, window = YEAR_2023) =>
      expandRecurrence(`FREQ=MONTHLY;BYMONTHDAY=${day}`, window).map(({ dueOn }) => dueOn.slice(5));
    expect(due(31)).toEqual(
      "01-31 02-28 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31".split(" "),
    );
    expect(due(30, { from: "2024-01-31", to: "2024-03-30" })).toEqual(["02-29", "03-30"]);
    expect(due(-1, { from: "2024-02-01", to: "2024-03-31" })).toEqual(["02-29", "03-31"]);
    expect(periods("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", YEAR_2023)).toEqual(["2023-02-28 2023年"]);
    expect(periods("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=31", YEAR_2023)).toEqual([
      "2023-06-30 2023年上半年",
      "2023-12-31 2023年下半年",
    ]);
  });

  test("several days a month are told apart, and share the month between them", () => {
    const got = expandRecurrence("FREQ=MONTHLY;BYMONTHDAY=15,30", { from: "2023-02-01", to: "2023-03-31" });
    expect(got.map(({ label, spanStart, spanEnd }) => [label, spanStart, spanEnd])).toEqual([
      ["2023年2月15日期", "2023-02-01", "2023-02-15"],
      ["2023年2月28日期", "2023-02-16", "2023-02-28"],
      ["2023年3月15日期", "2023-03-01", "2023-03-15"],
      ["2023年3月30日期", "2023-03-16", "2023-03-31"],
    ]);
    expect(
      periods("FREQ=MONTHLY;BYMONTHDAY=5,20", { from: "2023-07-01", to: "2023-07-31" }, "previous"),
    ).toEqual(["2023-07-05 2023年6月20日期", "2023-07-20 2023年7月5日期"]);
  });

  test("daily, and every second week", () => {
    expect(periods("FREQ=DAILY;BYHOUR=16", { from: "2023-12-31", to: "2024-01-01" }, "previous")).toEqual([
      "2023-12-31 2023年12月30日",
      "2024-01-01 2023年12月31日",
    ]);
    expect(periods("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", { from: "2023-12-20", to: "2024-01-31" })).toEqual([
      "2023-12-22 2023年第50周至第51周",
      "2024-01-05 2023年第52周至2024年第1周",
      "2024-01-19 2024年第2周至第3周",
    ]);
  });

  test("an interval is counted from the anchor, however the window moves", () => {
    const rrule = "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5";
    const whole = expandRecurrence(rrule, { from: "2023-03-10", to: "2024-03-09" });
    const moved = expandRecurrence(rrule, { from: "2023-08-01", to: "2024-03-09" }, { anchor: "2023-03-10" });
    expect(whole.map(({ dueOn }) => dueOn.slice(0, 7))).toEqual(
      "2023-05 2023-07 2023-09 2023-11 2024-01 2024-03".split(" "),
    );
    expect(moved).toEqual(whole.filter(({ dueOn }) => dueOn >= "2023-08-01"));
  });
});

describe("工作日 are China's, not Monday to Friday", () => {
  test("the last workday of September 2023 is before 中秋", () => {
    expect(
      periods("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", { from: "2023-09-01", to: "2023-10-31" }),
    ).toEqual(["2023-09-28 2023年9月", "2023-10-31 2023年10月"]);
  });

  test("the first workday of October 2023 is a made-up Saturday, and the bureau's own days count", () => {
    const rrule = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1";
    const october = { from: "2023-10-01", to: "2023-10-31" };
    expect(expandRecurrence(rrule, october)[0]!.dueOn).toBe("2023-10-07");
    const calendar = createCalendar({ "2023-10-07": "rest" });
    expect(expandRecurrence(rrule, october, { calendar })[0]!.dueOn).toBe("2023-10-08");
  });

  test("every workday over 国庆", () => {
    expect(periods("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", { from: "2023-09-28", to: "2023-10-08" })).toEqual([
      "2023-09-28 2023年9月28日",
      "2023-10-07 2023年10月7日",
      "2023-10-08 2023年10月8日",
    ]);
    expect(
      periods("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", { from: "2023-10-07", to: "2023-10-07" }, "previous"),
    ).toEqual(["2023-10-07 2023年9月28日至10月6日"]);
  });
});

describe("whatever the rule", () => {
  const rules = [
    "FREQ=MONTHLY;BYMONTHDAY=25",
    "FREQ=MONTHLY;BYMONTHDAY=15,30",
    "FREQ=MONTHLY;BYMONTHDAY=10,20,-1",
    "FREQ=WEEKLY;BYDAY=FR",
    "FREQ=WEEKLY;BYDAY=TU,FR",
    "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYDAY=1MO,3MO",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=DAILY",
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10",
  ];
  test.each(rules)(
    "%s: labels are unique, spans meet without a gap, and the window does not change them",
    (rrule) => {
      for (const span of ["current", "previous"] as const) {
        const window = { from: "2023-06-01", to: "2024-05-31" };
        const all = expandRecurrence(rrule, window, { span });
        expect(new Set(all.map(({ label }) => label)).size).toBe(all.length);
        for (const [index, period] of all.slice(1).entries()) {
          expect(period.spanStart).toBe(addDays(all[index]!.spanEnd, 1));
        }
        const from = "2023-09-18";
        expect(expandRecurrence(rrule, { from, to: window.to }, { span })).toEqual(
          all.filter(({ dueOn }) => dueOn >= from),
        );
      }
    },
  );

  test("never more than the bound", () => {
    const got = expandRecurrence("FREQ=DAILY", { from: "2020-01-01", to: "2030-01-01" });
    expect(got).toHaveLength(MAX_PERIODS);
    expect(got.at(-1)!.dueOn).toBe(addDays("2020-01-01", MAX_PERIODS - 1));
    expect(
      expandRecurrence("FREQ=MONTHLY;BYMONTHDAY=15,30", { from: "2020-01-01", to: "2090-01-01" }),
    ).toHaveLength(MAX_PERIODS);
  });
});

describe("checking a rule", () => {
  test.each([
    "FREQ=MONTHLY;BYMONTHDAY=25",
    "RRULE:FREQ=MONTHLY;BYMONTHDAY=25",
    "freq=weekly;byday=fr;byhour=16;byminute=30",
    "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=31",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
  ])("%s can be used", (rrule) => expect(checkRecurrence(rrule)).toBeNull());

  test.each([
    ["", "没有写周期"],
    ["每月25日", "看不懂"],
    ["FREQ=HOURLY", "按日、周、月、年"],
    ["FREQ=MONTHLY", "没有写明几号"],
    ["FREQ=WEEKLY", "没有写明每周星期几"],
    ["FREQ=YEARLY;BYMONTHDAY=10", "没有写明每年几月"],
    ["FREQ=MONTHLY;BYMONTHDAY=32", "几号应是1到31"],
    ["FREQ=MONTHLY;BYMONTHDAY=0", "几号应是1到31"],
    ["FREQ=MONTHLY;BYMONTHDAY=25;BYDAY=FR", "只能写一种"],
    ["FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31", "4月没有31日"],
    ["FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1", "月份应是1到12"],
    ["FREQ=MONTHLY;BYDAY=FR", "第几个"],
    ["FREQ=MONTHLY;BYDAY=1MO,TU", "第几个"],
    ["FREQ=MONTHLY;BYDAY=1MO,3MO;BYSETPOS=1", "第几个"],
    ["FREQ=WEEKLY;BYDAY=XX", "星期应写作"],
    ["FREQ=WEEKLY;BYDAY=FR;BYHOUR=24", "钟点"],
    ["FREQ=DAILY;BYHOUR=10,16", "一天只能设一个钟点"],
    ["FREQ=DAILY;BYMINUTE=30", "钟点"],
    ["FREQ=MONTHLY;BYMONTHDAY=25;COUNT=9", "起止"],
    ["FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20241130", "起止"],
    ["FREQ=MONTHLY;BYMONTHDAY=25;BYMONTHDAY=26", "写了两次"],
    ["FREQ=MONTHLY;INTERVAL=0;BYMONTHDAY=25", "间隔"],
    ["FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15,30", "只能设一天"],
    ["FREQ=MONTHLY;BYMONTHDAY=25;BYSECOND=3", "看不懂"],
  ])("%s is refused: %s", (rrule, words) => {
    expect(checkRecurrence(rrule)).toContain(words);
    expect(() => expandRecurrence(rrule, YEAR_2023)).toThrow(words);
  });
});

describe("a rule in words", () => {
  test.each([
    ["FREQ=MONTHLY;BYMONTHDAY=25", "每月25日前"],
    ["FREQ=MONTHLY;BYMONTHDAY=15,30", "每月15日、30日前"],
    ["FREQ=MONTHLY;BYMONTHDAY=-1", "每月最后一日前"],
    ["FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=25", "每季度末月25日前"],
    ["FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=5", "每季度首月5日前"],
    ["FREQ=MONTHLY;BYMONTH=6,12;BYMONTHDAY=20", "每年6月、12月的20日前"],
    ["FREQ=WEEKLY;BYDAY=FR;BYHOUR=16;BYMINUTE=30", "每周五16:30前"],
    ["FREQ=WEEKLY;BYDAY=TU,FR", "每周二、周五前"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "每2周的周五前"],
    ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10", "每年12月10日前"],
    ["FREQ=YEARLY;INTERVAL=2;BYMONTH=6;BYMONTHDAY=30", "每2年6月30日前"],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "每月最后一个工作日前"],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3", "每月第3个工作日前"],
    ["FREQ=MONTHLY;BYDAY=-1FR", "每月最后一个周五前"],
    ["FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5", "每2个月的5日前"],
    ["FREQ=DAILY", "每日"],
    ["FREQ=DAILY;BYHOUR=9;BYMINUTE=5", "每日09:05前"],
    ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=17", "每个工作日17:00前"],
    ["FREQ=MONTHLY", "周期待确认"],
  ])("%s: %s", (rrule, words) => expect(describeRecurrence(rrule)).toBe(words));

  test.each([
    ["FREQ=MONTHLY;BYMONTHDAY=25", "current"],
    ["FREQ=MONTHLY;BYMONTHDAY=5", "previous"],
    ["FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=5", "previous"],
    ["FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=25", "current"],
    ["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=8", "previous"],
    ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10", "current"],
    ["FREQ=WEEKLY;BYDAY=MO", "previous"],
    ["FREQ=WEEKLY;BYDAY=FR", "current"],
    ["FREQ=MONTHLY", "current"],
  ])("%s most likely covers the %s span", (rrule, span) => expect(suggestSpan(rrule)).toBe(span));
});

test.each([
  ["2023-01-01", 2022, 52],
  ["2021-01-03", 2020, 53],
  ["2024-12-30", 2025, 1],
  ["2023-07-21", 2023, 29],
])("%s lies in week %i/%i", (day, year, week) => expect(weekOf(day)).toEqual({ year, week }));

test.each([
  ["2023-07-01", "2023-07-31", "2023年7月"],
  ["2023-06-01", "2023-07-31", "2023年6月至7月"],
  ["2023-12-01", "2024-01-31", "2023年12月至2024年1月"],
  ["2023-07-10", "2023-08-11", "2023年7月10日至8月11日"],
  ["2023-12-16", "2024-01-15", "2023年12月16日至2024年1月15日"],
])("%s to %s is called %s", (start, end, label) => expect(spanLabel({ start, end })).toBe(label));
