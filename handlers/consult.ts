// /会商: asked for by a unit or the lead unit, answered by the units concerned, taken to its end by the coordinator.
import { answerConsultation } from "../src/services/consultations.ts";
import { type AnyHandler, type Asked, defineAction, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

const run = async (context: Asked) =>
  privately(context, await answerConsultation(context.work, context.asker, context.args));

/** `/会商`, `/会商 提请 单位 事项：内容`, `/会商 H3 答复 意见`, `/会商 H3 办结 结论`. */
export const consultCommand: AnyHandler = defineCommand({
  words: ["/会商"],
  summary: "会商：提请、答复、办结；发送 /会商 查看",
  allow: "bound",
  run,
});

/** One 会商 of the list; its value is the code. */
export const consultationAction: AnyHandler = defineAction({ action: "consultation", allow: "bound", run });
