// /导入, and a plan pasted into the chat: the text becomes a draft.
import { type Asker, holds, type Reply } from "../src/chat/context.ts";
import type { Run } from "../src/chat/handler.ts";
import { SAY } from "../src/chat/messages.ts";
import { importPlan, openPlanText } from "../src/services/campaigns/import.ts";
import { sha256 } from "../src/services/inbox.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";
import { type AnyHandler, defineCommand, definePhrase } from "./define.ts";

const LEAST_CHARACTERS = 300;
const SHORTEST_PLAN = 60;

const HOW = [
  "请把方案发给我，三种办法都可以：",
  "1. 直接发送方案文件(.docx、.txt、.md 或 .html)；",
  "2. 把方案全文粘贴到与我的单聊里；",
  "3. 发送：/导入 方案全文。",
  "我会列出阶段、报送事项、期限和附件，由您确认后再发布。带有密级或内部标志的材料请走机要或保密渠道。",
].join("\n");

/** Reads the text before the transaction and imports it within. */
async function importText(text: string, asker: Pick<Asker, "id">): Promise<Run<UnitOfWork>> {
  const opened = openPlanText(text);
  if ("marking" in opened) return async (): Promise<Reply> => ({ to: "asker", text: SAY.marked });
  return ({ work }) =>
    importPlan(work, {
      ...opened,
      sourceName: "粘贴的文字",
      sourceHash: sha256(text),
      createdById: asker.id,
    });
}

/** `/导入` explains; `/导入 全文` imports. */
export const importCommand: AnyHandler = defineCommand({
  words: ["/导入"],
  summary: "导入方案(直接发文件也可以)",
  allow: ["coordinator"],
  async prepare(_runtime, { event, asker, args }) {
    if (args.length < SHORTEST_PLAN) return async () => ({ to: "asker", text: HOW });
    // The document's own characters: the first word of `args` is half width.
    return importText(event.text.slice(event.text.indexOf("导入") + 2).trimStart(), asker);
  },
});

/** Whether a text looks like a plan: long, headed by the name of one, in numbered sections. */
export function looksLikePlan(text: string): boolean {
  const sections = text.match(/^\s*(?:[一二三四五六七八九十]+、|[((][一二三四五六七八九十]+[))])/gm) ?? [];
  return text.length >= LEAST_CHARACTERS && /方案|通知/.test(text.slice(0, 200)) && sections.length >= 2;
}

/** A plan pasted by a coordinator into the chat with the bot. */
export const pastedPlan: AnyHandler = definePhrase({
  allow: ["coordinator"],
  recognises: (text, { asker, inGroup }) => !inGroup && holds(asker, "coordinator") && looksLikePlan(text),
  prepare: (_runtime, { event, asker }) => importText(event.text, asker),
});
