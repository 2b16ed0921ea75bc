// /绑定: for somebody bound already, in whose name; a coordinator gets another person's one-time code by it.
import { answerBinding } from "../src/services/binding.ts";
import { defineCommand } from "./define.ts";

/** `/绑定`, and for coordinators `/绑定 姓名 [单位]`. */
export const bind = defineCommand({
  words: ["/绑定"],
  summary: "查看自己的身份；牵头科室可发“/绑定 姓名”取绑定码",
  allow: "bound",
  run: ({ work, asker, event, args }) =>
    answerBinding(work, asker, { userId: event.userId, ownId: event.ownId }, args),
});
