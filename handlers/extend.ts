// /延期 and its buttons: a unit asks for a later day, its head agrees, the deputy over the lead unit decides.
import type { Asker, Reply } from "../src/chat/context.ts";
import { formatDay, weekdayName } from "../src/domain/day.ts";
import { findTypedDay } from "../src/services/campaigns/typed-dates.ts";
import { answerExtensions, EXTENSION_USAGE, findWaitingOf } from "../src/services/extensions/answer.ts";
import { answerExtension, askExtension } from "../src/services/extensions.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";
import { type AnyHandler, defineAction, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

const ANSWERS: Readonly<Record<string, boolean>> = { 同意: true, 批准: true, 不同意: false, 不批准: false };

/** `/延期`, `/延期 A12 7月31日 原因`, `/延期 A12 批准`, `/延期 A12 不批准 原因`. */
export const extendCommand: AnyHandler = defineCommand({
  words: ["/延期"],
  summary: "申请延期：/延期 编号 日期 原因；办理延期申请",
  allow: ["contact", "head", "deputy", "coordinator"],
  async run(context) {
    const { work, asker, args } = context;
    if (args === "") return privately(context, await answerExtensions(work, asker));
    const [, code = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/.exec(args) ?? [];
    const [, word, note = ""] = /^(不同意|不批准|同意|批准)\s*[,，:：。]?\s*([\s\S]*)$/.exec(rest) ?? [];
    if (word) return privately(context, await answerTyped(work, asker, code, ANSWERS[word]!, note));
    return privately(context, await ask(work, asker, code, rest));
  },
});

async function answerTyped(
  work: UnitOfWork,
  asker: Asker,
  code: string,
  yes: boolean,
  note: string,
): Promise<Reply> {
  const waiting = await findWaitingOf(work, asker, code);
  if (!waiting) return { text: `${code}没有等您答复的延期申请。发送 /延期 可查看。` };
  return { text: await answerExtension(work, { number: waiting.number, yes, note, asker }) };
}

async function ask(work: UnitOfWork, asker: Asker, code: string, rest: string): Promise<Reply> {
  const typed = findTypedDay(rest, work.today);
  if (!typed) return { text: `没有看懂延到哪一天。${EXTENSION_USAGE}` };
  const ground = rest
    .replace(typed.words, "")
    .replace(/^[\s,，。;；:：]*(?:延到|延至|至|到)?[\s,，。;；:：]*(?:因为|原因[是为:：]?)?/u, "")
    .trim();
  if (ground === "") return { text: `请写明延期的原因。${EXTENSION_USAGE}` };
  const { extension, matter, repeated } = await askExtension(work, { code, dueOn: typed.day, ground, asker });
  const day = `${formatDay(extension.dueOn)}(${weekdayName(extension.dueOn)})`;
  const next =
    extension.state === "agreed"
      ? "已报牵头科室的分管领导批准"
      : `已报${matter.unit.name}负责人，同意后再由牵头科室的分管领导批准`;
  const late = extension.afterDue ? "原期限已过才提出，批准前仍按逾期计算。" : "批准前仍按原期限提醒。";
  return {
    text: `${repeated ? "这件申请已经收到：" : ""}${code.toUpperCase()}申请延至${day}，${next}。${late}`,
  };
}

const answerers = ["head", "deputy"] as const;

/** 同意 or 批准. */
export const extendYes: AnyHandler = defineAction({
  action: "extend-yes",
  allow: answerers,
  done: "已同意",
  async run(context) {
    const { work, asker, args } = context;
    return privately(context, {
      text: await answerExtension(work, { number: Number(args), yes: true, note: "", asker }),
    });
  },
});

/** 不同意 or 不批准 asks for the reason, which a button can't carry. */
export const extendNo: AnyHandler = defineAction({
  action: "extend-no",
  allow: answerers,
  async run(context) {
    const { work, args } = context;
    const extension = await work.tx.extension.findUnique({
      where: { number: Number(args) || 0 },
      include: { assignment: true },
    });
    if (!extension) return privately(context, { text: "没有这件延期申请，请发送 /延期 查看。" });
    const word = extension.state === "asked" ? "不同意" : "不批准";
    return privately(context, {
      text: `请写明原因，发送：/延期 A${extension.assignment.number} ${word} 已临近本局上报时间`,
    });
  },
});
