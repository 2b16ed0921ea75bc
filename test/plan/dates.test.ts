// Chinese dates and repetitions, case by case.
import { describe, expect, it } from "vitest";
import { findDates } from "../../src/plan/dates.ts";
import { normalise } from "../../src/plan/paragraphs.ts";
import { findRecurrences } from "../../src/plan/recurrences.ts";

const dates = (text: string, year: number | null = 2024) =>
  findDates(normalise(text), { year }).map(({ role, start, end, precision }) =>
    [role, start ?? "-", end ?? "-", precision].join(" "),
  );

describe("findDates", () => {
  it.each<[string, string[]]>([
    ["于7月15日前报送", ["before - 2024-07-15 day"]],
    ["2025年3月1日之前", ["before - 2025-03-01 day"]],
    ["不迟于9月30日", ["before - 2024-09-30 day"]],
    ["报送时间截止10月8日", ["before - 2024-10-08 day"]],
    ["10月12日前，各单位", ["before - 2024-10-12 day"]],
    ["6月底前", ["before - 2024-06-30 month"]],
    ["2月末前", ["before - 2024-02-29 month"]],
    ["六月底前", ["before - 2024-06-30 month"]],
    ["今年10月底前", ["before - 2024-10-31 month"]],
    ["明年1月15日前", ["before - 2025-01-15 day"]],
    ["2025年年底前", ["before - 2025-12-31 month"]],
    ["年底前", ["before - 2024-12-31 month"]],
    ["第三季度末前", ["before - 2024-09-30 month"]],
    ["2024年上半年", ["on 2024-01-01 2024-06-30 month"]],
    ["7月中旬前", ["before - 2024-07-20 xun"]],
    ["7月中下旬", ["on 2024-07-11 2024-07-31 xun"]],
    ["5月上旬", ["on 2024-05-01 2024-05-10 xun"]],
    ["7月初", ["on 2024-07-01 2024-07-01 month"]],
    ["11月份", ["on 2024-11-01 2024-11-30 month"]],
    ["（6月29日至7月9日）", ["span 2024-06-29 2024-07-09 day"]],
    ["（10月1日-12月31日）", ["span 2024-10-01 2024-12-31 day"]],
    ["(3月15日～5月31日)", ["span 2024-03-15 2024-05-31 day"]],
    ["7月10日至20日", ["span 2024-07-10 2024-07-20 day"]],
    ["2023年11月—2024年3月", ["span 2023-11-01 2024-03-31 month"]],
    ["11月至次年2月", ["span 2024-11-01 2025-02-28 month"]],
    ["11月至2月", ["span 2024-11-01 2025-02-28 month"]],
    ["3-5月", ["span 2024-03-01 2024-05-31 month"]],
    ["5月上旬至6月中旬", ["span 2024-05-01 2024-06-20 xun"]],
    ["自5月至8月，", ["span 2024-05-01 2024-08-31 month"]],
    ["自2024年3月起", ["from 2024-03-01 - month"]],
    ["2023年7月12日", ["on 2023-07-12 2023-07-12 day"]],
    ["２０２３年７月１２日", ["on 2023-07-12 2023-07-12 day"]],
    ["二〇二三年七月十二日", ["on 2023-07-12 2023-07-12 day"]],
    ["二○二三年十一月三十日", ["on 2023-11-30 2023-11-30 day"]],
    ["2023-07-12", ["on 2023-07-12 2023-07-12 day"]],
    ["2023.7.12", ["on 2023-07-12 2023-07-12 day"]],
    ["20246月底前", ["before - 2024-06-30 month"]],
    ["202312月底前", ["before - 2023-12-31 month"]],
    ["202449日", ["on 2024-04-09 2024-04-09 day"]],
    ["20231230日前", ["before - 2023-12-30 day"]],
    ["2023年9月1日前、10月8日前", ["before - 2023-09-01 day", "before - 2023-10-08 day"]],
    ["2021年以来制发的文件，8月1日前", ["aside 2021-01-01 2021-12-31 month", "before - 2024-08-01 day"]],
    ["2023年7月1日起施行", ["aside 2023-07-01 2023-07-01 day"]],
    ["4月1日召开的会议", ["aside 2024-04-01 2024-04-01 day"]],
    ["2024年5月10日印发的通知", ["aside 2024-05-10 2024-05-10 day"]],
    ["根据12月30日前报送的清单", ["aside 2024-12-30 2024-12-30 day"]],
    ["已于5月10日前报送的", ["aside 2024-05-10 2024-05-10 day"]],
    ["云司发〔2023〕46号", []],
    ["《某规划（2021—2025年）》", []],
    ["每月25日前", []],
    ["2月30日前", []],
    ["按照20项要求", []],
  ])("%s", (text, expected) => {
    expect(dates(text)).toEqual(expected);
  });

  it.each([
    ["5月20日（星期一）17:00前", "17:00"],
    ["5月20日17时前", "17:00"],
    ["5月20日下午5时30分前", "17:30"],
    ["5月20日下午5点半前", "17:30"],
    ["5月20日12:00前", "12:00"],
    ["5月20日下班前", null],
    ["5月20日前", null],
  ])("the hour of %s is %s", (text, time) => {
    const [found] = findDates(normalise(text), { year: 2024 });
    expect(found).toMatchObject({ role: "before", end: "2024-05-20", time });
  });

  it("leaves a day without a year open and says so", () => {
    const [found] = findDates("5月20日前", { year: null });
    expect(found).toMatchObject({ role: "before", end: null });
    expect(found?.open).toContain("5月20日");
  });

  it.each([
    ["2024111日前", ["2024-01-11", "2024-11-01"]],
    ["7月前", ["2024-06-30", "2024-07-31"]],
  ])("%s can be read in two ways and is neither", (text, readings) => {
    const [found] = findDates(text, { year: 2024 });
    expect(found).toMatchObject({ end: null, readings });
    expect(found?.open).toContain("请选定");
  });
});

