// /免报 and /撤销免报: an assignment is taken out of 应报 with a ground, or put back.
import type { Reply } from "../src/chat/context.ts";
import { REVIEWING_ROLES } from "../src/services/reviews/rights.ts";
import { restore, waive } from "../src/services/waive.ts";
import { type AnyHandler, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

const USAGE: Reply = {
  text: "请写明编号和依据，例如：/免报 A12 本单位没有行政执法职能。要撤回的，发送：/撤销免报 A12。",
};

/** `/免报 A12 依据`. */
export const waiveCommand: AnyHandler = defineCommand({
  words: ["/免报"],
  summary: "免报：/免报 编号 依据",
  allow: REVIEWING_ROLES,
  async run(context) {
    const { work, asker, args } = context;
    const [, code = "", ground = ""] = /^(\S*)\s*([\s\S]*)$/.exec(args) ?? [];
    if (code === "") return privately(context, USAGE);
    return privately(context, { text: await waive(work, { code, ground, asker }) });
  },
});

/** `/撤销免报 A12`. */
export const restoreCommand: AnyHandler = defineCommand({
  words: ["/撤销免报"],
  summary: "撤回免报：/撤销免报 编号",
  allow: REVIEWING_ROLES,
  async run(context) {
    const { work, asker, args } = context;
    if (args === "") return privately(context, USAGE);
    return privately(context, { text: await restore(work, { code: args, asker }) });
  },
});
