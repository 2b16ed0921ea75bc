// What the sandbox's people say and press, as events.
import { z } from "zod";
import type { ChatEvent } from "../../chat/event.ts";
import { readAction } from "./render.ts";

/** `POST /sandbox/api/messages`, as JSON or as form fields. */
export const saidSchema = z.object({
  id: z.string().min(1).max(200).optional(),
  from: z.string().min(1),
  group: z.string().optional(),
  text: z.string().default(""),
});

/** `POST /sandbox/api/actions`. */
export const pressedSchema = z.object({
  id: z.string().min(1).max(200).optional(),
  from: z.string().min(1),
  messageId: z.union([z.string(), z.number()]).transform(String),
  action: z.string().min(1),
  value: z.string().optional(),
});

type Said = z.infer<typeof saidSchema>;
type Pressed = z.infer<typeof pressedSchema>;

/** A message to the bot; in a group the bot counts as mentioned. */
export function receiveSaid(said: Said, hasFile: boolean): Omit<ChatEvent, "files"> {
  return {
    kind: hasFile ? "file" : "text",
    userId: said.from,
    text: said.text,
    ...(said.group ? { chatId: said.group } : {}),
  };
}

/** A pressed button; `on` is the message that carried it. */
export function receivePressed(
  pressed: Pressed,
  on: { deliveryId: string; groupId: string | null },
): Omit<ChatEvent, "files"> {
  return {
    kind: "action",
    userId: pressed.from,
    text: "",
    ...readAction(pressed.action, pressed.value),
    deliveryId: on.deliveryId,
    ...(on.groupId ? { chatId: on.groupId } : {}),
  };
}
