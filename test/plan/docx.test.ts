// A .docx is read as Word shows it: automatic numbers, merged cells, accepted changes, text boxes, content controls, footnotes.

import {
  AlignmentType,
  DeletedTextRun,
  Document,
  FootnoteReferenceRun,
  InsertedTextRun,
  LevelFormat,
  Packer,
  Paragraph,
  Tab,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalMergeType,
} from "docx";
import { describe, expect, it } from "vitest";
import { extractPlan } from "../../src/plan/extract.ts";
import { readPlan } from "../../src/plan/read.ts";
import { zipOf } from "../support/zip.ts";

type Child = Paragraph | Table;
const change = { id: 1, author: "甲", date: "2024-05-01T00:00:00Z" };
const line = (text: string) => new Paragraph({ children: [new TextRun(text)] });

async function textOf(bytes: Uint8Array): Promise<string> {
  const read = await readPlan(bytes, "方案.docx");
  if ("problem" in read) throw new Error(read.problem);
  return read.text;
}
async function linesOf(
  children: Child[],
  options: Partial<ConstructorParameters<typeof Document>[0]> = {},
): Promise<string[]> {
  const bytes = await Packer.toBuffer(new Document({ ...options, sections: [{ children }] }));
  return (await textOf(new Uint8Array(bytes))).split("\n");
}

const level = (
  at: number,
  format: (typeof LevelFormat)[keyof typeof LevelFormat],
  text: string,
  start = 1,
) => ({
  level: at,
  format,
  text,
  start,
  alignment: AlignmentType.START,
});
const numbering = {
  config: [
    {
      reference: "plan",
      levels: [
        level(0, LevelFormat.CHINESE_COUNTING, "%1、"),
        level(1, LevelFormat.CHINESE_COUNTING, "（%2）"),
        level(2, LevelFormat.DECIMAL, "%3."),
        level(3, LevelFormat.DECIMAL, "%1.%4"),
      ],
    },
    { reference: "circles", levels: [level(0, LevelFormat.DECIMAL_ENCLOSED_CIRCLE, "%1", 3)] },
    { reference: "dots", levels: [level(0, LevelFormat.BULLET, "●")] },
  ],
};
const numbered = (reference: string, at: number, text: string) =>
  new Paragraph({ text, numbering: { reference, level: at } });

const WORD = 'xmlns:w="w" xmlns:mc="mc" xmlns:wps="wps" xmlns:a="a"';
const bodyOf = (inner: string) => `<w:document ${WORD}><w:body>${inner}</w:body></w:document>`;
const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
const rawLines = async (inner: string, parts: Record<string, string> = {}) =>
  (await textOf(zipOf({ "word/document.xml": bodyOf(inner), ...parts }))).split("\n");

