// The parts of a workbook beside its sheets: which sheets there are, the shared strings, and which styles are dates.

import { SaxesParser, type SaxesTagPlain } from "saxes";
import type { Zip } from "../zip.ts";
import { MESSAGES } from "./messages.ts";
import { WorkbookRefused } from "./workbook-zip.ts";

/** How a style shows a number: as a day, a month, a time, a percentage, with leading zeros up to a length, or plainly. */
export type NumberShape = "day" | "month" | "time" | "percent" | "plain" | `zeros${number}`;

/** A visible sheet and where its cells are. */
export interface SheetPart {
  name: string;
  path: string;
}

/** What is needed to read any sheet of a workbook. */
export interface WorkbookParts {
  /** The path of the part that lists the sheets. */
  main: string;
  sheets: SheetPart[];
  strings: string[];
  shapes: NumberShape[];
  from1904: boolean;
}

const CHUNK = 1024 * 1024;
const MAX_STRINGS = 500_000;
const MAX_SHEETS = 255;
// No cell that a spreadsheet wrote holds more characters, and no number format.
const MAX_CELL_TEXT = 32_767;
const MAX_FORMAT = 255;
const BUILT_IN: Record<number, NumberShape> = { 9: "percent", 10: "percent" };
for (const id of [14, 15, 16, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]) BUILT_IN[id] = "day";
for (const id of [18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56]) BUILT_IN[id] = "time";
BUILT_IN[17] = "month";

