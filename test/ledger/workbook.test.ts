// Workbooks: what we write we read back; what units send is understood; what would harm is refused with a sentence.
import ExcelJS from "exceljs";
import { describe, expect, it } from "vitest";
import type { LedgerDefinition } from "../../src/ledger/definition.ts";
import { findLedger, LEDGERS } from "../../src/ledger/definitions/index.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import type { Values } from "../../src/ledger/value.ts";
import {
  buildTable,
  buildWorkbook,
  inspectWorkbook,
  readTable,
  readWorkbook,
  sheetName,
} from "../../src/ledger/workbook.ts";
import { type Cell, workbookOf } from "./workbooks.ts";

const self = findLedger("self-inspection")!;
const prominent = findLedger("prominent-problems")!;
const cases = findLedger("case-entry")!;
const context = { baseYear: 2023, today: "2023-12-31" };

/** A ledger with every kind of field. */
const everything: LedgerDefinition = {
  code: "everything",
  title: "全部栏目台账",
  version: 1,
  level: "一般",
  nil: "plain",
  fields: [
    { key: "text", kind: "text", label: "文本", required: true },
    { key: "long", kind: "longText", label: "长文" },
    { key: "integer", kind: "integer", label: "整数" },
    { key: "decimal", kind: "decimal", label: "小数" },
    { key: "percent", kind: "percent", label: "占比" },
    { key: "date", kind: "date", label: "日期" },
    { key: "month", kind: "month", label: "月份" },
    { key: "choice", kind: "choice", label: "单选", options: ["甲,乙", "丙"] },
    { key: "multi", kind: "multiChoice", label: "多选", options: ["红", "黄", "绿"] },
    { key: "boolean", kind: "boolean", label: "是否属实" },
    { key: "phone", kind: "phone", label: "电话" },
    { key: "id", kind: "id", label: "证号" },
    { key: "file", kind: "file", label: "附件" },
    { key: "reference", kind: "reference", label: "问题编号" },
    {
      key: "ratio",
      kind: "computed",
      label: "比率",
      compute: { op: "ratio", of: "integer", per: "decimal" },
    },
  ],
};
const dangerous = [
  "=1+1",
  "+86",
  "-1",
  "@SUM(A1)",
  "=cmd|' /C calc'!A0",
  "0012",
  "1e5",
  "a\nb",
  "_x000D_",
  "<&>\"'",
];
const rowsOfEverything: Values[] = dangerous.map((text, at) => ({
  text,
  long: at === 0 ? "字".repeat(2000) : text,
  integer: at,
  decimal: at / 3,
  percent: at * 12.5,
  date: "2024-02-29",
  month: "2023-07",
  choice: "甲,乙",
  multi: ["红", "绿"],
  boolean: at % 2 === 0,
  phone: "0477-1234567",
  id: "015270119900101123X",
  file: ["a.pdf", "b.jpg"],
  reference: `WT-${at}`,
  ratio: at === 0 ? null : 300,
}));

describe("round trip", () => {
  it.each([
    [everything, rowsOfEverything],
    [
      self,
      [
        {
          item: "三项制度",
          found: true,
          description: "a",
          measure: "b",
          owner: "c",
          deadline: "2023-08-01",
          state: "整改中",
        },
      ],
    ],
    [cases, [{ from: "2023-01-01", to: "2023-06-30", penalties: 0, due: 0, entered: 0 }]],
  ])("of $code", async (definition, rows) => {
    const stored = validateRows(
      definition,
      rows.map((values) => ({ values })),
      context,
    );
    expect(stored.issues).toEqual([]);
    const bytes = await buildWorkbook({ definition, heading: {}, rows: stored.rows, code: "A12-10" });
    const reading = await readWorkbook(bytes, definition);
    expect(reading).toMatchObject({ code: "A12-10", issues: [], ignored: [], nil: false });
    const back = validateRows(definition, reading.entries, context);
    expect(back.issues).toEqual([]);
    expect(back.rows).toEqual(stored.rows);
  });

  it("keeps whose row it is in the merged ledger of all units", async () => {
    const rows = ["甲室", "乙室", "甲室"].map((unit, at) => ({
      unit,
      values: { item: "三项制度", found: false, remark: `${at}` },
    }));
    const bytes = await buildWorkbook({ definition: self, heading: {}, rows, mergedUnits: true });
    const { entries } = await readWorkbook(bytes, self);
    expect(entries.map((entry) => [entry.unit, entry.values.remark])).toEqual([
      ["甲室", "0"],
      ["乙室", "1"],
      ["甲室", "2"],
    ]);
  });

  it("carries the signature line", async () => {
    const heading = {
      unit: "安全基础室",
      filledBy: "王某某",
      reviewedBy: "李某某",
      phone: "0477-1234567",
      filledOn: "2023-07-26",
    };
    const bytes = await buildWorkbook({ definition: self, heading, rows: [] });
    expect(await readWorkbook(bytes, self)).toMatchObject({ heading, entries: [], issues: [], code: null });
  });
});

