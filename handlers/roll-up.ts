// 逐级汇总: the buttons of an upward report that goes up inside this deployment.
import {
  answerAskHandUp,
  answerHandUp,
  answerPassReturn,
  answerPreview,
  answerSums,
} from "../src/services/roll-up/answer.ts";
import { type AnyHandler, defineAction } from "./define.ts";

const HANDLING = ["coordinator", "head", "contact", "deputy", "director"] as const;

/** What would go up of 「A45」. */
export const previewUpAction: AnyHandler = defineAction({
  action: "preview-up",
  allow: HANDLING,
  run: ({ work, asker, args }) => answerPreview(work, asker, args),
});

/** Its value names the report and the print of what the card showed: 「A45@3f2a…」. */
export const handUpAction: AnyHandler = defineAction({
  action: "hand-up",
  allow: HANDLING,
  run: ({ work, asker, args }) => answerHandUp(work, asker, args),
});

/** 「请领导审签」 of 「A45」, where the upper bureau asks for it. */
export const askHandUpAction: AnyHandler = defineAction({
  action: "ask-hand-up",
  allow: HANDLING,
  run: ({ work, asker, args }) => answerAskHandUp(work, asker, args),
});

/** 「按合计预填」 on 「A45」. */
export const sumUpAction: AnyHandler = defineAction({
  action: "sum-up",
  allow: HANDLING,
  run: ({ work, asker, args }) => answerSums(work, asker, args),
});

/** 「转退」: 「A45@A52」. */
export const passReturnAction: AnyHandler = defineAction({
  action: "pass-return",
  allow: ["coordinator", "deputy"],
  run: ({ work, asker, args }) => answerPassReturn(work, asker, args),
});
