// Workbooks sent back to the bot: with their code, without it, with mistakes, from the wrong hands.
import ExcelJS from "exceljs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LEDGERS } from "../../src/ledger/definitions/index.ts";
import { buildWorkbook, readWorkbook } from "../../src/ledger/workbook.ts";
import { workbookOf } from "../ledger/workbooks.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness, type SeenMessage } from "../support/harness.ts";
import { codeOf, fact, fillIn, INSPECTION_MATERIALS, last, oneLedger, PROBLEM_ROW, pdf } from "./story.ts";

const INSPECTION = "报送自查情况";
const PROMINENT = "报送突出问题整治台账";
const MONTHLY = "报送营商环境工作台账";
const selfInspection = LEDGERS.find(({ code }) => code === "self-inspection")!;
const prominent = LEDGERS.find(({ code }) => code === "prominent-problems")!;

let office: Harness;
let inspection: string;
let secret: string;

beforeAll(async () => {
  office = await openHarness();
  const ledger = oneLedger("business-environment", "法治化营商环境工作台账");
  await publishMatters(office.app, [
    {
      what: INSPECTION,
      units: ["weihua", "anji", "zonghe"],
      dueOn: "2023-07-27",
      materials: INSPECTION_MATERIALS,
    },
    {
      what: PROMINENT,
      units: ["weihua"],
      dueOn: "2023-07-30",
      level: "sensitive",
      materials: oneLedger("prominent-problems", "重点执法领域突出问题整治台账"),
    },
    { what: MONTHLY, units: ["weihua"], dueOn: "2023-08-05", materials: ledger },
    { what: `${MONTHLY}年度`, units: ["weihua"], dueOn: "2023-12-05", materials: ledger },
  ]);
  inspection = await codeOf(office, INSPECTION, "weihua");
  secret = await codeOf(office, PROMINENT, "weihua");
});
afterAll(() => office.close());

