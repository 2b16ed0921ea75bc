// The way back that comes with a message: a sessionWebhook, whose it is and how long it lives.
import { z } from "zod";

const sessionSchema = z.object({
  url: z.url(),
  /** The platform's time in milliseconds: 90 minutes after the message in every sample. */
  until: z.number(),
  /** The sender, in a single chat; there only the sender reads what is sent. */
  userId: z.string().optional(),
  /** The group, in a group; there everybody reads what is sent. */
  chatId: z.string().optional(),
});

/** A sessionWebhook: whoever has its url can write into that one chat. */
export type Session = z.infer<typeof sessionSchema>;

/** A session as an event's `replyKey`. */
export function writeSession(session: Session): string {
  return JSON.stringify(session);
}

/** Takes apart what `writeSession` put together; null for anything else. */
export function readSession(replyKey: string): Session | null {
  try {
    return sessionSchema.parse(JSON.parse(replyKey));
  } catch {
    return null;
  }
}
