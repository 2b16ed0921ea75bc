// The client against the simulator: tokens, sending, cards, files, people, and everything that can go wrong.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { card, type Outgoing } from "../../../src/chat/card.ts";
import { createApi, createWebhookApi, fileNameOf, type WecomApi } from "../../../src/platform/wecom/api.ts";
import { checkApp } from "../../../src/platform/wecom/checks.ts";
import { createWecomPlatform, type WecomPlatform } from "../../../src/platform/wecom/client.ts";
import { hintOf } from "../../../src/platform/wecom/errcodes.ts";
import { createLogin, isInsideWecom } from "../../../src/platform/wecom/login.ts";
import { DAY, HOUR, MINUTE } from "../../support/simulated/spans.ts";
import { type Simulator, startSimulator } from "../../support/wecom/simulator.ts";

let simulator: Simulator;
let api: WecomApi;
let platform: WecomPlatform;
let logged: string[];
const files = new Map<string, Uint8Array>([
  ["aa", Buffer.from("一份报送材料")],
  ["tiny", Buffer.from("x")],
]);

beforeAll(async () => {
  simulator = await startSimulator();
  simulator.world.settings.callbackUrl = "http://127.0.0.1:9/never";
});
afterAll(() => simulator.close());

let deliveries = 0;
beforeEach(() => {
  const { world } = simulator;
  Object.assign(world.faults, {
    slowMs: 0,
    status: null,
    refuse: [],
    lostAnswers: 0,
    trustedIps: null,
    tokenSeconds: 7200,
  });
  world.messages.length = 0;
  world.calls.length = 0;
  world.tokens.clear();
  // Past every window of the tests before.
  world.advance(2 * HOUR);
  logged = [];
  open();
});

function open(secret = simulator.world.settings.secret) {
  const { corpId, agentId } = simulator.world.settings;
  const log = { warn: (...line: unknown[]) => void logged.push(JSON.stringify(line)) };
  const apiBase = `${simulator.url}/cgi-bin/`;
  api = createApi({ apiBase, corpId, secret, agentId, log });
  platform = createWecomPlatform({
    apps: new Map([["default", api]]),
    webhooks: createWebhookApi({ apiBase, log }),
    webhookKeys: new Map([
      ["工作群", "sim-robot-key"],
      ["旧群", "removed"],
    ]),
    readFile: async (sha256) => (files.has(sha256) ? { bytes: files.get(sha256)! } : null),
  });
}

const newId = () => `0199-test-${++deliveries}-${simulator.world.now()}`;
const say = (
  to: { userId: string } | { chatId: string },
  outgoing: Partial<Outgoing>,
  deliveryId = newId(),
  mentionIds: string[] = [],
) =>
  platform.send({
    deliveryId,
    address: { bot: "default", ...to },
    message: { text: "", files: [], mentions: [], ...outgoing },
    mentionIds,
    at: new Date(0),
  });
const reminder = () =>
  card("报送提醒", { body: "明天截止", actions: [{ action: "ack", label: "收到", value: "A12" }] });
const calls = (path: string) => simulator.world.calls.filter((call) => call.path === path).length;
const phone = (userid: string) => simulator.sees({ userid });

describe("the token", () => {
  test("is fetched once for all who wait", async () => {
    simulator.world.faults.slowMs = 30;
    await Promise.all(Array.from({ length: 10 }, () => api.listDepartments()));
    expect([calls("gettoken"), calls("department/simplelist")]).toEqual([1, 10]);
  });

  test("that WeCom forgot early is renewed once, and the call made again", async () => {
    await api.listDepartments();
    for (const token of simulator.world.tokens.values()) token.dropped = true;
    await Promise.all(Array.from({ length: 5 }, () => api.listDepartments()));
    expect(calls("gettoken")).toBe(2);
  });

  test("that ran out is renewed", async () => {
    await api.listDepartments();
    simulator.world.advance(2 * HOUR + 1000);
    await api.listDepartments();
    expect(calls("gettoken")).toBe(2);
    expect(simulator.world.calls.some(({ errcode }) => errcode === 42001)).toBe(true);
  });

  test("is renewed before it runs out", async () => {
    // Half of a life so short; 300 seconds before the end of a long one.
    simulator.world.faults.tokenSeconds = 2;
    await api.listDepartments();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    simulator.world.tokens.clear();
    await api.listDepartments();
    expect(simulator.world.calls.map(({ errcode }) => errcode)).toEqual([0, 0, 0, 0]);
  });

  test("refused again and again is not asked for again and again", async () => {
    simulator.world.faults.refuse = [{ path: "department/simplelist", errcode: 40014, times: 9 }];
    await expect(api.listDepartments()).rejects.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    expect([calls("gettoken"), calls("department/simplelist")]).toEqual([2, 2]);
  });

  test("with a wrong secret is asked for once a minute, and the secret is in no error and no log", async () => {
    open("a-wrong-secret");
    for (let again = 0; again < 3; again++) {
      const error = await api.listDepartments().catch((reason: Error) => reason);
      expect(error).toMatchObject({
        code: "PLATFORM_REJECTED",
        message: expect.stringContaining("WECOM_SECRET"),
      });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("a-wrong-secret");
    }
    expect(calls("gettoken")).toBe(1);
    expect(logged.join()).not.toContain("a-wrong-secret");
  });
});

