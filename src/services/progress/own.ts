// What a contact or head reads of a campaign: each own report with its state.
import { type Card, card } from "../../chat/card.ts";
import { timeOf } from "../../domain/day.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { phraseDue } from "../../domain/reminder.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { CampaignProgress } from "./campaigns.ts";
import type { Matter } from "./figures.ts";
import type { Scope } from "./scope.ts";
import { readUnits, type UnitRow } from "./units.ts";
import { clip, pickPressing, sayUpward } from "./words.ts";

const MOST = 15;

/** A card without buttons: one line for each report that the scope's units owe or have handed in. */
export async function ownCard(work: UnitOfWork, campaign: CampaignProgress, scope: Scope): Promise<Card> {
  const { matters, upward, title } = campaign;
  const rows = await readUnits(work.tx, {
    obligationIds: [...new Set(matters.map(({ obligationId }) => obligationId))],
    scope,
    now: work.now,
  });
  const begun = rows.filter(({ status }) => status !== "未开始" && status !== "印发时已过");
  const several = new Set(rows.map(({ unitId }) => unitId)).size > 1;
  const lines = pickPressing(begun, MOST, (row) => !isHandedIn(row)).map((row): [string, string] => {
    const matter = matters.find(
      ({ obligationId, period }) => obligationId === row.obligationId && period === row.period,
    );
    const period = row.period ? `(${row.period})` : "";
    const unit = several ? `·${row.unit}` : "";
    return [
      `${assignmentCode(row.assignment)} ${clip(matter?.what ?? "")}${period}${unit}`,
      sayState(row, work),
    ];
  });
  return card(`${clip(title, 26)}：我的报送`, {
    facts: lines,
    body: [
      ...(begun.length > MOST ? [`另有${begun.length - MOST}项，请看明细。`] : []),
      ...upward
        .filter(({ upcoming }: Matter) => !upcoming)
        .map(
          (matter) => `本局对外报送 ${matter.number}. ${clip(matter.what)}：${sayUpward(matter, work.today)}`,
        ),
    ],
  });
}

function isHandedIn({ status }: UnitRow): boolean {
  return status === "待审核" || status === "审核通过";
}

function sayState(row: UnitRow, { now, today }: UnitOfWork): string {
  if (isHandedIn(row)) {
    const late = row.lateDays > 0 ? `，逾期${row.lateDays}天` : "";
    return `已报${row.nil ? "(零报告)" : ""}${late}，${row.status}`;
  }
  if (row.status === "免报") return row.status;
  return row.dueOn ? `${row.status}，${phraseDue(row.dueOn, row.dueTime, today, timeOf(now))}` : row.status;
}
