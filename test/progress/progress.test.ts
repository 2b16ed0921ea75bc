// /进度 and the director's questions, from before the first report to the last return.
import { afterAll, beforeAll, expect, test } from "vitest";
import { pickPressing } from "../../src/services/progress/words.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness, type SeenMessage } from "../support/harness.ts";
import { assignmentOf, findProblems, handIn } from "./reports.ts";

let office: Harness;
let list: string;
let inspection: string;
let report: string;

beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

const factsOf = (message: SeenMessage) => Object.fromEntries(message.card?.facts ?? []);

/** 应报, 已报 and 未报 as the sentence tells them. */
function figures(message: SeenMessage): number[] {
  const told = /应报(\d+)项次，已报(\d+)(?:\(.*?\))?，未报(\d+)/.exec(message.text);
  return (told ?? []).slice(1).map(Number);
}

test("before anything is published everyone gets a kind sentence", async () => {
  const [director] = await office.person("lin-guodong").says("各单位报得怎么样了");
  expect(director!.text).toContain("还没有发布的专项行动");
  const [contact] = await office.person("zhang-lei").says("/进度");
  expect(contact!.text).toContain("没有需要您单位报送的事项");
});

test("after publishing, nine are owed and none is in", async () => {
  const ids = await publishMatters(
    office.app,
    [
      { what: "突出问题清单", units: ["weihua", "anji", "zonghe", "dadui"], dueOn: "2023-07-15" },
      { what: "自查情况材料", units: ["weihua", "anji", "zonghe", "fangzai", "dadui"], dueOn: "2023-07-27" },
      { what: "专项行动书面报告", units: ["ju"], dueOn: "2023-09-18", direction: "upward" },
    ],
    "行政执法质量提升专项行动",
  );
  [list, inspection, report] = ids as [string, string, string];
  const [answer] = await office.person("lin-guodong").says("/进度");
  expect(answer!.text).toMatch(
    /^截至7月12日9时\d\d分，“行政执法质量提升专项行动”应报9项次，已报0，未报9。目前没有登记自查发现的问题。最近的期限是7月15日\(还有3天\)：突出问题清单，还差4家。/,
  );
  expect(factsOf(answer!)).toMatchObject({
    应报: "9",
    未报: "9(退回0、逾期未报0)",
    "1. 突出问题清单": "应报4，已报0，未报4，7月15日(还有3天)",
  });
  expect(answer!.card!.body).toContain(
    "本局对外报送 3. 专项行动书面报告：9月18日(还有68天)前报区司法局，尚未报出",
  );
  expect(answer!.card!.actions.map(({ label }) => label)).toEqual(["看明细", "导出台账"]);
});

test("each report moves the figures at once; late and nil ones are told apart", async () => {
  await handIn(office, { unit: "weihua", obligationId: list, by: "zhang-lei" });
  await handIn(office, { unit: "anji", obligationId: list, by: "li-na", nil: true });
  expect(figures((await office.person("lin-guodong").says("/情况"))[0]!)).toEqual([9, 2, 7]);
  await office.until("2023-07-27T16:20:00+08:00");
  await handIn(office, { unit: "zonghe", obligationId: list, by: "wu-xia", lateDays: 12 });
  for (const unit of ["weihua", "anji", "dadui"]) {
    await handIn(office, { unit, obligationId: inspection, by: "zhang-lei" });
  }
  await handIn(office, { unit: "dadui", obligationId: list, by: "luo-qiang", lateDays: 12 });
  await findProblems(office, { unit: "weihua", obligationId: inspection }, [
    { kind: "三项制度", done: true },
    { kind: "三项制度", closed: true },
    { kind: "突出问题整治" },
    { kind: "突出问题整治", gone: true },
  ]);
  const [answer] = await office.person("lin-guodong").says("/汇总");
  expect(answer!.text).toMatch(
    /^截至7月27日16时20分，“行政执法质量提升专项行动”应报9项次，已报7\(按时5、逾期2，其中零报告1\)，未报2。自查发现问题3个，已整改2个，销号1个。最近的期限是7月27日\(今天\)：自查情况材料，还差2家。/,
  );
  expect(answer!.card!.body).toContain("2. 自查情况材料，未报：综合协调室、防灾减灾室");
  expect(answer!.card!.body).toContain("问题分类：三项制度2个、突出问题整治1个");
});

