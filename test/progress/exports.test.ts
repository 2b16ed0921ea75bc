// The merged ledger and the lists as files: all rows, types kept, nobody else's, sensitive ones behind a login.
import ExcelJS from "exceljs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import type { Values } from "../../src/ledger/value.ts";
import { readTable, readWorkbook } from "../../src/ledger/workbook.ts";
import { sha256 } from "../../src/services/inbox.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness, type SeenMessage } from "../support/harness.ts";
import { assignmentOf, submit } from "./reports.ts";

let office: Harness;
let list: string;
let inspection: string;

const INSPECTION = { code: "self-inspection", version: 1 };
const PROMINENT = { code: "prominent-problems", version: 1 };
const DOCUMENT = { key: "1", kind: "document", name: "自查情况书面材料" } as const;
const NIL_ITEMS = { scope: "全部处罚案卷", way: "逐卷查阅", number: 12, remark: null };

const blank: Values = Object.fromEntries(findLedger("self-inspection")!.fields.map(({ key }) => [key, null]));
const problem = (values: Values): Values => ({
  ...blank,
  item: "三项制度",
  found: true,
  measure: "补录",
  owner: "张三",
  deadline: "2023-08-05",
  state: "整改中",
  ...values,
});
const WEIHUA = [
  problem({ description: "=1+1", department: "007", owner: "+张三", deadline: "2023-08-05" }),
  problem({ description: "公示不及时\n三件", remark: "0479123", state: "已完成" }),
];
const DADUI = [{ ...blank, item: "执法案卷评查", found: false, content: "抽查20卷" }];

beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

const cellsOf = async (bytes: Uint8Array) => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Buffer.from(bytes) as unknown as ArrayBuffer);
  return workbook.worksheets[0]!;
};

/** Values of a sheet's rows that begin with a number in the first column. */
function bodyOf(sheet: ExcelJS.Worksheet): unknown[][] {
  const rows: unknown[][] = [];
  sheet.eachRow((row) => {
    if (typeof row.getCell(1).value === "number") rows.push((row.values as unknown[]).slice(1));
  });
  return rows;
}

async function fileOf(messages: SeenMessage[], name: string) {
  const file = messages.flatMap(({ files }) => files).find((each) => each.name === name);
  if (!file) throw new Error(`no file ${name}: ${messages.map(({ text }) => text).join("\n")}`);
  return office.download(file.url);
}

test("without a campaign there is nothing to export", async () => {
  const [answer] = await office.person("zhou-wen").says("/导出");
  expect(answer!.text).toContain("目前没有发布的专项行动");
});

test("before anyone has reported the answer says so", async () => {
  const units = ["weihua", "anji", "zonghe", "fangzai", "dadui"];
  const ids = await publishMatters(office.app, [
    {
      what: "突出问题清单",
      units: ["weihua", "anji", "dadui"],
      dueOn: "2023-07-15",
      level: "sensitive",
      materials: [
        {
          key: "1",
          kind: "ledger",
          name: "重点执法领域突出问题整治台账",
          attachment: "2",
          ledger: PROMINENT.code,
        },
      ],
    },
    {
      what: "自查情况材料",
      units,
      dueOn: "2023-07-27",
      materials: [
        DOCUMENT,
        {
          key: "2",
          kind: "ledger",
          name: "行政执法部门自查自纠台账",
          attachment: "10",
          ledger: INSPECTION.code,
        },
      ],
    },
  ]);
  [list, inspection] = ids as [string, string];
  const [answer] = await office.person("zhou-wen").says("/台账");
  expect(answer!.text).toContain("《行政执法部门自查自纠台账》还没有单位报送");
  expect(answer!.files).toEqual([]);
});