describe("findRecurrences", () => {
  it.each([
    ["每月25日前", "FREQ=MONTHLY;BYMONTHDAY=25"],
    ["每个月的25号之前", "FREQ=MONTHLY;BYMONTHDAY=25"],
    ["每月15日、30日前", "FREQ=MONTHLY;BYMONTHDAY=15,30"],
    ["每月5日、15日和25日前", "FREQ=MONTHLY;BYMONTHDAY=5,15,25"],
    ["次月5日前", "FREQ=MONTHLY;BYMONTHDAY=5"],
    ["每旬末", "FREQ=MONTHLY;BYMONTHDAY=10,20,-1"],
    ["每月底前", "FREQ=MONTHLY;BYMONTHDAY=-1"],
    ["每月最后一个工作日", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"],
    ["每月前5个工作日", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=5"],
    ["每周五前", "FREQ=WEEKLY;BYDAY=FR"],
    ["每周五16:30前", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=16;BYMINUTE=30"],
    ["每周五下午5点前", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=17"],
    ["每周一、周四", "FREQ=WEEKLY;BYDAY=MO,TH"],
    ["每两周五", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"],
    ["每日17时前", "FREQ=DAILY;BYHOUR=17"],
    ["每个工作日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
    ["每季度末月25日前", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=25"],
    ["每季度最后一个月25日前", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=25"],
    ["每季度首月10日前", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"],
    ["每季度结束后5日内", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=5"],
    ["每季度后5个工作日内", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=5"],
    ["每季度末前", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"],
    ["每半年结束后10日内", "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=10"],
    ["每年12月10日前", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10"],
    ["每年6月20日、12月20日前", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=20"],
    ["每年6月底和12月底前", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1"],
    ["每年年底前", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"],
    ["每年330日前", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=30"],
    ["按月报送", "FREQ=MONTHLY"],
    ["每季度", "FREQ=MONTHLY;INTERVAL=3"],
    ["每两年", "FREQ=YEARLY;INTERVAL=2"],
  ])("%s is %s", (text, rule) => {
    expect(findRecurrences(normalise(text)).map((found) => found.rule)).toEqual([rule]);
  });

  it("lists both readings of run-together digits and takes neither", () => {
    const [found] = findRecurrences("每年115日前");
    expect(found?.rule).toBeNull();
    expect(found?.open).toContain("1月15日或11月5日");
  });

  it("sees none in a day of its own", () => {
    expect(findRecurrences("于7月15日前报送")).toEqual([]);
  });
});
