// Writes sheets as a flat OpenDocument spreadsheet, from which LibreOffice makes the .xlsx.

import { addressOf } from "../../src/ledger/workbook-sheet.ts";
import type { Look, Written } from "./dress.ts";
import type { Grid, GridCell } from "./grid.ts";

const part = (name: string, style = "short"): string =>
  `<number:${name}${style === "long" ? ' number:style="long"' : ""}/>`;
const say = (text: string): string => `<number:text>${text}</number:text>`;
const dateStyle = (look: string, body: string, more = ""): string =>
  `<number:date-style style:name="N${look}" number:language="zh" number:country="CN"${more}>${body}</number:date-style>`;
const YMD = part("year", "long") + say("年") + part("month") + say("月") + part("day") + say("日");
const HAN_DIGITS =
  ' number:transliteration-format="一" number:transliteration-language="zh" number:transliteration-country="CN" number:transliteration-style="short"';

const FORMATS: Record<Exclude<Look, "plain">, string> = {
  text: '<number:text-style style:name="Ntext"><number:text-content/></number:text-style>',
  iso: dateStyle(
    "iso",
    part("year", "long") + say("-") + part("month", "long") + say("-") + part("day", "long"),
  ),
  cn: dateStyle("cn", YMD),
  monthDay: dateStyle("monthDay", part("month") + say("月") + part("day") + say("日")),
  slash: dateStyle("slash", part("year", "long") + say("/") + part("month") + say("/") + part("day")),
  dot: dateStyle("dot", part("year", "long") + say(".") + part("month") + say(".") + part("day")),
  month: dateStyle("month", part("year", "long") + say("年") + part("month") + say("月")),
  clock: dateStyle(
    "clock",
    `${part("year", "long")}${say("/")}${part("month")}${say("/")}${part("day")}${say(" ")}${part("hours")}${say(":")}${part("minutes", "long")}`,
  ),
  han: dateStyle("han", YMD, HAN_DIGITS),
  percent:
    '<number:percentage-style style:name="Npercent"><number:number number:decimal-places="0" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>',
  zeros8:
    '<number:number-style style:name="Nzeros8"><number:number number:decimal-places="0" number:min-integer-digits="8"/></number:number-style>',
  pieces:
    '<number:number-style style:name="Npieces"><number:number number:decimal-places="0" number:min-integer-digits="1"/><number:text>件</number:text></number:number-style>',
  grouped:
    '<number:number-style style:name="Ngrouped"><number:number number:min-decimal-places="0" number:decimal-places="2" number:min-integer-digits="1" number:grouping="true"/></number:number-style>',
};
const DATES = new Set<Look>(["iso", "cn", "monthDay", "slash", "dot", "month", "clock", "han"]);
const LOOKS: Record<GridCell["kind"], string> = {
  title:
    '<style:table-cell-properties style:vertical-align="middle"/><style:paragraph-properties fo:text-align="center"/><style:text-properties fo:font-size="18pt" fo:font-weight="bold"/>',
  head: '<style:table-cell-properties fo:border="0.5pt solid #000000" fo:wrap-option="wrap"/><style:paragraph-properties fo:text-align="center"/><style:text-properties fo:font-weight="bold"/>',
  body: '<style:table-cell-properties fo:border="0.5pt solid #000000" fo:wrap-option="wrap"/>',
};
const SPACES = ["office", "style", "text", "table", "number", "config"].map(
  (name) =>
    `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name === "number" ? "datastyle" : name}:1.0"`,
);

/** The document with these sheets; the first visible one is shown. */
export function writeFods(grids: readonly Grid[]): string {
  const cellStyles = (Object.keys(LOOKS) as GridCell["kind"][]).flatMap((kind) => [
    `<style:style style:name="${kind}-plain" style:family="table-cell">${LOOKS[kind]}</style:style>`,
    ...Object.keys(FORMATS).map(
      (look) =>
        `<style:style style:name="${kind}-${look}" style:family="table-cell" style:data-style-name="N${look}">${LOOKS[kind]}</style:style>`,
    ),
  ]);
  const ranges = grids.flatMap(({ name, filter, width }, at) =>
    filter
      ? [
          `<table:database-range table:name="__Anonymous_Sheet_DB__${at}" table:target-range-address="${quote(name)}.A${filter.row}:${quote(name)}.${addressOf(width, filter.to)}" table:display-filter-buttons="true"/>`,
        ]
      : [],
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<office:document ${SPACES.join(" ")} xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">`,
    `<office:settings><config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views"><config:config-item-map-entry><config:config-item-map-named config:name="Tables">${grids.map(viewOf).join("")}</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>`,
    `<office:automatic-styles>${Object.values(FORMATS).join("")}${cellStyles.join("")}<style:style style:name="shown" style:family="table"><style:table-properties table:display="true"/></style:style><style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style><style:style style:name="bold" style:family="text"><style:text-properties fo:font-weight="bold" fo:color="#c00000"/></style:style></office:automatic-styles>`,
    `<office:body><office:spreadsheet>${grids.map(tableOf).join("")}<table:database-ranges>${ranges.join("")}</table:database-ranges></office:spreadsheet></office:body></office:document>`,
  ].join("\n");
}

