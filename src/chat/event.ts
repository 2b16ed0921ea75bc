// What a person did, the same for every platform: said something, sent a file, pressed a button; or what changed there.
import { z } from "zod";

/** A file a person sent: stored under its hash, or still to be fetched from the platform by `mediaKey`. */
export const sentFileSchema = z.object({
  name: z.string(),
  size: z.number().optional(),
  sha256: z.string().optional(),
  mediaKey: z.string().optional(),
  /** Why its bytes could not be had, in Chinese. */
  gone: z.string().optional(),
});

/** One event after decryption, scrubbing and normalisation. */
export const chatEventSchema = z.object({
  kind: z.enum(["text", "file", "action", "change"]),
  /** The platform's own id of the sender, normalised; empty for a change, which nobody sends. */
  userId: z.string(),
  /** Only the bot that heard it knows somebody by this id. */
  ownId: z.boolean().optional(),
  /** The platform's id of the group it was said in. */
  chatId: z.string().optional(),
  text: z.string().default(""),
  files: z.array(sentFileSchema).default([]),
  action: z.string().optional(),
  value: z.string().optional(),
  /** The delivery whose card was pressed. */
  deliveryId: z.string().optional(),
  /** The platform's one-time key by which the pressed card may be changed. */
  cardKey: z.string().optional(),
  /** The platform's one-time way to answer this very event: a session's address, a frame's number. */
  replyKey: z.string().optional(),
  /** Real time until which that way is open, where it closes within seconds. */
  answerBy: z.iso.datetime().optional(),
  /** What came instead of words or files and can't be used, by its Chinese name: 语音, 位置 … */
  unusable: z.string().optional(),
  /** What changed in the organisation, by the platform's own name. */
  change: z.string().optional(),
  /** Who has left the organisation by that change. */
  left: z.array(z.string()).optional(),
  /** Why the platform kept the content back, as a sentence for its sender. */
  withheld: z.string().optional(),
  /** The marking because of which the content was refused and not kept. */
  refused: z.string().optional(),
});

export type ChatEvent = z.infer<typeof chatEventSchema>;
export type SentFile = z.infer<typeof sentFileSchema>;
