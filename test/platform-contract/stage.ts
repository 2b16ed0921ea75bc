// What the contract suite needs of a platform: a deployment on it, and people of the demo bureau who use it.
import type { App } from "../../src/app.ts";

/** The people of the suite: 周雯, 张磊 and 李娜 are bound; the stranger is in the organisation and bound to nobody. */
export type Who = "周雯" | "张磊" | "李娜" | "stranger";

/** A message as its reader has it. */
export interface Seen {
  /** What the driver finds it again by. */
  handle: unknown;
  /** Every word of it, as far as the platform shows them. */
  words: string;
  buttons: string[];
  files: { name: string; bytes: Uint8Array }[];
  /** Who of the people it rings for. */
  mentions: Who[];
  /** The card as it became, for whoever pressed it; null while nothing has changed. */
  became: { words: string; buttons: string[] } | null;
}

/** A deployment on one platform. */
export interface Stage {
  app: App;
  /** Waits until everything that can be handled and sent is. */
  settle(): Promise<void>;
  /** `copies`: how often more the platform delivers the same. */
  says(who: Who, text: string, options?: { copies?: number }): Promise<void>;
  sends(who: Who, name: string, bytes: Uint8Array): Promise<void>;
  presses(who: Who, seen: Seen, label: string): Promise<void>;
  /** What somebody has, oldest first. */
  sees(who: Who): Promise<Seen[]>;
  /** What the campaign's group has. */
  group(): Promise<Seen[]>;
  /** The next message is refused as too fast, where the platform has limits. */
  refuseNext?(): void;
  close(): Promise<void>;
}

/** What a platform can do at all. */
export interface Traits {
  /** There may be people who are bound to nobody. */
  strangers: boolean;
  /** A pressed card can be changed. */
  changesCards: boolean;
  /** It may say that it is too fast, and has rates for members. */
  limits: boolean;
  /** Whoever is mentioned in a group is rung for. */
  rings: boolean;
}

/** Opens a stage with the three people bound and one group known. */
export type OpenStage = () => Promise<Stage>;
