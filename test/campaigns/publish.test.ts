// From the plan document to everybody's card: import, settle on the page, publish, publish again.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness, type SeenMessage } from "../support/harness.ts";

const PLAN = readFileSync(new URL("../../prisma/demo-plan.txt", import.meta.url));
const TITLE = "云川区应急管理局规范行政执法专项行动方案";

let office: Harness;
let draft: SeenMessage;
let page: string;
let published: SeenMessage[];

const db = () => office.app.runtime.store.db;
const toOf = (list: readonly SeenMessage[], person: string) =>
  list.filter(({ to }) => to.person === person).map(({ text }) => text);
const rowsOf = (number: number) =>
  db().assignment.findMany({
    where: { obligation: { number, campaign: { title: TITLE } } },
    include: { unit: true, preparer: true, obligation: true },
    orderBy: [{ dueOn: "asc" }, { unit: { position: "asc" } }],
  });

beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

test("a plan becomes a draft card: phases, matters with their source, what is unsure, alarms", async () => {
  const answers = await office.person("zhou-wen").says(PLAN.toString("utf8"));
  expect(answers).toHaveLength(1);
  draft = answers[0]!;
  expect(draft.to).toEqual({ person: "zhou-wen" });
  expect(draft.card?.title).toBe(`方案草稿：${TITLE}`);
  const facts = Object.fromEntries(draft.card!.facts);
  expect(facts).toMatchObject({ 印发日期: "2023年7月12日", 报送事项: "14项", 附件: "10个" });
  expect(facts.阶段).toMatch(/^5个：动员部署\(印发时已过\)、推动落实\(印发时已过\)、自查自纠、/);
  expect(draft.text).toContain("11. 自查情况书面材料、行政执法部门自查自纠台账");
  expect(draft.text).toContain("7月27日(周四)前(原文第28行)");
  expect(draft.text).toContain("印发后只有2个工作日；周六为休息日，未顺延");
  expect(draft.text).toMatch(/印发时已过：\n10\. 实施方案/);
  expect(draft.text).toMatch(/第9项 营商环境工作台账：.*没有写明几号.*承办.*接收单位/);
  expect(draft.card!.actions.map(({ label }) => label)).toEqual(["去确认", "发布"]);
  page = (await office.person("zhou-wen").opens(new URL(draft.card!.actions[0]!.url!).pathname)).path;
});

test("the bare figures are right before anybody publishes: nothing is owed yet", async () => {
  expect(await db().obligation.count()).toBe(0);
  expect(await db().assignment.count()).toBe(0);
});

test("the monthly matter is settled on its page", async () => {
  const coordinator = office.person("zhou-wen");
  const shown = await coordinator.opens(page);
  expect(shown.status).toBe(200);
  expect(shown.text).toMatch(/没有写明报给谁[,，]请确定接收单位/);
  // From the words of the text to the item, and back.
  expect(shown.text).toMatch(/id="q9" href="#i9"[^>]*>9<\/a><mark>市营商环境任务调度平台派给我局/);
  expect(shown.text).toMatch(/id="i9"[\s\S]*href="#q9"/);
  const office9 = await db().unit.findFirstOrThrow({ where: { code: "zonghe" } });
  const saved = await coordinator.opens(page, {
    revision: "0",
    "9.recurrence": "每月25日",
    "9.windowFrom": "2023-07-12",
    "9.windowTo": "2023-09-30",
    "9.span": "current",
    "9.cumulative": "1",
    "9.preparerId": office9.id,
    "9.to": "市营商环境任务调度平台",
  });
  expect(saved.text).toContain("已保存");
  const version = await db().planVersion.findFirstOrThrow();
  const item = (version.items as { key: string; confirm: string[]; recurrence: string }[]).find(
    ({ key }) => key === "9",
  )!;
  expect(item).toMatchObject({ recurrence: "FREQ=MONTHLY;BYMONTHDAY=25", confirm: [], direction: "upward" });
  expect(version.revision).toBe(1);
});

test("publishing makes an assignment for each unit and period, and tells everybody once", async () => {
  published = await office.person("zhou-wen").presses(draft, "发布");
  const problems = await rowsOf(2);
  expect(problems.map(({ unit }) => unit.code)).toEqual(["weihua", "anji", "zonghe", "dadui"]);
  expect(problems.every(({ dueOn, counted }) => dueOn === "2023-07-15" && counted)).toBe(true);
  expect(problems[0]!.dueAt?.toISOString()).toBe("2023-07-15T16:00:00.000Z");
  expect(problems[0]!.obligation.level).toBe("sensitive");
  const selfChecks = await rowsOf(11);
  expect(selfChecks.map(({ unit }) => unit.code)).toEqual(["weihua", "anji", "zonghe", "fangzai", "dadui"]);
  expect(selfChecks[0]!.obligation.materials).toMatchObject([
    { key: "1", kind: "document" },
    { key: "2", kind: "ledger", ledger: "self-inspection", attachment: "10" },
  ]);
  const [report, ...others] = await rowsOf(13);
  expect(others).toEqual([]);
  expect(report).toMatchObject({
    dueOn: "2023-09-18",
    unit: { code: "ju" },
    preparer: { code: "fagui" },
    obligation: { direction: "upward", recipient: "区司法局" },
  });

  const [card] = toOf(published, "zhang-lei");
  expect(toOf(published, "zhang-lei")).toHaveLength(1);
  expect(card).toMatch(/安全生产执法突出问题清单——还有3天，7月15日\(周六\)截止/);
  expect(card!.indexOf("7月15日")).toBeLessThan(card!.indexOf("7月27日"));
  expect(card).toContain("报送事项：2项");
  const pressed = published.find(({ to }) => to.person === "zhang-lei")!.card!.actions;
  expect(pressed).toMatchObject([{ action: "ack", label: "收到" }]);
});

