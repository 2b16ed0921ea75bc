// 专项行动联系人表: whom to ring in each unit.

import { defineLedger } from "../definition.ts";

/** The list of contacts; A is rung first, B when A is away. */
export const contacts = defineLedger({
  code: "contacts",
  title: "专项行动联系人表",
  version: 1,
  level: "一般",
  key: ["unit", "contact"],
  nil: "plain",
  matches: ["联系人 表", "联系人 联系电话", "联系人 名单", "联络员 表", "联络员 名单"],
  fields: [
    {
      key: "unit",
      kind: "unit",
      label: "单位",
      aliases: ["单位名称", "单位(科室)"],
      required: true,
      maxLength: 60,
    },
    { key: "leader", kind: "person", label: "分管领导", maxLength: 60 },
    {
      key: "contact",
      kind: "person",
      label: "联系人",
      aliases: ["联络员", "联系人姓名", "工作联系人", "联络人", "联络员姓名"],
      given: true,
      required: true,
      maxLength: 60,
    },
    { key: "post", kind: "text", label: "职务", aliases: ["职务职称"], maxLength: 60 },
    {
      key: "phone",
      kind: "phone",
      label: "联系电话",
      aliases: ["电话", "联系方式", "手机号", "手机号码", "手机", "电话号码", "联系人电话"],
      given: true,
      required: true,
    },
    {
      key: "turn",
      kind: "choice",
      label: "A/B角",
      aliases: ["是否A/B角", "AB角"],
      options: ["A角", "B角"],
      summarise: "byOption",
    },
    { key: "from", kind: "date", label: "任职起", aliases: ["任职起始", "任职时间"] },
    { key: "to", kind: "date", label: "任职止", aliases: ["任职截止"], notBefore: { field: "from" } },
    { key: "remark", kind: "text", label: "备注", maxLength: 300 },
  ],
});
