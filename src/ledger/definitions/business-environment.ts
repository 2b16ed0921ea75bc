// 法治化营商环境工作台账: what was done each month for each indicator.

import { defineLedger } from "../definition.ts";

/** The monthly ledger of the business environment; one row is one indicator or measure. */
export const businessEnvironment = defineLedger({
  code: "business-environment",
  title: "法治化营商环境工作台账",
  version: 1,
  level: "一般",
  key: ["indicator", "measure"],
  nil: "plain",
  carry: {
    finished: { field: "state", equals: "完成" },
    afresh: ["progress", "figures", "difficulty", "next", "state", "evidence"],
  },
  matches: ["营商环境 台账"],
  fields: [
    {
      key: "indicator",
      kind: "text",
      label: "指标任务",
      aliases: ["指标/任务", "指标", "任务", "指标(任务)"],
      required: true,
      maxLength: 100,
    },
    { key: "measure", kind: "longText", label: "具体举措", aliases: ["工作举措", "举措"], maxLength: 500 },
    {
      key: "lead",
      kind: "unit",
      label: "牵头单位",
      aliases: ["牵头科室", "牵头部门"],
      required: true,
      maxLength: 60,
    },
    {
      key: "responsible",
      kind: "text",
      label: "责任单位",
      aliases: ["配合单位", "责任部门"],
      maxLength: 120,
    },
    { key: "deadline", kind: "date", label: "完成时限", aliases: ["时限", "完成时间"] },
    {
      key: "progress",
      kind: "longText",
      label: "本月进展",
      aliases: ["工作进展", "进展情况", "本月工作进展"],
      required: true,
      maxLength: 1000,
    },
    { key: "figures", kind: "text", label: "量化数据", aliases: ["数据"], maxLength: 200 },
    { key: "difficulty", kind: "longText", label: "存在问题", aliases: ["困难问题"], maxLength: 500 },
    {
      key: "next",
      kind: "longText",
      label: "下月计划",
      aliases: ["下步打算", "下步计划", "下月工作计划"],
      required: true,
      maxLength: 500,
    },
    {
      key: "state",
      kind: "choice",
      label: "工作状态",
      aliases: ["状态"],
      options: ["正常", "临期", "滞后", "完成"],
      summarise: "byOption",
    },
    { key: "evidence", kind: "file", label: "佐证材料", aliases: ["佐证"] },
    { key: "remark", kind: "text", label: "备注", maxLength: 300 },
  ],
});
