// 延期 from asking to the moved day: who is asked, who decides, what bounds it, and whom reminders follow.
import { afterAll, beforeAll, expect, test } from "vitest";
import { fact, last, pdf } from "../submissions/story.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness, type SeenMessage } from "../support/harness.ts";
import { figuresOf, rowOf, to } from "./support.ts";

const REPORT = "报送案卷评查情况";
const OTHER = "报送培训情况";

let office: Harness;
let report: string;
let other: string;
beforeAll(async () => {
  office = await openHarness();
  await publishMatters(office.app, [
    { what: REPORT, units: ["weihua", "fangzai", "fagui"], dueOn: "2023-07-20" },
    { what: OTHER, units: ["fangzai"], dueOn: "2023-07-17" },
    { what: "向区司法局报送总体情况", units: ["ju"], dueOn: "2023-07-28", direction: "upward" },
  ]);
  report = (await rowOf(office, REPORT, "fangzai")).code;
  other = (await rowOf(office, OTHER, "fangzai")).code;
});
afterAll(() => office.close());

const card = (messages: readonly SeenMessage[], person: string) => to(messages, person)!;

test("what is missing from the request is asked for, and other units are refused", async () => {
  const deng = office.person("deng-fei");
  expect(last(await deng.says("/延期")).text).toContain("例如：/延期 A12 7月31日");
  expect(last(await deng.says(`/延期 ${report} 案卷较多`)).text).toContain("没有看懂延到哪一天");
  expect(last(await deng.says(`/延期 ${report} 7月26日`)).text).toContain("请写明延期的原因");
  expect(last(await deng.says(`/延期 ${report} 7月19日 出差`)).text).toContain("不晚于现在的期限7月20日");
  expect(last(await office.person("zhang-lei").says(`/延期 ${report} 7月26日 出差`)).text).toContain(
    "只有该单位的联系人或负责人可以申请延期",
  );
  expect(await office.app.runtime.store.db.extension.count()).toBe(0);
});

/** As typed: full-width marks and figures are kept. */
const GROUND = "案卷较多、需逐卷核对：共２０卷（缺页）；请批准！";

test("never beyond the bureau's own upward date, which is named", async () => {
  const refused = last(await office.person("deng-fei").says(`/延期 ${report} 7月29日 案卷较多`));
  expect(refused.text).toContain("不能延到7月29日");
  expect(refused.text).toContain("本局须在7月28日前对外报送");
});

test("asked, agreed by the head, granted by the deputy over the lead unit; only that unit's day moves", async () => {
  const deng = office.person("deng-fei");
  const asked = await deng.says(
    `／延期 ${report} 延到７月26日，因为案卷较多、需逐卷核对：共２０卷（缺页）；请批准！`,
  );
  expect(card(asked, "deng-fei").text).toContain("申请延至7月26日(周三)，已报防灾减灾室负责人");
  const toHead = card(asked, "shen-tao");
  expect(fact(toHead, "原因")).toBe(GROUND);
  expect(fact(toHead, "申请延至")).toBe("7月26日(周三)");
  expect(to(asked, "su-min")).toBeUndefined();
  // The same words again are the same request; other words have to wait.
  const again = await deng.says(
    `／延期 ${report} 延到７月26日，因为案卷较多、需逐卷核对：共２０卷（缺页）；请批准！`,
  );
  expect(last(again).text).toContain("这件申请已经收到");
  expect(again).toHaveLength(1);
  expect(last(await deng.says(`/延期 ${report} 7月27日 别的原因`)).text).toContain("在等单位负责人同意");
  expect((await rowOf(office, REPORT, "fangzai")).dueOn).toBe("2023-07-20");

  const shen = office.person("shen-tao");
  const agreed = await shen.presses(toHead, "同意");
  expect(card(agreed, "shen-tao").text).toContain("已报牵头科室的分管领导批准");
  const toDeputy = card(agreed, "su-min");
  expect(fact(toDeputy, "单位负责人")).toBe("沈涛同意");
  expect(last(await office.person("han-zhiyuan").says(`/延期 ${report} 批准`)).text).toContain(
    "没有等您答复的延期申请",
  );

  const su = office.person("su-min");
  const granted = await su.says(`/延期 ${report} 批准 下不为例`);
  for (const person of ["deng-fei", "yao-lan", "shen-tao", "zhou-wen"])
    expect(fact(card(granted, person), "新的期限")).toBe("7月26日(周三)24时前");
  expect(fact(card(granted, "deng-fei"), "批准人")).toBe("苏敏：下不为例");
  expect(await rowOf(office, REPORT, "fangzai")).toMatchObject({
    dueOn: "2023-07-26",
    planDueOn: "2023-07-20",
    dueRevision: 2,
    extendedOn: "2023-07-12",
    state: "open",
  });
  expect((await rowOf(office, REPORT, "weihua")).dueOn).toBe("2023-07-20");
  expect(fact(last(await deng.says(`/报送 ${report}`)), "期限")).toContain("已延期，原为7月20日");
  // An old button answers nothing any more.
  expect(last(await su.presses(toDeputy, "批准")).text).toContain("已批准，不用再办");

  const { db } = office.app.runtime.store;
  const trail = await db.auditEntry.findMany({
    where: { action: { contains: "extension" } },
    orderBy: { sequence: "asc" },
  });
  expect(trail.map(({ action }) => action)).toEqual(["ask-extension", "agree-extension", "grant-extension"]);
  for (const { after } of trail) expect(after).toMatchObject({ ground: GROUND });
});

