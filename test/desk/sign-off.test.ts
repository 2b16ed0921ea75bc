// 审签: a report counts from the head's signature on; sent back it loses nothing; a signed one that is changed stays 已报.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { editItem } from "../../src/services/campaigns/edits.ts";
import { itemForm } from "../../src/services/campaigns/form.ts";
import { blankItem, readItems } from "../../src/services/campaigns/item.ts";
import { BUILT_IN } from "../../src/services/definitions.ts";
import { fact, last, oneLedger, pdf } from "../submissions/story.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { figuresOf, rowOf, to } from "./support.ts";

const REPORT = "报送整改情况报告";
const LEDGER = "报送突出问题整治台账";

let office: Harness;
let report: string;
let ledger: string;
beforeAll(async () => {
  office = await openHarness();
  const ids = await publishMatters(office.app, [
    { what: REPORT, units: ["weihua", "fangzai", "anji"], dueOn: "2023-07-14" },
    {
      what: LEDGER,
      units: ["dadui"],
      dueOn: "2023-07-20",
      level: "sensitive",
      materials: oneLedger("prominent-problems", "突出问题整治台账"),
    },
  ]);
  await office.app.runtime.store.db.obligation.updateMany({
    where: { id: { in: ids } },
    data: { signOff: true },
  });
  report = (await rowOf(office, REPORT, "weihua")).code;
  ledger = (await rowOf(office, LEDGER, "dadui")).code;
});
afterAll(() => office.close());

const zhang = () => office.person("zhang-lei");
const gu = () => office.person("gu-jianhua");

test("a complete report waits for the head, is not 已报 yet and is reminded of", async () => {
  const sent = await zhang().sends("整改.pdf", pdf("一"), report);
  const receipt = to(sent, "zhang-lei")!;
  expect(receipt.card?.title).toBe("已送审签");
  expect(receipt.text).toContain("在此之前仍计为未报");
  expect(fact(receipt, "时效")).toBeUndefined();
  const asked = to(sent, "gu-jianhua")!;
  expect(asked.card?.title).toBe(`请审签：${REPORT}`);
  expect(asked.text).toContain("整改.pdf");
  expect(await rowOf(office, REPORT, "weihua")).toMatchObject({ state: "signing", firstSubmittedAt: null });
  expect(await figuresOf(office, REPORT)).toMatchObject({ due: 3, done: 0, missing: 3 });
  expect(last(await office.person("zhou-wen").says("/审核")).card?.title).toBe("没有待审核的报送");
  // The same file again asks nobody twice.
  const again = await zhang().sends("整改.pdf", pdf("一"), report);
  expect(again).toHaveLength(1);
  expect(last(again).card?.title).toBe("已经收到过");
  const told = await office.until("2023-07-13T10:00:00+08:00");
  expect(to(told, "zhang-lei")!.text).toContain("审签中");
});

test("sent back with a reason it is owed again with everything in it", async () => {
  const asked = to(await gu().sees(), "gu-jianhua")!;
  expect(last(await gu().presses(asked, "退回修改")).text).toContain(`/审签 ${report} 退回 `);
  expect(last(await gu().says(`/审签 ${report} 退回`)).text).toContain("要写明原因");
  const back = await gu().says(`/审签 ${report} 退回 数字与台账不一致`);
  expect(to(back, "zhang-lei")!.text).toContain("意见：数字与台账不一致");
  expect((await rowOf(office, REPORT, "weihua")).state).toBe("open");
  const shown = last(await zhang().says(`/报送 ${report}`));
  expect(fact(shown, "退回意见")).toBe("数字与台账不一致");
  expect(last(await gu().presses(asked, "同意")).text).toContain("已退回修改");
  // The same file is sent for signature anew where it had been sent back.
  const again = await zhang().sends("整改.pdf", pdf("一"), report);
  expect(to(again, "zhang-lei")!.card?.title).toBe("已送审签");
  expect(to(again, "gu-jianhua")!.card?.title).toBe(`请审签：${REPORT}`);
});

test("the report's time is that of the signature, and late by it", async () => {
  await office.until("2023-07-17T10:00:00+08:00");
  const list = last(await gu().says("/审签"));
  expect(list.card?.title).toBe("待审签 1 件");
  const signed = await gu().presses(list, "同意");
  expect(to(signed, "gu-jianhua")!.text).toContain("已审签同意并报送");
  expect(to(signed, "zhang-lei")!.text).toContain("逾期报送，逾期3天");
  const row = await rowOf(office, REPORT, "weihua");
  expect(row).toMatchObject({ state: "submitted", lateDays: 3 });
  expect(row.firstSubmittedAt!.toISOString()).toMatch(/^2023-07-17T02:/);
  expect(await figuresOf(office, REPORT)).toMatchObject({ done: 1, late: 1, onTime: 0, missing: 2 });
  expect(last(await gu().presses(list, "同意")).text).toContain("已审签同意，不用再签");
  const version = await office.app.runtime.store.db.submission.findFirstOrThrow({
    where: { assignmentId: row.id, complete: true },
  });
  expect(version).toMatchObject({ unsigned: false, signedById: "gu-jianhua", lateDays: 3, late: true });
});

