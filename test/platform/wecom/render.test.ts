// Neutral messages as WeCom's: the right kind, within every limit, nothing lost without a word, nothing read as markup.
import { describe, expect, test } from "vitest";
import { type Card, type CardAction, card, type Outgoing } from "../../../src/chat/card.ts";
import { cutLines } from "../../../src/platform/cut-lines.ts";
import { BYTES, CARD, RATES, SHOWN } from "../../../src/platform/wecom/limits.ts";
import {
  type Body,
  type Part,
  renderForAppchat,
  renderForMember,
  renderForWebhook,
} from "../../../src/platform/wecom/render.ts";
import { buttonKey, readButtonKey } from "../../../src/platform/wecom/template-card.ts";
import { harmless, harmlessMarkdown } from "../../../src/platform/wecom/text.ts";
import { APP_CARDS, checkMessage, ROBOT_CARDS } from "../../support/wecom/message-rules.ts";

const TASK = "01990000-aaaa-7bbb-8ccc-000000000001";

const message = (shown: Card | null, rest: Partial<Outgoing> = {}): Outgoing => ({
  text: "",
  files: [],
  mentions: [],
  ...(shown ? { card: shown } : {}),
  ...rest,
});

const bodies = (parts: Part[]) => parts.filter((part): part is Body => !("file" in part));
const kinds = (parts: Part[]) =>
  parts.map((part) =>
    "file" in part ? "file" : part.msgtype === "template_card" ? part.template_card.card_type : part.msgtype,
  );
const contentOf = (part: Part | undefined) => {
  if (part && "msgtype" in part && part.msgtype === "text") return part.text.content;
  if (part && "msgtype" in part && part.msgtype === "markdown") return part.markdown.content;
  throw new Error("no words");
};
const cardOf = (part: Part | undefined) => {
  if (part && "msgtype" in part && part.msgtype === "template_card") return part.template_card;
  throw new Error("no card");
};

const presses = (count: number): CardAction[] =>
  Array.from({ length: count }, (_, index) => ({
    action: "matter",
    label: `去报送 A${index}`,
    value: `A${index}`,
  }));
const pages = (count: number): CardAction[] =>
  Array.from({ length: count }, (_, index) => ({
    action: "open",
    label: `打开${index}`,
    url: `https://app.example.test/form/${index}`,
  }));
const long = Array.from({ length: 30 }, (_, index) => `第${index + 1}项 自查自纠情况书面材料`).join("\n");

describe("the kind of message follows from the buttons", () => {
  const rest = { facts: [["单位", "危化室"]] as [string, string][], body: "明天截止" };
  test.each<[string, Outgoing, string[]]>([
    ["words alone", message(null, { text: "您好" }), ["text"]],
    ["a card without buttons", message(card("进度", rest)), ["text"]],
    ["one page", message(card("进度", { ...rest, actions: pages(1) })), ["text_notice"]],
    ["three pages", message(card("进度", { ...rest, actions: pages(3) })), ["text_notice"]],
    ["four pages", message(card("进度", { ...rest, actions: pages(4) })), ["button_interaction"]],
    ["a button", message(card("提醒", { ...rest, actions: presses(1) })), ["button_interaction"]],
    [
      "a button and a page",
      message(card("提醒", { ...rest, actions: [...presses(1), ...pages(1)] })),
      ["button_interaction"],
    ],
    ["six buttons", message(card("提醒", { ...rest, actions: presses(6) })), ["button_interaction"]],
    [
      "seven buttons",
      message(card("提醒", { ...rest, actions: presses(7) })),
      ["button_interaction", "button_interaction"],
    ],
    [
      "a long card with buttons",
      message(card("提醒", { body: long, actions: presses(2) })),
      ["text", "button_interaction"],
    ],
    ["a long card with pages", message(card("进度", { body: long, actions: pages(2) })), ["text"]],
    [
      "files beside words",
      message(null, { text: "请填写", files: [{ name: "附件.xlsx", sha256: "ab" }] }),
      ["text", "file"],
    ],
    ["a file alone", message(null, { files: [{ name: "附件.xlsx", sha256: "ab" }] }), ["file"]],
    ["nothing", message(null), []],
  ])("%s", (_, outgoing, expected) => {
    expect(kinds(renderForMember(outgoing, TASK))).toEqual(expected);
  });
});

