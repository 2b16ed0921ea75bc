// Chinese dates and repetitions, case by case.
import { describe, expect, it } from "vitest";
import { findDates } from "../../src/plan/dates.ts";
import { normalise } from "../../src/plan/paragraphs.ts";
import { findRecurrences } from "../../src/plan/recurrences.ts";

const dates = (text: string, year: number | null = 2024) =>
  findDates(normalise(text), { year }).map(({ role, start, end, precision }) =>
    [role, start ?? "-", end ?? "-", precision].join(" "),
  );

it.each<[string, string, string | null, string]>([
  [
    "春节前",
    "2023-12-20",
    "2024-02-09",
    "原文写「春节前」,没有写明日子,期限按节前最后一个工作日2024年2月9日计,请确认",
  ],
  ["明年春节前", "2023-12-20", "2024-02-09", "期限按节前最后一个工作日"],
  ["元旦前", "2023-12-20", "2023-12-29", "期限按节前最后一个工作日"],
  ["五一前", "2098-01-20", null, "原文只写「五一前」,这一年的放假安排还不知道,请确定期限"],
])("%s of a plan issued on %s is %s, to be confirmed", (text, issuedOn, end, open) => {
  const [found] = findDates(normalise(text), { year: Number(issuedOn.slice(0, 4)), issuedOn });
  expect(found).toMatchObject({ end, open: expect.stringContaining(open) });
});

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
    ["年内完成清理", ["on 2024-12-31 2024-12-31 month"]],
    ["2025年内报送", ["on 2025-12-31 2025-12-31 month"]],
    ["力争今年年内", ["on 2024-12-31 2024-12-31 month"]],
    ["春节前报送", ["before - 2024-02-09 day"]],
    ["2025年春节前", ["before - 2025-01-27 day"]],
    ["国庆节假期前", ["before - 2024-09-30 day"]],
    ["2099年春节前", ["before - - day"]],
    ["每年春节前", []],
    ["春节前后", []],
    ["春节前夕", []],
    ["三年内轮训一遍", []],
    ["3年内", []],
    ["2025年内部审计", ["aside 2025-01-01 2025-12-31 month"]],
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
    ["截至5月31日前完成", ["before - 2024-05-31 day"]],
    ["截止到6月30日", ["before - 2024-06-30 day"]],
    ["截止日期：9月1日", ["before - 2024-09-01 day"]],
    ["不晚于2024年8月8日", ["before - 2024-08-08 day"]],
    ["最迟于11月11日", ["before - 2024-11-11 day"]],
    ["完成时限：2024年6月底", ["before - 2024-06-30 month"]],
    ["12月5日以前", ["before - 2024-12-05 day"]],
    ["十月二十日前", ["before - 2024-10-20 day"]],
    ["十二月三十一日之前", ["before - 2024-12-31 day"]],
    ["9月末前", ["before - 2024-09-30 month"]],
    ["4月底之前", ["before - 2024-04-30 month"]],
    ["2024年末前", ["before - 2024-12-31 month"]],
    ["明年3月底前", ["before - 2025-03-31 month"]],
    ["次年1月5日前", ["before - 2025-01-05 day"]],
    ["第一季度末前", ["before - 2024-03-31 month"]],
    ["2025年第二季度末前", ["before - 2025-06-30 month"]],
    ["8月上旬前", ["before - 2024-08-10 xun"]],
    ["8月下旬前", ["before - 2024-08-31 xun"]],
    ["3月中旬", ["on 2024-03-11 2024-03-20 xun"]],
    ["2月下旬", ["on 2024-02-21 2024-02-29 xun"]],
    ["2024年下半年", ["on 2024-07-01 2024-12-31 month"]],
    ["2024年第三季度", ["on 2024-07-01 2024-09-30 month"]],
    ["2024年4月", ["on 2024-04-01 2024-04-30 month"]],
    ["7月10日—8月11日", ["span 2024-07-10 2024-08-11 day"]],
    ["7月10日——8月11日", ["span 2024-07-10 2024-08-11 day"]],
    ["7月10日~20日", ["span 2024-07-10 2024-07-20 day"]],
    ["7月10日到8月11日", ["span 2024-07-10 2024-08-11 day"]],
    ["2024年7月10日至12月31日", ["span 2024-07-10 2024-12-31 day"]],
    ["2024年11月15日至2025年1月15日", ["span 2024-11-15 2025-01-15 day"]],
    ["12月1日至次年1月15日", ["span 2024-12-01 2025-01-15 day"]],
    ["4月至9月底", ["span 2024-04-01 2024-09-30 month"]],
    ["2024年4-9月", ["span 2024-04-01 2024-09-30 month"]],
    ["6月中旬至8月底", ["span 2024-06-11 2024-08-31 month"]],
    ["自6月1日起", ["from 2024-06-01 - day"]],
    ["从7月起", ["from 2024-07-01 - month"]],
    [
      "6月、9月、12月的20日前",
      ["2024-06-20", "2024-09-20", "2024-12-20"].map((day) => `before - ${day} day`),
    ],
    ["10月15日、25日前", ["before - 2024-10-15 day", "before - 2024-10-25 day"]],
    ["2024年6月、12月底前", ["before - 2024-06-30 month", "before - 2024-12-31 month"]],
    ["5月底前、8月底前", ["before - 2024-05-31 month", "before - 2024-08-31 month"]],
    ["8月开展自查，月底前报送", ["on 2024-08-01 2024-08-31 month", "before - 2024-08-31 month"]],
    ["2024520日前", ["before - 2024-05-20 day"]],
    ["20241月底前", ["before - 2024-01-31 month"]],
    ["自2021年1月1日起施行", ["aside 2021-01-01 2021-01-01 day"]],
    ["按照5月10日前报送的清单", ["aside 2024-05-10 2024-05-10 day"]],
    ["2022年度案卷", ["aside 2022-01-01 2022-12-31 month"]],
    ["2020年3月16日发布的办法", ["aside 2020-03-16 2020-03-16 day"]],
    ["13月5日前", []],
    ["4月31日前", []],
    ["公安部令第61号", []],
    ["0888-1234567", []],
    ["第28次常务会议", []],
    ["截至7月15日", ["before - 2024-07-15 day"]],
    ["报名截至7月15日", ["before - 2024-07-15 day"]],
    ["截至2023年底，全县共有", ["aside 2023-12-31 2023-12-31 month"]],
    ["规模以上企业（截至2024年2月29日）", ["aside 2024-02-29 2024-02-29 day"]],
    ["7月15日（含）前", ["before - 2024-07-15 day"]],
    ["7月15日（含当日）前", ["before - 2024-07-15 day"]],
    ["7月15日（本周五）前", ["before - 2024-07-15 day"]],
    ["7月15日24时前", ["before - 2024-07-15 day"]],
    ["7月15日上午前", ["before - 2024-07-15 day"]],
    ["7月15日上午下班前", ["before - 2024-07-15 day"]],
    ["7月10日至2023年8月11日", ["span 2023-07-10 2023-08-11 day"]],
    ["12月1日至2025年2月28日", ["span 2024-12-01 2025-02-28 day"]],
    ["2023年12月1日至2024年2月28日", ["span 2023-12-01 2024-02-28 day"]],
    ["2023.7.10-2023.8.11", ["span 2023-07-10 2023-08-11 day"]],
    ["2023.7.10-8.11", ["span 2023-07-10 2023-08-11 day"]],
    ["（7.10-8.11）", ["span 2024-07-10 2024-08-11 day"]],
    ["（10.12—31）", ["span 2024-10-12 2024-10-31 day"]],
    ["12.20-1.10", ["span 2024-12-20 2025-01-10 day"]],
    ["3.5-4.5万元", []],
    ["7月10—20日", ["span 2024-07-10 2024-07-20 day"]],
    ["2025年3月1—15日", ["span 2025-03-01 2025-03-15 day"]],
    ["七月十日至二十日", ["span 2024-07-10 2024-07-20 day"]],
    ["8.25前", ["before - 2024-08-25 day"]],
    ["8/25前", ["before - 2024-08-25 day"]],
    ["12.20（周五）前", ["before - 2024-12-20 day"]],
    ["13.5前", []],
    ["营商环境4.0前", []],
    ["第二季度结束前", ["before - 2024-06-30 month"]],
    ["2024年三季度", ["on 2024-07-01 2024-09-30 month"]],
    ["当年12月10日前", ["before - 2024-12-10 day"]],
    ["2023/7/15前", ["before - 2023-07-15 day"]],
    ["20247月15日前", ["before - 2024-07-15 day"]],
    ["202412月5日前", ["before - 2024-12-05 day"]],
    ["二○二三年七月十五日", ["on 2023-07-15 2023-07-15 day"]],
    ["11月上中旬", ["on 2024-11-01 2024-11-20 xun"]],
    ["到2025年底", ["on 2025-12-31 2025-12-31 month"]],
    ["依据2021年1月22日修订的行政处罚法", ["aside 2021-01-22 2021-01-22 day"]],
    ["有效期至2026年12月31日", ["on 2026-12-31 2026-12-31 day"]],
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

  it.each([
    ["今晚8点前", "2024-12-31", "20:00"],
    ["后天12时前", "2025-01-02", "12:00"],
    ["本周五前", "2025-01-03", null],
    ["下周三下班前", "2025-01-08", null],
    ["本月25日前", "2024-12-25", null],
  ])("counts %s from the day of issue and asks", (text, end, time) => {
    const [found] = findDates(text, { year: 2024, issuedOn: "2024-12-31" });
    expect(found).toMatchObject({ role: "before", end, time });
    expect(found?.open).toContain("请确认");
  });

  it("counts 今日 and 明日 from the day of issue", () => {
    const near = (text: string) => findDates(text, { year: 2024, issuedOn: "2024-12-31" })[0];
    expect(near("今日18时前")).toMatchObject({ role: "before", end: "2024-12-31", time: "18:00" });
    expect(near("明日下班前")).toMatchObject({ role: "before", end: "2025-01-01", time: null });
    expect(near("今日18时前")?.open).toContain("成文日期");
  });

  it("leaves a day without a year open and says so", () => {
    const [found] = findDates("5月20日前", { year: null });
    expect(found).toMatchObject({ role: "before", end: null });
    expect(found?.open).toContain("5月20日");
  });

  it.each([
    ["2024111日前", ["2024-01-11", "2024-11-01"]],
    ["7月前", ["2024-06-30", "2024-07-31"]],
    ["2024年111日前", ["2024-01-11", "2024-11-01"]],
    ["115日前", ["2024-01-15", "2024-11-05"]],
    ["2024121日前", ["2024-01-21", "2024-12-01"]],
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
    ["每周五下午4时前", "FREQ=WEEKLY;BYDAY=FR;BYHOUR=16"],
    ["每周一上午10点前", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=10"],
    ["每两周的周三", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"],
    ["隔周周五", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"],
    ["每月1日和16日前", "FREQ=MONTHLY;BYMONTHDAY=1,16"],
    ["每月结束后3个工作日内", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3"],
    ["每月20日至25日", "FREQ=MONTHLY;BYMONTHDAY=25"],
    ["每季度末最后一个工作日前", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"],
    ["季后5日内", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=5"],
    ["每季度第一个月的8日前", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=8"],
    ["每季度第三个月的25日前", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=25"],
    ["每季度结束后10个工作日内", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=10"],
    ["每年6月、12月的20日前", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=20"],
    ["每年6月、12月底前", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1"],
    ["每年的6月30日和12月31日前", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1"],
    ["每年1月10日前", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=10"],
    ["每半年", "FREQ=MONTHLY;INTERVAL=6"],
    ["每半月", "FREQ=MONTHLY;BYMONTHDAY=15,-1"],
    ["每日8时、20时", "FREQ=DAILY;BYHOUR=8,20"],
    ["每旬", "FREQ=MONTHLY;BYMONTHDAY=10,20,-1"],
    ["每月最后一日", "FREQ=MONTHLY;BYMONTHDAY=-1"],
    ["每月15日和月底前", "FREQ=MONTHLY;BYMONTHDAY=15,-1"],
    ["每月逢5日、15日、25日", "FREQ=MONTHLY;BYMONTHDAY=5,15,25"],
    ["每月倒数第二个工作日", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2"],
    ["每月最后一周周五前", "FREQ=MONTHLY;BYDAY=-1FR"],
    ["每月第一个周一", "FREQ=MONTHLY;BYDAY=1MO"],
    ["次月3个工作日内", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3"],
    ["双月20日前", "FREQ=MONTHLY;BYMONTH=2,4,6,8,10,12;BYMONTHDAY=20"],
    ["单月10日前", "FREQ=MONTHLY;BYMONTH=1,3,5,7,9,11;BYMONTHDAY=10"],
    ["每两个月", "FREQ=MONTHLY;INTERVAL=2"],
    ["每季度末前5日", "FREQ=MONTHLY;INTERVAL=3"],
    ["下季度首月8日前", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=8"],
    ["每年7月15日、次年1月15日前", "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=15"],
    ["每年5月和10月", "FREQ=YEARLY;BYMONTH=5,10"],
    ["每学期", "FREQ=MONTHLY;INTERVAL=6"],
    ["每学年末", "FREQ=YEARLY"],
    ["每周五下班前", "FREQ=WEEKLY;BYDAY=FR"],
    ["每天下午4点半前", "FREQ=DAILY;BYHOUR=16;BYMINUTE=30"],
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