/** The sheet that came with a message, with rows of texts written under its header, and columns of the unit's own. */
async function fillSheet(
  message: SeenMessage,
  rows: Record<string, string>[],
  more: Record<string, string> = {},
): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  const bytes = await office.download(message.files[0]!.url);
  await workbook.xlsx.load(Buffer.from(bytes) as unknown as ExcelJS.Buffer);
  const sheet = workbook.worksheets[0]!;
  const header = sheet.getRow(4);
  for (const [label, value] of Object.entries(more)) {
    const column = header.cellCount + 1;
    header.getCell(column).value = label;
    sheet.getCell(5, column).value = value;
  }
  for (const [index, row] of rows.entries()) {
    header.eachCell((cell, column) => {
      const value = row[String(cell.value).replace("*", "")];
      if (value !== undefined) sheet.getCell(5 + index, column).value = value;
    });
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

test("the sheet carries its code, names its wrong cells in the words of the text form, and is taken once mended", async () => {
  const zhang = office.person("zhang-lei");
  const matter = last(await zhang.says(`/报送 ${inspection}`));
  const sent = last(await zhang.presses(matter, "下载表格"));
  expect(sent.files[0]!.name).toBe(`${inspection}-2 行政执法部门自查自纠台账(危险化学品监督管理室).xlsx`);

  const bad = await fillSheet(sent, [
    PROBLEM_ROW,
    { ...PROBLEM_ROW, 自查项目: "三项制度", 完成时限: "下月底", 责任人: "" },
  ]);
  const wrong = last(await zhang.sends("填好的.xlsx", bad));
  expect(wrong.card?.title).toBe(`${inspection}-2 有2处需要修改`);
  const [, form] = await zhang.presses(matter, "文字填报");
  const said = last(
    await zhang.says(
      `${fillIn(form!.text, PROBLEM_ROW)}\n${fillIn(form!.text, {
        ...PROBLEM_ROW,
        自查项目: "三项制度",
        完成时限: "下月底",
        责任人: "",
      })
        .split("\n")
        .slice(4)
        .join("\n")}`,
    ),
  );
  const sentences = (message: SeenMessage) =>
    message.card!.body.split("\n").filter((line) => line.includes("第2行"));
  expect(sentences(wrong).map((line) => line.replace(/^[A-Z]+\d+ /, ""))).toEqual(sentences(said));
  expect(sentences(wrong)[0]).toMatch(/^[A-Z]+6 第2行“完成时限”：“下月底”不是日期/);
  expect(sentences(wrong)).toHaveLength(2);

  const receipt = last(await zhang.sends("填好的.xlsx", await fillSheet(sent, [PROBLEM_ROW])));
  expect(receipt.card?.title).toBe("已收到一份材料");
  expect(fact(receipt, "内容")).toBe("行政执法部门自查自纠台账：1条");
  // The same rows by text are the same content.
  const same = last(await zhang.says(fillIn(form!.text, PROBLEM_ROW)));
  expect(same.card?.title).toBe("已经收到过");
  expect(fact(same, "回执号")).toBe(fact(receipt, "回执号"));
});

test("改报 sends the sheet filled with the unit's own rows", async () => {
  const tang = office.person("tang-jing");
  const sent = last(await tang.presses(last(await tang.says(`/改报 ${inspection}`)), "下载表格"));
  const reading = await readWorkbook(await office.download(sent.files[0]!.url), selfInspection);
  expect(reading.entries[0]?.values).toMatchObject({
    item: "执法案卷评查",
    description: PROBLEM_ROW.问题描述,
  });
});

test("a sheet without a code is asked about before it is taken", async () => {
  const deng = office.person("wu-xia");
  const rows = [
    ["序号", "自查项目", "自查内容", "是否存在问题", "备注", "问题描述", "整改措施", "责任人"],
    [1, "三项制度", "公示、记录、审核", "否", "", "", "", ""],
  ];
  const ask = last(await deng.sends("自查台账.xlsx", await workbookOf(rows)));
  expect(ask.card?.title).toBe("请确认这份文件");
  expect(ask.text).toContain("这是“行政执法部门自查自纠台账”吗？");
  expect(fact(ask, "单位")).toBe("综合协调室");
  const receipt = last(await deng.presses(ask, "是，报送"));
  expect(fact(receipt, "材料")).toBe("已交 1/2，缺书面材料");
  const declined = last(await deng.presses(ask, "不是"));
  expect(declined.text).toContain("没有报送");
  // The card of somebody else's file is nobody else's to press.
  const stranger = last(await office.person("zhang-lei").presses(ask, "是，报送"));
  expect(stranger.text).toContain("已失效");
});

test("a sheet that fits several matters is asked about with all of them", async () => {
  const rows = [
    ["指标任务", "具体举措", "牵头单位", "责任单位", "本月进展", "下月计划", "工作状态"],
    ["办理许可", "一次办", "危化室", "", "完成12件", "继续", "正常"],
  ];
  const zhang = office.person("zhang-lei");
  const ask = last(await zhang.sends("七月台账.xlsx", await workbookOf(rows)));
  expect(ask.card?.title).toBe("这份文件是哪一项？");
  expect(ask.card?.actions).toHaveLength(2);
  // Words beside the file settle it without asking.
  const monthly = await codeOf(office, MONTHLY, "weihua");
  const receipt = last(await zhang.sends("七月台账.xlsx", await workbookOf(rows), `${monthly} 七月的`));
  expect(receipt.card?.title).toBe("报送成功");
  expect(fact(receipt, "事项")).toContain(monthly);
});

test("another unit's sheet and other units' rows are refused", async () => {
  const zhang = office.person("zhang-lei");
  const sent = last(await zhang.presses(last(await zhang.says(`/报送 ${inspection}`)), "下载表格"));
  const filled = await fillSheet(sent, [PROBLEM_ROW]);
  const refused = last(await office.person("deng-fei").sends("表.xlsx", filled));
  expect(refused.text).toContain("只有该单位的联系人或负责人可以填报");
  // Who owes the same ledger is asked first.
  const asked = last(await office.person("wei-dong").sends("表.xlsx", filled));
  expect(asked.card?.title).toBe("请确认这份文件");
  expect(fact(asked, "单位")).toBe("安全基础室");
  expect(asked.text).toContain(`注意：表号${inspection}-2是别的单位的。`);

  const merged = await buildWorkbook({
    definition: selfInspection,
    heading: {},
    code: `${inspection}-2`,
    mergedUnits: true,
    rows: [
      { unit: "危化室", values: { item: "三项制度", found: false } },
      { unit: "防灾减灾室", values: { item: "三项制度", found: false } },
    ],
  });
  const answer = last(await zhang.sends("合并.xlsx", merged));
  expect(answer.text).toContain("填报单位为“防灾减灾室”");
  expect(answer.text).not.toContain("填报单位为“危化室”");
});

test("an empty sheet, a foreign one and old formats are answered with what to do", async () => {
  const zhang = office.person("zhang-lei");
  const sent = last(await zhang.presses(last(await zhang.says(`/报送 ${inspection}`)), "下载表格"));
  const workbook = await office.download(sent.files[0]!.url);
  // The sheet came filled with the unit's own version: sent back unchanged it is the same content.
  expect(last(await zhang.sends("原样.xlsx", workbook)).card?.title).toBe("已经收到过");
  const empty = await buildWorkbook({
    definition: selfInspection,
    heading: {},
    rows: [],
    code: `${inspection}-2`,
  });
  expect(last(await zhang.sends("空.xlsx", empty)).text).toContain("没有读到填写的条目");
  expect(
    last(
      await zhang.sends(
        "考勤.xlsx",
        await workbookOf([
          ["姓名", "出勤"],
          ["甲", 1],
        ]),
      ),
    ).text,
  ).toContain("没有认出是哪一份台账");
  const ole = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]);
  expect(last(await zhang.sends("台账.xls", ole)).text).toContain("另存为“Excel工作簿(.xlsx)”");
});