describe("to a member", () => {
  test("words arrive, and the message's id comes back", async () => {
    const { externalId } = await say({ userId: "zhouwen" }, { text: "您好" });
    expect(phone("ZhouWen")).toMatchObject([{ id: externalId, msgtype: "text", body: { content: "您好" } }]);
  });

  test("a card arrives with the delivery's id", async () => {
    await say({ userId: "zhangsan" }, { card: reminder() }, "0199-card");
    expect(phone("zhangsan")).toMatchObject([
      { body: { card_type: "button_interaction", task_id: "0199-card", button_list: [{ key: "ack:A12" }] } },
    ]);
  });

  test("a file arrives under its Chinese name, and is uploaded once for many", async () => {
    const sent = { files: [{ name: '附件"10".xlsx', sha256: "aa" }] };
    await say({ userId: "zhangsan" }, sent);
    await say({ userId: "lisi" }, sent);
    const [message] = phone("lisi");
    const media = simulator.world.media.get(String(message!.body.media_id))!;
    expect([Buffer.from(media.bytes).toString(), media.name.replaceAll("%22", '"')]).toEqual([
      "一份报送材料",
      '附件"10".xlsx',
    ]);
    expect(calls("media/upload")).toBe(1);
  });

  test.each([
    ["tiny", "太大或是空的"],
    ["gone", "已不在库里"],
  ])("a file that is %s is refused with a sentence", async (sha256, words) => {
    const sending = say({ userId: "zhangsan" }, { files: [{ name: "a.txt", sha256 }] });
    await expect(sending).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining(words),
    });
  });

  test.each([
    ["somebody unknown", "nobody"],
    ["somebody out of the app's sight", "zhaoliu"],
    ["somebody who never activated", "qianqi"],
  ])("%s is not reached, and the sentence says how to mend it", async (_, userId) => {
    await expect(say({ userId }, { text: "您好" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("可见"),
    });
  });

  test("an answer of 0 that names the receiver as invalid is a failure all the same", async () => {
    // The others of the same message were reached; WeCom names who was not in lower case.
    const real = await api.sendToMember(
      "zhangsan|NoBody",
      { msgtype: "text", text: { content: "x" } },
      false,
    );
    expect(real.invaliduser).toEqual(["nobody"]);
    const odd = { ...api, sendToMember: async () => ({ ...real, invaliduser: ["zhangsan"] }) };
    platform = createWecomPlatform({
      apps: new Map([["default", odd]]),
      webhooks: createWebhookApi({ apiBase: simulator.url, log: { warn() {} } }),
      webhookKeys: new Map(),
      readFile: async () => null,
    });
    await expect(say({ userId: "ZhangSan" }, { text: "您好" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
    });
  });

  test("an app that is not configured is named", async () => {
    const sending = platform.send({
      deliveryId: "x",
      address: { bot: "other", userId: "lisi" },
      message: { text: "x", files: [], mentions: [] },
      mentionIds: [],
      at: new Date(0),
    });
    await expect(sending).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("other"),
    });
  });
});

