// A ledger of the bureau's own, from an empty form to the merged sheet: made, asked for, filled in three ways, changed.
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWorkbook, readWorkbook } from "../../src/ledger/workbook.ts";
import { readDefinitions, widen } from "../../src/services/definitions.ts";
import { fieldsOf, wordsOf } from "../forms/pages.ts";
import { workbookOf } from "../ledger/workbooks.ts";
import { type Harness, openHarness } from "../support/harness.ts";

const PLAN = `关于开展燃气安全检查的通知

各业务室：
为做好燃气安全工作，现就有关事项通知如下。
一、报送要求
安全基础室、危险化学品监督管理室、防灾减灾室、行政执法大队于2023年7月27日前将《燃气安全检查台账》报送至政策法规宣传和规划科技室。
2023年7月12日
`;

let office: Harness;
const zhou = () => office.person("zhou-wen");
const db = () => office.app.runtime.store.db;
const known = async () => readDefinitions(db(), (await db().org.findFirstOrThrow()).id);
const post = (path: string, fields: Record<string, string>, act: string) =>
  zhou().opens(path, { ...fields, _do: act });
/** What the page holds, and the name of a column's field. */
async function openPage(path: string) {
  const fields = fieldsOf((await zhou().opens(path)).text);
  const place = (label: string) =>
    Object.entries(fields)
      .find(([name, value]) => /^c\d+\.label$/.test(name) && value === label)![0]
      .split(".")[0]!;
  return { fields, place };
}
const codes: Record<string, string> = {};

beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

test("the coordinator finds the page by /台账 设置; others don't", async () => {
  const [answer] = await zhou().says("/台账 设置");
  expect(answer!.card!.title).toBe("台账设置");
  const page = await zhou().opens(new URL(answer!.card!.actions[0]!.url!).pathname);
  expect(page.path).toBe("/ledgers");
  expect(wordsOf(page.text)).toContain("重点执法领域突出问题整治台账");
  expect((await office.person("zhang-lei").opens("/ledgers")).status).toBe(403);
  const [refusal] = await office.person("zhang-lei").says("/台账 设置");
  expect(refusal!.text).toContain("牵头科室管理员");
});

test("the header of an empty form becomes columns, to be seen as form and sheet before anything is saved", async () => {
  const bytes = await workbookOf(
    [
      ["燃气安全检查台账"],
      ["填报单位：", null, null, null, "填报时间："],
      ["序号", "检查对象", "检查日期", "隐患数量", "是否停用", "处理措施"],
    ],
    ["A1:F1"],
  );
  const upload = new FormData();
  upload.set("_do", "import");
  upload.set("_file", new File([new Uint8Array(bytes)], "空表.xlsx"));
  const read = await zhou().opens("/ledgers/new", upload);
  const fields = fieldsOf(read.text);
  expect(fields).toMatchObject({
    title: "燃气安全检查台账",
    "c0.label": "检查对象",
    "c0.kind": "text",
    "c1.kind": "date",
    "c2.kind": "integer",
    "c3.kind": "boolean",
    "c4.label": "处理措施",
    "c4.kind": "longText",
  });
  const wrong = await post("/ledgers/new", { ...fields, "c2.kind": "choice" }, "save");
  expect(wrong.status).toBe(422);
  expect(wordsOf(wrong.text)).toContain("“隐患数量”是选择栏，请写至少两个选项");
  const seen = await post("/ledgers/new", { ...fields, "c0.required": "1" }, "preview");
  expect(fieldsOf(seen.text)).toHaveProperty("preview.own3", "");
  expect(wordsOf(seen.text)).toContain("检查对象*");
  const sheet = await post("/ledgers/new", fields, "sheet");
  expect(sheet.text.slice(0, 2)).toBe("PK");
  expect(await db().ledgerDefinition.count()).toBe(0);

  const saved = await post("/ledgers/new", { ...fields, "c0.required": "1" }, "save");
  expect(saved.path).toBe("/ledgers/own-1");
  // A second press makes no second ledger.
  const again = await post("/ledgers/new", { ...fields, "c0.required": "1" }, "save");
  expect(again.path).toBe("/ledgers/own-1");
  expect(await db().ledgerDefinition.count()).toBe(1);
  expect((await known()).find("own-1")).toMatchObject({ title: "燃气安全检查台账", version: 1 });
});

test("a plan that names it gets it, and the confirm page offers it", async () => {
  const [draft] = await zhou().sends("通知.txt", new TextEncoder().encode(PLAN));
  const page = await zhou().opens(new URL(draft!.card!.actions[0]!.url!).pathname);
  expect(wordsOf(page.text)).toContain("台账：燃气安全检查台账");
  await zhou().presses(draft!, "发布");
  const [obligation] = await db().obligation.findMany();
  expect(obligation!.materials).toMatchObject([{ kind: "ledger", ledger: "own-1" }]);
  for (const { number, unit } of await db().assignment.findMany({ include: { unit: true } }))
    codes[unit.code] = `A${number}`;
  expect(Object.keys(codes).sort()).toEqual(["anji", "dadui", "fangzai", "weihua"]);
});

