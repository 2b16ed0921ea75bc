// What a neutral message looks like on each of DingTalk's channels, and what a pressed button comes back as.
import { describe, expect, test } from "vitest";
import { card, type Outgoing } from "../../../src/chat/card.ts";
import { cardParams, changedParams } from "../../../src/platform/dingtalk/cards.ts";
import { readCardPress, readSaidPress, saidPress } from "../../../src/platform/dingtalk/press.ts";
import { ROOM, shapeOf, toNotice, toRobot, toWebhook } from "../../../src/platform/dingtalk/render.ts";
import { harmless, harmlessMarkdown, linkTo } from "../../../src/platform/dingtalk/text.ts";

const ID = "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001";
const one = { deliveryId: ID };
const message = (rest: Partial<Outgoing>): Outgoing => ({ text: "", files: [], mentions: [], ...rest });
const reminder = card("报送提醒", {
  facts: [["事项", "自查台账"]],
  body: ["A12 自查台账：明天截止", "A13 工作总结：后天截止"],
  actions: [
    { action: "ack", label: "收到" },
    { action: "matter", label: "去报送", value: "A12" },
    { action: "open", label: "网页办理", url: "https://baosong.example/go/x" },
  ],
});
const robot = (rest: Partial<Outgoing>, to: Parameters<typeof shapeOf>[1] = one) =>
  toRobot(shapeOf(message(rest), to, ROOM.robot)!);

describe("to one person", () => {
  test("words go as words", () => {
    expect(robot({ text: "您好" })).toEqual({ msgKey: "sampleText", msgParam: { content: "您好" } });
  });

  test("a card without buttons is markdown, each line one line", () => {
    expect(robot({ card: card("回执", { facts: [["编号", "7号"]], body: "已收到" }) })).toEqual({
      msgKey: "sampleMarkdown",
      msgParam: { title: "回执", text: "### 回执  \n  编号：7号  \n  已收到" },
    });
  });

  test("buttons are links: to a page, or to words that the press says in the chat", () => {
    const { msgKey, msgParam } = robot({ card: reminder });
    expect(msgKey).toBe("sampleActionCard3");
    expect(msgParam).toMatchObject({
      title: "报送提醒",
      actionTitle1: "收到",
      actionTitle3: "网页办理",
      actionURL3: "https://baosong.example/go/x",
    });
    const said = decodeURIComponent(msgParam.actionURL2!.split("content=")[1]!);
    expect(msgParam.actionURL2).toMatch(/^dtmd:\/\/dingtalkclient\/sendMessage\?content=%E5%8E%BB/);
    expect(readSaidPress(said)).toEqual({ action: "matter", value: "A12", deliveryId: ID });
  });

  test("one button is a card of its own kind", () => {
    const single = card("x", { actions: [{ action: "ack", label: "收到" }] });
    expect(robot({ card: single })).toMatchObject({
      msgKey: "sampleActionCard",
      msgParam: { singleTitle: "收到", singleURL: expect.stringContaining("dtmd://") },
    });
  });

  test("more than five buttons: the rest are links in the text", () => {
    const many = Array.from({ length: 7 }, (_, at) => ({
      action: "unit",
      label: `单位${at}`,
      value: `${at}`,
    }));
    const { msgKey, msgParam } = robot({ card: card("请选择单位", { actions: many }) });
    expect(msgKey).toBe("sampleActionCard5");
    expect(msgParam.text).toMatch(/\[单位5\]\(dtmd:[^)]+\) {2}\n {2}\[单位6\]\(dtmd:[^)]+\)$/);
  });

  test("brackets in a label or an address end no link", () => {
    const [label, url] = ["审核[1](2)", "https://x.example/a(b) c"];
    expect(linkTo(label, url)).toBe("[审核1(2)](https://x.example/a%28b%29%20c)");
    const many = Array.from({ length: 6 }, (_, at) => ({
      action: "unit",
      label: "单位(甲)",
      value: `(${at})`,
    }));
    const { msgParam } = robot({ card: card("请选择单位", { actions: many }) });
    const link = /\]\(dtmd:[^?]*\?content=([^()]*)\)$/.exec(msgParam.text!)![1]!;
    expect(readSaidPress(decodeURIComponent(link))).toMatchObject({ action: "unit", value: "(5)" });
  });

  test("what is too long is cut by lines, and the buttons stay", () => {
    const long = card("汇总", {
      body: Array.from({ length: 2000 }, (_, at) => `第${at}行：已报`),
      actions: reminder.actions,
    });
    const { msgParam } = robot({ card: long });
    expect(Buffer.byteLength(JSON.stringify(msgParam))).toBeLessThan(15_000);
    expect(msgParam.text).toMatch(/……还有 \d+ 条/);
    expect(msgParam.actionURL3).toBe("https://baosong.example/go/x");
  });
});

