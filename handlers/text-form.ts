// The text form: sent out as a skeleton, recognised by its code when it comes back filled in.

import { card } from "../src/chat/card.ts";
import { readCode } from "../src/domain/obligation.ts";
import { findFormCode } from "../src/ledger/text-form.ts";
import { carriedWords, readCarried } from "../src/services/carry-over.ts";
import { textForm } from "../src/services/submissions/blank-forms.ts";
import { pageButton } from "../src/services/submissions/cards.ts";
import { findAssignment, materialOf } from "../src/services/submissions/owed.ts";
import { takeTextForm } from "../src/services/submissions/text-intake.ts";
import { matterName, SECRECY, SENSITIVE_NOTE } from "../src/services/submissions/words.ts";
import { type AnyHandler, defineAction, definePhrase } from "./define.ts";
import { privately } from "./privately.ts";

/** 文字填报: the form to copy, with the unit's own values where it has any. */
export const sendTextForm: AnyHandler = defineAction({
  action: "fill-text",
  allow: ["contact", "head"],
  async run(context) {
    const { work, asker, args } = context;
    const owed = await findAssignment(work.tx, asker, args, work.now);
    const material = materialOf(owed, readCode(args)?.materialKey ?? null);
    if (!material?.definition)
      return privately(context, { text: "这份材料没有文字表单，请发送 /报送 重新选择。" });
    if (owed.sensitive)
      return privately(context, {
        card: card(`${owed.code} ${matterName(owed)}`, {
          body: SENSITIVE_NOTE,
          actions: [
            pageButton(work, asker, owed, material),
            { action: "fill-sheet", label: "下载表格", value: args },
          ],
        }),
      });
    const carried = material.handedIn
      ? null
      : await readCarried(work.tx, owed, material.key, material.definition);
    const again = material.handedIn?.rows
      ? "已带出上一版内容，请直接修改。"
      : carried
        ? carriedWords(carried.period, carried.rows.length)
        : "";
    return privately(context, [
      { text: `请复制下一条消息，在冒号后填写，整段发回给我。${again}${SECRECY}` },
      { text: await textForm(work.tx, asker, owed, material) },
    ]);
  },
});

/** A form that came back. */
export const takeTextFormPhrase: AnyHandler = definePhrase({
  allow: ["contact", "head"],
  recognises: (text) => findFormCode(text) !== null,
  async run(context) {
    return privately(context, await takeTextForm(context.work, context.asker, context.event.text));
  },
});
