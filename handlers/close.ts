// /销号: a unit applies, its head agrees, the lead unit decides.
import {
  answerAcceptClosing,
  answerAgree,
  answerApply,
  answerClose,
  askWhyNot,
} from "../src/services/rectification/answer.ts";
import { REVIEWING_ROLES } from "../src/services/reviews/rights.ts";
import { type AnyHandler, defineAction, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

/** `/销号`, `/销号 W12 整改结果` from a unit; `/销号 W12 同意`, `/销号 W12 不同意 原因` from who decides. */
export const closeCommand: AnyHandler = defineCommand({
  words: ["/销号", "/申请销号"],
  summary: "申请销号：/销号 编号 整改结果；牵头科室验收也用它",
  allow: ["contact", "head", ...REVIEWING_ROLES],
  async run(context) {
    const { work, asker, args } = context;
    return privately(context, await answerClose(work, asker, args));
  },
});

/** The button 「申请销号」. */
export const applyClosing: AnyHandler = defineAction({
  action: "apply-closing",
  allow: ["contact", "head"],
  run: ({ work, asker, args }) => answerApply(work, asker, args),
});

/** The button 「同意申请」 of a unit's head. */
export const agreeClosing: AnyHandler = defineAction({
  action: "agree-closing",
  allow: ["head"],
  run: ({ work, asker, args }) => answerAgree(work, asker, args),
});

/** The button 「同意销号」; its value names the application that was shown. */
export const acceptClosing: AnyHandler = defineAction({
  action: "accept-closing",
  allow: REVIEWING_ROLES,
  run: ({ work, asker, args }) => answerAcceptClosing(work, asker, args),
});

/** The button 「不同意」 asks why. */
export const refuseClosing: AnyHandler = defineAction({
  action: "refuse-closing",
  allow: REVIEWING_ROLES,
  run: ({ work, asker, args }) => askWhyNot(work, asker, args),
});
