// /台账 and the card's 导出台账: the merged ledger of all units that the asker may see.
import { prepareExport } from "../src/services/exports/request.ts";
import { defineAction, defineCommand } from "./define.ts";

/** `/台账`, `/台账 附件10`, `/台账 营商环境 2023年8月`. */
export const ledgers = defineCommand({
  words: ["/台账"],
  summary: "导出汇总台账；可加台账名称或事项号",
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
