// Answers that concern one unit only: to the asker alone, with a word to the group where it was asked.
import type { Context, Reply } from "../src/chat/context.ts";

/** The replies, all to the asker; a group is told only that the answer went there. */
export function privately(context: Pick<Context<unknown>, "inGroup">, replies: Reply | Reply[]): Reply[] {
  const own = [replies].flat().map((reply) => ({ ...reply, to: "asker" as const }));
  return context.inGroup ? [{ text: "已单独回复您，请到与我的单聊中查看。" }, ...own] : own;
}
