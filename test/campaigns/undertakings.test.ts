// 认领: rows of a 任务分解表 wait for their units, are settled by the lead unit, and only then somebody owes a report.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readNumbers } from "../../src/services/undertakings/words.ts";
import { type Harness, openHarness, type SeenMessage } from "../support/harness.ts";

const PLAN = `云川区应急管理局关于印发《云川区应急管理局法治建设重点任务分解方案》的通知

局属各业务室，区应急管理综合行政执法大队：
现将《云川区应急管理局法治建设重点任务分解方案》印发给你们，请认真组织实施。

云川区应急管理局
2023年7月12日

云川区应急管理局法治建设重点任务分解方案

一、提升执法能力
1.完成执法人员全员轮训，2023年9月29日前将轮训情况报政策法规室。
牵头单位：安全基础室、综合协调室
责任单位：各业务室、区应急管理综合行政执法大队
2.长期坚持案卷定期互查，互相学习，取长补短。
牵头单位：执法大队
责任单位：危化室
3.健全应急值守制度。
牵头单位：防灾室
责任单位：区气象局
二、强化保障
4.推进执法装备标准化。
牵头单位：执法大队
责任单位：各业务室
`;

let office: Harness;
let published: SeenMessage[];
let page: string;
const db = () => office.app.runtime.store.db;
const settle = (fields: Record<string, string>) =>
  office.person("zhou-wen").opens(`${page}/settle`, { number: "1", "what-1": "全员轮训情况", ...fields });

beforeAll(async () => {
  office = await openHarness();
  await office.person("zhou-wen").says(PLAN);
  published = await office.person("zhou-wen").says("/发布");
  page = `/plan/claims/${(await db().campaign.findFirstOrThrow()).id}`;
});
afterAll(() => office.close());

test.each([
  ["3", [3]],
  ["第3项", [3]],
  ["3、5-8", [3, 5, 6, 7, 8]],
  ["3 4", [3, 4]],
  ["全部", "all"],
  ["多少", null],
])("%s means %j", (words, numbers) => expect(readNumbers(words)).toEqual(numbers));

test("publishing asks the units to claim, and makes nothing due", async () => {
  const answer = published.find(({ to }) => to.person === "zhou-wen")!;
  expect(Object.fromEntries(answer.card!.facts).任务分解表).toBe("4项，已请5个单位认领");
  const zhang = published.find(({ to }) => to.person === "zhang-lei")!;
  expect(zhang.card!.title).toContain("请认领任务");
  expect(zhang.text).toContain("共3项，其中本单位牵头0项");
  expect(await db().assignment.count()).toBe(0);
  expect(await db().undertaking.findFirstOrThrow({ where: { number: 3 } })).toMatchObject({
    unmatched: ["区气象局"],
  });
});

test("a unit claims by number, by range and by button; what is not its own is said, a repeat changes nothing", async () => {
  const zhang = office.person("zhang-lei");
  const [list] = await zhang.says("/认领");
  expect(list!.text).toMatch(/未认领：3项[\s\S]*第1项 完成执法人员全员轮训/);
  expect(list!.card!.actions.map(({ label }) => label)).toEqual([
    "认领第1项",
    "认领第2项",
    "认领第4项",
    "全部认领(3项)",
    "在页面认领",
  ]);
  const [taken] = await zhang.says("/认领 2-3");
  expect(taken!.text).toContain("危险化学品监督管理室：1项(第2项)");
  expect(taken!.text).toContain("没有认领第3项：不在本单位的任务里");
  await zhang.presses(list!, "认领第1项");
  const [again] = await zhang.presses(list!, "认领第1项");
  expect(again!.text).toContain("先前已认领：第1项");
  expect(await db().undertakingClaim.count()).toBe(2);
  expect(await db().auditEntry.count({ where: { action: "claim" } })).toBe(2);
  const [other] = await office.person("han-zhiyuan").says("/认领 1");
  expect(other!.text).toContain("没有您所在单位的任务");
});

