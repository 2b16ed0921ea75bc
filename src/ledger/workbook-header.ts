// Finds a ledger's header in a sheet that units have titled, reordered, merged and annotated.

import type { LedgerDefinition } from "./definition.ts";
import { WORDS } from "./messages.ts";
import { fold, foldLabel, rawText } from "./value.ts";
import type { SheetRow } from "./workbook-sheet.ts";

/**
 * Where the header stands and what its columns are; `columns` maps a column to a field key, `unitColumn` to 填报单位,
 * `sequenceColumn` to 序号. `doubled` are columns under a label that an earlier one (`first`) has already, `apart` where
 * the two labels are not one merged cell.
 */
export interface Header {
  index: number;
  score: number;
  columns: Map<number, string>;
  unitColumn: number | null;
  sequenceColumn: number | null;
  mendColumn: number | null;
  /** Columns whose label counts in 万元 or the like, as ours does not. */
  scaled: { key: string; label: string; column: number }[];
  doubled: { key: string; label: string; column: number; first: number; apart: boolean }[];
  unknown: { label: string; column: number }[];
}

const SEARCHED_ROWS = 60;
// A header is merged over three rows at most.
const ROWS_ABOVE = 2;
const SEQUENCE = new Set([WORDS.sequence, "序", "编号", "no", "项次", "行号", "no."]);
const COLUMN_NUMBER = /^[(（]?(\d{1,2})(?:=.*)?[)）]?$/;
const COLUMN_LETTER = /^[(（]?[甲乙丙丁戊A-E][)）]?$/;
const SCALE = /[([【][^)\]】]*[万亿千][元件人个份家户][^)\]】]*[)\]】]/;
const UNIT = new Set([WORDS.unit, "报送单位", "来源单位", "单位", "单位名称", "填报科室", "报送科室"]);
const UNIT_MARK = "unit";
const SEQUENCE_MARK = "sequence";
const MEND_MARK = "mend";

// In front of labels that were loosened, so that none is taken for a label as written.
const LOOSE = "~";
// What a form says below a label: how to fill it in.
const ADVICE = /\n\s*((填写|填报|要求|说明|注|格式|单位)[^\n:：]{0,6}[:：]|如|例|请)[^\n]*$/;

/** What every known label of a ledger's columns stands for. */
export type Labels = ReadonlyMap<string, string>;

/** The best header among the first rows, or null where fewer than two fields are named. */
export function findHeader(definition: LedgerDefinition, rows: readonly SheetRow[]): Header | null {
  const labels = labelsOf(definition);
  let best: Header | null = null;
  for (let index = 0; index < Math.min(rows.length, SEARCHED_ROWS); index++) {
    const header = readHeader(labels, rows, index);
    // Of a header merged over two rows both read alike: the lower one is where data begins below.
    const continues = best?.index === index - 1 && isSameRow(rows[best.index]!, rows[index]!);
    if (header && (!best || header.score > best.score || (header.score === best.score && continues)))
      best = header;
  }
  return best && best.score >= Math.min(2, definition.fields.length) ? best : null;
}

/** True for a header repeated further down, as on pages pasted together. */
export function repeatsHeader(
  labels: Labels,
  header: Header,
  row: SheetRow,
  above: readonly SheetRow[],
): boolean {
  if (above.some((line) => isSameRow(line, row) && isSameRow(row, line)))
    return new Set([...row.cells.values()].map(rawText).filter(Boolean)).size >= 2;
  const same = [...header.columns].filter(
    ([column, key]) => match(labels, rawText(row.cells.get(column))) === `#${key}`,
  );
  return same.length >= 2 && same.length * 2 >= header.columns.size;
}

/** The rows of the header itself, as far up as it may reach. */
export function linesOfHeader(rows: readonly SheetRow[], { index }: Header): readonly SheetRow[] {
  return rows.slice(Math.max(0, index - ROWS_ABOVE), index + 1);
}

/** True for the row 「1 2 3 4 …」, or 「甲 乙 1 2 …」, that numbers the columns right under a header. */
export function numbersColumns(header: Header, row: SheetRow): boolean {
  const cells = [...row.cells]
    .sort(([a], [b]) => a - b)
    .map(([column, value]) => ({ column, text: rawText(value) }));
  const numbers = cells.flatMap(({ column, text }) => {
    const number = text.match(COLUMN_NUMBER)?.[1];
    return number ? [{ column, number: Number(number) }] : [];
  });
  const lettered = cells.filter(({ text }) => COLUMN_LETTER.test(text));
  const numbered = new Set([...numbers, ...lettered].map(({ column }) => column));
  return (
    numbers.length >= 3 &&
    [...header.columns.keys()].every((column) => numbered.has(column)) &&
    numbers.every(({ number }, at) => at === 0 || number === numbers[at - 1]!.number + 1)
  );
}

/** The labels by which a ledger's columns are known. */
export function labelsOf(definition: LedgerDefinition): Labels {
  const labels = new Map<string, string>();
  for (const label of SEQUENCE) labels.set(foldLabel(label), SEQUENCE_MARK);
  labels.set(foldLabel(WORDS.toMend), MEND_MARK);
  for (const label of UNIT) labels.set(foldLabel(label), UNIT_MARK);
  for (const field of definition.fields)
    for (const label of [field.label, ...(field.aliases ?? [])])
      labels.set(foldLabel(label), `#${field.key}`);
  const marks = new Map<string, Set<string>>();
  for (const [label, mark] of labels) {
    const loose = looseLabel(label);
    marks.set(loose, (marks.get(loose) ?? new Set()).add(mark));
  }
  for (const [loose, [mark, ...others]] of marks)
    if (mark && others.length === 0) labels.set(`${LOOSE}${loose}`, mark);
  return labels;
}

