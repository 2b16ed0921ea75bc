// 突出问题自清自查台账: prominent problems by what went wrong in an official's conduct, in three kinds with their details.

import { defineLedger } from "../definition.ts";
import { prominentProblems } from "./prominent-problems.ts";

const OTHER = "其他";
const DETAILS: Readonly<Record<string, readonly string[]>> = {
  不作为: [
    "不履行或不全面履行职责",
    "发现问题不处理",
    "查处不到位不及时",
    "执法不透明或弄虚作假",
    "推诿扯皮敷衍应付",
    "投诉举报处理不及时",
    "办案超时限",
    "对下监督指导缺失",
  ],
  乱作为: [
    "超越权限或滥用职权",
    "以罚代刑",
    "随意、重复或选择性执法",
    "违反法定程序",
    "滥用裁量或过罚失当",
    "以罚代管",
    "聘用人员代替执法",
    "下达罚没指标",
    "态度恶劣或简单粗暴",
  ],
  不规范不公正: ["执法程序不规范", "适用法律不准确", "文书制作不规范", "不亮证执法", "着装言行举止不规范"],
};

/** The ledger of prominent problems for plans that name three kinds: 不作为, 乱作为, 不规范不公正. */
export const conductProblems = defineLedger({
  ...prominentProblems,
  code: "conduct-problems",
  title: "突出问题自清自查台账",
  attachment: "1",
  version: 1,
  variantOf: prominentProblems.code,
  matches: ["自清自查 台账", "问题 自清自查 台账", "突出问题 自清自查 台账"],
  fields: prominentProblems.fields.flatMap((field) =>
    field.key === "kind"
      ? [
          { ...field, options: Object.keys(DETAILS) },
          {
            key: "detail",
            kind: "choice",
            label: "问题细目",
            aliases: ["细目", "具体情形", "问题情形"],
            options: [...Object.values(DETAILS).flat(), OTHER],
            summarise: "byOption",
          },
        ]
      : [field],
  ),
  checks: Object.entries(DETAILS).map(([kind, details]) => ({
    rule: "among",
    field: "detail",
    when: { field: "kind", equals: kind },
    options: [...details, OTHER],
  })),
});
