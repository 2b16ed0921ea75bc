// On which days contacts are reminded, told as a campaign runs: only those who still owe, once a day, once a step.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tick } from "../../jobs/tick.ts";
import type { Store } from "../../src/store/open.ts";
import { openSeeded } from "../support/databases.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { handIn, standStillUntil, startAt, times, toPerson } from "./support.ts";

let office: Harness;
let store: Store;
/** The store as an app sees it that is closed and opened again while the database stays. */
let kept: Store;
beforeAll(async () => {
  store = await openSeeded();
  kept = { ...store, close: async () => {} };
  office = await openHarness({ overrides: { store: kept } });
});
afterAll(async () => {
  await office.close();
  await store.close();
});

const list = (dueOn: string, units = ["weihua"]) => ({ what: "突出问题清单", units, dueOn });

describe("days", () => {
  test("due on Saturday 15 July, published on the Wednesday before: Friday, then workdays after", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [list("2023-07-15")]);
    const all = await office.until("2023-08-31");
    expect(times(all, "zhang-lei")).toEqual(["07-14T09:05", "07-17T09:05", "07-19T09:05", "07-25T09:05"]);
    const texts = toPerson(all, "zhang-lei").map(({ text }) => text);
    expect(texts[0]).toContain("突出问题清单：明天(周六)截止");
    expect(texts[1]).toContain("已逾期2天(应于7月15日周六报送)");
    expect(await office.app.runtime.store.db.reminder.findMany({ where: { state: "skipped" } })).toHaveLength(
      3,
    );
  });

  test("due on Thursday 27 July: four steps up to the day, to both contacts, and three after", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [list("2023-07-27")]);
    const all = await office.until("2023-08-31");
    const days = ["07-20", "07-24", "07-26", "07-27", "07-28", "08-01", "08-07"].map((day) => `${day}T09:05`);
    expect(times(all, "zhang-lei")).toEqual(days);
    expect(times(all, "tang-jing")).toEqual(days);
    const [first, , , due] = toPerson(all, "zhang-lei");
    expect(first!.text).toContain("还有7天，7月27日(周四)截止");
    expect(due!.text).toContain("今天(周四)24时截止");
  });

  test("due in the middle of 国庆: on the last workday before, naming the true day, then after the holiday", async () => {
    await startAt(office, "2023-09-20");
    await publishMatters(office.app, [list("2023-10-03")]);
    const all = await office.until("2023-10-31");
    expect(times(all, "zhang-lei")).toEqual([
      "09-26T09:05",
      "09-28T09:05",
      "10-07T09:05",
      "10-09T09:05",
      "10-13T09:05",
    ]);
    expect(toPerson(all, "zhang-lei")[1]!.text).toContain("还有5天，10月3日(周二)截止");
  });

  test("published in the evening: read in the morning, so the morning's step does not follow on its heels", async () => {
    await startAt(office, "2023-07-13T20:00:00+08:00");
    await publishMatters(office.app, [list("2023-07-21")]);
    expect(times(await office.until("2023-07-18"), "zhang-lei")).toEqual(["07-18T09:05"]);
  });

  test("what was past when issued, waived, withdrawn, closed or without a day is not reminded of", async () => {
    await startAt(office, "2023-07-12");
    const { db } = office.app.runtime.store;
    const ids = await publishMatters(office.app, [
      list("2023-07-20"),
      list("2023-07-20"),
      list("2023-07-20"),
      list("2023-07-20"),
      { ...list("2023-07-20"), dueOn: null },
    ]);
    await db.assignment.updateMany({ where: { obligationId: ids[0]! }, data: { pastAtIssue: true } });
    await db.assignment.updateMany({ where: { obligationId: ids[1]! }, data: { state: "waived" } });
    await db.obligation.update({ where: { id: ids[2]! }, data: { withdrawnAt: new Date(0) } });
    await db.obligation.update({ where: { id: ids[3]! }, data: { closedAt: new Date(0) } });
    expect(await office.until("2023-09-01")).toEqual([]);
  });

  test("an obligation's own steps replace the usual ones", async () => {
    await startAt(office, "2023-07-12");
    const [id] = await publishMatters(office.app, [list("2023-07-27")]);
    const { db } = office.app.runtime.store;
    await db.obligation.update({ where: { id: id! }, data: { steps: ["before3", "late1"] } });
    expect(times(await office.until("2023-08-31"), "zhang-lei")).toEqual(["07-24T09:05", "07-28T09:05"]);
  });

  test("due at 09:00, before the day's reminders: told on the workday before", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [list("2023-07-24")]);
    const { db } = office.app.runtime.store;
    await db.assignment.updateMany({
      data: { dueTime: "09:00", dueAt: new Date("2023-07-24T09:00:01+08:00") },
    });
    const all = await office.until("2023-07-25T09:00:00+08:00");
    expect(times(all, "zhang-lei")).toEqual(["07-17T09:05", "07-21T09:05"]);
    expect(toPerson(all, "zhang-lei")[1]!.text).toContain("还有3天，7月24日(周一)09:00截止");
  });
});

