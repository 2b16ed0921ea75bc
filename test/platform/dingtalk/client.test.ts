// The client against the simulator: which way a message goes, what arrives, and every success that is none.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { card, type Outgoing } from "../../../src/chat/card.ts";
import type { Platform } from "../../../src/chat/platform.ts";
import type { AppError } from "../../../src/errors.ts";
import { createLog } from "../../../src/log.ts";
import { createBatches } from "../../../src/platform/dingtalk/batch.ts";
import { mayFetch } from "../../../src/platform/dingtalk/download.ts";
import { openDingtalk } from "../../../src/platform/dingtalk/open.ts";
import { readSaidPress } from "../../../src/platform/dingtalk/press.ts";
import { writeSession } from "../../../src/platform/dingtalk/session.ts";
import { readDingtalkSettings } from "../../../src/platform/dingtalk/settings.ts";
import { type Said, type Simulator, startSimulator } from "../../support/dingtalk/simulator.ts";
import { SESSION_MS } from "../../support/dingtalk/world.ts";
import { DAY, HOUR, MINUTE } from "../../support/simulated/spans.ts";

const TEMPLATE = "00000000-simulated.schema";
const files = new Map<string, Uint8Array>([
  ["aa", Buffer.from("一份报送材料")],
  ["empty", Buffer.alloc(0)],
]);

let simulator: Simulator;
let platform: Platform;
let group: string;

beforeAll(async () => {
  simulator = await startSimulator({
    webhooks: { 工作群: { token: "token0001", secret: "SECsimulated0001" }, 外部群: "token0002" },
  });
  group = simulator.world.groups.find(({ title }) => title === "工作群")!.conversationId;
});
afterAll(() => simulator.close());
beforeEach(() => {
  const { world } = simulator;
  Object.assign(world.faults, { slowMs: 0, status: null, refuse: [], lostAnswers: 0 });
  world.advance(DAY + HOUR);
  for (const robot of world.webhooks.values()) Object.assign(robot, { keywords: [], blockedUntil: 0 });
  world.messages.length = 0;
  world.calls.length = 0;
  world.quota.calls.used = 0;
  world.quota.webhookAndStream.used = 0;
  open();
});

function open(env: Record<string, string> = {}) {
  const { settings, problems } = readDingtalkSettings({
    ...simulator.env,
    DINGTALK_WEBHOOK_TOKENS: `${simulator.env.DINGTALK_WEBHOOK_TOKENS},外部群=token0002`,
    ...env,
  });
  expect(problems).toEqual([]);
  platform = openDingtalk(settings!, {
    clock: { now: () => new Date(simulator.world.now()) },
    log: createLog("silent"),
    readFile: async (sha256) => (files.has(sha256) ? { bytes: files.get(sha256)! } : null),
  });
}

let deliveries = 0;
const newId = () => `0199aaaa-bbbb-7ccc-8ddd-${String(++deliveries).padStart(12, "0")}`;
const say = (
  to: { userId: string } | { chatId: string },
  outgoing: Partial<Outgoing>,
  rest: { deliveryId?: string; mentionIds?: string[]; replyKey?: string } = {},
) =>
  platform.send({
    deliveryId: newId(),
    address: { bot: "default", ...to },
    message: { text: "", files: [], mentions: [], ...outgoing },
    mentionIds: [],
    at: new Date(simulator.world.now()),
    ...rest,
  });
const reminder = () =>
  card("报送提醒", { body: "明天截止", actions: [{ action: "ack", label: "收到", value: "A12" }] });
const phone = (userid: string) => simulator.sees({ userid });
const inGroup = () => simulator.sees({ group: "工作群" });
const spent = () => simulator.world.quota.calls.used;
const calls = (path: string) => simulator.world.calls.filter((call) => call.path === path).length;
const refuse = (path: string, code: string | number, times = 1) => {
  simulator.world.faults.refuse = [{ path, code, times }];
};
const BATCH = "/v1.0/robot/oToMessages/batchSend";

/** The session that came with something said, as an event carries it. */
function sessionOf(userId: string, chatId?: string): string {
  const session = `s${++deliveries}`;
  const until = simulator.world.now() + SESSION_MS;
  simulator.world.sessions.set(session, {
    ...(chatId === undefined ? { userid: userId } : { chat: chatId }),
    expiresAt: until,
    sentAt: [],
  });
  const url = `${simulator.url}/robot/sendBySession?session=${session}`;
  return writeSession({ url, until, userId, ...(chatId === undefined ? {} : { chatId }) });
}

