// Messages as a bot sends them: within the protocol's limits, whole, and with nothing in them that anybody else wrote as markup.
import { expect, test } from "vitest";
import { card, outgoingSchema } from "../../../src/chat/card.ts";
import {
  type BotPart,
  renderChanged,
  renderForBot,
  renderForOne,
} from "../../../src/platform/wecom/aibot/render.ts";
import { checkBody, checkCard } from "../../support/wecom/aibot-rules.ts";
import { createWorld } from "../../support/wecom/world.ts";

const world = createWorld({}, {});
const say = (message: object) => outgoingSchema.parse(message);
const ack = { action: "ack", label: "收到" };
const page = (number: number) => ({
  action: "open",
  label: `第${number}页`,
  url: `https://b.test/${number}`,
});
const button = (number: number) => ({ action: "matter", label: `事项${number}`, value: String(number) });
const cardOf = (part: BotPart | undefined) => {
  if (!part || !("msgtype" in part) || part.msgtype !== "template_card") throw new Error("no card");
  return part.template_card;
};
const wordsOf = (part: BotPart | undefined) =>
  part && "msgtype" in part && part.msgtype === "markdown" ? part.markdown.content : "";

const long = Array.from({ length: 40 }, (_, line) => `第${line}家单位尚未报送自查自纠情况书面材料`).join(
  "\n",
);
const cases: [string, object, number][] = [
  ["words", { text: "您好" }, 1],
  ["a card without buttons", { card: card("报送进度", { facts: [["应报", "8家"]], body: "一\n二" }) }, 1],
  ["a short card with a button", { card: card("提醒", { facts: [["截止", "7月27日"]], actions: [ack] }) }, 1],
  ["a long one", { card: card("提醒", { body: long, actions: [ack, page(1)] }) }, 2],
  ["pages only", { card: card("请填写", { actions: [page(1), page(2)] }) }, 1],
  ["more pages than fit", { card: card("请填写", { actions: [1, 2, 3, 4].map(page) }) }, 1],
  ["buttons and pages", { card: card("请办理", { actions: [ack, page(1), button(1)] }) }, 1],
  ["more buttons than fit", { card: card("请选择", { actions: [1, 2, 3, 4, 5, 6, 7, 8].map(button) }) }, 2],
  ["one button twice", { card: card("请选择", { actions: [button(1), button(1)] }) }, 1],
  ["the longest text", { text: `${long}\n`.repeat(30) }, 1],
  ["files alone", { files: [{ name: "汇总.xlsx", sha256: "0" }] }, 1],
];
test.each(cases)("%s", (_what, message, parts) => {
  const rendered = renderForBot(say(message), "d-1");
  expect(rendered).toHaveLength(parts);
  for (const part of rendered) if (!("file" in part)) expect(checkBody(world, part as never)).toBe(0);
  const one = renderForOne(say(message), "d-1");
  expect(one && checkBody(world, one as never)).toBe(0);
});

test("a long card is text with its links, and the buttons below it", () => {
  const [words, below] = renderForBot(say(cases[3]![1]), "d-1");
  expect(wordsOf(words)).toContain("第39家单位");
  expect(wordsOf(words)).toContain("[第1页](https://b.test/1)");
  expect(cardOf(below)).toMatchObject({
    sub_title_text: "内容见上一条，请在这里办理。",
    button_list: [{ text: "收到", style: 1, key: "ack" }],
  });
});

test("further buttons come in a card of its own id, and what is too long is counted", () => {
  const [first, second] = renderForBot(say(cases[7]![1]), "d-1");
  expect([cardOf(first), cardOf(second)]).toMatchObject([{ task_id: "d-1" }, { task_id: "d-1@2" }]);
  expect(cardOf(second)).toMatchObject({ button_list: [{ key: "matter:7" }, { key: "matter:8" }] });
  expect(wordsOf(renderForBot(say(cases[9]![1]), "d-1")[0])).toMatch(/……还有 \d+ 条$/);
});

test("nobody's words become a link, a mention or a heading", () => {
  const evil = "<@all> [点此领取](https://evil.test) **急** `码`\n# 大字\n> 引用";
  const [part] = renderForBot(
    say({ text: evil, card: card(evil, { facts: [[evil, evil]], body: evil, actions: [] }) }),
    "d-1",
  );
  const words = wordsOf(part).replace(/^>|^\*\*|\*\*$/gm, "");
  for (const markup of ["<@", "](", "**", "`"]) expect(words).not.toContain(markup);
  expect(words).not.toMatch(/^[#>]/m);
  const shown = cardOf(renderForBot(say({ card: card(evil, { actions: [ack] }) }), "d-1").at(-1));
  expect(JSON.stringify(shown)).not.toContain("<@");
});

test("a pressed card keeps its other buttons; the last one goes grey", () => {
  const left = card("提醒", { facts: [["截止", "7月27日"]], actions: [button(1), page(1)] });
  const changed = renderChanged("已收到", left, "d-1");
  expect(changed).toMatchObject({
    main_title: { title: "提醒", desc: "已收到" },
    task_id: "d-1",
    jump_list: [{ title: "第1页" }],
    button_list: [{ key: "matter:1" }],
  });
  expect(changed).not.toHaveProperty("replace_text");
  const last = renderChanged("已收到", card("提醒", { body: long }), "d-1@2");
  expect(last).toMatchObject({ replace_text: "已收到", task_id: "d-1@2", button_list: [{ text: "已收到" }] });
  for (const template_card of [changed, last]) expect(checkCard(world, { template_card })).toBe(0);
});

test("where only one message can go back, what does not fit into it is said", () => {
  const message = say({ ...cases[3]![1], files: [{ name: "汇总.xlsx", sha256: "0" }] });
  const words = wordsOf(renderForOne(message, "d-1") ?? undefined);
  expect(words).toContain("[第1页](https://b.test/1)");
  expect(words).toContain("收到：发送 /帮助 可查看对应的命令");
  expect(words).toContain("文件“汇总.xlsx”请到网页下载");
});
