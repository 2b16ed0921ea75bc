// Moves addresses when rows are inserted into a sheet: in ranges, formulas, names, drawings and whatever else points at rows.

import { addressOf, columnOf, rangeOf } from "./workbook-sheet.ts";
import { childOf, elementsOf, everyElement, localName, textOf, type XmlNode } from "./workbook-tree.ts";

/** `count` rows inserted after row `after`; what ends in that row grows with it. */
export interface Insertion {
  after: number;
  count: number;
}

const FORMULAS = new Set(["f", "formula", "formula1", "formula2"]);
const RULES = new Set(["dataValidation", "conditionalFormatting", "protectedRange", "ignoredError"]);
const REFERENCE =
  /("(?:[^"]|"")*")|(?<![\w.])((?:'(?:[^']|'')+'|[A-Za-z_\u0080-\uffff][\w.\u0080-\uffff]*)!)?(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?::(\$?)([A-Z]{1,3})(\$?)(\d{1,7}))?(?![\w(.!])/g;

/** Where a row stands afterwards. */
export function shiftRow(row: number, { after, count }: Insertion): number {
  return row > after ? row + count : row;
}

/**
 * `A1:C3 E5` afterwards. With `grows`, what ends in the row after which is inserted takes the new rows in, as rules for
 * cells do; merged cells and links do not.
 */
export function shiftRanges(ranges: string, insertion: Insertion, grows: boolean): string {
  const { after, count } = insertion;
  return ranges.replace(
    /(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?/g,
    (_, left, top, right, bottom) => {
      const [start, end] = [Number(top), Number(bottom ?? top)];
      const last = grows && start <= after && end === after ? end + count : shiftRow(end, insertion);
      const from = `${left}${shiftRow(start, insertion)}`;
      return bottom === undefined && last === shiftRow(start, insertion)
        ? from
        : `${from}:${right ?? left}${last}`;
    },
  );
}

/** A formula afterwards. `own` is the sheet's name; without `inside`, only addresses that name the sheet move. */
export function shiftFormula(formula: string, insertion: Insertion, own: string, inside: boolean): string {
  return mapReferences(formula, (sheet, ref) => {
    if (sheet === null ? !inside : unquote(sheet) !== own) return ref;
    const top = shiftRow(ref.top, insertion);
    if (ref.bottom === undefined) return { ...ref, top };
    // A sum down a column takes the new rows in; one along the last row stays with that row.
    const down = ref.top < insertion.after || ref.left === ref.right;
    const grows = down && ref.top <= insertion.after && ref.bottom === insertion.after;
    return { ...ref, top, bottom: grows ? ref.bottom + insertion.count : shiftRow(ref.bottom, insertion) };
  });
}

/** Gives every cell that shares a formula its own, so that cells can be written over and rows moved. */
export function unshareFormulas(data: XmlNode): void {
  const masters = new Map<string, { formula: string; row: number; column: number }>();
  for (const row of elementsOf(data, "row"))
    for (const cell of elementsOf(row, "c")) {
      const node = childOf(cell, "f");
      if (node?.attributes.t !== "shared") continue;
      const at = { row: Number(row.attributes.r), column: columnOf(cell.attributes.r) ?? 1 };
      const id = node.attributes.si ?? "";
      if (textOf(node)) masters.set(id, { formula: textOf(node), ...at });
      const master = masters.get(id);
      node.attributes = {};
      if (master)
        node.children = [moveFormula(master.formula, at.row - master.row, at.column - master.column)];
    }
}

/** Moves everything in a sheet that points at its rows, the rows themselves too. */
export function shiftSheet(sheet: XmlNode, insertion: Insertion, name: string): void {
  for (const row of elementsOf(childOf(sheet, "sheetData"), "row")) {
    const number = shiftRow(Number(row.attributes.r), insertion);
    row.attributes.r = String(number);
    for (const cell of elementsOf(row, "c"))
      cell.attributes.r = addressOf(columnOf(cell.attributes.r) ?? 1, number);
  }
  for (const node of everyElement(sheet)) {
    const kind = localName(node);
    const { ref, sqref } = node.attributes;
    if (ref) node.attributes.ref = shiftRanges(ref, insertion, kind === "autoFilter");
    if (sqref) node.attributes.sqref = shiftRanges(sqref, insertion, RULES.has(kind));
    if (kind === "sqref") node.children = [shiftRanges(textOf(node), insertion, true)];
    if (FORMULAS.has(kind) && textOf(node))
      node.children = [shiftFormula(textOf(node), insertion, name, true)];
    if (kind === "rowBreaks")
      for (const brk of elementsOf(node, "brk"))
        brk.attributes.id = String(shiftRow(Number(brk.attributes.id), insertion));
  }
}

/** Moves the pictures and shapes of a sheet's drawing, whose rows are counted from 0. */
export function shiftDrawing(drawing: XmlNode, insertion: Insertion): void {
  for (const node of everyElement(drawing))
    if (localName(node) === "row")
      node.children = [String(shiftRow(Number(textOf(node)) + 1, insertion) - 1)];
}

/** `'甲 表'!` as 「甲 表」. */
function unquote(sheet: string): string {
  return sheet.slice(0, -1).replace(/^'|'$/g, "").replaceAll("''", "'");
}

interface Reference {
  left: string;
  top: number;
  right?: string | undefined;
  bottom?: number | undefined;
  fixed: [string, string, string, string];
}

function mapReferences(formula: string, change: (sheet: string | null, ref: Reference) => Reference): string {
  return formula.replace(REFERENCE, (whole, quoted, sheet, f1, left, f2, top, f3, right, f4, bottom) => {
    if (quoted) return whole;
    const fixed: Reference["fixed"] = [f1, f2, f3 ?? "", f4 ?? ""];
    const end = bottom === undefined ? {} : { right, bottom: Number(bottom) };
    const ref = change(sheet ?? null, { left, top: Number(top), fixed, ...end });
    const from = `${sheet ?? ""}${fixed[0]}${ref.left}${fixed[1]}${ref.top}`;
    return ref.bottom === undefined ? from : `${from}:${fixed[2]}${ref.right}${fixed[3]}${ref.bottom}`;
  });
}

/** A formula as it reads when copied some rows down and columns to the right. */
function moveFormula(formula: string, rows: number, columns: number): string {
  const column = (letters: string, fixed: string) =>
    fixed ? letters : addressOf((columnOf(`${letters}1`) ?? 1) + columns, 1).slice(0, -1);
  const row = (number: number, fixed: string) => (fixed ? number : number + rows);
  return mapReferences(formula, (_sheet, { left, top, right, bottom, fixed }) => ({
    fixed,
    left: column(left, fixed[0]),
    top: row(top, fixed[1]),
    ...(right !== undefined &&
      bottom !== undefined && { right: column(right, fixed[2]), bottom: row(bottom, fixed[3]) }),
  }));
}

/** The rectangles of a list of ranges such as a comment's or a table's. */
export function lastRowOf(ranges: string): number {
  return Math.max(
    0,
    ...ranges.split(/\s+/).map((range) => rangeOf(range)?.bottom ?? Number(range.match(/(\d+)$/)?.[1] ?? 0)),
  );
}
