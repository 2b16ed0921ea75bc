// /审核: what waits for the asker's review, one report, or a verdict typed in one line.
import { answerDossier, answerPending, answerVerdict } from "../src/services/reviews/answer.ts";
import { REVIEWING_ROLES } from "../src/services/reviews/rights.ts";
import { type AnyHandler, defineCommand } from "./define.ts";

const VERDICTS = { 通过: "accepted", 退回: "returned", 待核实: "doubted" } as const;

/** `/审核`, `/审核 A12`, `/审核 A12 通过`, `/审核 A12 退回 原因`, `/审核 A12 待核实 原因`. */
export const review: AnyHandler = defineCommand({
  words: ["/审核"],
  summary: "审核报送：列出待审核的，或 /审核 编号",
  allow: REVIEWING_ROLES,
  run({ work, asker, args }) {
    const [, code = "", word, note = ""] = /^(\S*)\s*(通过|退回|待核实)?\s*([\s\S]*)$/.exec(args) ?? [];
    if (code === "") return answerPending(work, asker);
    if (word === undefined) return answerDossier(work, asker, code);
    return answerVerdict(work, asker, code, VERDICTS[word as keyof typeof VERDICTS], note);
  },
});