describe("when an answer is lost", () => {
  test("a card is there once, and the second attempt counts as sent", async () => {
    simulator.world.faults.lostAnswers = 0;
    await api.listDepartments();
    simulator.world.faults.lostAnswers = 1;
    await expect(say({ userId: "zhangsan" }, { card: reminder() }, "0199-lost")).rejects.toMatchObject({
      code: "PLATFORM_UNAVAILABLE",
    });
    await say({ userId: "zhangsan" }, { card: reminder() }, "0199-lost");
    expect(phone("zhangsan")).toHaveLength(1);
  });

  test("words are there once", async () => {
    await api.listDepartments();
    simulator.world.faults.lostAnswers = 1;
    await expect(say({ userId: "zhangsan" }, { text: "明天截止" }, "0199-words")).rejects.toThrow();
    await say({ userId: "zhangsan" }, { text: "明天截止" }, "0199-words");
    expect(phone("zhangsan")).toHaveLength(1);
  });

  test("the same words said on purpose twice are there twice", async () => {
    await say({ userId: "zhangsan" }, { text: "没有看懂这句话。" });
    await say({ userId: "zhangsan" }, { text: "没有看懂这句话。" });
    expect(phone("zhangsan")).toHaveLength(2);
  });

  test("a group is not told twice: a person is asked to look", async () => {
    simulator.world.faults.lostAnswers = 1;
    await expect(say({ chatId: "工作群" }, { text: "应报8家" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("请到群里看一眼"),
    });
    expect(simulator.sees({ group: "工作群" })).toHaveLength(1);
    simulator.world.faults.status = 503;
    await expect(say({ chatId: "工作群" }, { text: "x" })).rejects.toMatchObject({
      code: "PLATFORM_UNAVAILABLE",
    });
  });

  test("a message of several goes on where it stopped", async () => {
    simulator.world.faults.refuse = [{ path: "media/upload", errcode: -1, times: 1 }];
    files.set("second", Buffer.from("第二份材料"));
    const sent = { text: "两份", files: [{ name: "二.txt", sha256: "second" }] };
    await expect(say({ userId: "zhangsan" }, sent, "0199-parts")).rejects.toMatchObject({
      code: "PLATFORM_UNAVAILABLE",
      retryAfterMs: 2000,
    });
    await say({ userId: "zhangsan" }, sent, "0199-parts");
    expect(phone("zhangsan").map(({ msgtype }) => msgtype)).toEqual(["text", "file"]);
  });
});

describe("errors", () => {
  test.each([
    [60020, "PLATFORM_REJECTED", "企业可信IP"],
    [60011, "PLATFORM_REJECTED", "可见范围"],
    [81013, "PLATFORM_REJECTED", "可见范围"],
    [43012, "PLATFORM_REJECTED", "接收消息"],
    [42045, "PLATFORM_REJECTED", "卡片内容"],
    [99999, "PLATFORM_REJECTED", "没有接受"],
    [-1, "PLATFORM_UNAVAILABLE", "繁忙"],
    [45009, "RATE_LIMITED", "过快"],
    [45033, "RATE_LIMITED", "同时"],
  ])("%i is %s", async (errcode, code, words) => {
    simulator.world.faults.refuse = [{ path: "message/send", errcode, times: 1 }];
    const error = await say({ userId: "lisi" }, { text: "x" }).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect((error as Error).message).toContain(String(errcode));
    expect(logged.join()).toMatch(/"hint":"\d+/);
  });

  test("an untrusted address is named, so that it can be copied into the console", async () => {
    simulator.world.faults.trustedIps = ["203.0.113.9"];
    await expect(say({ userId: "lisi" }, { text: "x" })).rejects.toMatchObject({
      message: expect.stringContaining("出口 IP 127.0.0.1"),
    });
    expect(await checkApp(api)).toMatchObject([
      { level: "broken", mend: expect.stringContaining("企业可信IP") },
    ]);
  });

  test("5xx and no answer are to try again, and the token is in no error and no log", async () => {
    await api.listDepartments();
    const [token] = simulator.world.tokens.keys();
    const errors: unknown[] = [];
    simulator.world.faults.status = 502;
    errors.push(await say({ userId: "lisi" }, { text: "x" }).catch((reason: Error) => reason));
    simulator.world.faults.status = null;
    simulator.world.faults.lostAnswers = 1;
    errors.push(await api.listDepartments().catch((reason: Error) => reason));
    const far = createApi({
      apiBase: "http://127.0.0.1:9/cgi-bin",
      corpId: "c",
      secret: "far-secret",
      agentId: 1,
      log: { warn() {} },
    });
    errors.push(await far.listDepartments().catch((reason: Error) => reason));
    for (const error of errors) {
      expect(error).toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
      const whole = JSON.stringify(error, [...Object.getOwnPropertyNames(error), "cause", "message", "code"]);
      expect(whole).not.toContain(token);
      expect(whole).not.toContain("secret");
    }
    expect(logged.join()).not.toContain(token);
  });

  test("too fast pauses the app alone, without another call, until the time is over", async () => {
    simulator.world.faults.refuse = [{ path: "message/send", errcode: 45009, times: 1 }];
    await expect(say({ userId: "lisi" }, { text: "x" })).rejects.toMatchObject({
      code: "RATE_LIMITED",
      retryAfterMs: 60_000,
    });
    const before = calls("message/send");
    const waiting = await say({ userId: "zhangsan" }, { text: "x" }).catch((reason) => reason);
    expect(waiting.code).toBe("RATE_LIMITED");
    expect(waiting.retryAfterMs).toBeGreaterThan(50_000);
    expect(calls("message/send")).toBe(before);
    await say({ chatId: "工作群" }, { text: "x" });
  });

  test("the hint is read from real words", () => {
    expect(hintOf("not allow to access from your ip, hint: [1700000000123456], from ip: 203.0.113.5")).toBe(
      "1700000000123456",
    );
    expect(hintOf("ok")).toBeNull();
  });
});

describe("to a group", () => {
  test("its robot speaks, and mentions only whom it is told to", async () => {
    await say({ chatId: "工作群" }, { text: "应报8家" });
    await say({ chatId: "工作群" }, { text: "请尽快" }, newId(), ["zhangsan"]);
    expect(simulator.sees({ group: "工作群" }).map(({ body }) => body)).toEqual([
      { content: "应报8家" },
      { content: "请尽快", mentioned_list: ["zhangsan"] },
    ]);
  });

  test("a file goes by the robot's own upload", async () => {
    await say({ chatId: "工作群" }, { files: [{ name: "汇总.xlsx", sha256: "aa" }] });
    expect([calls("webhook/upload_media"), calls("media/upload"), calls("gettoken")]).toEqual([1, 0, 0]);
  });

  test("a robot that was removed says where to mend it, without its key", async () => {
    const error = await say({ chatId: "旧群" }, { text: "x" }).catch((reason: Error) => reason);
    expect(error).toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("WECOM_WEBHOOK_KEYS"),
    });
    expect(JSON.stringify([error, logged])).not.toContain('removed"');
  });

  test("the twenty-first in a minute waits", async () => {
    for (let count = 0; count < 20; count++) await say({ chatId: "工作群" }, { text: `第${count}条` });
    await expect(say({ chatId: "工作群" }, { text: "再来" })).rejects.toMatchObject({ code: "RATE_LIMITED" });
    await say({ userId: "lisi" }, { text: "别人不受影响" });
  });

  test("a chat of the app's own takes words and files", async () => {
    simulator.world.chats.set("own1", { name: "专班群", owner: "zhangsan", userlist: ["zhangsan", "lisi"] });
    await say({ chatId: "own1" }, { card: reminder(), files: [{ name: "a.txt", sha256: "aa" }] }, newId(), [
      "lisi",
    ]);
    expect(simulator.sees({ group: "专班群" })).toMatchObject([
      { msgtype: "text", body: { mentioned_list: ["lisi"] } },
      { msgtype: "file" },
    ]);
    await expect(say({ chatId: "unknown" }, { text: "x" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
    });
  });
});

describe("a pressed card", () => {
  async function press() {
    await say({ userId: "zhangsan" }, { card: reminder() });
    const [message] = phone("zhangsan");
    const { world } = simulator;
    const code = `rc-${newId()}`;
    world.codes.set(code, { messageId: message!.id, expiresAt: world.now() + 72 * HOUR, used: false });
    return {
      message: message!,
      patch: { bot: "default", userId: "zhangsan", cardKey: code, label: "已收到" },
    };
  }

  test("is changed once", async () => {
    const { message, patch } = await press();
    expect(await platform.patchCard(patch)).toBe(true);
    expect(message.patched.get("zhangsan")).toMatchObject({ replaced: "已收到" });
    expect(await platform.patchCard(patch)).toBe(false);
  });

  test("is not changed after 72 hours", async () => {
    const { message, patch } = await press();
    simulator.world.advance(73 * HOUR);
    expect(await platform.patchCard(patch)).toBe(false);
    expect(message.patched.size).toBe(0);
  });

  test("whose change was done and its answer lost counts as changed", async () => {
    const { message, patch } = await press();
    simulator.world.faults.lostAnswers = 1;
    await expect(platform.patchCard(patch)).rejects.toMatchObject({
      code: "PLATFORM_UNAVAILABLE",
    });
    expect(await platform.patchCard(patch)).toBe(false);
    expect(message.patched.has("zhangsan")).toBe(true);
  });
});

describe("a file that was sent to us", () => {
  test("comes with its name and bytes, for three days", async () => {
    const { world } = simulator;
    const bytes = Buffer.from("附件内容");
    world.media.set("m1", { name: "附件十.docx", type: "file", bytes, expiresAt: world.now() + 3 * DAY });
    const fetched = await platform.fetchFile("default", "m1");
    expect([fetched.name, Buffer.from(fetched.bytes).toString()]).toEqual(["附件十.docx", "附件内容"]);
    world.advance(3 * DAY + 1000);
    await expect(platform.fetchFile("default", "m1")).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("重新发送"),
    });
  });

  test("over 20 MB is refused while it comes", async () => {
    const { world } = simulator;
    const bytes = new Uint8Array(20 * 1024 * 1024 + 1);
    world.media.set("m2", { name: "大.zip", type: "file", bytes, expiresAt: world.now() + DAY });
    await expect(platform.fetchFile("default", "m2")).rejects.toMatchObject({ code: "PLATFORM_REJECTED" });
  });

  test.each([
    [`attachment; filename*=UTF-8''%E9%99%84%E4%BB%B6+1.docx`, "附件+1.docx"],
    ["attachment; filename=a.docx", "a.docx"],
    ["attachment", null],
    [`attachment; filename*=UTF-8''%ZZ; filename="b.docx"`, "b.docx"],
  ])("%s is named %s", (disposition, name) => {
    expect(fileNameOf(disposition)).toBe(name);
  });
});

