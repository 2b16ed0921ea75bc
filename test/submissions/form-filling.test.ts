// An upper level's form in the coordinator's hands: recognised, offered, filled with what was accepted, its looks kept.
import ExcelJS from "exceljs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import type { RawValue } from "../../src/ledger/value.ts";
import { type Cell, workbookOf } from "../ledger/workbooks.ts";
import { findProblems, submit } from "../progress/reports.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { codeOf, last, oneLedger } from "./story.ts";

const CASES = "报送案件录入情况";
const FILES = "报送规范性文件目录";

let office: Harness;
let matters: string[];

const stored = (code: string, rows: Record<string, RawValue>[]) => {
  const definition = findLedger(code)!;
  const { rows: valid, issues } = validateRows(
    definition,
    rows.map((values) => ({ values })),
    { baseYear: 2023, today: "2023-07-12" },
  );
  expect(issues).toEqual([]);
  return { kind: "rows" as const, ledger: { code, version: definition.version }, rows: valid };
};

beforeAll(async () => {
  office = await openHarness();
  const list = (key: string, name: string) => ({
    key,
    kind: "ledger" as const,
    name,
    ledger: "normative-documents",
  });
  matters = await publishMatters(office.app, [
    {
      what: CASES,
      units: ["weihua", "anji", "zonghe", "dadui"],
      dueOn: "2023-07-27",
      materials: oneLedger("case-entry", "行政执法监督平台案件录入情况"),
    },
    {
      what: FILES,
      units: ["weihua"],
      dueOn: "2023-07-27",
      materials: [list("1", "继续有效规范性文件目录"), list("2", "宣布失效规范性文件目录")],
    },
  ]);
  const report = (unit: string, by: string, rows: Record<string, RawValue>[]) =>
    submit(office, {
      unit,
      obligationId: matters[0]!,
      by,
      materialKey: "1",
      content: stored("case-entry", rows),
    });
  const month = { from: "2023-06-01", to: "2023-06-30", due: 10, entered: 8, penalties: 2 };
  await report("weihua", "zhang-lei", [
    { ...month, penalties: 3, reason: "=1+1" },
    { ...month, from: "2023-07-01", to: "2023-07-12" },
  ]);
  await report("anji", "wei-dong", [month]);
  await report("zonghe", "wu-xia", [month]);
  const file = { maker: "部门", number: "某应急发〔2022〕001号" };
  const lists = [
    ["1", { ...file, name: "甲办法", conclusion: "继续有效" }],
    ["2", { ...file, name: "乙办法", conclusion: "宣布失效", reason: "已有新规定" }],
  ] as const;
  for (const [materialKey, row] of lists)
    await submit(office, {
      unit: "weihua",
      obligationId: matters[1]!,
      by: "zhang-lei",
      materialKey,
      content: stored("normative-documents", [row]),
    });
  const zhou = office.person("zhou-wen");
  for (const [what, unit] of [
    [CASES, "weihua"],
    [CASES, "anji"],
    [FILES, "weihua"],
  ] as const)
    await zhou.says(`/审核 ${await codeOf(office, what, unit)} 通过`);
});
afterAll(() => office.close());

const thin = { style: "thin" } as const;
const border = { top: thin, left: thin, bottom: thin, right: thin };
const form = (title: string, head: Cell[], blank: number, note: string) =>
  workbookOf(
    [["附件"], [title], head, ...Array.from({ length: blank }, (): Cell[] => [null]), [note]],
    ["A2:F2"],
    (sheet) => {
      sheet.getCell("A2").font = { name: "方正小标宋简体", size: 22 };
      sheet.getColumn(3).width = 31;
      for (let row = 3; row < 4 + blank; row++)
        for (let column = 1; column <= head.length; column++) sheet.getCell(row, column).border = border;
    },
  );
const caseForm = () =>
  form(
    "全市案件录入情况汇总表",
    ["序号", "单位", "统计起日", "统计止日", "应录入", "已录入", "未录入原因"],
    2,
    "注：由市局填写",
  );
const openSheet = async (bytes: Uint8Array) => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.slice().buffer);
  return workbook.worksheets[0]!;
};

