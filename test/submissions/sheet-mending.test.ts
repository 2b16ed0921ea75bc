// A sheet with cells to mend: counted, explained, sent back marked; the good rows first where the sender wants them.
import ExcelJS from "exceljs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { buildWorkbook, readWorkbook } from "../../src/ledger/workbook.ts";
import { fieldsOf, wordsOf } from "../forms/pages.ts";
import { type Cell, workbookOf } from "../ledger/workbooks.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness, type SeenMessage } from "../support/harness.ts";
import { codeOf, fact, last, oneLedger } from "./story.ts";

const WORK = "报送营商环境工作台账";
const SECRET = "报送突出问题整治台账";
const RECTIFY = "报送整改台账";
const TABLE = "报送执法装备统计表";
const MONTHLY = "每月报送营商环境工作台账";
const FILES = "报送规范性文件目录";

let office: Harness;
let work: string;
let secret: string;

beforeAll(async () => {
  office = await openHarness();
  await publishMatters(office.app, [
    {
      what: WORK,
      units: ["weihua"],
      dueOn: "2023-07-27",
      materials: oneLedger("business-environment", "法治化营商环境工作台账"),
    },
    {
      what: SECRET,
      units: ["weihua"],
      dueOn: "2023-07-30",
      level: "sensitive",
      materials: oneLedger("prominent-problems", "重点执法领域突出问题整治台账"),
    },
    {
      what: RECTIFY,
      units: ["anji"],
      dueOn: "2023-07-30",
      materials: oneLedger("rectification", "整改台账"),
    },
    {
      what: TABLE,
      units: ["zonghe"],
      dueOn: "2023-07-30",
      materials: [{ key: "1", kind: "ledger", name: "执法装备统计表" }],
    },
    {
      what: MONTHLY,
      units: ["fangzai"],
      dueOn: "2023-07-25",
      recurring: { recurrence: "FREQ=MONTHLY;BYMONTHDAY=25", period: "2023年6月" },
      materials: oneLedger("business-environment", "法治化营商环境工作台账"),
    },
    {
      what: FILES,
      units: ["anji"],
      dueOn: "2023-07-30",
      materials: oneLedger("normative-documents", "继续有效规范性文件目录"),
    },
  ]);
  work = await codeOf(office, WORK, "weihua");
  secret = await codeOf(office, SECRET, "weihua");
});
afterAll(() => office.close());

const HEAD: Cell[] = [
  "序号",
  "指标任务",
  "具体举措",
  "牵头单位",
  "责任单位",
  "完成时限",
  "本月进展",
  "下月计划",
  "工作状态",
];
const good = (n: number): Cell[] => [
  n,
  `事项${n}`,
  "一次办",
  "危化室",
  "",
  "2023-12-31",
  "完成12件",
  "继续",
  "正常",
];
const bad = (n: number): Cell[] => [n, `事项${n}`, "一次办", "危化室", "", "年底", "", "继续", "还行"];

const openSheet = async (bytes: Uint8Array) => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes.slice().buffer);
  return workbook.worksheets[0]!;
};
const versions = (code: string) =>
  office.app.runtime.store.db.submission.count({ where: { assignment: { number: Number(code.slice(1)) } } });
const labels = (message: SeenMessage) => message.card!.actions.map(({ label }) => label);