test("a claim is given back while nothing rests on it, by the unit or by the coordinator, who tells it", async () => {
  const zhang = office.person("zhang-lei");
  const [back] = await zhang.says("/认领 撤回 2、4");
  expect(back!.text).toBe("已撤回危险化学品监督管理室对第2项的认领。");
  const anji = await db().unit.findFirstOrThrow({ where: { code: "anji" } });
  expect((await zhang.opens(page, { undo: `${anji.id} 1` })).status).toBe(403);
  await zhang.says("/认领 2");
  const weihua = await db().unit.findFirstOrThrow({ where: { code: "weihua" } });
  const answer = await office.person("zhou-wen").opens(page, { undo: `${weihua.id} 2` });
  expect(answer.text).toContain("已撤回危险化学品监督管理室对第2项的认领");
  expect((await zhang.sees()).at(-1)!.text).toContain(
    "牵头科室周雯撤回了危险化学品监督管理室对第2项任务的认领",
  );
  expect(await db().undertakingClaim.count()).toBe(1);
  expect(await db().auditEntry.count({ where: { action: "unclaim" } })).toBe(2);
  await zhang.says("/认领 2");
});

test("the lead unit sees who has not claimed; others don't get its page", async () => {
  const [overview] = await office.person("zhou-wen").says("/认领");
  expect(Object.fromEntries(overview!.card!.facts)).toMatchObject({
    任务: "4项",
    无人认领: "2项",
    部分认领: "2项",
  });
  expect(overview!.text).toMatch(/无人认领：\n第3项 .*没有对应单位：区气象局/);
  expect((await office.person("han-zhiyuan").opens(page)).status).toBe(403);
  const own = await office.person("zhang-lei").opens(page);
  expect(own.text).toContain("已认领2项");
  expect(own.text).not.toContain("由谁汇总上报");
});

test("where several lead, who sums up and to whom is asked; an unclaimed row makes nothing", async () => {
  expect((await settle({})).text).toContain("有多家牵头，请选定由谁汇总上报");
  const anji = await db().unit.findFirstOrThrow({ where: { code: "anji" } });
  expect((await settle({ "reporter-1": anji.id })).text).toContain("请写明汇总后报给谁");
  const early = await settle({ "reporter-1": anji.id, "to-1": "政策法规室", "dueOn-1": "2023-09-29" });
  expect(early.status).toBe(422);
  expect(early.text).toContain("选定的汇总单位还没有认领");
  const nobody = await office
    .person("zhou-wen")
    .opens(`${page}/settle`, { number: "4", "dueOn-4": "2023-09-29" });
  expect(nobody.text).toContain("第4项还没有单位认领");
  expect(await db().assignment.count()).toBe(0);
});

test("claimed and settled with a date it is a 报送事项 of the one that sums up", async () => {
  const anji = await db().unit.findFirstOrThrow({ where: { code: "anji" } });
  const claimed = await office.person("li-na").opens(page, { [`claim-${anji.id}`]: "1" });
  expect(claimed.text).toContain("已认领1项");
  const done = await settle({ "reporter-1": anji.id, "to-1": "政策法规室", "dueOn-1": "2023-09-29" });
  expect(done.text).toContain("已补充发布");
  const rows = await db().assignment.findMany({ include: { unit: true, obligation: true } });
  expect(rows.map(({ unit, dueOn, obligation }) => [unit.code, dueOn, obligation.what])).toEqual([
    ["anji", "2023-09-29", "全员轮训情况"],
  ]);
  const told = (await office.person("li-na").sees()).at(-1)!;
  expect(told.text).toContain("全员轮训情况");
  expect((await settle({ "reporter-1": anji.id })).text).toContain("已生成报送事项第1项");
  const [late] = await office.person("li-na").says("/认领 撤回 1");
  expect(late!.text).toContain("第1项已确定报送要求，不能撤回");
});