test("a partial report is still owed", async () => {
  await handIn(office, { unit: "fangzai", obligationId: inspection, by: "deng-fei", complete: false });
  expect(figures((await office.person("lin-guodong").says("/进度"))[0]!)).toEqual([9, 7, 2]);
});

test("a returned report is owed again, an excused one is not owed at all", async () => {
  const { db } = office.app.runtime.store;
  const returned = await assignmentOf(db, { unit: "dadui", obligationId: inspection });
  await db.assignment.update({ where: { id: returned.id }, data: { state: "returned", returns: 1 } });
  const [answer] = await office.person("zhou-wen").says("/进度");
  expect(figures(answer!)).toEqual([9, 6, 3]);
  expect(answer!.text).toContain("未报3(其中退回补正1)");
  expect(answer!.card!.actions.map(({ label }) => label)).toEqual(["看明细", "导出台账", "催办"]);
  const excused = await assignmentOf(db, { unit: "fangzai", obligationId: inspection });
  await db.assignment.update({ where: { id: excused.id }, data: { state: "waived" } });
  expect(figures((await office.person("zhou-wen").says("/进度"))[0]!)).toEqual([8, 6, 2]);
  await db.assignment.update({ where: { id: excused.id }, data: { state: "open" } });
});

test("the director's three questions", async () => {
  const director = office.person("lin-guodong");
  const [overall] = await director.says("各单位报得怎么样了？");
  expect(figures(overall!)).toEqual([9, 6, 3]);
  const [missing] = await director.says("还有谁没交");
  expect(missing!.text).toContain("未报3项次");
  expect(missing!.card!.body).toBe(
    "2. 自查情况材料，7月27日(今天)，未报：综合协调室、防灾减灾室、云川区应急管理综合行政执法大队(退回补正)",
  );
  const [problems] = await director.says("自查发现多少问题");
  expect(problems!.text).toContain("自查发现问题3个，已整改2个，销号1个。");
  expect(factsOf(problems!)).toEqual({
    三项制度: "发现2，已整改2，销号1",
    突出问题整治: "发现1，已整改0，销号0",
  });
});

test("by number, by words, by unit; words that mean nothing get the choices", async () => {
  const zhou = office.person("zhou-wen");
  for (const words of ["/进度 2", "/进度 第2项", "/进度 自查材料", "自查材料报得怎么样了"]) {
    const [answer] = await zhou.says(words);
    expect(answer!.text).toMatch(/“自查情况材料”应报5家，已报2\(按时2、逾期0\)，未报3/);
    expect(factsOf(answer!).审核).toBe("通过0，待审核2");
  }
  const [unit] = await zhou.says("/进度 危化室");
  expect(unit!.text).toContain("(危险化学品监督管理室)应报2项次，已报2");
  const [upward] = await zhou.says("/进度 3");
  expect(upward!.text).toContain("本局对外报送");
  const [unknown] = await zhou.says("/进度 火星");
  expect(unknown!.text).toContain("没有找到“火星”");
  expect(unknown!.text).toContain("/进度 2  自查情况材料");
  expect(report).toBeDefined();
});

