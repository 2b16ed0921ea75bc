// One problem that several ledgers, periods and inspections tell of is one problem: one number, counted once.
import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsOf } from "../../src/services/rectification/mentions.ts";
import { codeFor, fieldsOf } from "../forms/pages.ts";
import { oneLedger } from "../submissions/story.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { fills, last, PROMINENT, problemOf, ROW } from "./story.ts";

let office: Harness;
let matters: string[];
beforeAll(async () => {
  office = await openHarness();
  matters = await publishMatters(office.app, [
    {
      what: "报送自查台账",
      units: ["weihua", "anji"],
      dueOn: "2023-07-27",
      materials: oneLedger("self-inspection", "自查自纠台账"),
      recurring: { recurrence: "FREQ=MONTHLY;BYMONTHDAY=27", period: "2023年7月" },
    },
    {
      what: "报送突出问题台账",
      units: ["weihua"],
      dueOn: "2023-07-27",
      materials: oneLedger("prominent-problems", "突出问题台账"),
    },
  ]);
  const { db } = office.app.runtime.store;
  const july = await db.assignment.findFirstOrThrow({
    where: { obligationId: matters[0]!, unit: { code: "weihua" } },
  });
  const { id: _, number: __, ...same } = july;
  await db.assignment.create({
    data: { ...same, period: "2023年8月", dueOn: "2023-08-27", planDueOn: "2023-08-27" },
  });
});
afterAll(() => office.close());

const counts = () => office.app.runtime.store.db.problem.count({ where: { goneOn: null } });
const own = (at: number) => ({ id: matters[at]!, unit: "weihua" });

test.each([
  ["案卷缺少审核意见。", "案卷 缺少审核意见", true],
  ["（1）制度牌过期", "(1)制度牌过期", true],
  ["制度牌过期", "制度牌缺失", false],
])("%s and %s are the same words: %s", (one, other, same) => {
  expect(wordsOf(one) === wordsOf(other)).toBe(same);
});

test("the same words in another ledger mention the problem that is known; another unit's are its own", async () => {
  await fills(office, "zhang-lei", own(0), ROW);
  await fills(office, "zhang-lei", own(1), {
    ...PROMINENT,
    description: "两卷案卷，缺少法制审核意见！",
    "kind.2": "不规范",
    "description.2": "检查记录未签字",
    "measure.2": "统一记录式样",
    "department.2": "危化室",
    "owner.2": "顾建华",
    "deadline.2": "2023-08-04",
    "closed.2": "否",
  });
  await fills(office, "li-na", { id: matters[0]!, unit: "anji" }, { ...ROW, owner: "李娜" });
  expect(await counts()).toBe(3);
  // Of a 敏感 ledger too: its contents stay behind the login from now on; its own row's terms stand.
  expect(await problemOf(office, 1)).toMatchObject({
    sensitive: true,
    kind: "执法案卷评查",
    deadlineOn: "2023-08-10",
    state: "rectifying",
  });
  const director = office.person("lin-guodong");
  expect(last(await director.says("自查发现多少问题")).text).toContain("自查发现问题3个");
  expect(last(await director.says("/进度 2")).text).toContain("自查发现问题2个");
});

test("handed in again nothing is counted twice; a claim in either ledger is an application", async () => {
  await fills(office, "zhang-lei", own(1), { remark: "再报" });
  expect(await counts()).toBe(3);
  await fills(office, "gu-jianhua", own(1), { closed: "是", closedOn: "2023-07-12" });
  expect(await problemOf(office, 1)).toMatchObject({ state: "applied" });
  expect((await problemOf(office, 1)).rectifications.map(({ kind }) => kind)).toEqual(["claim"]);
  await office.person("zhou-wen").says("/销号 W1 不同意");
  await fills(office, "gu-jianhua", own(1), { closed: "否", closedOn: "" });
  expect(await problemOf(office, 1)).toMatchObject({ state: "rectifying" });
});

test("in the next period the carried row takes its problem along", async () => {
  const { db } = office.app.runtime.store;
  const august = await db.assignment.findFirstOrThrow({ where: { period: "2023年8月" } });
  const path = `/form/A${august.number}-1`;
  const zhang = office.person("zhang-lei");
  const page = fieldsOf((await zhang.opens(path)).text);
  expect(page).toMatchObject({ description: ROW.description });
  const sent = await zhang.opens(path, { ...page, description: "两卷案卷补了意见，还差一卷", owner: "张磊" });
  expect(sent.path).toContain("/receipt/");
  expect(await counts()).toBe(3);
  expect(await problemOf(office, 1)).toMatchObject({ assignmentId: august.id, owner: "张磊" });
  // The earlier period, handed in once more, changes nothing of what the newest says.
  const july = await codeFor(office.app, matters[0]!, "weihua");
  const again = fieldsOf((await zhang.opens(`/form/${july}-1`)).text);
  await zhang.opens(`/form/${july}-1`, { ...again, owner: "唐静" });
  expect(await problemOf(office, 1)).toMatchObject({ assignmentId: august.id, owner: "张磊" });
  expect(await counts()).toBe(3);
});

test("left out of one ledger, the problem stands in the other", async () => {
  const { db } = office.app.runtime.store;
  const zhang = office.person("zhang-lei");
  const path = `/form/${await codeFor(office.app, matters[1]!, "weihua")}-1`;
  const page = fieldsOf((await zhang.opens(path)).text);
  const kept = Object.fromEntries(Object.entries(page).filter(([name]) => !/\.2$/.test(name)));
  await zhang.opens(path, kept);
  const gone = await problemOf(office, 2);
  expect(gone.goneOn).toBe("2023-07-12");
  const [problem] = await db.problem.findMany({ where: { number: 1 }, include: { mentions: true } });
  expect(problem!.mentions).toHaveLength(2);
});

test("what an inspection registers in words that are known: reopened where it was closed, refused where it is owed", async () => {
  const { db } = office.app.runtime.store;
  const anji = await problemOf(office, 3);
  const zhou = office.person("zhou-wen");
  const registers = (deadlineOn: string) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({
      campaignId: anji.campaignId,
      unitId: anji.unitId,
      origin: "justice",
      foundBy: "区司法局",
      document: "监督〔2023〕9号",
      foundOn: "2023-07-12",
      kind: "执法案卷评查",
      description: ROW.description,
      deadlineOn,
      requestId: crypto.randomUUID(),
    }))
      form.set(name, value);
    return zhou.opens("/problem/new", form);
  };
  const owed = await registers("2023-08-20");
  expect(owed.status).toBe(422);
  expect(owed.text).toContain("W3已登记过同样的问题，正在整改，不用重复登记");
  await db.problem.update({ where: { id: anji.id }, data: { state: "closed", closedOn: "2023-07-12" } });
  expect((await registers("")).text).toContain("请写明新的完成时限");
  expect((await registers("2023-08-20")).path).toMatch(/W3$/);
  expect(await problemOf(office, 3)).toMatchObject({
    state: "rectifying",
    origin: "justice",
    fixedDeadlineOn: "2023-08-20",
    closedOn: null,
  });
  expect(await counts()).toBe(2);
});