test("each for itself: who claims later owes it too", async () => {
  await office.person("luo-qiang").says("/认领 4");
  await office.person("zhou-wen").opens(`${page}/settle`, { number: "4", "dueOn-4": "2023-10-31" });
  const owing = async () =>
    (
      await db().assignment.findMany({
        where: { dueOn: "2023-10-31" },
        include: { unit: true },
        orderBy: { number: "asc" },
      })
    ).map(({ unit }) => unit.code);
  expect(await owing()).toEqual(["dadui"]);
  await office.person("deng-fei").says("/认领 4");
  expect(await owing()).toEqual(["dadui", "fangzai"]);
});

test("a row without a date is a long-running one: settled, and nobody is reminded", async () => {
  await office.person("luo-qiang").says("/认领 2");
  const answer = await office.person("zhou-wen").opens(`${page}/settle`, { number: "2" });
  expect(answer.text).toContain("按长期任务登记，不催办");
  expect(await db().obligation.count()).toBe(2);
});

test("a name that nobody bears gets a unit from the lead unit, who is asked then", async () => {
  const zonghe = await db().unit.findFirstOrThrow({ where: { code: "zonghe" } });
  const fangzai = await db().unit.findFirstOrThrow({ where: { code: "fangzai" } });
  const form = new FormData();
  form.append("number", "3");
  for (const { id } of [zonghe, fangzai]) form.append("unit-3", id);
  const answer = await office.person("zhou-wen").opens(`${page}/units`, form);
  expect(answer.text).toContain("第3项可以认领的单位：综合协调室、防灾减灾室");
  const [taken] = await office.person("wu-xia").says("/认领 3");
  expect(taken!.text).toContain("综合协调室：1项(第3项)");
});

test("a name is matched once for all rows, and remembered for the next plan", async () => {
  const row = await db().undertaking.findFirstOrThrow({ where: { number: 2 } });
  await db().undertaking.update({
    where: { id: row.id },
    data: { unmatched: ["区减灾办"], responsibleNames: ["危化室", "区减灾办"] },
  });
  const fangzai = await db().unit.findFirstOrThrow({ where: { code: "fangzai" } });
  expect((await office.person("zhou-wen").opens(page)).text).toContain("「区减灾办」是哪个单位");
  const answer = await office
    .person("zhou-wen")
    .opens(`${page}/names`, { "match-区减灾办": fangzai.id, remember: "1" });
  expect(answer.text).toContain("已对应1个名称，涉及1项任务，已请1个单位认领");
  const now = await db().undertaking.findUniqueOrThrow({ where: { id: row.id } });
  expect(now).toMatchObject({ unmatched: [], unitIds: expect.arrayContaining([fangzai.id]) });
  expect((await db().unit.findUniqueOrThrow({ where: { id: fangzai.id } })).aliases).toContain("区减灾办");
  expect((await office.person("deng-fei").sees()).at(-1)!.card!.title).toContain("请认领任务");
  expect((await office.person("zhang-lei").opens(`${page}/names`, { "match-x": fangzai.id })).status).toBe(
    403,
  );
});

test("a later version keeps claims, withdraws what is missing and asks for what is new", async () => {
  const later = PLAN.replace("4.推进执法装备标准化。", "4.推进执法服装规范化建设。").replace(
    "2.长期坚持案卷定期互查，互相学习，取长补短。",
    "2.长期坚持案卷定期互查，互相学习，取长补短，每年通报。",
  );
  await office.person("zhou-wen").says(later);
  const messages = await office.person("zhou-wen").says("/发布");
  const rows = await db().undertaking.findMany({ orderBy: { number: "asc" }, include: { claims: true } });
  expect(
    rows.map(({ number, no, withdrawnAt, claims }) => [number, no, withdrawnAt !== null, claims.length]),
  ).toEqual([
    [1, "1", false, 2],
    [2, "2", false, 2],
    [3, "3", false, 1],
    [4, "4", true, 2],
    [5, "4", false, 0],
  ]);
  expect(messages.find(({ to }) => to.person === "zhang-lei")!.text).toContain("共1项");
});
