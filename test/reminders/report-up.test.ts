// 报告领导: who is told of overdue reports, after how many workdays, and what each of them reads.
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { handIn, standStillUntil, startAt, times, toGroup, toPerson } from "./support.ts";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

const LEADERS = ["gu-jianhua", "xu-peng", "shen-tao", "he-yun", "han-zhiyuan", "su-min", "lin-guodong"];

test("the unit's head after one workday, its deputy after three, the director after seven; nobody else", async () => {
  await startAt(office, "2023-07-12");
  await publishMatters(office.app, [
    { what: "突出问题清单", units: ["weihua", "zonghe"], dueOn: "2023-07-15" },
  ]);
  await office.until("2023-07-14");
  await handIn(office, ["zonghe"]);
  const all = await office.until("2023-08-31");
  expect(Object.fromEntries(LEADERS.map((leader) => [leader, times(all, leader)]))).toEqual({
    "gu-jianhua": ["07-17T09:05"],
    "xu-peng": [],
    "shen-tao": [],
    "he-yun": [],
    "han-zhiyuan": ["07-19T09:05"],
    "su-min": [],
    "lin-guodong": ["07-25T09:05"],
  });
  const [head] = toPerson(all, "gu-jianhua");
  expect(head!.card!.body.split("\n")).toEqual([
    "贵室有1项报送逾期未报，请您督促办理：",
    "· 突出问题清单：已逾期2天(应于7月15日周六报送)",
    "联系人：张磊、唐静",
  ]);
  expect(toPerson(all, "han-zhiyuan")[0]!.card!.body.split("\n")).toEqual([
    "您分管的1个单位有报送逾期满3个工作日仍未报，请关注：",
    "【危险化学品监督管理室】",
    "· 突出问题清单：已逾期4天(应于7月15日周六报送)",
  ]);
  expect(toPerson(all, "lin-guodong")[0]!.card!.body.split("\n")).toEqual([
    "逾期满7个工作日仍未报送的有1项，涉及1个单位：",
    "· 突出问题清单：已逾期10天(应于7月15日周六报送)",
    "  应报2家，已报1家，未报：危险化学品监督管理室",
  ]);
  expect(toGroup(all).some(({ text }) => text.includes("贵室"))).toBe(false);
  const steps = await office.app.runtime.store.db.reminder.findMany({
    where: { step: { startsWith: "up-" } },
  });
  expect(steps.map(({ step }) => step).sort()).toEqual(["up-deputy", "up-director", "up-head"]);
});

test("one message a leader and day over matters and units; what is handed in is not in it", async () => {
  await startAt(office, "2023-07-12");
  const [first] = await publishMatters(office.app, [
    { what: "自查情况", units: ["weihua", "anji", "dadui"], dueOn: "2023-07-18" },
    { what: "问题清单", units: ["weihua"], dueOn: "2023-07-18" },
  ]);
  await office.until("2023-07-20");
  await handIn(office, ["dadui"], first!);
  const all = await office.until("2023-07-21");
  expect(times(all, "han-zhiyuan")).toEqual(["07-21T09:05"]);
  expect(toPerson(all, "han-zhiyuan")[0]!.card!.body.split("\n")).toEqual([
    "您分管的2个单位有报送逾期满3个工作日仍未报，请关注：",
    "【危险化学品监督管理室】",
    expect.stringMatching(/^· 自查情况/),
    expect.stringMatching(/^· 问题清单/),
    "【安全基础室】",
    expect.stringMatching(/^· 自查情况/),
  ]);
});

test("the bureau's own upward report goes to the lead unit's head and deputy", async () => {
  await startAt(office, "2023-07-12");
  await publishMatters(office.app, [
    { what: "情况报告", units: ["ju"], dueOn: "2023-07-18", direction: "upward" },
  ]);
  const all = await office.until("2023-08-31");
  const told = LEADERS.filter((leader) => times(all, leader).length > 0);
  expect(told).toEqual(["he-yun", "su-min", "lin-guodong"]);
  expect(toPerson(all, "he-yun")[0]!.text).toContain("情况报告(本局对外报送)：已逾期1天");
  expect(times(all, "zhou-wen")[0]).toBe("07-14T09:05");
});

test("what is reported between the tick and the sending is not reported up", async () => {
  await startAt(office, "2023-07-12");
  await publishMatters(office.app, [{ what: "自查情况", units: ["weihua"], dueOn: "2023-07-18" }]);
  await office.until("2023-07-18");
  const { runtime } = office.app;
  const { ring } = runtime;
  runtime.ring = async (...call) => {
    await handIn(office, ["weihua"]);
    return ring(...call);
  };
  const all = await office.until("2023-07-19");
  runtime.ring = ring;
  expect(all).toEqual([]);
});

test("after a standstill each leader is told once, and nothing is told twice", async () => {
  await startAt(office, "2023-07-12");
  await publishMatters(office.app, [{ what: "自查情况", units: ["weihua"], dueOn: "2023-07-18" }]);
  await standStillUntil(office, "2023-07-31T10:00:00+08:00");
  const all = await office.until("2023-08-31");
  for (const leader of ["gu-jianhua", "han-zhiyuan", "lin-guodong"])
    expect(times(all, leader)).toHaveLength(1);
});
