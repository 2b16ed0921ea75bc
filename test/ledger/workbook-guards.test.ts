// Files that would harm or cannot be read: each is refused with its sentence, soon, and without filling the memory.
import { describe, expect, it } from "vitest";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { buildWorkbook, markErrors, readTable, readWorkbook } from "../../src/ledger/workbook.ts";
import { HOSTILE_WORKBOOKS, type HostileFile } from "../support/hostile-files.ts";
import { zipOf } from "../support/zip.ts";
import { partsOf, workbookOf } from "./workbooks.ts";

const self = findLedger("self-inspection")!;
const sheet = (rows: string, after = ""): string =>
  `<worksheet><sheetData>${rows}</sheetData>${after}</worksheet>`;
const text = (address: string, value: string): string =>
  `<c r="${address}" t="inlineStr"><is><t>${value}</t></is></c>`;
const header = `<row r="1">${text("A1", "自查项目")}${text("B1", "是否存在问题")}</row>`;
const entry = `<row r="2">${text("A2", "三项制度")}${text("B2", "否")}</row>`;
const small = partsOf(sheet(header + entry));

it("reads the smallest workbook, with prefixed tags and absolute targets too", async () => {
  expect((await readWorkbook(zipOf(small), self)).entries).toHaveLength(1);
  const prefixed = Object.fromEntries(
    Object.entries(small).map(([path, xml]) => [
      path,
      path.endsWith("sheet1.xml")
        ? `${xml}`.replace(/<(\/?)/g, "<$1x:").replace("<x:worksheet", '<x:worksheet xmlns:x="x"')
        : `${xml}`.replace('"worksheets/', '"/xl/worksheets/'),
    ]),
  );
  expect((await readWorkbook(zipOf(prefixed), self)).entries).toHaveLength(1);
});

describe("what would harm is answered with one sentence, or read where it is harmless", () => {
  const more: HostileFile[] = [
    {
      what: "a picture",
      name: "a.xlsx",
      words: "不是.xlsx表格",
      heavy: false,
      build: () => Buffer.from(`\u0089PNG${"x".repeat(100)}`),
    },
    {
      what: "a Word document",
      name: "a.xlsx",
      words: "不是.xlsx表格",
      heavy: false,
      build: () => zipOf({ "word/document.xml": "<d/>" }),
    },
  ];
  it.each([...HOSTILE_WORKBOOKS.filter(({ heavy }) => !heavy), ...more])(
    "$what",
    async ({ build, words }) => {
      const bytes = build();
      const begun = performance.now();
      const reading = await readWorkbook(bytes, self);
      expect(performance.now() - begun).toBeLessThan(5000);
      if (words === null) {
        expect(reading.issues.filter(({ fatal }) => fatal)).toEqual([]);
        expect(reading.entries[0]!.values).toMatchObject({ item: "三项制度", found: "否" });
        return;
      }
      expect(reading).toMatchObject({ entries: [], issues: [{ fatal: true }] });
      expect(reading.issues[0]!.message).toContain(words);
      // Whatever is no zip, or a damaged one, is refused as a plain table with the same words.
      if (!words.startsWith("没有认出"))
        expect((await readTable(bytes)).issue).toBe(reading.issues[0]!.message);
    },
  );

  it("deep tags, where a copy is marked", async () => {
    const deep = HOSTILE_WORKBOOKS.find(({ what }) => what.startsWith("tags nested"))!.build();
    const issue = { row: 1, field: "item", label: "自查项目", cell: "A2", message: "第1行“自查项目”：x" };
    expect(await markErrors(deep, self, [issue])).toMatchObject({
      bytes: null,
      issue: expect.stringContaining("可能已损坏"),
    });
  });

  it("a bomb of many megabytes in a few kilobytes, at once", async () => {
    const bomb = zipOf(partsOf(sheet(" ".repeat(70 * 1024 * 1024))));
    expect(bomb.length).toBeLessThan(200_000);
    const begun = performance.now();
    expect((await readWorkbook(bomb, self)).issues[0]!.message).toContain("展开后过大");
    expect(performance.now() - begun).toBeLessThan(500);
  });

  it("more than 50,000 rows", async () => {
    const rows = Array.from({ length: 50_001 }, (_, n) => `<row><c><v>${n}</v></c></row>`).join("");
    expect((await readWorkbook(zipOf(partsOf(sheet(rows))), self)).issues[0]!.message).toBe(
      "表格超过50000行，请拆成几个文件后再发",
    );
  });

  it("merged ranges that together fill more than a sheet can hold", async () => {
    const rows = Array.from(
      { length: 5000 },
      (_, n) => `<row r="${n + 1}"><c r="A${n + 1}"><v>${n}</v></c></row>`,
    ).join("");
    const merges = `<mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(5)}</mergeCells>`;
    expect((await readWorkbook(zipOf(partsOf(sheet(rows, merges))), self)).issues[0]!.message).toContain(
      "展开后过大",
    );
  });
});

it("is not held up by rules and merges over a whole sheet, as WPS writes them", async () => {
  const after =
    '<mergeCells><mergeCell ref="C1:XFD1048576"/></mergeCells><dataValidations><dataValidation type="list" sqref="A1:XFD1048576"><formula1>"是,否"</formula1></dataValidation></dataValidations>';
  const begun = performance.now();
  expect((await readWorkbook(zipOf(partsOf(sheet(header + entry, after))), self)).entries).toHaveLength(1);
  expect(performance.now() - begun).toBeLessThan(1000);
});

it("counts rows that hold something, not the empty ones spreadsheets leave behind", async () => {
  const empty = Array.from(
    { length: 60_000 },
    (_, n) => `<row r="${n + 3}"><c r="A${n + 3}" s="0"/></row>`,
  ).join("");
  expect(await readWorkbook(zipOf(partsOf(sheet(header + entry + empty))), self)).toMatchObject({
    issues: [],
    entries: [{ cells: { item: "A2" } }],
  });
});

it("reads a workbook that counts its days from 1904", async () => {
  const bytes = await workbookOf(
    [
      ["自查项目", "完成时限"],
      ["三项制度", new Date(Date.UTC(2023, 6, 15))],
    ],
    [],
    (_sheet, workbook) => {
      workbook.properties.date1904 = true;
    },
  );
  const { entries } = await readWorkbook(bytes, self);
  expect(entries[0]!.values.deadline).toEqual(new Date(Date.UTC(2023, 6, 15)));
});

it("answers damaged bytes with a reading, never with an exception", async () => {
  const sound = await buildWorkbook({ definition: self, heading: { unit: "甲室" }, rows: [], code: "A1-1" });
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  let refused = 0;
  for (let round = 0; round < 300; round++) {
    const bytes = sound.slice();
    for (let n = 0; n <= round % 8; n++) bytes[random(bytes.length)] = random(256);
    const reading = await readWorkbook(
      bytes.subarray(0, round % 3 ? bytes.length : random(bytes.length)),
      self,
    );
    if (reading.issues.length > 0) refused++;
    expect(reading.entries).toEqual([]);
  }
  expect(refused).toBeGreaterThan(100);
});
