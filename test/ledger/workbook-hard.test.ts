// Workbooks harder than usual: headers over three rows, lists split over sheets, columns that work themselves out.
import { describe, expect, it } from "vitest";
import { findLedger, LEDGERS } from "../../src/ledger/definitions/index.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import type { Values } from "../../src/ledger/value.ts";
import { buildWorkbook, readTable, readWorkbook } from "../../src/ledger/workbook.ts";
import { type Cell, workbookOf } from "./workbooks.ts";

const ledger = (code: string) => findLedger(code)!;
const context = { baseYear: 2023, today: "2023-12-31" };
const documents = ledger("normative-documents");
const file = (name: string, conclusion: string): Values => ({
  name,
  number: `${name}〔2022〕1号`,
  maker: "部门",
  conclusion,
  ...(conclusion !== "继续有效" && { reason: "与上位法不一致" }),
});
const store = (definition: typeof documents, rows: Values[]) => {
  const { rows: valid, issues } = validateRows(
    definition,
    rows.map((values) => ({ values })),
    context,
  );
  expect(issues).toEqual([]);
  return valid.map(({ values }) => values);
};

describe("headers", () => {
  it("may be merged over three rows, with 填报单位 above and the columns numbered below", async () => {
    const rows: Cell[][] = [
      ["附件8"],
      ["执法委托情况统计表"],
      ["填报单位（公章）：安全基础室　2023年7月　单位：个"],
      ["序号", "委托双方", null, "委托内容", null, null, "委托期限", null, "签订、备案", null],
      [null, "委托机关", "受委托组织", "委托事项", "依据", null, "期限", null, "委托书签订日", "备案日期"],
      [null, null, null, null, "法定", "其他", "起", "止", null, null],
      [null, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      [1, "应急局", "执法大队", "监督检查", "第三条", "x", "2023年1月1日", "12月31日", 44931, "2023.1.9"],
      ["本页合计", 1, 1],
      ["注：委托书附后。"],
    ];
    const merges = ["A4:A6", "B4:C4", "D4:F4", "G4:H4", "I4:J4", "B5:B6", "C5:C6", "D5:D6", "E5:F5", "G5:H5"];
    const bytes = await workbookOf(rows, [...merges, "I5:I6", "J5:J6", "A9:A9"].slice(0, -1));
    const definition = {
      ...ledger("delegation"),
      fields: ledger("delegation").fields.map((field) =>
        field.key === "basis" ? { ...field, aliases: ["依据法定"] } : field,
      ),
    };
    const reading = await readWorkbook(bytes, definition);
    expect(reading.issues).toEqual([]);
    expect(reading.heading).toEqual({ unit: "安全基础室" });
    expect(reading.ignored).toEqual(["“其他”（F6）不是本表的栏目，没有收取"]);
    const { rows: valid, issues } = validateRows(definition, reading.entries, context);
    expect(issues).toEqual([]);
    expect(valid.map(({ values }) => values)).toMatchObject([
      {
        principal: "应急局",
        agent: "执法大队",
        basis: "第三条",
        from: "2023-01-01",
        to: "2023-12-31",
        signedOn: "2023-01-05",
        filedOn: "2023-01-09",
      },
    ]);
  });

  it("may name a group once over its first column, without merging", async () => {
    const bytes = await workbookOf([
      ["委托机关", "受委托组织", "委托事项", "法定依据", "委托期限", null],
      [null, null, null, null, "起", "止"],
      ["应急局", "执法大队", "监督检查", "第三条", "2023/1/1", "2023/12/31"],
    ]);
    const { entries, issues } = await readWorkbook(bytes, ledger("delegation"));
    expect(issues).toEqual([]);
    expect(entries).toMatchObject([{ values: { agent: "执法大队", from: "2023/1/1", to: "2023/12/31" } }]);
  });

  it.each<[string, object]>([
    ["填报单位：安全基础室 2023年7月15日", { unit: "安全基础室" }],
    ["填报单位：安全基础室   填报时间：2023年7月15日", { unit: "安全基础室", filledOn: "2023年7月15日" }],
    [
      "填表单位：甲室 填表人：王 某 联系方式：0477-1234567",
      { unit: "甲室", filledBy: "王 某", phone: "0477-1234567" },
    ],
    ["报送单位（盖章）：二〇二三年七月", {}],
  ])("are headed by %s", async (line, heading) => {
    const bytes = await workbookOf([[line], ["自查项目", "是否存在问题"], ["三项制度", "否"]]);
    expect((await readWorkbook(bytes, ledger("self-inspection"))).heading).toEqual(heading);
  });
});

describe("cells", () => {
  it("hold dates, months and numbers in every dress", async () => {
    const month = ledger("monthly-summary");
    const counts = month.fields.filter(({ requiredWhen }) => requiredWhen);
    const head = ["地区", "月份", "零报告", ...counts.map(({ label }) => label)];
    const row = (m: Cell, ...rest: Cell[]): Cell[] => [
      "甲市",
      m,
      "否",
      ...rest,
      ...counts.slice(rest.length).map(() => 0),
    ];
    const bytes = await workbookOf([
      head,
      row("二〇二三年七月", "１２", 3, "4件", "9"),
      row({ value: new Date(Date.UTC(2023, 7, 1)), format: 'yyyy"年"m"月"' }, { value: 7, format: "0.00" }),
      row("9月份", { value: "8", format: "@" }),
      row({ value: new Date(Date.UTC(2023, 9, 25)), format: "yyyy/m/d" }, { formula: "1+1", result: 2 }),
      ["合  计", null, null, 29],
      ["累计（含上月）", null, null, 40],
    ]);
    const { entries } = await readWorkbook(bytes, month);
    const { rows, issues } = validateRows(month, entries, context);
    expect(issues).toEqual([]);
    expect(rows.map(({ values }) => [values.month, values.inaction, values.found])).toEqual([
      ["2023-07", 12, 19],
      ["2023-08", 7, 7],
      ["2023-09", 8, 8],
      ["2023-10", 2, 2],
    ]);
  });

  it("keep the zeros that only their format shows", async () => {
    const bytes = await workbookOf([
      ["人员", "证号", "公共法律学时", "业务学时", "达标口径"],
      ["某甲", { value: 15027, format: "0000000" }, "30", 31.5, "公共法律、行业各30学时"],
    ]);
    const training = ledger("training-hours");
    const { rows } = validateRows(training, (await readWorkbook(bytes, training)).entries, context);
    expect(rows[0]!.values).toMatchObject({ certificate: "0015027", total: 61.5, met: true });
  });

  it("that work themselves out make no entry of an empty row", async () => {
    for (const definition of LEDGERS) {
      const blank = await buildWorkbook({ definition, heading: {}, rows: [] });
      expect((await readWorkbook(blank, definition)).entries, definition.code).toEqual([]);
    }
    const bytes = await workbookOf([
      ["统计起日", "统计止日", "处罚案件数", "应录入", "已录入", "录入率"],
      ["7月1日", "7月31日", 1, 2, 1, { formula: "E2/D2", result: 0.5 }],
      [null, null, null, null, null, { formula: "E3/D3", result: "#DIV/0!" }],
    ]);
    expect((await readWorkbook(bytes, ledger("case-entry"))).entries).toHaveLength(1);
  });
});

describe("a ledger printed as several lists", () => {
  const rows = [
    file("甲办法", "修改"),
    file("乙办法", "继续有效"),
    file("丙办法", "宣布失效"),
    file("丁办法", "继续有效"),
  ];
  const sheetsOf = async (bytes: Uint8Array) =>
    (await readTable(bytes)).sheets.map(({ name, rows: lines }) => [
      name,
      lines[0]!.cells[0]!.text,
      lines[1]!.cells[0]!.text,
    ]);

  it("is exported as three, and comes back as one", async () => {
    const stored = store(documents, rows);
    const bytes = await buildWorkbook({
      definition: documents,
      heading: { unit: "某局" },
      rows: stored.map((values, at) => ({ unit: at % 2 ? "甲室" : "乙室", values })),
      mergedUnits: true,
    });
    expect(await sheetsOf(bytes)).toEqual([
      ["继续有效规范性文件目录", "附件5", "继续有效规范性文件目录"],
      ["修改规范性文件目录", "附件6", "修改规范性文件目录"],
      ["宣布失效规范性文件目录", "附件7", "宣布失效规范性文件目录"],
    ]);
    const reading = await readWorkbook(bytes, documents);
    expect(reading).toMatchObject({ issues: [], ignored: [], nil: false });
    expect(reading.entries.map(({ unit, values }) => [unit, values.name])).toEqual([
      ["甲室", "乙办法"],
      ["甲室", "丁办法"],
      ["乙室", "甲办法"],
      ["乙室", "丙办法"],
    ]);
    expect(reading.entries[2]!.cells!.name).toBe("修改规范性文件目录!C5");
    const back = validateRows(documents, reading.entries, context);
    expect(back.issues).toEqual([]);
    const byName = (list: Values[]) => [...list].sort((a, b) => `${a.name}`.localeCompare(`${b.name}`));
    expect(byName(back.rows.map(({ values }) => values))).toEqual(byName(stored));
  });

  it("is one list where the title or the attachment's number names it", async () => {
    const titled = {
      definition: documents,
      heading: { title: "修改规范性文件目录", attachmentNo: "3" },
      rows: [],
    };
    expect(await sheetsOf(await buildWorkbook(titled))).toEqual([
      ["修改规范性文件目录", "附件3", "修改规范性文件目录"],
    ]);
    const numbered = { definition: documents, heading: { attachmentNo: "5" }, rows: [{ values: rows[1]! }] };
    expect((await sheetsOf(await buildWorkbook(numbered)))[0]![1]).toBe("附件5");
    expect(await sheetsOf(await buildWorkbook(numbered))).toHaveLength(1);
    const mixed = { ...numbered, rows: rows.map((values) => ({ values })) };
    expect((await sheetsOf(await buildWorkbook(mixed))).map(([, no]) => no)).toEqual([
      "附件5",
      "附件6",
      "附件7",
    ]);
  });

  it("may come as three sheets without the column that their titles say", async () => {
    const head: Cell[] = ["序号", "文件名称", "文号", "制定机关", "失效理由"];
    const bytes = await workbookOf(
      [["附件5"], ["继续有效规范性文件目录"], head, [1, "甲办法", "甲〔2022〕1号", "政府", null]],
      ["A2:E2"],
      (_sheet, workbook) => {
        const second = workbook.addWorksheet("宣布失效");
        second.addRow(head);
        second.addRow([1, "乙办法", "乙〔2021〕2号", "部门", "依据废止"]);
        workbook.addWorksheet("说明").addRow(["请如实填写"]);
      },
    );
    const reading = await readWorkbook(bytes, documents);
    expect(reading.issues).toEqual([]);
    expect(reading.ignored).toEqual(["工作表“说明”没有收取，如有内容请并入同一张表"]);
    expect(reading.entries.map(({ values }) => [values.name, values.conclusion])).toEqual([
      ["甲办法", "继续有效"],
      ["乙办法", "宣布失效"],
    ]);
    expect(validateRows(documents, reading.entries, context).issues).toEqual([]);
  });

  it("does not take 「请勿修改」 beside its code for a title", async () => {
    const stored = store(documents, rows);
    const bytes = await buildWorkbook({
      definition: documents,
      heading: {},
      rows: stored.map((values) => ({ values: { ...values, conclusion: null } })),
      code: "A5-1",
    });
    const reading = await readWorkbook(bytes, documents);
    expect(reading.code).toBe("A5-1");
    expect(reading.entries.map(({ values }) => values.conclusion)).toEqual([null, null, null, null]);
  });

  it("asks for the column where nothing says it", async () => {
    const bytes = await workbookOf([
      ["文件名称", "文号", "制定机关"],
      ["甲办法", "甲〔2022〕1号", "政府"],
    ]);
    expect((await readWorkbook(bytes, documents)).issues[0]!.message).toBe(
      "缺少“清理结论”这1栏，请补上后再发",
    );
  });
});

it("gives each unit a sheet on request, under names that a workbook can hold", async () => {
  const self = ledger("self-inspection");
  const long = "某某市某某区应急管理综合行政执法大队危险化学品监督管理中队";
  const rows = [`${long}一组`, `${long}二组`, "甲/乙室"].map((unit) => ({
    unit,
    values: { item: "三项制度", found: false },
  }));
  const { sheets } = await readTable(
    await buildWorkbook({ definition: self, heading: {}, rows, mergedUnits: true, perUnit: true }),
  );
  expect(sheets.map(({ name }) => name)).toEqual([`${long}一组`, `${long}二组`, "甲 乙室"]);
  expect(sheets[2]!.rows[2]!.cells[0]!.text).toBe("填报单位（盖章）：甲/乙室");
});