describe("what is written", () => {
  const open = async (bytes: Uint8Array): Promise<ExcelJS.Workbook> => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(bytes.slice().buffer);
    return workbook;
  };

  it("is an attachment to print: title merged, header repeated and frozen, A4 across, choices to pick", async () => {
    const bytes = await buildWorkbook({
      definition: self,
      heading: { unit: "安全基础室" },
      rows: [],
      code: "A12-10",
    });
    const sheet = (await open(bytes)).worksheets[0]!;
    expect(sheet.getCell("A1").value).toBe("附件10");
    expect(sheet.getCell("A2").value).toBe("行政执法部门自查自纠台账");
    expect(sheet.getCell("M2").master.address).toBe("A2");
    expect(sheet.getCell("B4").value).toBe("自查项目*");
    expect(sheet.pageSetup).toMatchObject({
      orientation: "landscape",
      paperSize: 9,
      fitToWidth: 1,
      fitToHeight: 0,
    });
    expect(sheet.pageSetup.printTitlesRow).toBe("4:4");
    expect(sheet.pageSetup.printArea).toBe("A1:M20");
    expect(sheet.views[0]).toMatchObject({ state: "frozen", ySplit: 4 });
    expect(sheet.getCell("D5").dataValidation).toMatchObject({ type: "list", formulae: ['"是,否"'] });
    expect(sheet.getCell("D5").border.top?.style).toBe("thin");
    expect(sheet.getCell("A20").value).toMatch(/^填表说明：.*严禁填报涉密信息和工作秘密。$/);
    expect(sheet.getCell("J5").numFmt).toBe("yyyy-mm-dd");
  });

  it("holds text as text, numbers as numbers, days as days, and no formula", async () => {
    const bytes = await buildWorkbook({
      definition: everything,
      heading: { title: "=TITLE()", unit: "=UNIT()" },
      rows: rowsOfEverything.map((values) => ({ values })),
    });
    const workbook = await open(bytes);
    const sheet = workbook.worksheets[0]!;
    expect(sheet.getCell("A2").value).toBe("=TITLE()");
    dangerous.forEach((text, at) => {
      const cell = sheet.getCell(5 + at, 2);
      expect(cell.type).toBe(ExcelJS.ValueType.String);
      // exceljs does not undo this escape as Excel does.
      expect(cell.value).toBe(text.replace("_x000D_", "_x005F_x000D_"));
      expect(cell.numFmt).toBe("@");
    });
    expect(sheet.getCell("D7").value).toBe(2);
    expect(sheet.getCell("G5").value).toEqual(new Date("2024-02-29T00:00:00Z"));
    expect(sheet.getCell("M5").value).toBe("015270119900101123X");
    expect(sheet.getCell("P5").value).toBe("—");
    sheet.eachRow((row) => row.eachCell((cell) => expect(cell.type).not.toBe(ExcelJS.ValueType.Formula)));
    // An option with a comma cannot stand in the rule, so it stands on a hidden sheet.
    expect(sheet.getCell("I5").dataValidation.formulae).toEqual(["'选项'!$A$1:$A$2"]);
    expect(workbook.worksheets[1]).toMatchObject({ name: "选项", state: "hidden" });
  });

  it.each([
    ["2022/2023年[上半年]台账", "2022 2023年 上半年 台账"],
    ["'引号'", "引号"],
    ["", "Sheet1"],
    ["字".repeat(40), "字".repeat(31)],
  ])("names a sheet as Excel allows: %s", (name, allowed) => {
    expect(sheetName(name)).toBe(allowed);
  });
});