describe("to a group", () => {
  test("no press says anything there: only pages are buttons", () => {
    const { msgKey, msgParam } = robot({ card: reminder }, "group");
    expect(msgKey).toBe("sampleActionCard");
    expect(msgParam.singleURL).toBe("https://baosong.example/go/x");
    expect(msgParam.text).toMatch(/收到、去报送：请私聊机器人办理$/);
    expect(JSON.stringify(msgParam)).not.toContain("dtmd");
  });

  test.each<[string, Partial<Outgoing>, string]>([
    ["words", { text: "请抓紧" }, "text"],
    ["markdown", { card: card("提醒") }, "markdown"],
    ["a card", { card: reminder }, "actionCard"],
  ])("%s mention people in both places", (_, rest, msgtype) => {
    const body = toWebhook(shapeOf(message(rest), "group", ROOM.webhook)!, ["zhangsan", "li.si"]);
    expect(body.msgtype).toBe(msgtype);
    expect(body.at).toEqual({ atUserIds: ["zhangsan", "li.si"], isAtAll: false });
    const part = body[msgtype] as { content?: string; text?: string };
    expect(part.content ?? part.text).toMatch(/\n\s*@zhangsan @li\.si$/);
  });

  test("fifty people at most", () => {
    const ids = Array.from({ length: 60 }, (_, at) => `u${at}`);
    const { at } = toWebhook({ kind: "text", text: "x" }, ids);
    expect((at as { atUserIds: string[] }).atUserIds).toHaveLength(50);
  });
});

test("a 工作通知 keeps within its 2048 bytes and drops buttons before words", () => {
  const url = `https://baosong.example/go/${"x".repeat(600)}`;
  const long = card("提醒", {
    body: Array.from({ length: 100 }, (_, at) => `第${at}行`),
    actions: [1, 2, 3, 4].map((at) => ({ action: "open", label: `打开${at}`, url: `${url}${at}` })),
  });
  const body = toNotice(shapeOf(message({ card: long }), "group", ROOM.notice)!, "9:05 0001");
  expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(2048);
  expect(JSON.stringify(body)).toContain("9:05 0001");
  expect(JSON.stringify(body)).toContain("第0行");
});