describe("a card", () => {
  test("keeps short facts as rows and moves long ones into the lines", () => {
    const [part] = renderForMember(
      message(
        card("报送提醒(1项)", {
          facts: [
            ["单位", "危化室"],
            ["专项行动", "安全生产行政执法突出问题专项整治暨全面提升执法质量行动工作方案"],
            ["空的", ""],
          ],
          body: ["A12 自查情况书面材料：明天(7月27日)截止"],
          actions: [
            { action: "ack", label: "收到" },
            { action: "matter", label: "去报送", value: "A12" },
          ],
        }),
      ),
      TASK,
    );
    expect(cardOf(part)).toEqual({
      card_type: "button_interaction",
      main_title: { title: "报送提醒(1项)" },
      sub_title_text:
        "专项行动：安全生产行政执法突出问题专项整治暨全面提升执法质量行动工作方案\nA12 自查情况书面材料：明天(7月27日)截止",
      horizontal_content_list: [
        { keyname: "单位", value: "危化室" },
        { keyname: "空的", value: "—" },
      ],
      task_id: TASK,
      button_list: [
        { text: "收到", style: 1, type: 0, key: "ack" },
        { text: "去报送", style: 2, type: 0, key: "matter:A12" },
      ],
    });
  });

  test("says all that a long one says, in words before its buttons", () => {
    const parts = renderForMember(message(card("提醒", { body: long, actions: presses(1) })), TASK);
    expect(contentOf(parts[0])).toBe(`提醒\n${long}`);
    expect(cardOf(parts[1])).toMatchObject({ main_title: { title: "提醒" }, task_id: TASK });
  });

  test("offers every button, the seventh on a second card with an id of its own", () => {
    const parts = renderForMember(message(card("提醒", { actions: presses(13) })), TASK);
    const shown = parts.map(cardOf);
    const keys = shown.flatMap((one) => ("button_list" in one ? one.button_list : []));
    expect(keys.map((one) => ("key" in one ? one.key : ""))).toEqual(presses(13).map(buttonKey));
    expect(shown.map((one) => "task_id" in one && one.task_id)).toEqual([TASK, `${TASK}@2`, `${TASK}@3`]);
  });

  test("has each key once", () => {
    const [part] = renderForMember(message(card("提醒", { actions: [...presses(2), ...presses(2)] })), TASK);
    const shown = cardOf(part);
    expect("button_list" in shown && shown.button_list).toHaveLength(2);
  });

  test("keeps links whole below words that had to be cut", () => {
    const endless = Array.from({ length: 200 }, (_, index) => `第${index + 1}项 自查自纠情况`).join("\n");
    const [part] = renderForMember(message(card("进度", { body: endless, actions: pages(2) })), TASK);
    const content = contentOf(part);
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(BYTES.appText);
    expect(content).toMatch(
      /……还有 \d+ 条\n<a href="https:\/\/app\.example\.test\/form\/0">打开0<\/a>\n<a .*<\/a>$/,
    );
  });
});

test("a key is taken apart as it was put together", () => {
  for (const action of [
    { action: "ack" },
    { action: "matter", value: "A12-1" },
    { action: "go", value: "a:b" },
  ])
    expect(readButtonKey(buttonKey(action))).toEqual(action);
});

