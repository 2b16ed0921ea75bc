// /台账 and the card's 导出台账: the merged ledger of all units that the asker may see; /台账设置: the page of ledgers.
import { card } from "../src/chat/card.ts";
import { prepareExport } from "../src/services/exports/request.ts";
import { pageLink } from "../src/services/links.ts";
import { defineAction, defineCommand } from "./define.ts";

/** `/台账`, `/台账 附件10`, `/台账 营商环境 2023年8月`, `/台账 附件10 分单位`. */
export const ledgers = defineCommand({
  words: ["/台账"],
  summary: "导出汇总台账；可加台账名称或事项号，加“分单位”则一单位一表",
  allow: "bound",
  async prepare(runtime, situation) {
    const keep = await prepareExport(runtime, situation, "ledgers", situation.args);
    return ({ work }) => keep(work);
  },
});

/** The button: its value is a campaign's code, with a matter's number behind it. */
export const exportLedgers = defineAction({
  action: "export-ledgers",
  allow: "bound",
  async prepare(runtime, situation) {
    const keep = await prepareExport(runtime, situation, "ledgers", situation.args);
    return ({ work }) => keep(work);
  },
});

/** `/台账设置`, `/台账 设置`: where a coordinator makes ledgers and changes their columns. */
export const ledgerSettings = defineCommand({
  words: ["/台账设置", "/台账 设置"],
  summary: "新做台账，增改台账的栏目",
  allow: ["coordinator"],
  run: async ({ work, asker }) => ({
    to: "asker",
    card: card("台账设置", {
      body: [
        "可以改台账的名称、栏目、选项和填写说明，也可以照着一份空表另做一本；保存前能看到填写的样子和空表。",
        "改后新填的按新栏目，已报的条目不变，导出时合在一张表里。",
      ],
      actions: [{ action: "open", label: "打开台账设置", url: pageLink(work, asker.id, "/ledgers") }],
    }),
  }),
});
