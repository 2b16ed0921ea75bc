// Reads tables whose rows say who reports what to whom by when; each row is a 报送事项.
import type { Attachments } from "./attachments.ts";
import type { Parties } from "./authority.ts";
import type { DateContext } from "./date-mention.ts";
import { findDates } from "./dates.ts";
import { type DraftObligation, untimed } from "./draft.ts";
import { kindOf, splitThings } from "./material-words.ts";
import { withAttachments } from "./materials.ts";
import { pastWhenIssued } from "./obligation-times.ts";
import { lineAt, normalise, type Paragraph } from "./paragraphs.ts";
import { findRecurrences } from "./recurrences.ts";
import { namesIn } from "./rows.ts";
import { findTables, type PlanTable, type TableRow } from "./tables.ts";

type Column = "no" | "what" | "when" | "who" | "to" | "other";

/** The obligations of a plan's report tables, and the paragraphs that those take up. */
export interface ReportRows {
  obligations: DraftObligation[];
  lines: Set<number>;
}

const COLUMNS: [Column, RegExp][] = [
  ["no", /^序号$|^编号$/],
  [
    "to",
    /接收|受理|主送|收件|报送对象|报送至|报至|报给|报往|对口(?:科|处|股|部门)|汇总(?:单位|科|处|股|部门)/,
  ],
  ["when", /时限|时间|期限|频次|周期|节点|截止|日期/],
  [
    "who",
    /报送(?:单位|主体|部门|科室|责任)|填报(?:单位|主体|部门|科室)|责任|牵头|提交单位|上报单位|单位|部门|科室/,
  ],
  ["what", /事项|材料|内容|报表|名称|资料|任务|台账|报告|项目|成果/],
];
const REPORTS = /报送|上报|填报|提交|接收|报备|报至/;

function columnOf(head: string): Column {
  return COLUMNS.find(([, pattern]) => pattern.test(head))?.[0] ?? "other";
}

// 「责任单位」 alone makes a table of tasks; a head that speaks of reporting makes one of reports.
function isReportTable(heads: readonly string[]): boolean {
  const columns = heads.map(columnOf);
  return columns.includes("what") && columns.includes("when") && heads.some((head) => REPORTS.test(head));
}

/** Reads the report tables of a plan. */
export function readReportRows(
  paragraphs: readonly Paragraph[],
  attachments: Attachments,
  parties: Parties,
  context: DateContext,
): ReportRows {
  const lines = new Set<number>();
  const obligations = findTables(paragraphs, isReportTable).flatMap((table) => {
    for (const line of table.lines) lines.add(line);
    return table.rows.flatMap((row) => readRow(table, row, paragraphs, attachments, parties, context));
  });
  return { obligations, lines };
}

function readRow(
  { heads }: PlanTable,
  row: TableRow,
  paragraphs: readonly Paragraph[],
  attachments: Attachments,
  parties: Parties,
  context: DateContext,
): DraftObligation[] {
  const columns = heads.map(columnOf);
  const cellsOf = (column: Column) =>
    row.cells.flatMap((cell, at) => (columns[at] === column && cell !== "" ? [cell.replace(/\s/g, "")] : []));
  const what = cellsOf("what")[0] ?? "";
  if (what === "") return [];
  const confirm: string[] = [];
  const who = row.cells.flatMap((cell, at) => (columns[at] === "who" ? namesIn(cell) : []));
  if (who.length === 0) {
    who.push(...parties.addressees);
    confirm.push(
      who.length === 0 ? "没有写明由谁办理,请确定责任单位" : "原文没有写明由谁办理,按主送单位列出,请确认",
    );
  }
  const to = cellsOf("to").join("、") || null;
  if (to === null) confirm.push("没有写明报给谁,请确定接收单位");
  const numbers = attachments.referred(normalise(row.cells.join("，")));
  const names = splitThings(normalise(what).replace(/（(?:见|附)[^）]*）/g, ""));
  const things = names.map((name) => ({ kind: kindOf(name), name }));
  const text = paragraphs.slice(row.from, row.to).map((one) => one.text);
  const base: DraftObligation = {
    what,
    who,
    to,
    ...untimed(),
    materials: withAttachments(things, numbers, attachments),
    attachments: numbers,
    quote: text.join(""),
    line: lineAt(paragraphs[row.from]!, 0),
    confirm,
  };
  return timed(base, normalise(cellsOf("when").join("；")), context);
}

function timed(base: DraftObligation, when: string, context: DateContext): DraftObligation[] {
  const copy = (
    changes: Partial<DraftObligation>,
    asks: readonly (string | null)[] = [],
  ): DraftObligation => ({
    ...base,
    who: [...base.who],
    materials: base.materials.map((one) => ({ ...one })),
    ...changes,
    confirm: [...base.confirm, ...asks.filter((ask) => ask !== null)],
  });
  const recurrences = findRecurrences(when);
  const inRecurrence = (at: number) =>
    recurrences.some(({ index, length }) => at >= index && at < index + length);
  const found = findDates(when, context).filter(
    ({ role, index }) => role !== "aside" && !inRecurrence(index),
  );
  // 「5月起，每月5日前」: a beginning or a span bounds the rounds.
  const bound =
    recurrences.length === 0 ? undefined : found.find(({ role }) => role === "from" || role === "span");
  const dates = found.filter((date) => date !== bound);
  const window: DraftObligation["window"] = [bound?.start ?? null, bound?.end ?? null];
  const result = recurrences.map(({ rule, time, open, text }) =>
    copy({ recurrence: rule, dueTime: time, window }, [
      bound?.open ?? null,
      open,
      rule !== null && !/BYMONTHDAY|BYDAY|DAILY/.test(rule)
        ? `原文只写「${text}」,没有写明几号,请确定`
        : null,
      bound === undefined ? "从何时起、到何时止没有写明,请确定" : null,
      "填报当期数还是累计数,没有写明,请确定",
    ]),
  );
  for (const { end, time, open } of dates) {
    const one = copy({ due: end, dueTime: time }, [open]);
    pastWhenIssued(one, context.issuedOn ?? null);
    result.push(one);
  }
  if (result.length > 0) return result;
  const waits = /后|之日起|日内|小时内|立即|及时|第一时间|随时/.test(when);
  if (waits) return [copy({ trigger: when.replace(/[；。]$/, "") })];
  return [copy({}, [when === "" ? "没有写明期限,请确定" : `原文只写「${when}」,没有日期,请确定`])];
}