test("the coordinator gets the rows of all units in the attachment's shape", async () => {
  const rows = (values: Values[]) => ({
    kind: "rows" as const,
    ledger: INSPECTION,
    rows: values.map((v) => ({ values: v })),
  });
  const report = { obligationId: inspection, materialKey: "2" };
  await submit(office, { ...report, unit: "dadui", by: "luo-qiang", content: rows(DADUI) });
  await submit(office, {
    ...report,
    unit: "weihua",
    by: "zhang-lei",
    content: rows([problem({ description: "旧稿" })]),
  });
  await submit(office, { ...report, unit: "weihua", by: "zhang-lei", content: rows(WEIHUA) });
  await submit(office, { ...report, unit: "anji", by: "li-na", content: { kind: "nil", items: NIL_ITEMS } });
  const messages = await office.person("zhou-wen").says("/台账 附件10");
  expect(messages[0]!.text).toContain("《行政执法部门自查自纠台账》：2家、3条，零报告1家");
  const bytes = await fileOf(messages, "附件10 行政执法部门自查自纠台账(汇总).xlsx");
  const sheet = await cellsOf(bytes);
  const column = (row: number) => (sheet.getRow(row).values as unknown[]).slice(1).map(String);
  expect(sheet.getCell("A1").value).toBe("附件10");
  expect(sheet.getCell("A2").value).toBe("行政执法部门自查自纠台账");
  expect(column(3).join()).toContain("填报单位（盖章）：云川区应急管理局");
  for (const label of ["填报人", "审核人", "联系电话", "填报日期"]) expect(column(3).join()).toContain(label);
  expect(column(4).slice(0, 2)).toEqual(["序号", "填报单位"]);
  expect(sheet.pageSetup.printArea).toBeDefined();
  const body = bodyOf(sheet);
  expect(body.map((row) => row.slice(0, 3))).toEqual([
    [1, "危险化学品监督管理室", "三项制度"],
    [2, "危险化学品监督管理室", "三项制度"],
    [3, "云川区应急管理综合行政执法大队", "执法案卷评查"],
  ]);
  const first = sheet.getRow(5);
  const at = (label: string) => column(4).findIndex((head) => head.startsWith(label)) + 1;
  const described = first.getCell(at("问题描述"));
  expect([described.value, described.type, described.numFmt]).toEqual([
    "=1+1",
    ExcelJS.ValueType.String,
    "@",
  ]);
  expect(first.getCell(at("责任部门")).value).toBe("007");
  expect(first.getCell(at("责任人")).value).toBe("+张三");
  expect(first.getCell(at("完成时限")).value).toEqual(new Date("2023-08-05T00:00:00Z"));
  expect(sheet.getRow(6).getCell(at("备注")).value).toBe("0479123");
  const words = sheet.getSheetValues().flat().map(String).join("\n");
  expect(words).toContain("注：零报告(经自查未发现问题)：安全基础室");
  expect(words).toContain("注：尚未报送：综合协调室、防灾减灾室");
  expect(words).not.toContain("旧稿");
});

test("the export read back is what the units reported", async () => {
  const bytes = await fileOf(
    await office.person("zhou-wen").says("/导出 自查自纠台账"),
    "附件10 行政执法部门自查自纠台账(汇总).xlsx",
  );
  const definition = findLedger(INSPECTION.code)!;
  const reading = await readWorkbook(bytes, definition);
  expect(reading.issues).toEqual([]);
  expect(reading.entries.map(({ unit }) => unit)).toEqual([
    "危险化学品监督管理室",
    "危险化学品监督管理室",
    "云川区应急管理综合行政执法大队",
  ]);
  const { rows, issues } = validateRows(definition, reading.entries, { today: "2023-07-20", baseYear: 2023 });
  expect(issues).toEqual([]);
  expect(rows.map(({ values }) => values)).toEqual([...WEIHUA, ...DADUI]);
});

test("on request each unit has a sheet of its own, without the column of units", async () => {
  const messages = await office.person("zhou-wen").says("/台账 附件10 分单位");
  const bytes = await fileOf(messages, "附件10 行政执法部门自查自纠台账(分单位).xlsx");
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.slice().buffer);
  const shown = workbook.worksheets.filter(({ state }) => state !== "hidden");
  expect(shown.map(({ name }) => name)).toEqual(["危险化学品监督管理室", "云川区应急管理综合行政执法大队"]);
  expect(shown.map((sheet) => bodyOf(sheet).length)).toEqual([2, 1]);
  const words = shown[0]!.getSheetValues().flat().map(String).join("\n");
  expect(words).toContain("填报单位（盖章）：危险化学品监督管理室");
  expect(words).not.toMatch(/大队|尚未报送/);
});

test("a contact gets only its own unit's copy, a deputy those he oversees", async () => {
  const messages = await office.person("zhang-lei").says("/台账 附件10");
  const sheet = await cellsOf(
    await fileOf(messages, "附件10 行政执法部门自查自纠台账(危险化学品监督管理室).xlsx"),
  );
  expect(bodyOf(sheet)).toHaveLength(2);
  const words = sheet.getSheetValues().flat().map(String).join("\n");
  expect(words).toContain("填报单位（盖章）：危险化学品监督管理室");
  expect(words).not.toMatch(/大队|安全基础室/);
  const deputy = await office.person("han-zhiyuan").says("/台账 附件10");
  expect(deputy[0]!.text).toContain("2家、3条");
  const other = await office.person("su-min").says("/台账");
  expect(other.flatMap(({ files }) => files)).toEqual([]);
});

test("a returned report stays in the ledger with a note", async () => {
  const { db } = office.app.runtime.store;
  const { id } = await assignmentOf(db, { unit: "dadui", obligationId: inspection });
  await db.assignment.update({ where: { id }, data: { state: "returned" } });
  const messages = await office.person("zhou-wen").says("/台账 2");
  const sheet = await cellsOf(await fileOf(messages, "附件10 行政执法部门自查自纠台账(汇总).xlsx"));
  expect(sheet.getSheetValues().flat().map(String).join("\n")).toContain(
    "注：已退回补正、暂列原报内容：云川区应急管理综合行政执法大队",
  );
});