test("units report by the page, by words and by the sheet", async () => {
  const page = await office.person("zhang-lei").opens(`/form/${codes.weihua}-1`, {
    _do: "submit",
    own1: "加油站甲",
    own2: "2023-07-13",
    own3: "2",
    own4: "是",
    own5: "停用整改",
  });
  expect(wordsOf(page.text)).toContain("报送成功");
  const [words] = await office
    .person("deng-fei")
    .says(
      `【填报 ${codes.fangzai}-1】燃气安全检查台账\n检查对象：食堂乙\n检查日期：7月14日\n隐患数量：1\n是否停用：否\n处理措施：换软管`,
    );
  expect(words!.text).toContain("回执");
  const definition = (await known()).find("own-1")!;
  const bytes = await buildWorkbook({
    definition,
    heading: { title: definition.title },
    code: `${codes.dadui}-1`,
    rows: [
      { values: { own1: "商场丙", own2: "2023-07-14", own3: 4, own4: false, own5: "限期整改" } },
      { values: { own1: "商场丁", own2: "2023-07-14", own3: 0, own4: false, own5: null } },
    ],
  });
  const [sheet] = await office.person("luo-qiang").sends("台账.xlsx", bytes);
  expect(sheet!.text).toContain("2条");
});

test("the coordinator changes columns; somebody who had the page open loses nothing", async () => {
  const { fields, place } = await openPage("/ledgers/own-1");
  const removed = await post("/ledgers/own-1", fields, `remove.${place("是否停用").slice(1)}`);
  const added = await post("/ledgers/own-1", fieldsOf(removed.text), "add");
  const next = fieldsOf(added.text);
  expect(next).toMatchObject({ "c4.key": "", "c4.label": "" });
  const mine = {
    ...next,
    [`${place("隐患数量")}.label`]: "发现隐患数",
    "c4.label": "整改状态",
    "c4.kind": "choice",
    "c4.options": "已整改\n整改中",
  };
  expect((await post("/ledgers/own-1", mine, "save")).path).toBe("/ledgers/own-1");

  // Opened before that.
  const stale = { ...fields, [`${place("处理措施")}.hint`]: "写明期限" };
  const moved = await post("/ledgers/own-1", stale, "save");
  expect(moved.status).toBe(409);
  expect(wordsOf(moved.text)).toContain("两边的改动已合在下面");
  const merged = await post("/ledgers/own-1", fieldsOf(moved.text), "save");
  expect(wordsOf(merged.text)).toContain("已保存");
  const now = (await known()).find("own-1")!;
  expect(now.version).toBe(3);
  expect(now.fields.map(({ label }) => label)).toEqual([
    "检查对象",
    "检查日期",
    "发现隐患数",
    "处理措施",
    "整改状态",
  ]);
  expect(now.fields.find(({ label }) => label === "处理措施")?.hint).toBe("写明期限");
  const audited = await db().auditEntry.findMany({ where: { subject: "ledger:own-1" } });
  expect(audited).toHaveLength(3);
});

test("what was reported reads as it was written, what comes now has the new columns, the old form is still understood", async () => {
  const [answer] = await office
    .person("ma-chao")
    .says(
      `【填报 ${codes.anji}-1】燃气安全检查台账\n检查对象：酒楼戊\n检查日期：7月15日\n隐患数量：3\n整改状态：整改中`,
    );
  expect(answer!.text).toContain("回执");
  const old = wordsOf((await zhou().opens(`/review/${codes.weihua}`)).text);
  expect(old).toContain("是否停用");
  expect(old).toContain("隐患数量");
  expect(old).not.toContain("整改状态");
  const fresh = wordsOf((await zhou().opens(`/review/${codes.anji}`)).text);
  expect(fresh).toContain("发现隐患数");
  expect(fresh).toContain("整改状态");
});

test("the merged sheet holds the rows of both versions", async () => {
  const [answer] = await zhou().says("/台账 燃气");
  expect(answer!.text).toContain("4家、5条");
  const { bytes } = await zhou().downloads(answer!.files![0]!.url);
  const definitions = await known();
  const now = definitions.find("own-1")!;
  const { entries, issues } = await readWorkbook(bytes, widen(now, [definitions.at("own-1", 1)!]));
  expect(issues).toEqual([]);
  expect(
    entries.map(({ unit, values }) =>
      [unit, values.own1, values.own3, values.own4, values.own6].map((one) => String(one ?? "")),
    ),
  ).toEqual(
    expect.arrayContaining([
      ["危险化学品监督管理室", "加油站甲", "2", "是", ""],
      ["云川区应急管理综合行政执法大队", "商场丙", "4", "否", ""],
      ["安全基础室", "酒楼戊", "3", "", "整改中"],
    ]),
  );
  expect(entries).toHaveLength(5);
});
