// The month as a budget: counted, forecast, told in time, and stretched by merging; on a real database and simulator.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { App } from "../../../src/app.ts";
import { card, type Outgoing } from "../../../src/chat/card.ts";
import type { Platform } from "../../../src/chat/platform.ts";
import { createCalendar } from "../../../src/domain/calendar.ts";
import { createLog } from "../../../src/log.ts";
import { openDingtalk } from "../../../src/platform/dingtalk/open.ts";
import { readDingtalkSettings } from "../../../src/platform/dingtalk/settings.ts";
import { bundleAt, mergeMessages } from "../../../src/services/bundles.ts";
import { deliver } from "../../../src/services/deliveries.ts";
import { countPlanned } from "../../../src/services/forecast.ts";
import { readHealth } from "../../../src/services/health.ts";
import {
  type Budget,
  describeBudgets,
  readBudgets,
  readPressure,
  refreshBudgets,
  watchBudgets,
} from "../../../src/services/quota.ts";
import { findNextDue, runDue } from "../../../src/services/reminders.ts";
import { renderers } from "../../../src/services/renderers.ts";
import type { Runtime } from "../../../src/services/runtime.ts";
import { inUnitOfWork, type NewDelivery } from "../../../src/services/unit-of-work.ts";
import { createCipher } from "../../../src/store/cipher.ts";
import type { Store } from "../../../src/store/open.ts";
import { TEST_CONFIG } from "../../support/config.ts";
import { openSeeded } from "../../support/databases.ts";
import { type Simulator, startSimulator } from "../../support/dingtalk/simulator.ts";
import { publishMatters } from "../../support/factory.ts";

let store: Store;
let simulator: Simulator;
let platform: Platform;
let runtime: Runtime;
let platforms: ReadonlyMap<string, Platform>;
let now: Date;
let rung: string[];
let people: Map<string, string>;
let organisation: string;

beforeAll(async () => {
  simulator = await startSimulator();
  organisation = simulator.world.settings.corpId;
  store = await openSeeded(10);
  // The whole demo bureau is on DingTalk, its group included.
  const bindings = await store.db.binding.findMany({ include: { person: true } });
  people = new Map(bindings.map(({ userId, personId }) => [userId, personId]));
  await store.db.binding.updateMany({ data: { platform: "dingtalk" } });
  const { conversationId } = simulator.world.groups[0]!;
  await store.db.chatGroup.updateMany({ data: { platform: "dingtalk", chatId: conversationId } });
  for (const { userId, person } of bindings)
    simulator.world.people.push({
      userid: userId,
      unionid: `union-${userId}`,
      name: person.name,
      mobile: "",
      department: [2],
      inside: true,
      visible: true,
    });
  platform = openDingtalk(readDingtalkSettings(simulator.env).settings!, {
    clock: { now: () => new Date(simulator.world.now()) },
    log: createLog("silent"),
    readFile: async () => null,
  });
  platforms = new Map([["dingtalk", platform]]);
  runtime = {
    store,
    clock: { now: () => now },
    calendar: createCalendar(),
    cipher: createCipher(TEST_CONFIG.secretKey),
    log: createLog("silent"),
    publicUrl: TEST_CONFIG.publicUrl,
    ring: async (_name, rings) => void rung.push(...rings.map(({ data }) => (data as { id: string }).id)),
  };
});
afterAll(async () => {
  await store.close();
  await simulator.close();
});

beforeEach(async () => {
  now = new Date("2023-07-12T10:00:00+08:00");
  rung = [];
  simulator.world.messages.length = 0;
  simulator.world.quota.calls.used = 0;
  await store.db.setting.deleteMany({ where: { scope: "deployment" } });
  await store.pool.query(`TRUNCATE "Delivery", "InboundEvent", "Campaign" CASCADE`);
});

async function tell(...deliveries: NewDelivery[]): Promise<void> {
  const org = await store.db.org.findFirstOrThrow();
  const cause = { orgId: org.id, actor: { kind: "system", name: "test" } as const, label: "test" };
  await inUnitOfWork(runtime, cause, async (work) => {
    for (const delivery of deliveries) work.send(delivery);
  });
}

