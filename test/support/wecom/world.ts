// What the simulated WeCom knows: members, tokens, messages, cards, files, robots; with a clock that can be moved.
import { createHash, randomBytes } from "node:crypto";
import { type AibotWorld, createAibotWorld } from "./aibot-world.ts";

/** The organisation and its app, as an administrator would read them in the console. */
export interface Settings {
  corpId: string;
  agentId: number;
  secret: string;
  token: string;
  /** EncodingAESKey. */
  aesKey: string;
  /** The app's receive-URL; without one, cards with buttons are refused. */
  callbackUrl: string | null;
  /** Hosts (port included) that logins may go back to; null trusts any. */
  trustedDomains: string[] | null;
}

/** A member of the organisation. `status` as user/get says it. */
export interface Member {
  userid: string;
  name: string;
  mobile: string;
  department: number[];
  status: 1 | 2 | 4 | 5;
  /** Within the app's sight. */
  visible: boolean;
}

/** A message on somebody's phone, in a group, or both lost and known to have been lost. */
export interface Message {
  id: string;
  at: number;
  /** Members who have it, as they are written in the directory. */
  to: string[];
  chat?: string;
  /** Set where it is the 智能机器人's. */
  by?: "aibot";
  msgtype: string;
  body: Record<string, unknown>;
  recalled: boolean;
  /** What each member's card became after an update. */
  patched: Map<string, Record<string, unknown>>;
}

/** Everything that can go wrong on demand. */
interface Faults {
  /** REST answers wait so long. */
  slowMs: number;
  /** REST answers with this HTTP status. */
  status: number | null;
  /** The next calls of a path (all, where none is named) are refused with this code. */
  refuse: { path?: string; errcode: number; times: number }[];
  /** The next REST calls are done, and then the connection is cut before the answer. */
  lostAnswers: number;
  /** Only these callers may call; null lets everybody. */
  trustedIps: string[] | null;
  /** Seconds that a new token lives. */
  tokenSeconds: number;
  callback: {
    /** Further copies of each callback. */
    copies: number;
    forgeSignature: boolean;
    shuffle: boolean;
    cdata: boolean;
    /** Retry when the answer is not 200. */
    retryOnStatus: boolean;
    timeoutMs: number;
    retryDelayMs: number;
  };
}

interface ResponseCode {
  messageId: string;
  expiresAt: number;
  used: boolean;
}

interface Robot {
  group: string;
  sentAt: number[];
}

interface Media {
  name: string;
  type: string;
  bytes: Uint8Array;
  expiresAt: number;
  /** Set where only one robot may use it. */
  key?: string;
}

interface Login {
  userid: string | null;
  expiresAt: number;
  used: boolean;
}

export interface World {
  settings: Settings;
  faults: Faults;
  members: Member[];
  departments: { id: number; name: string; parentid: number; order: number }[];
  messages: Message[];
  tokens: Map<string, { expiresAt: number; dropped: boolean }>;
  codes: Map<string, ResponseCode>;
  takenTaskIds: Set<string>;
  media: Map<string, Media>;
  logins: Map<string, Login>;
  /** Group robots by key. */
  robots: Map<string, Robot>;
  /** Groups that the app made. */
  chats: Map<string, { name: string; owner: string; userlist: string[] }>;
  /** REST calls in their order, for tests to count. */
  calls: { path: string; at: number; errcode: number }[];
  /** When each member was sent something by the app. */
  sentAt: Map<string, number[]>;
  /** Fingerprints of what was sent, for the duplicate check. */
  sent: { fingerprint: string; at: number }[];
  aibot: AibotWorld;
  /** Milliseconds by the simulator's own clock. */
  now(): number;
  advance(ms: number): void;
}

/** A name that nobody has seen before. */
export function fresh(prefix: string): string {
  return `${prefix}-${randomBytes(9).toString("hex")}`;
}

/** A member's encrypted id: one for ever, with capitals that count. */
export function openIdOf({ userid }: Pick<Member, "userid">): string {
  return `wo${createHash("sha1").update(userid.toLowerCase()).digest("base64url")}`;
}

const DEFAULTS: Settings = {
  corpId: "wwsim0123456789ab",
  agentId: 1000002,
  secret: "sim-secret-of-the-app",
  token: "simTokenApp2026",
  aesKey: "Gy4G0kG7zuSDcaLTp2YOcaOuTZWIkYGhmV203Joucxs",
  callbackUrl: null,
  trustedDomains: null,
};

const member = (userid: string, name: string, index: number, rest: Partial<Member> = {}): Member => ({
  userid,
  name,
  mobile: `1380000000${index}`,
  department: [2],
  status: 1,
  visible: true,
  ...rest,
});

/** An organisation with a few people in it. */
export function createWorld(settings: Partial<Settings>, robots: Record<string, string>): World {
  let moved = 0;
  return {
    settings: { ...DEFAULTS, ...settings },
    faults: {
      slowMs: 0,
      status: null,
      refuse: [],
      lostAnswers: 0,
      trustedIps: null,
      tokenSeconds: 7200,
      callback: {
        copies: 0,
        forgeSignature: false,
        shuffle: false,
        cdata: true,
        retryOnStatus: true,
        timeoutMs: 5000,
        retryDelayMs: 100,
      },
    },
    members: [
      member("ZhouWen", "周文", 1),
      member("zhangsan", "张三", 2),
      member("lisi", "李四", 3),
      member("wangwu", "王五", 4, { department: [3] }),
      member("zhaoliu", "赵六", 5, { visible: false }),
      member("qianqi", "钱七", 6, { status: 4 }),
    ],
    departments: [
      { id: 1, name: "某局", parentid: 0, order: 1 },
      { id: 2, name: "政策法规科", parentid: 1, order: 2 },
      { id: 3, name: "安全基础科", parentid: 1, order: 3 },
    ],
    messages: [],
    tokens: new Map(),
    codes: new Map(),
    takenTaskIds: new Set(),
    media: new Map(),
    logins: new Map(),
    robots: new Map(Object.entries(robots).map(([group, key]) => [key, { group, sentAt: [] }])),
    chats: new Map(),
    calls: [],
    sentAt: new Map(),
    sent: [],
    aibot: createAibotWorld(),
    now: () => Date.now() + moved,
    advance(ms) {
      moved += ms;
    },
  };
}

/** A member by id, whatever the case. */
export function findMember(world: World, userid: string): Member | undefined {
  return world.members.find((one) => one.userid.toLowerCase() === userid.toLowerCase());
}