test("good rows are counted apart, the sender's own file comes back marked, and nothing counts before it is confirmed", async () => {
  const zhang = office.person("zhang-lei");
  const rows = [HEAD, good(1), bad(2), good(3), bad(4), bad(5)];
  const answer = last(await zhang.sends("七月.xlsx", await workbookOf(rows), work));
  expect(answer.card?.title).toBe(`${work}-1 有9处需要修改`);
  expect(fact(answer, "条目")).toBe("共5条，2条没有问题，3条要改");
  expect(answer.text).toMatch(/\nF3 第2行“完成时限”：“年底”/);
  expect(answer.text).toContain("还有 1 处，都标在发回的表里。");
  expect(labels(answer)).toEqual(["先报没有问题的2条", "在网页修改"]);
  expect(answer.files.map(({ name }) => name)).toEqual(["七月(已标出要改的地方).xlsx"]);
  const sheet = await openSheet(await office.download(answer.files[0]!.url));
  expect(sheet.getCell("J1").value).toBe("需要修改的地方");
  expect(sheet.getCell("J3").value).toMatch(/1\. “完成时限”：“年底”/);
  expect(sheet.getCell("F3").fill).toMatchObject({ fgColor: { argb: "FFFFC7CE" } });
  expect(sheet.getCell("B2").value).toBe("事项1");

  const preview = last(await zhang.presses(answer, "先报没有问题的2条"));
  expect(preview.card?.title).toBe(`${work}-1 先报2条，请核对`);
  expect(preview.text).toContain("第1行：事项1；一次办；危化室；2023-12-31");
  expect(preview.text).toContain("第3行：事项3");
  expect(preview.text).not.toContain("事项2");
  expect(last(await zhang.presses(preview, "先不报")).text).toContain("没有报送");
  expect(await versions(work)).toBe(0);

  const receipt = last(await zhang.presses(preview, "确认报送这2条"));
  expect(receipt.card?.title).toBe("报送成功");
  expect(fact(receipt, "内容")).toBe("法治化营商环境工作台账：2条");
  expect(receipt.text).toContain("要改的3条没有计入");
  // What wants mending is still there to be mended.
  const draft = await office.app.runtime.store.db.formDraft.findFirstOrThrow({ where: { materialKey: "1" } });
  expect(draft.body).toMatchObject({ rows: [{}, {}, { values: { indicator: "事项3" } }, {}, {}] });

  // The mended copy, remarks and colours still in it, is the whole list.
  for (const row of [3, 5, 6]) {
    sheet.getCell(row, 6).value = "2023-12-30";
    sheet.getCell(row, 7).value = "完成3件";
    sheet.getCell(row, 9).value = "滞后";
  }
  const mended = new Uint8Array(await sheet.workbook.xlsx.writeBuffer());
  const again = last(await zhang.sends("七月改好.xlsx", mended, work));
  expect(again.card?.title).toBe("改报成功(第2版)");
  expect(fact(again, "内容")).toContain("5条(上一版2条)");
  expect(again.text).not.toContain("没有收取");
  // The old card would put the two rows in the place of the five.
  expect(last(await zhang.presses(preview, "确认报送这2条")).text).toContain("又报过一次");
  expect(await versions(work)).toBe(2);
});

test("a sheet asked about first comes to the same choice, and its card is nobody else's", async () => {
  const zhang = office.person("zhang-lei");
  const form = await buildWorkbook({
    definition: findLedger("prominent-problems")!,
    heading: {},
    rows: ["2023-08-10", "2023-08-11"].map((deadline, at) => ({
      values: {
        kind: at ? null : "不规范",
        description: `甲企业${at}`,
        measure: "补办",
        department: "危化室",
        owner: "某某",
        deadline,
      },
    })),
  });
  const ask = last(await zhang.sends("突出问题.xlsx", form));
  expect(ask.text).toContain(
    "表中共2条，1条没有问题，1条要改。\n这是“重点执法领域突出问题整治台账”吗？确认后才算报送。",
  );
  const answer = last(await zhang.presses(ask, "是，报送"));
  expect(fact(answer, "条目")).toBe("共2条，1条没有问题，1条要改");
  // Rows of a 敏感 ledger stay behind the login, the marked copy too.
  expect(answer.files).toEqual([]);
  expect(answer.text).not.toContain("甲企业");
  const copy = answer.card!.actions.find(({ label }) => label === "下载标好的表")!;
  expect(
    (await readWorkbook((await zhang.downloads(copy.url!)).bytes, findLedger("prominent-problems")!)).entries,
  ).toHaveLength(2);
  const preview = last(await zhang.presses(answer, "先报没有问题的1条"));
  expect(preview.text).not.toContain("甲企业");
  expect(last(await office.person("deng-fei").presses(preview, "确认报送这1条")).text).toContain("已失效");
  const receipt = last(await zhang.presses(preview, "确认报送这1条"));
  expect(fact(receipt, "内容")).toBe("重点执法领域突出问题整治台账：1条");
  expect(await versions(secret)).toBe(1);
});

