// /通报: a draft for approval to the coordinator alone, and the number under which it was issued.
import { prepareNotice, registerNotice } from "../src/services/notices.ts";
import { type AnyHandler, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

/** `/通报`, `/通报 3`, `/通报 登记 文号 日期`. */
export const noticeCommand: AnyHandler = defineCommand({
  words: ["/通报"],
  summary: "起草通报(送审稿)；印发后登记：/通报 登记 文号 日期",
  allow: ["coordinator"],
  async prepare(runtime, { asker, args }) {
    const [, registered] = /^登记\s*([\s\S]*)$/.exec(args) ?? [];
    if (registered !== undefined)
      return async (context) =>
        privately(context, { text: await registerNotice(context.work, asker, registered) });
    const keep = await prepareNotice(runtime, asker, args);
    return async (context) => privately(context, await keep(context.work));
  },
});
