// 重大执法决定法制审核事项和标准目录清单: which decisions need a legal review, by what standard.

import { defineLedger } from "../definition.ts";

/** The list of decisions under legal review; one row is one kind of decision. */
export const legalReview = defineLedger({
  code: "legal-review",
  title: "重大执法决定法制审核事项和标准目录清单",
  attachment: "1",
  version: 1,
  level: "一般",
  key: ["category", "matter"],
  nil: "plain",
  matches: ["法制审核 清单", "法制审核 目录", "法制审核 事项"],
  fields: [
    {
      key: "category",
      kind: "choice",
      label: "行政执法大类",
      aliases: ["执法大类", "执法类别", "行政执法类别"],
      required: true,
      options: ["行政许可", "行政处罚", "行政强制", "行政检查", "其他"],
      summarise: "byOption",
    },
    {
      key: "matter",
      kind: "longText",
      label: "具体执法决定事项",
      aliases: ["具体决定项目", "执法决定事项", "审核事项", "具体事项"],
      required: true,
      maxLength: 500,
    },
    {
      key: "standard",
      kind: "longText",
      label: "审核标准",
      aliases: ["标准", "重大标准", "情形"],
      hint: "如金额、情形",
      maxLength: 1000,
    },
    {
      key: "documents",
      kind: "longText",
      label: "应提交材料",
      aliases: ["应提交资料", "提交材料"],
      required: true,
      maxLength: 1000,
    },
    {
      key: "focus",
      kind: "longText",
      label: "审核重点",
      aliases: ["审核内容"],
      required: true,
      maxLength: 1000,
    },
    { key: "basis", kind: "longText", label: "法律依据", aliases: ["依据", "法定依据"], maxLength: 1000 },
    { key: "handler", kind: "unit", label: "承办机构", aliases: ["承办科室"], maxLength: 60 },
    { key: "reviewer", kind: "unit", label: "审核机构", aliases: ["法制审核机构"], maxLength: 60 },
    {
      key: "days",
      kind: "integer",
      label: "审核时限（工作日）",
      aliases: ["审核时限"],
      min: 1,
      max: 60,
    },
    { key: "remark", kind: "text", label: "备注", maxLength: 300 },
  ],
});
