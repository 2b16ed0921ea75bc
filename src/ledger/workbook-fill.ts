// Fills the form that an upper level sent: rows go below its header in its own looks, what stands below moves down.

import type { Zip } from "../zip.ts";
import type { LedgerDefinition } from "./definition.ts";
import { MESSAGES, WORDS } from "./messages.ts";
import type { Values } from "./value.ts";
import { planFilling } from "./workbook-fill-plan.ts";
import { type FillRow, fillRows } from "./workbook-fill-rows.ts";
import { openGrid } from "./workbook-grid.ts";
import { repack } from "./workbook-pack.ts";
import { readParts, relationsOf, relationsPath } from "./workbook-parts.ts";
import { fittingSheets, openSheets, presetOfSheet } from "./workbook-read.ts";
import { type Insertion, lastRowOf, shiftDrawing, shiftFormula } from "./workbook-shift.ts";
import { openStyles, STYLES_PATH } from "./workbook-styles.ts";
import {
  childOf,
  elementLike,
  elementsOf,
  everyElement,
  localName,
  readTree,
  textOf,
  writeTree,
  type XmlNode,
} from "./workbook-tree.ts";
import { openArchive, WorkbookRefused } from "./workbook-zip.ts";

/** The filled form and what it had no column for, or the sentence why it cannot be filled. */
export type Filling =
  | { bytes: Uint8Array; issue: null; left: string[] }
  | { bytes: null; issue: string; left: [] };

const BEFORE_CALC = /(^|:)(sheets|functionGroups|externalReferences|definedNames)$/;
const SHEET_PATH = /^xl\/worksheets\/[^/]+\.xml$/;
const CALC_CHAIN = "xl/calcChain.xml";
const CONTENT_TYPES = "[Content_Types].xml";

/** Writes rows into a form; nothing else of the file changes, and a form with content or with what cannot move is refused. */
export async function fillTemplate(
  bytes: Uint8Array,
  definition: LedgerDefinition,
  rows: readonly FillRow[],
): Promise<Filling> {
  try {
    return await fill(bytes, definition, rows);
  } catch (error) {
    if (error instanceof WorkbookRefused) return { bytes: null, issue: error.message, left: [] };
    throw error;
  }
}

async function fill(
  bytes: Uint8Array,
  definition: LedgerDefinition,
  rows: readonly FillRow[],
): Promise<Filling> {
  const archive = openArchive(bytes);
  const parts = await readParts(archive);
  const { sheets } = await openSheets(bytes);
  const fitting = fittingSheets(definition, sheets);
  if (fitting.length === 0) throw new WorkbookRefused(MESSAGES.formWithoutHeader(definition.title));
  const stylesXml = await archive.read(STYLES_PATH);
  if (!stylesXml) throw new WorkbookRefused(MESSAGES.damaged());
  const styles = await readTree(stylesXml);
  const book = openStyles(styles);
  const changes = new Map<string, string | null>();
  const left = new Set<string>();
  let written = 0;
  const workbook = await readTree((await archive.read(parts.main))!);
  for (const { sheet, header } of definition.split ? fitting : fitting.slice(0, 1)) {
    const preset = presetOfSheet(definition, sheet, header);
    const own = rows.filter(({ values }) =>
      Object.entries(preset).every(([key, value]) => values[key] === value),
    );
    for (const label of labelsLeft(definition, header.columns, header.unitColumn, preset, own))
      left.add(label);
    written += own.length;
    if (own.length === 0) continue;
    const grid = openGrid(await readTree((await archive.read(sheet.path))!));
    const plan = planFilling(definition, sheet, header, grid, book, own.length);
    const insertion = { after: plan.last, count: plan.missing };
    if (insertion.count > 0)
      await makeRoom(archive, changes, { sheet, parts: parts.sheets, workbook, insertion });
    fillRows({
      definition,
      header,
      grid,
      book,
      plan,
      rows: own,
      shapes: parts.shapes,
      from1904: parts.from1904,
      name: sheet.name,
    });
    changes.set(sheet.path, writeTree(grid.sheet));
  }
  if (written < rows.length) throw new WorkbookRefused(MESSAGES.rowsWithoutSheet(rows.length - written));
  await recalculate(archive, changes, workbook, parts.main);
  changes.set(parts.main, writeTree(workbook));
  changes.set(STYLES_PATH, writeTree(styles));
  return { bytes: await repack(archive, changes), issue: null, left: [...left].map(MESSAGES.columnNotThere) };
}

