// The rows of one messy sheet with their right answers: dressed, merged, hidden, parted by headings and blank rows, added up.

import { addressOf, columnName } from "../../src/ledger/workbook-sheet.ts";
import type { Chance } from "./chance.ts";
import { dressValue, spoilValue, type Written } from "./dress.ts";
import { inventRows, unitOf } from "./facts.ts";
import { type Form, MESSY_FORMS } from "./forms.ts";
import { drawHeader, type Grid, put } from "./grid.ts";
import type { MessyColumn, MessyHead } from "./head.ts";
import type { TrueRow, Truth } from "./truth.ts";

const BANNERS = {
  seen: ["一、安全基础室", "（二）执法大队", "二、其他"],
  apart: ["【第二部分】", "以下为新增"],
};
const TOTALS = {
  seen: ["合计", "小计", "合 计", "总计", "合计：", "本页合计", "安全基础室小计", "占比"],
  apart: ["合计（件）", "总　　计", "共计", "累计", "合计数", "全大队合计", "平均"],
};

/** Draws the rows; gives back the row below the last. */
export function drawRows(
  grid: Grid,
  start: number,
  form: Form,
  head: MessyHead,
  chance: Chance,
  truth: Truth,
): number {
  const { definition } = form;
  const { mess } = truth;
  const count = 1 + chance.below(chance.hit(0.2) ? 30 : 9);
  const rows = inventRows(definition, definition.code === "case-entry" ? Math.min(count, 12) : count, chance);
  const messy = chance.pick([0.1, 0.3, 0.5]);
  const spoiling = chance.hit(0.35) ? 0.06 : 0;
  const units = rows.map(() => unitOf(chance)).sort();
  const merging = chance.hit(0.25) ? pickMerged(head.columns, chance) : null;
  const spacing = chance.hit(0.15);
  const banners = chance.hit(0.08);
  const repeats = chance.hit(0.06) && rows.length > 3;
  if (repeats) mess.push("the header repeated");
  if (banners) mess.push("headings between rows");
  if (spacing) mess.push("blank rows between");
  let row = start;
  rows.forEach((facts, index) => {
    if (spacing && chance.hit(0.2)) {
      if (chance.hit(0.5))
        put(grid, row, 1 + chance.below(head.columns.length), chance.pick(["  ", "\u00a0", "\u3000"]));
      row++;
    }
    if (banners && chance.hit(0.2))
      put(grid, row++, 1, chance.word(BANNERS.seen, BANNERS.apart), { cols: head.columns.length });
    if (repeats && index === Math.floor(rows.length / 2))
      row += drawHeader(grid, row, head.columns, head.merged);
    const truthful: TrueRow = { cells: {} };
    head.columns.forEach((column, at) => {
      const { role, field } = column;
      if (role === "sequence") put(grid, row, at + 1, { number: index + 1 });
      else if (role === "unit") {
        truthful.unit = units[index]!;
        put(grid, row, at + 1, units[index]!);
      } else if (role === "extra" || role === "unnamed")
        put(grid, row, at + 1, chance.pick(["已阅", "同意", "3"]));
      else if (role === "double") put(grid, row, at + 1, "另一栏内容");
      if (role !== "field" || !field) return;
      if (field.compute) return;
      const value = facts[field.key] ?? null;
      const spoiled = chance.hit(spoiling) ? spoilValue(field, value, chance) : null;
      const dressed = spoiled ?? dressValue(field, value, chance, messy);
      put(grid, row, at + 1, dressed.written, { ...(chance.hit(0.01) && { comment: "请核实" }) });
      const address = addressOf(at + 1, row);
      truthful.cells[field.key] =
        "asked" in dressed ? { at: address, asked: true } : { at: address, value: dressed.value };
      if (spoiled && !mess.includes("cells that must be asked for"))
        mess.push("cells that must be asked for");
    });
    workOut(grid, row, head.columns, truthful, chance);
    truth.rows.push(truthful);
    row++;
  });
  if (merging) mergeDown(grid, merging, head.columns, truth, chance);
  const stray = head.columns.length + 2;
  if (chance.hit(0.05) && truth.rows.length > 0) {
    put(grid, row - 1, stray, "此处待核");
    truth.told.push(columnName(stray));
    mess.push("a remark beside the table");
  }
  tellOfColumns(head.columns, truth);
  drawDittos(grid, head.columns, truth, chance);
  hideSome(grid, head.columns, truth, chance, start, row);
  if (chance.hit(0.2)) row = drawBlanks(grid, row, head.columns, truth, rows.length, chance);
  if (chance.hit(0.45)) {
    drawTotal(grid, row, head.columns, truth, chance, start);
    row++;
    if (chance.hit(0.2)) {
      put(grid, row, 1, chance.word(["其中：2023年新增"], ["其中：已办结"]));
      if (head.columns.length > 3) put(grid, row, 4, { number: 1 });
      row++;
    }
  }
  return row;
}

