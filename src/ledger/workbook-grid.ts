// The cells of an opened sheet: found, made and written in place.

import { addressOf, columnOf, rangeOf } from "./workbook-sheet.ts";
import { childOf, elementLike, elementsOf, type XmlNode } from "./workbook-tree.ts";
import { literal } from "./workbook-write.ts";

/** A rectangle of cells, rows and columns counted from 1. */
export interface CellRange {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** The rows and cells of a sheet's tree. */
export interface Grid {
  sheet: XmlNode;
  data: XmlNode;
  rows(): XmlNode[];
  rowAt(number: number): XmlNode;
  cellAt(row: number, column: number): XmlNode;
  findCell(row: number, column: number): XmlNode | undefined;
  merges(): CellRange[];
}

// What must stand before the columns' widths in a sheet.
const BEFORE_COLUMNS = new Set(["sheetPr", "dimension", "sheetViews", "sheetFormatPr"]);

/** Opens a sheet's tree; every row and cell gets the address that it may have left out. */
export function openGrid(sheet: XmlNode): Grid {
  let data = childOf(sheet, "sheetData");
  if (!data) {
    data = elementLike(sheet, "sheetData");
    sheet.children.push(data);
  }
  // Both are hints about what is filled, and would be wrong now.
  sheet.children = sheet.children.filter(
    (child) => typeof child === "string" || !/(^|:)dimension$/.test(child.name),
  );
  const byNumber = new Map<number, XmlNode>();
  let number = 0;
  for (const row of elementsOf(data, "row")) {
    number = Number(row.attributes.r) || number + 1;
    row.attributes.r = String(number);
    delete row.attributes.spans;
    byNumber.set(number, row);
    let column = 0;
    for (const cell of elementsOf(row, "c")) {
      column = columnOf(cell.attributes.r) ?? column + 1;
      cell.attributes.r = addressOf(column, number);
    }
  }
  const grid: Grid = {
    sheet,
    data,
    rows: () => elementsOf(data, "row"),
    rowAt(wanted) {
      const own = byNumber.get(wanted);
      if (own) return own;
      const row = elementLike(data, "row", { r: String(wanted) });
      insertBefore(data, row, (other) => Number(other.attributes.r) > wanted);
      byNumber.set(wanted, row);
      return row;
    },
    findCell: (row, column) => {
      const own = byNumber.get(row);
      return own && elementsOf(own, "c").find((cell) => columnOf(cell.attributes.r) === column);
    },
    cellAt(row, column) {
      const own = grid.findCell(row, column);
      if (own) return own;
      const parent = grid.rowAt(row);
      const cell = elementLike(data, "c", { r: addressOf(column, row) });
      const style = parent.attributes.customFormat === "1" ? parent.attributes.s : columnStyle(sheet, column);
      if (style) cell.attributes.s = style;
      insertBefore(parent, cell, (other) => (columnOf(other.attributes.r) ?? 0) > column);
      return cell;
    },
    merges: () =>
      elementsOf(childOf(sheet, "mergeCells"), "mergeCell").flatMap(
        ({ attributes }) => rangeOf(attributes.ref ?? "") ?? [],
      ),
  };
  return grid;
}

/** Writes a value over whatever a cell held; null leaves it blank with its look. */
export function setCell(cell: XmlNode, content: string | number | boolean | null, style?: number): void {
  const { r, s } = cell.attributes;
  const look = style === undefined ? s : String(style);
  cell.attributes = { ...(r !== undefined && { r }), ...(look !== undefined && { s: look }) };
  cell.children = [];
  if (content === null) return;
  if (typeof content === "string") {
    cell.attributes.t = "inlineStr";
    const text = elementLike(cell, "t", { "xml:space": "preserve" }, [literal(content)]);
    cell.children = [elementLike(cell, "is", {}, [text])];
  } else {
    if (typeof content === "boolean") cell.attributes.t = "b";
    cell.children = [elementLike(cell, "v", {}, [String(Number(content))])];
  }
}

/** The number of a cell's style. */
export function styleOf(cell: XmlNode | undefined): number {
  return Number(cell?.attributes.s ?? 0);
}

/** The width of a column in characters, as the sheet sets it or leaves it. */
export function widthOf(sheet: XmlNode, column: number): number {
  const usual = childOf(sheet, "sheetFormatPr")?.attributes.defaultColWidth;
  return Number(columnNode(sheet, column)?.attributes.width ?? usual ?? 8.43);
}

/** Makes a column as wide as asked; a rule over several columns is cut around it. */
export function widen(sheet: XmlNode, column: number, width: number): void {
  let list = childOf(sheet, "cols");
  if (!list) {
    list = elementLike(sheet, "cols");
    const at = sheet.children.findIndex(
      (child) => typeof child !== "string" && !BEFORE_COLUMNS.has(child.name.replace(/^.*:/, "")),
    );
    sheet.children.splice(at, 0, list);
  }
  const pieces = elementsOf(list, "col").flatMap((rule) => {
    const [min, max] = [Number(rule.attributes.min), Number(rule.attributes.max)];
    if (column < min || column > max) return [rule];
    return [
      ...(min < column ? [{ ...rule, attributes: { ...rule.attributes, max: String(column - 1) } }] : []),
      ...(max > column ? [{ ...rule, attributes: { ...rule.attributes, min: String(column + 1) } }] : []),
    ];
  });
  const own = { min: String(column), max: String(column), width: String(width), customWidth: "1" };
  list.children = [...pieces, elementLike(list, "col", own)].sort(
    (a, b) => Number(a.attributes.min) - Number(b.attributes.min),
  );
}

function columnNode(sheet: XmlNode, column: number): XmlNode | undefined {
  return elementsOf(childOf(sheet, "cols"), "col").find(
    ({ attributes }) => Number(attributes.min) <= column && column <= Number(attributes.max),
  );
}

function columnStyle(sheet: XmlNode, column: number): string | undefined {
  return columnNode(sheet, column)?.attributes.style;
}

function insertBefore(parent: XmlNode, child: XmlNode, isBehind: (other: XmlNode) => boolean): void {
  const at = parent.children.findIndex((other) => typeof other !== "string" && isBehind(other));
  parent.children.splice(at === -1 ? parent.children.length : at, 0, child);
}
