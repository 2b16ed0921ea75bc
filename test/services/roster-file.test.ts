// The roster workbook: what is read, and the sentence for each cell that is wrong.
import { expect, test } from "vitest";
import { buildSheets, buildTable } from "../../src/ledger/workbook.ts";
import { buildRosterFile } from "../../src/services/roster-example.ts";
import { looksLikeRoster, readRosterFile } from "../../src/services/roster-file.ts";
import { PERSON_COLUMNS, UNIT_COLUMNS } from "../../src/services/roster-sheets.ts";

const UNITS = [
  ["", "青川县应急管理局", "本局", "局", ""],
  ["fg", "法规科", "政策法规科", "科室", ""],
  ["", "危化科", "", "科室", ""],
  ["", "各业务科室", "", "组", "危化科、政策法规科"],
];
const PEOPLE = [
  ["甲一", "13000000001", "青川县应急管理局", "主要负责人", "", ""],
  ["乙二", "", "各业务科室", "分管领导", "", ""],
  ["丙三", "13000000003", "法规科", "牵头科室管理员", "", ""],
  ["丙三", "", "政策法规科", "联系人", "A", ""],
  ["丁四", "", "危化科、法规科", "联系人", "B角", ""],
  ["戊五", "", "危化科", "单位负责人", "", "2023年7月31日"],
];

const columns = (labels: readonly string[]) => labels.map((label) => ({ label, width: 12 }));
const fileOf = (units: string[][], people: string[][]) =>
  buildSheets([
    { name: "单位", columns: columns(UNIT_COLUMNS), rows: units },
    { name: "人员", columns: columns(PERSON_COLUMNS), rows: people },
  ]);

test("a roster reads as units and people, one person for several rows", async () => {
  const bytes = await fileOf(UNITS, PEOPLE);
  expect(await looksLikeRoster(bytes)).toBe(true);
  expect(await readRosterFile(bytes)).toEqual({
    roster: {
      units: [
        {
          code: "青川县应急管理局",
          name: "青川县应急管理局",
          aliases: ["本局"],
          kind: "bureau",
          members: [],
        },
        { code: "fg", name: "法规科", aliases: ["政策法规科"], kind: "office", members: [] },
        { code: "危化科", name: "危化科", aliases: [], kind: "office", members: [] },
        { code: "各业务科室", name: "各业务科室", aliases: [], kind: "group", members: ["危化科", "fg"] },
      ],
      people: [
        { name: "甲一", mobile: "13000000001", posts: [{ unit: "青川县应急管理局", role: "director" }] },
        {
          name: "乙二",
          posts: [
            { unit: "危化科", role: "deputy" },
            { unit: "fg", role: "deputy" },
          ],
        },
        {
          name: "丙三",
          mobile: "13000000003",
          posts: [
            { unit: "fg", role: "coordinator" },
            { unit: "fg", role: "contact", rank: "A" },
          ],
        },
        {
          name: "丁四",
          posts: [
            { unit: "危化科", role: "contact", rank: "B" },
            { unit: "fg", role: "contact", rank: "B" },
          ],
        },
        { name: "戊五", posts: [{ unit: "危化科", role: "head", untilOn: "2023-07-31" }] },
      ],
    },
  });
});

test("the example can be loaded as it stands", async () => {
  const reading = await readRosterFile(await buildRosterFile());
  expect(reading).toHaveProperty("roster.people.length", 8);
});

const person = (...cells: string[]) => ({ people: [...PEOPLE, cells] });
const unit = (...cells: string[]) => ({ units: [...UNITS, cells] });

