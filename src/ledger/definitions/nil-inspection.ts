// 「经自查未发现问题」: the item-by-item form a unit fills when it inspected itself and found nothing.

import { defineLedger } from "../definition.ts";

/** The nil form of every ledger whose `nil` is `inspected`: what was inspected, how, and how much of it. */
export const nilInspection = defineLedger({
  code: "nil-inspection",
  title: "经自查未发现问题情况",
  version: 1,
  level: "一般",
  nil: "plain",
  fields: [
    {
      key: "scope",
      kind: "longText",
      label: "自查范围",
      aliases: ["范围", "自查事项"],
      hint: "如2022年以来的行政处罚案卷",
      required: true,
      maxLength: 300,
    },
    {
      key: "way",
      kind: "longText",
      label: "自查方式",
      aliases: ["方式"],
      hint: "如逐卷查阅、座谈、平台比对",
      required: true,
      maxLength: 300,
    },
    {
      key: "number",
      kind: "integer",
      label: "检查数量",
      aliases: ["数量", "自查数量"],
      hint: "查了多少卷（件），填数字",
      required: true,
      min: 1,
      summarise: "sum",
    },
    { key: "remark", kind: "text", label: "备注", maxLength: 300 },
  ],
});
