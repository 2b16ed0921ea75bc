// /销号: a unit applies, its head signs, the lead unit decides.
import {
  answerAcceptClosing,
  answerAgree,
  answerAgreeClaims,
  answerApply,
  answerClose,
  askWhyNot,
  askWhyNotSign,
} from "../src/services/rectification/answer-closing.ts";
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

/** The button 「同意申请」 of a unit's head, or of the deputy over a unit without one. */
export const agreeClosing: AnyHandler = defineAction({
  action: "agree-closing",
  allow: ["head", "deputy"],
  run: ({ work, asker, args }) => answerAgree(work, asker, args),
});

/** The button 「不同意」 of the same asks why. */
export const declineClosing: AnyHandler = defineAction({
  action: "decline-closing",
  allow: ["head", "deputy"],
  run: ({ work, asker, args }) => askWhyNotSign(work, asker, args),
});

/** The button 「全部同意」 on what a report's rows claim; its value is the report's code. */
export const agreeClaims: AnyHandler = defineAction({
  action: "agree-claims",
  allow: ["head", "deputy"],
  run: ({ work, asker, args }) => answerAgreeClaims(work, asker, args),
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
