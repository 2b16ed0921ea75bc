// /收到 and the button 收到: a receipt with its time.
import { acknowledgeAll, acknowledgeMessage } from "../src/services/receipts.ts";
import { defineAction, defineCommand } from "./define.ts";

/** Confirms everything that was sent to the person and asks for it. */
export const acknowledgeCommand = defineCommand({
  words: ["/收到", "/已阅"],
  summary: "确认收到发给您的消息",
  allow: "bound",
  run: async ({ work, asker }) => ({ to: "asker", text: await acknowledgeAll(work, asker.id) }),
});

/** Confirms the message whose button was pressed. */
export const acknowledgeAction = defineAction({
  action: "ack",
  allow: "bound",
  done: "已收到",
  run: async ({ work, asker, event }) => ({
    to: "asker",
    text: await acknowledgeMessage(work, asker.id, event.deliveryId),
  }),
});
