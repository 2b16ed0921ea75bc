// The figures of a campaign as a table, matter by matter, with 本局对外报送 apart.
import type { Tally } from "../../domain/assignment.ts";
import { buildTable, type CellContent, type TableColumn } from "../../ledger/workbook.ts";
import type { CampaignProgress } from "../progress/campaigns.ts";
import { type Matter, sumTallies } from "../progress/figures.ts";
import { add, QUALITY_BASIS, type Quality, type QualityFigures, sayQuality } from "../progress/quality.ts";
import { dayCell } from "./cells.ts";

const number = (label: string): TableColumn => ({ label, width: 9, align: "center" });

const COLUMNS: readonly TableColumn[] = [
  { label: "类别", width: 14, align: "center" },
  { label: "事项号", width: 8, align: "center" },
  { label: "报送事项", width: 36 },
  { label: "期", width: 14 },
  { label: "期限", width: 13, align: "center" },
  ...["应报", "已报", "按时", "逾期报送", "补报", "零报告", "审核通过", "未报", "退回补正", "逾期未报"].map(
    number,
  ),
  { label: "未报单位", width: 40 },
  { label: "上报日期", width: 13, align: "center" },
  { label: "文号", width: 22 },
  { label: "已审核", width: 9, align: "center" },
  { label: "一次合格", width: 9, align: "center" },
  { label: "一次合格率", width: 11, align: "center" },
];

/** Decided on, passed at once, and the share; nothing is no share. */
function qualityOf(one: Quality): CellContent[] {
  const { reviewed, firstPass } = one;
  return [reviewed, firstPass, reviewed === 0 ? "—" : sayQuality(one).replace(/（.*$/, "")];
}

function counts(tally: Tally): number[] {
  const { due, done, onTime, late, afterClosing, nil, accepted, missing, returned, overdue } = tally;
  return [due, done, onTime, late, afterClosing, nil, accepted, missing, returned, overdue];
}

function line(kind: string, matter: Matter, quality: QualityFigures): CellContent[] {
  const inside = matter.direction === "internal";
  return [
    kind,
    matter.number,
    matter.what,
    matter.period,
    dayCell(matter.dueOn),
    ...counts(matter.tally),
    inside ? matter.missing.map(({ unit }) => unit).join("、") : "",
    dayCell(matter.upwardOn),
    matter.upwardNumber ?? "",
    ...(inside
      ? qualityOf(
          add(
            quality.matters.filter(
              ({ obligationId, period }) => obligationId === matter.obligationId && period === matter.period,
            ),
          ),
        )
      : ["", "", ""]),
  ];
}

/** The bytes of the table; `asOf` says at which moment it was right. */
export async function exportFigures(
  campaign: Pick<CampaignProgress, "title" | "matters" | "upward">,
  quality: QualityFigures,
  asOf: string,
): Promise<{ bytes: Uint8Array; rows: number }> {
  const { matters, upward, title } = campaign;
  const total = [
    null,
    null,
    "合计",
    null,
    null,
    ...counts(sumTallies(matters)),
    null,
    null,
    null,
    ...qualityOf(quality),
  ];
  const bytes = await buildTable({
    title: `“${title}”报送情况统计(截至${asOf})`,
    sheetName: "报送情况",
    columns: COLUMNS,
    rows: [
      ...matters.map((matter) => line("各单位报送", matter, quality)),
      total,
      ...upward.map((matter) => line("本局对外报送", matter, quality)),
    ],
    note: `应报=已报+未报，已报=按时+逾期报送；补报计入逾期报送，零报告计入已报，退回补正计入未报。应报单位以发布的方案为准，免报和印发时已过的不计入。${QUALITY_BASIS}。`,
  });
  return { bytes, rows: matters.length + upward.length };
}
