// /停止收件 and /恢复收件: what comes late after it is 补报, and nobody is reminded; asked back before it is done.
import type { Reply } from "../src/chat/context.ts";
import {
  closableCard,
  closeMatter,
  confirmClosing,
  findClosable,
  reopenMatter,
} from "../src/services/closing.ts";
import { type AnyHandler, type Asked, defineAction, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

async function choose({ work, asker, args }: Asked): Promise<Reply> {
  const list = await findClosable(work, asker, args);
  const [only] = list;
  if (!only) return { text: "没有这样的报送事项。请写事项号，例如：/停止收件 3。发送 /进度 可查看事项号。" };
  if (list.length > 1 || args === "")
    return {
      card: closableCard(list, args === "" ? "请选一项：" : `“${args.slice(0, 20)}”可能是下面几项：`),
    };
  if (only.closedAt)
    return {
      text: `第${only.number}项《${only.what}》先前已停止收件。要撤回的，发送：/恢复收件 ${only.number}`,
    };
  return { card: confirmClosing(work, only) };
}

/** `/停止收件`, `/停止收件 3`. */
export const stopCommand: AnyHandler = defineCommand({
  words: ["/停止收件"],
  summary: "停止收件，此后逾期再报的记为补报：/停止收件 事项号",
  allow: ["coordinator"],
  run: async (context) => privately(context, await choose(context)),
});

/** A matter of the list. */
export const stopAction: AnyHandler = defineAction({
  action: "close-matter",
  allow: ["coordinator"],
  async run(context) {
    const { work, asker, args } = context;
    const matter = (await findClosable(work, asker, "")).find(({ obligationId }) => obligationId === args);
    return privately(
      context,
      matter ? { card: confirmClosing(work, matter) } : { text: "这张卡片已经失效。" },
    );
  },
});

/** 确认停止收件. */
export const stopConfirmed: AnyHandler = defineAction({
  action: "close-confirmed",
  allow: ["coordinator"],
  done: "已停止收件",
  run: async (context) =>
    privately(context, { text: await closeMatter(context.work, context.asker, context.args) }),
});

/** `/恢复收件 3`. */
export const reopenCommand: AnyHandler = defineCommand({
  words: ["/恢复收件"],
  summary: "撤回停止收件：/恢复收件 事项号",
  allow: ["coordinator"],
  async run(context) {
    const { work, asker, args } = context;
    const closed = (await findClosable(work, asker, args)).filter(({ closedAt }) => closedAt !== null);
    const [only] = closed;
    if (!only) return privately(context, { text: "没有停止收件的事项可以恢复。" });
    if (closed.length > 1)
      return privately(context, {
        text: `请写明事项号：${closed.map(({ number, what }) => `第${number}项《${what}》`).join("、")}。`,
      });
    return privately(context, { text: await reopenMatter(work, asker, only.obligationId) });
  },
});
