// What the rows below a header are: entries, totals, notes and signatures, or nothing at all.

import { fieldOf, type LedgerDefinition } from "./definition.ts";
import { HEADING_LABELS } from "./heading.ts";
import { fold, rawText } from "./value.ts";
import { type Header, type Labels, labelsOf, numbersColumns, repeatsHeader } from "./workbook-header.ts";
import type { SheetRow } from "./workbook-sheet.ts";

/** What a row is; a `banner` is text that is no entry and is told of, `nil` says that there is nothing to report. */
export type RowKind = "blank" | "total" | "note" | "banner" | "nil" | "entry";

const TOTAL = /^(本页|本月|本期|本单位|全[局区县市省])?(合计|小计|总计|累计|共计|总数)数?(\(.*\))?:?$/;
// What only the first cell of a row can say: 「安全基础室小计」, 「占比」, 「其中：…」.
const PARTIAL = /^.{1,14}(合计|小计|总计)(\(.*\))?:?$|^(占比|比例|百分比|平均|平均值|均值):?$|^其中[:,]/;
const HINT = /^[([【].*[)\]】]$|^(如|例如|例|请|选填|必填|填|写|按|下拉|从)/;
const NOTE = new RegExp(
  `^(注|备注|说明|填表说明|填报说明|填表要求|负责人|制表|表号|${HEADING_LABELS})(\\(.*?\\))?[:\\d]`,
);
const NUMBERED = /^[(]?\d{1,2}[.、)]/;
// What stands alone below a table: a seal, a day, a page's number, a remark under its sign.
const STAMP =
  /^[※*]|^\(?(盖章|公章|签字|签章|签名)\)?$|^(\d{2,4}|[二〇○零一]{4})年.{1,4}月(.{1,4}日)?$|^第\d+页([,，]?共\d+页)?$/;
const EXAMPLE = /^(示例|样例|范例|举例|例)\d*:?$/;
const MATTER = "(问题|情况|情形|事项|内容)";
const NOTHING = new RegExp(
  `^(无|零报告|(截至[^,，。]{1,8}[,，]?)?(经[^,，。]{1,10}[,，]?)?(我|本|该)?(单位|部门|室|科|科室|局|大队|月|期)?(均|暂|尚|目前)?` +
    `(未发现|未查出|未排查出|不存在|没有|无)(任何|此类|该类|上述|以上|相关|类似|突出|明显|新增)*(的)?${MATTER}?([,，]?(无问题|零报告))?)[。.]?$`,
);

/** What each of the rows below a header is; `above` are the header's own rows. */
export function kindsOf(
  definition: LedgerDefinition,
  header: Header,
  body: readonly SheetRow[],
  above: readonly SheetRow[],
): RowKind[] {
  const labels = labelsOf(definition);
  const kinds = body.map((row, at) => {
    if (at === 0 && numbersColumns(header, row)) return "blank";
    const kind = kindOf(definition, labels, header, row, above);
    return kind === "entry" && at < 2 && hintsOnly(definition, header, row) ? "banner" : kind;
  });
  settleFooter(definition, header, body, kinds);
  return kinds;
}

function kindOf(
  definition: LedgerDefinition,
  labels: Labels,
  header: Header,
  row: SheetRow,
  above: readonly SheetRow[],
): RowKind {
  if (isNote(row)) return "note";
  const texts = ownTexts(definition, header, row);
  const all = [...row.cells.values()].map((value) => fold(rawText(value))).filter(Boolean);
  if (new Set(all).size === 1 && all.length > 0) {
    if (NOTHING.test(all[0]!)) return "nil";
    if (STAMP.test(all[0]!) && needsSeveral(definition, header)) return "note";
  }
  if (texts.length === 0) return "blank";
  if (isTotal(row)) return "total";
  if (PARTIAL.test(fold(firstText(row)))) return "banner";
  if (texts.every((text) => NOTHING.test(text))) return "nil";
  const acrossAll = [...header.columns.keys()].filter((column) => isAcross(row, column));
  if (new Set(texts).size === 1 && acrossAll.length * 2 > header.columns.size) return "banner";
  if (header.sequenceColumn !== null && EXAMPLE.test(fold(rawText(row.cells.get(header.sequenceColumn)))))
    return "banner";
  return repeatsHeader(labels, header, row, above) ? "blank" : "entry";
}

/** A row right under the header that says how to fill in each column: 「（写全称）」, 「如2023-07-27」. */
function hintsOnly(definition: LedgerDefinition, header: Header, row: SheetRow): boolean {
  const texts = ownTexts(definition, header, row);
  return texts.length >= 2 && texts.every((text) => HINT.test(text));
}

/** What was typed into a row's own cells: what is worked out stands in empty rows too, and so does what is merged down from above. */
function ownTexts(definition: LedgerDefinition, header: Header, row: SheetRow): string[] {
  return [...header.columns]
    .filter(
      ([column, key]) =>
        !fieldOf(definition, key).compute && (row.merged.get(column)?.top ?? row.number) >= row.number,
    )
    .map(([column]) => fold(rawText(row.cells.get(column))))
    .filter(Boolean);
}

/** Below the last entry a row with a single text is no entry where several columns are required. */
function settleFooter(
  definition: LedgerDefinition,
  header: Header,
  body: readonly SheetRow[],
  kinds: RowKind[],
): void {
  if (header.index < 0 || !needsSeveral(definition, header)) return;
  let from = kinds.length;
  while (from > 0 && (kinds[from - 1] !== "entry" || isLone(body[from - 1]!, header))) from--;
  let noted = false;
  for (let at = from; at < kinds.length; at++) {
    if (kinds[at] === "entry")
      kinds[at] = noted && NUMBERED.test(fold(firstText(body[at]!))) ? "note" : "banner";
    if (kinds[at] !== "blank") noted = kinds[at] === "note";
  }
}

function needsSeveral(definition: LedgerDefinition, { columns }: Header): boolean {
  return [...columns.values()].filter((key) => fieldOf(definition, key).required).length >= 2;
}

function isLone(row: SheetRow, { sequenceColumn }: Header): boolean {
  const filled = [...row.cells].filter(
    ([column, value]) => rawText(value) !== "" && (row.merged.get(column)?.left ?? column) === column,
  );
  return filled.length === 1 && filled[0]![0] !== sequenceColumn;
}

function isAcross(row: SheetRow, column: number): boolean {
  const range = row.merged.get(column);
  return range !== undefined && range.right > range.left;
}

/** True for a note or a signature line, such as 「注：…」 or 「填报人：」. */
export function isNote(row: SheetRow): boolean {
  return NOTE.test(fold(firstText(row)));
}

/** True for a row of totals, such as 「合计」. */
export function isTotal(row: SheetRow): boolean {
  const leading = [...row.cells].sort(([a], [b]) => a - b).slice(0, 3);
  return leading.some(([, value]) => TOTAL.test(fold(rawText(value))));
}

/** The first text of a row from the left. */
export function firstText(row: SheetRow): string {
  let first = Number.POSITIVE_INFINITY;
  for (const [column, value] of row.cells) if (column < first && rawText(value) !== "") first = column;
  return rawText(row.cells.get(first));
}
