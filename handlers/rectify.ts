// /整改: a unit's problems and their progress, how all stand, and the button that opens one.
import {
  answerGroup,
  answerList,
  answerProblemCard,
  answerRectify,
} from "../src/services/rectification/answer.ts";
import { type AnyHandler, defineAction, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

/** `/整改`, `/整改 W12`, `/整改 W12 已更换制度牌`. */
export const rectifyCommand: AnyHandler = defineCommand({
  words: ["/整改"],
  summary: "问题整改：列出未销号的问题；/整改 编号 进展 可追加进展",
  allow: "bound",
  async run(context) {
    const { work, asker, args, inGroup } = context;
    if (args !== "") return privately(context, await answerRectify(work, asker, args));
    const list = await answerList(work, asker);
    return inGroup ? [await answerGroup(work, asker), ...list] : list;
  },
});

/** Its value is a problem's full code: 「202301-W12」. */
export const problemAction: AnyHandler = defineAction({
  action: "problem",
  allow: "bound",
  run: ({ work, asker, args }) => answerProblemCard(work, asker, args),
});
