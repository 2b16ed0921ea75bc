// What units hand in during a demo: rows invented by kind of field, written reports, plain tables.
import { Document, HeadingLevel, Packer, Paragraph } from "docx";
import { addDays, type Day, formatDay } from "../domain/day.ts";
import type { LedgerDefinition, LedgerField } from "../ledger/definition.ts";
import { formatField } from "../ledger/kinds.ts";
import { validateRows } from "../ledger/validate.ts";
import { rawText, type Values } from "../ledger/value.ts";
import { buildTable } from "../ledger/workbook.ts";

/** Who fills in what and when; `index` makes each of its rows another one. */
export interface Filling {
  unit: string;
  person: string;
  today: Day;
  baseYear: number;
  index: number;
}

/** What fits behind a label, by words in it; several so that rows differ. */
const PHRASES: readonly [RegExp, readonly string[]][] = [
  [
    /问题|表现/,
    [
      "两卷案卷缺少法制审核意见",
      "检查记录没有当场签字确认",
      "执法决定公示晚了三个工作日",
      "裁量理由写得过于笼统",
    ],
  ],
  [
    /措施|举措/,
    [
      "补齐手续，逐卷复核，组织一次案卷讲评",
      "修订执法流程，由专人核对后归档",
      "按月抽查，结果在室务会上通报",
    ],
  ],
  [/原因/, ["经办人员对新要求不熟悉", "人手紧，归档不及时"]],
  [/领域/, ["危险化学品", "工矿企业", "有限空间作业"]],
  [/范围/, ["2022年以来的行政处罚和行政检查案卷"]],
  [/方式/, ["逐卷查阅，与监督平台数据比对"]],
  [/进展/, ["已对照清单完成两项，其余按计划推进", "办件时限压缩到三个工作日"]],
  [/计划|打算/, ["完成余下事项并组织回访", "把流程图和材料清单挂到办事窗口"]],
  [/结果/, ["已按要求整改，正在复核"]],
  [/内容|情况/, ["对照方案逐项自查，留有记录", "查阅案卷并访谈经办人员"]],
  [/指标|任务/, ["行政许可办理时限", "包容审慎监管"]],
];

/** One row as people type it, by field key; what a condition does not ask for stays empty. */
function typeRow(definition: LedgerDefinition, filling: Filling): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const field of definition.fields) {
    const condition = field.requiredWhen;
    const asked = condition && definition.fields.find(({ key }) => key === condition.field);
    if (condition && asked && typed[asked.key] !== formatField(asked, condition.equals)) continue;
    const value = typeValue(field, filling, typed);
    if (value !== "") typed[field.key] = value;
  }
  return typed;
}

function typeValue(field: LedgerField, filling: Filling, typed: Record<string, string>): string {
  const { index, today } = filling;
  const [least, most] = [field.min ?? 0, field.max ?? Number.POSITIVE_INFINITY];
  switch (field.kind) {
    case "choice":
    case "multiChoice":
      return field.options![index % field.options!.length]!;
    case "boolean":
      // The first row of a report always has a problem, and nothing is closed while it is being found.
      return /销号/.test(field.label) || index % 4 === 3 ? "否" : "是";
    case "integer":
    case "decimal":
      return String(Math.min(most, least + 4 + index));
    case "percent":
      return "85%";
    case "date":
      return typeDay(field, today, index, typed);
    case "month":
      return today.slice(0, 7);
    case "person":
      return filling.person;
    case "unit":
      return filling.unit;
    case "phone":
      return "0000-0000001";
    case "id":
      return `示例${index + 1}`;
    case "file":
    case "reference":
      return field.required ? `示例${index + 1}` : "";
    case "computed":
      return "";
    case "text":
    case "longText":
      return /单位|部门|科室/.test(field.label) ? filling.unit : typeWords(field, index);
  }
}

/** A day within its bounds: a fortnight on for deadlines, today where it may not lie ahead. */
function typeDay(field: LedgerField, today: Day, index: number, typed: Record<string, string>): Day {
  const bound = (limit: LedgerField["notAfter"]) =>
    limit === undefined || limit === "today"
      ? limit && today
      : typeof limit === "string"
        ? limit
        : typed[limit.field];
  const wanted = /起/.test(field.label)
    ? `${today.slice(0, 7)}-01`
    : addDays(today, /止/.test(field.label) ? 0 : 14 + index);
  const latest = bound(field.notAfter);
  const earliest = bound(field.notBefore);
  const early = latest && wanted > latest ? latest : wanted;
  return earliest && early < earliest ? earliest : early;
}