describe("what units send", () => {
  const day = (y: number, m: number, d: number) => new Date(Date.UTC(y, m - 1, d));
  const dirty: Cell[][] = [
    ["附件2"],
    ["重点执法领域突出问题整治台账（2023年）"],
    [
      "填报单位（盖章）：安全基础室　　填报人：王某某",
      null,
      null,
      null,
      null,
      null,
      "联系电话：0477-1234567",
    ],
    [
      "序号",
      "问题类型",
      "突出问题（具体）",
      "整改情况",
      null,
      null,
      null,
      "是否\n销号",
      "销号时间",
      "领导批示",
    ],
    [null, null, null, "责任\n单位", "责任人", "措  施", "完成时限（年月日）", null, null, null],
    [
      1,
      "不规范",
      "现场检查记录缺签名",
      "安全基础室",
      "王某某",
      "补签",
      "2023.7.15",
      "√",
      day(2023, 7, 14),
      "已阅",
    ],
    [2, "不作为", "投诉件超期未答复", null, "李某某", "限期答复", 45122, "否", null, null],
    [null, null, null, null, null, null, null, null, null, null],
    [
      3,
      "乱作为",
      "越权检查",
      "执法大队",
      "赵某某",
      { formula: "1+1", result: "停止并培训" },
      { value: day(2023, 8, 1), format: 'm"月"d"日"' },
      "×",
      null,
      null,
    ],
    [
      4,
      "不透明",
      "未公示",
      "执法大队",
      "钱某某",
      "公示",
      { value: 45108, format: 'yyyy"年"m"月"' },
      "×",
      null,
      null,
    ],
    ["小 计", null, "4项"],
    ["合计：", null, "4项"],
    ["填表说明：销号须附佐证。"],
    ["审核人：孙某某"],
  ];
  const merges = ["A2:J2", "A4:A5", "B4:B5", "C4:C5", "D4:G4", "H4:H5", "I4:I5", "J4:J5", "D6:D7", "A13:J13"];

  it("is read with its titles, merged header, dates of all sorts, notes and totals", async () => {
    const reading = await readWorkbook(await workbookOf(dirty, merges), prominent);
    expect(reading.issues).toEqual([]);
    expect(reading.ignored).toEqual(["“领导批示”（J5）不是本表的栏目，没有收取"]);
    expect(reading.heading).toEqual({
      unit: "安全基础室",
      filledBy: "王某某",
      reviewedBy: "孙某某",
      phone: "0477-1234567",
    });
    const { rows, issues } = validateRows(prominent, reading.entries, context);
    expect(rows.map((row) => row.values)).toMatchObject([
      {
        kind: "不规范",
        department: "安全基础室",
        deadline: "2023-07-15",
        closed: true,
        closedOn: "2023-07-14",
      },
      { kind: "不作为", department: "安全基础室", deadline: "2023-07-15", closed: false },
      { kind: "乱作为", measure: "停止并培训", deadline: "2023-08-01" },
    ]);
    expect(issues).toMatchObject([
      {
        row: 4,
        cell: "G10",
        message: "第4行“完成时限”：“2023年7月”没有写明是哪一天，请写成2023-07-27或2023年7月27日",
      },
    ]);
  });

  it("may have a two-row header without merged cells, and columns in any order", async () => {
    const reading = await readWorkbook(
      await workbookOf([
        ["备注", "整改", null, null, "问题表现*", "问题类别", "责任部门"],
        [null, "时限", "措施", "责任人", null, null, null],
        ["x", "7月15日", "补签", "王某某", "缺签名", "不规范", "甲室"],
      ]),
      prominent,
    );
    const { rows } = validateRows(prominent, reading.entries, context);
    expect(rows[0]?.values).toMatchObject({
      remark: "x",
      deadline: "2023-07-15",
      measure: "补签",
      department: "甲室",
    });
  });

  it("may lack a required column, hold other sheets, or name nothing we know", async () => {
    const lacking = await readWorkbook(
      await workbookOf([
        ["自查项目", "备注"],
        ["三项制度", "x"],
      ]),
      self,
    );
    expect(lacking.issues).toEqual([{ message: "缺少“是否存在问题”这1栏，请补上后再发", fatal: false }]);
    const withMore = await workbookOf(
      [
        ["自查项目", "是否存在问题"],
        ["三项制度", "否"],
      ],
      [],
      (_sheet, workbook) => {
        workbook.addWorksheet("草稿").getCell("A1").value = "随便写写";
        workbook.addWorksheet("藏起来的", { state: "hidden" }).getCell("A1").value = "x";
      },
    );
    expect(await readWorkbook(withMore, self)).toMatchObject({
      entries: [{ values: { item: "三项制度", found: "否" } }],
      ignored: ["工作表“草稿”没有收取，如有内容请并入同一张表"],
    });
    const other = await readWorkbook(
      await workbookOf([
        ["姓名", "年龄"],
        ["某某", 40],
      ]),
      self,
    );
    expect(other).toMatchObject({ entries: [], issues: [{ fatal: true }] });
    expect(other.issues[0]!.message).toContain("没有认出《行政执法部门自查自纠台账》的表头");
  });

  it("may say that there is nothing", async () => {
    const header: Cell[] = ["序号", "自查项目", "是否存在问题", "问题描述"];
    expect(await readWorkbook(await workbookOf([header, [1, "无", "无", "无"]]), self)).toMatchObject({
      nil: true,
      entries: [],
    });
    const across = await workbookOf([header, ["经自查，未发现问题。"]], ["A2:D2"]);
    expect(await readWorkbook(across, self)).toMatchObject({ nil: true, entries: [] });
    const mixed = await workbookOf([header, [1, "三项制度", "否", "无"]]);
    expect(await readWorkbook(mixed, self)).toMatchObject({ nil: false, entries: [{}] });
  });

  it("may have headers pasted again and section rows between", async () => {
    const header: Cell[] = ["自查项目", "是否存在问题", "备注", "责任人"];
    const bytes = await workbookOf(
      [header, ["一、安全基础室"], ["三项制度", "否", "a", null], header, ["突出问题整治", "否", "b", null]],
      ["A2:D2"],
    );
    const reading = await readWorkbook(bytes, self);
    expect(reading.entries.map((entry) => entry.values.remark)).toEqual(["a", "b"]);
    expect(reading.ignored).toEqual(["表中第2行“一、安全基础室”不是条目，没有收取"]);
  });

  it("is recognised without a name", async () => {
    const filled = await buildWorkbook({ definition: prominent, heading: {}, rows: [], code: "A7-2" });
    const known = await inspectWorkbook(filled, LEDGERS);
    expect(known).toMatchObject({ code: "A7-2", issue: null });
    expect(known.candidates[0]).toMatchObject({ definition: { code: "prominent-problems" }, share: 1 });
    const guessed = await inspectWorkbook(await workbookOf(dirty, merges), LEDGERS);
    expect(guessed.candidates[0]!.definition.code).toBe("prominent-problems");
    expect((await inspectWorkbook(await workbookOf([["姓名"], ["某某"]]), LEDGERS)).candidates).toEqual([]);
  });
});