function viewOf({ name, frozenRows }: Grid): string {
  const item = (key: string, type: string, value: number): string =>
    `<config:config-item config:name="${key}" config:type="${type}">${value}</config:config-item>`;
  const frozen = frozenRows
    ? item("VerticalSplitMode", "short", 2) +
      item("VerticalSplitPosition", "int", frozenRows) +
      item("PositionBottom", "int", frozenRows)
    : "";
  return `<config:config-item-map-entry config:name="${inXml(name)}">${frozen}</config:config-item-map-entry>`;
}

function tableOf(grid: Grid): string {
  const covered = new Set<string>();
  const columns = Array.from(
    { length: grid.width },
    (_, at) => `<table:table-column${grid.hiddenColumns.has(at + 1) ? ' table:visibility="collapse"' : ""}/>`,
  );
  const rows = Array.from({ length: grid.height }, (_, at) => {
    const number = at + 1;
    const hidden = grid.filteredRows.has(number)
      ? ' table:visibility="filter"'
      : grid.hiddenRows.has(number)
        ? ' table:visibility="collapse"'
        : "";
    const cells = Array.from({ length: grid.width }, (_, c) => cellOf(grid, c + 1, number, covered));
    const row = `<table:table-row${hidden}>${cells.join("")}</table:table-row>`;
    if (number === grid.printTitles?.from)
      return `<table:table-header-rows>${row}${number === grid.printTitles.to ? "</table:table-header-rows>" : ""}`;
    return number === grid.printTitles?.to ? `${row}</table:table-header-rows>` : row;
  });
  return `<table:table table:name="${inXml(grid.name)}" table:style-name="${grid.hidden ? "hidden" : "shown"}">${columns.join("")}${rows.join("") || "<table:table-row><table:table-cell/></table:table-row>"}</table:table>`;
}

function cellOf(grid: Grid, column: number, row: number, covered: Set<string>): string {
  const address = addressOf(column, row);
  if (covered.has(address)) return "<table:covered-table-cell/>";
  const cell = grid.cells.get(address);
  if (!cell) return "<table:table-cell/>";
  const { written, cols, rows, comment, kind } = cell;
  for (let c = 0; c < cols; c++) for (let r = 0; r < rows; r++) covered.add(addressOf(column + c, row + r));
  const span =
    cols > 1 || rows > 1 ? ` table:number-columns-spanned="${cols}" table:number-rows-spanned="${rows}"` : "";
  const note = comment ? `<office:annotation><text:p>${inXml(comment)}</text:p></office:annotation>` : "";
  return `<table:table-cell table:style-name="${kind}-${written.look ?? "plain"}"${span}${attributesOf(written)}>${note}${shownOf(written)}</table:table-cell>`;
}

function attributesOf({ text, number, truth, look, formula }: Written): string {
  const worked = formula ? ` table:formula="${inXml(formula)}"` : "";
  if (truth !== undefined) return ` office:value-type="boolean" office:boolean-value="${truth}"`;
  if (number !== undefined) {
    if (look && DATES.has(look))
      return `${worked} office:value-type="date" office:date-value="${new Date(Date.UTC(1899, 11, 30) + number * 86_400_000).toISOString().slice(0, Number.isInteger(number) ? 10 : 19)}"`;
    return `${worked} office:value-type="${look === "percent" ? "percentage" : "float"}" office:value="${number}"`;
  }
  return text === undefined ? "" : `${worked} office:value-type="string"`;
}

function shownOf({ text, rich }: Written): string {
  if (text === undefined) return "";
  return text
    .split("\n")
    .map((line) => {
      const half = Math.ceil(line.length / 2);
      return `<text:p>${rich ? `<text:span text:style-name="bold">${spaced(line.slice(0, half))}</text:span>${spaced(line.slice(half))}` : spaced(line)}</text:p>`;
    })
    .join("");
}

const spaced = (text: string): string => inXml(text).replaceAll(" ", "<text:s/>");
const quote = (name: string): string => `'${inXml(name.replaceAll("'", "''"))}'`;
const inXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
