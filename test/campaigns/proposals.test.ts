// Days that are only proposed: counted from the day of issue, worked back from an upward date, an internal deadline's reminders.
import { expect, test } from "vitest";
import { createCalendar } from "../../src/domain/calendar.ts";
import { instantOf } from "../../src/domain/day.ts";
import { STEPS } from "../../src/domain/reminder.ts";
import { alarmsOf, type OtherDeadline, yearAlarm } from "../../src/services/campaigns/alarms.ts";
import { dueWords, internalDay } from "../../src/services/campaigns/due-words.ts";
import { blankItem, type PlanItem } from "../../src/services/campaigns/item.ts";
import { findInterval, isChain, proposeDue } from "../../src/services/campaigns/proposals.ts";
import { slotsOf } from "../../src/services/campaigns/slots.ts";
import { planDeadline, planReportUp } from "../../src/services/reminders/plan.ts";

const calendar = createCalendar();
const item = (more: Partial<PlanItem>): PlanItem => ({
  ...blankItem("1"),
  what: "清单",
  unitIds: ["a"],
  ...more,
});

test.each([
  ["各业务室于方案印发之日起5个工作日内", { count: 5, workdays: true, fromIssue: true }],
  ["自本通知印发之日起十五日内", { count: 15, workdays: false, fromIssue: true }],
  ["收到本通知之日起10日内", { count: 10, workdays: false, fromIssue: true }],
  ["人员变动后10个工作日内", { count: 10, workdays: true, fromIssue: false }],
  ["规范性文件发布后15日内", { count: 15, workdays: false, fromIssue: false }],
  ["通知下发后二十个工作日内", { count: 20, workdays: true, fromIssue: true }],
])("%s counts", (words, interval) => expect(findInterval(words)).toMatchObject(interval));

test.each(["人员变动后及时", "7月27日前", "每月25日前", "行动结束后"])("%s counts nothing", (words) =>
  expect(findInterval(words)).toBeNull(),
);

test.each<[Partial<PlanItem>, string | null, string | null]>([
  [{ trigger: "方案印发之日起5个工作日内" }, "2023-07-12", "2023-07-19"],
  [{ quote: "各单位自本方案印发之日起10日内报送清单。" }, "2023-07-12", "2023-07-22"],
  [{ trigger: "方案印发之日起5个工作日内" }, null, null],
  [{ timing: "triggered", trigger: "人员变动后10个工作日内" }, "2023-07-12", null],
  [{ timing: "dated", dueOn: "2023-07-27", quote: "印发之日起5个工作日内" }, "2023-07-12", null],
  // 国庆 is not worked.
  [{ quote: "各单位于方案印发之日起3个工作日内报送。" }, "2023-09-28", "2023-10-09"],
  [{ confirm: ["须供2023-09-18前汇总上报，建议早于该日"] }, "2023-07-12", "2023-09-13"],
])("%j, issued on %s, is proposed for %s", (more, issuedOn, dueOn) =>
  expect(proposeDue(item(more), issuedOn, calendar)?.dueOn ?? null).toBe(dueOn),
);

test("逐级上报 is known by its recipient or its words", () => {
  expect(isChain(item({ to: "逐级上报" }))).toBe(true);
  expect(isChain(item({ quote: "逐级汇总后报省厅" }))).toBe(true);
  expect(isChain(item({ to: "区司法局" }))).toBe(false);
});

test("an internal deadline leaves the due day as it is; one of this level's own notice is the due day", () => {
  const chain = item({ timing: "dated", dueOn: "2024-09-20", internalDays: 2 });
  expect(internalDay(chain, "2024-09-20", calendar)).toBe("2024-09-18");
  expect(slotsOf(chain, calendar)).toMatchObject([{ dueOn: "2024-09-20" }]);
  const noticed = { ...chain, noticed: true };
  expect(slotsOf(noticed, calendar)).toMatchObject([{ dueOn: "2024-09-18" }]);
  expect(internalDay(noticed, "2024-09-18", calendar)).toBeNull();
  expect(dueWords(noticed, calendar, "2024")).toBe("9月18日(周三)前");
});

test("reminders up to the due day go by the internal deadline, overdue ones and leaders by the plan's", () => {
  const timetable = { calendar, opening: "09:05" };
  const deadline = {
    dueOn: "2024-09-20",
    dueTime: null,
    opensOn: null,
    toldAt: instantOf("2024-08-01", "10:00"),
    movedOn: null,
    internalDueOn: "2024-09-13",
    steps: STEPS,
  };
  expect(planDeadline(deadline, timetable).map(({ step, on }) => [step, on])).toEqual([
    ["before7", "2024-09-06"],
    ["before3", "2024-09-10"],
    ["before1", "2024-09-12"],
    ["due", "2024-09-13"],
    ["late1", "2024-09-23"],
    ["late3", "2024-09-25"],
    ["late7", "2024-09-30"],
  ]);
  expect(planReportUp(deadline, timetable)[0]).toEqual({ step: "up-head", on: "2024-09-23" });
  // Told too late for the internal one, the plan's own date is reminded of.
  const late = planDeadline({ ...deadline, toldAt: instantOf("2024-09-14", "10:00") }, timetable);
  expect(late.filter(({ skipped }) => !skipped).map(({ step, on }) => [step, on])[0]).toEqual([
    "before1",
    "2024-09-19",
  ]);
});

const other = (dueOn: string, ids: string[]): OtherDeadline => ({
  campaign: "安全培训专项行动方案",
  what: "培训总结",
  dueOn,
  units: ids.map((id) => ({ id, name: `${id}室` })),
});

test.each<[string, OtherDeadline[], string[]]>([
  [
    "the same day",
    [other("2023-07-27", ["a", "b"])],
    ["7月27日当天，a室还要报《安全培训专项行动方案》的“培训总结”(7月27日)"],
  ],
  [
    "two workdays on",
    [other("2023-07-31", ["a"])],
    ["7月27日前后2个工作日内，a室还要报《安全培训专项行动方案》的“培训总结”(7月31日)"],
  ],
  ["three workdays on", [other("2023-08-01", ["a"])], []],
  ["other units", [other("2023-07-27", ["b"])], []],
])("a deadline of another campaign, %s", (_name, others, alarms) => {
  const own = item({ timing: "dated", dueOn: "2023-07-27" });
  expect(
    alarmsOf(own, { issuedOn: "2023-07-12", today: "2023-07-12", shortNotice: 3, others }, calendar),
  ).toEqual(alarms);
});

test("a year without holiday data is named once", () => {
  const far = item({ timing: "dated", dueOn: "2031-03-03" });
  expect(yearAlarm([far, far], calendar)).toContain("2031年的节假日安排还没有数据");
  expect(yearAlarm([item({ timing: "dated", dueOn: "2023-07-27" })], calendar)).toBeNull();
});
