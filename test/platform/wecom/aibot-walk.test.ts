// The bureau on WeCom's 智能机器人 alone, over its long connection: what people say, send and press, and what they see.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readWecomSettings } from "../../../src/platform/wecom/settings.ts";
import { type Duty, openDuty } from "../../support/duty.ts";
import { publishMatters } from "../../support/factory.ts";
import type { Said } from "../../support/wecom/aibot.ts";
import { type Simulator, startSimulator } from "../../support/wecom/simulator.ts";
import { buttonsOf, wordsOf } from "../../support/wecom/words.ts";

const GROUP = "wrSIMgroup01";

let wecom: Simulator;
let duty: Duty;

beforeAll(async () => {
  wecom = await startSimulator();
  const env = { ...wecom.aibot.env, WECOM_API_BASE: `${wecom.url}/cgi-bin` };
  duty = await openDuty(() => ({ wecom: readWecomSettings(env).settings }));
});
afterAll(async () => {
  await duty.close();
  await wecom.close();
});

const phone = (userid: string) => wecom.sees({ userid });
const newest = (userid: string) => phone(userid).at(-1)!;

/** Waits until everything that was handed over is handled and answered. */
async function settle(said: Promise<Said>): Promise<void> {
  expect((await said).lost).toBe(false);
  const { db } = duty.app.runtime.store;
  await expect.poll(() => db.inboundEvent.count(), { timeout: 20_000 }).toBe(wecom.world.aibot.handed.length);
  await duty.settle();
}

test("whoever opens the chat for the first time is greeted, and binds by a code", async () => {
  await expect.poll(() => wecom.aibot.connected, { timeout: 20_000 }).toBe(true);
  // Seconds decide, which a machine that runs all suites at once may miss: people open it again.
  await expect
    .poll(
      async () => {
        await settle(wecom.aibot.enters("zhangsan"));
        return phone("zhangsan").length;
      },
      { timeout: 20_000 },
    )
    .toBe(1);
  expect(wordsOf(newest("zhangsan").body)).toContain("您还没有绑定身份");
  expect(wecom.world.aibot.spoken.at(-1)).toMatchObject({ cmd: "aibot_respond_welcome_msg", errcode: 0 });
  await settle(wecom.aibot.says("zhangsan", `/绑定 张磊 ${await duty.codeFor("张磊")}`));
  expect(wordsOf(newest("zhangsan").body)).toContain("张磊，您好，绑定成功");
  await settle(wecom.aibot.says("ZhouWen", `/绑定 周雯 ${await duty.codeFor("周雯")}`));
});

test("a group is known once somebody of the bureau speaks to the bot there", async () => {
  await settle(wecom.aibot.says("ZhouWen", "/进度", { group: GROUP }));
  expect(await duty.app.runtime.store.db.chatGroup.findMany()).toMatchObject([
    { chatId: GROUP, bot: "aibot" },
  ]);
  const [heard] = wecom.sees({ group: "联络群" });
  expect(wordsOf(heard!.body)).toContain("目前还没有发布的专项行动");
});

test("a reminder comes as a card; pressing 收到 changes it for whoever pressed", async () => {
  await publishMatters(duty.app, [{ what: "自查情况", units: ["weihua", "anji"], dueOn: "2023-07-20" }]);
  await duty.turnTo("2023-07-17T09:30:00+08:00");
  const card = newest("zhangsan");
  expect([card.msgtype, wordsOf(card.body)]).toEqual(["template_card", expect.stringContaining("自查情况")]);
  expect(buttonsOf(card.body)).toContain("收到");
  await expect
    .poll(
      async () => {
        if (!card.patched.has("zhangsan")) await settle(wecom.aibot.presses("zhangsan", card, "收到"));
        return card.patched.get("zhangsan");
      },
      { timeout: 20_000 },
    )
    .toBeDefined();
  const changed = card.patched.get("zhangsan")!;
  expect(wordsOf(changed)).toContain("已收到");
  expect(wordsOf(changed)).toContain("自查情况");
  expect(buttonsOf(changed)).not.toContain("收到");
  expect(await duty.app.runtime.store.db.receipt.count()).toBe(1);
});

