// The corrected copy: what is wrong is coloured and explained, the rest of the unit's own file stays as it was.
import ExcelJS from "exceljs";
import { describe, expect, it } from "vitest";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import type { RawEntry } from "../../src/ledger/value.ts";
import { buildWorkbook, markErrors, readWorkbook } from "../../src/ledger/workbook.ts";
import { zipOf } from "../support/zip.ts";
import { type Cell, partsOf, workbookOf } from "./workbooks.ts";

const self = findLedger("self-inspection")!;
const context = { baseYear: 2023, today: "2023-12-31" };
const PINK = { argb: "FFFFC7CE" };
const open = async (bytes: Uint8Array | null): Promise<ExcelJS.Worksheet> => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes!.slice().buffer);
  return workbook.worksheets[0]!;
};
const fillOf = (sheet: ExcelJS.Worksheet, address: string) => {
  const { fill } = sheet.getCell(address);
  return fill?.type === "pattern" ? fill.fgColor : undefined;
};
const check = async (bytes: Uint8Array) =>
  validateRows(self, (await readWorkbook(bytes, self)).entries, context);

const head: Cell[] = [
  "序号",
  "自查项目",
  "是否存在问题",
  "问题描述",
  "责任人",
  "整改措施",
  "完成时限",
  "整改状态",
];
const rows: Cell[][] = [
  ["行政执法部门自查自纠台账"],
  head,
  [1, "三项制度", "是", "未公示", "王某某", "公示", "7月32日", "整改中"],
  [2, "业务能力培训", "否"],
  [3, "监督平台应用", "是", "漏录", null, "补录", "2023-08-01", "快了"],
  [4, "业务能力培训", "否"],
  ["注：按实填写"],
];
const sent = () =>
  workbookOf(rows, ["A1:H1"], (sheet) => {
    sheet.getCell("G3").font = { name: "楷体", size: 14, bold: true };
    sheet.getCell("G3").border = { top: { style: "double" } };
    sheet.getCell("B3").fill = { type: "pattern", pattern: "solid", fgColor: { argb: "FF00B050" } };
    sheet.getCell("F4").value = { formula: "A3+A4", result: 3 };
    sheet.getColumn(9).width = 3;
    sheet.getRow(5).height = 12;
    sheet.getCell("D4").dataValidation = { type: "list", formulae: ['"甲,乙"'] };
  });