/** What a walk over a part's tags hears: names without prefix, attributes as written, text between tags. */
export interface TagListener {
  open(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Walks a part's XML in pieces, letting other work run in between; a DTD or broken XML refuses the workbook. */
export async function walkXml(xml: Buffer, listener: TagListener): Promise<void> {
  const parser = new SaxesParser();
  const refuse = (): never => {
    throw new WorkbookRefused(MESSAGES.damaged());
  };
  parser.on("error", refuse);
  parser.on("doctype", refuse);
  parser.on("opentag", (tag: SaxesTagPlain) => listener.open(local(tag.name), tag.attributes));
  parser.on("text", (text) => listener.text?.(text));
  parser.on("cdata", (text) => listener.text?.(text));
  parser.on("closetag", (tag: SaxesTagPlain) => listener.close?.(local(tag.name)));
  const decoder = new TextDecoder();
  for (let at = 0; at < xml.length; at += CHUNK) {
    parser.write(decoder.decode(xml.subarray(at, at + CHUNK), { stream: true }));
    await new Promise(setImmediate);
  }
  parser.write(decoder.decode());
  parser.close();
}

/** Reads everything beside the sheets. */
export async function readParts(archive: Zip): Promise<WorkbookParts> {
  const main = archive.paths.find((path) => /^xl\/workbook\d*\.xml$/.test(path)) ?? "xl/workbook.xml";
  const { sheets, from1904 } = await readSheets(archive, main);
  return {
    main,
    sheets,
    from1904,
    strings: await readStrings(await archive.read("xl/sharedStrings.xml")),
    shapes: await readShapes(await archive.read("xl/styles.xml")),
  };
}

/** What a part refers to inside the workbook: paths with the kind of each, such as `drawing`. */
export async function relationsOf(archive: Zip, path: string): Promise<[path: string, kind: string][]> {
  const found: [string, string][] = [];
  const xml = await archive.read(relationsPath(path));
  if (xml)
    await walkXml(xml, {
      open: (name, a) => {
        if (name === "Relationship" && a.Target && a.TargetMode !== "External")
          found.push([resolvePath(path, a.Target), a.Type?.split("/").at(-1) ?? ""]);
      },
    });
  return found;
}

/** Where the references of a part are listed. */
export function relationsPath(path: string): string {
  return path.replace(/([^/]+)$/, "_rels/$1.rels");
}

/** The path of a target that may be written from the root, or from the part's own folder. */
function resolvePath(from: string, target: string): string {
  const folder = target.startsWith("/") ? [] : from.split("/").slice(0, -1);
  const path: string[] = [];
  for (const step of [...folder, ...target.split("/")])
    if (step === "..") path.pop();
    else if (step !== "" && step !== ".") path.push(step);
  return path.join("/");
}

async function readSheets(archive: Zip, main: string): Promise<Pick<WorkbookParts, "sheets" | "from1904">> {
  const xml = await archive.read(main);
  if (!xml) throw new WorkbookRefused(MESSAGES.notAWorkbook());
  const targets = new Map<string, string>();
  const relations = await archive.read(relationsPath(main));
  if (relations)
    await walkXml(relations, {
      open: (name, a) => {
        if (name === "Relationship" && a.Id && a.Target) targets.set(a.Id, resolvePath(main, a.Target));
      },
    });
  const sheets: SheetPart[] = [];
  let from1904 = false;
  await walkXml(xml, {
    open: (name, a) => {
      if (name === "workbookPr") from1904 = a.date1904 === "1" || a.date1904 === "true";
      if (name !== "sheet" || (a.state && a.state !== "visible")) return;
      const id = Object.entries(a).find(([key]) => /:id$/.test(key))?.[1];
      const path = id && targets.get(id);
      if (path && sheets.push({ name: a.name ?? "", path }) > MAX_SHEETS)
        throw new WorkbookRefused(MESSAGES.bloated());
    },
  });
  return { sheets, from1904 };
}

async function readStrings(xml: Buffer | null): Promise<string[]> {
  const strings: string[] = [];
  if (!xml) return strings;
  let current = "";
  let inText = false;
  let phonetic = false;
  await walkXml(xml, {
    open: (name) => {
      if (name === "si") current = "";
      if (name === "rPh") phonetic = true;
      inText = name === "t" && !phonetic;
    },
    text: (text) => {
      if (inText) current = joinText(current, text);
    },
    close: (name) => {
      inText = false;
      if (name === "rPh") phonetic = false;
      if (name === "si" && strings.push(unescapeText(current)) > MAX_STRINGS)
        throw new WorkbookRefused(MESSAGES.bloated());
    },
  });
  return strings;
}

/** A cell's text so far with what follows; more than a cell can hold refuses the workbook. */
export function joinText(text: string, more: string): string {
  if (text.length + more.length > MAX_CELL_TEXT) throw new WorkbookRefused(MESSAGES.bloated());
  return text + more;
}

async function readShapes(xml: Buffer | null): Promise<NumberShape[]> {
  const shapes: NumberShape[] = [];
  if (!xml) return shapes;
  const custom = new Map<number, NumberShape>();
  let inCellFormats = false;
  await walkXml(xml, {
    open: (name, a) => {
      if (name === "numFmt") custom.set(Number(a.numFmtId), shapeOf(a.formatCode ?? ""));
      if (name === "cellXfs") inCellFormats = true;
      if (name === "xf" && inCellFormats) {
        const id = Number(a.numFmtId ?? 0);
        shapes.push(custom.get(id) ?? BUILT_IN[id] ?? "plain");
      }
    },
    close: (name) => {
      if (name === "cellXfs") inCellFormats = false;
    },
  });
  return shapes;
}

/** What a number format shows; `yyyy"年"m"月"` is a month because it shows no day. */
export function shapeOf(formatCode: string): NumberShape {
  const code = formatCode
    .slice(0, MAX_FORMAT)
    .split(";")[0]!
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[[^\]]*\]/g, "")
    .toLowerCase();
  if (code.includes("%")) return "percent";
  if (/^0{2,20}$/.test(code)) return `zeros${code.length}`;
  if (code.includes("general") || !/[ymdhs]/.test(code)) return "plain";
  if (/d/.test(code)) return "day";
  if (/[hs]/.test(code)) return "time";
  return /[ym]/.test(code) ? "month" : "plain";
}

/** Excel writes characters that XML cannot hold as `_x000D_`. */
export function unescapeText(text: string): string {
  return text.includes("_x")
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
}

function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
