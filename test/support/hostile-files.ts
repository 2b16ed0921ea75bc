// Files that would harm whoever opens them, built byte by byte; each with the words of its answer.
import { deflateRawSync } from "node:zlib";
import { zipOf } from "./zip.ts";

/** A hostile file; `words` stand in the sentence that answers it, null where it is harmless to read and is read. */
export interface HostileFile {
  what: string;
  name: string;
  build(): Uint8Array;
  words: string | null;
  /** Takes a second or more to build and refuse: for `scripts/hostile-files.ts`, not for the suite. */
  heavy: boolean;
}

const MIB = 1024 * 1024;
const HEAVY = new Set([
  "a bomb by ratio",
  "a part that is larger than it declares",
  "a million empty rows",
  "a million styled rows without content",
  "60 000 rows with content",
  "two million cells",
  "a cell of sixty million characters",
  "a shared string of sixty million characters",
  "a million shared strings",
  "twenty thousand merges of the whole sheet",
  "cells of nothing but blanks before a letter",
  "a bomb inside an embedded zip",
  "a file over 20 MB",
  "five million empty paragraphs",
  "more text than any plan has",
]);
const [DAMAGED, BLOATED, NO_BOOK, NO_HEADER] = ["可能已损坏", "展开后过大", "不是.xlsx表格", "没有认出"];
const text = (address: string, value: string): string =>
  `<c r="${address}" t="inlineStr"><is><t>${value}</t></is></c>`;
const HEADER = `<row r="1">${text("A1", "自查项目")}${text("B1", "是否存在问题")}${text("C1", "备注")}</row>`;
const ENTRY = `<row r="2">${text("A2", "三项制度")}${text("B2", "否")}</row>`;
const sheetOf = (rows: string, before = "", after = ""): string =>
  `<worksheet>${before}<sheetData>${HEADER}${ENTRY}${rows}</sheetData>${after}</worksheet>`;
const bookOf = (parts: Record<string, string | Buffer>): Record<string, string | Buffer> => ({
  "[Content_Types].xml": "<Types/>",
  "xl/workbook.xml":
    '<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
  "xl/_rels/workbook.xml.rels":
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
  "xl/worksheets/sheet1.xml": sheetOf(""),
  ...parts,
});
const repeat = (piece: (n: number) => string, count: number): string => {
  const pieces: string[] = [];
  for (let n = 0; n < count; n++) pieces.push(piece(n));
  return pieces.join("");
};
const merges = (count: number, ref: (n: number) => string): string =>
  `<mergeCells>${repeat((n) => `<mergeCell ref="${ref(n)}"/>`, count)}</mergeCells>`;
const LAUGHS = `<!DOCTYPE x [<!ENTITY a "哈哈">${repeat((n) => `<!ENTITY a${n} "${`&a${n === 0 ? "" : n - 1};`.repeat(10)}">`, 9)}]>`;
const XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>';
const ole = (stream: string): Uint8Array =>
  Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(4096), Buffer.from(stream, "utf16le")]);

const book = (
  what: string,
  words: string | null,
  parts: () => Record<string, string | Buffer>,
  lies: Parameters<typeof zipOf>[1] = {},
): HostileFile => ({
  what,
  name: "自查台账.xlsx",
  words,
  heavy: HEAVY.has(what),
  build: () => zipOf(bookOf(parts()), lies),
});
const plain = (what: string, name: string, words: string, build: () => Uint8Array): HostileFile => ({
  what,
  name,
  words,
  heavy: HEAVY.has(what),
  build,
});
const SHEET = "xl/worksheets/sheet1.xml";
const STYLES = "xl/styles.xml";
const STRINGS = "xl/sharedStrings.xml";