describe("only those who still owe", () => {
  test("nobody who has reported is reminded; who is returned is, by the new date", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [list("2023-07-27", ["weihua", "fangzai"])]);
    await office.until("2023-07-20");
    await handIn(office, ["weihua"]);
    let all = await office.until("2023-07-27");
    expect(times(all, "zhang-lei")).toEqual([]);
    expect(times(all, "deng-fei")).toEqual(["07-24T09:05", "07-26T09:05", "07-27T09:05"]);
    const { db } = office.app.runtime.store;
    await db.assignment.updateMany({
      where: { unit: { code: "weihua" } },
      data: { state: "returned", returnedOn: "2023-07-27", dueOn: "2023-07-31", dueRevision: 2 },
    });
    all = await office.until("2023-08-01");
    expect(times(all, "zhang-lei")).toEqual(["07-28T09:05", "07-31T09:05", "08-01T09:05"]);
    expect(toPerson(all, "zhang-lei")[0]!.text).toContain("退回补正");
  });

  test("a contact of two units has one digest over both, grouped, nearest first", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [
      { what: "自查情况", units: ["zonghe", "anji"], dueOn: "2023-07-27" },
      { what: "问题清单", units: ["anji"], dueOn: "2023-07-21" },
    ]);
    await publishMatters(
      office.app,
      [{ what: "安全检查月报", units: ["anji"], dueOn: "2023-07-27" }],
      "安全检查",
    );
    const all = await office.until("2023-07-20");
    expect(times(all, "li-na")).toEqual(["07-14T09:05", "07-18T09:05", "07-20T09:05"]);
    const [, , digest] = toPerson(all, "li-na");
    expect(digest!.card!.title).toBe("报送提醒(4项)");
    expect(digest!.card!.body.split("\n")).toEqual([
      "以下事项尚未报送，请按时办理：",
      "【安全基础室】",
      "A3 问题清单(执法规范化专项行动)：明天(周五)截止",
      expect.stringMatching(/^A\d 自查情况\(执法规范化专项行动\)：还有7天/),
      "A4 安全检查月报(安全检查)：还有7天，7月27日(周四)截止",
      "【综合协调室】",
      expect.stringMatching(/^A\d 自查情况/),
    ]);
    expect(digest!.card!.actions[0]).toEqual({ action: "ack", label: "收到" });
    expect(digest!.card!.actions[1]).toEqual({ action: "matter:A3", label: "去报送 A3" });
    expect(toPerson(all, "wu-xia")[0]!.card!.actions[1]!.label).toBe("去报送");
  });

  test("a digest says what of several materials is missing; of a sensitive matter only how many", async () => {
    await startAt(office, "2023-07-12");
    const materials = [
      { key: "1", kind: "document" as const, name: "书面材料" },
      { key: "2", kind: "document" as const, name: "台账" },
    ];
    await publishMatters(office.app, [
      { what: "自查情况", units: ["weihua"], dueOn: "2023-07-27", materials },
      { what: "突出问题", units: ["weihua"], dueOn: "2023-07-27", materials, level: "sensitive" },
    ]);
    const { db } = office.app.runtime.store;
    for (const { id, number } of await db.assignment.findMany()) {
      await db.submission.create({
        data: {
          assignmentId: id,
          version: 1,
          kind: "report",
          complete: false,
          orgId: "org",
          receiptNumber: `R${number}`,
          requestId: `R${number}`,
          contentHash: "",
          materials: [{ ...materials[1]!, hash: "" }],
          channel: "form",
          submittedById: "zhang-lei",
          submittedAt: new Date(0),
        },
      });
    }
    const [digest] = toPerson(await office.until("2023-07-20"), "zhang-lei");
    expect(digest!.card!.body.match(/已交1\/2.*/g)).toEqual(["已交1/2，缺书面材料", "已交1/2"]);
  });

  test("what was handed in between the tick and the sending drops the digest and the group's message", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [list("2023-07-27")]);
    const { runtime } = office.app;
    const { ring } = runtime;
    runtime.ring = async (...call) => {
      await handIn(office, ["weihua"]);
      return ring(...call);
    };
    const all = await office.until("2023-07-20");
    runtime.ring = ring;
    expect(all).toEqual([]);
    const { db } = runtime.store;
    const states = await db.delivery.findMany({ select: { state: true } });
    expect(states).toEqual([{ state: "dropped" }, { state: "dropped" }, { state: "dropped" }]);
  });
});

