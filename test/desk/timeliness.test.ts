// Every word that a receipt can say of time, and that the figures agree with it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { fact, last, pdf } from "../submissions/story.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { figuresOf, rowOf, to } from "./support.ts";

const REPORT = "报送案卷评查情况";
const CLOSED = "报送培训情况";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
  await publishMatters(office.app, [
    { what: REPORT, units: ["weihua", "fangzai", "anji", "zonghe", "dadui"], dueOn: "2023-07-14" },
    { what: CLOSED, units: ["weihua", "fangzai"], dueOn: "2023-07-17" },
  ]);
});
afterAll(() => office.close());

const CONTACTS = {
  weihua: "zhang-lei",
  fangzai: "deng-fei",
  anji: "li-na",
  zonghe: "wu-xia",
  dadui: "luo-qiang",
} as const;
type Unit = keyof typeof CONTACTS;

const zhou = () => office.person("zhou-wen");

/** The receipt's word on a report that a unit sends now. */
async function send(what: string, unit: Unit, words: string): Promise<string | undefined> {
  const { code } = await rowOf(office, what, unit);
  return fact(last(await office.person(CONTACTS[unit]).sends("报告.pdf", pdf(words), code)), "时效");
}

const giveBack = async (what: string, unit: Unit) =>
  zhou().says(`/退回 ${(await rowOf(office, what, unit)).code} 缺少汇总表`);

test("on time to the last second of the day, then late by calendar days", async () => {
  await office.until("2023-07-14T23:59:00+08:00");
  expect(await send(REPORT, "weihua", "一")).toBe("按时");
  expect(await send(REPORT, "fangzai", "一")).toBe("按时");
  await office.until("2023-07-15T00:00:30+08:00");
  expect(await send(REPORT, "anji", "一")).toBe("逾期报送，逾期1天");
  await office.until("2023-07-17T09:00:00+08:00");
  expect(await send(REPORT, "zonghe", "一")).toBe("逾期报送，逾期3天");
  expect(await figuresOf(office, REPORT)).toMatchObject({ due: 5, done: 4, onTime: 2, late: 2, overdue: 1 });
});

test("a returned report is missing until it is back: in time by its first day, else late from the new one", async () => {
  for (const unit of ["weihua", "fangzai", "anji"] as const) await giveBack(REPORT, unit);
  expect(await rowOf(office, REPORT, "weihua")).toMatchObject({ state: "returned", dueOn: "2023-07-19" });
  expect(await figuresOf(office, REPORT)).toMatchObject({ done: 1, missing: 4, returned: 3, overdue: 1 });
  await office.until("2023-07-19T23:00:00+08:00");
  expect(await send(REPORT, "weihua", "二")).toBe("按时");
  // What was late at first stays so, however early it comes back.
  expect(await send(REPORT, "anji", "二")).toBe("逾期报送，逾期1天");
  await office.until("2023-07-21T09:00:00+08:00");
  expect(await figuresOf(office, REPORT)).toMatchObject({ done: 3, missing: 2, returned: 1, overdue: 2 });
  expect(await send(REPORT, "fangzai", "二")).toBe("逾期报送，逾期2天");
  expect(await figuresOf(office, REPORT)).toMatchObject({ done: 4, onTime: 1, late: 3, missing: 1 });
});

test("an extension asked for a returned report moves its new day", async () => {
  await giveBack(REPORT, "zonghe");
  const { code, dueOn } = await rowOf(office, REPORT, "zonghe");
  expect(dueOn).toBe("2023-07-25");
  await office.person("xu-peng").says(`/延期 ${code} 7月28日 需补充外调材料`);
  await office.person("su-min").says(`/延期 ${code} 批准`);
  await office.until("2023-07-27T09:00:00+08:00");
  expect(await figuresOf(office, REPORT)).toMatchObject({ returned: 1, overdue: 1 });
  expect(await send(REPORT, "zonghe", "二")).toBe("逾期报送，逾期3天");
  expect((await rowOf(office, REPORT, "zonghe")).planDueOn).toBe("2023-07-14");
});

test("after 停止收件 what is late is 补报； a 改报 of what was on time stays on time", async () => {
  await office.app.runtime.store.db.obligation.updateMany({
    where: { what: CLOSED },
    data: { dueOn: "2023-07-31" },
  });
  const { dueAtOf } = await import("../../src/domain/reminder.ts");
  await office.app.runtime.store.db.assignment.updateMany({
    where: { obligation: { what: CLOSED } },
    data: { dueOn: "2023-07-31", planDueOn: "2023-07-31", dueAt: dueAtOf("2023-07-31") },
  });
  expect(await send(CLOSED, "weihua", "一")).toBe("按时");
  await office.until("2023-08-02T09:00:00+08:00");
  await zhou().presses(last(await zhou().says("/停止收件 2")), "确认停止收件");
  await office.until("2023-08-04T09:00:00+08:00");
  expect(await send(CLOSED, "weihua", "二")).toBe("按时");
  expect(await send(CLOSED, "fangzai", "一")).toBe("补报，逾期4天");
  expect(await figuresOf(office, CLOSED)).toMatchObject({
    due: 2,
    done: 2,
    onTime: 1,
    late: 1,
    afterClosing: 1,
  });
});

test("改报 of an accepted report tells its reviewer; the director's figures hold 审签 as missing", async () => {
  const { code } = await rowOf(office, CLOSED, "weihua");
  await zhou().says(`/审核 ${code} 通过`);
  const changed = await office.person("zhang-lei").sends("终稿.pdf", pdf("终稿"), code);
  const told = to(changed, "zhou-wen")!;
  expect(told.card?.title).toBe("改报待审核：危险化学品监督管理室");
  expect(fact(told, "改报人")).toBe("张磊");
  expect(told.card?.actions[0]?.url).toBeTruthy();
  expect(last(await zhou().says("/审核")).text).toContain(code);

  await office.app.runtime.store.db.obligation.updateMany({
    where: { what: REPORT },
    data: { signOff: true, signOffBy: "deputy" },
  });
  const { code: own } = await rowOf(office, REPORT, "dadui");
  const sent = await office.person("luo-qiang").sends("报告.pdf", pdf("大队"), own);
  expect(to(sent, "ding-yi")).toBeUndefined();
  expect(to(sent, "han-zhiyuan")!.card?.title).toBe(`请审签：${REPORT}`);
  const asked = last(await office.person("lin-guodong").says("/进度 1")).text;
  expect(asked).toContain("云川区应急管理综合行政执法大队(审签中)");
  expect(last(await office.person("ding-yi").says(`/审签 ${own} 同意`)).text).toContain(
    "由该单位的分管领导审签",
  );
  await office.person("han-zhiyuan").says(`/审签 ${own} 同意`);
  expect(await figuresOf(office, REPORT)).toMatchObject({ due: 5, done: 5, missing: 0 });
});