test.each<[string, { units?: string[][]; people?: string[][] }, string, string]>([
  [
    "a unit that isn't there",
    person("己六", "", "危化课", "联系人"),
    "人员!C8",
    "“危化课”，是不是“危化科”？",
  ],
  [
    "a role that isn't one",
    person("己六", "", "危化科", "科长"),
    "人员!D8",
    "角色“科长”不在可选项里，请填联系人、",
  ],
  ["no role", person("己六", "", "危化科", ""), "人员!D8", "没有写角色"],
  ["no unit", person("己六", "", "", "联系人"), "人员!C8", "没有写单位"],
  ["no name", person("", "", "危化科", "联系人"), "人员!A8", "没有写姓名"],
  ["ten digits", person("己六", "1300000000", "危化科", "联系人"), "人员!B8", "11位数字，现在有10位"],
  ["a number of two people", person("己六", "13000000001", "危化科", "联系人"), "人员!B8", "已写给“甲一”"],
  ["a second A角", person("己六", "", "法规科", "联系人", "A"), "人员!E8", "A角已经是“丙三”"],
  ["a rank that isn't one", person("己六", "", "危化科", "联系人", "C"), "人员!E8", "请填A或B"],
  ["a rank of a head", person("己六", "", "危化科", "单位负责人", "A"), "人员!E8", "只有联系人分A、B角"],
  ["the same post twice", person("丙三", "", "法规科", "联系人", ""), "人员!D8", "已在前面写过"],
  ["a contact of a group", person("己六", "", "各业务科室", "联系人"), "人员!C8", "“各业务科室”是组"],
  [
    "a day without a year",
    person("己六", "", "危化科", "联系人", "", "7月31日"),
    "人员!F8",
    "看不出是哪一天",
  ],
  [
    "a namesake without number",
    {
      people: [
        ["甲一", "13000000001", "法规科", "联系人"],
        ["甲一", "13000000002", "危化科", "联系人"],
        ["甲一", "", "危化科", "单位负责人"],
      ],
    },
    "人员!B4",
    "表里有2位“甲一”",
  ],
  ["a unit without name", unit("", "", "别名", "科室"), "单位!B6", "没有写单位名称"],
  ["a kind that isn't one", unit("", "防灾科", "", "处室"), "单位!D6", "类型“处室”不在可选项里"],
  ["a second bureau", unit("", "另一个局", "", "局"), "单位!D6", "只能有一行"],
  ["a code twice", unit("fg", "防灾科", "", "科室"), "单位!A6", "单位编码“fg”重复了"],
  ["a name twice", unit("x", "危化科", "", "科室"), "单位!B6", "“危化科”重复了"],
  [
    "an alias that is another's",
    unit("", "防灾科", "危化科", "科室"),
    "单位!C6",
    "已经是“危化科”的名称或别名",
  ],
  ["a group of nobody", unit("", "各大队", "", "组", ""), "单位!E6", "请填组成员"],
  ["a group of strangers", unit("", "各大队", "", "组", "一大队"), "单位!E6", "没有“一大队”"],
  ["a group of groups", unit("", "各大队", "", "组", "各业务科室"), "单位!E6", "不是科室"],
  ["members of an office", unit("", "防灾科", "", "科室", "危化科"), "单位!E6", "只有类型为“组”的才填组成员"],
])("%s is named by its cell", async (_what, { units = UNITS, people = PEOPLE }, place, message) => {
  const reading = await readRosterFile(await fileOf(units, people));
  const issues = "issues" in reading ? reading.issues : [];
  expect(issues.map(({ sheet, cell }) => `${sheet}!${cell}`)).toContain(place);
  expect(issues.find(({ sheet, cell }) => `${sheet}!${cell}` === place)?.message).toContain(message);
});

test("other files aren't rosters, and are refused with a sentence", async () => {
  const table = await buildTable({
    title: "花名册",
    columns: [{ label: "姓名" }, { label: "单位" }],
    rows: [["甲一", "危化科"]],
  });
  expect(await looksLikeRoster(table)).toBe(false);
  expect(await readRosterFile(table)).toHaveProperty("issues.length", 2);
  const text = new TextEncoder().encode("姓名，角色");
  expect(await looksLikeRoster(text)).toBe(false);
  expect(await readRosterFile(text)).toHaveProperty("issues.0.message", expect.stringContaining(".xlsx"));
});
