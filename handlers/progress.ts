// /进度, /情况, /汇总 and a leader's plain questions: how the reports stand at this second.
import { answerProgress } from "../src/services/progress/answer.ts";
import { readQuestion } from "../src/services/progress/question.ts";
import { defineCommand, definePhrase } from "./define.ts";

/** `/进度`, `/进度 3`, `/进度 自查材料`, `/进度 安全基础室`. */
export const progress = defineCommand({
  words: ["/进度", "/情况", "/汇总"],
  summary: "报送情况：应报、已报、还差谁；可加事项号或单位",
  allow: "bound",
  run: ({ work, asker, inGroup, args }) =>
    answerProgress(work, { asker, inGroup, kind: "overall", words: args, strict: true }),
});

/** 「各单位报得怎么样了」「还有谁没交」「自查发现多少问题」. */
export const progressQuestion = definePhrase({
  allow: "bound",
  recognises: (text) => readQuestion(text) !== null,
  run({ work, asker, inGroup, args }) {
    const { kind, topic } = readQuestion(args)!;
    return answerProgress(work, { asker, inGroup, kind, words: topic, strict: false });
  },
});
