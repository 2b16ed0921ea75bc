// 本局对外报送: who enters 上报日期 and 文号, and what it changes.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readUpward } from "../../src/services/upward.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { assignmentOf } from "./reports.ts";

let office: Harness;
let report: string;
let monthly: string;

beforeAll(async () => {
  office = await openHarness({ config: { sandboxNow: new Date("2023-09-20T09:30:00+08:00") } });
  const ids = await publishMatters(office.app, [
    { what: "自查情况材料", units: ["weihua", "anji"], dueOn: "2023-07-27" },
    { what: "专项行动书面报告", units: ["ju"], dueOn: "2023-09-18", direction: "upward" },
    { what: "营商环境月报", units: ["ju"], dueOn: "2023-08-25", direction: "upward" },
  ]);
  [, report, monthly] = ids as [string, string, string];
});
afterAll(() => office.close());

const entered = async (obligationId: string) => {
  const { state, upwardOn, upwardNumber, lateDays } = await assignmentOf(office.app.runtime.store.db, {
    unit: "ju",
    obligationId,
  });
  return { state, upwardOn, upwardNumber, lateDays };
};
const audited = () => office.app.runtime.store.db.auditEntry.count({ where: { action: "report-upward" } });

test.each([
  ["2023-09-18 云应急〔2023〕3号", { on: "2023-09-18", number: "云应急〔2023〕3号" }],
  ["9月18日 云应急〔2023〕3号", { on: "2023-09-18", number: "云应急〔2023〕3号" }],
  ["2023.9.18", { on: "2023-09-18", number: null }],
  ["9.18 无", { on: "2023-09-18", number: null }],
  ["12月30日 云应急〔2022〕40号", { on: "2022-12-30", number: "云应急〔2022〕40号" }],
])("%s", (text, read) => {
  expect(readUpward(text, "2023-09-20")).toEqual(read);
});

test("what is no day is told with an example", () => {
  expect(readUpward("昨天", "2023-09-20")).toEqual({
    problem: "没有看懂上报日期“昨天”。请写成：/上报 事项号 2023-09-20 文号",
  });
});

test("the lead unit sees the list; others see what they prepare, which is nothing", async () => {
  const [answer] = await office.person("zhou-wen").says("/上报");
  expect(answer!.card!.body).toContain("2. 专项行动书面报告：9月18日(已过2天)前报区司法局，尚未报出");
  const [other] = await office.person("zhang-lei").says("/上报");
  expect(other!.text).toContain("由牵头科室登记");
});

test("another unit's contact and the director are refused", async () => {
  for (const id of ["zhang-lei", "lin-guodong"]) {
    const [answer] = await office.person(id).says("/上报 2 2023-09-18 云应急〔2023〕3号");
    expect(answer!.text).toContain("由政策法规宣传和规划科技室登记");
  }
  expect(await entered(report)).toEqual({ state: "open", upwardOn: null, upwardNumber: null, lateDays: 0 });
});

test("a day to come is refused, an internal matter is none", async () => {
  const zhou = office.person("zhou-wen");
  expect((await zhou.says("/上报 2 2023-09-21 云应急〔2023〕3号"))[0]!.text).toContain("还没有到");
  expect((await zhou.says("/上报 1 2023-09-18 云应急〔2023〕3号"))[0]!.text).toContain("没有“1”这项对外报送");
  expect(await audited()).toBe(0);
});

test("entered two days later it is on time by the day it went up; apart from the units' figures", async () => {
  const [answer] = await office.person("zhou-wen").says("/上报 2 2023-09-18 云应急〔2023〕3号");
  expect(answer!.text).toBe(
    "已登记：“专项行动书面报告”2023年9月18日报区司法局，按时，文号云应急〔2023〕3号。",
  );
  expect(await entered(report)).toEqual({
    state: "accepted",
    upwardOn: "2023-09-18",
    upwardNumber: "云应急〔2023〕3号",
    lateDays: 0,
  });
  const [progress] = await office.person("lin-guodong").says("/进度");
  expect(progress!.text).toContain("应报2项次，已报0");
  expect(progress!.card!.body).toContain(
    "本局对外报送 2. 专项行动书面报告：已于9月18日报区司法局，云应急〔2023〕3号",
  );
});

test("the same again is no second decision, another number corrects", async () => {
  const zhou = office.person("zhou-wen");
  const [again] = await zhou.says("/上报 2 2023-09-18 云应急〔2023〕3号");
  expect(again!.text).toContain("此前已登记过");
  expect(await audited()).toBe(1);
  await zhou.says("/上报 2 2023-09-19 云应急〔2023〕5号");
  expect(await entered(report)).toMatchObject({ upwardNumber: "云应急〔2023〕5号", lateDays: 1 });
  expect(await audited()).toBe(2);
});

test("the page does the same, and keeps what was refused", async () => {
  const zhou = office.person("zhou-wen");
  const [list] = await zhou.says("/上报");
  const link = list!.card!.actions[0]!.url!;
  const page = await zhou.opens(new URL(link).pathname);
  expect(page.text).toContain("营商环境月报");
  const { number } = await assignmentOf(office.app.runtime.store.db, { unit: "ju", obligationId: monthly });
  const form = { assignment: `A${number}`, on: "2023-10-01", number: "云应急函〔2023〕9号" };
  const refused = await zhou.opens(page.path, form);
  expect(refused.status).toBe(400);
  expect(refused.text).toContain("还没有到");
  expect(refused.text).toContain("云应急函〔2023〕9号");
  const done = await zhou.opens(page.path, { ...form, on: "2023-08-25" });
  expect(done.text).toContain("已登记“营商环境月报”");
  expect(await entered(monthly)).toMatchObject({ state: "accepted", upwardOn: "2023-08-25", lateDays: 0 });
  const stranger = await office.person("zhang-lei").opens(page.path, form);
  expect(stranger.status).toBeGreaterThanOrEqual(403);
});