describe("people", () => {
  test("departments, members, one member, a mobile", async () => {
    expect((await api.listDepartments()).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(await api.listMembers(3)).toEqual([{ userid: "wangwu", name: "王五" }]);
    expect(await api.readMember("LISI")).toMatchObject({ userid: "lisi", name: "李四", status: 1 });
    expect(await api.findByMobile("13800000003")).toEqual({ userid: "lisi" });
    await expect(api.findByMobile("13900000000")).rejects.toMatchObject({ code: "PLATFORM_REJECTED" });
    expect(await checkApp(api)).toMatchObject([{ level: "ok" }, { level: "ok", detail: "应用可见3个部门" }]);
  });

  const settings = () => ({
    corpId: simulator.world.settings.corpId,
    agentId: simulator.world.settings.agentId,
    oauthBase: simulator.url,
    loginBase: simulator.url,
  });
  const INSIDE = "Mozilla/5.0 (iPhone) MicroMessenger/8.0 wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh";
  const OUTSIDE = "Mozilla/5.0 (iPhone) MicroMessenger/8.0";
  const readLogin = (code: string) => createLogin(settings(), api).read({ code });
  async function login(inside: boolean, as: string) {
    const returnTo = "https://app.example.test/login/wecom?to=%2Fform%2Fa";
    const agent = inside ? INSIDE : OUTSIDE;
    const address = new URL(createLogin(settings(), api).url({ agent, returnTo, state: "s1" }));
    address.searchParams.set("as", as);
    const response = await fetch(address, { redirect: "manual" });
    return { response, back: new URL(response.headers.get("location") ?? "about:blank").searchParams };
  }

  test.each([true, false])("log in, inside WeCom: %s", async (inside) => {
    const { back } = await login(inside, "ZhouWen");
    expect([back.get("state"), back.get("to")]).toEqual(["s1", "/form/a"]);
    expect(await readLogin(back.get("code")!)).toBe("zhouwen");
    await expect(readLogin(back.get("code")!)).rejects.toMatchObject({ code: "PLATFORM_REJECTED" });
  });

  test("a code lives five minutes", async () => {
    const { back } = await login(true, "lisi");
    simulator.world.advance(5 * MINUTE + 1);
    await expect(readLogin(back.get("code")!)).rejects.toMatchObject({
      message: expect.stringContaining("42003"),
    });
  });

  test("somebody from outside gets nothing", async () => {
    const { back } = await login(true, "outsider");
    expect(await readLogin(back.get("code")!)).toBeNull();
  });

  test("a domain that is not trusted shows an error page", async () => {
    simulator.world.settings.trustedDomains = ["other.example.test"];
    const { response } = await login(true, "lisi");
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("50001")]);
    simulator.world.settings.trustedDomains = null;
  });

  test.each([
    [INSIDE, true],
    [OUTSIDE, false],
  ])("%s is WeCom's own client: %s", (agent, inside) => {
    expect(isInsideWecom(agent)).toBe(inside);
  });

  test("the address inside WeCom ends with its fragment", () => {
    const url = createLogin(settings(), api).url({ agent: INSIDE, returnTo: "https://a.test/x", state: "s" });
    expect(url).toMatch(/appid=.*&response_type=code&scope=snsapi_base#wechat_redirect$/);
  });
});
