// The pure rules under importing and settling: names to units, open points, typed days, marks in the text.
import { describe, expect, test } from "vitest";
import { createCalendar } from "../../src/domain/calendar.ts";
import { findMarks } from "../../src/http/pages/plan-source.tsx";
import { alarmsOf } from "../../src/services/campaigns/alarms.ts";
import { dueWords } from "../../src/services/campaigns/due-words.ts";
import { blankItem, type PlanItem } from "../../src/services/campaigns/item.ts";
import { isReady, openPointsOf, topicOf } from "../../src/services/campaigns/open-points.ts";
import { slotsOf } from "../../src/services/campaigns/slots.ts";
import {
  findTypedDay,
  readTypedRecurrence,
  readTypedTime,
} from "../../src/services/campaigns/typed-dates.ts";
import { type Directory, directionOf, matchUnits } from "../../src/services/campaigns/units.ts";

const calendar = createCalendar();
const unit = (id: string, name: string, more: Partial<Directory[number]> = {}): Directory[number] => ({
  id,
  name,
  aliases: [],
  kind: "office",
  memberIds: [],
  ...more,
});
const directory: Directory = [
  unit("ju", "云川区应急管理局", { kind: "bureau", aliases: ["区应急局"] }),
  unit("fagui", "政策法规室", { aliases: ["法规室"] }),
  unit("weihua", "危化室"),
  unit("anji", "安全基础室"),
  unit("all", "各业务室", { kind: "group", memberIds: ["weihua", "anji", "all"] }),
];
const item = (more: Partial<PlanItem>): PlanItem => ({
  ...blankItem("1"),
  what: "清单",
  unitIds: ["weihua"],
  ...more,
});

test.each([
  [["各业务室", "法规室"], ["weihua", "anji", "fagui"], []],
  [["我局"], ["ju"], []],
  [["云川区应急局(筹)"], ["ju"], []],
  [["“危化室”", "危 化 室"], ["weihua"], []],
  [["区农牧局", "危化室"], ["weihua"], ["区农牧局"]],
])("%j means %j", (names, unitIds, unmatched) => {
  expect(matchUnits(names, directory, "云川区应急局(筹)")).toEqual({ unitIds, unmatched, remarks: [] });
});

test.each([
  [["ju"], "区司法局", "upward"],
  [["ju"], null, "upward"],
  [["ju"], "法规室", "internal"],
  [["ju", "weihua"], "区司法局", "internal"],
  [["weihua"], "区司法局", "internal"],
  [[], "区司法局", "internal"],
] as const)("owed by %j to %j is %s", (unitIds, to, direction) => {
  expect(directionOf({ unitIds, to }, directory)).toBe(direction);
});

describe("open points", () => {
  test.each<[string, Partial<PlanItem>, string[], boolean]>([
    ["a date and units", { timing: "dated", dueOn: "2023-07-27" }, [], true],
    ["an event", { timing: "triggered", trigger: "人员变动后" }, [], true],
    ["no date", { timing: "undated" }, ["没有写明期限，请确定日期、周期或触发条件"], false],
    [
      "no date, with the text's own words",
      { timing: "undated", confirm: ["原文只写「按时」，没有日期，请定内部期限"] },
      ["原文只写「按时」，没有日期，请定内部期限"],
      false,
    ],
    [
      "no unit",
      { timing: "dated", dueOn: "2023-07-27", unitIds: [], unmatched: ["区农牧局"] },
      ["原文写「区农牧局」，不在本单位名单里，请勾选责任单位"],
      false,
    ],
    [
      "one name too many",
      { timing: "dated", dueOn: "2023-07-27", unmatched: ["区农牧局"] },
      ["原文还写了「区农牧局」，不在本单位名单里，请核对责任单位"],
      true,
    ],
    [
      "a month without its day",
      { timing: "recurring", recurrence: "FREQ=MONTHLY" },
      ["没有写明几号，请补充，例如每月25日"],
      false,
    ],
    [
      "a rule without its window",
      { timing: "recurring", recurrence: "FREQ=MONTHLY;BYMONTHDAY=25" },
      ["从何时起、到何时止没有写明，请确定"],
      false,
    ],
    [
      "past when issued",
      {
        timing: "dated",
        dueOn: "2023-06-28",
        confirm: ["期限2023-06-28早于印发日，按印发时已过处理，请确认"],
      },
      [],
      true,
    ],
  ])("%s", (_name, more, sentences, ready) => {
    expect(openPointsOf(item(more)).map(({ sentence }) => sentence)).toEqual(sentences);
    expect(isReady(item(more))).toBe(ready);
  });

  test.each([
    ["由哪个科室承办没有写明，请确定", "preparer"],
    ["没有写明由谁办理，请确定责任单位", "who"],
    ["没有写明报给谁，请确定接收单位", "to"],
    ["填报当期数还是累计数，没有写明，请确定", "cumulative"],
    ["从何时起、到何时止没有写明，请确定", "window"],
    ["「相关内容」具体指哪些材料，请确定", "materials"],
    ["原文只写每月，没有写明几号，请确定", "due"],
    ["持续进行，没有写明期限和统计日，请确定", "due"],
  ])("%s is about %s", (sentence, topic) => expect(topicOf(sentence)).toBe(topic));
});