test("a 整改台账 names problems that exist; a list by 清理结论 takes its own part only", async () => {
  const wei = office.person("wei-dong");
  const rectify = await codeOf(office, RECTIFY, "anji");
  const row = { foundBy: "区司法局", type: "限期整改", measure: "补齐", deadline: "2023-08-20" };
  const problem = await office.app.runtime.store.db.problem.findFirstOrThrow({ where: { kind: "不规范" } });
  const definition = findLedger("rectification")!;
  const send = async (numbers: string[]) =>
    last(
      await wei.sends(
        "整改.xlsx",
        await buildWorkbook({
          definition,
          heading: {},
          code: `${rectify}-1`,
          rows: numbers.map((number) => ({ values: { ...row, problem: number } })),
        }),
      ),
    );
  const foreign = `W${problem.number}`;
  const { campaign } = await office.app.runtime.store.db.obligation.findFirstOrThrow({
    where: { what: RECTIFY },
    include: { campaign: true },
  });
  const unit = await office.app.runtime.store.db.unit.findFirstOrThrow({ where: { code: "anji" } });
  const found = { campaignId: campaign.id, unitId: unit.id, kind: "不严格", foundOn: "2023-07-12" };
  await office.app.runtime.store.db.problem.createMany({
    data: [
      { ...found, number: 71, description: "案卷缺页" },
      { ...found, number: 72, description: "文书未编号", goneOn: "2023-07-12" },
    ],
  });
  const bad = await send(["W71", foreign, "W99", "W72", "20221-W71", "71"]);
  expect(fact(bad, "条目")).toBe("共6条，1条没有问题，5条要改");
  expect((await send([`${campaign.code}-W71`])).card?.title).toBe("报送成功");
  const { values } = await office.app.runtime.store.db.ledgerRow.findFirstOrThrow({
    where: { ledger: "rectification" },
  });
  expect(values).toMatchObject({ problem: "W71" });

  const files = await codeOf(office, FILES, "anji");
  const blank = last(await wei.presses(last(await wei.says(`/报送 ${files}`)), "下载表格"));
  expect(blank.files[0]!.name).toContain("继续有效规范性文件目录");
  const sheet = await openSheet(await office.download(blank.files[0]!.url));
  expect(sheet.workbook.worksheets.filter(({ state }) => state !== "hidden").map(({ name }) => name)).toEqual(
    ["继续有效规范性文件目录"],
  );
  const list = (conclusion: string) =>
    workbookOf([
      ["文件名称", "文号", "制定机关", "清理结论"],
      ["某办法", "某政发〔2022〕1号", "政府", conclusion],
    ]);
  const wrong = last(await wei.sends("目录.xlsx", await list("修改"), files));
  expect(wrong.text).toContain("本表只填“继续有效”的");
  expect(last(await wei.sends("目录.xlsx", await list(""), files)).card?.title).toBe("报送成功");
  const exported = last(await office.person("zhou-wen").says("/导出 继续有效"));
  expect(exported.text).toContain("《继续有效规范性文件目录》");
  const out = await openSheet(await office.download(exported.files[0]!.url));
  expect(out.getCell("A2").value).toBe("继续有效规范性文件目录");
});

test("the page takes the same sheet: read, marked and shown first, counted when confirmed", async () => {
  const zhang = office.person("zhang-lei");
  const path = `/form/${work}-1/sheet`;
  expect((await zhang.opens(path)).text).toContain("上传后先核对，确认以后才算报送");
  const before = await versions(work);
  const send = (bytes: Uint8Array, name: string) => {
    const form = new FormData();
    form.set("file", new File([new Uint8Array(bytes)], name));
    return zhang.opens(path, form);
  };
  const upload = async (rows: Cell[][]) => send(await workbookOf(rows), "八月.xlsx");
  const page = await upload([HEAD, good(1), bad(2)]);
  expect(page.status).toBe(422);
  const words = wordsOf(page.text);
  expect(words).toContain("有3处需要修改");
  expect(words).toContain("共2条，1条没有问题，1条要改。现在还没有报送，请核对。");
  expect(words).toContain("上一版已报5条，确认后以这1条为准");
  expect(words).toContain("第1行 事项1，一次办，危化室 完成时限：2023-12-31；本月进展：完成12件");
  expect(await versions(work)).toBe(before);
  const take = (from: { text: string }) => zhang.opens(`${path}/take`, fieldsOf(from.text));
  const receipt = await take(page);
  expect(wordsOf(receipt.text)).toContain("已收到第3版");
  expect(await versions(work)).toBe(before + 1);
  // Pressing twice is one act; an older page of the same sheet changes nothing any more.
  expect(wordsOf((await take(page)).text)).toContain("已经收到过");
  const old = { ...fieldsOf(page.text), requestId: "later" };
  expect((await zhang.opens(`${path}/take`, old)).status).toBe(409);

  const whole = await upload([HEAD, good(1), good(2)]);
  expect(whole.status).toBe(200);
  expect(wordsOf(whole.text)).toContain("共2条，都没有问题。现在还没有报送");
  await take(whole);
  expect(await versions(work)).toBe(before + 2);

  // More than a page shows well is changed in the sheet, never cut.
  const long = await upload([HEAD, ...Array.from({ length: 301 }, (_, at) => good(at + 1))]);
  await take(long);
  const form = await zhang.opens(`/form/${work}-1`);
  expect(form.path).toBe(path);
  expect(wordsOf(form.text)).toContain("上一版有301条，网页放不下，请下载表格修改后上传。");

  const xls = await send(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), "台账.xls");
  expect(wordsOf(xls.text)).toContain("另存为“Excel工作簿(.xlsx)”");
  const other = await buildWorkbook({
    definition: findLedger("business-environment")!,
    heading: {},
    rows: [],
    code: "A999-1",
  });
  const wrong = await send(other, "别的.xlsx");
  expect(wordsOf(wrong.text)).toContain("这张表的表号是A999-1");
});

