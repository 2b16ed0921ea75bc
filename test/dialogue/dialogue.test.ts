// 逐项填写: one question after the other in a 1:1 chat, into the draft that the page shows too.
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, fact, last, oneLedger } from "../submissions/story.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";

let office: Harness;
let code: string;
let monthly: string;
let sensitive: string;
beforeAll(async () => {
  office = await openHarness();
  await publishMatters(office.app, [
    {
      what: "报送自查自纠台账",
      units: ["weihua", "anji"],
      dueOn: "2023-07-27",
      materials: oneLedger("self-inspection", "自查自纠台账"),
    },
    {
      what: "报送月总结",
      units: ["weihua"],
      dueOn: "2023-07-28",
      materials: oneLedger("monthly-summary", "月总结台账"),
    },
    {
      what: "报送突出问题",
      units: ["weihua"],
      dueOn: "2023-07-29",
      materials: oneLedger("prominent-problems", "突出问题台账"),
    },
  ]);
  code = await codeOf(office, "报送自查自纠台账", "weihua");
  monthly = await codeOf(office, "报送月总结", "weihua");
  sensitive = await codeOf(office, "报送突出问题", "weihua");
});
afterAll(() => office.close());

const zhang = (words: string) => office.person("zhang-lei").says(words).then(last);
const asks = async (words: string) => (await zhang(words)).card?.body.split("\n")[0];

test("the card of a short ledger offers it; the first question carries its options as buttons", async () => {
  const card = await zhang(`/报送 ${code}`);
  const first = last(await office.person("zhang-lei").presses(card, "逐项填写"));
  expect(first.card!.title).toBe(`${code}-1 第1条(1/6)`);
  expect(first.text).toContain("请填写“自查项目”");
  expect(first.text).toContain("1.三项制度");
  expect(first.text).toContain("严禁报送涉密信息和工作秘密");
});

test("answers by number, by words and by button; what is not wanted in this case is not asked", async () => {
  expect(await asks("4")).toBe("请填写“自查内容”（选填）");
  const found = await zhang("跳过");
  expect(found.card!.body).toContain("请填写“是否存在问题”");
  const [next] = await office.person("zhang-lei").presses(found, "是");
  expect(next!.card!.body).toContain("请填写“问题描述”");
  expect(next!.card!.title).toBe(`${code}-1 第1条(4/11)`);
  const [stale] = await office.person("zhang-lei").presses(found, "否");
  expect(stale!.text).toContain("这一问已经过去了");
});

test("a wrong value is refused with the sentence of every other form, and the question stays", async () => {
  expect(await asks("两卷案卷缺少法制审核意见")).toBe("请填写“原因分析”（选填）");
  expect(await asks("跳过")).toBe("请填写“整改措施”");
  const empty = await zhang("跳过");
  expect(empty.text).toContain("第1行“整改措施”：“是否存在问题”填“是”时不能为空，请补填。请重新填写。");
  expect(await asks("补办审核并组织学习")).toBe("请填写“责任部门”（选填）");
  expect(await asks("跳过")).toBe("请填写“责任人”");
  expect(await asks("上一项")).toBe("请填写“责任部门”（选填）");
  await zhang("跳过");
  expect(await asks("顾建华")).toBe("请填写“完成时限”");
  const wrong = await zhang("7月32日");
  expect(wrong.text).toContain(
    "第1行“完成时限”：“7月32日”不是日期，请写成2023-07-27或2023年7月27日。请重新填写。",
  );
  expect(wrong.text).toContain("请填写“完成时限”");
});

test("a photo in the middle is evidence of the row that is asked about, and the question comes again", async () => {
  const photo = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 1]);
  const [done, question] = await office.person("zhang-lei").sends("图片.jpg", photo);
  expect(done!.card!.title).toBe("已附佐证材料");
  expect(fact(done!, "条目")).toBe("第1条 两卷案卷缺少法制审核意见");
  expect(question!.text).toContain("接着上次的填。");
  expect(question!.card!.body).toContain("请填写“完成时限”");
});

test("a bare command still is one, another phone and an hour later change nothing", async () => {
  expect((await zhang("我的")).card!.title).toContain("我的报送");
  expect((await zhang("还有谁没交")).text).not.toContain("请填写");
  await office.until("2023-07-12T11:30:00+08:00");
  expect(await asks("8月10日")).toBe("请填写“整改状态”");
});

test("stopped, it goes on where it was; a colleague is told who is at it", async () => {
  const stopped = await zhang("不填了");
  expect(stopped.card!.title).toBe("已停下，没有报送");
  expect((await zhang("整改中")).text).toContain("没有看懂");
  const going = await zhang(`/报送 ${code} 逐项`);
  expect(going.text).toContain("接着上次的填。");
  expect(going.card!.body).toContain("请填写“整改状态”");
  const colleague = last(await office.person("tang-jing").says(`/报送 ${code} 逐项`));
  expect(colleague.text).toContain("张磊正在逐项填写");
});