test("what was signed and is changed stays 已报； nobody accepts it before it is signed again", async () => {
  const zhou = office.person("zhou-wen");
  await zhou.says(`/审核 ${report} 通过`);
  expect((await rowOf(office, REPORT, "weihua")).state).toBe("accepted");
  const changed = await zhang().sends("整改二稿.pdf", pdf("二"), report);
  expect(to(changed, "zhang-lei")!.text).toContain("在此之前原报送仍然有效");
  expect(to(changed, "zhou-wen")).toBeUndefined();
  expect(await rowOf(office, REPORT, "weihua")).toMatchObject({ state: "accepted", lateDays: 3 });
  const signed = await gu().says(`/审签 ${report} 同意`);
  expect(to(signed, "zhou-wen")!.text).toContain("先前已审核通过，该单位又作了改报");
  expect(await rowOf(office, REPORT, "weihua")).toMatchObject({ state: "submitted", lateDays: 3 });
  await zhang().sends("整改三稿.pdf", pdf("三"), report);
  expect(last(await zhou.says(`/审核 ${report} 通过`)).text).toContain("还没有审签");
  expect(last(await zhou.says("/审核")).text).toContain("改报待审签");
  expect(await figuresOf(office, REPORT)).toMatchObject({ done: 1, late: 1 });
});

test("a head who hands in needs no second signature; his own sending of the same file signs it", async () => {
  const own = await rowOf(office, REPORT, "fangzai");
  const sent = last(await office.person("shen-tao").sends("整改.pdf", pdf("防灾"), own.code));
  expect(sent.card?.title).toBe("报送成功");
  const anji = await rowOf(office, REPORT, "anji");
  await office.person("li-na").sends("整改.pdf", pdf("基础"), anji.code);
  expect((await rowOf(office, REPORT, "anji")).state).toBe("signing");
  await office.person("wei-dong").sends("整改.pdf", pdf("基础"), anji.code);
  expect((await rowOf(office, REPORT, "anji")).state).toBe("submitted");
  expect(await figuresOf(office, REPORT)).toMatchObject({ due: 3, done: 3, late: 3, missing: 0 });
});

test("a returned report is signed anew; sent back it is returned again, and nobody outside reads it meanwhile", async () => {
  const { code } = await rowOf(office, REPORT, "fangzai");
  const state = async () => (await rowOf(office, REPORT, "fangzai")).state;
  const zhou = office.person("zhou-wen");
  await zhou.says(`/退回 ${code} 缺少附表`);
  await office.person("deng-fei").sends("整改.pdf", pdf("防灾二"), code);
  expect(await state()).toBe("signing");
  expect((await zhou.opens(`/review/${code}`)).text).not.toContain("第2版");
  expect((await office.person("shen-tao").opens(`/review/${code}`)).text).toContain("第2版");
  await office.person("shen-tao").says(`/审签 ${code} 退回 附表未盖章`);
  expect(await state()).toBe("returned");
  await office.person("deng-fei").sends("整改.pdf", pdf("防灾三"), code);
  await office.person("shen-tao").says(`/审签 ${code} 同意`);
  // Three days late at first, back in time: no later than it was.
  expect(await rowOf(office, REPORT, "fangzai")).toMatchObject({ state: "submitted", lateDays: 3 });
  expect((await zhou.opens(`/review/${code}`)).text).toContain("第3版");
});

test("of a 敏感 ledger the card shows no contents, its problems count from the signature on, the page signs", async () => {
  const { db } = office.app.runtime.store;
  const luo = office.person("luo-qiang");
  const posted = await luo.opens(`/form/${ledger}-1`, ROW);
  expect(posted.text).toContain("已送审签");
  const ding = office.person("ding-yi");
  const asked = await vi.waitUntil(async () => to(await ding.sees(), "ding-yi"));
  expect(asked.text).toContain("内容不在聊天中显示");
  expect(asked.text).not.toContain("1条");
  expect(await db.problem.count()).toBe(0);
  expect((await office.person("luo-qiang").opens(`/desk/sign/${ledger}`)).status).toBe(403);
  const page = await ding.opens(`/desk/sign/${ledger}`);
  expect(page.text).toContain("请审签");
  const back = await ding.opens(`/desk/sign/${ledger}`, { do: "return", note: "请补充责任人", version: "1" });
  expect(back.text).toContain("已退回修改");
  await expect.poll(async () => to(await luo.sees(), "luo-qiang")?.text).toContain("意见请打开网页查看");
  expect((await luo.opens(`/form/${ledger}-1`)).text).toContain("请补充责任人");
  await luo.opens(`/form/${ledger}-1`, { ...ROW, requestId: "second" });
  const signed = await ding.opens(`/desk/sign/${ledger}`, { do: "agree", version: "2" });
  expect(signed.text).toContain("已审签同意并报送");
  expect(await db.problem.count()).toBe(1);
  expect(await figuresOf(office, LEDGER)).toMatchObject({ done: 1, onTime: 1 });
});

/** One row of the 突出问题 ledger as its form posts it. */
const ROW = {
  kind: "不规范",
  description: "两卷案卷缺少法制审核意见",
  measure: "补办审核并组织学习",
  department: "执法大队",
  owner: "丁毅",
  deadline: "2023-08-10",
};

test("who signs off is settled on the confirm page", () => {
  const facts = { directory: [], definitions: BUILT_IN, today: "2023-07-12", locked: false };
  const item = { ...blankItem("1"), what: REPORT };
  const posted = new Map([
    ["shown", ["1"]],
    ["signOff", ["1"]],
    ["signOffBy", ["deputy"]],
    ["m.name", ["书面材料"]],
  ]);
  const settled = editItem(item, posted, facts).item;
  expect(settled).toMatchObject({ signOff: true, signOffBy: "deputy" });
  expect(itemForm(settled, { from: "2023-07-12", to: "2023-12-31" }).get("signOffBy")).toEqual(["deputy"]);
  // A version settled before there was a choice asks the head.
  const { signOffBy: _, ...older } = item;
  expect(readItems([older])[0]!.signOffBy).toBe("head");
});