describe("a group", () => {
  const notice = card("报送提醒", {
    facts: [
      ["应报", "8家"],
      ["已报", "5家"],
    ],
    body: "请尚未报送的单位抓紧办理。",
  });
  test.each<[string, Outgoing, string[], string[]]>([
    ["words", message(null, { text: "您好" }), [], ["text"]],
    ["a card", message(notice), [], ["markdown"]],
    ["a card with a page", message({ ...notice, actions: pages(1) }), [], ["text_notice"]],
    ["a card with buttons", message({ ...notice, actions: presses(1) }), [], ["markdown"]],
    ["a card that mentions", message(notice), ["zhangsan"], ["text"]],
    ["a long card with a page", message({ ...notice, body: long, actions: pages(1) }), [], ["markdown"]],
  ])("%s", (_, outgoing, mentions, expected) => {
    expect(kinds(renderForWebhook(outgoing, mentions))).toEqual(expected);
  });

  test("is mentioned in only when mentions are given", () => {
    const [silent] = renderForWebhook(message(null, { text: "您好" }), []);
    expect(silent).toEqual({ msgtype: "text", text: { content: "您好" } });
    const [loud] = renderForWebhook(message(notice), ["zhangsan"]);
    expect(loud).toMatchObject({ text: { mentioned_list: ["zhangsan"] } });
    expect(contentOf(loud)).toContain("应报：8家");
  });

  test("reads what its buttons would have done", () => {
    const actions = [...presses(1), ...pages(1)];
    expect(contentOf(renderForWebhook(message({ ...notice, actions }), [])[0])).toBe(
      "**报送提醒**\n>应报：8家\n>已报：5家\n请尚未报送的单位抓紧办理。\n[打开0](https://app.example.test/form/0)\n去报送 A0：请私聊机器人办理",
    );
    expect(contentOf(renderForAppchat(message({ ...notice, actions }), [])[0])).toContain(
      "去报送 A0：请私聊机器人办理\n打开0：https://app.example.test/form/0",
    );
  });
});

describe("nothing that a person wrote is read as markup", () => {
  test.each([
    ["<@zhangsan>", "<\u200b@zhangsan>"],
    [`<a href="https://evil.test">点我</a>`, `<\u200ba href="https://evil.test">点我<\u200b/a>`],
    ["3 < 5", "3 < 5"],
  ])("%s in words", (said, read) => {
    expect(harmless(said)).toBe(read);
  });
  test.each([
    ["[点我](https://evil.test)", "[点我]\u200b(https://evil.test)"],
    ["# 大字\n> 引用", "\u200b# 大字\n\u200b> 引用"],
    ["**粗**", "*\u200b*粗*\u200b*"],
    ["`代码`", "'代码'"],
    ['<font color="warning">红</font>', '<\u200bfont color="warning">红<\u200b/font>'],
  ])("%s in markdown", (said, read) => {
    expect(harmlessMarkdown(said)).toBe(read);
  });
  test("in any part of any message", () => {
    const evil = "<@all>";
    const outgoing = message(
      card(evil, { facts: [[evil, evil]], body: evil, actions: [{ action: "ack", label: "收到" }] }),
      { text: evil },
    );
    const rendered = [
      ...renderForMember(outgoing, TASK),
      ...renderForMember(message({ ...outgoing.card!, actions: pages(1), body: long + evil }), TASK),
      ...renderForWebhook(outgoing, []),
      ...renderForWebhook(outgoing, ["zhangsan"]),
      ...renderForAppchat(outgoing, []),
    ];
    expect(JSON.stringify(rendered)).not.toContain(evil);
    expect(rendered.length).toBeGreaterThanOrEqual(5);
  });
});

