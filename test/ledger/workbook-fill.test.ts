// Somebody else's form filled in: their looks, notes, sums and rules stay, and move where rows are inserted.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ExcelJS from "exceljs";
import { describe, expect, it } from "vitest";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import type { RawValue, Values } from "../../src/ledger/value.ts";
import { buildWorkbook, type FillRow, fillTemplate, readWorkbook } from "../../src/ledger/workbook.ts";
import { type Cell, workbookOf } from "./workbooks.ts";

const ledger = (code: string) => findLedger(code)!;
const cases = ledger("case-entry");
const context = { baseYear: 2023, today: "2023-12-31" };
const store = (rows: Record<string, RawValue>[], definition = cases): { values: Values }[] => {
  const { rows: valid, issues } = validateRows(
    definition,
    rows.map((values) => ({ values })),
    context,
  );
  expect(issues).toEqual([]);
  return valid;
};
const entry = (month: number, more: Record<string, RawValue> = {}) => ({
  from: `2023-0${month}-01`,
  to: `2023-0${month}-28`,
  penalties: month,
  due: 10,
  entered: month,
  ...more,
});
const load = async (bytes: Uint8Array | null): Promise<ExcelJS.Workbook> => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes!.slice().buffer);
  return workbook;
};
const open = async (bytes: Uint8Array | null) => (await load(bytes)).worksheets[0]!;

