// WeCom's limits as one table: what fits into a message, and how many may be sent.
import type { Rate } from "../../chat/platform.ts";

/** Bytes of UTF-8 in message bodies (D:90236, D:90244, D:99110). */
export const BYTES = {
  appText: 2048,
  appchatText: 2048,
  webhookText: 2048,
  webhookMarkdown: 4096,
  botText: 20_480,
  botWelcome: 2048,
  buttonKey: 1024,
  taskId: 128,
  url: 2048,
} as const;

/** Parts of a template card, the same for every channel (D:90236). */
export const CARD = { facts: 6, jumps: 3, buttons: 6 } as const;

/** Characters that a phone shows of each part of a card; what is longer is cut there without a word. */
export const SHOWN = {
  app: { title: 36, desc: 44, body: 160, factLabel: 5, factValue: 30, jump: 18, button: 10 },
  webhook: { title: 26, body: 112, factLabel: 5, factValue: 26, jump: 13, button: 10 },
  aibot: { title: 26, desc: 30, body: 112, factLabel: 5, factValue: 26, jump: 13, button: 10 },
} as const;

/** How much a phone shows on one channel. */
export type Shown = (typeof SHOWN)[keyof typeof SHOWN];

/** Bytes of an uploaded file (D:90253). */
export const MEDIA = { least: 6, most: 20 * 1024 * 1024, keptDays: 3 } as const;

/**
 * How many deliveries may be sent. The limits are 30 a minute and 1000 an hour from one app to one member, beyond
 * which WeCom answers 0 and drops the message (D:90312), and 20 a minute by one group robot, beyond which it answers
 * 45009 (D:99110); a bot has the app's limits in each of its chats, 1:1 or group (101837), and answers 846607 beyond
 * them. A delivery may be two messages, a card and what did not fit into it.
 */
export const RATES = {
  member: [
    { per: "member", most: 15, seconds: 60 },
    { per: "member", most: 500, seconds: 3600 },
  ],
  webhook: [{ per: "group", most: 10, seconds: 60 }],
  botMember: [
    { per: "member", most: 15, seconds: 60 },
    { per: "member", most: 500, seconds: 3600 },
  ],
  botGroup: [
    { per: "group", most: 15, seconds: 60 },
    { per: "group", most: 500, seconds: 3600 },
  ],
} as const satisfies Record<string, readonly Rate[]>;
