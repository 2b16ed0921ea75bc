// What a bot is told, by the table: messages and events of both ways in become events of ours, or nothing.
import { describe, expect, test } from "vitest";
import { readTold, toldSchema } from "../../../src/platform/wecom/aibot/receiver.ts";

const FRAME = { frame: "req-1", at: 1_790_000_000_000 };
const common = { msgid: "m1", aibotid: "aibSIM", chattype: "single", from: { userid: "ZhangSan" } };
const group = { chattype: "group", chatid: "wrSIMgroup01" };
const read = (body: object, way: Parameters<typeof readTold>[1] = FRAME) =>
  readTold(toldSchema.parse({ ...common, ...body }), way);
const eventOf = (body: object) => {
  const received = read(body);
  return received.kind === "event" ? received.event : received;
};
const text = (content: string) => ({ msgtype: "text", text: { content } });
const file = (url: string) => ({ msgtype: "file", file: { url, aeskey: "k" } });
const image = (url: string) => ({ msgtype: "image", image: { url, aeskey: "k" } });
const sent = (name: string, url: string) => ({ name, mediaKey: JSON.stringify({ url, aeskey: "k" }) });

test.each<[string, object, object]>([
  ["words in 1:1", text("/报送"), { kind: "text", userId: "zhangsan", text: "/报送" }],
  ["an address in 1:1 is a word", text("@李四 你好"), { text: "@李四 你好" }],
  [
    "words in a group without the bot's name",
    { ...group, ...text("@报送机器人 /进度") },
    { kind: "text", chatId: "wrSIMgroup01", text: "/进度" },
  ],
  [
    "a full-width @ and a special space",
    { ...group, ...text("＠报送机器人\u2005各单位报得怎么样了") },
    { text: "各单位报得怎么样了" },
  ],
  [
    "another one who is mentioned stays",
    { ...group, ...text("@报送机器人 /催办 @李四") },
    { text: "/催办 @李四" },
  ],
  ["the name alone", { ...group, ...text("@报送机器人 ") }, { kind: "text", text: "" }],
  ["a picture", image("https://a/1"), { kind: "file", text: "", files: [sent("图片.jpg", "https://a/1")] }],
  ["a file", file("https://a/2"), { kind: "file", text: "", files: [sent("文件", "https://a/2")] }],
  [
    "a quoted file in a group, with what was said to it",
    { ...group, ...text("@报送机器人 F12"), quote: file("https://a/3") },
    { kind: "file", text: "F12", files: [sent("文件", "https://a/3")] },
  ],
  [
    "quoted words are not said again",
    { ...text("/收到"), quote: text("提醒") },
    { kind: "text", text: "/收到" },
  ],
  [
    "words and pictures together",
    {
      ...group,
      msgtype: "mixed",
      mixed: {
        msg_item: [text("@报送机器人 现场照片"), image("https://a/4"), text("共两张"), image("https://a/5")],
      },
    },
    {
      kind: "file",
      text: "现场照片\n共两张",
      files: [sent("图片.jpg", "https://a/4"), sent("图片.jpg", "https://a/5")],
    },
  ],
  [
    "a voice with what was recognised",
    { msgtype: "voice", voice: { content: "还有谁没交" } },
    { kind: "text", text: "还有谁没交" },
  ],
  ["a voice in which nothing was", { msgtype: "voice", voice: { content: "" } }, { unusable: "语音" }],
  ["a video", { msgtype: "video", video: { url: "https://a/6" } }, { unusable: "视频" }],
  ["a file without an address", { msgtype: "file", file: {} }, { unusable: "这种消息" }],
  ["a kind of tomorrow", { msgtype: "hologram" }, { unusable: "这种消息" }],
  [
    "the first opening of a day",
    { msgtype: "event", event: { eventtype: "enter_chat" } },
    { kind: "text", text: "/帮助" },
  ],
])("%s", (_what, body, expected) => {
  expect(eventOf(body)).toMatchObject(expected);
});

test.each<[string, object, string]>([
  ["a poll for a stream", { msgtype: "stream", stream: { id: "s1" } }, "stream"],
  ["a thumb up", { msgtype: "event", event: { eventtype: "feedback_event" } }, "feedback_event"],
  ["an event of tomorrow", { msgtype: "event", event: { eventtype: "moon_event" } }, "moon_event"],
  ["nobody", { ...text("喂"), from: {} }, "text"],
])("%s is ignored by its name", (_what, body, what) => {
  expect(read(body)).toEqual({ kind: "ignored", what });
});

describe("a press", () => {
  const press = { card_type: "button_interaction", event_key: "matter:F12", task_id: "d-1@2" };
  test.each([
    ["nested, as the pages say", { eventtype: "template_card_event", template_card_event: press }],
    ["flat, as the SDK says", { eventtype: "template_card_event", ...press }],
  ])("%s", (_what, event) => {
    expect(eventOf({ ...group, msgtype: "event", event })).toEqual({
      kind: "action",
      userId: "zhangsan",
      chatId: "wrSIMgroup01",
      text: "",
      action: "matter",
      value: "F12",
      deliveryId: "d-1",
      cardKey: JSON.stringify({ id: "req-1", taskId: "d-1@2", userId: "ZhangSan", until: FRAME.at + 4500 }),
    });
  });

  test("changes nothing in callback mode", () => {
    const event = { eventtype: "template_card_event", template_card_event: press };
    const received = read({ msgtype: "event", event, response_url: "https://a/r" }, "callback");
    expect(received).toMatchObject({ event: { action: "matter" } });
    expect(received).not.toMatchObject({ event: { cardKey: expect.anything() } });
  });
});

test("the way back is bound to where it was said, and a welcome to its seconds", () => {
  const keyOf = (body: object, way?: "callback") => {
    const received = read(body, way);
    return received.kind === "event" && received.event.replyKey && JSON.parse(received.event.replyKey);
  };
  expect(keyOf(text("/进度"))).toEqual({ by: "frame", id: "req-1", session: "zhangsan" });
  expect(keyOf({ ...group, ...text("@b /进度") })).toEqual({
    by: "frame",
    id: "req-1",
    session: "wrSIMgroup01",
  });
  expect(keyOf({ msgtype: "event", event: { eventtype: "enter_chat" } })).toMatchObject({
    welcomeUntil: FRAME.at + 4500,
  });
  expect(keyOf({ ...text("/进度"), response_url: "https://a/r" }, "callback")).toEqual({
    by: "url",
    url: "https://a/r",
    session: "zhangsan",
  });
  expect(keyOf(text("/进度"), "callback")).toBeFalsy();
});

test("a repeat has the same key, another act another", () => {
  const keyOf = (body: object) => {
    const received = read(body);
    return received.kind === "event" ? received.eventKey : null;
  };
  expect(keyOf(text("/报送"))).toBe("message:m1");
  expect(keyOf({ msgtype: "event", event: { eventtype: "enter_chat" } })).toBe("event:m1");
  const bare = { msgid: undefined, create_time: 1_790_000_100, msgtype: "event" };
  const enters = { ...bare, event: { eventtype: "enter_chat" } };
  expect(keyOf({ ...enters, response_url: "https://a/1" })).toBe(
    keyOf({ ...enters, response_url: "https://a/2" }),
  );
  expect(keyOf(enters)).not.toBe(keyOf({ ...enters, create_time: 1_790_000_101 }));
});