const thin = { style: "thin" } as const;
const border = { top: thin, left: thin, bottom: thin, right: thin };
/** A form with a header over two rows, `blank` rows to fill in, a sum, a note and a place to sign. */
const formOf = (
  blank: number,
  arrange: (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void = () => {},
) => {
  const first = 5;
  const sum = first + blank;
  const rows: Cell[][] = [
    ["附件9"],
    ["行政执法监督平台案件录入情况"],
    ["序号", "统计期", null, "办理案件", null, "录入情况", null, null, "未录入原因"],
    [null, "统计起日", "统计止日", "行政处罚", "行政许可", "应录入", "已录入", "录入率", null],
    ...Array.from({ length: blank }, (_, at): Cell[] => [at + 1]),
    ["合计"],
    ["注：按月填报。"],
    ["填报人：", null, null, null, "联系电话："],
  ];
  const merges = ["A2:I2", "A3:A4", "B3:C3", "D3:E3", "F3:H3", "I3:I4"];
  return workbookOf(rows, [...merges, `A${sum}:C${sum}`, `A${sum + 1}:I${sum + 1}`], (sheet, workbook) => {
    for (let row = 3; row <= sum; row++)
      for (let column = 1; column <= 9; column++) {
        const cell = sheet.getCell(row, column);
        cell.border = border;
        cell.font = { name: row < first ? "黑体" : "仿宋_GB2312", size: 12, bold: row < first };
      }
    for (let row = first; row < sum; row++) {
      sheet.getCell(row, 2).numFmt = "yyyy/m/d";
      sheet.getCell(row, 8).numFmt = "0.0%";
      sheet.getCell(row, 9).alignment = { wrapText: true };
      sheet.getRow(row).height = 24;
    }
    for (const column of ["D", "E", "F", "G"])
      sheet.getCell(`${column}${sum}`).value = {
        formula: `SUM(${column}${first}:${column}${sum - 1})`,
        result: 0,
      };
    sheet.getCell(`H${sum}`).value = { formula: `IF(F${sum}=0,"—",G${sum}/F${sum})`, result: "—" };
    sheet.getCell(`A${sum + 1}`).font = { name: "楷体", size: 10 };
    sheet.getColumn(9).width = 20;
    for (let row = first; row < sum; row++)
      sheet.getCell(`E${row}`).dataValidation = { type: "whole", operator: "greaterThan", formulae: [-1] };
    sheet.pageSetup.printArea = `A1:I${sum + 2}`;
    arrange(sheet, workbook);
  });
};

describe("a form", () => {
  it("with room enough is filled as it stands", async () => {
    const rows = store([entry(1), entry(2, { permits: 4, reason: "缺案卷" })]);
    const { bytes, issue, left } = await fillTemplate(await formOf(4), cases, rows);
    expect([issue, left]).toEqual([null, []]);
    const sheet = await open(bytes);
    expect([5, 6].map((row) => sheet.getCell(row, 4).value)).toEqual([1, 2]);
    expect(sheet.getCell("B5").value).toEqual(new Date("2023-01-01T00:00:00Z"));
    expect(sheet.getCell("B5").numFmt).toBe("yyyy/m/d");
    // A cell without a date's look gets one, so that nobody reads 44954.
    expect(sheet.getCell("C5").value).toEqual(new Date("2023-01-28T00:00:00Z"));
    expect(sheet.getCell("C5").numFmt).toBe("yyyy-mm-dd");
    expect(sheet.getCell("H6").value).toBe(0.2);
    expect(sheet.getCell("I6").value).toBe("缺案卷");
    expect(sheet.getCell("C5").font).toMatchObject({ name: "仿宋_GB2312", size: 12 });
    expect(sheet.getCell("C5").border.left?.style).toBe("thin");
    expect([7, 8].map((row) => sheet.getCell(row, 1).value)).toEqual([3, 4]);
    expect(sheet.getCell("D9").formula).toBe("SUM(D5:D8)");
    expect(sheet.getCell("A10").value).toBe("注：按月填报。");
  });

  it("with too few rows gets more like its own, and what stands below moves down", async () => {
    const rows = store([1, 2, 3, 4, 5].map((month) => entry(month)));
    const { bytes, issue } = await fillTemplate(
      await formOf(2, (sheet, workbook) => {
        sheet.addImage(workbook.addImage({ base64: "iVBORw0KGgo=", extension: "png" }), {
          tl: { col: 1, row: 8 },
          ext: { width: 20, height: 20 },
        });
      }),
      cases,
      rows,
    );
    expect(issue).toBeNull();
    const workbook = await load(bytes);
    const sheet = workbook.worksheets[0]!;
    expect([5, 6, 7, 8, 9].map((row) => [1, 4].map((column) => sheet.getCell(row, column).value))).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
      [5, 5],
    ]);
    for (const row of [7, 9]) {
      expect(sheet.getCell(row, 2).numFmt).toBe("yyyy/m/d");
      expect(sheet.getCell(row, 4).border).toMatchObject({ top: thin, right: thin });
      expect(sheet.getCell(row, 4).font).toMatchObject({ name: "仿宋_GB2312", size: 12 });
      expect(sheet.getCell(row, 5).dataValidation).toMatchObject({ type: "whole" });
      expect(sheet.getRow(row).height).toBe(24);
    }
    expect(sheet.getCell("A10").value).toBe("合计");
    expect(sheet.getCell("C10").master.address).toBe("A10");
    expect(sheet.getCell("F10").formula).toBe("SUM(F5:F9)");
    expect(sheet.getCell("H10").formula).toBe('IF(F10=0,"—",G10/F10)');
    expect(sheet.getCell("A11").font).toMatchObject({ name: "楷体", size: 10 });
    expect(sheet.getCell("I11").master.address).toBe("A11");
    expect(sheet.getCell("E12").value).toBe("联系电话：");
    expect(sheet.getCell("I4").master.address).toBe("I3");
    expect(sheet.pageSetup.printArea).toBe("A1:I12");
    expect(sheet.getImages()[0]!.range.tl.nativeRow).toBe(11);
    // And it is read back as what went in.
    const back = validateRows(cases, (await readWorkbook(bytes!, cases)).entries, context);
    expect(back.issues).toEqual([]);
    expect(back.rows.map(({ values }) => values)).toEqual(rows.map(({ values }) => values));
  });

  it("without a single blank row gets them below its header, bordered but not in the header's letters", async () => {
    const { bytes, issue } = await fillTemplate(await formOf(0), cases, store([entry(1), entry(2)]));
    expect(issue).toBeNull();
    const sheet = await open(bytes);
    expect(sheet.getCell("D6").value).toBe(2);
    expect(sheet.getCell("D6").border.left?.style).toBe("thin");
    expect(sheet.getCell("D6").font.bold).toBeFalsy();
    expect(sheet.getCell("A7").value).toBe("合计");
    expect(sheet.getCell("A4").master.address).toBe("A3");
  });

  it("may have a place to sign right below its columns", async () => {
    const bytes = await workbookOf([
      ["自查项目", "是否存在问题", "备注"],
      ["……", null, null],
      ["填报人：", "审核人：", "联系电话："],
    ]);
    const rows = [1, 2].map((n) => ({ values: { item: "三项制度", found: false, remark: `${n}` } }));
    const sheet = await open((await fillTemplate(bytes, ledger("self-inspection"), rows)).bytes);
    expect([2, 3, 4].map((row) => sheet.getCell(row, 3).value)).toEqual(["1", "2", "联系电话："]);
  });

  it("that is only a header is filled below it", async () => {
    const bytes = await workbookOf([["自查项目", "是否存在问题", "填报单位"]]);
    const rows: FillRow[] = [
      { unit: "甲室", values: { item: "三项制度", found: false, remark: "=1+1" } },
      { unit: "乙室", values: { item: "监督平台应用", found: true } },
    ];
    const filled = await fillTemplate(bytes, ledger("self-inspection"), rows);
    expect(filled.left).toEqual(["对方的表里没有“备注”这一栏，没有写入"]);
    const sheet = await open(filled.bytes);
    expect(sheet.getRow(2).values).toEqual([undefined, "三项制度", "否", "甲室"]);
    expect(sheet.getRow(3).values).toEqual([undefined, "监督平台应用", "是", "乙室"]);
  });

  it("keeps text text, zeros in front, and long numbers whole", async () => {
    const contacts = ledger("contacts");
    const bytes = await workbookOf([["单位", "联系人", "联系电话", "职务"]]);
    const values = { unit: "=cmd()", contact: "某甲", phone: "013800138000", post: "-1" };
    const sheet = await open((await fillTemplate(bytes, contacts, [{ values }])).bytes);
    expect(sheet.getRow(2).values).toEqual([undefined, "=cmd()", "某甲", "013800138000", "-1"]);
    expect(["A2", "C2", "D2"].map((address) => sheet.getCell(address).numFmt)).toEqual(["@", "@", "@"]);
    expect(sheet.getCell("A2").type).toBe(ExcelJS.ValueType.String);
  });

  it("keeps its own formulas where it works a column out, shared ones too", async () => {
    const form = await formOf(3, (sheet) => {
      sheet.getCell("H5").value = { formula: "G5/F5", result: 0, shareType: "shared", ref: "H5:H7" } as never;
      sheet.getCell("H6").value = { sharedFormula: "H5", result: 0 } as never;
      sheet.getCell("H7").value = { sharedFormula: "H5", result: 0 } as never;
      sheet.getCell("I7").value = { formula: "$F$5+F7", result: 0 };
    });
    const sheet = await open((await fillTemplate(form, cases, store([entry(1)]))).bytes);
    expect(["H5", "H6", "H7"].map((address) => sheet.getCell(address).formula)).toEqual([
      "G5/F5",
      "G6/F6",
      "G7/F7",
    ]);
    expect(sheet.getCell("G5").value).toBe(1);
  });

  it("copies cells merged along a row, and leaves a sum along the last row with that row", async () => {
    const form = await formOf(1, (sheet) => {
      sheet.mergeCells("D5:E5");
      sheet.getCell("K5").value = { formula: "SUM(F5:G5)", result: 0 };
      sheet.getCell("K6").value = { formula: "SUM(F5:F5)+Sheet1!$G$6+LOG10(3)", result: 0 };
    });
    const bare = cases.fields.filter(({ key }) => key !== "permits");
    const { bytes } = await fillTemplate(
      form,
      { ...cases, fields: bare },
      store([entry(1), entry(2), entry(3)]),
    );
    const sheet = await open(bytes);
    expect(["E5", "E6", "E7"].map((address) => sheet.getCell(address).master.address)).toEqual([
      "D5",
      "D6",
      "D7",
    ]);
    expect(sheet.getCell("K5").formula).toBe("SUM(F5:G5)");
    expect(sheet.getCell("K8").formula).toBe("SUM(F5:F7)+Sheet1!$G$8+LOG10(3)");
    expect(sheet.getCell("E7").dataValidation).toMatchObject({ type: "whole" });
  });

  it("makes a row high enough for long text", async () => {
    const rows = store([entry(1, { reason: "案卷正在整理，".repeat(12) })]);
    const sheet = await open((await fillTemplate(await formOf(3), cases, rows)).bytes);
    expect(sheet.getRow(5).height).toBeGreaterThan(100);
    expect(sheet.getRow(6).height).toBe(24);
  });

  it("of three lists gets each row in its own", async () => {
    const documents = ledger("normative-documents");
    const form = await buildWorkbook({ definition: documents, heading: {}, rows: [], code: "A5-1" });
    const file = (name: string, conclusion: string) => ({
      name,
      number: "〔2022〕1号",
      maker: "部门",
      conclusion,
      reason: "x",
    });
    const rows = store(
      [
        file("甲", "修改"),
        file("乙", "继续有效"),
        ...Array.from({ length: 20 }, (_, at) => file(`丙${at}`, "宣布失效")),
      ],
      documents,
    );
    const { bytes, issue } = await fillTemplate(form, documents, rows);
    expect(issue).toBeNull();
    const names = (await load(bytes)).worksheets
      .slice(0, 3)
      .map((sheet) => [sheet.getCell("B5").value, sheet.getCell("B24").value]);
    expect(names).toEqual([
      ["乙", null],
      ["甲", null],
      ["丙0", "丙19"],
    ]);
    const back = validateRows(documents, (await readWorkbook(bytes!, documents)).entries, context);
    expect([back.issues, back.rows.length]).toEqual([[], 22]);
    const title = "修改规范性文件目录";
    const single = await buildWorkbook({ definition: documents, heading: { title }, rows: [] });
    expect((await fillTemplate(single, documents, rows)).issue).toBe(
      "有21条在这份文件里没有对应的表，不能代为填写，请补上缺的表再发",
    );
  });
});