describe("once, and in working hours", () => {
  test("nothing before the bureau's sending time, on rest days or after work", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [list("2023-07-27")]);
    await standStillUntil(office, "2023-07-20T09:04:00+08:00");
    await tick(office.app.context);
    await standStillUntil(office, "2023-07-20T18:00:00+08:00");
    await tick(office.app.context);
    await standStillUntil(office, "2023-07-22T10:00:00+08:00");
    await tick(office.app.context);
    expect(await office.app.runtime.store.db.delivery.count()).toBe(0);
    expect(times(await office.until("2023-07-24"), "zhang-lei")).toEqual(["07-24T09:05"]);
  });

  test("another sending time of the bureau holds, also on the sandbox's clock", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [list("2023-07-27")]);
    const { db } = office.app.runtime.store;
    const org = await db.org.findFirstOrThrow();
    await db.setting.create({ data: { scope: org.id, name: "settings", value: { sendTime: "14:20" } } });
    expect(times(await office.until("2023-07-21"), "zhang-lei")).toEqual(["07-20T14:20"]);
  });

  test("many ticks at one instant, side by side, leave one message", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [list("2023-07-27", ["weihua", "anji", "zonghe", "fangzai"])]);
    await standStillUntil(office, "2023-07-20T09:05:00+08:00");
    await Promise.all(Array.from({ length: 6 }, () => tick(office.app.context)));
    const all = await office.until("2023-07-20");
    expect(times(await office.person("li-na").sees(), "li-na")).toHaveLength(1);
    expect(new Set(all.map(({ to }) => to.person ?? to.group)).size).toBe(all.length);
    const { db } = office.app.runtime.store;
    expect(await db.delivery.count()).toBe(8);
    expect(await db.reminder.count({ where: { state: "sent" } })).toBe(4);
  });

  test("after a week's standstill only the latest step goes out, the others are recorded as skipped", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [list("2023-07-27")]);
    await standStillUntil(office, "2023-07-28T11:00:00+08:00");
    const all = await office.until("2023-07-28T11:05:00+08:00");
    expect(times(all, "zhang-lei").map((time) => time.slice(0, 8))).toEqual(["07-28T11"]);
    const reminders = await office.app.runtime.store.db.reminder.findMany({ orderBy: { fellOn: "asc" } });
    expect(
      reminders.filter(({ step }) => step !== "up-head").map(({ step, state }) => [step, state]),
    ).toEqual([
      ["before7", "skipped"],
      ["before3", "skipped"],
      ["before1", "skipped"],
      ["due", "skipped"],
      ["late1", "sent"],
    ]);
  });

  test("a step found after today's digest waits for the next day, the due day's own goes out today", async () => {
    await startAt(office, "2023-07-12");
    const [, second, third] = await publishMatters(office.app, [
      list("2023-07-27"),
      { what: "补充材料", units: ["weihua"], dueOn: "2023-07-27" },
      { what: "当日事项", units: ["weihua"], dueOn: "2023-07-20" },
    ]);
    const { db } = office.app.runtime.store;
    const later = { id: { in: [second!, third!] } };
    await db.obligation.updateMany({ where: later, data: { withdrawnAt: new Date(0) } });
    await office.until("2023-07-20");
    await db.obligation.updateMany({ where: later, data: { withdrawnAt: null } });
    const today = await office.until("2023-07-20T15:00:00+08:00");
    expect(toPerson(today, "zhang-lei").map(({ card }) => card!.body.includes("当日事项"))).toEqual([true]);
    expect(await db.reminder.count({ where: { assignment: { obligationId: second! } } })).toBe(0);
    const next = await office.until("2023-07-21");
    expect(times(next, "zhang-lei")).toEqual(["07-21T09:05"]);
    expect(await db.reminder.count({ where: { assignment: { obligationId: second! } } })).toBe(1);
    const keys = await db.delivery.findMany({ where: { kind: "digest", personId: "zhang-lei" } });
    expect(keys.map(({ dedupeKey }) => dedupeKey).sort()).toEqual([
      "digest:zhang-lei:2023-07-20:1",
      "digest:zhang-lei:2023-07-20:2",
      "digest:zhang-lei:2023-07-21:1",
    ]);
  });

  test("a restart at noon repeats nothing and goes on", async () => {
    await startAt(office, "2023-07-12");
    await publishMatters(office.app, [list("2023-07-27")]);
    await office.until("2023-07-20");
    await office.close();
    office = await openHarness({ overrides: { store: kept } });
    await tick(office.app.context);
    expect(times(await office.until("2023-07-25"), "zhang-lei")).toEqual(["07-24T09:05"]);
    expect(await office.person("zhang-lei").sees()).toHaveLength(2);
  });
});