test.each<[Partial<PlanItem>, string[]]>([
  [{ timing: "dated", dueOn: "2023-07-15" }, ["印发后只有2个工作日", "周六为休息日，未顺延"]],
  [
    { timing: "dated", dueOn: "2023-07-15", shift: true },
    ["印发后只有2个工作日", "周六为休息日，已顺延到7月17日(周一)"],
  ],
  [{ timing: "dated", dueOn: "2023-07-27" }, []],
  [{ timing: "dated", dueOn: "2023-06-28" }, []],
  [{ timing: "dated", dueOn: "2023-07-12" }, ["期限已过，一发布就是逾期，请核对年份和期限"]],
  [
    { timing: "recurring", recurrence: "FREQ=MONTHLY;BYMONTHDAY=5" },
    ["按这个日子，多半是报上一期，请核对统计期"],
  ],
])("alarms of %j", (more, alarms) => {
  expect(
    alarmsOf(item(more), { issuedOn: "2023-07-12", today: "2023-07-13", shortNotice: 3 }, calendar),
  ).toEqual(alarms);
});

test.each<[Partial<PlanItem>, string]>([
  [{ timing: "dated", dueOn: "2023-07-27" }, "7月27日(周四)前"],
  [{ timing: "dated", dueOn: "2024-01-05", dueTime: "17:00" }, "2024年1月5日(周五)17:00前"],
  [{ timing: "dated", dueOn: "2023-07-15", shift: true }, "7月17日(周一)前"],
  [{ timing: "recurring", recurrence: "FREQ=MONTHLY" }, "每月，哪一天待定"],
  [{ timing: "recurring", recurrence: "FREQ=MONTHLY;BYMONTHDAY=25" }, "每月25日前"],
  [{ timing: "triggered", trigger: "人员变动后" }, "触发：人员变动后"],
  [{}, "期限待定"],
])("%j is due %s", (more, words) => expect(dueWords(item(more), calendar, "2023")).toBe(words));

test("periods on rest days move only where they may, and a report on the span before opens after it", () => {
  const monthly = {
    recurrence: "FREQ=MONTHLY;BYMONTHDAY=5",
    windowFrom: "2023-08-01",
    windowTo: "2023-09-30",
  };
  const previous = item({ timing: "recurring", ...monthly, span: "previous", shift: true });
  expect(slotsOf(previous, calendar)).toMatchObject([
    { period: "2023年7月", opensOn: "2023-08-01", dueOn: "2023-08-07" },
    { period: "2023年8月", opensOn: "2023-09-01", dueOn: "2023-09-05" },
  ]);
  const current = item({ timing: "recurring", ...monthly });
  expect(slotsOf(current, calendar)[0]).toMatchObject({
    period: "2023年8月",
    opensOn: "2023-08-01",
    dueOn: "2023-08-05",
  });
});

test.each([
  ["7月20日前", { day: "2023-07-20", time: null }],
  ["7月20日17时前", { day: "2023-07-20", time: "17:00" }],
  ["2023-07-20", { day: "2023-07-20", time: null }],
  ["危化室 2024年1月5日前", { day: "2024-01-05", time: null }],
])("%s is a day", (text, found) => expect(findTypedDay(text, "2023-07-12")).toMatchObject(found));

test.each([
  ["17:00", "17:00"],
  ["9:30", "09:30"],
  ["17点", "17:00"],
  ["25:00", null],
  ["下午", null],
])("the hour %s is %s", (text, time) => expect(readTypedTime(text)).toBe(time));

test.each([
  ["每月25日", null, "FREQ=MONTHLY;BYMONTHDAY=25"],
  ["25", "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=25"],
  ["25日前", "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=25"],
  ["12月10日", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=10"],
  ["每月 最后一个工作日", null, "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"],
  ["每季度末月25日", null, "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=25"],
  ["freq=weekly;byday=fr", null, "FREQ=WEEKLY;BYDAY=FR"],
])("%s over %s is %s", (text, current, rule) => {
  expect(readTypedRecurrence(text, current)).toEqual({ rule });
});

test("quotes are found whatever white space the text has, and overlapping ones are one mark of both items", () => {
  const text = "一、各业务室于\n7月27日前报送 清单。二、其他\n另有一处报送清单。";
  expect(
    findMarks(text, [
      { key: "1", quote: "各业务室于7月27日前报送清单。", line: 1 },
      { key: "2", quote: "报送清单。二", line: 2 },
      { key: "3", quote: "没有这一句", line: 1 },
      { key: "4", quote: "报送清单。", line: 3 },
    ]),
  ).toEqual([
    { start: 2, end: text.indexOf("、其他"), keys: ["1", "2"] },
    { start: text.lastIndexOf("报送清单"), end: text.length, keys: ["4"] },
  ]);
});
