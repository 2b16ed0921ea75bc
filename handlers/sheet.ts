// 下载表格: the workbook of a ledger, with the code by which it is known again and the unit's own values.
import { readCode } from "../src/domain/obligation.ts";
import { keepFile } from "../src/services/files.ts";
import { sheetForm } from "../src/services/submissions/blank-forms.ts";
import { findAssignment, materialOf } from "../src/services/submissions/owed.ts";
import { SECRECY } from "../src/services/submissions/words.ts";
import { type AnyHandler, defineAction } from "./define.ts";
import { privately } from "./privately.ts";

/** Built before the transaction, kept and sent within. */
export const sendSheet: AnyHandler = defineAction({
  action: "fill-sheet",
  allow: ["contact", "head"],
  async prepare(runtime, { asker, args }) {
    const { db } = runtime.store;
    const owed = await findAssignment(db, asker, args, runtime.clock.now());
    const material = materialOf(owed, readCode(args)?.materialKey ?? null);
    if (!material?.definition)
      return async (context) =>
        privately(context, { text: "这份材料没有表格，请直接发送文件。可发送 /报送 重新选择。" });
    const file = await sheetForm(db, asker, owed, material);
    const prefilled = !owed.sensitive && material.handedIn?.rows;
    const again = prefilled ? "表中已带出上一版内容，请直接修改。" : "";
    return async (context) =>
      privately(context, {
        text: `请用这张表填写，保存后把文件发回给我。${again}${SECRECY}`,
        files: [await keepFile(context.work, file)],
      });
  },
});