describe("plain tables", () => {
  it("are written as text and read back with addresses", async () => {
    const bytes = await buildTable({
      title: "应报未报名单",
      columns: [{ label: "单位", width: 24 }, { label: "电话" }, { label: "期限" }, { label: "逾期天数" }],
      rows: [
        ["=安全基础室", "013800138000", new Date("2023-07-27T00:00:00Z"), 3],
        ["执法大队", null, null, 0],
      ],
      note: "截至2023年7月28日",
    });
    const { sheets, issue } = await readTable(bytes);
    expect(issue).toBeNull();
    expect(sheets[0]!.name).toBe("应报未报名单");
    expect(
      sheets[0]!.rows.map((row) => row.cells.map((cell) => `${cell.address} ${cell.text}`)).slice(1, 4),
    ).toEqual([
      ["A2 单位", "B2 电话", "C2 期限", "D2 逾期天数"],
      ["A3 =安全基础室", "B3 013800138000", "C3 2023-07-27", "D3 3"],
      ["A4 执法大队", "D4 0"],
    ]);
  });

  it("read merged cells as their top-left, phones typed as numbers whole", async () => {
    const bytes = await workbookOf(
      [
        ["单位", "姓名", "手机"],
        ["甲室", "某甲", 13800138000],
        [null, "某乙", "0477-1234567"],
      ],
      ["A2:A3"],
    );
    const rows = (await readTable(bytes)).sheets[0]!.rows.map((row) => row.cells.map((cell) => cell.text));
    expect(rows.slice(1)).toEqual([
      ["甲室", "某甲", "13800138000"],
      ["甲室", "某乙", "0477-1234567"],
    ]);
  });
});