/** What is due by now goes out, as the workers would have it. */
async function sendAll(): Promise<void> {
  for (;;) {
    const due = await store.db.delivery.findMany({
      where: { state: "pending", notBeforeAt: { lte: now } },
      orderBy: { createdAt: "asc" },
    });
    if (due.length === 0) return;
    await Promise.all(due.map(({ id }) => deliver(runtime, platforms, renderers, id)));
  }
}

const use = (kind: string, count: number) =>
  store.db.setting.create({
    data: { scope: "deployment", name: `spent.${organisation}.2023-07.${kind}`, value: count },
  });
const budget = async (kind: string) =>
  (await readBudgets(runtime, [platform])).find((one) => one.kind === kind)!;
const news = (userId: string, number: number, rest: Partial<Outgoing> = {}): NewDelivery => ({
  to: { personId: people.get(userId)! },
  payload: {
    card: card(`第${number}份报送`, {
      body: "请审核",
      actions: [{ action: "review", label: "审核", value: `A${number}` }],
    }),
    ...rest,
  },
  dedupeKey: `review:${number}:${userId}`,
});
const seen = (userId: string) => simulator.sees({ userid: userId });

describe("counting", () => {
  test("what was sent is counted as DingTalk counts it", async () => {
    await tell(news("zhou-wen", 1), news("zhang-lei", 2));
    await sendAll();
    const { used } = await budget("calls");
    expect([used, simulator.world.quota.calls.used]).toEqual([2, 2]);
  });

  test("what arrived this month counts too, and goes on as it went", async () => {
    const arrive = (key: string, at: string) =>
      store.db.inboundEvent.create({
        data: {
          platform: "dingtalk",
          bot: "default",
          eventKey: key,
          senderKey: "x",
          payload: {},
          receivedAt: new Date(at),
        },
      });
    // Changes of contacts are free.
    await store.db.inboundEvent.create({
      data: {
        platform: "dingtalk",
        bot: "default",
        eventKey: "event:1",
        senderKey: "x",
        payload: {},
        metered: false,
        receivedAt: new Date("2023-07-03T09:00:00+08:00"),
      },
    });
    await arrive("1", "2023-06-30T23:59:00+08:00");
    for (const key of ["2", "3", "4"]) await arrive(key, "2023-07-03T09:00:00+08:00");
    await use("pushes", 9);
    expect(await budget("pushes")).toMatchObject({ used: 12, planned: 19, most: 3000, pressure: "calm" });
  });
});

test("two bots of one organisation share its month, and one of another has its own", async () => {
  const beside = (name: string, corp: string): Platform => ({
    ...platform,
    name,
    monthly: { ...platform.monthly!, organisation: corp },
  });
  const bots = [platform, beside("dingtalk.jia", organisation), beside("dingtalk.yi", "dingother")];
  const all = new Map(bots.map((bot) => [bot.name, bot]));
  await store.db.delivery.deleteMany();
  await tell(news("zhou-wen", 1), news("zhang-lei", 2), news("tang-jing", 3));
  const [one, two, three] = await store.db.delivery.findMany({ orderBy: { dedupeKey: "asc" } });
  for (const [delivery, name] of [
    [one!, "dingtalk"],
    [two!, "dingtalk.jia"],
    [three!, "dingtalk.yi"],
  ] as const) {
    await store.db.binding.updateMany({ where: { personId: delivery.personId! }, data: { platform: name } });
    await store.db.delivery.update({ where: { id: delivery.id }, data: { platform: name } });
    await deliver(runtime, all, renderers, delivery.id);
  }
  const calls = (await readBudgets(runtime, bots)).filter(({ kind }) => kind === "calls");
  expect(calls.map(({ organisation: corp, platforms: names, used }) => [corp, names, used])).toEqual([
    [organisation, ["dingtalk", "dingtalk.jia"], 2],
    ["dingother", ["dingtalk.yi"], 1],
  ]);
  await store.db.binding.updateMany({ data: { platform: "dingtalk" } });
});

