// What the coordinator settles in the demo's own plan, as its text leaves it open.
import type { Settlement } from "./demo-opening.ts";

/** Settlements of the demo's own plan. */
export const OWN_SETTLEMENTS: readonly Settlement[] = [
  {
    item: /营商环境/,
    fields: {
      recurrence: "每月25日",
      windowFrom: "2023-07-12",
      windowTo: "2023-09-18",
      to: "市营商环境任务调度平台",
      cumulative: "0",
      checked: "1",
    },
    words: "每月25日前，7月12日至9月18日，填当期数，报市营商环境任务调度平台，由牵头科室承办",
  },
  {
    item: /案件录入/,
    fields: {
      timing: "recurring",
      recurrence: "每月最后一个工作日",
      windowFrom: "2023-07-12",
      windowTo: "2023-08-11",
      cumulative: "0",
      nilAllowed: "1",
      checked: "1",
    },
    words: "自查自纠阶段(到8月11日)每月最后一个工作日前报，当月没有案件的可以零报告",
  },
  {
    item: /相关内容/,
    fields: { dueOn: "2023-09-14", checked: "1" },
    words: "内部期限定在9月14日，早于区司法局要的9月18日",
  },
];