test("a 敏感 ledger goes by page and sheet only, and no message repeats what stands in it", async () => {
  const zhang = office.person("zhang-lei");
  const matter = last(await zhang.says(`/报送 ${secret}`));
  expect(matter.card?.actions.map(({ label }) => label)).toEqual([
    "在网页填报",
    "下载表格",
    "经自查未发现问题",
  ]);
  expect(matter.text).toContain("聊天中不收发具体内容");

  const said = last(await zhang.says(`【填报 ${secret}-1】\n问题表现：甲企业许可超期\n完成时限：很快`));
  expect(said.card?.title).toBe(`${secret} 请在网页填报`);
  const { db } = office.app.runtime.store;
  expect(await db.submission.count({ where: { assignment: { number: Number(secret.slice(1)) } } })).toBe(0);
  expect((await db.formDraft.findFirstOrThrow({ where: { materialKey: "1" } })).body).toMatchObject({
    rows: [{ values: { description: "甲企业许可超期" } }],
  });

  const sent = last(await zhang.presses(matter, "下载表格"));
  const row = {
    问题类别: "不规范",
    问题表现: "甲企业许可超期",
    整改措施: "补办",
    责任部门: "危化室",
    责任人: "顾建华",
    完成时限: "很快",
  };
  const wrong = last(await zhang.sends("突出问题.xlsx", await fillSheet(sent, [row])));
  expect(wrong.card?.title).toBe(`${secret}-1 有1处需要修改`);
  expect(wrong.text).not.toMatch(/很快|甲企业/);
  const right = await fillSheet(sent, [{ ...row, 完成时限: "2023-08-10" }], { 涉事企业: "甲企业" });
  const receipt = last(await zhang.sends("突出问题.xlsx", right));
  expect(receipt.card?.title).toBe("报送成功");
  expect(fact(receipt, "内容")).toBe("重点执法领域突出问题整治台账：1条");
  expect(receipt.text).toContain("表里有1处不是本表的内容，没有收取");
  expect(receipt.text).not.toContain("涉事企业");

  // 改报 brings the values back on the page only.
  const again = last(await zhang.presses(last(await zhang.says(`/改报 ${secret}`)), "下载表格"));
  expect((await readWorkbook(await office.download(again.files[0]!.url), prominent)).entries).toEqual([]);
  const phone = await zhang.sees();
  expect(phone.some(({ text }) => text.includes("甲企业"))).toBe(false);
});

test("a ledger sent after a report was announced is taken as what it is", async () => {
  const xu = office.person("xu-peng");
  const code = await codeOf(office, INSPECTION, "zonghe");
  const matter = last(await xu.says(`/报送 ${code}`));
  await xu.presses(matter, "上传书面材料");
  const sent = last(await xu.presses(matter, "下载表格"));
  const rows = [{ 自查项目: "监督平台应用", 是否存在问题: "否" }];
  expect(fact(last(await xu.sends("台账.xlsx", await fillSheet(sent, rows))), "事项")).toContain(code);
  const report = last(await xu.sends("报告.pdf", pdf("综合室")));
  expect(fact(report, "材料")).toBe("已交 2/2");
});

test("a sheet that only says 无 leads to the nil report", async () => {
  const wei = office.person("wei-dong");
  const code = await codeOf(office, INSPECTION, "anji");
  const sent = last(await wei.presses(last(await wei.says(`/报送 ${code}`)), "下载表格"));
  const [card, form] = await wei.sends(
    "无.xlsx",
    await fillSheet(sent, [{ 自查项目: "无", 问题描述: "无" }]),
  );
  expect(card!.card?.title).toBe("经自查未发现问题");
  expect(form!.text).toContain(`【填报 ${code}-2-N】`);
});
