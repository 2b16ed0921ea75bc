// DingTalk's limits as one table: what fits into a message, how many may be sent, and what a month allows.
import type { Rate } from "../../chat/platform.ts";

/** Bytes of UTF-8 in message bodies. */
export const BYTES = {
  /** `msgParam` of the robot's interface as one JSON string: 15 000, with room for what JSON adds. */
  robot: 12_000,
  /** The whole body of a custom robot or a session: 20 000. */
  webhook: 16_000,
  /** `msg` of a 工作通知 as a whole, and what its words may take of that. */
  notice: 2_048,
  noticeWords: 1_200,
  /** One parameter of an interactive card. */
  cardParam: 1_024,
  actionUrl: 2_048,
  noticeUrl: 700,
} as const;

/** Parts of a card: its buttons, and characters of its title and of a button. */
export const CARD = { buttons: 5, title: 60, button: 20 } as const;

/** Most people that one call of the robot's interface sends to; its error table says 100, its page 20. */
export const MOST_PEOPLE = 20;

/** Most people mentioned in one message. */
export const MOST_MENTIONS = 50;

/** Uploaded files: bytes, and which the client can show. No csv, no txt. */
export const MEDIA = {
  most: 20 * 1024 * 1024,
  files: ["xlsx", "pdf", "zip", "rar", "doc", "docx"],
  images: ["jpg", "jpeg", "gif", "png", "bmp"],
} as const;

/** Calls of one app to one interface: 20 in any second in the standard edition, so many steadily and at once on top. */
export const CALLS_A_SECOND = 14;
export const CALLS_AT_ONCE = 5;

/**
 * How many messages may be sent into one chat. A custom robot beyond its limit is blocked for ten minutes; sessions are
 * taken to be as strict, in a group as with one person, and nobody reads more than that in a minute.
 */
export const RATES: Readonly<Record<"person" | "group", readonly Rate[]>> = {
  person: [{ per: "member", most: 20, seconds: 60 }],
  group: [{ per: "group", most: 20, seconds: 60 }],
};

/** What one organisation may use in a calendar month, by its edition (since 2025-11-19). */
export const MONTHLY = {
  standard: { calls: 5_000, pushes: 3_000 },
  pro: { calls: 200_000, pushes: 50_000 },
} as const;

/** An edition of DingTalk. */
export type Edition = keyof typeof MONTHLY;
