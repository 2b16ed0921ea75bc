// 行政执法人员培训学时统计表: how many hours each officer was trained, and whether that meets the basis asked for.

import { defineLedger } from "../definition.ts";

const BASES = [
  "公共法律、行业各30学时",
  "公共法律、业务、技能合计60学时",
  "业务知识和法律法规合计60学时",
] as const;

/** The statistics of training hours; which of the plans' three bases counts is named row by row, never mixed. */
export const trainingHours = defineLedger({
  code: "training-hours",
  title: "行政执法人员培训学时统计表",
  version: 1,
  level: "一般",
  key: ["person", "certificate"],
  nil: "plain",
  matches: ["培训 学时", "学时 统计"],
  fields: [
    {
      key: "person",
      kind: "person",
      label: "人员",
      aliases: ["姓名", "执法人员", "人员姓名", "参训人员", "受训人员", "执法人员姓名", "参训人员姓名"],
      required: true,
      maxLength: 60,
    },
    { key: "certificate", kind: "id", label: "证号", aliases: ["执法证号", "执法证件号"], maxLength: 40 },
    {
      key: "publicHours",
      feeds: "publicHours",
      kind: "decimal",
      label: "公共法律学时",
      aliases: ["公共法律知识学时", "公共法律知识", "公共法律知识培训学时", "公共法律培训学时", "公共学时"],
      given: true,
      required: true,
      min: 0,
      max: 2000,
      summarise: "sum",
    },
    {
      key: "tradeHours",
      feeds: "tradeHours",
      kind: "decimal",
      label: "业务学时",
      aliases: [
        "行业法律学时",
        "行业法律知识学时",
        "业务知识学时",
        "行业学时",
        "业务知识培训学时",
        "行业法律知识培训学时",
        "业务培训学时",
        "行业培训学时",
      ],
      given: true,
      required: true,
      min: 0,
      max: 2000,
      summarise: "sum",
    },
    {
      key: "skillHours",
      feeds: "skillHours",
      kind: "decimal",
      label: "技能学时",
      aliases: ["业务技能学时"],
      min: 0,
      max: 2000,
      summarise: "sum",
    },
    {
      key: "total",
      kind: "computed",
      label: "合计学时",
      aliases: ["合计", "总学时", "学时合计"],
      compute: { op: "sum", of: ["publicHours", "tradeHours", "skillHours"] },
      summarise: "sum",
    },
    {
      key: "basis",
      kind: "choice",
      label: "达标口径",
      aliases: ["口径", "学时要求", "考核口径", "达标标准", "学时标准"],
      hint: "按方案要求选，政治理论和党性教育不计入",
      required: true,
      options: [...BASES],
      summarise: "byOption",
    },
    {
      key: "met",
      kind: "computed",
      label: "是否达标",
      aliases: ["达标", "达标情况"],
      compute: {
        op: "meets",
        cases: [
          {
            basis: `每年${BASES[0]}`,
            when: { field: "basis", equals: BASES[0] },
            all: [
              { of: ["publicHours"], atLeast: 30 },
              { of: ["tradeHours"], atLeast: 30 },
            ],
          },
          {
            basis: `每年${BASES[1]}`,
            when: { field: "basis", equals: BASES[1] },
            all: [{ of: ["publicHours", "tradeHours", "skillHours"], atLeast: 60 }],
          },
          {
            basis: `每年${BASES[2]}`,
            when: { field: "basis", equals: BASES[2] },
            all: [{ of: ["publicHours", "tradeHours"], atLeast: 60 }],
          },
        ],
      },
      summarise: "rate",
    },
    { key: "remark", kind: "text", label: "备注", maxLength: 300 },
  ],
});