/** Workbooks, and what calls itself one. */
export const HOSTILE_WORKBOOKS: readonly HostileFile[] = [
  book("a bomb by ratio", BLOATED, () => ({ [SHEET]: sheetOf(" ".repeat(70 * MIB)) })),
  book("a bomb of many parts by their declared sizes", BLOATED, () => ({ a: "", b: "", c: "", d: "" }), {
    declared: { a: 60 * MIB, b: 60 * MIB, c: 60 * MIB, d: 60 * MIB },
  }),
  book(
    "a part that is larger than it declares",
    DAMAGED,
    () => ({ [SHEET]: sheetOf(" ".repeat(60 * MIB)) }),
    {
      declared: { [SHEET]: 900 },
    },
  ),
  book("a part that is smaller than it declares", DAMAGED, () => ({}), { declared: { [SHEET]: 60 * MIB } }),
  book("a bomb inside an embedded zip", null, () => ({
    "xl/embeddings/a.zip": Buffer.from(zipOf({ a: deflateRawSync(Buffer.alloc(30 * MIB)) })),
  })),
  book("a million empty rows", null, () => ({
    [SHEET]: sheetOf(repeat((n) => `<row r="${n + 3}"/>`, 1_000_000)),
  })),
  book("a million styled rows without content", null, () => ({
    [SHEET]: sheetOf(repeat((n) => `<row r="${n + 3}"><c r="A${n + 3}" s="1"/></row>`, 1_000_000)),
  })),
  book("60 000 rows with content", "超过50000行", () => ({
    [SHEET]: sheetOf(repeat((n) => `<row r="${n + 3}"><c r="A${n + 3}"><v>1</v></c></row>`, 60_000)),
  })),
  book("sixteen thousand columns", null, () => ({
    [SHEET]: sheetOf(`<row r="3">${repeat(() => "<c><v>1</v></c>", 16_384)}</row>`).replace('r="3"', 'r="9"'),
  })),
  book("two million cells", BLOATED, () => ({
    [SHEET]: sheetOf(repeat((n) => `<row r="${n + 3}">${"<c><v>1</v></c>".repeat(180)}</row>`, 11_000)),
  })),
  book("a cell of sixty million characters", BLOATED, () => ({
    [SHEET]: sheetOf(`<row r="3">${text("C3", "字".repeat(20 * MIB))}</row>`),
  })),
  book("a shared string of sixty million characters", BLOATED, () => ({
    [STRINGS]: `<sst><si><t>${"a".repeat(60 * MIB)}</t></si></sst>`,
  })),
  book("a million shared strings", BLOATED, () => ({
    [STRINGS]: `<sst>${"<si><t>a</t></si>".repeat(1_000_000)}</sst>`,
  })),
  book("a long string shared by a hundred thousand cells", BLOATED, () => ({
    [STRINGS]: `<sst><si><t>${"字 ".repeat(16_000)}</t></si></sst>`,
    [SHEET]: sheetOf(repeat((n) => `<row r="${n + 3}">${'<c t="s"><v>0</v></c>'.repeat(100)}</row>`, 1000)),
  })),
  book("cells of nothing but blanks before a letter", null, () => ({
    [STRINGS]: `<sst><si><t>${" ".repeat(15_000)}x${" ".repeat(15_000)}x</t></si></sst>`,
    [SHEET]: sheetOf(
      repeat(
        (n) =>
          `<row r="${n + 3}"><c r="A${n + 3}" t="s"><v>0</v></c><c r="B${n + 3}" t="s"><v>0</v></c></row>`,
        300,
      ),
    ),
  })),
  book("links to other files", "引用了别的文件", () => ({
    "xl/externalLinks/externalLink1.xml": "<ddeLink/>",
  })),
  book("macros in a renamed .xlsm", "带有宏", () => ({ "xl/vbaProject.bin": "x" })),
  book("macros under another spelling", "带有宏", () => ({ "xl/VBAPROJECT.BIN": "x" })),
  book("sheets of old macros", "带有宏", () => ({ "xl/macrosheets/sheet1.xml": "<x/>" })),
  book("a formula that starts a program", null, () => ({
    [SHEET]: sheetOf(
      `<row r="3"><c r="A3" t="str"><f>cmd|'/c calc'!A0</f><v>三项制度</v></c>${text("B3", "否")}${text("C3", "x")}</row>`,
    ),
  })),
  ...["xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET, STYLES, STRINGS].flatMap((part) => [
    book(`entities that multiply in ${part}`, DAMAGED, () => ({ [part]: `${LAUGHS}<x>&a8;</x>` })),
    book(`an entity that reads a file in ${part}`, DAMAGED, () => ({ [part]: `${XXE}<x>&e;</x>` })),
    book(`broken XML in ${part}`, DAMAGED, () => ({ [part]: "<x><y></x>" })),
  ]),
  book("an entity that nobody declared", DAMAGED, () => ({
    [SHEET]: sheetOf(`<row r="3">${text("A3", "&nbsp;")}</row>`),
  })),
  book("parts with paths out of the folder", null, () => ({
    "../../etc/passwd": "x",
    "/etc/shadow": "x",
    "..\\..\\a.exe": "x",
  })),
  book("a sheet that points out of the file", NO_HEADER, () => ({
    "xl/_rels/workbook.xml.rels":
      '<Relationships><Relationship Id="rId1" Target="../../../../etc/passwd"/></Relationships>',
  })),
  book("a part twice", DAMAGED, () => ({ "/xl/workbook.xml": "<workbook/>" })),
  book("a part twice by its slashes", DAMAGED, () => ({ "xl\\workbook.xml": "<workbook/>" })),
  book("a zip with a password", "设有打开密码", () => ({}), { flags: 1 }),
  book("more parts than any workbook has", BLOATED, () =>
    Object.fromEntries(Array.from({ length: 2100 }, (_, n) => [`xl/${n}.xml`, ""])),
  ),
  book("thousands of sheets", BLOATED, () => ({
    "xl/workbook.xml": `<workbook xmlns:r="r"><sheets>${repeat((n) => `<sheet name="${n}" r:id="rId1"/>`, 5000)}</sheets></workbook>`,
  })),
  book("a claim of the largest sheet there is", null, () => ({
    [SHEET]: sheetOf("", '<dimension ref="A1:XFD1048576"/>'),
  })),
  book("a row beyond the last", DAMAGED, () => ({
    [SHEET]: sheetOf(`<row r="99999999999">${text("A3", "x")}</row>`),
  })),
  book("a row that counts backwards", DAMAGED, () => ({
    [SHEET]: sheetOf(`<row r="-7">${text("A3", "x")}</row>`),
  })),
  book("a column beyond the last", null, () => ({
    [SHEET]: sheetOf(`<row r="3"><c r="ZZZ3"><v>1</v></c></row>`),
  })),
  book("merged ranges that overlap and turn round", null, () => ({
    [SHEET]: sheetOf(
      "",
      "",
      merges(4, (n) => ["C2:D9", "D3:C2", "C1048576:C2", "D2:D2"][n]!),
    ),
  })),
  book("twenty thousand merges of the whole sheet", BLOATED, () => ({
    [SHEET]: sheetOf(
      repeat((n) => `<row r="${n + 3}"><c r="A${n + 3}"><v>1</v></c></row>`, 5000),
      "",
      merges(20_000, () => "A2:XFD1048576"),
    ),
  })),
  book("more merges than any form has", BLOATED, () => ({
    [SHEET]: sheetOf(
      "",
      "",
      merges(30_000, (n) => `C${n + 3}:D${n + 3}`),
    ),
  })),
  book("styles that are not there", null, () => ({
    [SHEET]: sheetOf('<row r="3"><c r="A3" s="99999"/></row>'),
  })),
  book("a number format of a million brackets", null, () => ({
    [STYLES]: `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="${"[".repeat(MIB)}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>`,
  })),
  book("tags nested a hundred thousand deep", null, () => ({
    [SHEET]: sheetOf("<x>".repeat(100_000) + "</x>".repeat(100_000)),
  })),
  plain("a file over 20 MB", "大表.xlsx", "超过20MB", () => new Uint8Array(20 * MIB + 1)),
  plain("an empty file", "空.xlsx", NO_BOOK, () => new Uint8Array(0)),
  plain("an encrypted workbook", "加密.xlsx", "设有打开密码", () => ole("EncryptedPackage")),
  plain("an .xls renamed", "台账.xlsx", "旧版格式", () => ole("Workbook")),
  plain("an .et of WPS", "台账.et", "旧版格式", () => ole("ET")),
  plain("a .csv renamed", "台账.xlsx", NO_BOOK, () => Buffer.from("自查项目,是否存在问题\n三项制度,否\n")),
  plain("a web page renamed, as OA systems export", "台账.xls", NO_BOOK, () =>
    Buffer.from(`<html><table><tr><td>自查项目</td></tr></table>${" ".repeat(100)}</html>`),
  ),
  plain("a binary workbook", "台账.xlsb", ".xlsb", () => zipOf({ "xl/workbook.bin": "x" })),
  plain("an OpenDocument sheet renamed", "台账.xlsx", NO_BOOK, () =>
    zipOf({ mimetype: "x", "content.xml": "<x/>" }),
  ),
  ...[0.1, 0.5, 0.9, 0.99].map((share) =>
    plain(`a workbook cut at ${share * 100} %`, "台账.xlsx", share < 0.02 ? NO_BOOK : DAMAGED, () => {
      const whole = zipOf(bookOf({}));
      return whole.subarray(0, Math.floor(whole.length * share));
    }),
  ),
];