describe("to a person", () => {
  test("unasked, by the robot; the key of the sending comes back with what it cost", async () => {
    const { externalId, spent: cost } = await say({ userId: "zhangsan" }, { text: "您好" });
    expect(phone("zhangsan")).toMatchObject([{ id: externalId, way: "single", body: { content: "您好" } }]);
    expect(cost).toEqual({ calls: 1 });
  });

  test("an answer goes back through the session, and costs nothing", async () => {
    const replyKey = sessionOf("zhangsan");
    const { spent: cost } = await say({ userId: "zhangsan" }, { card: reminder() }, { replyKey });
    expect(phone("zhangsan")).toMatchObject([{ way: "session", msgtype: "actionCard" }]);
    expect([cost, spent()]).toEqual([undefined, 0]);
  });

  test("while it lives, what nobody asked for goes through it too; then by the robot again", async () => {
    await say({ userId: "zhangsan" }, { text: "一" }, { replyKey: sessionOf("zhangsan") });
    await say({ userId: "zhangsan" }, { text: "二" });
    await say({ userId: "lisi" }, { text: "别人的" });
    simulator.world.advance(SESSION_MS - MINUTE);
    await say({ userId: "zhangsan" }, { text: "三" });
    expect(phone("zhangsan").map(({ way }) => way)).toEqual(["session", "session", "single"]);
    expect(phone("lisi").map(({ way }) => way)).toEqual(["single"]);
  });

  test.each([
    ["a group's session", () => sessionOf("zhangsan", group)],
    ["somebody else's", () => sessionOf("lisi")],
    [
      "one that is not DingTalk's",
      () =>
        writeSession({ url: "http://127.0.0.1:45991/x", until: Date.now() + DAY * 30, userId: "zhangsan" }),
    ],
    ["none that can be read", () => "nonsense"],
  ])("%s is never used for what is meant for one person", async (_, replyKey) => {
    await say({ userId: "zhangsan" }, { text: "只给您看" }, { replyKey: replyKey() });
    expect(phone("zhangsan").map(({ way }) => way)).toEqual(["single"]);
    expect([...inGroup(), ...phone("lisi")]).toEqual([]);
  });

  test.each([
    ["forgot", 300001],
    ["finds too fast", 130101],
  ])("a session that DingTalk %s is no loss", async (_, code) => {
    refuse("/robot/sendBySession", code);
    await say({ userId: "zhangsan" }, { text: "答复" }, { replyKey: sessionOf("zhangsan") });
    expect(phone("zhangsan")).toMatchObject([{ way: "single", body: { content: "答复" } }]);
  });

  test("buttons say words in the chat, which are read back as the press", async () => {
    const deliveryId = newId();
    await say({ userId: "zhangsan" }, { card: reminder() }, { deliveryId });
    const said = (await simulator.taps("zhangsan", phone("zhangsan")[0]!, "收到")) as Said;
    expect(said.push?.subject).toBe(said.msgId);
    const { singleURL } = phone("zhangsan")[0]!.body as { singleURL: string };
    const words = decodeURIComponent(singleURL.split("content=")[1]!);
    expect(readSaidPress(words)).toEqual({ action: "ack", value: "A12", deliveryId });
  });

  test("the same to many at once is one call for twenty; each is told apart in the answer", async () => {
    const ids = ["zhouwen", "zhangsan", "lisi", "wangwu", "zhaoliu", "nobody"];
    const results = await Promise.allSettled(ids.map((userId) => say({ userId }, { text: "请今天报送" })));
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    expect((results[4] as PromiseRejectedResult).reason).toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("可见范围"),
    });
    expect([calls(BATCH), spent()]).toEqual([1, 1]);
  });

  test("twenty in a call, and no more", async () => {
    const people = ["zhouwen", "zhangsan", "lisi", "wangwu"];
    const each = Array.from({ length: 41 }, (_, at) => people[at % people.length]!);
    await Promise.all(each.map((userId) => say({ userId }, { text: "同一句" })));
    const sent = simulator.world.calls.filter(({ path }) => path === BATCH);
    expect([sent.length, sent.every(({ code }) => code === null)]).toEqual([3, true]);
  });

  test("one wrong id that spoils the whole call leaves the others theirs", async () => {
    refuse(BATCH, "staffId.notExisted");
    await Promise.all(["zhangsan", "lisi"].map((userId) => say({ userId }, { text: "同一句话" })));
    expect([...phone("zhangsan"), ...phone("lisi")]).toHaveLength(2);
  });

  test("held back by flow control is no success", async () => {
    const body = { processQueryKey: "k", invalidStaffIdList: [], flowControlledStaffIdList: ["zhangsan"] };
    const send = createBatches({ sendToPeople: async () => body });
    await expect(send("zhangsan", { msgKey: "sampleText", msgParam: {} })).rejects.toMatchObject({
      code: "RATE_LIMITED",
    });
  });

  test("a lost answer is said to be one, and the message is not sent twice", async () => {
    await say({ userId: "lisi" }, { text: "取令牌" });
    simulator.world.faults.lostAnswers = 1;
    await expect(say({ userId: "zhangsan" }, { text: "一次" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("不知道是否发出"),
    });
    expect(phone("zhangsan")).toHaveLength(1);
  });

  test("the month's allowance used up is said so, with what to do", async () => {
    simulator.world.quota.calls.used = 5000;
    await expect(say({ userId: "zhangsan" }, { text: "x" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("下月1日恢复"),
    });
    // Answers still go out: a session costs nothing.
    await say({ userId: "zhangsan" }, { text: "答复" }, { replyKey: sessionOf("zhangsan") });
    expect(phone("zhangsan")).toMatchObject([{ way: "session" }]);
  });
});

