// Turns a .docx into plain lines, as Word shows it with every tracked change accepted.
import type { Zip } from "../zip.ts";
import { type ListPlace, type Numbering, readNumbering } from "./docx-numbering.ts";
import { walkXml } from "./docx-xml.ts";
import type { Cell } from "./read-tables.ts";
import { linesOfTable } from "./read-tables.ts";

const MAIN = "word/document.xml";
// Deleted or moved words, field codes, the older copy of a text box, and ruby readings are not shown.
const UNSEEN = /^(?:del|moveFrom|instrText|delText|Fallback|rt|binData|oMathPara)$/;

/** The lines of a document, or null where it holds none. Rejects for a damaged one. */
export async function linesOfDocx(zip: Zip): Promise<string[] | null> {
  const read = async (path: string) => decode(await zip.read(path));
  const rels = await read("_rels/.rels");
  const path = /Target="\/?([^"]*document[^"]*\.xml)"/.exec(rels ?? "")?.[1] ?? MAIN;
  const xml = (await read(path)) ?? (await read(MAIN));
  if (xml === null) return null;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const numbering = readNumbering(await read(`${folder}numbering.xml`), await read(`${folder}styles.xml`));
  return walkBody(xml, numbering, footnotesOf(await read(`${folder}footnotes.xml`)));
}

function decode(bytes: Buffer | null): string | null {
  if (bytes === null) return null;
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(wide ? "utf-16le" : "utf-8").decode(bytes);
}

function footnotesOf(xml: string | null): Map<string, string> {
  const notes = new Map<string, string>();
  let id: string | null = null;
  let inText = false;
  if (xml === null) return notes;
  walkXml(xml, {
    open: (name, value) => {
      if (name === "footnote") id = value("type") === null ? value("id") : null;
      inText = name === "t";
    },
    text: (text) => {
      if (inText && id !== null) notes.set(id, (notes.get(id) ?? "") + text);
    },
    close: (name) => {
      if (name === "t") inText = false;
    },
  });
  return notes;
}

interface Block {
  lines: string[];
}
interface Table {
  rows: Cell[][];
  row: Cell[];
  isDeleted: boolean;
}
interface OpenParagraph {
  text: string;
  list: ListPlace;
  styleId: string | null;
  isMarkDeleted: boolean;
  isHidden: boolean;
  after: string[];
}

function walkBody(xml: string, numbering: Numbering, notes: ReadonlyMap<string, string>): string[] {
  const body: Block = { lines: [] };
  // Cells and text boxes are blocks inside the body.
  const blocks: Block[] = [body];
  const tables: Table[] = [];
  const cells: Cell[] = [];
  const paragraphs: OpenParagraph[] = [];
  const path: string[] = [];
  let unseen = 0;
  let joined = "";
  const parentIs = (name: string) => path.at(-2) === name;

  const closeParagraph = () => {
    const paragraph = paragraphs.pop()!;
    const number = paragraph.text.trim() === "" ? "" : numbering(paragraph.list, paragraph.styleId);
    const text = `${joined}${number}${paragraph.text}`;
    joined = "";
    const block = blocks.at(-1)!;
    if (paragraph.isMarkDeleted) joined = text;
    else block.lines.push(...text.split("\n"));
    block.lines.push(...paragraph.after);
  };
  const open = (name: string, value: (attribute: string) => string | null) => {
    path.push(name);
    const isProperty = parentIs("rPr") || parentIs("trPr");
    if (name === "del" && isProperty) {
      if (parentIs("trPr") && tables.length > 0) tables.at(-1)!.isDeleted = true;
      else if (path.at(-3) === "pPr" && paragraphs.length > 0) paragraphs.at(-1)!.isMarkDeleted = true;
      return;
    }
    if (unseen > 0 || (UNSEEN.test(name) && !isProperty)) {
      unseen += 1;
      return;
    }
    const paragraph = paragraphs.at(-1);
    const isDrawn = name === "p" && path.includes("graphicData", path.lastIndexOf("txbxContent") + 1);
    if (isDrawn) unseen += 1;
    else if (name === "p")
      paragraphs.push({
        text: "",
        list: { listId: null, level: null },
        styleId: null,
        isMarkDeleted: false,
        isHidden: false,
        after: [],
      });
    else if (name === "tbl") tables.push({ rows: [], row: [], isDeleted: false });
    else if (name === "tr" && tables.length > 0) Object.assign(tables.at(-1)!, { row: [], isDeleted: false });
    else if (name === "gridBefore") {
      const columns = Number(value("val") ?? 0);
      if (columns > 0) tables.at(-1)?.row.push({ text: "", columns, rows: 1, goesOn: false });
    } else if (name === "tc") {
      cells.push({ text: "", columns: 1, rows: 1, goesOn: false });
      blocks.push({ lines: [] });
    } else if (name === "gridSpan" && cells.length > 0)
      cells.at(-1)!.columns = Number(value("val") ?? 1) || 1;
    else if (name === "vMerge" && cells.length > 0) cells.at(-1)!.goesOn = value("val") !== "restart";
    else if (name === "txbxContent") blocks.push({ lines: [] });
    else if (name === "showingPlcHdr" || (name === "docPartGallery" && value("val") === "Table of Contents"))
      path.splice(path.lastIndexOf("sdtPr") - 1, 1, "unfilled");
    else if (name === "sdtContent" && parentIs("unfilled")) unseen += 1;
    else if (paragraph === undefined) return;
    else if (name === "pStyle") paragraph.styleId = value("val");
    else if (parentIs("numPr") && name === "numId") paragraph.list.listId = value("val");
    else if (parentIs("numPr") && name === "ilvl") paragraph.list.level = Number(value("val") ?? 0);
    else if (name === "r") paragraph.isHidden = false;
    else if ((name === "vanish" || name === "webHidden") && path.at(-3) === "r")
      paragraph.isHidden = value("val") !== "0" && value("val") !== "false";
    else if (name === "tab" && parentIs("r")) paragraph.text += " ";
    else if ((name === "br" || name === "cr") && parentIs("r")) paragraph.text += "\n";
    else if (name === "noBreakHyphen") paragraph.text += "-";
    else if (name === "footnoteReference") {
      const note = notes.get(value("id") ?? "");
      if (note !== undefined) paragraph.after.push(note);
    }
  };
  const close = (name: string) => {
    const self = path.pop();
    if (self === "del" && (path.at(-1) === "rPr" || path.at(-1) === "trPr")) return;
    if (unseen > 0) {
      unseen -= 1;
      return;
    }
    const table = tables.at(-1);
    if (name === "p" && paragraphs.length > 0) closeParagraph();
    else if (name === "tc") {
      const cell = cells.pop()!;
      cell.text = blocks.pop()!.lines.join("\n").trim();
      table?.row.push(cell);
    } else if (name === "tr" && table !== undefined && !table.isDeleted) table.rows.push(table.row);
    else if (name === "tbl" && table !== undefined) {
      tables.pop();
      blocks.at(-1)!.lines.push(...linesOfTable(table.rows));
    } else if (name === "txbxContent") {
      // A text box stands on lines of its own behind the paragraph that holds it.
      const box = blocks.pop()!.lines;
      const holder = paragraphs.at(-1);
      (holder?.after ?? blocks.at(-1)!.lines).push(...box);
    }
  };
  walkXml(xml, {
    open,
    close,
    text: (text) => {
      const paragraph = paragraphs.at(-1);
      if (unseen === 0 && path.at(-1) === "t" && paragraph !== undefined && !paragraph.isHidden)
        paragraph.text += text;
    },
  });
  return body.lines;
}
