// The button 「通过」 on a report's card.
import { answerAccept } from "../src/services/reviews/answer.ts";
import { REVIEWING_ROLES } from "../src/services/reviews/rights.ts";
import { type AnyHandler, defineAction } from "./define.ts";

/** Its value names the report and the version that the card showed: 「A12v2」. */
export const accept: AnyHandler = defineAction({
  action: "accept",
  allow: REVIEWING_ROLES,
  run: ({ work, asker, args }) => answerAccept(work, asker, args),
});
