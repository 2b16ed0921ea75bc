// The button 「待核实」 on a report's card: asks what is to be looked at again.
import { askReason } from "../src/services/reviews/answer.ts";
import { REVIEWING_ROLES } from "../src/services/reviews/rights.ts";
import { type AnyHandler, defineAction } from "./define.ts";

/** Its value names the report and the version that the card showed. */
export const doubt: AnyHandler = defineAction({
  action: "doubt",
  allow: REVIEWING_ROLES,
  run: ({ work, asker, args }) => askReason(work, asker, args, "doubted"),
});
