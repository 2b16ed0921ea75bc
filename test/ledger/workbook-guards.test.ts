// Files that would harm or cannot be read: each is refused with its sentence, soon, and without filling the memory.
import { describe, expect, it } from "vitest";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { buildWorkbook, MAX_FILE_BYTES, readTable, readWorkbook } from "../../src/ledger/workbook.ts";
import { zipOf } from "../support/zip.ts";
import { partsOf, workbookOf } from "./workbooks.ts";

const self = findLedger("self-inspection")!;
const sheet = (rows: string, after = ""): string =>
  `<worksheet><sheetData>${rows}</sheetData>${after}</worksheet>`;
const text = (address: string, value: string): string =>
  `<c r="${address}" t="inlineStr"><is><t>${value}</t></is></c>`;
const header = `<row r="1">${text("A1", "自查项目")}${text("B1", "是否存在问题")}</row>`;
const entry = `<row r="2">${text("A2", "三项制度")}${text("B2", "否")}</row>`;
const ole = (content: string): Uint8Array =>
  Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(512), Buffer.from(content, "utf16le")]);
const small = partsOf(sheet(header + entry));
const whole = Buffer.from(zipOf(small));

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

describe("is refused", () => {
  const cases: [string, Uint8Array, string][] = [
    ["an old .xls", ole("Workbook"), "旧版格式（.xls或.et）"],
    ["a workbook with a password", ole("EncryptedPackage"), "设有打开密码"],
    ["a file too large", new Uint8Array(MAX_FILE_BYTES + 1), "超过20MB"],
    ["an empty file", new Uint8Array(0), "不是.xlsx表格"],
    ["a picture", Buffer.from(`\u0089PNG${"x".repeat(100)}`), "不是.xlsx表格"],
    ["a Word document", zipOf({ "word/document.xml": "<d/>" }), "不是.xlsx表格"],
    ["macros", zipOf({ ...small, "xl/vbaProject.bin": "x" }), "带有宏"],
    [
      "links to other files",
      zipOf({ ...small, "xl/externalLinks/externalLink1.xml": "<x/>" }),
      "引用了别的文件",
    ],
    ["a binary workbook", zipOf({ "xl/workbook.bin": "x" }), ".xlsb"],
    ["a zip with a password", zipOf(small, { flags: 1 }), "设有打开密码"],
    ["half a file", whole.subarray(0, whole.length / 2), "可能已损坏"],
    ["broken XML", zipOf(partsOf("<worksheet><sheetData><row>")), "可能已损坏"],
    ["a DTD", zipOf(partsOf(`<!DOCTYPE x [<!ENTITY a "aaaa">]>${sheet("")}`)), "可能已损坏"],
    [
      "a declared size beyond the limit",
      zipOf(small, { declared: { "xl/worksheets/sheet1.xml": 2 ** 31 } }),
      "展开后过大",
    ],
    [
      "a part larger than it declares",
      zipOf(small, { declared: { "xl/worksheets/sheet1.xml": 10 } }),
      "可能已损坏",
    ],
    [
      "too many parts",
      zipOf(Object.fromEntries(Array.from({ length: 2001 }, (_, n) => [`xl/${n}.xml`, ""]))),
      "展开后过大",
    ],
  ];
  it.each(cases)("%s", async (_what, bytes, words) => {
    const reading = await readWorkbook(bytes, self);
    expect(reading).toMatchObject({ entries: [], issues: [{ fatal: true }] });
    expect(reading.issues[0]!.message).toContain(words);
    expect((await readTable(bytes)).issue).toBe(reading.issues[0]!.message);
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
