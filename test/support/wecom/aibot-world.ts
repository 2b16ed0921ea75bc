// What the simulated WeCom knows of its 智能机器人: credentials, who spoke with it, what it may still answer, what was lost.

type Json = Record<string, unknown>;

/** What somebody did, for as long as the bot may answer it by its number. */
export interface Asked {
  kind: "message" | "enter_chat" | "template_card_event" | "other";
  userid: string;
  chatid?: string;
  at: number;
  /** Set once something that is no stream has answered. */
  answered: boolean;
  /** The stream that answers, and whether it is finished. */
  stream?: { id: string; finished: boolean; startedAt: number; messageId: string };
  /** The pressed card. */
  messageId?: string;
}

/** A file somebody sent to the bot, encrypted as it lies in the store. */
interface Sent {
  name: string;
  sealed: Buffer;
  expiresAt: number;
}

interface Upload {
  type: string;
  filename: string;
  total: number;
  chunks: number;
  md5?: string;
  parts: Map<number, Buffer>;
  startedAt: number;
}

/** One acknowledgement, as a test may want to count them. */
export interface Spoken {
  cmd: string;
  errcode: number;
  body: Json;
}

export interface AibotWorld {
  id: string;
  secret: string;
  token: string;
  aesKey: string;
  /** As the name stands before what is said to it in a group. */
  name: string;
  /** The one way in that is switched on; null is a bot without either. */
  mode: "ws" | "callback";
  callbackUrl: string | null;
  /** Nobody with the rights of a 超级管理员 made it: it is told ids that mean something to nobody else. */
  encrypted: boolean;
  /** Groups that the bot was added to: chatid → name and members. */
  groups: Map<string, { name: string; members: string[] }>;
  /** By the number of the frame, or by the code of a response_url. */
  asked: Map<string, Asked>;
  /** Sessions that have spoken to the bot, and when the bot spoke there. */
  sessions: Map<string, number[]>;
  takenTaskIds: Set<string>;
  files: Map<string, Sent>;
  uploads: Map<string, Upload>;
  /** What was said while nobody held the connection: never sent again. */
  lost: Json[];
  /** What was handed to a live connection. */
  handed: Json[];
  spoken: Spoken[];
  /** Connections that were thrown out because another subscribed. */
  kicks: number;
  subscribedAt: number[];
  faults: {
    /** Acknowledgements wait so long. */
    ackDelayMs: number;
    /** The next commands are done, and nobody says so. */
    lostAcks: number;
    /** Heartbeats go unanswered. */
    deaf: boolean;
    /** Subscriptions go unanswered. */
    mute: boolean;
    /** 40058 comes without the number of its command, as it was seen in the field. */
    namelessRefusals: boolean;
    refuse: { cmd: string; errcode: number; times: number }[];
    /** Card events flat on `event`, as the SDK types them, instead of nested as the pages say. */
    flatCardEvents: boolean;
    /** Further copies of each callback or frame. */
    copies: number;
  };
}

/** A bot with one group. */
export function createAibotWorld(): AibotWorld {
  return {
    id: "aibSIM",
    secret: "sim-secret-of-the-bot",
    token: "simTokenBot2026",
    aesKey: "0NX7qEZneNSNJnNlHbeJZchk24eaXtsvnN0CmJHcQZs",
    name: "报送机器人",
    mode: "ws",
    callbackUrl: null,
    encrypted: false,
    groups: new Map([["wrSIMgroup01", { name: "联络群", members: ["ZhouWen", "zhangsan", "lisi"] }]]),
    asked: new Map(),
    sessions: new Map(),
    takenTaskIds: new Set(),
    files: new Map(),
    uploads: new Map(),
    lost: [],
    handed: [],
    spoken: [],
    kicks: 0,
    subscribedAt: [],
    faults: {
      ackDelayMs: 0,
      lostAcks: 0,
      deaf: false,
      mute: false,
      namelessRefusals: true,
      refuse: [],
      flatCardEvents: false,
      copies: 0,
    },
  };
}