describe("is refused with a sentence", () => {
  const rows = store([1, 2, 3].map((month) => entry(month)));
  it.each<[string, Promise<Uint8Array>, string]>([
    [
      "another table",
      workbookOf([
        ["姓名", "年龄"],
        ["某某", 40],
      ]),
      "没有在这份表里认出《行政执法监督平台案件录入情况》的表头",
    ],
    [
      "a form with an entry in it",
      formOf(2, (sheet) => {
        sheet.getCell("B5").value = "2023-01-01";
        sheet.getCell("D5").value = 3;
      }),
      "表头下面第5行已有内容，请先清空示例或旧数据再发",
    ],
    ["cells merged over rows", formOf(3, (sheet) => sheet.mergeCells("I5:I6")), "第5行有上下合并的单元格"],
    [
      "a comment below, with too few rows",
      formOf(2, (sheet) => {
        sheet.getCell("A8").note = "请盖章";
      }),
      "表尾的单元格带有批注",
    ],
    [
      "a formula elsewhere that would point at the wrong row",
      formOf(2, (_sheet, workbook) => {
        workbook.addWorksheet("汇总").getCell("A1").value = { formula: "Sheet1!D7*2", result: 0 };
      }),
      "工作表“汇总”的公式引用了“Sheet1”",
    ],
    ["no workbook", Promise.resolve(new Uint8Array(50)), "这不是.xlsx表格"],
  ])("%s", async (_what, form, sentence) => {
    const { bytes, issue } = await fillTemplate(await form, cases, rows);
    expect(bytes).toBeNull();
    expect(issue).toContain(sentence);
  });

  it("and not where there is room", async () => {
    const noted = await formOf(3, (sheet) => {
      sheet.getCell("A9").note = "请盖章";
    });
    expect((await fillTemplate(noted, cases, rows)).issue).toBeNull();
  });
});

const office = ["/usr/bin/soffice", "/usr/bin/libreoffice"].find((path) => {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
});
if (!office) console.log("skipped: no LibreOffice to work a filled form out");
it.skipIf(!office)(
  "opens in a spreadsheet, which works its sums out again",
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "form-"));
    try {
      const { bytes } = await fillTemplate(
        await formOf(2),
        cases,
        store([1, 2, 3, 4].map((month) => entry(month))),
      );
      writeFileSync(join(folder, "form.xlsx"), bytes!);
      const convert = [
        "--headless",
        `-env:UserInstallation=file://${folder}/profile`,
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
      ];
      execFileSync(office!, [...convert, "--outdir", folder, join(folder, "form.xlsx")], {
        stdio: "ignore",
        timeout: 110_000,
      });
      const lines = readFileSync(join(folder, "form.csv"), "utf8").split("\n");
      expect(lines[8]).toMatch(/^合计,,,10,0,40,10,/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
