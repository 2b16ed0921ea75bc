// Validation: rules across fields, good rows apart from bad, and one sentence for one mistake on every surface.
import { describe, expect, it } from "vitest";
import { findLedger, NIL_INSPECTION } from "../../src/ledger/definitions/index.ts";
import { MESSAGES } from "../../src/ledger/messages.ts";
import { problemOf } from "../../src/ledger/problems.ts";
import { parseTextForm } from "../../src/ledger/text-form-reader.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import type { RawValue } from "../../src/ledger/value.ts";
import { readWorkbook } from "../../src/ledger/workbook.ts";
import { workbookOf } from "./workbooks.ts";

const self = findLedger("self-inspection")!;
const prominent = findLedger("prominent-problems")!;
const cases = findLedger("case-entry")!;
const context = { baseYear: 2023, today: "2023-07-20" };
const problem = {
  item: "三项制度",
  found: "是",
  description: "音像资料未归档",
  measure: "专人归档",
  owner: "王某某",
  deadline: "8月11日",
  state: "整改中",
};
const check = (definition: typeof self, ...rows: Record<string, RawValue>[]) =>
  validateRows(
    definition,
    rows.map((values) => ({ values })),
    context,
  );
const sentences = (definition: typeof self, ...rows: Record<string, RawValue>[]) =>
  check(definition, ...rows).issues.map((issue) => issue.message);

describe("rules", () => {
  it("takes a sound row and stores days, booleans and blanks", () => {
    const { rows, issues } = check(self, problem);
    expect(issues).toEqual([]);
    expect(rows[0]!.values).toMatchObject({
      found: true,
      deadline: "2023-08-11",
      cause: null,
      evidence: null,
    });
  });

  it("asks for a problem's facts only where there is a problem", () => {
    expect(sentences(self, { item: "三项制度", found: "否" })).toEqual([]);
    expect(sentences(self, { ...problem, description: "", owner: null })).toEqual([
      "第1行“问题描述”：“是否存在问题”填“是”时不能为空，请补填",
      "第1行“责任人”：“是否存在问题”填“是”时不能为空，请补填",
    ]);
  });

  it("keeps good rows apart from bad, by number", () => {
    const bad = { ...problem, deadline: "7月32日", item: "" };
    const result = check(self, problem, bad, { item: "法治化营商环境", found: "无" });
    expect(result.rows.map((row) => row.row)).toEqual([1, 3]);
    expect(result.refused).toEqual([{ row: 2, entry: { values: bad } }]);
    expect(result.issues.map((issue) => [issue.row, issue.field])).toEqual([
      [2, "deadline"],
      [2, "item"],
    ]);
  });

  it("bounds days by today and by other fields", () => {
    const row = {
      kind: "不规范",
      description: "x",
      measure: "x",
      department: "x",
      owner: "x",
      deadline: "2023-08-01",
      closed: "是",
    };
    expect(sentences(prominent, { ...row, closedOn: "2023-07-21" })).toEqual([
      "第1行“销号日期”：2023-07-21晚于今天，请核对",
    ]);
    expect(sentences(prominent, { ...row, closedOn: "2023-07-20" })).toEqual([]);
    const entry = { from: "2023-07-01", to: "2023-06-30", penalties: 1, due: 1, entered: 1 };
    expect(sentences(cases, entry)).toEqual([
      "第1行“统计止日”：2023-06-30早于“统计起日”（2023-07-01），请核对",
    ]);
  });

  it("bounds numbers and lengths", () => {
    expect(sentences(NIL_INSPECTION, { scope: "案卷", way: "查阅", number: "0" })).toEqual([
      "第1行“检查数量”：0小于1，请填不小于1的数",
    ]);
    expect(sentences(self, { item: "三项制度", found: "否", remark: "字".repeat(301) })).toEqual([
      "第1行“备注”：最多300字，现在有301字，请精简",
    ]);
  });

  it("computes, and shows no rate where there is nothing to divide by", () => {
    const entry = {
      from: "2023-07-01",
      to: "2023-07-31",
      penalties: 3,
      inspections: "9",
      due: 12,
      entered: 11,
      rate: "100%",
    };
    expect(check(cases, entry).rows[0]!.values).toMatchObject({ handled: 12, rate: 91.7 });
    const none = { ...entry, penalties: 0, inspections: 0, due: 0, entered: 0 };
    expect(check(cases, none).rows[0]!.values).toMatchObject({ handled: 0, rate: null });
  });

  it("finds repeated rows, by key where the ledger has one", () => {
    expect(sentences(self, problem, problem)).toEqual(["第2行：与第1行重复，请删去一行或改成不同的内容"]);
    const monthly = findLedger("business-environment")!;
    const row = {
      indicator: "一网通办",
      measure: "并联审批",
      lead: "审批局",
      progress: "完成",
      next: "继续",
    };
    expect(sentences(monthly, row, { ...row, progress: "另写" })).toHaveLength(1);
    expect(check(monthly, row, { ...row, measure: "另一举措" }).rows.map((valid) => valid.rowKey)).toEqual([
      "一网通办|并联审批",
      "一网通办|另一举措",
    ]);
  });

  it("asks why a reference may not be named", () => {
    const ledger = {
      ...NIL_INSPECTION,
      fields: [{ key: "problem", kind: "reference" as const, label: "问题编号" }],
    };
    const refuse = (_field: unknown, value: string) =>
      value === "WT-001" ? null : MESSAGES.unknownReference(value);
    const issuesOf = (value: string) =>
      validateRows(ledger, [{ values: { problem: value } }], { ...context, refuse }).issues.map(
        (i) => i.message,
      );
    expect(issuesOf("WT-001")).toEqual([]);
    expect(issuesOf("WT-009")).toEqual(["第1行“问题编号”：没有查到“WT-009”，请核对编号"]);
  });
});