/** What units let the sheet work out: sums over the columns that are there, ratios, and dashes. */
function workOut(
  grid: Grid,
  row: number,
  columns: readonly MessyColumn[],
  { cells }: TrueRow,
  chance: Chance,
): void {
  columns.forEach(({ field }, at) => {
    if (!field?.compute || chance.hit(0.3)) return;
    if (field.compute.op === "ratio")
      put(
        grid,
        row,
        at + 1,
        chance.pick<Written>([
          { text: "—" },
          { number: 0.955, look: "percent" },
          { formula: "of:=0/1", number: 0 },
        ]),
      );
    if (field.compute.op !== "sum") return;
    const parts = field.compute.of.flatMap((key) => cells[key] ?? []);
    if (parts.some((part) => "asked" in part)) return;
    const sum = parts.reduce(
      (total, part) => total + ("value" in part && typeof part.value === "number" ? part.value : 0),
      0,
    );
    put(grid, row, at + 1, { formula: `of:=${sum}+0`, number: sum });
  });
}

/** Rows that are laid out and not filled in: numbered, worked out to nothing, under the unit of the last. */
function drawBlanks(
  grid: Grid,
  row: number,
  columns: readonly MessyColumn[],
  truth: Truth,
  count: number,
  chance: Chance,
): number {
  const blanks = 1 + chance.below(4);
  for (let at = 0; at < blanks; at++)
    for (const [c, { role, field }] of columns.entries()) {
      if (role === "sequence") put(grid, row + at, c + 1, { number: count + at + 1 });
      else if (field?.compute)
        put(
          grid,
          row + at,
          c + 1,
          chance.pick<Written>([
            { formula: "of:=0+0", number: 0 },
            { text: "—" },
            { number: 0, look: "percent" },
          ]),
        );
    }
  const unit = columns.findIndex(({ role }) => role === "unit") + 1;
  const last = grid.cells.get(addressOf(unit, row - 1));
  if (unit > 0 && last?.written.text && last.rows === 1) last.rows = blanks + 1;
  truth.mess.push("rows laid out and not filled in");
  return row + blanks;
}

/** A column that may be merged down over rows: what is repeated in each of them, or a count, which is not. */
function pickMerged(columns: readonly MessyColumn[], chance: Chance): MessyColumn | null {
  const fitting = columns.filter(
    ({ role, field }) =>
      (role === "field" &&
        field &&
        !field.compute &&
        ["text", "longText", "unit", "person", "date", "choice", "integer"].includes(field.kind) &&
        field.key !== "description" &&
        field.key !== "year") ||
      role === "unit",
  );
  return fitting.length > 0 ? chance.pick(fitting) : null;
}

/** Merges two rows below each other in one column: the upper value holds for both, but a count cannot be told apart. */
function mergeDown(
  grid: Grid,
  column: MessyColumn,
  columns: readonly MessyColumn[],
  truth: Truth,
  chance: Chance,
): void {
  const at = columns.indexOf(column) + 1;
  const { field } = column;
  const key = field?.key;
  const bodyRow = (row: TrueRow): number =>
    Number(
      Object.values(row.cells)
        .find(({ at: address }) => address)
        ?.at?.match(/\d+$/)?.[0] ?? 0,
    );
  for (let index = 0; index + 1 < truth.rows.length; index++) {
    const [upper, lower] = [truth.rows[index]!, truth.rows[index + 1]!];
    const row = bodyRow(upper);
    const cell = grid.cells.get(addressOf(at, row));
    if (bodyRow(lower) !== row + 1 || !cell || !chance.hit(0.5)) continue;
    if (key && field) {
      const said = upper.cells[key]!;
      if ("asked" in said || said.value === null) continue;
      if (breaksRules(field.key, truth)) return;
      const counted = field.summarise === "sum";
      upper.cells[key] = counted ? { at: addressOf(at, row), asked: true } : said;
      lower.cells[key] = counted
        ? { at: addressOf(at, row + 1), asked: true }
        : { at: addressOf(at, row + 1), value: said.value };
    } else {
      if (upper.unit === undefined) continue;
      lower.unit = upper.unit;
    }
    grid.cells.delete(addressOf(at, row + 1));
    cell.rows = 2;
    const what = key && field?.summarise === "sum" ? "a count merged over rows" : "cells merged over rows";
    if (!truth.mess.includes(what)) truth.mess.push(what);
    index++;
  }
}

