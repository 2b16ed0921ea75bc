// The bureau on two platforms at once: its people on DingTalk, its director on WeCom, all over real connections.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDingtalkSettings } from "../../../src/platform/dingtalk/settings.ts";
import { readWecomSettings } from "../../../src/platform/wecom/settings.ts";
import { readBudgets } from "../../../src/services/quota.ts";
import { agreeInBrowser } from "../../support/dingtalk/open-api-people.ts";
import { type Simulator as Dingtalk, startSimulator } from "../../support/dingtalk/simulator.ts";
import { CARD_TOPIC } from "../../support/dingtalk/stream.ts";
import type { Message } from "../../support/dingtalk/world.ts";
import { type Duty, openDuty } from "../../support/duty.ts";
import { publishMatters } from "../../support/factory.ts";
import { startSimulator as startWecom, type Simulator as Wecom } from "../../support/wecom/simulator.ts";

const PDF = new TextEncoder().encode("%PDF-1.4\n% 自查情况\n%%EOF\n");
const TEMPLATE = "00000000-simulated.schema";

let dingtalk: Dingtalk;
let wecom: Wecom;
let duty: Duty;

beforeAll(async () => {
  dingtalk = await startSimulator();
  wecom = await startWecom({ robots: {} });
  const env = { ...dingtalk.env, DINGTALK_CARD_TEMPLATE_ID: TEMPLATE };
  duty = await openDuty(() => ({
    dingtalk: readDingtalkSettings(env).settings,
    wecom: readWecomSettings(wecom.env).settings,
  }));
  // DingTalk's clock is the bureau's: sessions and signatures go by it.
  dingtalk.world.advance(duty.app.runtime.clock.now().getTime() - dingtalk.world.now());
});
afterAll(async () => {
  await duty.close();
  await dingtalk.close();
  await wecom.close();
});

const phone = (userid: string) => dingtalk.sees({ userid });
const words = ({ body }: Message) =>
  Object.entries(body)
    .filter(([name]) => /^(content|text|title)$/.test(name))
    .map(([, value]) => String(value).replaceAll("\u200b", ""))
    .join("\n");

/** Waits for what was pushed to be kept and answered; what this person got because of it. */
async function heard(userid: string, act: () => Promise<unknown>): Promise<Message[]> {
  const { db } = duty.app.runtime.store;
  const [before, events] = [phone(userid).length, await db.inboundEvent.count()];
  await act();
  await expect.poll(() => db.inboundEvent.count(), { timeout: 20_000 }).toBe(events + 1);
  await duty.settle();
  return phone(userid).slice(before);
}
const says = (userid: string, text: string) => heard(userid, () => dingtalk.says(userid, text));

async function turnTo(instant: string): Promise<void> {
  await duty.turnTo(instant);
  dingtalk.world.advance(duty.app.runtime.clock.now().getTime() - dingtalk.world.now());
}

test("both platforms are connected: one by a long connection, one by its callback", async () => {
  await expect.poll(() => dingtalk.world.connections.size, { timeout: 20_000 }).toBe(1);
  const save = () => wecom.savesAddress(`${duty.url}/callback/wecom/default`);
  await expect.poll(save, { timeout: 20_000 }).toBe(true);
});

describe("people", () => {
  test("a stranger is told how to bind, through the session: it costs nothing", async () => {
    const [told] = await says("zhangsan", "/进度");
    expect([told!.way, words(told!)]).toEqual(["session", expect.stringContaining("您还没有绑定身份")]);
    expect(dingtalk.world.quota.calls.used).toBe(0);
  });

  test("bind by a code, or by the own number as the directory has it", async () => {
    const [welcome] = await says("zhouwen", `/绑定 ${await duty.codeFor("周雯")}`);
    expect(words(welcome!)).toContain("周雯，您好，绑定成功");
    const { store, cipher } = duty.app.runtime;
    const sealed = Buffer.from(cipher.seal(Buffer.from("13800000002"))).toString("base64");
    await store.db.person.updateMany({ where: { name: "张磊" }, data: { mobile: sealed } });
    const [bound] = await says("zhangsan", "/绑定 13800000002");
    expect(words(bound!)).toContain("张磊，您好，绑定成功");
  });

  test("the director binds on WeCom, in the same bureau", async () => {
    await wecom.says("wangwu", `/绑定 ${await duty.codeFor("林国栋")}`);
    await duty.settle();
    expect(JSON.stringify(wecom.sees({ userid: "wangwu" }))).toContain("绑定成功");
    const bound = await duty.app.runtime.store.db.binding.groupBy({ by: ["platform"], _count: true });
    expect(bound.map(({ platform, _count }) => [platform, _count]).sort()).toEqual([
      ["dingtalk", 2],
      ["wecom", 1],
    ]);
  });
});