test("sent without a word it is recognised and offered; what was accepted is filled in, in the form's own looks", async () => {
  const zhou = office.person("zhou-wen");
  const offer = last(await zhou.sends("市局汇总表.xlsx", await caseForm()));
  expect(offer.card?.title).toBe("要把收齐的条目填进这张表吗？");
  expect(offer.card?.actions.map(({ label }) => label)).toEqual([
    expect.stringMatching(/^填入行政执法监督平台案件/),
  ]);
  const filled = last(await zhou.presses(offer, offer.card!.actions[0]!.label));
  expect(filled.text).toContain(
    "审核通过的2家、3条，已填入“市局汇总表.xlsx”，版式没有改动。未计入：待审核1家、未报1家。",
  );
  expect(filled.text).toContain("对方的表里没有“处罚案件数”这一栏");
  expect(filled.files.map(({ name }) => name)).toEqual(["市局汇总表(已填).xlsx"]);
  const sheet = await openSheet(await office.download(filled.files[0]!.url));
  const texts = (row: number) => [2, 5, 6, 7].map((column) => sheet.getCell(row, column).value);
  expect([4, 5, 6].map(texts)).toEqual([
    ["危险化学品监督管理室", 10, 8, "=1+1"],
    ["危险化学品监督管理室", 10, 8, null],
    ["安全基础室", 10, 8, null],
  ]);
  expect(sheet.getCell("A2").font).toMatchObject({ name: "方正小标宋简体", size: 22 });
  expect(sheet.getColumn(3).width).toBe(31);
  expect(sheet.getCell("G6").border).toMatchObject(border);
  expect(sheet.getCell("A7").value).toBe("注：由市局填写");
  const entry = await office.app.runtime.store.db.auditEntry.findFirst({
    where: { action: "export" },
    orderBy: { sequence: "desc" },
  });
  expect(entry?.after).toMatchObject({ what: "form", rows: 3 });
});

test("「/导出 模板」 beside the file fills at once, by name or code; a form of one list takes its own rows only", async () => {
  const zhou = office.person("zhou-wen");
  expect(last(await zhou.says("/导出 模板")).text).toContain("请把上级发来的空表(.xlsx)直接发给我");
  const byCode = `/导出 模板 ${await codeOf(office, CASES, "dadui")}`;
  expect(last(await zhou.sends("表.xlsx", await caseForm(), byCode)).files).toHaveLength(1);
  const head = ["序号", "文件名称", "文号", "制定机关", "失效理由", "备注"];
  const lists = await form("宣布失效规范性文件目录", head, 3, "注：略");
  const filled = last(await zhou.sends("失效.xlsx", lists, "/导出 模板 规范性文件"));
  expect(filled.text).toContain("1家、1条，已填入“失效.xlsx”");
  expect(filled.text).toContain("另有1条属于别的表");
  const sheet = await openSheet(await office.download(filled.files[0]!.url));
  expect(sheet.getCell("B4").value).toBe("乙办法");
  expect(sheet.getCell("C4").value).toBe("某应急发〔2022〕001号");
  const full = await form("宣布失效规范性文件目录", head, 1, "注：略");
  const taken = await openSheet(full);
  taken.getCell("B4").value = "丙办法";
  taken.getCell("C4").value = "某发1号";
  const refused = last(
    await zhou.sends("旧.xlsx", new Uint8Array(await taken.workbook.xlsx.writeBuffer()), "/导出 模板"),
  );
  expect(refused.text).toContain("“旧.xlsx”没有填：表头下面第4行已有内容，请先清空示例或旧数据再发。");
  expect(refused.files).toEqual([]);
});

test("a form of the 整改台账 takes the problems as they are followed, behind the login", async () => {
  const zhou = office.person("zhou-wen");
  await findProblems(office, { unit: "weihua", obligationId: matters[0]! }, [
    { kind: "不规范" },
    { kind: "不作为" },
  ]);
  const head = ["序号", "问题编号", "责任单位", "存在的问题", "整改措施", "完成时限", "是否销号"];
  const offer = last(await zhou.sends("整改.xlsx", await form("整改情况表", head, 1, "注：略")));
  const answer = last(await zhou.presses(offer, "填入整改情况"));
  expect(answer.text).toContain("的整改情况、2条，已填入“整改.xlsx”");
  expect(answer.files).toEqual([]);
  const { name, bytes } = await zhou.downloads(answer.card!.actions[0]!.url!);
  expect(name).toBe("整改(已填).xlsx");
  const sheet = await openSheet(bytes);
  expect([4, 5].map((row) => sheet.getCell(row, 2).value)).toEqual(["W1", "W2"]);
});

test("units are not offered others' rows", async () => {
  const said = last(
    await office.person("zhang-lei").sends("市局汇总表.xlsx", await caseForm(), "/导出 模板"),
  );
  expect(said.text).not.toContain("填进");
  expect(said.files).toEqual([]);
});
