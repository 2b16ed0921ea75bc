// /触发 and its buttons: an event-triggered matter comes due.
import { triggerByCode, triggerByWords } from "../src/services/campaigns/triggering.ts";
import { type AnyHandler, defineAction, defineCommand } from "./define.ts";

/** `/触发 序号 期限`; alone it lists the matters that wait for their event. */
export const triggerCommand: AnyHandler = defineCommand({
  words: ["/触发"],
  summary: "触发事件类报送事项，例如 /触发 6 7月20日前",
  allow: ["coordinator"],
  run: ({ work, args }) => triggerByWords(work, args),
});

/** The buttons of the list and of the dates offered. */
export const triggerAction: AnyHandler = defineAction({
  action: "trigger",
  allow: ["coordinator"],
  run: ({ work, args }) => triggerByCode(work, args),
});
