// One messy workbook: a form filled in by a unit in its own way, with the right answer.

import type { LedgerField } from "../../src/ledger/definition.ts";
import type { FieldValue } from "../../src/ledger/value.ts";
import { drawRows } from "./body.ts";
import { type Chance, createChance } from "./chance.ts";
import { dressValue } from "./dress.ts";
import { inventRows } from "./facts.ts";
import { type Form, MESSY_FORMS } from "./forms.ts";
import { createGrid, drawHeader, type Grid, put } from "./grid.ts";
import { inventHead, type MessyColumn, type MessyHead } from "./head.ts";
import { drawFooter, drawTitles } from "./margins.ts";
import type { Truth } from "./truth.ts";

/** A workbook to be written, and its right answer for each ledger in it. */
export interface MessyBook {
  grids: Grid[];
  truths: Truth[];
}

const NIL = {
  seen: ["经自查未发现问题", "无", "经自查，未发现问题。", "零报告", "本月无"],
  apart: [
    "经自查，我室未发现上述问题",
    "本单位无此类情况",
    "经排查，不存在相关问题。",
    "无此类问题，零报告",
    "经自查自纠，未发现突出问题",
  ],
};

/** Makes the book of a seed; books kept apart use wordings that the reader was never mended on. */
export function inventBook(seed: number, apart: boolean): MessyBook {
  const chance = createChance(seed, apart);
  const file = `messy-${String(seed).padStart(3, "0")}.xlsx`;
  const form = MESSY_FORMS[seed % MESSY_FORMS.length]!;
  const { grid, truth, head } = drawLedger(form, chance, file, "Sheet1");
  const [grids, truths] = [[grid], [truth]];
  if (chance.hit(0.3)) grid.name = chance.word([form.titles[0]!, "台账", "2023年"], ["附件", "报送表"]);
  if (chance.hit(0.15)) grids.unshift(drawGuide(chance, truth.mess));
  if (chance.hit(0.1)) grids.unshift(drawSample(form, head, chance, truth));
  if (chance.hit(0.08)) grids.push(drawHidden(form, head, chance, truth.mess));
  if (chance.hit(0.05)) {
    const blank = createGrid(chance.word(["空表", "模板"], ["原表"]));
    drawHeader(blank, 2, head.columns, head.merged);
    grids.unshift(blank);
    truth.mess.push("an empty copy of the form first");
  }
  if (chance.hit(0.05) && truth.rows.length > 0 && !form.definition.split) {
    const more = createGrid(chance.word(["续表", "第二页"], ["（续）"]));
    const below = drawHeader(more, 1, head.columns, head.merged) + 1;
    fillPlainly(more, below, head.columns, inventRows(form.definition, 2, chance), chance);
    grids.push(more);
    truth.told.push(more.name);
    truth.mess.push("more rows on a second sheet");
  }
  if (chance.hit(0.1)) {
    grids.push(createGrid("Sheet2"), createGrid("Sheet3"));
    truth.mess.push("empty sheets");
  }
  if (chance.hit(0.08)) {
    const other = MESSY_FORMS[(seed + 4) % MESSY_FORMS.length]!;
    const second = drawLedger(other, chance, file, `${other.definition.title.slice(0, 12)}二`);
    grids.push(second.grid);
    truths.push(second.truth);
    truth.told.push(second.grid.name);
    second.truth.told.push(grid.name);
    for (const one of truths) one.mess.push("two ledgers in one book");
  }
  return { grids, truths };
}

