// Late reports, returned ones, closed matters and what is not collected any more.
import { afterAll, beforeAll, expect, test } from "vitest";
import { dueAtOf } from "../../src/domain/reminder.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { codeOf, fact, last, pdf } from "./story.ts";

const FIRST = "报送工作方案";
const CLOSED = "报送培训情况";
const GONE = "报送撤销事项";
const WAIVED = "报送免报事项";

let office: Harness;
let ids: string[];
beforeAll(async () => {
  office = await openHarness();
  ids = await publishMatters(office.app, [
    { what: FIRST, units: ["weihua", "fangzai"], dueOn: "2023-07-14" },
    { what: CLOSED, units: ["weihua"], dueOn: "2023-07-13" },
    { what: GONE, units: ["weihua"], dueOn: "2023-07-20" },
    { what: WAIVED, units: ["weihua"], dueOn: "2023-07-20" },
  ]);
});
afterAll(() => office.close());

test("a report after its day is taken as 逾期报送 with the days it is late", async () => {
  const deng = office.person("deng-fei");
  const code = await codeOf(office, FIRST, "fangzai");
  await office.until("2023-07-14T23:59:30+08:00");
  const onTime = last(
    await office.person("zhang-lei").sends("方案.pdf", pdf("一"), await codeOf(office, FIRST, "weihua")),
  );
  expect(fact(onTime, "时效")).toBe("按时");
  await office.until("2023-07-17T09:00:00+08:00");
  expect(fact(last(await deng.says(`/报送 ${code}`)), "状态")).toBe("逾期未报");
  const late = last(await deng.sends("方案.pdf", pdf("二"), code));
  expect(fact(late, "时效")).toBe("逾期报送，逾期3天");
  // A later version is not later still.
  await office.until("2023-07-19T09:00:00+08:00");
  const changed = last(await deng.sends("方案改.pdf", pdf("三"), code));
  expect(changed.card?.title).toBe("改报成功(第2版)");
  expect(fact(changed, "时效")).toBe("逾期报送，逾期3天");
  const { db } = office.app.runtime.store;
  const { number } = { number: Number(code.slice(1)) };
  const assignment = await db.assignment.findFirstOrThrow({ where: { number } });
  expect(assignment.lateDays).toBe(3);
  expect(assignment.firstSubmittedAt!.toISOString().slice(0, 10)).toBe("2023-07-17");
  expect(assignment.lastSubmittedAt!.toISOString().slice(0, 10)).toBe("2023-07-19");
});

test("a returned report comes back with everything in it and is late only past its new day", async () => {
  const { db } = office.app.runtime.store;
  const zhang = office.person("zhang-lei");
  const code = await codeOf(office, FIRST, "weihua");
  const where = { number: Number(code.slice(1)) };
  await db.assignment.update({
    where,
    data: {
      state: "returned",
      dueOn: "2023-07-21",
      dueAt: dueAtOf("2023-07-21"),
      dueRevision: 2,
      returns: 1,
    },
  });
  const before = await db.assignment.findFirstOrThrow({ where });
  // The same file again answers nothing, and is told so.
  const same = last(await zhang.sends("方案.pdf", pdf("一"), code));
  expect(same.card?.title).toBe("已经收到过");
  expect(same.text).toContain("已退回补正，请按退回意见修改后再报");
  expect((await db.assignment.findFirstOrThrow({ where })).state).toBe("returned");
  const again = last(await zhang.sends("方案修订.pdf", pdf("一之二"), code));
  expect(fact(again, "时效")).toBe("按时");
  expect(again.text).toContain("已重新提交");
  const after = await db.assignment.findFirstOrThrow({ where });
  expect(after).toMatchObject({ state: "submitted", lateDays: 0 });
  expect(after.firstSubmittedAt).toEqual(before.firstSubmittedAt);

  await db.assignment.update({ where, data: { state: "returned" } });
  await office.until("2023-07-23T09:00:00+08:00");
  const late = last(await zhang.sends("方案再订.pdf", pdf("一之三"), code));
  expect(fact(late, "时效")).toBe("逾期报送，逾期2天");
});

test("an accepted report that is changed wants review again", async () => {
  const { db } = office.app.runtime.store;
  const code = await codeOf(office, FIRST, "weihua");
  const where = { number: Number(code.slice(1)) };
  await db.assignment.update({ where, data: { state: "accepted" } });
  const changed = last(await office.person("tang-jing").sends("终稿.pdf", pdf("终稿"), code));
  expect(changed.text).toContain("改报后需重新审核");
  expect((await db.assignment.findFirstOrThrow({ where })).state).toBe("submitted");
});

test("after 停止收件 a late report is 补报", async () => {
  const { db } = office.app.runtime.store;
  await db.obligation.update({
    where: { id: ids[1]! },
    data: { closedAt: new Date("2023-07-20T00:00:00+08:00") },
  });
  const zhang = office.person("zhang-lei");
  const code = await codeOf(office, CLOSED, "weihua");
  expect(last(await zhang.says(`/报送 ${code}`)).text).toContain("已停止收件，现在报送记为补报");
  const receipt = last(await zhang.sends("培训.pdf", pdf("培训"), code));
  expect(fact(receipt, "时效")).toBe("补报，逾期10天");
  expect(await db.submission.findFirst({ where: { afterClosing: true } })).toMatchObject({
    lateDays: 10,
    late: true,
  });
});

test("what is withdrawn or 免报 is not taken", async () => {
  const { db } = office.app.runtime.store;
  await db.obligation.update({
    where: { id: ids[2]! },
    data: { withdrawnAt: office.app.runtime.clock.now() },
  });
  await db.assignment.updateMany({ where: { obligationId: ids[3]! }, data: { state: "waived" } });
  const zhang = office.person("zhang-lei");
  for (const [what, word] of [
    [GONE, "已撤销"],
    [WAIVED, "已免报"],
  ] as const) {
    const code = await codeOf(office, what, "weihua");
    const sentence = `${code}“${what}”${word}，不用再报。`;
    expect(last(await zhang.says(`/报送 ${code}`)).text).toBe(sentence);
    expect(last(await zhang.sends("材料.pdf", pdf(what), code)).text).toBe(sentence);
  }
});
