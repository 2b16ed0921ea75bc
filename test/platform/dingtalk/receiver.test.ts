// What DingTalk's messages and presses become, and what is refused at the door.
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { createBot } from "../../../src/chat/bot.ts";
import { chatEventSchema } from "../../../src/chat/event.ts";
import type { CallbackRequest } from "../../../src/chat/platform.ts";
import { readPress } from "../../../src/platform/dingtalk/event.ts";
import { saidPress } from "../../../src/platform/dingtalk/press.ts";
import { createReceiver, PRESSED } from "../../../src/platform/dingtalk/receiver.ts";
import { readMessage } from "../../../src/platform/dingtalk/robot.ts";
import { readSession } from "../../../src/platform/dingtalk/session.ts";
import { readDingtalkSettings } from "../../../src/platform/dingtalk/settings.ts";
import { signCard, signRobot, verifyCard, verifyRobot } from "../../../src/platform/dingtalk/signature.ts";
import { createTransport } from "../../../src/platform/dingtalk/transport.ts";
import { createWebhookApi } from "../../../src/platform/dingtalk/webhooks.ts";

type Json = Record<string, unknown>;

const NOW = 1_700_000_000_000;
const SECRET = "example-app-secret-A";
const CARD_SECRET = "card-api-secret";
const { settings } = readDingtalkSettings({
  DINGTALK_CORP_ID: "dingdemocorp",
  DINGTALK_CLIENT_ID: "dingdemoapp0001",
  DINGTALK_CLIENT_SECRET: SECRET,
  DINGTALK_MODE: "http",
  DINGTALK_CARD_TEMPLATE_ID: "00000000-demo.schema",
  DINGTALK_CARD_API_SECRET: CARD_SECRET,
});
const log = { debug() {}, info() {}, warn() {}, error() {} };
const { isOurs } = createWebhookApi({
  oapiBase: "https://oapi.dingtalk.com",
  transport: createTransport(log, () => {}),
});
const receiver = () =>
  createReceiver({
    settings: settings!,
    hooks: { isOurs, sendBySession: () => Promise.reject(new Error("nothing is sent by a callback")) },
    clock: { now: () => new Date(NOW) },
    log,
  });

describe("settings", () => {
  const whole = {
    DINGTALK_CORP_ID: "ding1",
    DINGTALK_CLIENT_ID: "dingapp1",
    DINGTALK_CLIENT_SECRET: "secret1",
  };

  test("none are no problem", () => {
    expect(readDingtalkSettings({ DINGTALK_CORP_ID: "", WECOM_SECRET: "x" })).toEqual({
      settings: null,
      problems: [],
    });
  });

  test("three are enough; the rest is as usual", () => {
    const read = readDingtalkSettings({ ...whole, DINGTALK_CLIENT_SECRET: " secret1\n" });
    expect(read).toMatchObject({
      problems: [],
      settings: {
        clientSecret: "secret1",
        robotCode: "dingapp1",
        agentId: null,
        apiBase: "https://api.dingtalk.com",
        mode: "stream",
        cardTemplateId: null,
        loopback: false,
      },
    });
  });

  test("everything can be said", () => {
    const read = readDingtalkSettings({
      ...whole,
      DINGTALK_ROBOT_CODE: "robot1",
      DINGTALK_AGENT_ID: "123456",
      DINGTALK_API_BASE: "http://127.0.0.1:8791/",
      DINGTALK_OAPI_BASE: "http://localhost:8791",
      DINGTALK_LOGIN_BASE: "http://127.0.0.1:8791",
      DINGTALK_MODE: "http",
      DINGTALK_WEBHOOK_TOKENS: "工作群=abc123， cidDEMOGROUP===def456:SEC789",
      DINGTALK_CARD_TEMPLATE_ID: "t.schema",
      DINGTALK_CARD_API_SECRET: "s",
    });
    expect(read.problems).toEqual([]);
    expect(read.settings).toMatchObject({
      agentId: 123456,
      loopback: true,
      apiBase: "http://127.0.0.1:8791",
    });
    expect([...read.settings!.webhooks]).toEqual([
      ["工作群", { token: "abc123", secret: null }],
      ["cidDEMOGROUP==", { token: "def456", secret: "SEC789" }],
    ]);
  });

  test.each<[string, Json, RegExp[]]>([
    [
      "one of three",
      { DINGTALK_CLIENT_ID: "x" },
      [/^DINGTALK_CORP_ID：没有设置/, /^DINGTALK_CLIENT_SECRET：没有设置/],
    ],
    [
      "only a group's robot",
      { DINGTALK_WEBHOOK_TOKENS: "群=abc" },
      [/CORP_ID/, /CLIENT_ID/, /CLIENT_SECRET/],
    ],
    [
      "a blank inside",
      { ...whole, DINGTALK_CLIENT_SECRET: "ab cd" },
      [/^DINGTALK_CLIENT_SECRET：中间有空格/],
    ],
    ["an unknown way", { ...whole, DINGTALK_MODE: "ws" }, [/^DINGTALK_MODE：应为 stream 或 http$/]],
    [
      "no address",
      { ...whole, DINGTALK_API_BASE: "api.dingtalk.com" },
      [/^DINGTALK_API_BASE：不是有效的地址/],
    ],
    ["words for a number", { ...whole, DINGTALK_AGENT_ID: "应用" }, [/^DINGTALK_AGENT_ID：应为一串数字/]],
    [
      "robots nobody can read",
      { ...whole, DINGTALK_WEBHOOK_TOKENS: "工作群,群=abc,群=def" },
      [/^DINGTALK_WEBHOOK_TOKENS：第1项看不懂/, /第3项与前面的群重名/],
    ],
    [
      "posted presses without their secret",
      { ...whole, DINGTALK_MODE: "http", DINGTALK_CARD_TEMPLATE_ID: "t" },
      [/^DINGTALK_CARD_API_SECRET：没有设置/],
    ],
    [
      "a secret without its card",
      { ...whole, DINGTALK_MODE: "http", DINGTALK_CARD_API_SECRET: "s" },
      [/^DINGTALK_CARD_TEMPLATE_ID：没有设置/],
    ],
  ])("%s is a problem", (_, sources, expected) => {
    const { settings: read, problems } = readDingtalkSettings(sources as Record<string, string>);
    expect(read).toBeNull();
    expect(problems).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(problems[index]).toMatch(pattern);
    expect(problems.join()).not.toMatch(/ab cd|abc|def/);
  });
});