describe("a matter", () => {
  test("the group becomes known by the first word said to the robot in it", async () => {
    await heard("zhouwen", () => dingtalk.says("zhouwen", "/帮助", { group: "工作群" }));
    const { db } = duty.app.runtime.store;
    const { conversationId } = dingtalk.world.groups[0]!;
    await db.chatGroup.findFirstOrThrow({ where: { platform: "dingtalk", chatId: conversationId } });
    await publishMatters(duty.app, [{ what: "自查情况", units: ["weihua", "anji"], dueOn: "2023-07-20" }]);
  });

  test("its reminder is a card for the contact, and figures for the group", async () => {
    await turnTo("2023-07-17T09:30:00+08:00");
    const card = phone("zhangsan").at(-1)!;
    expect([card.way, words(card)]).toEqual(["card", expect.stringContaining("自查情况")]);
    const group = JSON.stringify(dingtalk.sees({ group: "工作群" }).at(-1)!.body);
    expect(group).toContain("应报：2家");
    expect(group).not.toMatch(/张磊|\/go\/|dtmd/);
  });

  test("pressed, the card changes and keeps what else it offers; a late press is answered too", async () => {
    const card = phone("zhangsan").at(-1)!;
    const press = () => dingtalk.presses("zhangsan", card.id, { params: { key: "ack" } });
    const [answer] = await heard("zhangsan", press);
    expect(words(answer!)).toContain("已记下收到");
    const drawn = dingtalk.world.cards.get(card.id)!;
    await expect.poll(() => drawn.params.status, { timeout: 20_000 }).toBe("已收到");
    expect([drawn.params.label1, drawn.params.key1]).toEqual(["去报送", expect.stringMatching(/^matter:A/)]);
    // A press that only shows something does not leave 「处理中」 standing either.
    await heard("zhangsan", () =>
      dingtalk.presses("zhangsan", card.id, { params: { key: drawn.params.key1! } }),
    );
    await expect.poll(() => drawn.params.status, { timeout: 20_000 }).toBe("已处理");
    expect(drawn.params.label1).toBe("去报送");
    const [again] = await heard("zhangsan", press);
    expect(words(again!)).toContain("您已确认收到");
    expect(await duty.app.runtime.store.db.receipt.count()).toBe(1);
  });

  test("a file is fetched and, by a button that says its words, handed in", async () => {
    const [ask] = await heard("zhangsan", () =>
      dingtalk.sends("zhangsan", { name: "危化室自查情况.pdf", bytes: PDF }),
    );
    expect([ask!.way, words(ask!)]).toEqual(["session", expect.stringContaining("危化室自查情况.pdf")]);
    const [done] = await heard("zhangsan", () => dingtalk.taps("zhangsan", ask!, "是，报送"));
    expect(words(done!)).toContain("报送成功");
    const file = await duty.app.runtime.store.db.fileObject.findFirstOrThrow();
    expect(Buffer.from(file.bytes).includes(Buffer.from("%PDF"))).toBe(false);
  });

  test("the director asks on WeCom and hears there of what came in on DingTalk", async () => {
    const before = wecom.sees({ userid: "wangwu" }).length;
    await wecom.says("wangwu", "各单位报得怎么样了");
    await duty.settle();
    const answers = JSON.stringify(wecom.sees({ userid: "wangwu" }).slice(before));
    expect(answers).toMatch(/自查情况/);
    expect(answers).toMatch(/已报1|已报：1|1\/2/);
  });

  test("asked in the group, the robot answers there with figures and tells the asker alone the rest", async () => {
    const before = dingtalk.sees({ group: "工作群" }).length;
    const alone = await heard("zhouwen", () => dingtalk.says("zhouwen", "/进度", { group: "工作群" }));
    const answers = dingtalk.sees({ group: "工作群" }).slice(before);
    expect(answers.map(({ way }) => way)).toEqual(["session"]);
    expect(JSON.stringify(answers)).not.toMatch(/张磊|\/go\/|安全基础室/);
    // What is for one person never goes through the group's session.
    expect(alone.length).toBeGreaterThan(0);
    expect(alone.every(({ chat }) => chat === undefined)).toBe(true);
  });
});

test("a page opens after DingTalk's own login", async () => {
  const opened = await duty.browser()("/progress", (url) => {
    if (url.pathname === "/login" && url.origin === duty.url)
      return new URL(`/login/dingtalk?to=${encodeURIComponent("/progress")}`, url);
    return url.origin === dingtalk.url ? new URL(agreeInBrowser(dingtalk.world, url.href, "zhouwen")) : url;
  });
  expect([opened.status, opened.url.pathname]).toEqual([200, "/progress"]);
  expect(opened.text).toContain("周雯");
});

test("the database has counted what DingTalk has counted", async () => {
  const { platforms, runtime } = duty.app.context;
  // What was used since the last message is handed over with the next one.
  await heard("zhangsan", () => dingtalk.says("zhangsan", "/我的"));
  const budgets = await readBudgets(runtime, platforms.values());
  const { calls, webhookAndStream } = dingtalk.world.quota;
  // Nobody says whether presses of cards count: ours are counted, to be on the safe side.
  const presses = dingtalk.world.pushes.filter(({ topic }) => topic === CARD_TOPIC).length;
  expect(budgets.map(({ title, used }) => [title, used])).toEqual([
    ["钉钉", calls.used],
    ["钉钉", webhookAndStream.used + presses],
  ]);
});

test("somebody who leaves the organisation is 停用 at once, and the coordinator told", async () => {
  const told = await heard("zhouwen", async () => dingtalk.leaves("zhangsan"));
  expect(told.map(words).join()).toMatch(/有人已离开单位[\s\S]*已停用：张磊/);
  const { db } = duty.app.runtime.store;
  expect(await db.person.findFirstOrThrow({ where: { name: "张磊" } })).toMatchObject({ active: false });
  const event = await db.inboundEvent.findFirstOrThrow({ orderBy: { sequence: "desc" } });
  expect(event).toMatchObject({ state: "handled", metered: false, payload: { left: ["zhangsan"] } });
});

test("nothing secret is in the log, the events or the deliveries", async () => {
  const { db } = duty.app.runtime.store;
  const kept = JSON.stringify([duty.logged, await db.inboundEvent.findMany(), await db.delivery.findMany()]);
  const { world } = dingtalk;
  for (const secret of [world.settings.clientSecret, ...world.tokens.keys(), ...world.sessions.keys()])
    expect(kept).not.toContain(secret);
});