describe("工作通知, where the robot can't speak with somebody alone", () => {
  test("carries the words, with a mark that no filter of repeats drops", async () => {
    for (let again = 0; again < 2; again++) {
      refuse(BATCH, "robot.oto.notExist");
      await say({ userId: "zhangsan" }, { card: reminder() });
    }
    expect(phone("zhangsan").map(({ way }) => way)).toEqual(["notice", "notice"]);
    expect(JSON.stringify(phone("zhangsan")[0]!.body)).toContain("明天截止");
  });

  test("answered with success and not delivered is no success", async () => {
    refuse(BATCH, "chatbotId.notAllow.sendOTO");
    await expect(say({ userId: "waibu" }, { text: "您好" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("工作通知也没有收到"),
    });
  });

  test("is not tried without an AgentId", async () => {
    open({ DINGTALK_AGENT_ID: "" });
    refuse(BATCH, "robot.oto.notExist");
    await expect(say({ userId: "zhangsan" }, { text: "您好" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("单聊"),
    });
    expect(phone("zhangsan")).toEqual([]);
  });
});

describe("to a group", () => {
  test("by the robot, with no press in it", async () => {
    await say({ chatId: group }, { card: reminder() });
    expect(inGroup()).toMatchObject([{ way: "group", msgtype: "sampleMarkdown", at_userids: [] }]);
    expect(JSON.stringify(inGroup()[0]!.body)).not.toContain("dtmd");
  });

  test("people are really mentioned by the custom robot, signed", async () => {
    const { spent: cost } = await say(
      { chatId: group },
      { card: reminder() },
      { mentionIds: ["zhangsan", "lisi"] },
    );
    expect(inGroup()).toMatchObject([{ way: "webhook", at_userids: ["zhangsan", "lisi"] }]);
    expect(cost).toEqual({ pushes: 1 });
    expect([spent(), simulator.world.quota.webhookAndStream.used]).toEqual([0, 1]);
  });

  test("a group that only a custom robot is in is called by its name", async () => {
    expect(platform.groups).toContain("外部群");
    await say({ chatId: "外部群" }, { text: "请各单位抓紧" });
    expect(simulator.sees({ group: "外部群" })).toMatchObject([{ way: "webhook" }]);
  });

  test("a repeat after a lost answer is the same message to a custom robot", async () => {
    const deliveryId = newId();
    simulator.world.faults.lostAnswers = 1;
    const again = () => say({ chatId: "外部群" }, { text: "一次" }, { deliveryId });
    await expect(again()).rejects.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    await again();
    expect(simulator.sees({ group: "外部群" })).toHaveLength(1);
  });

  test("too fast blocks the robot for ten minutes, which are waited for without asking", async () => {
    refuse("/robot/send", 130101);
    const error = await say({ chatId: "外部群" }, { text: "x" }).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: "RATE_LIMITED" });
    expect((error as AppError).retryAfterMs).toBeGreaterThanOrEqual(10 * MINUTE);
    await expect(say({ chatId: "外部群" }, { text: "y" })).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(calls("/robot/send")).toBe(1);
    // Another group's robot is another matter.
    await say({ chatId: group }, { text: "z" }, { mentionIds: ["lisi"] });
  });

  test.each([
    ["a keyword that is not there", 310000, "关键词"],
    ["a robot that was removed", 300005, "重新添加"],
    ["the month's allowance", 90030, "额度"],
  ])("%s is refused with how to mend it", async (_, code, words) => {
    refuse("/robot/send", code);
    await expect(say({ chatId: "外部群" }, { text: "x" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining(words),
    });
  });

  test("an answer in the group mentions whom it should through the session", async () => {
    const replyKey = sessionOf("zhangsan", group);
    await say({ chatId: group }, { text: "应报18家，已报12家" }, { replyKey, mentionIds: ["zhangsan"] });
    expect(inGroup()).toMatchObject([{ way: "session", at_userids: ["zhangsan"] }]);
  });

  test.each([
    ["a group that nobody knows", "cidnowhere==", "找不到这个群"],
    ["no address at all", "", "没有收件人"],
  ])("%s", async (_, chatId, words) => {
    await expect(say(chatId ? { chatId } : ({} as never), { text: "x" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining(words),
    });
  });
});

describe("files", () => {
  test("arrive under their names behind the words, uploaded once for many", async () => {
    const sent = { text: "请查收", files: [{ name: "附件10.xlsx", sha256: "aa" }] };
    const replyKey = sessionOf("zhangsan");
    await say({ userId: "zhangsan" }, sent, { replyKey });
    await say({ userId: "lisi" }, sent);
    expect(phone("zhangsan").map(({ way }) => way)).toEqual(["session", "single"]);
    const { mediaId, fileName, fileType } = phone("lisi")[1]!.body as Record<string, string>;
    expect([fileName, fileType]).toEqual(["附件10.xlsx", "xlsx"]);
    expect(Buffer.from(simulator.world.media.get(mediaId!)!.bytes).toString()).toBe("一份报送材料");
    expect(calls("/media/upload")).toBe(1);
  });

  test("a picture is shown as one", async () => {
    await say({ userId: "zhangsan" }, { files: [{ name: "趋势.png", sha256: "aa" }] });
    expect(phone("zhangsan")).toMatchObject([{ msgtype: "sampleImageMsg" }]);
  });

  test.each([
    ["that DingTalk does not take", "清单.csv", "aa", "格式"],
    ["that is empty", "空.xlsx", "empty", "太大或是空的"],
    ["that is gone", "旧.xlsx", "gone", "已不在库里"],
  ])("one %s is refused with a sentence", async (_, name, sha256, words) => {
    await expect(say({ userId: "zhangsan" }, { files: [{ name, sha256 }] })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining(words),
    });
  });

  test("a message that failed halfway goes on where it stopped", async () => {
    const deliveryId = newId();
    const sent = { text: "请查收", files: [{ name: "另一份.xlsx", sha256: "aa" }] };
    refuse("/media/upload", -1);
    const again = () => say({ userId: "zhangsan" }, sent, { deliveryId });
    await expect(again()).rejects.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    await again();
    expect(phone("zhangsan").map(({ msgtype }) => msgtype)).toEqual(["sampleText", "sampleFile"]);
  });

  test("somebody's file is fetched, through a storage that fails twice", async () => {
    simulator.world.files.set("code/+=", {
      name: "自查.xlsx",
      bytes: Buffer.from("表"),
      robotCode: "dingsimrobot0001",
      expiresAt: simulator.world.now() + HOUR,
    });
    simulator.world.faults.refuse = [{ path: "/storage", code: 502, status: 502, times: 2 }];
    const file = await platform.fetchFile!("default", "code/+=");
    expect(Buffer.from(file.bytes).toString()).toBe("表");
    expect(calls("/storage")).toBe(3);
    await expect(platform.fetchFile!("default", "old")).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("重新发送"),
    });
  });

  test.each([
    ["http://down-cdn.dingtalk.com/a.file?Expires=1", true],
    ["https://zjk-dtliving.oss-cn-zhangjiakou.aliyuncs.com/x", true],
    ["http://127.0.0.1:9000/x", true],
    ["http://127.0.0.1/x", false],
    ["http://169.254.169.254/latest", false],
    ["http://aliyuncs.com.evil.example/x", false],
    ["http://user@down-cdn.dingtalk.com/x", false],
    ["file:///etc/passwd", false],
    ["nonsense", false],
  ])("%s may be fetched: %s", (address, expected) => {
    expect(mayFetch(address, ["127.0.0.1:9000"])).toBe(expected);
  });
});

