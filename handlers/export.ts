// /导出: ledgers, 应报未报 with its evidence, or the figures, as .xlsx to the asker alone.
import { prepareExport, readExportKind } from "../src/services/exports/request.ts";
import { defineCommand } from "./define.ts";

/** `/导出`, `/导出 未报`, `/导出 进度`, `/导出 自查自纠台账`; `/导出 模板` beside an upper level's form fills it. */
export const exportFiles = defineCommand({
  words: ["/导出"],
  summary: "导出台账；/导出 未报 是应报未报名单，/导出 进度 是统计表；牵头科室把上级的空表发来，可代为填好",
  allow: "bound",
  async prepare(runtime, situation) {
    const { kind, words } = readExportKind(situation.args);
    const keep = await prepareExport(runtime, situation, kind, words);
    return ({ work }) => keep(work);
  },
});
