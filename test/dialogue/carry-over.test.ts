// 上期未结: what the last period left unfinished stands in the next one beforehand, in every form.
import { afterAll, beforeAll, expect, test } from "vitest";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { isUnfinished } from "../../src/services/carry-over.ts";
import { fieldsOf, wordsOf } from "../forms/pages.ts";
import { fact, last, oneLedger } from "../submissions/story.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";

test.each([
  ["business-environment", { state: "正常" }, true],
  ["business-environment", { state: null }, true],
  ["business-environment", { state: "完成" }, false],
  ["rectification", { closed: false }, true],
  ["rectification", { closed: true }, false],
  ["self-inspection", { found: true, description: "有问题", state: "整改中" }, true],
  ["self-inspection", { found: true, description: "有问题", state: "已完成" }, false],
  ["self-inspection", { found: false, state: null }, false],
  ["prominent-problems", { description: "有问题", closed: false }, true],
  ["prominent-problems", { description: "有问题", closed: true }, false],
  // Nothing in these says what is finished.
  ["case-entry", { penalties: 3 }, false],
  ["training-hours", { met: false }, false],
])("%s %j is unfinished: %s", (code, values, unfinished) => {
  expect(isUnfinished(findLedger(code)!, values)).toBe(unfinished);
});

let office: Harness;
let next: number;
beforeAll(async () => {
  office = await openHarness();
  const [id] = await publishMatters(office.app, [
    {
      what: "报送营商环境工作台账",
      units: ["weihua"],
      dueOn: "2023-07-25",
      materials: oneLedger("business-environment", "营商环境工作台账"),
      recurring: { recurrence: "FREQ=MONTHLY;BYMONTHDAY=25", period: "2023年7月" },
    },
  ]);
  const { db } = office.app.runtime.store;
  const first = await db.assignment.findFirstOrThrow({ where: { obligationId: id! } });
  const { id: _, number: __, ...same } = first;
  const later = await db.assignment.create({
    data: {
      ...same,
      period: "2023年8月",
      dueOn: "2023-08-25",
      planDueOn: "2023-08-25",
      dueAt: new Date("2023-08-26T00:00:00+08:00"),
    },
  });
  next = later.number;
  const zhang = office.person("zhang-lei");
  const path = `/form/A${first.number}-1`;
  const row = (at: string, state: string) =>
    Object.fromEntries(
      Object.entries({
        indicator: `指标${at}`,
        measure: "下沉服务",
        lead: "危化室",
        progress: "七月办了三件",
        next: "八月回访",
        state,
      }).map(([key, value]) => [at === "甲" ? key : `${key}.2`, value]),
    );
  const answer = await zhang.opens(path, {
    ...fieldsOf((await zhang.opens(path)).text),
    ...row("甲", "正常"),
    ...row("乙", "完成"),
  });
  expect(answer.path).toContain("/receipt/");
});
afterAll(() => office.close());

test("the chat form, the page and the dialogue begin with the unfinished row, without last month's progress", async () => {
  const zhang = office.person("zhang-lei");
  const card = last(await zhang.says(`/报送 A${next}`));
  const text = await zhang.presses(card, "文字填报");
  expect(text[0]!.text).toContain("已带入2023年7月没有办结的1条");
  expect(text[1]!.text).toContain("指标任务*：指标甲");
  expect(text[1]!.text).not.toContain("指标乙");
  expect(text[1]!.text).not.toContain("七月办了三件");
  const page = await zhang.opens(`/form/A${next}-1`);
  expect(wordsOf(page.text)).toContain("已带入2023年7月没有办结的1条");
  expect(page.text).toContain("指标甲");

  const first = last(await zhang.says(`/报送 A${next} 逐项`));
  expect(first.text).toContain("已带入2023年7月没有办结的1条");
  expect(first.card!.body).toContain("请填写“本月进展”");
  expect(last(await zhang.says("八月办了两件")).card!.body).toContain("请填写“下月计划”");
  const shown = last(await zhang.says("九月总结"));
  expect(fact(shown, "具体举措")).toBe("下沉服务");
  expect(last(await zhang.says("确认")).card!.title).toBe("报送成功");
});