describe("interactive cards, where one is drawn", () => {
  beforeEach(() => open({ DINGTALK_CARD_TEMPLATE_ID: TEMPLATE }));

  test("carry the buttons, and their key is the delivery's", async () => {
    const deliveryId = newId();
    const { externalId } = await say({ userId: "zhangsan" }, { card: reminder() }, { deliveryId });
    expect(externalId).toBe(deliveryId);
    const drawn = simulator.world.cards.get(deliveryId)!;
    expect(drawn).toMatchObject({ callbackType: "STREAM", params: { label1: "收到", key1: "ack:A12" } });
    expect(phone("zhangsan")).toMatchObject([{ way: "card" }]);
  });

  test("pressed, they change by key: the words stay, the button goes; also days later", async () => {
    const deliveryId = newId();
    await say({ userId: "zhangsan" }, { card: reminder() }, { deliveryId });
    simulator.world.advance(5 * DAY);
    const change = { bot: "default", userId: "zhangsan", cardKey: deliveryId, label: "已收到" };
    expect(await platform.patchCard!(change)).toBe(true);
    expect(simulator.world.cards.get(deliveryId)!.params).toMatchObject({
      title: "报送提醒",
      content: "明天截止",
      status: "已收到",
      label1: "",
    });
    expect(await platform.patchCard!({ ...change, cardKey: "unknown" })).toBe(false);
  });

  test("a repeat after a lost answer is the same card", async () => {
    await say({ userId: "lisi" }, { text: "取令牌" });
    const deliveryId = newId();
    const again = () => say({ userId: "zhangsan" }, { card: reminder() }, { deliveryId });
    simulator.world.faults.lostAnswers = 1;
    await expect(again()).rejects.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    expect((await again()).externalId).toBe(deliveryId);
    expect(phone("zhangsan")).toHaveLength(1);
  });

  test("delivered to nobody on 200 is no success: the robot is asked, and names the reason", async () => {
    await expect(say({ userId: "zhaoliu" }, { card: reminder() })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("可见范围"),
    });
  });

  test("a card that reached nobody is no success when the message is tried again either", async () => {
    const deliveryId = newId();
    const again = () => say({ userId: "zhaoliu" }, { card: reminder() }, { deliveryId });
    refuse(BATCH, "system.error");
    await expect(again()).rejects.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    await expect(again()).rejects.toMatchObject({ code: "PLATFORM_REJECTED" });
  });

  test("a template that nobody published is no reason to say nothing", async () => {
    open({ DINGTALK_CARD_TEMPLATE_ID: "unpublished.schema" });
    await say({ userId: "zhangsan" }, { card: reminder() });
    expect(phone("zhangsan")).toMatchObject([{ way: "single", msgtype: "sampleActionCard" }]);
  });
});