test("reminders follow each unit's own day", async () => {
  // before7 of the 26th falls on the 19th; the day before the 20th concerns only those who have no extension.
  const told = await office.until("2023-07-19T17:00:00+08:00");
  const digest = to(
    told.filter(({ at }) => at.startsWith("2023-07-19")),
    "deng-fei",
  )!;
  expect(digest.text).toContain(`${report} ${REPORT}：还有7天，7月26日(周三)截止`);
  const due = await office.until("2023-07-21T17:00:00+08:00");
  expect(to(due, "zhang-lei")!.text).toContain("已逾期1天");
  const own = due.filter((one) => one.to.person === "deng-fei" && one.text.includes(report));
  expect(own.every(({ text }) => !text.includes(`${report} ${REPORT}：已逾期`))).toBe(true);
  expect(await figuresOf(office, REPORT)).toMatchObject({ due: 3, done: 0, missing: 3, overdue: 2 });
});

test("the head who asks himself has agreed; asked after the day it says so; a refusal needs its reason", async () => {
  const shen = office.person("shen-tao");
  const asked = await shen.says(`/延期 ${other} 7月25日 授课老师改期`);
  expect(card(asked, "shen-tao").text).toContain("原期限已过才提出，批准前仍按逾期计算");
  const toDeputy = card(asked, "su-min");
  expect(fact(toDeputy, "原期限")).toBe("7月17日(周一)(申请时已过)");
  const su = office.person("su-min");
  const pressed = last(await su.presses(toDeputy, "不批准"));
  expect(pressed.text).toBe(`请写明原因，发送：/延期 ${other} 不批准 已临近本局上报时间`);
  expect(last(await su.says(`/延期 ${other} 不批准`)).text).toContain("要写明原因");
  const refused = await su.says(`/延期 ${other} 不批准 已多次提醒`);
  expect(card(refused, "deng-fei").text).toContain("苏敏未批准：已多次提醒。期限仍为7月17日(周一)");
  expect(await rowOf(office, OTHER, "fangzai")).toMatchObject({ dueOn: "2023-07-17", dueRevision: 1 });

  // Asked anew and granted late: what had been overdue is so no more, and steps already past are not sent.
  const second = await office.person("deng-fei").says(`/延期 ${other} 7月25日 授课老师住院`);
  await shen.presses(card(second, "shen-tao"), "同意");
  await su.says(`/延期 ${other} 批准`);
  expect(await figuresOf(office, OTHER)).toMatchObject({ due: 1, missing: 1, overdue: 0 });
  const told = await office.until("2023-07-24T09:40:00+08:00");
  expect(told.filter((one) => one.to.person === "deng-fei")).toHaveLength(1);
  expect(to(told, "deng-fei")!.text).toContain(`${other} ${OTHER}：明天(周二)截止`);
  const sent = await office.person("deng-fei").sends("培训.pdf", pdf("培训"), other);
  expect(fact(last(sent), "时效")).toBe("按时");
});

test("what has been handed in is not extended, and the coordinator sees what was decided", async () => {
  expect(last(await office.person("deng-fei").says(`/延期 ${other} 7月27日 补充材料`)).text).toContain(
    "已经报送，不用延期",
  );
  const list = last(await office.person("zhou-wen").says("/延期")).text;
  expect(list).toContain(`${report} 防灾减灾室：7月20日→7月26日，已批准`);
  expect(list).toContain(`${other} 防灾减灾室：7月17日→7月25日，未批准`);
});

test("a head's no stays within the unit", async () => {
  const asked = await office
    .person("zhang-lei")
    .says(`/延期 ${(await rowOf(office, REPORT, "weihua")).code} 7月27日 人手不足`);
  const gu = office.person("gu-jianhua");
  const { code } = await rowOf(office, REPORT, "weihua");
  const declined = await gu.says(`/延期 ${code} 不同意 先报已有部分`);
  expect(card(asked, "gu-jianhua").card?.title).toBe("延期申请，请您同意");
  expect(card(declined, "zhang-lei").text).toContain("顾建华不同意：先报已有部分");
  expect(to(declined, "zhou-wen")).toBeUndefined();
  expect(last(await office.person("zhou-wen").says("/延期")).text).not.toContain("危险化学品");
});
