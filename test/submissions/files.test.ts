// Written reports: announced, named, guessed and confirmed; markings and kinds that cannot be taken.
import { readFileSync } from "node:fs";
import { Document, Packer, Paragraph } from "docx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeInWords } from "../../src/services/submissions/file-intake.ts";
import { workbookOf } from "../ledger/workbooks.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { codeOf, fact, last, pdf } from "./story.ts";

const ONE = "报送工作方案";
const TWO = "报送半年总结";
const UP = "报送全局总结";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
  await publishMatters(office.app, [
    { what: ONE, units: ["weihua", "fangzai"], dueOn: "2023-07-20" },
    { what: TWO, units: ["weihua"], dueOn: "2023-07-31" },
    { what: UP, units: ["ju"], dueOn: "2023-08-15", direction: "upward" },
  ]);
});
afterAll(() => office.close());

async function docx(...lines: string[]): Promise<Uint8Array> {
  const document = new Document({ sections: [{ children: lines.map((line) => new Paragraph(line)) }] });
  return new Uint8Array(await Packer.toBuffer(document));
}

test("with one report owed the bot asks whether the file is it", async () => {
  const deng = office.person("deng-fei");
  const ask = last(await deng.sends("防灾室工作方案.docx", await docx("防灾减灾室工作方案", "一、总体安排")));
  expect(fact(ask, "文件")).toBe("防灾室工作方案.docx");
  expect(ask.text).toContain("确认后才算报送");
  const receipt = last(await deng.presses(ask, "是，报送"));
  expect(receipt.card?.title).toBe("报送成功");
  expect(fact(receipt, "内容")).toBe("防灾室工作方案.docx");
  // Pressed twice: the same receipt.
  expect(fact(last(await deng.presses(ask, "是，报送")), "回执号")).toBe(fact(receipt, "回执号"));
});

test("with several owed it asks which, and a code beside the file settles it", async () => {
  const zhang = office.person("zhang-lei");
  const which = last(await zhang.sends("扫描件.png", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2])));
  expect(which.card?.title).toBe("这份文件是哪一项？");
  const [first, second] = [await codeOf(office, ONE, "weihua"), await codeOf(office, TWO, "weihua")];
  expect(which.card?.actions.map(({ label }) => label)).toEqual([`${first}-1 ${ONE}`, `${second}-1 ${TWO}`]);
  const taken = last(await zhang.presses(which, `${second}-1 ${TWO}`));
  expect(fact(taken, "事项")).toBe(`${second} ${TWO}`);
  const named = last(await zhang.sends("方案.pdf", pdf("方案"), `${first}的材料`));
  expect(fact(named, "事项")).toBe(`${first} ${ONE}`);
});

test("a document that carries a marking is refused and not kept", async () => {
  const deng = office.person("deng-fei");
  const { db } = office.app.runtime.store;
  const before = await db.fileObject.count();
  const marked: [string, Uint8Array][] = [
    ["方案.docx", await docx("机密★1年", "工作方案")],
    ["台账.xlsx", await workbookOf([["内部资料"], ["序号", "自查项目"], [1, "三项制度"]])],
    ["秘密★3年.pdf", pdf("另一份")],
  ];
  for (const [name, bytes] of marked)
    expect(last(await deng.sends(name, bytes)).text, name).toBe(
      "该材料带有密级或内部标志，请走机要或保密渠道，不要在聊天工具中发送",
    );
  expect(await db.fileObject.count()).toBe(before);
  // A name given afterwards does not destroy what had been handed in.
  await deng.sends("绝密★.pdf", pdf("方案"));
  expect(await db.fileObject.count()).toBe(before);
});

test("kinds that cannot be taken are answered with how to save them", async () => {
  const zhang = office.person("zhang-lei");
  const bytes = (text: string) => new TextEncoder().encode(text);
  const cases: [string, Uint8Array, RegExp][] = [
    ["总结.doc", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1]), /另存为 \.docx/],
    ["材料.zip", new Uint8Array([0x50, 0x4b, 3, 4, 1]), /解压后/],
    ["材料.rar", bytes("Rar!"), /解压后/],
    ["现场.mp4", bytes("ftyp"), /音频或视频/],
    ["总结.txt", bytes("半年总结"), /文本文件/],
    ["总结.docx", bytes("not a zip"), /可能已损坏/],
    ["空.pdf", new Uint8Array(), /空文件/],
  ];
  for (const [name, content, sentence] of cases)
    expect(last(await zhang.sends(name, content)).text, name).toMatch(sentence);
});

test("to a coordinator whose unit owes a report, a document that looks like a plan may be either", async () => {
  const plan = readFileSync(new URL("../fixtures/small-plan.txt", import.meta.url), "utf8");
  const zhou = office.person("zhou-wen");
  const bytes = await docx(...plan.split("\n"));
  const which = last(await zhou.sends("文书方案.docx", bytes));
  const code = await codeOf(office, UP, "ju");
  expect(which.card?.actions.map(({ label }) => label)).toEqual([`${code}-1 ${UP}`, "作为方案导入"]);
  const draft = last(await zhou.presses(which, "作为方案导入"));
  expect(draft.text).toContain("执法文书质量提升专项行动方案");
  expect(await office.app.runtime.store.db.planVersion.count()).toBe(1);
});

test("words beside a file name a matter only where they mean one", () => {
  const cases: [string, string | null][] = [
    ["A12", "A12"],
    ["请收a12-2", "A12-2"],
    ["A１２的材料", "A12"],
    ["用A4纸打印的报告", null],
    ["A3 幅面", null],
    ["见GA12号", null],
    ["今年的总结", null],
  ];
  for (const [words, code] of cases) expect(codeInWords(words), words).toBe(code);
});

test("what the bureau reports upward is prepared by the lead unit's contacts", async () => {
  const code = await codeOf(office, UP, "ju");
  const qin = office.person("qin-yue");
  expect(last(await qin.says("/报送")).text).toContain(code);
  const receipt = last(await qin.sends("全局总结.pdf", pdf("总结"), code));
  expect(receipt.card?.title).toBe("报送成功");
  expect(fact(receipt, "单位")).toBe("云川区应急管理局");
  expect(last(await office.person("zhang-lei").says(`/报送 ${code}`)).text).toContain("只有该单位");
});
