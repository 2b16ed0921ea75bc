// HTTP mode, all of it real: DingTalk posts to the address of a deployment, which keeps before it answers.
import { afterAll, beforeAll, expect, test } from "vitest";
import { card } from "../../../src/chat/card.ts";
import { readDingtalkSettings } from "../../../src/platform/dingtalk/settings.ts";
import { inUnitOfWork } from "../../../src/services/unit-of-work.ts";
import { type Simulator, startSimulator } from "../../support/dingtalk/simulator.ts";
import { type Duty, openDuty } from "../../support/duty.ts";

let dingtalk: Simulator;
let duty: Duty;

beforeAll(async () => {
  dingtalk = await startSimulator({ settings: { mode: "http" } });
  const [template] = dingtalk.world.settings.templates;
  const env = {
    ...dingtalk.env,
    DINGTALK_CARD_TEMPLATE_ID: template!,
    DINGTALK_CARD_API_SECRET: "secret-of-the-presses",
  };
  duty = await openDuty(() => ({ dingtalk: readDingtalkSettings(env).settings }));
  dingtalk.world.settings.callbackUrl = `${duty.url}/callback/dingtalk/default`;
  dingtalk.world.advance(duty.app.runtime.clock.now().getTime() - dingtalk.world.now());
});
afterAll(async () => {
  await duty.close();
  await dingtalk.close();
});

const kept = () => duty.app.runtime.store.db.inboundEvent.count();
const statuses = ({ attempts }: { attempts: readonly { status: number | null }[] }) =>
  attempts.map(({ status }) => status);

test("what is said is kept when it is answered, and a replay is answered well and not handled again", async () => {
  const said = await dingtalk.says("zhouwen", `/绑定 ${await duty.codeFor("周雯")}`);
  expect([statuses(said), await kept()]).toEqual([[200], 1]);
  await duty.settle();
  expect(dingtalk.sees({ userid: "zhouwen" })).toHaveLength(1);
  expect(statuses(await dingtalk.repeats(said))).toEqual([200]);
  await duty.settle();
  expect([await kept(), dingtalk.sees({ userid: "zhouwen" }).length]).toEqual([1, 1]);
  expect(dingtalk.world.connections.size).toBe(0);
});

test("what anybody else posts is refused, and nothing of it is kept", async () => {
  dingtalk.world.faults.callback.forgeSignature = true;
  const forged = await dingtalk.says("zhouwen", "/我的");
  expect(statuses(forged)).toEqual([401, 401, 401]);
  Object.assign(dingtalk.world.faults.callback, { forgeSignature: false, skewMs: -3_700_000 });
  const stale = await dingtalk.says("zhouwen", "/我的");
  expect(statuses(stale).every((status) => status !== 200)).toBe(true);
  dingtalk.world.faults.callback.skewMs = 0;
  expect(await kept()).toBe(1);
});

test("the address for presses was told at the start; a press is kept, answered at once, and its result follows", async () => {
  await duty.turnTo("2023-07-12T10:00:00+08:00");
  const { runtime } = duty.app;
  const person = await runtime.store.db.person.findFirstOrThrow({ where: { name: "周雯" } });
  const cause = { orgId: person.orgId, actor: { kind: "system", name: "test" } as const, label: "test" };
  await inUnitOfWork(runtime, cause, async (work) =>
    work.send({
      to: { personId: person.id },
      payload: { card: card("周会改到15时", { actions: [{ action: "ack", label: "收到" }] }) },
      dedupeKey: "meeting",
    }),
  );
  await duty.settle();
  const [shown] = [...dingtalk.world.cards.values()];
  expect(shown).toMatchObject({ callbackType: "HTTP", params: { label1: "收到" } });
  const pressed = await dingtalk.presses("zhouwen", shown!.outTrackId, {
    params: { key: shown!.params.key1! },
  });
  expect([pressed.attempt!.status, pressed.answered, await kept()]).toEqual([200, true, 2]);
  expect(JSON.parse(pressed.attempt!.body)).toMatchObject({
    cardData: { cardParamMap: { status: "已收到，处理中" } },
  });
  await duty.settle();
  await expect.poll(() => shown!.params.status, { timeout: 20_000 }).toBe("已收到");
});
