// A unit hands in what it owes: cards, the text form, a written report, receipts and versions.
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { codeOf, fact, fillIn, INSPECTION_MATERIALS, last, oneLedger, PROBLEM_ROW, pdf } from "./story.ts";

const INSPECTION = "报送自查情况";
const MONTHLY = "报送营商环境工作台账";

let office: Harness;
let inspection: string;

beforeAll(async () => {
  office = await openHarness();
  await publishMatters(office.app, [
    {
      what: MONTHLY,
      units: ["weihua"],
      dueOn: "2023-08-05",
      materials: oneLedger("business-environment", "法治化营商环境工作台账"),
      nilAllowed: true,
      recurring: { recurrence: "FREQ=MONTHLY;BYMONTHDAY=5", period: "2023年7月" },
    },
    {
      what: INSPECTION,
      units: ["weihua", "anji", "zonghe"],
      dueOn: "2023-07-27",
      materials: INSPECTION_MATERIALS,
    },
  ]);
  inspection = await codeOf(office, INSPECTION, "weihua");
});
afterAll(() => office.close());

test("/报送 lists what the unit owes, nearest first, and a matter's card leads to every form", async () => {
  const zhang = office.person("zhang-lei");
  const list = last(await zhang.says("/报送"));
  expect(list.to).toEqual({ person: "zhang-lei" });
  expect(list.card?.title).toBe("危险化学品监督管理室：待报送2项");
  expect(list.card?.actions.map(({ label }) => label.split(" ")[0])).toEqual([
    inspection,
    await codeOf(office, MONTHLY, "weihua"),
  ]);
  const matter = last(await zhang.presses(list, list.card!.actions[0]!.label));
  expect(fact(matter, "期限")).toBe("还有15天，7月27日(周四)截止");
  expect(fact(matter, "状态")).toBe("待报送");
  expect(fact(matter, "材料")).toBe("已交 0/2，缺书面材料、行政执法部门自查自纠台账");
  expect(matter.card?.actions.map(({ label }) => label)).toEqual([
    "上传书面材料",
    "在网页填报",
    "逐项填写",
    "文字填报",
    "下载表格",
    "经自查未发现问题",
  ]);
  expect(matter.text).toContain("严禁报送涉密信息和工作秘密");
  expect(last(await zhang.says(`报送 ${inspection.toLowerCase()}`)).card).toMatchObject({
    title: matter.card!.title,
  });
});

test("a form with mistakes is kept whole, and mended it is handed in", async () => {
  const zhang = office.person("zhang-lei");
  const matter = last(await zhang.says(`/报送 ${inspection}`));
  const [hint, form] = await zhang.presses(matter, "文字填报");
  expect(hint!.text).toContain("整段发回");
  expect(form!.text).toMatch(new RegExp(`^【填报 ${inspection}-2】`));

  const wrong = last(await zhang.says(fillIn(form!.text, { ...PROBLEM_ROW, 完成时限: "下月底" })));
  expect(wrong.card?.title).toBe(`${inspection}-2 有1处需要修改`);
  expect(wrong.text).toContain("第1行“完成时限”：“下月底”不是日期，请写成2023-07-27或2023年7月27日");
  expect(wrong.text).toContain("存为草稿");
  expect(wrong.card?.actions[0]?.url).toContain("/go/");
  const { db } = office.app.runtime.store;
  const draft = await db.formDraft.findFirstOrThrow();
  expect(draft.body).toMatchObject({ rows: [{ values: { deadline: "下月底", owner: "顾建华" } }] });
  expect(await db.submission.count()).toBe(0);

  const receipt = last(await zhang.says(fillIn(form!.text, PROBLEM_ROW)));
  expect(receipt.card?.title).toBe("已收到一份材料");
  expect(fact(receipt, "回执号")).toBe("报送20230712-0001");
  expect(fact(receipt, "材料")).toBe("已交 1/2，缺书面材料");
  expect(fact(receipt, "时效")).toBeUndefined();
  expect(await db.formDraft.count()).toBe(0);
  expect(await db.assignment.findFirst({ where: { number: Number(inspection.slice(1)) } })).toMatchObject({
    state: "open",
    firstSubmittedAt: null,
  });
});

test("the same form again gets the same receipt and changes nothing", async () => {
  const tang = office.person("tang-jing");
  const [, form] = await tang.presses(last(await tang.says(`/报送 ${inspection}`)), "文字填报");
  // What comes back is the unit's own version, filled in.
  expect(form!.text).toContain("问题描述：两卷案卷缺少法制审核意见");
  const again = last(await tang.says(form!.text));
  expect(again.card?.title).toBe("已经收到过");
  expect(again.text).toContain("与上一版相同，回执号不变");
  expect(fact(again, "回执号")).toBe("报送20230712-0001");
  expect(await office.app.runtime.store.db.submission.count()).toBe(1);
});

test("the written report completes it: announced, then sent", async () => {
  const zhang = office.person("zhang-lei");
  const asked = last(await zhang.presses(last(await zhang.says(`/报送 ${inspection}`)), "上传书面材料"));
  expect(asked.text).toContain(`${inspection}-1`);
  const receipt = last(await zhang.sends("自查情况报告(盖章).pdf", pdf("自查")));
  expect(receipt.card?.title).toBe("报送成功");
  expect(fact(receipt, "回执号")).toBe("报送20230712-0002");
  expect(fact(receipt, "内容")).toBe("自查情况报告(盖章).pdf");
  expect(fact(receipt, "校验码")).toMatch(/^[0-9a-f]{16}/);
  expect(fact(receipt, "材料")).toBe("已交 2/2");
  expect(fact(receipt, "时效")).toBe("按时");
  const { db } = office.app.runtime.store;
  const assignment = await db.assignment.findFirstOrThrow({ where: { number: Number(inspection.slice(1)) } });
  expect(assignment.state).toBe("submitted");
  expect(assignment.firstSubmittedAt).not.toBeNull();
  // The rows went on into the version that the file made.
  const latest = await db.submission.findFirstOrThrow({ where: { version: 2 }, include: { rows: true } });
  expect(latest.rows).toHaveLength(1);
});

