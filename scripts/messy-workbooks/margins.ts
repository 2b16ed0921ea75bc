// What stands above the header and below the rows of a messy sheet: titles, who fills it in, notes, signatures.

import type { Heading } from "../../src/ledger/heading.ts";
import type { Chance } from "./chance.ts";
import { personOf, phoneOf, unitOf } from "./facts.ts";
import type { Form } from "./forms.ts";
import { type Grid, put } from "./grid.ts";
import type { Truth } from "./truth.ts";

type Line = (grid: Grid, row: number, width: number, chance: Chance) => Heading;

const HEADINGS: { seen: Line[]; apart: Line[] } = {
  seen: [
    (grid, row, width, chance) => {
      const heading = { unit: unitOf(chance), filledOn: "2023年7月26日" };
      put(grid, row, 1, `填报单位（盖章）：${heading.unit}　　　　填报时间：${heading.filledOn}`, {
        cols: width,
      });
      return heading;
    },
    (grid, row, _width, chance) => {
      const heading = { unit: unitOf(chance), filledBy: personOf(chance), phone: phoneOf(chance) };
      put(grid, row, 1, `填报单位：${heading.unit}`);
      put(grid, row, 3, `填报人：${heading.filledBy}`);
      put(grid, row, 5, `联系电话：${heading.phone}`);
      return heading;
    },
    (grid, row, _width, chance) => {
      const heading = { unit: unitOf(chance), filledOn: "2023.7.26" };
      put(grid, row, 1, "填报单位：");
      put(grid, row, 2, heading.unit);
      put(grid, row, 4, "填报日期：");
      put(grid, row, 5, heading.filledOn);
      return heading;
    },
    (grid, row, _width, chance) => {
      const unit = unitOf(chance);
      put(grid, row, 1, "填报单位：");
      put(grid, row, 2, unit);
      put(grid, row, 4, "填报日期：");
      put(grid, row, 5, { number: 45_133, look: "cn" });
      return { unit, filledOn: "2023-07-26" };
    },
    (grid, row, width) => {
      put(grid, row, 1, "填报单位（公章）：　　　　　　　　　　填报日期：　　年　月　日", { cols: width });
      return {};
    },
  ],
  apart: [
    (grid, row, _width, chance) => {
      const unit = unitOf(chance);
      put(grid, row, 1, "填报单位");
      put(grid, row, 2, unit);
      return { unit };
    },
    (grid, row, width, chance) => {
      const unit = unitOf(chance);
      put(grid, row, 1, `报送单位:${unit}（公章）  报送日期:2023/7/26`, { cols: width });
      return { unit, filledOn: "2023/7/26" };
    },
  ],
};

const FOOTERS: { seen: Line[]; apart: Line[] } = {
  seen: [
    (grid, row, width, chance) => {
      const heading = { filledBy: personOf(chance), reviewedBy: personOf(chance), phone: phoneOf(chance) };
      put(
        grid,
        row,
        1,
        `填表人：${heading.filledBy}　　审核人：${heading.reviewedBy}　　联系电话：${heading.phone}`,
        chance.hit(0.5) ? { cols: width } : {},
      );
      return heading;
    },
    (grid, row, _width, chance) => {
      const heading = { filledBy: personOf(chance), reviewedBy: personOf(chance) };
      put(grid, row, 1, `填报人：${heading.filledBy}`);
      put(grid, row, 4, `审核人：${heading.reviewedBy}`);
      return heading;
    },
    (grid, row, _width, chance) => {
      const filledBy = personOf(chance);
      put(grid, row, 1, "填表人：");
      put(grid, row, 2, filledBy);
      put(grid, row, 3, "联系电话：");
      put(grid, row, 4, { number: 13_900_001_234 });
      return { filledBy, phone: "13900001234" };
    },
    (grid, row, width) => {
      put(grid, row, 1, "注：本表一式两份，加盖公章后报送。", { cols: width });
      return {};
    },
    (grid, row) => {
      const lines = ["填表说明：", "1.完成时限写到日。", "2.责任人写全名。", "3.没有的填“无”。"];
      for (const [at, line] of lines.entries()) put(grid, row + at, 1, line);
      return {};
    },
    (grid, row, width) => {
      put(grid, row, 1, "单位负责人（签字）：　　　　　　　　年　　月　　日", { cols: width });
      return {};
    },
    (grid, row, width) => {
      put(grid, row, Math.max(1, width - 2), "（盖章）");
      put(grid, row + 1, Math.max(1, width - 2), "2023年7月26日");
      return {};
    },
  ],
  apart: [
    (grid, row) => {
      put(grid, row, 1, "制表：王某某");
      put(grid, row, 4, "复核：李某");
      return {};
    },
    (grid, row, width) => {
      put(grid, row, 1, "※ 请勿改动格式，行数不够可自行添加。", { cols: width });
      return {};
    },
    (grid, row) => {
      put(grid, row, 3, "第1页　共1页");
      return {};
    },
    (grid, row) => {
      put(grid, row, 1, "本表请于每月25日前报送至政策法规室。");
      return {};
    },
    (grid, row, width) => {
      put(grid, row, Math.max(1, width - 1), "安全基础室");
      put(grid, row + 1, Math.max(1, width - 1), "二〇二三年七月二十六日");
      return {};
    },
  ],
};

/** Draws what stands above; gives back the row where the header begins. */
export function drawTitles(grid: Grid, form: Form, width: number, chance: Chance, truth: Truth): number {
  let row = 1;
  if (chance.hit(0.5)) put(grid, row++, 1, chance.pick(["附件2", "附件 10", "附件3："]));
  if (chance.hit(0.95)) {
    const title = `${chance.hit(0.3) ? "某区应急管理局" : ""}${chance.pick(form.titles)}${chance.hit(0.2) ? "（2023年）" : ""}`;
    put(grid, row++, 1, title, { kind: "title", ...(chance.hit(0.8) && { cols: width }) });
    if (chance.hit(0.1)) put(grid, row++, 1, "（2023年7月）", { cols: width });
  }
  if (chance.hit(0.08))
    for (const line of [
      "填表说明：",
      "1.完成时限写到日。",
      "2.问题描述写明案卷文号，责任人写全名。",
      "3.本表于每月25日前报送。",
    ])
      put(grid, row++, 1, line);
  if (chance.hit(0.05)) put(grid, row++, Math.max(1, width - 1), "单位：件、人");
  if (chance.hit(0.15)) row++;
  if (chance.hit(0.75))
    Object.assign(truth.heading, chance.word(HEADINGS.seen, HEADINGS.apart)(grid, row++, width, chance));
  if (chance.hit(0.1)) row++;
  return row;
}

/** Draws what stands below. */
export function drawFooter(grid: Grid, from: number, width: number, chance: Chance, truth: Truth): void {
  let row = from + (chance.hit(0.3) ? 1 : 0);
  for (let lines = chance.below(3); lines > 0; lines--) {
    // What was said first above stays: a form has one who filled it in.
    const said = chance.word(FOOTERS.seen, FOOTERS.apart)(grid, row, width, chance);
    Object.assign(truth.heading, said);
    row = grid.height + 1;
    if (!truth.mess.includes("notes and signatures below")) truth.mess.push("notes and signatures below");
  }
}