test("the whole is shown before it is handed in; rows are added, mended and removed", async () => {
  await zhang("整改中");
  const shown = await zhang("都跳过");
  expect(shown.card!.title).toBe(`请核对 ${code}-1，共1条`);
  expect(fact(shown, "完成时限")).toBe("8月10日");
  expect(await asks("再加一条")).toBe("请填写“自查项目”");
  await zhang("三项制度");
  await zhang("跳过");
  expect((await zhang("否")).card!.title).toBe(`${code}-1 第2条(4/6)`);
  const two = await zhang("都跳过");
  expect(two.card!.body).toContain("第2条 三项制度，否");
  expect(await asks("改 1 责任人")).toBe("请填写“责任人”");
  expect((await zhang("张磊")).card!.title).toBe(`请核对 ${code}-1，共2条`);
  expect((await zhang("改 1 天气")).text).toContain("没有“天气”这一栏");
  expect((await zhang("随便说一句")).card!.title).toContain("请核对");
  const one = await zhang("删 2");
  expect(one.text).toContain("已删去第2条");
  expect(one.card!.title).toBe(`请核对 ${code}-1，共1条`);
});

test("an old card confirms nothing; confirmed, it is handed in with a receipt and the draft is gone", async () => {
  const shown = await zhang("核对");
  await zhang("改 1 责任人");
  await zhang("顾建华");
  const [again] = await office.person("zhang-lei").presses(shown, "确认报送");
  expect(again!.text).toContain("草稿在您核对之后又改过");
  const receipt = await zhang("确认");
  expect(receipt.card!.title).toBe("报送成功");
  expect(fact(receipt, "内容")).toBe("自查自纠台账：1条");
  const { db } = office.app.runtime.store;
  expect(await db.formDraft.count()).toBe(0);
  const [row] = await db.ledgerRow.findMany();
  expect(row!.values).toMatchObject({ owner: "顾建华", deadline: "2023-08-10", found: true });
  expect((await zhang("整改中")).text).toContain("没有看懂");
});

test("改报 begins with what was handed in: one thing is changed, the row stays the same row", async () => {
  const { db } = office.app.runtime.store;
  const before = await db.ledgerRow.findFirstOrThrow();
  const shown = await zhang(`/报送 ${code} 逐项`);
  expect(shown.card!.title).toBe(`请核对 ${code}-1，共1条`);
  await zhang("改 整改状态");
  await zhang("已完成");
  expect((await zhang("确认")).card!.title).toBe("改报成功(第2版)");
  const after = await db.ledgerRow.findFirstOrThrow({ orderBy: { submission: { version: "desc" } } });
  expect(after.rowKey).toBe(before.rowKey);
  expect(after.values).toMatchObject({ state: "已完成", owner: "顾建华" });
});

test("a long ledger is filled in elsewhere; so is a 敏感 one until the lead unit allows it", async () => {
  expect((await zhang(`/报送 ${monthly} 逐项`)).card!.body).toContain("栏目较多");
  expect((await zhang(`/报送 ${sensitive} 逐项`)).card!.body).toContain("只在登录后的网页或表格里填写");
  const refused = last(await office.person("zhang-lei").says("/聊天填报 允许"));
  expect(refused.text).toContain("由牵头科室管理员办理");
  const zhou = office.person("zhou-wen");
  expect(last(await zhou.says("/聊天填报")).text).toContain("不允许");
  expect(last(await zhou.says("/聊天填报 允许")).text).toContain("已允许在聊天中填报敏感台账");
  expect((await zhang(`/报送 ${sensitive} 逐项`)).card!.body).toContain("请填写“执法领域”（选填）");
  expect(last(await zhou.says("/聊天填报 停止")).text).toContain("已停止");
  expect((await zhang("危险化学品")).card!.body).toContain("只在登录后的网页或表格里填写");
  const actions = await office.app.runtime.store.db.auditEntry.findMany({
    where: { action: "allow-chat-forms" },
  });
  expect(actions.map(({ after }) => after)).toMatchObject([{ chatForms: true }, { chatForms: false }]);
});

test("经自查未发现问题, item by item", async () => {
  const anji = await codeOf(office, "报送自查自纠台账", "anji");
  const li = office.person("ma-chao");
  const [card] = await li.says(`/零报告 ${anji}`);
  await li.presses(card!, "逐项填写");
  await li.says("2022年以来的行政处罚案卷");
  await li.says("逐卷查阅");
  expect(last(await li.says("若干")).text).toContain("第1行“检查数量”：“若干”不是整数");
  expect(last(await li.says("12")).card!.body).toContain("请填写“备注”（选填）");
  await li.says("跳过");
  expect(last(await li.says("确认")).card!.title).toBe("零报告成功");
});
