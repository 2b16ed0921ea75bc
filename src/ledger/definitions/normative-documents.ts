// 规范性文件目录: normative documents after the clearing, printed as three lists by what became of each.

import { defineLedger } from "../definition.ts";

/** The list of cleared documents; 清理结论 decides in which of the three attachments a row stands. */
export const normativeDocuments = defineLedger({
  code: "normative-documents",
  title: "规范性文件清理目录",
  version: 1,
  level: "一般",
  key: ["name", "number"],
  nil: "plain",
  matches: ["规范性文件 目录", "规范性文件 清单", "规范性文件 清理 表"],
  fields: [
    {
      key: "name",
      kind: "text",
      label: "文件名称",
      aliases: ["规范性文件名称", "文件标题", "规范性文件", "文件题目"],
      required: true,
      maxLength: 200,
    },
    {
      key: "number",
      kind: "text",
      label: "文号",
      aliases: ["发文字号", "文件编号", "文件文号", "发文号", "文件号", "发文文号"],
      required: true,
      maxLength: 60,
    },
    {
      key: "maker",
      kind: "choice",
      label: "制定机关",
      aliases: ["制发机关", "制定主体", "制定单位", "制定部门", "发布机关", "发文机关", "发文单位"],
      hint: "以政府名义制发的选政府，以部门名义制发的选部门",
      required: true,
      options: ["政府", "部门"],
      summarise: "byOption",
    },
    { key: "drafter", kind: "unit", label: "起草单位", aliases: ["起草部门", "起草科室"], maxLength: 60 },
    {
      key: "publishedOn",
      kind: "date",
      label: "公布日期",
      aliases: ["公布时间", "印发日期"],
      notAfter: "today",
    },
    {
      key: "effectiveOn",
      kind: "date",
      label: "施行日期",
      aliases: ["实施日期", "施行时间"],
      notBefore: { field: "publishedOn" },
    },
    { key: "validity", kind: "text", label: "有效期", aliases: ["有效期限"], hint: "如5年", maxLength: 40 },
    {
      key: "conclusion",
      kind: "choice",
      label: "清理结论",
      aliases: ["清理意见", "结论", "处理意见", "清理结果", "清理建议", "拟清理意见", "处理结果"],
      required: true,
      options: ["继续有效", "修改", "宣布失效"],
      summarise: "byOption",
    },
    {
      key: "reason",
      kind: "longText",
      label: "修改内容或失效理由",
      aliases: ["修改内容", "失效理由", "理由", "修改或失效理由"],
      maxLength: 1000,
    },
    {
      key: "filed",
      kind: "boolean",
      label: "是否已备案",
      aliases: ["是否备案", "备案情况"],
      summarise: "rate",
    },
    {
      key: "comparison",
      kind: "text",
      label: "平台比对结果",
      aliases: ["比对结果", "监督平台比对结果"],
      given: true,
      hint: "与行政执法监督平台数据比对",
      maxLength: 200,
    },
    { key: "remark", kind: "text", label: "备注", maxLength: 300 },
  ],
  checks: [
    { rule: "filled", field: "reason", when: { field: "conclusion", equals: "修改" } },
    { rule: "filled", field: "reason", when: { field: "conclusion", equals: "宣布失效" } },
  ],
  split: {
    field: "conclusion",
    parts: [
      {
        value: "继续有效",
        title: "继续有效规范性文件目录",
        attachment: "5",
        matches: ["继续有效 文件", "现行有效 文件", "保留 规范性文件"],
      },
      {
        value: "修改",
        title: "修改规范性文件目录",
        attachment: "6",
        matches: ["修改 规范性文件", "修订 规范性文件"],
      },
      {
        value: "宣布失效",
        title: "宣布失效规范性文件目录",
        attachment: "7",
        matches: ["失效 规范性文件", "废止 规范性文件"],
      },
    ],
  },
});