test("a sheet finds its period: last month's form is asked about, a file's name and unit narrow the choice", async () => {
  const { db } = office.app.runtime.store;
  const june = await db.assignment.findFirstOrThrow({ where: { obligation: { what: MONTHLY } } });
  const { id: _, number: __, ...rest } = june;
  const july = await db.assignment.create({ data: { ...rest, period: "2023年7月" } });
  const deng = office.person("deng-fei");
  const rows = [
    HEAD.slice(0, 4).concat(HEAD.slice(6)),
    ["1", "事项", "一次办", "防灾室", "完成1件", "继续", "正常"],
  ];
  const named = last(await deng.sends("防灾减灾室2023年6月台账.xlsx", await workbookOf(rows)));
  expect(named.card?.title).toBe("请确认这份文件");
  expect(fact(named, "事项")).toBe(`A${june.number} ${MONTHLY}(2023年6月)`);
  expect(last(await deng.sends("台账.xlsx", await workbookOf(rows))).card?.actions).toHaveLength(2);
  const signed = [["填报单位：安全基础室"], ...rows];
  const foreign = last(await deng.sends("7月台账.xlsx", await workbookOf(signed, ["A1:G1"])));
  expect(fact(foreign, "事项")).toContain("2023年7月");
  expect(foreign.text).toContain("注意：表上写的填报单位是“安全基础室”。");
  expect(last(await deng.presses(named, "是，报送")).card?.title).toBe("报送成功");

  const definition = findLedger("business-environment")!;
  const { entries } = await readWorkbook(await workbookOf(rows), definition);
  const values = { ...entries[0]!.values, progress: "完成2件" } as Record<string, string>;
  const form = await buildWorkbook({
    definition,
    heading: {},
    rows: [{ values }],
    code: `A${june.number}-1`,
  });
  const ask = last(await deng.sends("上月的表改的.xlsx", form));
  expect(ask.card?.title).toBe("这份文件是哪一项？");
  expect(ask.text).toContain(`表号是A${june.number}-1(2023年6月)，这一期已经报过。`);
  const chosen = ask.card!.actions.find(({ label }) => label.startsWith(`A${july.number}-1`))!;
  const receipt = last(await deng.presses(ask, chosen.label));
  expect(fact(receipt, "事项")).toBe(`A${july.number} ${MONTHLY}(2023年7月)`);
  expect(await versions(`A${june.number}`)).toBe(1);
});

test("a form sent twice by a contact of two units is one report of its unit, though the other still owes", async () => {
  const { db } = office.app.runtime.store;
  const {
    id: _,
    number: __,
    ...rest
  } = await db.assignment.findFirstOrThrow({
    where: { obligation: { what: MONTHLY }, period: "2023年6月" },
  });
  const units = await db.unit.findMany({ where: { code: { in: ["anji", "zonghe"] } } });
  const [own] = await db.assignment.createManyAndReturn({
    data: units.map(({ id }) => ({
      ...rest,
      unitId: id,
      preparerId: id,
      state: "open" as const,
      firstSubmittedAt: null,
      lastSubmittedAt: null,
    })),
  });
  const values = {
    indicator: "办理事项",
    measure: "一次办",
    lead: "安全基础室",
    progress: "完成1件",
    next: "继续",
    state: "正常",
  };
  const definition = findLedger("business-environment")!;
  const form = await buildWorkbook({
    definition,
    heading: {},
    rows: [{ values }],
    code: `A${own!.number}-1`,
  });
  const li = office.person("li-na");
  const first = last(await li.sends("台账.xlsx", form));
  expect(first.card?.title).toBe("报送成功");
  expect(fact(last(await li.sends("台账.xlsx", form)), "回执号")).toBe(fact(first, "回执号"));
});

test("a table that is no ledger of the house is handed in as a file, by the page too", async () => {
  const path = `/form/${await codeOf(office, TABLE, "zonghe")}-1`;
  const wu = office.person("wu-xia");
  expect((await wu.opens(path)).text).toContain(".xlsx,.docx");
  const form = new FormData();
  const bytes = await workbookOf([
    ["装备", "数量"],
    ["执法记录仪", 12],
  ]);
  form.set("file", new File([new Uint8Array(bytes)], "装备.xlsx"));
  expect(wordsOf((await wu.opens(path, form)).text)).toContain("已交 1/1");
});