test("rows of a sensitive ledger go out behind the asker's login only, and never to a group", async () => {
  const values: Values = {
    ...Object.fromEntries(findLedger(PROMINENT.code)!.fields.map(({ key }) => [key, null])),
    kind: "不规范",
    description: "文书不规范",
    measure: "培训",
    department: "危化室",
    owner: "李四",
    deadline: "2023-08-01",
  };
  const content = { kind: "rows" as const, ledger: PROMINENT, rows: [{ values }] };
  await submit(office, { unit: "weihua", obligationId: list, materialKey: "1", by: "zhang-lei", content });
  const zhou = office.person("zhou-wen");
  const heard = await zhou.says("/导出 附件2", { group: "group-all" });
  const there = heard.filter(({ to }) => to.group);
  const [alone] = heard.filter(({ to }) => to.person);
  expect(there.flatMap(({ files, card }) => [...files, ...(card?.actions ?? [])])).toEqual([]);
  expect(there.map(({ text }) => text).join()).not.toMatch(/危化|文书|http/);
  expect(alone!.to.person).toBe("zhou-wen");
  expect(alone!.files).toEqual([]);
  expect(alone!.text).not.toContain("文书不规范");
  const url = alone!.card!.actions[0]!.url!;
  const opened = await zhou.opens(new URL(url).pathname);
  expect(opened.status).toBe(200);
  const stranger = await office.person("zhang-lei").opens(opened.path);
  expect(stranger.status).toBe(403);
  const nobody = await office.request(opened.path);
  expect(nobody.status).toBe(403);
  await office.until("2023-07-12T12:00:00+08:00");
  expect((await zhou.opens(opened.path)).status).toBe(404);
});

test("应报未报 tells who owes what and when they were told", async () => {
  await office.until("2023-07-16");
  const messages = await office.person("zhou-wen").says("/导出 未报");
  const [sheet] = (await readTable(await fileOf(messages, "应报未报名单(2023-07-16).xlsx"))).sheets;
  const rows = sheet!.rows.map(({ cells }) => cells.map(({ text }) => text));
  const missing = rows.filter(([first]) => /^\d+$/.test(first ?? ""));
  expect(missing.map((row) => [row[2], row.find((text) => /室$|大队$/.test(text))])).toEqual([
    ["1. 突出问题清单", "安全基础室"],
    ["1. 突出问题清单", "云川区应急管理综合行政执法大队"],
    ["2. 自查情况材料", "危险化学品监督管理室"],
    ["2. 自查情况材料", "安全基础室"],
    ["2. 自查情况材料", "综合协调室"],
    ["2. 自查情况材料", "防灾减灾室"],
    ["2. 自查情况材料", "云川区应急管理综合行政执法大队"],
  ]);
  expect(missing[0]).toContain("逾期未报");
  expect(missing[0]!.join()).toMatch(/2023-07-1\d \d\d:\d\d/);
  expect(missing[4]).toContain("吴霞、李娜");
});

test("进度 as a table adds up", async () => {
  const messages = await office.person("zhou-wen").says("/导出 进度");
  const [sheet] = (await readTable(await fileOf(messages, "报送情况统计(2023-07-16).xlsx"))).sheets;
  const total = sheet!.rows
    .map(({ cells }) => cells.map(({ text }) => text))
    .find((row) => row.includes("合计"));
  expect(total!.slice(1, 3)).toEqual(["8", "1"]);
  expect(total![8]).toBe("7");
});

test("each export is written down with who, what and the file's hash", async () => {
  const messages = await office.person("lin-guodong").says("/台账 附件10");
  const bytes = await fileOf(messages, "附件10 行政执法部门自查自纠台账(汇总).xlsx");
  const entry = await office.app.runtime.store.db.auditEntry.findFirstOrThrow({
    where: { action: "export" },
    orderBy: { sequence: "desc" },
  });
  expect(entry.actor).toMatchObject({ id: "lin-guodong" });
  expect(entry.subject).toBe(`obligation:${inspection}`);
  expect(entry.after).toMatchObject({ what: "ledgers", sha256: sha256(bytes), rows: 3 });
});

test("words that name no ledger get the list of those there are", async () => {
  const [answer] = await office.person("zhou-wen").says("/台账 火星");
  expect(answer!.text).toContain("没有找到“火星”这本台账");
  expect(answer!.text).toContain("2 行政执法部门自查自纠台账");
});

test("the card's button exports too", async () => {
  const [card] = await office.person("zhou-wen").says("/进度 2");
  const messages = await office.person("zhou-wen").presses(card!, "导出台账");
  expect(messages[0]!.files.map(({ name }) => name)).toEqual(["附件10 行政执法部门自查自纠台账(汇总).xlsx"]);
});