describe("signatures", () => {
  // dingtalk.md §4: the first two by 加签 of a custom robot, which only differ in being URL-encoded.
  const ROBOT_VECTORS = [
    [
      "1700000000000",
      "SECtest0123456789abcdef0123456789abcdef",
      "D7sgefqAIjlaH9w1XnWvopr/yQAWmy5UE3H6H32DosY=",
    ],
    ["1767225600123", "SECdemo-made-up-secret-value-0002", "jOCCZAPdmjArzWp69vkJ+Woxzi+iu3QmvcJ3VPlBhT0="],
    ["1700000000000", "example-app-secret-A", "1wg4wmWOHm4JDJRubxNgsEHuAfXQqko4XWDyCdvSJZI="],
    ["1767225600123", "made_up-AppSecret_for-tests_9Zx", "FOUwM+tcnyoL5r9MSs0PKjZxpLMHOsP1JYN25kx0Pe0="],
  ] as const;

  test.each(ROBOT_VECTORS)("at %s by %s", async (timestamp, secret, expected) => {
    expect(await signRobot(secret, timestamp)).toBe(expected);
    expect(await verifyRobot(secret, timestamp, expected)).toBe(true);
    expect(await verifyRobot(secret, `${timestamp}0`, expected)).toBe(false);
    expect(await verifyRobot(`${secret}x`, timestamp, expected)).toBe(false);
  });

  test("of a card's callback", async () => {
    const expected = "w5yasVoE0C5W/x7zrNW8ReAk8FfqvWC8eTrZdsewFR4=";
    expect(await signCard(CARD_SECRET, String(NOW))).toBe(expected);
    expect(await verifyCard(CARD_SECRET, String(NOW), expected)).toBe(true);
  });

  test.each(["", "=", "abc", "1wg4wmWOHm4JDJRubxNgsEHuAfXQqko4XWDyCdvSJZI", "!".repeat(44), "AA=="])(
    "%j is none",
    async (signature) => {
      expect(await verifyRobot(SECRET, String(NOW), signature)).toBe(false);
    },
  );

  test("nothing is signed by no secret", async () => {
    expect(await verifyCard("", String(NOW), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")).toBe(false);
  });

  test("need nothing of Node's, so that they work at the edge", () => {
    const text = readFileSync(
      new URL("../../../src/platform/dingtalk/signature.ts", import.meta.url),
      "utf8",
    );
    expect(text).not.toMatch(/\bimport\s|\bBuffer\b|\bprocess\b|require\(/);
  });
});

const GROUP = {
  conversationType: "2",
  conversationId: "cidDEMOGROUP==",
  conversationTitle: "项目群",
  atUsers: [{ dingtalkId: "$:LWCP_v1:$botdemo" }],
  isInAtList: true,
};
const message = (rest: Json = {}): Json => ({
  senderPlatform: "Mac",
  conversationId: "cidDEMOSINGLE==",
  conversationType: "1",
  chatbotCorpId: "dingdemocorp",
  chatbotUserId: "$:LWCP_v1:$botdemo",
  robotCode: "dingdemoapp0001",
  msgId: "msgDEMO0001==",
  createAt: NOW,
  senderNick: "小李",
  isAdmin: false,
  senderStaffId: "user001",
  senderCorpId: "dingdemocorp",
  senderId: "$:LWCP_v1:$u1",
  sessionWebhook: "https://oapi.dingtalk.com/robot/sendBySession?session=demo123",
  sessionWebhookExpiredTime: NOW + 5_400_000,
  msgtype: "text",
  text: { content: "/状态 进行中" },
  somethingNew: { of: "tomorrow" },
  ...rest,
});
const read = (rest: Json = {}) => readMessage(message(rest), { isOurs });
const eventOf = (rest: Json = {}) => {
  const received = read(rest);
  if (received.kind !== "event") throw new Error(received.kind);
  return received.event;
};

describe("messages", () => {
  test("words, with the way back that they came with", () => {
    const received = read();
    expect(received).toEqual({
      kind: "event",
      eventKey: "message:msgDEMO0001==",
      event: { kind: "text", userId: "user001", text: "/状态 进行中", replyKey: expect.any(String) },
    });
    expect(readSession(eventOf().replyKey!)).toEqual({
      url: "https://oapi.dingtalk.com/robot/sendBySession?session=demo123",
      until: NOW + 5_400_000,
      userId: "user001",
    });
  });

  test("in a group, with the group", () => {
    const event = eventOf({ ...GROUP, text: { content: " /进度" } });
    expect(event).toMatchObject({ kind: "text", chatId: "cidDEMOGROUP==", text: "/进度" });
    expect(readSession(event.replyKey!)).toMatchObject({ chatId: "cidDEMOGROUP==" });
    expect(readSession(event.replyKey!)).not.toHaveProperty("userId");
  });

  test.each([
    [
      "numbers as text",
      { createAt: String(NOW), sessionWebhookExpiredTime: String(NOW + 60_000) },
      NOW + 60_000,
    ],
    ["no end", { sessionWebhookExpiredTime: undefined }, NOW + 5_400_000],
  ])("a session with %s", (_, rest, end) => {
    expect(readSession(eventOf(rest).replyKey!)?.until).toBe(end);
  });

  test.each([
    "https://evil.example.com/robot/sendBySession?session=demo123",
    "https://oapi.dingtalk.com.evil.example.com/robot/sendBySession",
    "https://oapi.dingtalk.com@evil.example.com/robot/sendBySession",
    "http://oapi.dingtalk.com/robot/sendBySession?session=1",
    "http://169.254.169.254/latest/meta-data",
    "https://oapi.dingtalk.com/robot/send?access_token=somebodys-own-group",
    "file:///etc/passwd",
    "not an address",
    "",
  ])("no answer ever goes to %j, and the message is taken all the same", (sessionWebhook) => {
    const event = eventOf({ sessionWebhook });
    expect(event).toMatchObject({ kind: "text", text: "/状态 进行中" });
    expect(event).not.toHaveProperty("replyKey");
  });

  const two = { atUsers: [...GROUP.atUsers, { dingtalkId: "$:LWCP_v1:$u2", staffId: "user002" }] };
  test.each<[string, Json, string]>([
    ["/进度", GROUP, "/进度"],
    ["\u00a0／进度\u3000A12 ", GROUP, "／进度\u3000A12"],
    ["一、目标\n\u3000\u3000到年底……", {}, "一、目标\n\u3000\u3000到年底……"],
    ["@报送机器人 /进度", GROUP, "/进度"],
    ["@报送机器人\u2005@小王 /催办", GROUP, "/催办"],
    ["/催办 @小王 A12", { ...GROUP, ...two }, "/催办 A12"],
    ["请发到 a@b.example.com", { ...GROUP, ...two }, "请发到 a@b.example.com"],
    ["发到 @小王 那里", GROUP, "发到 @小王 那里"],
    ["@小王 来", {}, "@小王 来"],
  ])("%j is heard without whom it calls", (content, where, heard) => {
    const event = eventOf({ ...where, text: { content } });
    expect(event.text.replace(/ +/g, " ")).toBe(heard);
  });

  test("words at the top, as one sample has them", () => {
    expect(eventOf({ text: undefined, content: "收到" })).toMatchObject({ kind: "text", text: "收到" });
  });

  test("a message without a number is told from another by its words", () => {
    const keys = [{ msgId: "" }, { msgId: "", text: { content: "另一句" } }, { msgId: undefined }].map(
      (rest) => (read(rest) as { eventKey: string }).eventKey,
    );
    expect(new Set(keys).size).toBe(3);
    expect(read({ msgId: "" })).toMatchObject({ eventKey: keys[0] });
  });

  test("words that a pressed button said are that press", () => {
    const button = { action: "ack", value: "A12" };
    const said = saidPress("收到", button, "0199aabb-ccdd-7eef-8011-223344556677")!;
    expect(eventOf({ text: { content: said } })).toMatchObject({
      kind: "action",
      text: "",
      ...button,
      deliveryId: "0199aabb-ccdd-7eef-8011-223344556677",
    });
  });
});

describe("files", () => {
  const file = { downloadCode: "code/+1", fileName: "附件10.xlsx", spaceId: "1", fileId: "2" };
  const quote = (repliedMsg: Json, content = " A12") => ({
    ...GROUP,
    text: { content, isReplyMsg: true, repliedMsg },
  });

  test.each<[string, Json, Json]>([
    [
      "a file",
      { msgtype: "file", content: file },
      { kind: "file", files: [{ name: "附件10.xlsx", mediaKey: "code/+1" }] },
    ],
    [
      "a picture",
      { msgtype: "picture", content: { downloadCode: "p1", pictureDownloadCode: "x" } },
      { kind: "file", files: [{ name: "图片.jpg", mediaKey: "p1" }] },
    ],
    [
      "JSON inside JSON",
      { msgtype: "file", content: JSON.stringify(file) },
      { kind: "file", files: [{ name: "附件10.xlsx", mediaKey: "code/+1" }] },
    ],
    [
      "pictures between words",
      {
        ...GROUP,
        msgtype: "richText",
        content: {
          richText: [
            { text: "@报送机器人 " },
            { type: "at", atName: "小王", atUserId: "u2" },
            { text: "A12 现场\n" },
            { type: "picture", downloadCode: "p1" },
            { text: "整改后" },
            { type: "picture", downloadCode: "p2" },
          ],
        },
      },
      {
        kind: "file",
        text: "A12 现场\n整改后",
        files: [
          { name: "图片1.jpg", mediaKey: "p1" },
          { name: "图片2.jpg", mediaKey: "p2" },
        ],
      },
    ],
    [
      "rich words alone",
      { msgtype: "richText", content: { richText: [{ text: "/我" }, { text: "的" }] } },
      { kind: "text", text: "/我的" },
    ],
    [
      "a file that is quoted in a group",
      quote({ msgType: "file", msgId: "m0", senderId: "$:x", content: file }),
      {
        kind: "file",
        text: "A12",
        chatId: "cidDEMOGROUP==",
        files: [{ name: "附件10.xlsx", mediaKey: "code/+1" }],
      },
    ],
    [
      "a picture that is quoted",
      quote({ msgType: "picture", content: JSON.stringify({ downloadCode: "p1" }) }),
      { kind: "file", files: [{ name: "图片.jpg", mediaKey: "p1" }] },
    ],
    [
      "rich words that are quoted",
      quote({
        msgType: "richText",
        content: { richText: [{ text: "x" }, { type: "picture", downloadCode: "p1" }] },
      }),
      { kind: "file", text: "A12", files: [{ name: "图片.jpg", mediaKey: "p1" }] },
    ],
    [
      "a document that is quoted without its code",
      quote({ msgType: "file", content: { fileName: "情况.docx" } }),
      { kind: "text", text: "", unusable: expect.stringContaining("单聊") },
    ],
    [
      "a command below a quoted document",
      quote({ msgType: "file", content: {} }, " /进度"),
      { kind: "text", text: "/进度" },
    ],
    [
      "words that quote words",
      quote({ msgType: "text", content: { text: "上一句" } }, "收到"),
      { kind: "text", text: "收到" },
    ],
    ["words that quote nothing", quote({}, "收到"), { kind: "text", text: "收到" }],
    ["a file without a code", { msgtype: "file", content: {} }, { kind: "text", unusable: "文件" }],
  ])("%s", (_, rest, expected) => {
    expect(eventOf(rest)).toMatchObject(expected);
    expect(() => chatEventSchema.parse(eventOf(rest))).not.toThrow();
  });
});

describe("what can't be used", () => {
  test.each([
    ["audio", { duration: 3000, downloadCode: "a", recognition: "报得怎么样了" }, "语音"],
    ["video", { duration: 3, downloadCode: "v", videoType: "mp4" }, "视频"],
    ["interactiveCard", {}, "卡片"],
    ["chatRecord", undefined, "聊天记录"],
    ["unknownMsgType", "x", "这种消息"],
    ["hologram", {}, "这种消息"],
    ["", undefined, "这种消息"],
  ])("%j is named in the answer", (msgtype, content, name) => {
    const event = chatEventSchema.parse(eventOf({ msgtype, content, text: undefined }));
    expect(event).toMatchObject({ kind: "text", text: "", unusable: name });
    const asker = { id: "p", name: "张三", orgId: "o", posts: [] };
    const route = createBot([]).route({ event, asker, args: "", inGroup: false });
    expect(route).toMatchObject({ reply: { text: expect.stringContaining(`收到${name}`) } });
  });

  test.each([
    ["a month used up", { errorCode: 20001, errorMessage: "已达上限" }],
    ["the same as text", { errorCode: "20001" }],
    ["a file in such a month", { errorCode: 20001, msgtype: "file" }],
  ])("%s: nothing was heard, and the sender is told why", (_, rest) => {
    const received = read({ text: undefined, content: undefined, ...rest });
    expect(received).toMatchObject({
      kind: "event",
      eventKey: "message:msgDEMO0001==",
      event: { kind: "text", text: "", userId: "user001", withheld: expect.stringContaining("额度") },
    });
  });

  test.each([undefined, null, "", 5, [], {}, { msgtype: "text" }, message({ createAt: "someday" })])(
    "%j is no message",
    (body) => {
      expect(() => readMessage(body, { isOurs })).toThrowError(
        expect.objectContaining({ code: "INVALID_INPUT" }),
      );
    },
  );
});

describe("presses of a card", () => {
  const press = (rest: Json = {}, params: Json = { key: "ack:A12-1" }): Json => ({
    type: "actionCallback",
    outTrackId: "0199-aa",
    corpId: "dingdemocorp",
    userId: "user001",
    userIdType: 1,
    spaceType: "IM",
    spaceId: "cidSINGLE==",
    extension: "{}",
    content: JSON.stringify({ cardPrivateData: { actionIds: ["btn_1"], params } }),
    ...rest,
  });
  const expected = {
    kind: "event",
    eventKey: "press:m1",
    event: {
      kind: "action",
      userId: "user001",
      text: "",
      action: "ack",
      value: "A12-1",
      deliveryId: "0199-aa",
      cardKey: "0199-aa",
    },
  };
  const params = { action: "ack", value: "A12-1" };

  test.each<[string, Json]>([
    ["as one page has it", press()],
    ["with action and value", press({}, params)],
    [
      "as another page has it",
      press({ content: undefined, value: JSON.stringify({ cardPrivateData: { actionIds: ["b"] }, params }) }),
    ],
    ["with parameters beside", press({ content: JSON.stringify({ params }) })],
    ["without JSON inside JSON", press({ content: { cardPrivateData: { params } } })],
  ])("%s", (_, body) => {
    expect(readPress(body, "m1")).toEqual(expected);
  });

  test("in a group it is known where", () => {
    expect(readPress(press({ spaceType: "im_group", spaceId: "cidG==" }), "m1")).toMatchObject({
      event: { chatId: "cidG==" },
    });
  });

  test("a later version of a message is the same delivery", () => {
    expect(readPress(press({ outTrackId: "0199-aa@2" }), "m1")).toMatchObject({
      event: { deliveryId: "0199-aa", cardKey: "0199-aa@2" },
    });
  });

  test.each([
    ["nobody's", press({ userId: "" })],
    ["an outsider's", press({ userIdType: 2 })],
    ["one without a key", press({}, {})],
  ])("%s is ignored by name", (_, body) => {
    expect(readPress(body, "m1")).toEqual({ kind: "ignored", what: expect.any(String) });
  });

  test.each([undefined, null, {}, press({ outTrackId: "" }), press({ content: "not json" })])(
    "%j is none",
    (body) => {
      expect(() => readPress(body, "m1")).toThrowError(expect.objectContaining({ code: "INVALID_INPUT" }));
    },
  );
});

describe("by HTTP", () => {
  let callbacks: ReturnType<typeof receiver>["callbacks"];
  beforeEach(() => {
    callbacks = receiver().callbacks;
  });
  const robot = async (body: unknown, rest: Partial<CallbackRequest> = {}, timestamp = String(NOW)) =>
    callbacks.get("dingtalk")!.receive({
      query: {},
      headers: new Headers({ timestamp, sign: await signRobot(SECRET, timestamp) }),
      body: JSON.stringify(body),
      ...rest,
    });
  const card = async (body: unknown, timestamp = String(NOW), secret = CARD_SECRET) =>
    callbacks.get("dingtalk-card")!.receive({
      query: {},
      headers: new Headers({
        "x-ddpaas-signature-timestamp": timestamp,
        "x-ddpaas-signature": await signCard(secret, timestamp),
      }),
      body: JSON.stringify(body),
    });
  const press = {
    outTrackId: "0199-aa",
    userId: "user001",
    content: JSON.stringify({ cardPrivateData: { params: { key: "ack" } } }),
  };

  test("a message is taken without a word, and its repeat has the same key", async () => {
    const first = await robot(message());
    expect(first).toEqual({
      arrival: {
        platform: "dingtalk",
        bot: "default",
        eventKey: "message:msgDEMO0001==",
        event: expect.objectContaining({ text: "/状态 进行中" }),
      },
      answer: { msgtype: "empty" },
    });
    // A replay under another signature, an hour later and with another body.
    const later = await robot(message({ text: { content: "/催办" } }), {}, String(NOW + 3_599_000));
    expect(later.arrival?.eventKey).toBe(first.arrival?.eventKey);
  });

  test("a press is taken with the fixed change, and pressing twice is two", async () => {
    const first = await card(press);
    expect(first).toMatchObject({ arrival: { event: { action: "ack" } }, answer: PRESSED });
    expect(JSON.stringify(first.answer)).toContain("已收到，处理中");
    const again = await card(press);
    const twice = await card(press, String(NOW + 800));
    expect(again.arrival?.eventKey).toBe(first.arrival?.eventKey);
    expect(twice.arrival?.eventKey).not.toBe(first.arrival?.eventKey);
  });

  test("somebody from outside is answered politely, once an hour, and nothing of it is kept", async () => {
    const outside = message({ senderStaffId: undefined, senderCorpId: "dingother" });
    const first = await robot(outside);
    expect(first.arrival).toBeNull();
    expect(first.answer).toMatchObject({
      msgtype: "text",
      text: { content: expect.stringContaining("您好") },
    });
    expect(await robot(outside)).toEqual({ arrival: null, answer: { msgtype: "empty" } });
    const other = await robot(message({ senderStaffId: "", senderId: "$:LWCP_v1:$u2" }));
    expect(other.answer).toMatchObject({ msgtype: "text" });
  });

  test.each<[string, string, () => Promise<unknown>]>([
    [
      "another secret",
      "INVALID_SIGNATURE",
      async () =>
        robot(message(), {
          headers: new Headers({ timestamp: String(NOW), sign: await signRobot("x", String(NOW)) }),
        }),
    ],
    [
      "another time than the signed",
      "INVALID_SIGNATURE",
      async () =>
        robot(message(), {
          headers: new Headers({ timestamp: String(NOW + 1), sign: await signRobot(SECRET, String(NOW)) }),
        }),
    ],
    ["no signature", "INVALID_SIGNATURE", () => robot(message(), { headers: new Headers() })],
    ["a card's signature", "INVALID_SIGNATURE", () => card(press, String(NOW), "x")],
    ["an hour ago", "STALE_REQUEST", () => robot(message(), {}, String(NOW - 3_600_001))],
    ["in an hour", "STALE_REQUEST", () => robot(message(), {}, String(NOW + 3_600_001))],
    ["some time", "STALE_REQUEST", () => robot(message(), {}, "soon")],
    ["a press of yesterday", "STALE_REQUEST", () => card(press, String(NOW - 86_400_000))],
    ["no JSON", "INVALID_INPUT", () => robot(undefined, { body: "<xml/>" })],
    ["an empty body", "INVALID_INPUT", () => robot(undefined, { body: "" })],
    ["a press of nothing", "INVALID_INPUT", () => card({})],
  ])("%s is refused", async (_, code, act) => {
    await expect(act()).rejects.toMatchObject({ code });
  });
});