test("asked in a group, it says figures there and the rest to the asker", async () => {
  await settle(wecom.aibot.says("ZhouWen", "/进度", { group: GROUP }));
  const there = wecom
    .sees({ group: "联络群" })
    .map(({ body }) => wordsOf(body))
    .join("\n");
  expect(there).toContain("自查情况");
  expect(there).not.toMatch(/张磊|危险化学品|安全基础/);
  await settle(wecom.aibot.says("ZhouWen", "还有谁没交", { group: GROUP }));
  const { body } = newest("ZhouWen");
  expect(JSON.stringify(body)).toMatch(/科|室/);
  const again = wecom
    .sees({ group: "联络群" })
    .map((message) => wordsOf(message.body))
    .join("\n");
  expect(again).not.toMatch(/张磊/);
});

test("a file that a group quotes is taken in; one that came too late is asked for again", async () => {
  const bytes = new TextEncoder().encode("%PDF-1.4\n% 自查情况\n%%EOF\n");
  await settle(
    wecom.aibot.says("zhangsan", "报送", { group: GROUP, quote: { name: "自查情况.pdf", bytes } }),
  );
  const { db } = duty.app.runtime.store;
  expect(await db.fileObject.findMany({ select: { name: true } })).toEqual([{ name: "自查情况.pdf" }]);
  for (const file of wecom.world.aibot.files.values()) file.expiresAt = 0;
  const sent = wecom.aibot.sends("zhangsan", "file", { name: "补充.pdf", bytes });
  for (const file of wecom.world.aibot.files.values()) file.expiresAt = 0;
  await settle(sent);
  expect(wordsOf(newest("zhangsan").body)).toContain("重新发送");
});

test("a greeting that has seconds does not wait behind what was sent to the same person before", async () => {
  const { db } = duty.app.runtime.store;
  const { id: orgId } = await db.org.findFirstOrThrow();
  const now = duty.app.runtime.clock.now();
  const before = Array.from({ length: 15 }, (_, at) => ({
    ...{ orgId, platform: "wecom", bot: "aibot", strangerId: "lisi", kind: "message", cause: "test" },
    ...{ dedupeKey: `before:${at}`, state: "sent" as const, notBeforeAt: now, createdAt: now },
    claimedAt: new Date(),
  }));
  await db.delivery.createMany({ data: before });
  await expect
    .poll(
      async () => {
        await settle(wecom.aibot.enters("lisi"));
        return phone("lisi").length;
      },
      { timeout: 20_000 },
    )
    .toBe(1);
  await settle(wecom.aibot.says("lisi", "/帮助"));
  expect(phone("lisi")).toHaveLength(1);
});

test("keys lie sealed in the database, and no secret is in the log", async () => {
  const events = JSON.stringify(await duty.app.runtime.store.db.inboundEvent.findMany());
  const [spoken] = wecom.world.aibot.handed;
  expect(events).not.toContain(String(spoken!.response_url));
  expect(events).not.toContain("aibot-file");
  expect(duty.logged.join()).not.toContain(wecom.world.aibot.secret);
});

test("at its callback address it answers empty, and speaks once by response_url", async () => {
  const other = await startSimulator();
  other.world.aibot.mode = "callback";
  const env = { ...other.aibot.env, WECOM_API_BASE: `${other.url}/cgi-bin` };
  const called = await openDuty(() => ({ wecom: readWecomSettings(env).settings }));
  try {
    expect(await other.aibot.savesAddress(`${called.url}/callback/wecom-aibot/other`)).toBe(false);
    const save = () => other.aibot.savesAddress(`${called.url}/callback/wecom-aibot/default`);
    await expect.poll(save, { timeout: 20_000 }).toBe(true);
    other.world.aibot.faults.copies = 1;
    const { attempts } = await other.aibot.says("zhangsan", `/绑定 张磊 ${await called.codeFor("张磊")}`);
    expect(attempts).toEqual([
      { status: 200, body: "" },
      { status: 200, body: "" },
    ]);
    await called.settle();
    expect(other.sees({ userid: "zhangsan" }).map(({ body }) => wordsOf(body))).toEqual([
      expect.stringContaining("张磊，您好，绑定成功"),
    ]);
    other.world.aibot.token = "anothertoken";
    expect((await other.aibot.says("zhangsan", "/进度")).attempts[0]!.status).toBe(401);
  } finally {
    await called.close();
    await other.close();
  }
});