test("改报 keeps the first time, the row's key and its problem's number", async () => {
  const zhang = office.person("zhang-lei");
  const { db } = office.app.runtime.store;
  const number = Number(inspection.slice(1));
  const before = await db.assignment.findFirstOrThrow({ where: { number } });
  const [problem] = await db.problem.findMany();
  expect(problem).toMatchObject({ number: 1, state: "rectifying", kind: "执法案卷评查", goneOn: null });

  await office.until("2023-07-14T10:00:00+08:00");
  const card = last(await zhang.says(`/改报 ${inspection}`));
  expect(card.card?.title).toBe(`改报 ${inspection}`);
  const [, form] = await zhang.presses(card, "文字填报");
  const text = `${fillIn(form!.text, { 整改状态: "已完成" })}\n—— 第2条 ——\n自查项目：三项制度\n是否存在问题：是\n问题描述：公示不及时\n整改措施：补公示\n责任人：唐静\n完成时限：8月1日\n整改状态：未整改`;
  const receipt = last(await zhang.says(text));
  expect(receipt.card?.title).toBe("改报成功(第3版)");
  expect(fact(receipt, "内容")).toBe("行政执法部门自查自纠台账：2条(上一版1条)");
  const after = await db.assignment.findFirstOrThrow({ where: { number } });
  expect(after.firstSubmittedAt).toEqual(before.firstSubmittedAt);
  expect(after.lastSubmittedAt!.getTime()).toBeGreaterThan(before.lastSubmittedAt!.getTime());
  const problems = await db.problem.findMany({ orderBy: { number: "asc" } });
  expect(problems.map(({ number: n, rowKey, done }) => [n, rowKey === problem!.rowKey, done])).toEqual([
    [1, true, true],
    [2, false, false],
  ]);

  // Leaving a row out closes nothing: its problem is marked, and comes back with its row.
  const fewer = last(await zhang.says(fillIn(form!.text, { 整改状态: "已完成" })));
  expect(fact(fewer, "内容")).toContain("1条(上一版2条)");
  expect(await db.problem.findFirst({ where: { number: 2 } })).toMatchObject({
    goneOn: "2023-07-14",
    state: "open",
  });
  await zhang.says(text);
  expect(await db.problem.findMany({ orderBy: { number: "asc" } })).toMatchObject([
    { goneOn: null },
    { goneOn: null },
  ]);
});

test("/我的 shows what is in, with receipts, and what is owed", async () => {
  const mine = last(await office.person("zhang-lei").says("/我的"));
  expect(mine.card?.title).toBe("我的报送：危险化学品监督管理室");
  expect(fact(mine, "待报送")).toBe("1项");
  expect(mine.text).toMatch(/【已报送】\n.*回执号 报送20230714-0003，7月14日 10:00，已交 2\/2，按时，待审核/);
  const lin = last(await office.person("lin-guodong").says("/我的"));
  expect(lin.text).toContain("没有需要您填报的事项");
});

test("other units and people without the role are refused, with a sentence", async () => {
  expect(last(await office.person("deng-fei").says(`/报送 ${inspection}`)).text).toBe(
    `${inspection}是危险化学品监督管理室的报送任务，只有该单位的联系人或负责人可以填报。`,
  );
  expect(last(await office.person("lin-guodong").says("/报送")).text).toContain("由联系人、单位负责人办理");
  expect(
    last(await office.person("zhou-wen").says(`【填报 ${inspection}-2】\n自查项目：三项制度`)).text,
  ).toContain("只有该单位的联系人或负责人");
  expect(last(await office.person("zhang-lei").says("/报送 A9999")).text).toContain(
    "没有编号为A9999的报送任务",
  );
});

test("a contact of two units first chooses in whose name", async () => {
  const li = office.person("li-na");
  const choice = last(await li.says("/报送"));
  expect(choice.card?.title).toBe("请选择以哪个单位名义报送");
  expect(choice.card?.actions.map(({ label }) => label)).toEqual(["安全基础室", "综合协调室"]);
  const list = last(await li.presses(choice, "综合协调室"));
  expect(list.card?.title).toBe("综合协调室：待报送1项");
  expect(list.card?.actions[0]?.label).toContain(await codeOf(office, INSPECTION, "zonghe"));
});

test("asked in a group, the group hears only that the answer went out", async () => {
  const messages = await office.person("zhang-lei").says("/报送", { group: "group-all" });
  const heard = messages.filter(({ to }) => to.group);
  expect(heard.map(({ text }) => text)).toEqual(["已单独回复您，请到与我的单聊中查看。"]);
  expect(messages.filter(({ to }) => to.person === "zhang-lei")).toHaveLength(1);
});

test("every version has its audit entry with receipt and hash, and no row contents", async () => {
  const entries = await office.app.runtime.store.db.auditEntry.findMany({ where: { action: "submit" } });
  const versions = await office.app.runtime.store.db.submission.count();
  expect(entries).toHaveLength(versions);
  expect(entries[0]!.after).toMatchObject({
    receiptNumber: "报送20230712-0001",
    version: 1,
    complete: false,
  });
  expect(JSON.stringify(entries)).not.toContain("法制审核意见");
});