/** The labels of what is filled in but has no column in the form. */
function labelsLeft(
  definition: LedgerDefinition,
  columns: ReadonlyMap<number, string>,
  unitColumn: number | null,
  preset: Values,
  rows: readonly FillRow[],
): string[] {
  const there = new Set([...columns.values(), ...Object.keys(preset)]);
  const said = (key: string) =>
    rows.some(({ values }) => ![null, undefined, ""].includes(values[key] as string | null));
  const labels = definition.fields
    .filter(({ key, compute }) => !compute && !there.has(key) && said(key))
    .map(({ label }) => label);
  return rows.some(({ unit }) => unit) && unitColumn === null ? [WORDS.unit, ...labels] : labels;
}

interface Room {
  sheet: { name: string; path: string };
  parts: readonly { name: string; path: string }[];
  workbook: XmlNode;
  insertion: Insertion;
}

/** Moves what points at the sheet's rows from elsewhere: its pictures and the names of the workbook; refuses what it cannot move. */
async function makeRoom(archive: Zip, changes: Map<string, string | null>, room: Room): Promise<void> {
  const { sheet, parts, workbook, insertion } = room;
  for (const [path, kind] of await relationsOf(archive, sheet.path)) {
    const xml = await archive.read(path);
    if (!xml) continue;
    if (kind === "table" || kind === "pivotTable") throw new WorkbookRefused(MESSAGES.formWithTable());
    if (kind === "comments") {
      const comments = await readTree(xml);
      const refs = [...everyElement(comments)].flatMap((node) =>
        localName(node) === "comment" ? [node.attributes.ref ?? ""] : [],
      );
      if (refs.some((ref) => lastRowOf(ref) > insertion.after))
        throw new WorkbookRefused(MESSAGES.formWithComments());
    }
    if (kind === "drawing") {
      const drawing = await readTree(xml);
      shiftDrawing(drawing, insertion);
      changes.set(path, writeTree(drawing));
    }
  }
  // Hidden sheets count too.
  for (const path of archive.paths.filter((one) => SHEET_PATH.test(one) && one !== sheet.path)) {
    const xml = await archive.read(path);
    const formulas = xml
      ? [...everyElement(await readTree(xml))].filter((node) => localName(node) === "f")
      : [];
    if (formulas.some((node) => shiftFormula(textOf(node), insertion, sheet.name, false) !== textOf(node))) {
      const name = parts.find((other) => other.path === path)?.name ?? WORDS.hiddenSheet;
      throw new WorkbookRefused(MESSAGES.formWithOutsideFormulas(name, sheet.name));
    }
  }
  for (const name of elementsOf(childOf(workbook, "definedNames"), "definedName"))
    name.children = [shiftFormula(textOf(name), insertion, sheet.name, false)];
}

/** Has the spreadsheet work its formulas out again when it opens the file; the order it remembered would be wrong. */
async function recalculate(
  archive: Zip,
  changes: Map<string, string | null>,
  workbook: XmlNode,
  main: string,
): Promise<void> {
  let properties = childOf(workbook, "calcPr");
  if (!properties) {
    properties = elementLike(workbook, "calcPr");
    const before = workbook.children.findLastIndex(
      (child) => typeof child !== "string" && BEFORE_CALC.test(child.name),
    );
    workbook.children.splice(before + 1, 0, properties);
  }
  properties.attributes.fullCalcOnLoad = "1";
  if (!archive.paths.includes(CALC_CHAIN)) return;
  changes.set(CALC_CHAIN, null);
  for (const [path, attribute] of [
    [CONTENT_TYPES, "PartName"],
    [relationsPath(main), "Target"],
  ] as const) {
    const xml = await archive.read(path);
    if (!xml) continue;
    const tree = await readTree(xml);
    tree.children = tree.children.filter(
      (child) => typeof child === "string" || !child.attributes[attribute]?.endsWith("calcChain.xml"),
    );
    changes.set(path, writeTree(tree));
  }
}