/** A row as header; a cell that says nothing known by itself is read together with the cells above it. */
function readHeader(labels: Labels, rows: readonly SheetRow[], index: number): Header | null {
  const row = rows[index]!;
  const above = rows.slice(Math.max(0, index - ROWS_ABOVE), index).reverse();
  const header: Header = {
    index,
    score: 0,
    columns: new Map(),
    unitColumn: null,
    sequenceColumn: null,
    mendColumn: null,
    scaled: [],
    doubled: [],
    unknown: [],
  };
  const taken = new Map<string, number>();
  let own = 0;
  const columns = [...new Set([row, ...above].flatMap(({ cells }) => [...cells.keys()]))].sort(
    (a, b) => a - b,
  );
  for (const column of columns) {
    const text = rawText(row.cells.get(column));
    const uppers = above.map(({ cells }) => rawText(cells.get(column)));
    const groups = groupsOf(above, column);
    const lone = text === "" ? null : matchBelow(labels, text, uppers, groups);
    const mark = lone ?? matchAbove(labels, text, uppers, groups);
    if (mark === null) {
      const label = text || ownLabelAbove(above, column);
      if (label !== "") header.unknown.push({ label, column });
    } else if (mark === UNIT_MARK) header.unitColumn ??= column;
    else if (mark === SEQUENCE_MARK) header.sequenceColumn ??= column;
    else if (mark === MEND_MARK) header.mendColumn = column;
    else {
      const key = mark.slice(1);
      const first = taken.get(mark);
      if (first === undefined) {
        taken.set(mark, column);
        header.columns.set(column, key);
        const label = [text, ...uppers].find(Boolean) ?? "";
        if (SCALE.test(fold(label)) && !labels.has(foldLabel(label).toLowerCase()))
          header.scaled.push({ key, label, column });
        if (lone) own++;
      } else {
        const range = row.merged.get(column);
        const apart = range === undefined || range !== row.merged.get(first);
        header.doubled.push({ key, label: text || uppers.find(Boolean) || key, column, first, apart });
      }
    }
  }
  header.score = header.columns.size;
  return own > 0 ? header : null;
}

/** The label itself, else with what stands above it: 「委托期限」 over 「起」 is 「委托期限起」. */
function matchBelow(
  labels: Labels,
  text: string,
  uppers: readonly string[],
  groups: readonly string[],
): string | null {
  const [upper = "", top = ""] = uppers;
  const [group = "", topGroup = ""] = groups;
  const readings = [text, upper + text, top + upper + text, top + text, group + text, topGroup + text];
  return firstMatch(labels, readings);
}

/** A column whose label stands in a row above, merged down or with nothing but itself below. */
function matchAbove(
  labels: Labels,
  text: string,
  uppers: readonly string[],
  groups: readonly string[],
): string | null {
  const [upper = "", top = ""] = uppers;
  if (text !== "" && text !== upper) return null;
  return firstMatch(labels, upper === "" ? [top] : [upper, top + upper, (groups[1] ?? "") + upper]);
}

/** A label that stands only above, over nothing but its own column; a title over several is none. */
function ownLabelAbove(above: readonly SheetRow[], column: number): string {
  for (const { cells, merged } of above) {
    const range = merged.get(column);
    const text = rawText(cells.get(column));
    if (text !== "") return range && range.right > range.left ? "" : text;
  }
  return "";
}

/** What heads a column's group where it was written once over the first column and not merged over the others. */
function groupsOf(above: readonly SheetRow[], column: number): string[] {
  return above.map(({ cells }) => {
    const left = [...cells.keys()].filter((other) => other <= column && rawText(cells.get(other)) !== "");
    return left.length > 0 ? rawText(cells.get(Math.max(...left))) : "";
  });
}

function firstMatch(labels: Labels, readings: readonly string[]): string | null {
  for (const reading of readings) {
    const mark = match(labels, reading);
    if (mark !== null) return mark;
  }
  return null;
}

/**
 * The mark of a label as written, or without what stands in brackets, 「完成时限(年月日)」, or below it, 「填写要求：…」; else of the
 * only label that says the same in other words.
 */
function match(labels: Labels, label: string): string | null {
  const plain = label.replace(ADVICE, "");
  if (plain === "" || plain.length > 60) return null;
  const folded = foldLabel(plain).toLowerCase();
  const bare = foldLabel(fold(plain).replace(/[(（【[][^)）】\]]*[)）】\]]/g, ""));
  return labels.get(folded) ?? labels.get(bare) ?? labels.get(`${LOOSE}${looseLabel(bare)}`) ?? null;
}

/** A label with one word for what has many: 「责任处室」 is 「责任部门」, 「是否已销号」 is 「是否销号」, 「主体数量」 is 「主体数」. */
function looseLabel(folded: string): string {
  return folded
    .replace(/^是否[已为]/, "是否")
    .replace(/应当/g, "应")
    .replace(/的/g, "")
    .replace(/^(.+)(单位|部门|科室|处室|股室|机构|机关)$/, "$1部门")
    .replace(/^(.+)(数量|件数|个数|数目)$/, "$1数");
}

function isSameRow(one: SheetRow, other: SheetRow): boolean {
  return [...other.cells].every(([column, value]) => rawText(one.cells.get(column)) === rawText(value));
}
