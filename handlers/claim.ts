// /认领 and its buttons: a unit takes on rows of a 任务分解表; the lead unit sees which nobody has taken.
import { claimByWords } from "../src/services/undertakings/answer.ts";
import { type AnyHandler, defineAction, defineCommand } from "./define.ts";

/** `/认领`, `/认领 3、5-8`, `/认领 全部`, `/认领 撤回 3`. */
export const claimCommand: AnyHandler = defineCommand({
  words: ["/认领"],
  summary: "认领任务分解表里的任务，例如 /认领 3、5-8",
  allow: "bound",
  run: ({ work, asker, args }) => claimByWords(work, asker, args),
});

/** The buttons that claim: a campaign's code and a number, or all. */
export const claimAction: AnyHandler = defineAction({
  action: "claim",
  allow: ["contact", "head"],
  run: ({ work, asker, args }) => claimByWords(work, asker, args),
});

/** The button that shows a unit's rows; its value is the campaign's code. */
export const claimsAction: AnyHandler = defineAction({
  action: "claims",
  allow: ["contact", "head"],
  run: ({ work, asker, args }) => claimByWords(work, asker, args),
});
