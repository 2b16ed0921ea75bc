// 零报告: confirmed where nothing happened, item by item where something was inspected, refused elsewhere.
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { codeOf, fact, fillIn, INSPECTION_MATERIALS, last, oneLedger, pdf } from "./story.ts";

const MONTHLY = "报送营商环境工作台账";
const ONCE = "报送一次性台账";
const INSPECTION = "报送自查情况";
const REPORT = "报送工作总结";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
  const ledger = oneLedger("business-environment", "法治化营商环境工作台账");
  await publishMatters(office.app, [
    { what: MONTHLY, units: ["weihua", "fangzai"], dueOn: "2023-08-05", materials: ledger, nilAllowed: true },
    { what: ONCE, units: ["weihua"], dueOn: "2023-08-06", materials: ledger },
    { what: INSPECTION, units: ["weihua"], dueOn: "2023-07-27", materials: INSPECTION_MATERIALS },
    { what: REPORT, units: ["weihua"], dueOn: "2023-08-08" },
  ]);
});
afterAll(() => office.close());

test("where a recurring statistic has nothing, 零报告 is confirmed and gets a receipt", async () => {
  const deng = office.person("deng-fei");
  const ask = last(await deng.says("/零报告"));
  expect(ask.card?.title).toBe("确认零报告");
  const receipt = last(await deng.presses(ask, "确认零报告"));
  expect(receipt.card?.title).toBe("零报告成功");
  expect(fact(receipt, "内容")).toBe("法治化营商环境工作台账：零报告");
  expect(fact(receipt, "时效")).toBe("按时");
  const { db } = office.app.runtime.store;
  expect(await db.assignment.findFirst({ where: { nil: true } })).toMatchObject({ state: "submitted" });
  // Pressed twice, it is the same report.
  const again = last(await deng.presses(ask, "确认零报告"));
  expect(again.card?.title).toBe("已经收到过");
  expect(fact(again, "回执号")).toBe(fact(receipt, "回执号"));
  // And rows afterwards are a 改报 that is no nil report any more.
  const code = await codeOf(office, MONTHLY, "fangzai");
  const changed = last(
    await deng.says(
      `【填报 ${code}-1】\n指标任务：防灾宣传\n牵头单位：防灾减灾室\n本月进展：开展2场\n下月计划：继续`,
    ),
  );
  expect(changed.card?.title).toBe("改报成功(第2版)");
  expect(await db.assignment.count({ where: { nil: true } })).toBe(0);
});

test("自查 that found nothing says what was inspected, and the written report is still owed", async () => {
  const zhang = office.person("zhang-lei");
  const choice = last(await zhang.says("/零报告"));
  expect(choice.card?.title).toBe("哪一项零报告？");
  const code = await codeOf(office, INSPECTION, "weihua");
  const [card, form] = await zhang.presses(
    choice,
    choice.card!.actions.find(({ label }) => label.startsWith(code))!.label,
  );
  expect(card!.card?.title).toBe("经自查未发现问题");
  const values = { 自查范围: "2022年以来的行政处罚案卷", 自查方式: "逐卷查阅", 检查数量: "若干" };
  const wrong = last(await zhang.says(fillIn(form!.text, values)));
  expect(wrong.text).toContain("第1行“检查数量”：“若干”不是整数");
  expect((await office.app.runtime.store.db.formDraft.findFirstOrThrow()).body).toMatchObject({
    nil: { scope: "2022年以来的行政处罚案卷", number: "若干" },
  });
  const receipt = last(await zhang.says(fillIn(form!.text, { ...values, 检查数量: "36" })));
  expect(fact(receipt, "内容")).toBe("行政执法部门自查自纠台账：零报告(经自查未发现问题)");
  expect(fact(receipt, "材料")).toBe("已交 1/2，缺书面材料");
  const done = last(await zhang.sends("自查报告.pdf", pdf("无问题"), code));
  expect(done.card?.title).toBe("零报告成功");
  const { db } = office.app.runtime.store;
  expect(await db.problem.count()).toBe(0);
  const latest = await db.submission.findFirstOrThrow({
    where: { version: 2, kind: "nil", complete: true },
    include: { rows: true },
  });
  expect(latest.rows).toMatchObject([{ ledger: "nil-inspection", values: { number: 36, way: "逐卷查阅" } }]);
});

test("what must be reported takes no nil report", async () => {
  const zhang = office.person("zhang-lei");
  for (const what of [ONCE, REPORT]) {
    const code = await codeOf(office, what, "weihua");
    expect(last(await zhang.says(`/零报告 ${code}`)).text).toBe(
      `${code}“${what}”不接受零报告，请如实填报。发送“/报送 ${code}”可打开。`,
    );
  }
});