describe("the doctor", () => {
  const ask = async () => (await platform.check!()).map(({ level, what, mend }) => [level, what, mend ?? ""]);

  test("finds everything in order, by one call of the month's", async () => {
    expect(await ask()).toEqual(
      expect.arrayContaining([
        ["ok", "钉钉通讯录", ""],
        ["ok", "钉钉机器人", ""],
      ]),
    );
    expect(spent()).toBe(1);
  });

  test.each([
    ["wrong credentials", { DINGTALK_CLIENT_SECRET: "wrong" }, "钉钉连接", "凭证与基础信息"],
    ["a wrong robot", { DINGTALK_ROBOT_CODE: "wrong" }, "钉钉机器人", "RobotCode"],
  ])("names %s and how to mend it", async (_, env, what, words) => {
    open(env);
    expect(await ask()).toContainEqual(["broken", what, expect.stringContaining(words)]);
  });

  test("says that nobody answers", async () => {
    open({ DINGTALK_API_BASE: "http://127.0.0.1:45991", DINGTALK_OAPI_BASE: "http://127.0.0.1:45991" });
    expect(await ask()).toContainEqual(["broken", "钉钉连接", expect.stringContaining("网络")]);
  });
});

test("rates stand as a table for whoever claims deliveries", () => {
  expect(platform.rates!({ bot: "default", chatId: "外部群" })).toEqual([
    { per: "group", most: 20, seconds: 60 },
  ]);
  expect(platform.rates!({ bot: "default", userId: "x" })).toEqual([
    { per: "member", most: 20, seconds: 60 },
  ]);
  expect(platform.monthly).toMatchObject({
    organisation: "dingsim0123456789",
    allowances: [
      { kind: "calls", most: 5000, arrivals: false },
      { kind: "pushes", most: 3000, arrivals: true },
    ],
  });
});