function drawLedger(
  form: Form,
  chance: Chance,
  file: string,
  name: string,
): { grid: Grid; truth: Truth; head: MessyHead } {
  const grid = createGrid(name);
  const truth: Truth = {
    file,
    ledger: form.definition.code,
    mess: [],
    heading: {},
    nil: false,
    missing: [],
    told: [],
    rows: [],
  };
  const { mess } = truth;
  const head = inventHead(form, chance, mess);
  truth.missing = head.missing.map(({ label }) => label);
  const width = head.columns.length;
  const top = drawTitles(grid, form, width, chance, truth);
  const depth = drawHeader(grid, top, head.columns, head.merged);
  let row = top + depth;
  if (chance.hit(0.12)) {
    // Statistical forms number what is counted and letter what is said.
    const lettered = chance.hit(0.4) ? 2 : 0;
    const bracket = chance.apart && chance.hit(0.5);
    for (const at of head.columns.keys())
      put(
        grid,
        row,
        at + 1,
        at < lettered
          ? ["甲", "乙"][at]!
          : bracket
            ? `（${at + 1 - lettered}）`
            : { number: at + 1 - lettered },
      );
    mess.push("columns numbered under the header");
    row++;
  }
  if (chance.hit(0.06)) {
    head.columns.forEach(({ role, field }, at) => {
      if (role === "field") put(grid, row, at + 1, hintOf(field!, chance));
    });
    mess.push("hints under the header");
    row++;
  }
  if (chance.hit(0.06) && head.columns[0]!.role === "sequence") {
    const [example] = inventRows(form.definition, 1, chance);
    put(grid, row, 1, chance.word(["例", "示例"], ["样例", "例："]));
    head.columns.forEach(({ role, field }, at) => {
      if (role === "field")
        put(grid, row, at + 1, dressValue(field!, example![field!.key] ?? null, chance, 0).written);
    });
    mess.push("an example under the header");
    row++;
  }
  if (chance.hit(0.08)) row = drawNil(grid, row, head.columns, chance, truth);
  else row = drawRows(grid, row, form, head, chance, truth);
  if (chance.hit(0.3)) {
    grid.frozenRows = top + depth - 1;
    if (chance.hit(0.5)) grid.printTitles = { from: top, to: top + depth - 1 };
  }
  if (chance.hit(0.2) && truth.rows.length > 0) grid.filter = { row: top + depth - 1, to: row };
  drawFooter(grid, row, width, chance, truth);
  return { grid, truth, head };
}

function hintOf({ kind }: LedgerField, chance: Chance): string {
  if (kind === "date") return chance.word(["（年月日）", "（如2023-07-27）"], ["如2023.7.27"]);
  if (kind === "choice" || kind === "boolean") return chance.word(["（下拉选择）"], ["请从下拉中选"]);
  return chance.word(["（据实填写）", "（写全称）"], ["请写全称"]);
}

function drawNil(
  grid: Grid,
  row: number,
  columns: readonly MessyColumn[],
  chance: Chance,
  truth: Truth,
): number {
  const words = chance.word(NIL.seen, NIL.apart);
  const from = columns[0]!.role === "sequence" && chance.hit(0.5) ? 2 : 1;
  if (from === 2) put(grid, row, 1, { number: 1 });
  // Beside a unit column the words stand in the first column that asks for something.
  const at = from === 1 ? 1 : columns.findIndex(({ role }) => role === "field") + 1;
  put(grid, row, at, words, chance.hit(0.5) ? { cols: columns.length - at + 1 } : {});
  truth.nil = true;
  truth.mess.push("nothing to report");
  return row + 1;
}

function drawGuide(chance: Chance, mess: string[]): Grid {
  const grid = createGrid(chance.word(["填报说明", "说明"], ["填表须知"]));
  const lines = [
    "填报说明",
    "一、请各单位如实填写。",
    "二、带*的为必填项，问题描述不少于20字。",
    "三、完成时限写到日，责任人写全名。",
  ];
  for (const [at, line] of lines.entries()) put(grid, at + 1, 1, line, { cols: at === 0 ? 4 : 1 });
  mess.push("instructions on a sheet of their own");
  return grid;
}

function drawSample(form: Form, head: MessyHead, chance: Chance, truth: Truth): Grid {
  const grid = createGrid(chance.word(["样表", "填写示例", "示例"], ["范例", "参考样表"]));
  const depth = drawHeader(grid, 1, head.columns, head.merged);
  const rows = inventRows(form.definition, 2, chance);
  fillPlainly(grid, depth + 1, head.columns, rows, chance);
  truth.told.push(grid.name);
  truth.mess.push("a sheet with examples first");
  return grid;
}

function drawHidden(form: Form, head: MessyHead, chance: Chance, mess: string[]): Grid {
  const grid = { ...createGrid("旧数据"), hidden: true };
  const depth = drawHeader(grid, 1, head.columns, head.merged);
  fillPlainly(grid, depth + 1, head.columns, inventRows(form.definition, 9, chance), chance);
  mess.push("old data on a hidden sheet");
  return grid;
}

function fillPlainly(
  grid: Grid,
  start: number,
  columns: readonly MessyColumn[],
  rows: readonly Record<string, FieldValue>[],
  chance: Chance,
): void {
  rows.forEach((values, index) => {
    columns.forEach(({ role, field }, at) => {
      if (role === "sequence") put(grid, start + index, at + 1, { number: index + 1 });
      else if (role === "field" && !field!.compute)
        put(grid, start + index, at + 1, dressValue(field!, values[field!.key] ?? null, chance, 0).written);
    });
  });
}