describe("a .docx's numbering", () => {
  it("is counted as Word counts it, level by level", async () => {
    const lines = await linesOf(
      [
        numbered("plan", 0, "总体要求"),
        numbered("plan", 1, "指导思想"),
        numbered("plan", 1, "工作目标"),
        numbered("plan", 2, "甲"),
        numbered("plan", 0, "工作步骤"),
        numbered("plan", 1, "自查阶段"),
        numbered("plan", 3, "乙"),
        numbered("circles", 0, "丙"),
        numbered("circles", 0, "丁"),
        numbered("dots", 0, "戊"),
      ],
      { numbering },
    );
    expect(lines.map((one) => one.trim()).filter((one) => one !== "")).toEqual([
      "一、总体要求",
      "（一）指导思想",
      "（二）工作目标",
      "1.甲",
      "二、工作步骤",
      "（一）自查阶段",
      "二.1乙",
      "③丙",
      "④丁",
      "戊",
    ]);
  });

  it("comes from a style and its parent too, and goes where a paragraph says 0", async () => {
    const lines = await rawLines(
      `<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr>${run("摸底")}</w:p>` +
        `<w:p><w:pPr><w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>${run("没有编号")}</w:p>` +
        `<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr>${run("整改")}</w:p>`,
      {
        "word/styles.xml": `<w:styles ${WORD}><w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>`,
        "word/numbering.xml": `<w:numbering ${WORD}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="9"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
      },
    );
    expect(lines).toEqual(["九、摸底", "没有编号", "十、整改"]);
  });

  it("gives the phases and duties of a plan their places", async () => {
    const text = (
      await linesOf(
        [
          line("澜江市民政局关于印发《养老服务专项行动方案》的通知"),
          line("各县（市、区）民政局："),
          line("澜江市民政局"),
          line("2024年5月20日"),
          numbered("plan", 0, "工作步骤"),
          numbered(
            "plan",
            1,
            "自查阶段（6月1日至6月30日）。各县（市、区）民政局于6月25日前将自查报告报市民政局养老处。",
          ),
          numbered("plan", 1, "整改阶段（7月1日至8月31日）。"),
          numbered("plan", 0, "工作要求"),
        ],
        { numbering },
      )
    ).join("\n");
    const draft = extractPlan(text);
    expect(draft.phases.map(({ name, start, end }) => [name, start, end])).toEqual([
      ["自查", "2024-06-01", "2024-06-30"],
      ["整改", "2024-07-01", "2024-08-31"],
    ]);
    expect(draft.obligations).toMatchObject([{ due: "2024-06-25", to: "市民政局养老处" }]);
  });
});

describe("a .docx's tables", () => {
  const cell = (text: string, options: { merge?: "restart" | "continue"; columns?: number } = {}) =>
    new TableCell({
      children: text.split("\n").map(line),
      ...(options.merge === undefined
        ? {}
        : {
            verticalMerge:
              options.merge === "restart" ? VerticalMergeType.RESTART : VerticalMergeType.CONTINUE,
          }),
      ...(options.columns === undefined ? {} : { columnSpan: options.columns }),
    });
  const row = (...cells: TableCell[]) => new TableRow({ children: cells });

  it("repeat a merged cell in each of its rows and keep the columns apart", async () => {
    const table = new Table({
      rows: [
        row(cell("序号"), cell("重点任务"), cell("牵头单位"), cell("责任单位"), cell("完成时限")),
        row(cell("一、摸底", { columns: 5 })),
        row(
          cell("1"),
          cell("清查水库"),
          cell("县水利局", { merge: "restart" }),
          cell("各镇\n县财政局"),
          cell("2024年6月底"),
        ),
        row(cell("2"), cell("巡查"), cell("", { merge: "continue" }), cell("各镇、街道"), cell("长期坚持")),
      ],
    });
    const lines = await linesOf([line("某县任务分解表"), table]);
    expect(lines).toContain("1\t清查水库\t县水利局\t各镇 县财政局\t2024年6月底");
    expect(lines).toContain("2\t巡查\t县水利局\t各镇、街道\t长期坚持");
    expect(extractPlan(lines.join("\n")).tasks).toMatchObject([
      { no: "1", task: "清查水库", lead: ["县水利局"], responsible: ["各镇", "县财政局"], due: "2024-06-30" },
      { no: "2", task: "巡查", lead: ["县水利局"], responsible: ["各镇、街道"], due: null },
    ]);
  });

  it("of reports become duties", async () => {
    const table = new Table({
      rows: [
        row(cell("报送事项"), cell("报送时限"), cell("报送单位"), cell("接收科室")),
        row(cell("整治进展情况表"), cell("每月5日前"), cell("各镇"), cell("执法科")),
        row(cell("工作总结"), cell("2024年12月10日前"), cell("各镇"), cell("办公室")),
      ],
    });
    const draft = extractPlan((await linesOf([line("某县报送事项一览表"), table])).join("\n"));
    expect(draft.tasks).toEqual([]);
    expect(draft.obligations).toMatchObject([
      { recurrence: "FREQ=MONTHLY;BYMONTHDAY=5", who: ["各镇"], to: "执法科" },
      { due: "2024-12-10", who: ["各镇"], to: "办公室", quote: "工作总结2024年12月10日前各镇办公室" },
    ]);
  });

  it("of one column, and those that lay out a page, are its paragraphs", async () => {
    const table = new Table({ rows: [row(cell("一、要求\n各科室要认真落实。"))] });
    expect(await linesOf([table])).toEqual(expect.arrayContaining(["一、要求", "各科室要认真落实。"]));
  });
});

describe("what a .docx shows", () => {
  it("is each tracked change accepted", async () => {
    const lines = await linesOf([
      new Paragraph({
        children: [
          new TextRun("各科室于"),
          new DeletedTextRun({ text: "7月15日", ...change }),
          new InsertedTextRun({ text: "7月18日", ...change }),
          new TextRun("前报送。"),
        ],
      }),
    ]);
    expect(lines[0]).toBe("各科室于7月18日前报送。");
  });

  it("joins paragraphs whose mark was deleted, and drops moved words and deleted rows", async () => {
    const lines = await rawLines(
      `<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>${run("各科室要")}</w:p><w:p>${run("认真落实。")}</w:p>` +
        `<w:p><w:moveFrom w:id="2">${run("移走的")}</w:moveFrom>${run("留下的")}<w:moveTo w:id="3">${run("移来的")}</w:moveTo></w:p>` +
        `<w:tbl><w:tr><w:trPr><w:del w:id="4"/></w:trPr><w:tc><w:p>${run("删")}</w:p></w:tc><w:tc><w:p>${run("除")}</w:p></w:tc></w:tr>` +
        `<w:tr><w:tc><w:p>${run("甲")}</w:p></w:tc><w:tc><w:p>${run("乙")}</w:p></w:tc></w:tr></w:tbl>`,
    );
    expect(lines).toEqual(["各科室要认真落实。", "留下的移来的", "甲\t乙"]);
  });

  it("has text boxes once, behind their paragraph", async () => {
    const box = `<w:txbxContent><w:p>${run("请于7月5日前报送。")}</w:p></w:txbxContent>`;
    const lines = await rawLines(
      `<w:p>${run("正文")}<w:r><mc:AlternateContent><mc:Choice><w:drawing><a:graphicData><wps:txbx>${box}</wps:txbx></a:graphicData></w:drawing></mc:Choice><mc:Fallback><w:pict>${box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>${run("继续")}</w:p>`,
    );
    expect(lines).toEqual(["正文继续", "请于7月5日前报送。"]);
  });

  it("has what was filled into content controls, and no prompts, hidden words, field codes or contents page", async () => {
    const control = (properties: string, text: string) =>
      `<w:sdt><w:sdtPr>${properties}</w:sdtPr><w:sdtContent>${text}</w:sdtContent></w:sdt>`;
    const lines = await rawLines(
      `<w:p>${run("报送")}${control("", run("法规科"))}${control("<w:showingPlcHdr/>", run("单击此处输入文字"))}</w:p>` +
        `<w:p>${run("看得见")}<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>` +
        control(
          '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>',
          `<w:p>${run("一、总体要求 1")}</w:p>`,
        ) +
        `<w:p>${run("第一行")}<w:r><w:br/></w:r>${run("第二行")}</w:p>`,
    );
    expect(lines).toEqual(["报送法规科", "看得见", "第一行", "第二行"]);
  });

  it("has footnotes behind their paragraph, and a tab inside a paragraph makes no table", async () => {
    const lines = await linesOf(
      [
        new Paragraph({
          children: [
            new TextRun({ children: [new Tab(), "一、各科室报送材料"] }),
            new FootnoteReferenceRun(1),
          ],
        }),
      ],
      { footnotes: { 1: { children: [line("材料一式两份。")] } } },
    );
    expect(lines.map((one) => one.trim()).filter((one) => one !== "")).toEqual([
      "一、各科室报送材料",
      "材料一式两份。",
    ]);
  });
});

describe("a hostile .docx", () => {
  it.each([
    [
      "lies about its size",
      zipOf(
        { "word/document.xml": bodyOf(run("方案".repeat(5000))) },
        { declared: { "word/document.xml": 100 } },
      ),
    ],
    [
      "declares a DTD",
      zipOf({ "word/document.xml": `<!DOCTYPE x [<!ENTITY a "方案">]>${bodyOf(run("&a;"))}` }),
    ],
    ["is broken XML", zipOf({ "word/document.xml": "<w:document><w:p>" })],
    ["has no document", zipOf({ "word/other.xml": "<x/>" })],
  ])("that %s is refused in one sentence", async (_name, bytes) => {
    const read = await readPlan(bytes, "坏.docx");
    expect("problem" in read ? read.problem : "").toMatch(/打不开/);
  });

  it("that would unpack to too much is refused before it is unpacked", async () => {
    const read = await readPlan(
      zipOf({ "word/document.xml": bodyOf(run("方")) }, { declared: { "word/document.xml": 0x7fff_ffff } }),
      "大.docx",
    );
    expect("problem" in read ? read.problem : "").toMatch(/展开后过大/);
  });
});