describe("what people wrote stays words", () => {
  test.each([
    ["a link", "[点这里](https://evil.example)", /\]\(/],
    ["a link by reference", "[点这里][1]\n[1]: https://evil.example", /\][[:]/],
    ["a picture", "![图](https://evil.example/x.png)", /\]\(/],
    ["a tag", "<a href=x>点</a><font color=red>", /<[a-z/]/],
    ["a heading", "# 通知", /^#/m],
    ["a quote", "前\n> 引", /^>/m],
    ["bold", "**重要** __重要__", /\*\*|__/],
    ["a rule", "前\n---\n后", /^---$/m],
    ["code", "`x`", /`/],
    ["a press", "dtmd://dingtalkclient/sendMessage?content=x", /dtmd:/],
    ["a press in another case", "DTMD://dingtalkclient/x", /dtmd:/i],
    ["a mention", "@zhangsan 请办", /@z/],
  ])("%s", (_, text, markup) => {
    expect(text).toMatch(markup);
    expect(harmlessMarkdown(text)).not.toMatch(markup);
    expect(harmlessMarkdown(text).replaceAll("\u200b", "")).toBe(text.replaceAll("`", "'"));
  });

  test("in plain text too nobody is mentioned and nothing is said by a press", () => {
    expect(harmless("@张三 dtmd://x 3@4")).toBe("@\u200b张三 dtmd\u200b://x 3@\u200b4");
  });

  test("in every place of a card", () => {
    const evil = "[x](dtmd://y) @zhangsan";
    const wicked = card(evil, {
      facts: [[evil, evil]],
      body: evil,
      actions: [{ action: "open", label: evil, url: "javascript:alert(1)" }],
    });
    const { msgKey, msgParam } = robot({ card: wicked, text: evil });
    expect(msgKey).toBe("sampleMarkdown");
    expect(msgParam.text).not.toMatch(/\]\(|dtmd:|@z/);
    expect(msgParam.title).not.toMatch(/dtmd:|@z/);
  });
});

describe("a press", () => {
  test.each([
    [{ action: "ack" }, ID],
    [{ action: "accept-all", value: "3:2023-07" }, ID],
    [{ action: "unit", value: "a@b" }, ID],
    [{ action: "matter", value: "A12" }, "d1"],
  ])("said in words is read back: %j", (button, deliveryId) => {
    const said = saidPress("去办", button, deliveryId)!;
    expect(said).toMatch(/^去办〔/);
    expect(readSaidPress(said)).toEqual({ ...button, deliveryId });
  });

  test("is short to read", () => {
    expect(saidPress("收到", { action: "ack" }, ID)!.length).toBeLessThan(36);
  });

  test("that could not be told apart is not offered", () => {
    expect(saidPress("x", { action: "unit", value: "〔a〕" }, ID)).toBeNull();
  });

  test.each(["收到", "/报送 A12", "见〔2023〕11号文", "奈司字〔2022〕11号"])("is none: %s", (text) => {
    expect(readSaidPress(text)).toBeNull();
  });

  test.each([
    [{ key: "ack" }, { action: "ack" }],
    [{ key: "matter:A12" }, { action: "matter", value: "A12" }],
    [
      { action: "matter", value: "A12" },
      { action: "matter", value: "A12" },
    ],
    [{ other: 1 }, null],
  ])("on an interactive card: %j", (params, press) => {
    expect(readCardPress(params)).toEqual(press);
  });
});

describe("an interactive card", () => {
  test("has all its variables, each of them text", () => {
    const params = cardParams(reminder, "")!;
    expect(params).toMatchObject({
      title: "报送提醒",
      status: "",
      label1: "收到",
      key1: "ack",
      label2: "去报送",
      key2: "matter:A12",
      label3: "",
      key3: "",
    });
    expect(params.content).toContain("[网页办理](https://baosong.example/go/x)");
    expect(Object.values(params).every((value) => typeof value === "string")).toBe(true);
  });

  test.each([
    ["nothing to press", card("x", { actions: [{ action: "open", label: "x", url: "https://x" }] })],
    [
      "too many buttons",
      card("x", { actions: [1, 2, 3, 4, 5, 6].map((at) => ({ action: "a", label: `${at}` })) }),
    ],
    ["more words than a parameter takes", { ...reminder, body: "长".repeat(400) }],
  ])("is not made for %s", (_, given) => {
    expect(cardParams(given, "")).toBeNull();
  });

  test("pressed, it keeps the buttons that are left", () => {
    const left = { ...reminder, actions: reminder.actions.slice(1) };
    expect(changedParams("已收到", left)).toMatchObject({
      status: "已收到",
      label1: "去报送",
      key1: "matter:A12",
      label2: "",
    });
    expect(changedParams("已收到")).toMatchObject({ status: "已收到", label1: "", key1: "" });
  });
});