function typeWords(field: LedgerField, index: number): string {
  if (!field.required && !field.requiredWhen && /备注|追责|困难|数据|未录入/.test(field.label)) return "";
  const phrases = PHRASES.find(([words]) => words.test(field.label))?.[1] ?? ["按方案要求办理"];
  const phrase = phrases[index % phrases.length]!;
  // Rows are told apart by their words.
  const lap = Math.floor(index / phrases.length);
  return [...(lap > 0 ? `${phrase}(${lap + 1})` : phrase)].slice(0, field.maxLength ?? 60).join("");
}

/** Two rows as typed and as they will be stored, or one where a report is one row for its unit and span of time. */
export function inventRows(
  definition: LedgerDefinition,
  filling: Filling,
): { typed: Record<string, string>[]; stored: Values[] } {
  const fixed = ["date", "month", "unit", "person"];
  const alike = new Set(definition.fields.filter(({ kind }) => fixed.includes(kind)).map(({ key }) => key));
  const length = definition.key?.every((key) => alike.has(key)) ? 1 : 2;
  const typed = Array.from({ length }, (_, at) =>
    typeRow(definition, { ...filling, index: filling.index + at }),
  );
  return { typed, stored: storedRows(definition, typed, filling) };
}

/** Typed rows as the house stores them; throws when the ledger would refuse them, since that is a mistake here. */
function storedRows(
  definition: LedgerDefinition,
  typed: readonly Record<string, string>[],
  { baseYear, today }: Pick<Filling, "baseYear" | "today">,
): Values[] {
  const { rows, issues } = validateRows(
    definition,
    typed.map((values) => ({ values })),
    { baseYear, today },
  );
  if (issues.length > 0) throw new Error(issues.map(({ message }) => message).join("\n"));
  return rows.map(({ values }) => values);
}

/** A row as people read it, to compare what came out with what went in. */
export function printRow(definition: LedgerDefinition, values: Values): string {
  return definition.fields.map((field) => rawText(formatField(field, values[field.key]))).join("|");
}

/** A chat form filled in: one block for each row, in the words of the skeleton that was sent. */
export function fillSkeleton(
  skeleton: string,
  definition: LedgerDefinition,
  rows: readonly Record<string, string>[],
): string {
  const lines = skeleton.split("\n");
  const mark = lines.findIndex((line) => line.includes("第1条"));
  const labelled = (line: string) =>
    definition.fields.find(({ label }) => line.startsWith(`${label}：`) || line.startsWith(`${label}*：`));
  const next = lines.findIndex((line, at) => at > mark && !labelled(line));
  const block = lines.slice(mark + 1, next === -1 ? undefined : next);
  return [
    ...lines.slice(0, mark),
    ...rows.flatMap((row, index) => [
      lines[mark]!.replace("第1条", `第${index + 1}条`),
      ...block.map((line) => {
        const field = labelled(line)!;
        return `${field.label}：${row[field.key] ?? ""}`;
      }),
    ]),
  ].join("\n");
}

/** A page's form filled in: names are field keys, further rows carry their number. */
export function fillPage(rows: readonly Record<string, string>[]): Record<string, string> {
  return Object.fromEntries(
    rows.flatMap((row, index) =>
      Object.entries(row).map(([key, value]) => [index === 0 ? key : `${key}.${index + 1}`, value]),
    ),
  );
}

/** A written report of a page, as .docx. */
export async function writeReport(
  title: string,
  { unit, person, today, index }: Filling,
): Promise<Uint8Array> {
  const lines = [
    `${unit}高度重视，按照方案要求逐项对照，现将有关情况报告如下。`,
    "一、主要做法。明确责任人，逐卷查阅、逐项登记，边查边改。",
    `二、发现的问题。详见所附台账，能立行立改的已改${index + 1}项。`,
    "三、下一步打算。按时限完成整改，举一反三，建立台账跟踪到底。",
    `填报人：${person}`,
    formatDay(today, true),
  ];
  const paragraphs = [
    new Paragraph({ text: `${unit}${title}`, heading: HeadingLevel.TITLE }),
    ...lines.map((text) => new Paragraph({ text })),
  ];
  return new Uint8Array(await Packer.toBuffer(new Document({ sections: [{ children: paragraphs }] })));
}

/** A table that no ledger of the house describes, sent as a file. */
export function writeTable(title: string, { unit, person, today, index }: Filling): Promise<Uint8Array> {
  return buildTable({
    title: `${title}(${unit})`,
    columns: [{ label: "序号" }, { label: "名称", width: 30 }, { label: "经办人" }, { label: "登记日期" }],
    rows: [
      [1, `示例条目${index + 1}`, person, today],
      [2, `示例条目${index + 2}`, person, today],
    ],
  });
}
