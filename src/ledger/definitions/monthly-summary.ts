// 月总结台账: what a region found, mended and made public in a month, for 「六个一批」.

import { defineLedger, type LedgerField } from "../definition.ts";

/** A number that is asked for unless the month is reported as nil. */
const count = (key: string, label: string, aliases: string[]): LedgerField => ({
  key,
  kind: "integer",
  label,
  aliases,
  requiredWhen: { field: "nil", equals: false },
  min: 0,
  summarise: "sum",
});

const FOUND = ["inaction", "misuse", "irregular"];
const ACHIEVED = ["corrected", "complaints", "faults", "examples", "systems", "models"];

/** The monthly summary of the campaign against prominent problems; one row is one region and month. */
export const monthlySummary = defineLedger({
  code: "monthly-summary",
  title: "月总结台账",
  version: 1,
  level: "一般",
  key: ["area", "month"],
  nil: "plain",
  matches: ["月总结 台账", "月总结 表", "整治 月报", "月度 总结 台账"],
  fields: [
    {
      key: "area",
      kind: "unit",
      label: "地区",
      aliases: ["地区(单位)", "地区/单位", "地市", "地区名称"],
      required: true,
      maxLength: 60,
    },
    {
      key: "month",
      kind: "month",
      label: "月份",
      aliases: ["统计月份", "报送月份", "月度", "所属月份"],
      required: true,
    },
    {
      key: "nil",
      kind: "boolean",
      label: "零报告",
      aliases: ["是否零报告", "零报告标志"],
      hint: "本月各项都是0的填是",
      required: true,
      summarise: "count",
    },
    count("inaction", "发现不作为问题数", ["执法不作为", "不作为"]),
    count("misuse", "发现乱作为问题数", ["执法乱作为", "乱作为"]),
    count("irregular", "发现不规范不公正问题数", ["执法不规范、不公正", "不规范不公正", "不规范、不公正"]),
    {
      key: "found",
      kind: "computed",
      label: "发现问题数",
      aliases: ["发现问题总数"],
      compute: { op: "sum", of: FOUND },
      summarise: "sum",
    },
    count("corrected", "已整改数", ["已整改问题数", "解决突出问题数", "解决问题数"]),
    count("complaints", "办结投诉举报数", ["办结投诉举报案件数"]),
    count("faults", "纠正执法过错数", ["纠正执法过错行为数"]),
    count("examples", "公布典型案例数", ["典型案例数"]),
    count("systems", "完善制度数", ["完善执法制度数"]),
    count("models", "宣传先进典型数", ["先进典型数"]),
    count("circulated", "通报曝光数", ["通报数"]),
    count("accountable", "问责人数", ["追责问责人数"]),
    {
      key: "practice",
      kind: "longText",
      label: "主要做法",
      aliases: ["工作开展情况", "主要工作做法"],
      maxLength: 1500,
    },
    {
      key: "difficulty",
      kind: "longText",
      label: "存在问题",
      aliases: ["存在的问题", "困难问题"],
      maxLength: 1000,
    },
    {
      key: "next",
      kind: "longText",
      label: "下步打算",
      aliases: ["下步", "下步工作", "下一步工作", "下一步打算", "下步工作打算"],
      maxLength: 1000,
    },
    { key: "remark", kind: "text", label: "备注", maxLength: 300 },
  ],
  checks: [
    {
      rule: "equals",
      field: "nil",
      of: [...FOUND, ...ACHIEVED, "circulated", "accountable"],
      than: 0,
      when: { field: "nil", equals: true },
      sentence: "填了零报告，后面却有不是0的数，请核对",
    },
  ],
});
