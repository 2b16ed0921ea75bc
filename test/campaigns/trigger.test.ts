// An event-triggered matter comes due, by words, by buttons and from the page.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness } from "../support/harness.ts";

const PLAN = readFileSync(new URL("../../prisma/demo-plan.txt", import.meta.url), "utf8");

let office: Harness;
const db = () => office.app.runtime.store.db;
const roundsOf = async (number: number) =>
  (
    await db().assignment.findMany({
      where: { obligation: { number } },
      include: { unit: true },
      orderBy: [{ createdAt: "asc" }, { unit: { position: "asc" } }],
    })
  ).map(({ period, dueOn, unit }) => [period, dueOn, unit.code]);

beforeAll(async () => {
  office = await openHarness();
  await office.person("zhou-wen").says(PLAN);
  await office.person("zhou-wen").says("/发布");
});
afterAll(() => office.close());

test("publishing makes nothing of it; /触发 lists what waits", async () => {
  expect(await roundsOf(6)).toEqual([]);
  const [list] = await office.person("zhou-wen").says("/触发");
  expect(list!.text).toContain("第6项 调整名单(人员变动后)");
  expect(list!.card!.actions.map(({ label }) => label)).toEqual(["触发第3项", "触发第6项"]);
});

test.each([
  ["/触发 2 7月20日前", "第2项不是事件触发的事项"],
  ["/触发 6 尽快", "没有从“尽快”里看出期限"],
  ["/触发 6 不存在的科室 7月20日前", "没有找到单位：不存在的科室"],
  ["/触发 6 7月1日前", "已经过去"],
  ["/触发 6 法规室 7月20日前", "不在这一项的责任单位里"],
])("%s is refused with a sentence", async (words, sentence) => {
  const [answer] = await office.person("zhou-wen").says(words);
  expect(answer!.text).toContain(sentence);
  expect(await roundsOf(6)).toEqual([]);
});

test("named units alone get the round, and one card each", async () => {
  const messages = await office.person("zhou-wen").says("/触发 6 危化室、大队 7月20日17时前");
  expect(await roundsOf(6)).toEqual([
    ["第1次", "2023-07-20", "weihua"],
    ["第1次", "2023-07-20", "dadui"],
  ]);
  const told = messages.filter(({ to }) => to.person && to.person !== "zhou-wen");
  expect(told.map(({ to }) => to.person).sort()).toEqual(
    ["bai-xue", "ding-yi", "gu-jianhua", "luo-qiang", "tang-jing", "zhang-lei"].sort(),
  );
  expect(told[0]!.text).toContain("还有8天，7月20日(周四)17:00截止");
  expect(messages.filter(({ to }) => to.group)).toEqual([]);
});

test("the next time is the next round for all its units, by button; the button works once", async () => {
  const coordinator = office.person("zhou-wen");
  const [offer] = await coordinator.says("/触发 6");
  expect(offer!.card!.actions[0]!.label).toBe("7月17日(周一)前");
  await coordinator.presses(offer!, "7月17日(周一)前");
  const rounds = await roundsOf(6);
  expect(rounds.slice(2)).toEqual(
    ["weihua", "anji", "zonghe", "fangzai", "dadui"].map((code) => ["第2次", "2023-07-17", code]),
  );
  const [again] = await coordinator.presses(offer!, "7月17日(周一)前");
  expect(again!.text).toContain("没有重复触发");
  expect(await roundsOf(6)).toHaveLength(7);
});

test("a duty of the bureau is triggered on the page and goes to who prepares it", async () => {
  const coordinator = office.person("zhou-wen");
  const obligation = await db().obligation.findFirstOrThrow({ where: { number: 3 } });
  const version = await db().planVersion.findFirstOrThrow();
  const form = { obligation: obligation.id, round: "1", "dueOn-3": "2023-08-01" };
  const answer = await coordinator.opens(`/plan/${version.id}/trigger`, form);
  expect(answer.text).toContain("已触发：行政裁量权基准统计表");
  await coordinator.opens(`/plan/${version.id}/trigger`, form);
  expect(await roundsOf(3)).toEqual([["第1次", "2023-08-01", "ju"]]);
  const seen = await office.person("he-yun").sees();
  expect(seen.filter(({ text }) => text.includes("新增报送事项：行政裁量权基准统计表"))).toHaveLength(1);
});

test("others can't trigger", async () => {
  const [answer] = await office.person("zhang-lei").says("/触发 6 7月20日前");
  expect(answer!.text).toContain("牵头科室管理员");
});
