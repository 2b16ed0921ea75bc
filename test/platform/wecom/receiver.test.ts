// What an app's callbacks become, and what is refused at the door.
import * as vendor from "@wecom/crypto";
import { describe, expect, test } from "vitest";
import { createBot } from "../../../src/chat/bot.ts";
import { chatEventSchema } from "../../../src/chat/event.ts";
import { createReceiver, readMessage } from "../../../src/platform/wecom/receiver.ts";
import { parseXml } from "../../../src/platform/wecom/xml.ts";
import { APP, V1, V2 } from "./vectors.ts";

const warned: unknown[] = [];
const receiver = createReceiver({
  corpId: APP.receiveId,
  token: APP.token,
  aesKey: APP.aesKey,
  clock: { now: () => new Date(1790000002_000) },
  log: { warn: (line: unknown) => warned.push(line) },
});

const envelope = (encrypt: string) =>
  `<xml><ToUserName><![CDATA[${APP.receiveId}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;

const signedBy = (vector: { signature: string; timestamp: string; nonce: string }) => ({
  msg_signature: vector.signature,
  timestamp: vector.timestamp,
  nonce: vector.nonce,
});

const event = (fields: Record<string, string>, extra = "") =>
  readMessage(
    parseXml(
      `<xml><FromUserName><![CDATA[ZhangSan]]></FromUserName><CreateTime>1790000100</CreateTime><AgentID>1000002</AgentID>${Object.entries(
        fields,
      )
        .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
        .join("")}${extra}</xml>`,
    ),
  );

test("the address is verified with the bare text", async () => {
  expect(await receiver.verify({ ...signedBy(V1), echostr: V1.encrypt })).toBe(V1.message);
});

test("a message comes in", async () => {
  const received = await receiver.receive(signedBy(V2), envelope(V2.encrypt));
  expect(received).toEqual({
    kind: "event",
    eventKey: "message:7000000000000000001",
    event: { kind: "text", userId: "zhangsan", text: "收到 & <ok>" },
  });
});

describe("refused", () => {
  test.each<[string, string, () => Promise<unknown>]>([
    [
      "a forged signature",
      "INVALID_SIGNATURE",
      () => receiver.receive({ ...signedBy(V2), msg_signature: V1.signature }, envelope(V2.encrypt)),
    ],
    [
      "another ciphertext under the signature",
      "INVALID_SIGNATURE",
      () => receiver.receive(signedBy(V2), envelope(V1.encrypt)),
    ],
    ["no signature at all", "INVALID_SIGNATURE", () => receiver.receive({}, envelope(V2.encrypt))],
    [
      "an address with spaces for pluses",
      "INVALID_SIGNATURE",
      () => receiver.verify({ ...signedBy(V1), echostr: V1.encrypt.replaceAll("+", " ") }),
    ],
    ["a body that is no XML", "INVALID_INPUT", () => receiver.receive(signedBy(V2), "{}")],
    ["an empty body", "INVALID_INPUT", () => receiver.receive(signedBy(V2), "")],
  ])("%s", async (_, code, act) => {
    await expect(act()).rejects.toMatchObject({ code });
  });

  test("whatever hostile XML may hide in an envelope that is signed", async () => {
    const bomb = `<!DOCTYPE xml [<!ENTITY a "aaaa">]><xml><FromUserName>&a;</FromUserName></xml>`;
    const encrypt = vendor.encrypt(APP.aesKey, bomb, APP.receiveId);
    const query = {
      msg_signature: vendor.getSignature(APP.token, "1790000002", "n", encrypt),
      timestamp: "1790000002",
      nonce: "n",
    };
    await expect(receiver.receive(query, envelope(encrypt))).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test.each([
    ["a DTD", `<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>`],
    ["an entity nobody declared", "<xml><Content>&boom;</Content></xml>"],
    ["a processing instruction", "<xml><?php echo 1 ?></xml>"],
    ["depth", `${"<a>".repeat(50)}${"</a>".repeat(50)}`],
    ["too many elements", `<xml>${"<a/>".repeat(2000)}</xml>`],
    ["size", `<xml>${"a".repeat(300_000)}</xml>`],
    ["an open end", "<xml><Content>"],
    ["two roots", "<xml/><xml/>"],
  ])("XML with %s", (_, xml) => {
    expect(() => parseXml(xml)).toThrowError(expect.objectContaining({ code: "INVALID_INPUT" }));
  });
});

test("a clock far from ours is logged, not refused", async () => {
  warned.length = 0;
  const encrypt = vendor.encrypt(APP.aesKey, V2.message, APP.receiveId);
  const timestamp = "1790009999";
  const msg_signature = vendor.getSignature(APP.token, timestamp, "n", encrypt);
  const received = await receiver.receive({ msg_signature, timestamp, nonce: "n" }, envelope(encrypt));
  expect(received.kind).toBe("event");
  expect(warned).toHaveLength(1);
});

test("order of elements and CDATA do not matter", () => {
  const plain = readMessage(
    parseXml(
      "<xml><MsgId>0071</MsgId><Content>A &amp; B ]]&gt;</Content><MsgType>text</MsgType><FromUserName>LiSi</FromUserName></xml>",
    ),
  );
  expect(plain).toEqual({
    kind: "event",
    eventKey: "message:0071",
    event: { kind: "text", userId: "lisi", text: "A & B ]]>" },
  });
});

describe("messages", () => {
  test.each([
    [
      "image",
      { MsgType: "image", MsgId: "1", MediaId: "m1", PicUrl: "https://x" },
      { kind: "file", files: [{ name: "图片.jpg", mediaKey: "m1" }] },
    ],
    [
      "file",
      { MsgType: "file", MsgId: "1", MediaId: "m2", FileName: "附件10.xlsx", FileSize: "2048" },
      { kind: "file", files: [{ name: "附件10.xlsx", mediaKey: "m2", size: 2048 }] },
    ],
    ["file without an id", { MsgType: "file", MsgId: "1" }, { kind: "text", unusable: "这种消息" }],
    [
      "voice",
      { MsgType: "voice", MsgId: "1", MediaId: "m3", Format: "amr" },
      { kind: "text", unusable: "语音" },
    ],
    ["video", { MsgType: "video", MsgId: "1", MediaId: "m4" }, { kind: "text", unusable: "视频" }],
    [
      "location",
      { MsgType: "location", MsgId: "1", Location_X: "1", Label: "某街" },
      { kind: "text", unusable: "位置" },
    ],
    ["link", { MsgType: "link", MsgId: "1", Url: "https://x" }, { kind: "text", unusable: "链接" }],
    ["a kind of tomorrow", { MsgType: "hologram", MsgId: "1" }, { kind: "text", unusable: "这种消息" }],
  ])("%s", (_, fields, expected) => {
    expect(event(fields)).toMatchObject({
      kind: "event",
      eventKey: "message:1",
      event: { userId: "zhangsan", text: "", ...expected },
    });
  });
});

test("what can't be used is answered kindly", () => {
  const received = event({ MsgType: "voice", MsgId: "1", MediaId: "m3" });
  if (received.kind !== "event") throw new Error("ignored");
  const asker = { id: "p", name: "张三", orgId: "o", posts: [] };
  const route = createBot([]).route({
    event: chatEventSchema.parse(received.event),
    asker,
    args: "",
    inGroup: false,
  });
  expect(route).toMatchObject({ reply: { text: expect.stringContaining("收到语音") } });
});

describe("events", () => {
  const press = {
    MsgType: "event",
    Event: "template_card_event",
    EventKey: "matter:A12-1",
    TaskId: "0199-aa@2",
    CardType: "button_interaction",
    ResponseCode: "rc-1",
  };

  test("a pressed button carries its action, value, delivery and one-time key", () => {
    const selected =
      "<SelectedItems><SelectedItem><QuestionKey>q1</QuestionKey><OptionIds><OptionId>o1</OptionId><OptionId>o3</OptionId></OptionIds></SelectedItem></SelectedItems>";
    expect(event(press, selected)).toMatchObject({
      event: {
        kind: "action",
        userId: "zhangsan",
        action: "matter",
        value: "A12-1",
        deliveryId: "0199-aa",
        cardKey: "rc-1",
      },
    });
  });

  test("an action without a value has none, and a menu's button is the same", () => {
    const received = event({ ...press, Event: "template_card_menu_event", EventKey: "ack" });
    expect(received.kind === "event" && received.event).toEqual({
      kind: "action",
      userId: "zhangsan",
      text: "",
      action: "ack",
      deliveryId: "0199-aa",
      cardKey: "rc-1",
    });
  });

  test("two clicks in one second are two, a repeat is one", () => {
    const keyOf = (fields: Record<string, string>) => {
      const received = event(fields);
      return received.kind === "event" && received.eventKey;
    };
    const keys = [
      press,
      { ...press, ResponseCode: "rc-2" },
      { ...press, EventKey: "ack" },
      { ...press, TaskId: "0199-bb" },
      { ...press, EventKey: "matter:A12", TaskId: "-10199-aa@2" },
    ].map(keyOf);
    expect(new Set(keys).size).toBe(5);
    expect(keyOf(Object.fromEntries(Object.entries(press).reverse()))).toBe(keys[0]);
  });

  test.each([
    [{ MsgType: "event", Event: "subscribe" }, "/帮助"],
    [{ MsgType: "event", Event: "click", EventKey: "/我的" }, "/我的"],
  ])("%o says %s", (fields, text) => {
    expect(event(fields)).toMatchObject({ kind: "event", event: { kind: "text", text } });
  });

  test.each([
    "enter_agent",
    "unsubscribe",
    "view",
    "LOCATION",
    "change_contact",
    "batch_job_result",
    "later",
  ])("%s is ignored by name", (name) => {
    expect(event({ MsgType: "event", Event: name })).toEqual({ kind: "ignored", what: name });
  });
});
