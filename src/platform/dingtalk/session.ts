// The way back that comes with a message: a sessionWebhook, whose it is and how long it lives.
import { z } from "zod";
import type { Address, Dispatch } from "../../chat/platform.ts";
import type { Clock } from "../../domain/clock.ts";

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

/** The sessions that lately came with messages: while one lives, everything to that chat may go through it. */
export interface Sessions {
  /** Keeps the session of what is answered. */
  remember(dispatch: Dispatch): void;
  /** A live session of the chat that a message goes to. */
  find(dispatch: Dispatch): Session | null;
  forget(dispatch: Dispatch): void;
}

// A session is not begun with that may end before the answer is there.
const LEAST_LIFE_MS = 60_000;
const MOST_REMEMBERED = 1000;

/** Sessions of one process; `isOurs` tells DingTalk's own addresses from all others. */
export function createSessions(clock: Clock, isOurs: (url: string) => boolean): Sessions {
  const known = new Map<string, Session>();
  const keyOf = ({ bot, userId, chatId }: Address) =>
    JSON.stringify(chatId === undefined ? [bot, "person", userId] : [bot, "group", chatId]);
  return {
    remember({ address, replyKey }) {
      const session = replyKey === undefined ? null : readSession(replyKey);
      if (!session || !isOurs(session.url)) return;
      // What is meant for one person is never said in the group where that person asked.
      const same =
        address.chatId === undefined
          ? session.chatId === undefined && session.userId === address.userId
          : session.chatId === address.chatId;
      if (!same) return;
      const key = keyOf(address);
      known.delete(key);
      if (known.size >= MOST_REMEMBERED) known.delete(known.keys().next().value!);
      known.set(key, session);
    },
    find({ address }) {
      const session = known.get(keyOf(address));
      return session && session.until - clock.now().getTime() > LEAST_LIFE_MS ? session : null;
    },
    forget({ address }) {
      known.delete(keyOf(address));
    },
  };
}