test("a contact of two units gets one card over both, the bureau's own duties go to who prepares them", () => {
  const [card, ...more] = toOf(published, "li-na");
  expect(more).toEqual([]);
  expect(card).toMatch(/【安全基础室】[\s\S]*【综合协调室】/);
  expect(card).toContain(
    "【本局对外报送，报市营商环境任务调度平台】营商环境工作台账——每月25日前，填累计数；2023年7月：还有13天，7月25日(周二)截止",
  );
  const [lead] = toOf(published, "he-yun");
  expect(lead).toContain("【本局对外报送，报区司法局】专项行动开展和问题整改情况书面报告");
  expect(lead).not.toContain("营商环境工作台账");
});

test("the group hears one message without names, the coordinator what was made and what is open", () => {
  const group = published.filter(({ to }) => to.group);
  expect(group).toHaveLength(1);
  expect(group[0]!.text).toContain("共2项报送事项，最近一项7月15日(周六)截止");
  expect(group[0]!.mentions).toEqual([]);
  expect(group[0]!.text).toContain("严禁报送涉密信息和工作秘密");
  const answer = toOf(published, "zhou-wen").find((text) => text.startsWith("已发布"))!;
  expect(answer).toContain("报送任务：9个，涉及5个单位");
  expect(answer).toContain("本局对外报送：2项，4个报送任务");
  expect(answer).toContain("印发时已过，不催报、不计入应报：第10项 实施方案");
  expect(answer).toMatch(/待确认\(7项/);
});

test("the recurring matter has a period for each due day in its window", async () => {
  const months = await rowsOf(9);
  expect(months.map(({ period, dueOn }) => [period, dueOn])).toEqual([
    ["2023年7月", "2023-07-25"],
    ["2023年8月", "2023-08-25"],
    ["2023年9月", "2023-09-25"],
  ]);
  expect(months[1]).toMatchObject({
    spanStart: "2023-08-01",
    opensOn: "2023-08-01",
    preparer: { code: "zonghe" },
  });
});

test("what was past when issued can be looked up, is not counted and is told without being asked", async () => {
  const past = await rowsOf(10);
  expect(past).toHaveLength(5);
  expect(past.every((row) => row.pastAtIssue && !row.counted)).toBe(true);
  expect(toOf(published, "zhang-lei")[0]).toContain("印发时已过，不催报：实施方案(6月28日)");
  const reminded = await office.until("2023-07-14");
  expect(reminded.map(({ text }) => text).join("\n")).not.toContain("实施方案");
  expect(await db().reminder.count({ where: { assignment: { pastAtIssue: true }, state: "sent" } })).toBe(0);
});

test("publishing twice doubles nothing", async () => {
  const before = [
    await db().obligation.count(),
    await db().assignment.count(),
    await db().auditEntry.count(),
  ];
  const again = await office.person("zhou-wen").says("/发布");
  expect(again).toHaveLength(1);
  expect(again[0]!.card?.title).toBe("没有新的内容可发布");
  const after = [await db().obligation.count(), await db().assignment.count(), await db().auditEntry.count()];
  expect(after).toEqual(before);
});

test("a matter settled later is published alone, and only its units hear of it", async () => {
  const coordinator = office.person("zhou-wen");
  await coordinator.opens(page, { revision: "1", "14.dueOn": "2023-09-13", "14.checked": "1" });
  const messages = await coordinator.says("/发布");
  const [card, ...more] = toOf(messages, "deng-fei");
  expect(more).toEqual([]);
  expect(card).toContain("新增报送事项");
  expect(card).toContain("9月13日(周三)截止");
  expect(card).not.toContain("7月27日");
  expect(messages.filter(({ to }) => to.group)).toEqual([]);
  expect(toOf(messages, "zhou-wen").join()).toContain("已补充发布");
  expect(await rowsOf(14)).toHaveLength(5);
  expect(await rowsOf(11)).toHaveLength(5);
});

test("every decision is in the trail", async () => {
  const entries = await db().auditEntry.findMany({ orderBy: { sequence: "asc" } });
  const own = entries.filter(({ action }) => ["import-plan", "settle-plan", "publish"].includes(action));
  expect(own.map(({ action }) => action)).toEqual([
    "import-plan",
    "settle-plan",
    "publish",
    "settle-plan",
    "publish",
  ]);
  expect(own[1]!.before).toMatchObject({ items: [{ key: "9", recurrence: "FREQ=MONTHLY" }] });
  expect(own[1]!.after).toMatchObject({ items: [{ key: "9", recurrence: "FREQ=MONTHLY;BYMONTHDAY=25" }] });
});