describe("cutting", () => {
  test.each([
    [2048, "条"],
    [4096, "条"],
  ])("to %i bytes leaves whole lines and counts the rest", (most) => {
    const lines = Array.from({ length: 400 }, (_, index) => `第${index + 1}家单位尚未报送`);
    const cut = cutLines(lines.join("\n"), most);
    const kept = cut.split("\n");
    const left = Number(/^……还有 (\d+) 条$/.exec(kept.pop()!)?.[1]);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
    expect(kept).toEqual(lines.slice(0, kept.length));
    expect(kept.length + left).toBe(lines.length);
  });

  test("one endless line is cut between characters, with how many are left", () => {
    for (let most = 60; most < 70; most++) {
      const cut = cutLines("😀报".repeat(100), most);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
      const [, kept, left] = /^((?:😀|报)*)……还有 (\d+) 字$/u.exec(cut)!;
      expect([...kept!].length + Number(left)).toBe(200);
    }
  });

  test("what fits stays as it is", () => {
    const text = "报".repeat(682);
    expect(cutLines(text, BYTES.appText)).toBe(text);
  });
});

describe("every rendering is within the limits, whatever comes in", () => {
  const odd = "报送<@x>😀\n[a](b)**#".repeat(400);
  const names = ["", "短", "很长的标题".repeat(30), odd];
  const channels = {
    member: { markdown: BYTES.appText, cards: APP_CARDS, emptyText: 44004, mediaExists: () => false },
    webhook: {
      markdown: BYTES.webhookMarkdown,
      cards: ROBOT_CARDS,
      emptyText: 93017,
      mediaExists: () => false,
    },
    appchat: { markdown: BYTES.appchatText, cards: [], emptyText: 44004, mediaExists: () => false },
  };
  const cases = names.flatMap((words) =>
    [0, 1, 3, 4, 7, 20].flatMap((count) =>
      [presses(count), pages(count), [...presses(count), ...pages(count)]].map((actions) =>
        message(
          card(words || "标题", {
            facts: Array.from({ length: 9 }, (): [string, string] => [words || "项", words]),
            body: words,
            actions: actions.map((action) => ({ ...action, label: words || action.label })),
          }),
          { text: words },
        ),
      ),
    ),
  );
  test.each(Object.entries(channels))("for a %s", (channel, rules) => {
    for (const outgoing of cases) {
      const parts =
        channel === "member"
          ? renderForMember(outgoing, TASK)
          : channel === "webhook"
            ? [...renderForWebhook(outgoing, []), ...renderForWebhook(outgoing, ["a", "b"])]
            : renderForAppchat(outgoing, ["a"]);
      expect(parts.length).toBeGreaterThan(0);
      for (const body of bodies(parts)) {
        const words = body.msgtype === "text" ? body.text.content : "";
        expect(Buffer.byteLength(words)).toBeLessThanOrEqual(BYTES.appText);
        expect(checkMessage({ ...structuredClone(body) }, rules)).toBe(0);
        if (body.msgtype !== "template_card") continue;
        const shown = channel === "member" ? SHOWN.app : SHOWN.webhook;
        const { main_title, sub_title_text = "", horizontal_content_list = [] } = body.template_card;
        expect([...main_title.title].length).toBeLessThanOrEqual(shown.title);
        expect([...sub_title_text].length).toBeLessThanOrEqual(shown.body);
        expect(horizontal_content_list.length).toBeLessThanOrEqual(CARD.facts);
      }
    }
  });

  test("an action too long to come back, or a link that is none, is left out", () => {
    const actions = [
      { action: "matter", label: "太长", value: "值".repeat(400) },
      { action: "open", label: "太长", url: `https://x.test/${"a".repeat(2100)}` },
      { action: "open", label: "坏的", url: "javascript:alert(1)" },
      { action: "ack", label: "收到" },
    ];
    const shown = cardOf(renderForMember(message(card("提醒", { actions })), TASK)[0]);
    expect("button_list" in shown && shown.button_list.map(({ text }) => text)).toEqual(["收到"]);
  });
});

test("the rates are those of the vendor's table", () => {
  // Half of what WeCom allows, for a delivery may be two messages.
  expect(RATES).toMatchObject({
    member: [
      { per: "member", most: 15, seconds: 60 },
      { per: "member", most: 500, seconds: 3600 },
    ],
    webhook: [{ per: "group", most: 10, seconds: 60 }],
  });
});
