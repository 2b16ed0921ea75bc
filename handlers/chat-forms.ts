// /聊天填报: the lead unit allows or forbids 敏感 ledgers to be filled in by chat.
import { allowChatForms, showChatForms } from "../src/services/chat-forms.ts";
import { type AnyHandler, type Asked, defineAction, defineCommand } from "./define.ts";
import { privately } from "./privately.ts";

async function turn({ work, asker, args }: Asked) {
  const [, words = "", word] = /^(.*?)\s*(允许|停止|不允许|关闭)$/.exec(args) ?? [];
  if (!word) return showChatForms(work, asker);
  return { text: await allowChatForms(work, asker, { words, allowed: word === "允许" }) };
}

/** `/聊天填报`, `/聊天填报 允许`, `/聊天填报 202301 停止`. */
export const chatFormsCommand: AnyHandler = defineCommand({
  words: ["/聊天填报"],
  summary: "敏感台账可否在聊天中填报：/聊天填报 允许(或停止)",
  allow: ["coordinator"],
  run: async (context) => privately(context, await turn(context)),
});

/** The button of one campaign. */
export const chatFormsAction: AnyHandler = defineAction({
  action: "chat-forms",
  allow: ["coordinator"],
  run: async (context) => privately(context, await turn(context)),
});
