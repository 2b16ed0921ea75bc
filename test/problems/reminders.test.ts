// Rectification deadlines in the contacts' digest: in the same message as reports, once a step, until closure is applied for.
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { fills, labels, last, PROMINENT, posts, publish, ROW, toPerson } from "./story.ts";

let office: Harness;
let matters: string[];
beforeAll(async () => {
  office = await openHarness();
  matters = await publish(office);
  await fills(office, "zhang-lei", { id: matters[0]!, unit: "weihua" }, ROW);
  await fills(office, "zhang-lei", { id: matters[1]!, unit: "weihua" }, PROMINENT);
  await publishMatters(office.app, [{ what: "月度小结", units: ["weihua"], dueOn: "2023-08-04" }], "月报");
});
afterAll(() => office.close());

const days = (messages: Parameters<typeof toPerson>[0], person: string) =>
  toPerson(messages, person).map(({ at }) => at.slice(5, 10));

test("reports and rectifications fall due on one day: one message, contents of sensitive ones left out", async () => {
  const sent = await office.until("2023-07-28");
  const digest = last(toPerson(sent, "zhang-lei"));
  expect(days(sent, "zhang-lei").filter((day) => day === "07-28")).toHaveLength(1);
  expect(digest.card!.title).toBe("报送提醒(1项)、整改提醒(1个)");
  expect(digest.card!.body.split("\n")).toEqual([
    "以下事项尚未报送，请按时办理：",
    expect.stringMatching(/^A\d+ 月度小结：还有7天/),
    "以下问题尚未完成整改，请按期整改：",
    "W2 待整改，还有7天，8月4日(周五)到期",
  ]);
  expect(labels(digest)).toEqual(["收到", "去报送", "看 W2"]);
  const [card] = await office.person("zhang-lei").presses(digest, "看 W2");
  expect(card!.card!.title).toBe("问题 W2");
  expect(sent.filter(({ to }) => to.group).every(({ text }) => !text.includes("W2"))).toBe(true);
});

test("a step is told once, each day in one message, to both contacts", async () => {
  await office.app.runtime.store.db.assignment.updateMany({ data: { state: "submitted" } });
  const sent = await office.until("2023-08-07");
  expect(days(sent, "zhang-lei")).toEqual(["08-01", "08-03", "08-04", "08-07"]);
  expect(days(sent, "tang-jing")).toEqual(["08-01", "08-03", "08-04", "08-07"]);
  const digest = last(toPerson(sent, "zhang-lei"));
  expect(digest.card!.title).toBe("整改提醒(2个)");
  expect(digest.card!.body.split("\n").slice(1)).toEqual([
    "W2 待整改，已逾期3天(应于8月4日周五完成)",
    "W1 执法案卷评查：两卷案卷缺少法制审核意见——整改中，还有3天，8月10日(周四)到期",
  ]);
  const { db } = office.app.runtime.store;
  const steps = await db.problemReminder.findMany({
    where: { problem: { number: 2 }, state: "sent" },
    orderBy: [{ fellOn: "asc" }, { step: "asc" }],
  });
  expect(steps.map(({ step }) => step)).toEqual(["before7", "before3", "before1", "due", "late1", "up-head"]);
  const [head] = toPerson(sent, "gu-jianhua");
  expect(head!.card!.title).toBe("逾期未整改情况");
  expect(head!.card!.body).toBe("贵室有1个问题逾期未整改，最早应于8月4日完成，请您督促。发送 /整改 可查看。");
});

test("once closure is applied for there is no reminding; refused, it begins again", async () => {
  await posts(office, "gu-jianhua", "W2", "apply", { result: "已统一式样" });
  await office.person("gu-jianhua").says("/销号 W1 已补办");
  expect(days(await office.until("2023-08-09"), "zhang-lei")).toEqual([]);
  await posts(office, "zhou-wen", "W1", "refuse", { note: "缺培训记录" });
  const sent = await office.until("2023-08-10");
  const digest = last(toPerson(sent, "zhang-lei"));
  expect(digest.card!.body.split("\n").at(-1)).toContain("须继续整改，今天(周四)到期");
});

test("a deadline settled anew has steps of its own, also after the campaign's summary", async () => {
  const settled = await posts(office, "zhou-wen", "W1", "settle", { deadlineOn: "2023-08-24" });
  expect(settled.words).toContain("已核定");
  await office.app.runtime.store.db.campaign.updateMany({ data: { state: "closed" } });
  const sent = await office.until("2023-08-23");
  expect(
    toPerson(sent, "zhang-lei")
      .filter(({ card }) => card?.title.startsWith("整改提醒"))
      .map(({ at }) => at.slice(5, 10)),
  ).toEqual(["08-17", "08-21", "08-23"]);
});

test("overdue rectifications are reported up in figures, on the same days as reports and in one message with them", async () => {
  await office.app.runtime.store.db.campaign.updateMany({
    where: { title: "月报" },
    data: { state: "published" },
  });
  await publishMatters(office.app, [{ what: "季度小结", units: ["weihua"], dueOn: "2023-08-24" }], "季报");
  const sent = await office.until("2023-09-05");
  const told = (person: string) =>
    toPerson(sent, person).filter(({ card }) => card?.title.startsWith("逾期未报、未整改"));
  expect(told("gu-jianhua").map(({ at }) => at.slice(5, 10))).toEqual(["08-25"]);
  expect(told("han-zhiyuan").map(({ at }) => at.slice(5, 10))).toEqual(["08-29"]);
  expect(told("lin-guodong").map(({ at }) => at.slice(5, 10))).toEqual(["09-04"]);
  expect(told("han-zhiyuan")[0]!.card!.body.split("\n").slice(-2)).toEqual([
    "您分管的1个单位有1个问题逾期满3个工作日仍未整改，请关注：",
    "· 危险化学品监督管理室：1个，最早应于8月24日完成",
  ]);
  expect(told("lin-guodong")[0]!.text).toContain("逾期满7个工作日仍未整改的问题1个，涉及1个单位：");
  expect(toPerson(sent, "su-min").filter(({ card }) => card?.title.includes("未整改"))).toEqual([]);
});