const WORD = 'xmlns:w="w"';
const document = (
  what: string,
  words: string | null,
  parts: () => Record<string, string | Buffer>,
  lies: Parameters<typeof zipOf>[1] = {},
): HostileFile => ({
  what,
  name: "方案.docx",
  words,
  heavy: HEAVY.has(what),
  build: () => zipOf({ "word/document.xml": bodyOf(paragraph("请于七月前报送。")), ...parts() }, lies),
});
const bodyOf = (inner: string): string => `<w:document ${WORD}><w:body>${inner}</w:body></w:document>`;
const paragraph = (words: string, properties = ""): string =>
  `<w:p>${properties}<w:r><w:t>${words}</w:t></w:r></w:p>`;
const MAIN = "word/document.xml";

/** Plans as .docx. */
export const HOSTILE_DOCUMENTS: readonly HostileFile[] = [
  document("a bomb by ratio", BLOATED, () => ({ [MAIN]: bodyOf(" ".repeat(40 * MIB)) })),
  document("a bomb by its declared size", BLOATED, () => ({}), { declared: { [MAIN]: 2 ** 31 } }),
  document("five million empty paragraphs", "文字过长", () => ({
    [MAIN]: bodyOf("<w:p/>".repeat(5_000_000)),
  })),
  document("more text than any plan has", "文字过长", () => ({
    [MAIN]: bodyOf(paragraph("字".repeat(MIB))),
  })),
  ...[MAIN, "word/numbering.xml", "word/styles.xml", "word/footnotes.xml"].flatMap((part) => [
    document(`entities that multiply in ${part}`, DAMAGED, () => ({ [part]: `${LAUGHS}<x>&a8;</x>` })),
    document(`an entity that reads a file in ${part}`, DAMAGED, () => ({ [part]: `${XXE}<x>&e;</x>` })),
  ]),
  document("paragraphs nested a hundred thousand deep", DAMAGED, () => ({
    [MAIN]: bodyOf("<w:p>".repeat(100_000) + "</w:p>".repeat(100_000)),
  })),
  document("a style based on itself", null, () => ({
    [MAIN]: bodyOf(paragraph("请于七月前报送。", '<w:pPr><w:pStyle w:val="a"/></w:pPr>')),
    "word/styles.xml": `<w:styles ${WORD}><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>`,
  })),
  document("a number of a million characters before each paragraph", null, () => ({
    [MAIN]: bodyOf(paragraph("字", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>').repeat(3000)),
    "word/numbering.xml": `<w:numbering ${WORD}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:lvlText w:val="${"%1".repeat(MIB / 2)}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
  })),
  document("a cell that spans a billion columns", null, () => ({
    [MAIN]: bodyOf(
      `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>${paragraph("甲")}</w:tc><w:tc>${paragraph("乙")}</w:tc></w:tr></w:tbl>`,
    ),
  })),
  document("parts with paths out of the folder", null, () => ({ "../../etc/passwd": "x" })),
  document("a part twice", DAMAGED, () => ({ "/word/document.xml": bodyOf("") })),
  document("a zip with a password", DAMAGED, () => ({}), { flags: 1 }),
  plain("an old .doc renamed", "方案.docx", "旧版文档", () => ole("WordDocument")),
  plain("half a document", "方案.docx", DAMAGED, () => {
    const whole = zipOf({ [MAIN]: bodyOf(paragraph("字")) });
    return whole.subarray(0, whole.length / 2);
  }),
];
