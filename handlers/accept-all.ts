// The button 「全部通过」: everything that waits of one matter, after asking once more.
import { answerAcceptAll, confirmAll } from "../src/services/reviews/answer.ts";
import { REVIEWING_ROLES } from "../src/services/reviews/rights.ts";
import { type AnyHandler, defineAction } from "./define.ts";

/** Its value names one report of the matter and the instant at which the list was shown. */
export const acceptAllAction: AnyHandler = defineAction({
  action: "accept-all",
  allow: REVIEWING_ROLES,
  run: ({ work, asker, args }) => confirmAll(work, asker, args),
});

/** 「确认全部通过」. */
export const acceptAllConfirmed: AnyHandler = defineAction({
  action: "accept-all-confirmed",
  allow: REVIEWING_ROLES,
  run: ({ work, asker, args }) => answerAcceptAll(work, asker, args),
});
