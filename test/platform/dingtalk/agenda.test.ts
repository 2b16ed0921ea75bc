// 钉钉待办: one for each contact of what was reminded of, once, and ticked off when the report is in.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { App } from "../../../src/app.ts";
import type { Platform } from "../../../src/chat/platform.ts";
import { createCalendar } from "../../../src/domain/calendar.ts";
import { createLog } from "../../../src/log.ts";
import { openDingtalk } from "../../../src/platform/dingtalk/open.ts";
import { readDingtalkSettings } from "../../../src/platform/dingtalk/settings.ts";
import { syncAgendas } from "../../../src/services/agenda.ts";
import { refreshBudgets } from "../../../src/services/quota.ts";
import { runDue } from "../../../src/services/reminders.ts";
import type { Runtime } from "../../../src/services/runtime.ts";
import { createCipher } from "../../../src/store/cipher.ts";
import type { Store } from "../../../src/store/open.ts";
import { TEST_CONFIG } from "../../support/config.ts";
import { openSeeded } from "../../support/databases.ts";
import { type Simulator, startSimulator } from "../../support/dingtalk/simulator.ts";
import { publishMatters } from "../../support/factory.ts";

let simulator: Simulator;
let store: Store;
let runtime: Runtime;
let platform: Platform;
let now = new Date("2023-07-12T10:00:00+08:00");

beforeAll(async () => {
  simulator = await startSimulator();
  store = await openSeeded(10);
  runtime = {
    store,
    clock: { now: () => now },
    calendar: createCalendar(),
    cipher: createCipher(TEST_CONFIG.secretKey),
    log: createLog("silent"),
    publicUrl: "https://baosong.example",
    ring: async () => {},
  };
  // 张磊 is on DingTalk, everybody else in the sandbox.
  const { id: personId } = await store.db.person.findFirstOrThrow({ where: { name: "张磊" } });
  await store.db.binding.updateMany({
    where: { personId },
    data: { platform: "dingtalk", userId: "zhangsan" },
  });
  platform = open({ DINGTALK_TODO: "1" });
  await publishMatters({ runtime } as App, [
    { what: "自查情况", units: ["weihua", "anji"], dueOn: "2023-07-20" },
  ]);
});
afterAll(async () => {
  await store.close();
  await simulator.close();
});

function open(env: Record<string, string>): Platform {
  return openDingtalk(readDingtalkSettings({ ...simulator.env, ...env }).settings!, {
    clock: { now: () => new Date(simulator.world.now()) },
    log: createLog("silent"),
    readFile: async () => null,
  });
}
const sync = () => syncAgendas(runtime, [platform]);
const listed = () => [...simulator.world.todos.values()];
const ADD = "/v1.0/todo/users/:unionId/tasks";

test("is off unless the bureau wants it", () => {
  expect(open({}).agenda).toBeUndefined();
});

test("nothing is listed that nobody was reminded of", async () => {
  await sync();
  expect(listed()).toEqual([]);
});

test("a month that is tight is not spent on it", async () => {
  now = new Date("2023-07-17T09:30:00+08:00");
  await runDue(runtime);
  const spent = { scope: "deployment", name: `spent.${simulator.world.settings.corpId}.2023-07.calls` };
  await store.db.setting.create({ data: { ...spent, value: 4500 } });
  await refreshBudgets(runtime, [platform]);
  await sync();
  expect(listed()).toEqual([]);
  await store.db.setting.deleteMany({ where: { scope: "deployment" } });
});

test("what was reminded of is listed once, with its page; an answer that was lost makes no second one", async () => {
  simulator.world.faults.refuse = [{ path: ADD, code: "system.error", status: 500, times: 1 }];
  await sync();
  expect(listed()).toEqual([]);
  await sync();
  await sync();
  const { number } = await store.db.assignment.findFirstOrThrow({ where: { unit: { code: "weihua" } } });
  expect(listed()).toMatchObject([
    {
      subject: "报送：自查情况（危险化学品监督管理室）",
      executorIds: ["union-zhangsan"],
      dueTime: new Date("2023-07-21T00:00:00+08:00").getTime(),
      detailUrl: { appUrl: `https://baosong.example/form/A${number}` },
      done: false,
    },
  ]);
  // As after an answer that was lost.
  await store.db.agendaItem.updateMany({ data: { externalId: null } });
  await sync();
  expect(listed()).toHaveLength(1);
  const [item] = await store.db.agendaItem.findMany();
  expect(item).toMatchObject({ externalId: listed()[0]!.id, finishedAt: null });
});

test("the report is in: it is ticked off, once", async () => {
  await store.db.assignment.updateMany({
    where: { unit: { code: "weihua" } },
    data: { state: "submitted" },
  });
  now = new Date("2023-07-18T10:00:00+08:00");
  await sync();
  expect(listed()).toMatchObject([{ done: true }]);
  const calls = simulator.world.calls.length;
  await sync();
  expect(simulator.world.calls).toHaveLength(calls);
  expect(await store.db.agendaItem.count({ where: { finishedAt: now } })).toBe(1);
});

test("returned, it is owed again and listed anew with its new day, as it is after every return", async () => {
  for (const [revision, dueOn] of [
    [2, "2023-07-21"],
    [3, "2023-07-25"],
  ] as const) {
    const where = { unit: { code: "weihua" } };
    await store.db.assignment.updateMany({
      where,
      data: {
        state: "returned",
        dueOn,
        dueAt: new Date(`${dueOn}T24:00:00+08:00`),
        dueRevision: revision,
        returnedOn: "2023-07-18",
      },
    });
    await sync();
    await sync();
    const open = listed().filter(({ done }) => !done);
    expect(open).toMatchObject([{ dueTime: new Date(`${dueOn}T24:00:00+08:00`).getTime() }]);
    expect(listed()).toHaveLength(revision);
    await store.db.assignment.updateMany({ where, data: { state: "submitted" } });
    await sync();
    expect(listed().every(({ done }) => done)).toBe(true);
  }
});

test("put off, what stands in the list with the old day goes; the next reminder lists the new one", async () => {
  now = new Date("2023-07-19T09:30:00+08:00");
  const where = { unit: { code: "anji" } };
  const { personId } = await store.db.appointment.findFirstOrThrow({ where: { ...where, role: "contact" } });
  await store.db.binding.updateMany({ where: { personId }, data: { platform: "dingtalk", userId: "lisi" } });
  await sync();
  const own = () => listed().filter(({ executorIds }) => (executorIds as string[]).includes("union-lisi"));
  expect(own()).toMatchObject([{ done: false }]);
  await store.db.assignment.updateMany({
    where,
    data: {
      dueOn: "2023-07-28",
      dueAt: new Date("2023-07-29T00:00:00+08:00"),
      dueRevision: 2,
      extendedOn: "2023-07-19",
    },
  });
  await sync();
  expect(own()).toMatchObject([{ done: true }]);
  now = new Date("2023-07-27T09:30:00+08:00");
  await runDue(runtime);
  await sync();
  expect(own()).toMatchObject([{ done: true }, { done: false }]);
});