describe("a file sent back", () => {
  it("shows what to mend where it stands, and keeps its looks", async () => {
    const bytes = await sent();
    const { issues } = await check(bytes);
    expect(issues.map(({ row }) => row)).toEqual([1, 3, 3]);
    const copy = await markErrors(bytes, self, issues);
    expect(copy.issue).toBeNull();
    const sheet = await open(copy.bytes);
    expect(sheet.getCell("I2").value).toBe("需要修改的地方");
    expect(sheet.getCell("I3").value).toBe("“完成时限”：“7月32日”不是日期，请写成2023-07-27或2023年7月27日");
    expect(sheet.getCell("I5").value).toMatch(
      /^1\. “整改状态”：“快了”.*\n2\. “责任人”：.*不能为空，请补填$/s,
    );
    expect(sheet.getCell("I4").value).toBeNull();
    expect(["G3", "E5", "H5"].map((address) => fillOf(sheet, address))).toEqual([PINK, PINK, PINK]);
    expect(fillOf(sheet, "G5")).toBeUndefined();
    expect(fillOf(sheet, "B3")).toEqual({ argb: "FF00B050" });
    expect(sheet.getCell("G3").font).toMatchObject({ name: "楷体", size: 14, bold: true });
    expect(sheet.getCell("G3").border.top?.style).toBe("double");
    expect(sheet.getCell("F4").formula).toBe("A3+A4");
    expect(sheet.getCell("D4").dataValidation).toMatchObject({ type: "list" });
    expect(sheet.getCell("C1").master.address).toBe("A1");
    expect(sheet.getColumn(9).width).toBe(48);
    expect(sheet.getRow(5).height).toBeGreaterThan(40);
    expect(sheet.getCell("I3").alignment.wrapText).toBe(true);
  });

  it("is read as before, and once mended has nothing left to say", async () => {
    const bytes = await sent();
    const { issues } = await check(bytes);
    const first = (await markErrors(bytes, self, issues)).bytes!;
    expect((await check(first)).issues).toEqual(issues);
    expect((await readWorkbook(first, self)).ignored).toEqual((await readWorkbook(bytes, self)).ignored);
    // Mended in a spreadsheet, all but one.
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(first.slice().buffer);
    const mended = workbook.worksheets[0]!;
    mended.getCell("G3").value = "2023-07-31";
    mended.getCell("E5").value = "李某某";
    const second = new Uint8Array(await workbook.xlsx.writeBuffer());
    const left = (await check(second)).issues;
    expect(left.map(({ cell }) => cell)).toEqual(["H5"]);
    const sheet = await open((await markErrors(second, self, left)).bytes);
    expect(["G3", "E5", "H5"].map((address) => fillOf(sheet, address))).toEqual([undefined, undefined, PINK]);
    expect(sheet.getCell("I3").value).toBeNull();
    expect(sheet.getCell("I5").value).toMatch(/^“整改状态”/);
    expect(sheet.getCell("J2").value).toBeNull();
  });

  it("explains what is wrong with a row as a whole or with a column that is not there", async () => {
    const bytes = await workbookOf([
      ["自查项目", "备注"],
      ["三项制度", "甲"],
      ["三项制度", "甲"],
    ]);
    const twice = [
      { row: 2, field: null, label: "", message: "第2行：与第1行重复，请删去一行或改成不同的内容" },
    ];
    const { issues } = await check(bytes);
    const sheet = await open((await markErrors(bytes, self, [...issues, ...twice])).bytes);
    expect(sheet.getCell("C2").value).toBe("“是否存在问题”：不能为空，请补填");
    expect(sheet.getCell("C3").value).toContain("2. 与第1行重复");
    expect(fillOf(sheet, "A3")).toBeUndefined();
  });

  it("marks each of several lists on its own sheet", async () => {
    const documents = findLedger("normative-documents")!;
    const file = (name: string, conclusion: string) => ({
      values: { name, number: "〔2022〕1号", maker: "部门", conclusion },
    });
    const bytes = await buildWorkbook({
      definition: documents,
      heading: {},
      rows: [file("甲", "继续有效"), file("乙", "修改")],
    });
    const { issues } = validateRows(documents, (await readWorkbook(bytes, documents)).entries, context);
    expect(issues.map(({ cell }) => cell)).toEqual(["修改规范性文件目录!J5"]);
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load((await markErrors(bytes, documents, issues)).bytes!.slice().buffer);
    const [kept, changed] = workbook.worksheets;
    expect(kept!.getCell("N5").value).toBeNull();
    expect(fillOf(changed!, "J5")).toEqual(PINK);
    expect(changed!.getCell("N5").value).toContain("不能为空");
  });

  it("works in a file without styles, and refuses one that cannot be opened", async () => {
    const text = (address: string, value: string) =>
      `<c r="${address}" t="inlineStr"><is><t>${value}</t></is></c>`;
    const bare = zipOf(
      partsOf(
        `<worksheet><sheetData><row>${text("A1", "自查项目")}${text("B1", "是否存在问题")}</row><row>${text("A2", "三项制度")}${text("B2", "也许")}</row></sheetData></worksheet>`,
      ),
    );
    const { issues } = await check(bare);
    const { bytes } = await markErrors(bare, self, issues);
    const { sheets } = await import("../../src/ledger/workbook.ts").then((door) => door.readTable(bytes!));
    expect(sheets[0]!.rows[1]!.cells.map((cell) => cell.text)[2]).toContain("看不出是还是否");
    expect(await markErrors(new Uint8Array(9), self, [])).toEqual({
      bytes: null,
      issue: "这不是.xlsx表格，请用Excel或WPS另存为“Excel工作簿（.xlsx）”后再发",
    });
  });
});

it("is made from a page's or chat form's rows too, as they were typed", async () => {
  const entries: RawEntry[] = [
    { values: { item: "三项制度", found: "否" } },
    { values: {} },
    { values: { item: "=1+1", found: "是", deadline: "7月32日", remark: "甲" } },
  ];
  const { issues } = validateRows(self, entries, context);
  const { bytes } = await markErrors(entries, self, issues, { code: "A12-10", heading: { unit: "甲室" } });
  const sheet = await open(bytes);
  expect(sheet.getCell("B7").value).toBe("=1+1");
  expect(sheet.getCell("J7").value).toBe("7月32日");
  expect(["B7", "J7", "B6", "B5"].map((address) => fillOf(sheet, address))).toEqual([
    PINK,
    PINK,
    PINK,
    undefined,
  ]);
  expect(sheet.pageSetup.printArea).toBe("A1:N8");
  expect(sheet.getCell("N6").value).toContain("“自查项目”：不能为空");
  const reading = await readWorkbook(bytes!, self);
  expect(reading).toMatchObject({ code: "A12-10", heading: { unit: "甲室" } });
  expect(reading.entries[1]!.values).toMatchObject({ item: "=1+1", deadline: "7月32日" });
});
