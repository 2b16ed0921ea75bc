// An official document (公文) as .docx by GB/T 9704-2012: page, fonts with fallbacks, headings, a table, no number and no seal.
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  type IFontAttributesProperties,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from "docx";

/** A table behind the text; every row is as long as the head. */
export interface DocumentTable {
  title: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** Shares of the width, one for each column. */
  widths: readonly number[];
}

/** What stands in the document, in order. */
export interface OfficialDocument {
  /** Above the title, such as 送审稿. */
  marking: string;
  title: string;
  /** 主送; null for none. */
  to: string | null;
  /** `一、…` stands out as a heading. */
  paragraphs: readonly string[];
  signature: string;
  /** 成文日期; the blanks to fill in where it is not settled. */
  date: string;
  table: DocumentTable | null;
}

// Twentieths of a point and of a millimetre's point: 37/35/28/26 mm margins, 28 pt lines, 三号 and 二号 in half points.
const mm = (length: number): number => Math.round((length / 25.4) * 1440);
const PAGE = { top: mm(37), bottom: mm(35), left: mm(28), right: mm(26) };
const LINE = { line: 560, lineRule: LineRuleType.EXACT };
const BODY = 32;
const TITLE = 44;
const INDENT = 640;

const font = (eastAsia: string): IFontAttributesProperties => ({
  ascii: "Times New Roman",
  hAnsi: "Times New Roman",
  eastAsia,
});
const SONG = font("方正小标宋简体");
const HEI = font("黑体");
const FANG = font("仿宋_GB2312");

const text = (words: string, face = FANG, size = BODY) => new TextRun({ text: words, font: face, size });

const line = (
  words: string,
  options: {
    face?: IFontAttributesProperties;
    size?: number;
    align?: "center" | "right";
    indent?: boolean;
  } = {},
) =>
  new Paragraph({
    spacing: LINE,
    ...(options.align ? { alignment: AlignmentType[options.align === "center" ? "CENTER" : "RIGHT"] } : {}),
    ...(options.indent ? { indent: { firstLine: INDENT } } : {}),
    children: [text(words, options.face ?? FANG, options.size ?? BODY)],
  });

const BORDER = { style: BorderStyle.SINGLE, size: 4, color: "000000" };

function tableOf({ head, rows, widths }: DocumentTable): Table {
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const cell = (words: string, at: number, heading: boolean) =>
    new TableCell({
      width: { size: Math.round(((widths[at] ?? 1) / whole) * 100), type: WidthType.PERCENTAGE },
      borders: { top: BORDER, bottom: BORDER, left: BORDER, right: BORDER },
      children: [
        new Paragraph({
          ...(heading || words.length <= 6 ? { alignment: AlignmentType.CENTER } : {}),
          children: [text(words, heading ? HEI : FANG, 21)],
        }),
      ],
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      new TableRow({ tableHeader: true, children: head.map((words, at) => cell(words, at, true)) }),
      ...rows.map(
        (row) => new TableRow({ cantSplit: true, children: row.map((words, at) => cell(words, at, false)) }),
      ),
    ],
  });
}

/** The bytes of the document. */
export async function writeDocument(document: OfficialDocument): Promise<Uint8Array> {
  const { marking, title, to, paragraphs, signature, date, table } = document;
  const children = [
    line(marking, { face: HEI }),
    line(""),
    line(title, { face: SONG, size: TITLE, align: "center" }),
    line(""),
    ...(to ? [line(`${to}：`)] : []),
    ...paragraphs.map((words) =>
      line(words, { indent: true, face: /^[一二三四五六七八九十]+、[^。]{1,30}$/.test(words) ? HEI : FANG }),
    ),
    line(""),
    line(signature, { align: "right" }),
    line(date, { align: "right" }),
    ...(table
      ? [
          new Paragraph({
            pageBreakBefore: true,
            spacing: LINE,
            children: [text(`附件：${table.title}`, HEI)],
          }),
          tableOf(table),
        ]
      : []),
  ];
  const number = new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: ["— ", PageNumber.CURRENT, " —"], size: 28, font: font("宋体") })],
  });
  const packed = await Packer.toBuffer(
    new Document({
      creator: signature,
      title,
      sections: [
        {
          properties: { page: { size: { width: mm(210), height: mm(297) }, margin: PAGE } },
          footers: { default: new Footer({ children: [number] }) },
          children,
        },
      ],
    }),
  );
  return new Uint8Array(packed);
}
