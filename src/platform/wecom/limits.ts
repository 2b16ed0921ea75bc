// WeCom's limits as one table: what fits into a message, and how many may be sent.

/** Bytes of UTF-8 in message bodies (D:90236, D:90244, D:99110). */
export const BYTES = {
  appText: 2048,
  appchatText: 2048,
  webhookText: 2048,
  webhookMarkdown: 4096,
  buttonKey: 1024,
  taskId: 128,
  url: 2048,
} as const;

/** Parts of a template card, the same for every channel (D:90236). */
export const CARD = { facts: 6, jumps: 3, buttons: 6 } as const;

/** Characters that a phone shows of each part of a card; what is longer is cut there without a word. */
export const SHOWN = {
  app: { title: 36, body: 160, factLabel: 5, factValue: 30, jump: 18, button: 10 },
  webhook: { title: 26, body: 112, factLabel: 5, factValue: 26, jump: 13, button: 10 },
} as const;

/** How much a phone shows on one channel. */
export type Shown = (typeof SHOWN)[keyof typeof SHOWN];

/** Bytes of an uploaded file (D:90253). */
export const MEDIA = { least: 6, most: 20 * 1024 * 1024, keptDays: 3 } as const;

/**
 * How many messages may be sent (D:90312, D:99110), for whoever claims deliveries. Beyond a member's limit WeCom
 * answers 0 and drops the message; beyond a robot's it answers 45009.
 */
export const RATES = {
  /** By one app to one member. */
  member: { perMinute: 30, perHour: 1000 },
  /** By one group robot. */
  webhook: { perMinute: 20 },
  /** To one member from all group chats of apps together. */
  appchatMember: { perMinute: 200, perDay: 10_000 },
  /** By one app in a day, for each account of the organisation. */
  app: { perAccountAndDay: 200 },
} as const;