describe("the forecast", () => {
  test("is what really goes out until the month is over, if nobody reports", async () => {
    now = new Date("2023-07-17T17:00:00+08:00");
    await publishMatters({ runtime } as App, [
      { what: "自查情况", units: ["weihua", "anji", "zonghe"], dueOn: "2023-07-25" },
      { what: "问题清单", units: ["anji"], dueOn: "2023-07-26" },
      { what: "月报", units: ["fangzai"], dueOn: "2023-08-04" },
      { what: "情况报告", units: ["ju"], dueOn: "2023-07-28", direction: "upward" },
    ]);
    const planned = await countPlanned(runtime, "dingtalk");
    for (;;) {
      const next = await findNextDue(runtime, now);
      if (next === null || next >= new Date("2023-08-01T00:00:00+08:00")) break;
      now = next;
      await runDue(runtime);
    }
    expect(planned).toBeGreaterThan(20);
    expect(planned).toBe(await store.db.delivery.count());
  });

  test("leaves out who is reached by another platform", async () => {
    await publishMatters({ runtime } as App, [{ what: "自查情况", units: ["weihua"], dueOn: "2023-07-25" }]);
    expect(await countPlanned(runtime, "wecom")).toBe(0);
  });
});

describe("pressure", () => {
  test.each<[string, number, number, Budget["pressure"]]>([
    ["a fresh month", 0, 0, "calm"],
    ["four fifths used", 4000, 0, "tight"],
    ["everything used", 5000, 0, "out"],
    ["only what arrives used up: merging what is sent would not help", 0, 3000, "calm"],
  ])("%s", async (_, calls, pushes, expected) => {
    await use("calls", calls);
    await use("pushes", pushes);
    await refreshBudgets(runtime, [platform]);
    expect(await readPressure(runtime, organisation)).toBe(expected);
    now = new Date("2023-08-01T09:10:00+08:00");
    expect(await readPressure(runtime, organisation)).toBe("calm");
  });

  test("reminders planned beyond what is left are tight before anything is used", async () => {
    await publishMatters({ runtime } as App, [{ what: "自查情况", units: ["weihua"], dueOn: "2023-07-25" }]);
    const narrow = {
      ...platform,
      monthly: {
        organisation: "x",
        allowances: [{ kind: "calls", label: "接口调用", most: 5, arrivals: false }],
      },
    };
    expect(await readBudgets(runtime, [narrow])).toMatchObject([{ used: 0, pressure: "tight" }]);
  });

  test("the coordinator is told once of each, before it runs out", async () => {
    await use("calls", 4100);
    await refreshBudgets(runtime, [platform]);
    await refreshBudgets(runtime, [platform]);
    await sendAll();
    expect(seen("zhou-wen")).toHaveLength(1);
    const { text } = seen("zhou-wen")[0]!.body as { text: string };
    expect(text).toContain("钉钉本月额度偏紧");
    expect(text).toContain("已用：4100次");
    expect(text).toContain("恢复：8月1日0时");
    expect(seen("zhang-lei")).toEqual([]);
  });

  test("what nobody will hear any more is said in time, with another way", async () => {
    await use("pushes", 3000);
    await refreshBudgets(runtime, [platform]);
    await sendAll();
    const { text } = seen("zhou-wen")[0]!.body as { text: string };
    expect(text).toContain("大家说给机器人的话传不进来");
    expect(text).toContain("网页办理");
  });

  test("health says what was found last, and nothing of an earlier month", async () => {
    await use("calls", 4100);
    const about = { mode: "embedded", version: "1", startedAt: Date.now() } as const;
    expect((await readHealth(runtime, about)).budgets).toEqual([]);
    await refreshBudgets(runtime, [platform]);
    const { status, budgets } = await readHealth(runtime, about);
    // A platform's trouble is none of ours.
    expect(status).toBe("ok");
    expect(budgets).toMatchObject([
      { title: "钉钉", kind: "calls", used: 4100, most: 5000, pressure: "tight" },
      { kind: "pushes", pressure: "calm" },
    ]);
    // Anybody may read it: whose months they are does not stand there.
    expect(JSON.stringify(budgets)).not.toContain(organisation);
    now = new Date("2023-08-01T09:10:00+08:00");
    expect((await readHealth(runtime, about)).budgets).toEqual([]);
  });

  test("is looked at every ten minutes, and not at all where nothing is metered", async () => {
    await use("calls", 4100);
    await watchBudgets(runtime, new Map([["sandbox", { ...platform, monthly: undefined } as never]]));
    expect(await readPressure(runtime, organisation)).toBe("calm");
    await watchBudgets(runtime, platforms);
    expect(await readPressure(runtime, organisation)).toBe("tight");
    await store.db.setting.deleteMany({ where: { name: `budgets.${organisation}` } });
    await watchBudgets(runtime, platforms);
    expect(await readPressure(runtime, organisation)).toBe("calm");
  });
});