describe("one mistake, one sentence", () => {
  it.each([
    ["deadline", "7月32日", "第1行“完成时限”：“7月32日”不是日期，请写成2023-07-27或2023年7月27日"],
    ["found", "也许", "第1行“是否存在问题”：“也许”看不出是还是否，请填“是”或“否”"],
    ["state", "快了", "第1行“整改状态”：“快了”不在可选项里，请从中选一项：未整改、整改中、已完成"],
    ["owner", "", "第1行“责任人”：“是否存在问题”填“是”时不能为空，请补填"],
  ])("%s=%s in chat, page and workbook", async (key, value, sentence) => {
    const row: Record<string, string> = { ...problem, [key]: value };
    const page = check(self, row).issues.map((issue) => issue.message);
    const lines = self.fields.map((field) => `${field.label}：${row[field.key] ?? ""}`);
    const chat = validateRows(self, parseTextForm(self, lines.join("\n")).entries, context);
    const labels = self.fields.map((field) => field.label);
    const sheet = await workbookOf([labels, self.fields.map((field) => row[field.key] ?? null)]);
    const file = validateRows(self, (await readWorkbook(sheet, self)).entries, context);
    expect(page).toEqual([sentence]);
    expect(chat.issues.map((issue) => issue.message)).toEqual([sentence]);
    expect(file.issues.map((issue) => issue.message)).toEqual([sentence]);
    const column = String.fromCharCode(65 + self.fields.findIndex((field) => field.key === key));
    expect(file.issues[0]!.cell).toBe(`${column}2`);
  });
});

describe("problems", () => {
  it("are read alike from every ledger", () => {
    expect(problemOf(self, check(self, problem).rows[0]!.values)).toEqual({
      kind: "三项制度",
      description: "音像资料未归档",
      measure: "专人归档",
      deadline: "2023-08-11",
      department: "",
      owner: "王某某",
      state: "整改中",
      done: false,
      closed: false,
      closedOn: null,
    });
    expect(problemOf(self, { item: "三项制度", found: false, description: "写了也不算" })).toBeNull();
    expect(
      problemOf(prominent, { kind: "不作为", description: "x", closed: true, closedOn: "2023-07-01" }),
    ).toMatchObject({ kind: "不作为", done: true, closed: true, closedOn: "2023-07-01" });
    expect(problemOf(cases, { penalties: 1 })).toBeNull();
  });
});
