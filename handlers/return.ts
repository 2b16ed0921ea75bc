// /退回 and the card's button: a report goes back to its unit with the reason, and is owed again.
import { answerVerdict, askReason } from "../src/services/reviews/answer.ts";
import { REVIEWING_ROLES } from "../src/services/reviews/rights.ts";
import { type AnyHandler, defineAction, defineCommand } from "./define.ts";

/** `/退回 A12 原因`. */
export const returnCommand: AnyHandler = defineCommand({
  words: ["/退回"],
  summary: "退回补正：/退回 编号 原因",
  allow: REVIEWING_ROLES,
  async run({ work, asker, args }) {
    const [, code = "", note = ""] = /^(\S*)\s*([\s\S]*)$/.exec(args) ?? [];
    if (code === "" || note === "")
      return {
        to: "asker",
        text: `请写明${code === "" ? "编号和" : ""}退回的原因，例如：/退回 ${code || "A12"} 完成时限与方案不一致。要逐栏批注或改期限的，请发送 /审核 ${code || "A12"}，再打开网页。`,
      };
    return answerVerdict(work, asker, code, "returned", note);
  },
});

/** The button 「退回」 asks for the reason. */
export const returnAction: AnyHandler = defineAction({
  action: "return",
  allow: REVIEWING_ROLES,
  run: ({ work, asker, args }) => askReason(work, asker, args, "returned"),
});