/** Columns on which other columns depend stay as they are. */
function breaksRules(key: string, truth: Truth): boolean {
  const { definition } = MESSY_FORMS.find((form) => form.definition.code === truth.ledger)!;
  const depends =
    (definition.key ?? []).includes(key) ||
    definition.fields.some(
      ({ requiredWhen, notBefore }) =>
        requiredWhen?.field === key || (typeof notBefore === "object" && notBefore.field === key),
    );
  const own = definition.fields.find((field) => field.key === key)!;
  return (
    depends ||
    own.notBefore !== undefined ||
    own.requiredWhen !== undefined ||
    (definition.checks ?? []).some(
      (check) =>
        check.field === key ||
        ("when" in check && check.when?.field === key) ||
        ("of" in check && check.of?.includes(key)) ||
        ("than" in check && Array.isArray(check.than) && check.than.includes(key)),
    )
  );
}

function tellOfColumns(columns: readonly MessyColumn[], truth: Truth): void {
  columns.forEach(({ role, path }, at) => {
    if (path.at(-1)!.includes("万元")) truth.told.push("万元");
    if (role === "extra") truth.told.push(path[0]!);
    if (role === "double" || role === "unnamed") truth.told.push(columnName(at + 1));
  });
}

/** 「同上」 below a value means that value. */
function drawDittos(grid: Grid, columns: readonly MessyColumn[], truth: Truth, chance: Chance): void {
  if (!chance.hit(0.08)) return;
  if (chance.hit(0.4)) {
    drawUnitDittos(grid, columns, truth);
    return;
  }
  const at =
    columns.findIndex(
      ({ field }) => field && ["department", "agency", "drafter", "handler", "principal"].includes(field.key),
    ) + 1;
  const key = columns[at - 1]?.field?.key;
  if (!key || breaksRules(key, truth)) return;
  for (const [index, row] of truth.rows.entries()) {
    const above = truth.rows[index - 1]?.cells[key];
    const own = row.cells[key]!;
    if (
      !above ||
      "asked" in above ||
      "asked" in own ||
      typeof above.value !== "string" ||
      own.value === null ||
      !own.at ||
      !chance.hit(0.4)
    )
      continue;
    const cell = grid.cells.get(own.at);
    if (!cell || cell.rows > 1) continue;
    cell.written = { text: chance.word(["同上", "〃"], ["同 上", "″"]) };
    row.cells[key] = { at: own.at, value: above.value };
    if (!truth.mess.includes("ditto")) truth.mess.push("ditto");
  }
}

function drawUnitDittos(grid: Grid, columns: readonly MessyColumn[], truth: Truth): void {
  const unit = columns.findIndex(({ role }) => role === "unit") + 1;
  for (const [index, row] of truth.rows.entries()) {
    const line = Object.values(row.cells)
      .find(({ at }) => at)
      ?.at?.match(/\d+$/)?.[0];
    const cell = grid.cells.get(addressOf(unit, Number(line)));
    if (index === 0 || !cell || cell.rows > 1 || row.unit !== truth.rows[index - 1]!.unit) continue;
    cell.written = { text: "同上" };
    if (!truth.mess.includes("ditto")) truth.mess.push("ditto");
  }
}

function hideSome(
  grid: Grid,
  columns: readonly MessyColumn[],
  truth: Truth,
  chance: Chance,
  start: number,
  end: number,
): void {
  if (chance.hit(0.06) && end - start > 2) {
    (chance.hit(0.5) ? grid.hiddenRows : grid.filteredRows).add(start + 1);
    const shown = truth.rows.some(({ cells }) =>
      Object.values(cells).some(({ at }) => at?.match(/\d+$/)?.[0] === String(start + 1)),
    );
    if (shown) truth.told.push("隐藏");
    truth.mess.push("a hidden row");
  }
  const remark = columns.findIndex(({ field }) => field?.key === "remark") + 1;
  if (chance.hit(0.04) && remark > 0) {
    grid.hiddenColumns.add(remark);
    if (
      truth.rows.some(({ cells }) => cells.remark && "value" in cells.remark && cells.remark.value !== null)
    )
      truth.told.push("隐藏");
    truth.mess.push("a hidden column");
  }
}

function drawTotal(
  grid: Grid,
  row: number,
  columns: readonly MessyColumn[],
  truth: Truth,
  chance: Chance,
  start: number,
): void {
  put(
    grid,
    row,
    1,
    chance.word(TOTALS.seen, TOTALS.apart),
    chance.hit(0.3) && columns[0]!.role === "sequence" ? { cols: 2 } : {},
  );
  columns.forEach(({ field }, at) => {
    if (at < 2 || !field || !["integer", "decimal"].includes(field.kind)) return;
    const column = columnName(at + 1);
    put(grid, row, at + 1, { formula: `of:=SUM([.${column}${start}:.${column}${row - 1}])`, number: 0 });
  });
  truth.mess.push("a row of totals");
}