describe("merging while it is tight", () => {
  const tighten = async () => {
    await use("calls", 4100);
    await refreshBudgets(runtime, [platform]);
    await store.pool.query(`DELETE FROM "Delivery"`);
  };

  test("news wait for the afternoon and become one message a person, by one call", async () => {
    await tighten();
    await tell(news("zhou-wen", 1), news("zhou-wen", 2), news("zhang-lei", 3));
    await sendAll();
    expect([...seen("zhou-wen"), ...seen("zhang-lei")]).toEqual([]);
    now = new Date("2023-07-12T11:00:00+08:00");
    await tell(news("zhou-wen", 4));
    await sendAll();
    now = new Date("2023-07-12T16:30:00+08:00");
    await sendAll();
    expect(seen("zhou-wen")).toHaveLength(1);
    const { title, text } = seen("zhou-wen")[0]!.body as { title: string; text: string };
    expect(title).toBe("办理动态（3条）");
    for (const number of [1, 2, 4]) expect(text).toContain(`第${number}份报送`);
    expect(JSON.stringify(seen("zhou-wen")[0]!.body)).toContain("审核 A4");
    expect(seen("zhang-lei")).toHaveLength(1);
    expect(simulator.world.quota.calls.used).toBe(2);
    const states = await store.db.delivery.groupBy({ by: ["state"], _count: true });
    expect(states.map(({ state, _count }) => [state, _count]).sort()).toEqual([
      ["dropped", 2],
      ["sent", 2],
    ]);
  });

  test("answers, and what asks for 收到, go out at once", async () => {
    await tighten();
    const asks = card("催办", { actions: [{ action: "ack", label: "收到" }] });
    await tell(
      { ...news("zhou-wen", 1), dedupeKey: "answer:1:0", answer: true },
      news("zhou-wen", 2, { card: asks }),
    );
    await sendAll();
    expect(seen("zhou-wen")).toHaveLength(2);
  });

  test("with the month calm again nothing waits", async () => {
    await tell(news("zhou-wen", 1), news("zhou-wen", 2));
    await sendAll();
    expect(seen("zhou-wen")).toHaveLength(2);
  });

  test.each([
    ["2023-07-12T08:10:00+08:00", "2023-07-12T09:05:00+08:00"],
    ["2023-07-12T10:00:00+08:00", "2023-07-12T16:30:00+08:00"],
    ["2023-07-12T17:00:00+08:00", "2023-07-13T09:05:00+08:00"],
    ["2023-07-14T17:00:00+08:00", "2023-07-17T09:05:00+08:00"],
  ])("written at %s, it goes out at %s", (written, out) => {
    expect(bundleAt(runtime, new Date(written), "09:05")).toEqual(new Date(out));
  });

  test("a merged message keeps the words of each and five buttons", () => {
    const each = Array.from({ length: 7 }, (_, at) => news("zhou-wen", at).payload as Outgoing);
    const merged = mergeMessages(each.map((one) => ({ ...one, text: "", files: [], mentions: [] })));
    expect(merged.card!.body.split("\n").filter((line) => /^\d\./.test(line))).toHaveLength(7);
    expect(merged.card!.actions.map(({ label }) => label)).toEqual(
      [0, 1, 2, 3, 4].map((at) => `审核 A${at}`),
    );
  });
});

test.each<[Budget["pressure"], string]>([
  ["calm", "ok"],
  ["tight", "care"],
  ["out", "broken"],
])("the doctor says of a month that is %s: %s", (pressure, level) => {
  const one = {
    organisation: "dingdemocorp",
    platforms: ["dingtalk"],
    title: "钉钉",
    kind: "calls",
    label: "接口调用",
    arrivals: false,
    most: 5000,
  };
  const [finding] = describeBudgets([{ ...one, used: 1200, planned: 300, pressure }]);
  expect(finding).toMatchObject({
    level,
    what: "钉钉额度",
    detail: "本月接口调用已用1200次，预计还需300次，共5000次",
  });
  expect(finding!.mend === undefined).toBe(pressure === "calm");
});
