// 整改台账: rows that refer to a problem follow it and count none; and the ledger made from the problems themselves.
import { afterAll, beforeAll, expect, test } from "vitest";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { readWorkbook } from "../../src/ledger/workbook.ts";
import { codeFor } from "../forms/pages.ts";
import { submit } from "../progress/reports.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { fills, last, PROMINENT, posts, problemOf, publish, ROW } from "./story.ts";

let office: Harness;
let matters: string[];
beforeAll(async () => {
  office = await openHarness();
  matters = await publish(office);
  const { db } = office.app.runtime.store;
  await fills(office, "zhang-lei", { id: matters[0]!, unit: "weihua" }, ROW);
  await fills(office, "li-na", { id: matters[0]!, unit: "anji" }, { ...ROW, owner: "李娜" });
  const [extra] = await publishMatters(office.app, [
    {
      what: "报送整改台账",
      units: ["weihua"],
      dueOn: "2023-07-27",
      materials: [{ key: "1", kind: "ledger", name: "整改台账", ledger: "rectification" }],
    },
  ]);
  // The same campaign asks for it later.
  const { campaignId } = await db.obligation.findUniqueOrThrow({ where: { id: matters[0]! } });
  await db.obligation.update({ where: { id: extra! }, data: { campaignId, number: 3, itemKey: "3" } });
  await db.campaign.deleteMany({ where: { obligations: { none: {} } } });
  matters.push(extra!);
});
afterAll(() => office.close());

const own = () => ({ id: matters[2]!, unit: "weihua" });
const TOLD = {
  problem: "W1",
  foundBy: "危险化学品监督管理室",
  type: "限期整改",
  measure: "补办审核，每季抽查",
  deadline: "2023-08-18",
  owner: "张磊",
  progress: "已补办一卷",
};

test("a row follows the problem that it names, and no new one is counted", async () => {
  await fills(office, "zhang-lei", own(), TOLD);
  expect(await office.app.runtime.store.db.problem.count()).toBe(2);
  const problem = await problemOf(office, 1);
  expect(problem).toMatchObject({ way: "限期整改", measure: "补办审核，每季抽查", deadlineOn: "2023-08-18" });
  expect(problem.rectifications.map(({ kind, note }) => [kind, note])).toEqual([["progress", "已补办一卷"]]);
});

test("progress is added once when it is new, and another unit's problem is refused by its row", async () => {
  await fills(office, "zhang-lei", own(), { remark: "无变化" });
  await fills(office, "zhang-lei", own(), { progress: "两卷都已补办" });
  expect((await problemOf(office, 1)).rectifications.map(({ note }) => note)).toEqual([
    "已补办一卷",
    "两卷都已补办",
  ]);
  const second = (problem: string) =>
    fills(office, "zhang-lei", own(), {
      ...Object.fromEntries(Object.entries(TOLD).map(([key, value]) => [`${key}.2`, value])),
      "problem.2": problem,
    });
  await expect(second("W2")).rejects.toThrow("第2行“问题编号”：“W2”是其他单位的问题，这里只填本单位的");
  await expect(second("W9")).rejects.toThrow("第2行“问题编号”：没有查到“W9”，请核对编号");
  await expect(second("问题１号")).rejects.toThrow("第2行：与第1行重复");
  await office.app.runtime.store.db.formDraft.deleteMany();
  expect(await problemOf(office, 2)).toMatchObject({ way: null, owner: "李娜", rectifications: [] });
});

test("已销号 in it is an application, closed when the report is accepted; refused, it wants a new day", async () => {
  const closed = { closed: "是", closedOn: "2023-07-12", finishedOn: "2023-07-12" };
  await fills(office, "zhang-lei", own(), closed);
  expect(await problemOf(office, 1)).toMatchObject({ state: "signing" });
  const sees = await office.person("gu-jianhua").sees();
  await office.person("gu-jianhua").presses(last(sees), "全部同意");
  expect(await problemOf(office, 1)).toMatchObject({ state: "applied" });
  await posts(office, "zhou-wen", "W1", "refuse", { note: "缺佐证" });
  await fills(office, "zhang-lei", own(), { remark: "再报" });
  expect(await problemOf(office, 1)).toMatchObject({ state: "rectifying" });
  await office.until("2023-07-13");
  // Handed in by the head it carries the signature.
  await fills(office, "gu-jianhua", own(), { closedOn: "2023-07-13" });
  expect(await problemOf(office, 1)).toMatchObject({ state: "applied" });
  const code = await codeFor(office.app, matters[2]!, "weihua");
  await office.person("zhou-wen").says(`/审核 ${code} 通过`);
  expect(await problemOf(office, 1)).toMatchObject({ state: "closed", closedOn: "2023-07-13" });
});

test("/导出 整改 gives the 整改台账 of all problems behind the login, a unit's own to a unit", async () => {
  await fills(office, "zhang-lei", { id: matters[1]!, unit: "weihua" }, PROMINENT);
  const answer = last(await office.person("zhou-wen").says("/导出 整改"));
  expect(answer.text).toContain("整改台账：3个问题。");
  expect(answer.files).toEqual([]);
  const button = answer.card!.actions.find(({ url }) => url)!;
  const { name, bytes } = await office.person("zhou-wen").downloads(button.url!);
  expect(name).toBe("整改台账(2023-07-13).xlsx");
  const { entries } = await readWorkbook(bytes, findLedger("rectification")!);
  expect(entries.map(({ values }) => [values.problem, values.closed, values.accepted])).toEqual([
    ["W1", "是", "通过"],
    ["W2", "否", null],
    ["W3", "否", null],
  ]);
  expect(last(await office.person("li-na").says("/导出 整改")).text).toContain("整改台账：1个问题。");
});

test("what the bureau sends upward repeats problems and counts none", async () => {
  const [upward] = await publishMatters(office.app, [
    {
      what: "向区司法局报送自查台账",
      units: ["ju"],
      dueOn: "2023-07-27",
      direction: "upward",
      materials: [{ key: "1", kind: "ledger", name: "自查台账", ledger: "self-inspection" }],
    },
  ]);
  const { code, version } = findLedger("self-inspection")!;
  const values = { ...ROW, found: true };
  const content = { kind: "rows" as const, ledger: { code, version }, rows: [{ values }] };
  const before = await office.app.runtime.store.db.problem.count();
  await submit(office, { unit: "ju", obligationId: upward!, by: "qin-yue", materialKey: "1", content });
  expect(
    await office.app.runtime.store.db.ledgerRow.count({
      where: { submission: { assignment: { obligationId: upward! } } },
    }),
  ).toBe(1);
  expect(await office.app.runtime.store.db.problem.count()).toBe(before);
});
