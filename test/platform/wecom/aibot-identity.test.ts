// A 智能机器人 that is told encrypted ids: they are the app's people where the app may know, and somebody by themselves elsewhere.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readWecomSettings } from "../../../src/platform/wecom/settings.ts";
import { followDepartures } from "../../../src/services/departures.ts";
import { type Duty, openDuty } from "../../support/duty.ts";
import { publishMatters } from "../../support/factory.ts";
import { type Simulator, startSimulator } from "../../support/wecom/simulator.ts";
import { wordsOf } from "../../support/wecom/words.ts";
import { openIdOf } from "../../support/wecom/world.ts";

const GROUP = "wrSIMgroup01";

let wecom: Simulator;
let duty: Duty;
const db = () => duty.app.runtime.store.db;
const calls = (path: string) => wecom.world.calls.filter((call) => call.path === path).length;
const newest = (userid: string) => wecom.sees({ userid }).at(-1)!;
const words = (userid: string) => wordsOf(newest(userid).body).replaceAll("\u200b", "");

/** Says it to the app, or to the bot, and waits until it is answered. */
async function heard(userid: string, act: () => Promise<unknown>): Promise<string> {
  const events = await db().inboundEvent.count();
  await act();
  await expect.poll(() => db().inboundEvent.count(), { timeout: 20_000 }).toBe(events + 1);
  await duty.settle();
  return words(userid);
}
const toApp = (userid: string, text: string) => heard(userid, () => wecom.says(userid, text));
const toBot = (userid: string, text: string) => heard(userid, () => wecom.aibot.says(userid, text));

beforeAll(async () => {
  wecom = await startSimulator();
  wecom.world.aibot.encrypted = true;
  const env = { ...wecom.env, ...wecom.aibot.env };
  duty = await openDuty(() => ({ wecom: readWecomSettings(env).settings }));
  await wecom.savesAddress(`${duty.url}/callback/wecom/default`);
});
afterAll(async () => {
  await duty.close();
  await wecom.close();
});

test("whoever is bound at the app is known to the bot, which is answered by the id that it told", async () => {
  await expect.poll(() => wecom.aibot.connected, { timeout: 20_000 }).toBe(true);
  await toApp("zhangsan", `/绑定 张磊 ${await duty.codeFor("张磊")}`);
  expect(await toBot("zhangsan", "/绑定")).toContain("身份是张磊");
  expect(newest("zhangsan").by).toBe("aibot");
  expect(calls("batch/openuserid_to_userid")).toBe(1);
  await heard("zhangsan", () => wecom.aibot.says("zhangsan", "/我的", { group: GROUP }));
  // What is for the asker alone goes by the app, whose account it is.
  expect([newest("zhangsan").by, words("zhangsan")]).toEqual([
    undefined,
    expect.stringContaining("我的报送"),
  ]);
  expect(calls("batch/openuserid_to_userid")).toBe(1);
});

test("somebody whom the app can't see is somebody by themselves: bound by a code, and reached by the bot", async () => {
  expect(await toBot("zhaoliu", "/我的")).toContain("您还没有绑定身份");
  expect(await toBot("zhaoliu", `/绑定 李娜 ${await duty.codeFor("李娜")}`)).toContain(
    "李娜，您好，绑定成功",
  );
  const lina = await db().person.findFirstOrThrow({ where: { name: "李娜" }, include: { bindings: true } });
  expect(lina.bindings).toMatchObject([{ bot: "aibot", userId: openIdOf({ userid: "zhaoliu" }) }]);
  await db().chatGroup.findFirstOrThrow();
  await publishMatters(duty.app, [{ what: "自查情况", units: ["weihua", "anji"], dueOn: "2023-07-20" }]);
  await duty.turnTo("2023-07-17T09:30:00+08:00");
  expect([newest("zhaoliu").by, words("zhaoliu")]).toEqual(["aibot", expect.stringContaining("自查情况")]);
  // The one with an account at the app is reminded there.
  expect([newest("zhangsan").by, words("zhangsan")]).toEqual([
    undefined,
    expect.stringContaining("自查情况"),
  ]);
  const card = newest("zhaoliu");
  await heard("zhaoliu", () => wecom.aibot.presses("zhaoliu", card, "收到"));
  await expect.poll(() => card.patched.has("zhaoliu"), { timeout: 20_000 }).toBe(true);
});

test("an account at the app stands beside it, and neither makes the other forgotten", async () => {
  await toApp("lisi", `/绑定 李娜 ${await duty.codeFor("李娜")}`);
  expect(await toBot("zhaoliu", "/绑定")).toContain("身份是李娜");
  expect(await toApp("lisi", "/绑定")).toContain("身份是李娜");
  await followDepartures(duty.app.runtime, duty.app.context.platforms.values());
  expect(await db().binding.count({ where: { person: { name: "李娜", active: true } } })).toBe(2);
});

test("while the app can't be asked, nobody is taken for somebody else", async () => {
  wecom.world.faults.refuse.push({ path: "batch/openuserid_to_userid", errcode: 48002, times: 1 });
  expect(await toBot("wangwu", "/我的")).toContain("您还没有绑定身份");
  expect(await toBot("wangwu", `/绑定 ${await duty.codeFor("唐静")}`)).toContain("唐静，您好");
  expect(await db().binding.findMany({ where: { person: { name: "唐静" } } })).toMatchObject([
    { userId: "wangwu", bot: null },
  ]);
});