test("a contact sees only its own units, a deputy those he oversees", async () => {
  const [own] = await office.person("li-na").says("/进度");
  expect(own!.text).toContain("(安全基础室、综合协调室)应报4项次，已报3(按时2、逾期1，其中零报告1)，未报1");
  expect(own!.card!.facts).toHaveLength(4);
  expect(own!.text).not.toContain("危险化学品");
  expect(own!.text).not.toContain("防灾减灾室");
  const [missing] = await office.person("zhang-lei").says("还有谁没交");
  expect(missing!.text).toContain("已全部报齐");
  expect(missing!.text).not.toContain("防灾减灾室");
  const [refused] = await office.person("zhang-lei").says("/进度 防灾减灾室");
  expect(refused!.text).toContain("您可以查看危险化学品监督管理室的报送情况");
  const [deputy] = await office.person("han-zhiyuan").says("/进度");
  expect(deputy!.text).toContain("(您分管的单位)应报9项次");
  const [other] = await office.person("su-min").says("/进度");
  expect(other!.text).not.toContain("防灾减灾室");
});

test("asked in a group: figures there, names to the asker alone", async () => {
  const heard = await office.person("lin-guodong").says("还有谁没交", { group: "group-all" });
  const there = heard.filter(({ to }) => to.group);
  const alone = heard.filter(({ to }) => to.person);
  expect(there).toHaveLength(1);
  expect(alone.map(({ to }) => to.person)).toEqual(["lin-guodong"]);
  expect(figures(there[0]!)).toEqual([9, 6, 3]);
  expect(there[0]!.card).toBeUndefined();
  expect(there[0]!.mentions).toEqual([]);
  expect(there[0]!.text).not.toMatch(/综合协调室|防灾减灾室|大队|http/);
  expect(alone[0]!.text).toContain("防灾减灾室");
  const contact = await office.person("zhang-lei").says("/进度", { group: "group-all" });
  const toHim = contact.find(({ to }) => to.person === "zhang-lei");
  expect(contact.find(({ to }) => to.group)!.text).not.toMatch(/问题\d|室/);
  expect(toHim!.text).not.toContain("防灾减灾室");
});

test("several campaigns: the nearest due day first, others in a line", async () => {
  await publishMatters(
    office.app,
    [{ what: "营商环境台账", units: ["weihua", "anji"], dueOn: "2023-08-25" }],
    "法治化营商环境提升行动",
  );
  const [answer] = await office.person("lin-guodong").says("/进度");
  expect(answer!.text).toContain("“行政执法质量提升专项行动”应报9项次");
  expect(answer!.card!.body).toContain("另有“法治化营商环境提升行动”：应报2，已报0，未报2");
  const [named] = await office.person("lin-guodong").says("/进度 营商环境提升");
  expect(named!.text).toContain("“法治化营商环境提升行动”应报2项次");
});

test("what was past when the plan was issued is no part of the figures", async () => {
  const [past] = await publishMatters(
    office.app,
    [
      { what: "实施方案", units: ["weihua", "anji"], dueOn: "2023-06-28" },
      { what: "培训总结", units: ["weihua"], dueOn: "2023-07-28" },
    ],
    "执法培训行动",
  );
  await office.app.runtime.store.db.assignment.updateMany({
    where: { obligationId: past! },
    data: { counted: false, pastAtIssue: true },
  });
  const [answer] = await office.person("lin-guodong").says("/进度 执法培训行动");
  expect(figures(answer!)).toEqual([1, 0, 1]);
  expect(answer!.card!.facts.map(([label]) => label)).not.toContain("1. 实施方案");
  expect(answer!.card!.body).toContain("不计入应报(印发时已过或免报)：1. 实施方案");
  const [own] = await office.person("zhang-lei").says("/进度 执法培训行动");
  expect(own!.card!.facts).toHaveLength(1);
});

test("a long card keeps what presses and what is latest, in order", () => {
  expect(pickPressing([1, 2, 3, 4, 5, 6], 3, (one) => one === 1)).toEqual([1, 5, 6]);
  expect(pickPressing([1, 2], 3, () => false)).toEqual([1, 2]);
});

test("an ordinary sentence is not taken for a question", async () => {
  const [answer] = await office.person("zhang-lei").says("我们还没报，明天补");
  expect(answer!.text).not.toContain("应报");
});
