// The one-time keys that come with what a bot is told: how to answer it, how to change its card, where its file lies.
import { z } from "zod";

/** The way back to one message or event. `session` is the chatid, or the member of a 1:1 chat: it answers there only. */
export const replyKeySchema = z.discriminatedUnion("by", [
  /** By the number of a frame; a welcome until an instant (real ms) and no later. */
  z.object({
    by: z.literal("frame"),
    id: z.string(),
    session: z.string(),
    /** The member as the bot was told, where that is another id. */
    to: z.string().optional(),
    welcomeUntil: z.number().optional(),
  }),
  /** By response_url, once. */
  z.object({ by: z.literal("url"), url: z.string(), session: z.string() }),
]);
export type ReplyKey = z.infer<typeof replyKeySchema>;

/** The pressed card: the press's frame, the card's task_id, who pressed it, until when (real ms) it can be changed. */
export const cardKeySchema = z.object({
  id: z.string(),
  taskId: z.string(),
  userId: z.string(),
  until: z.number(),
});
export type CardKey = z.infer<typeof cardKeySchema>;

/** Where a file lies for five minutes; `aeskey` (base64) where the message carried one of its own. */
export const mediaKeySchema = z.object({ url: z.string(), aeskey: z.string().optional() });
export type MediaKey = z.infer<typeof mediaKeySchema>;

/** A key from its text, or null where it is of another kind. */
export function readKey<T>(schema: z.ZodType<T>, text: string | undefined): T | null {
  try {
    return schema.parse(JSON.parse(text ?? "null"));
  } catch {
    return null;
  }
}
