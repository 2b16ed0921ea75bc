// What the simulated DingTalk knows: people, groups, messages, cards, tokens, connections; with a clock that can be moved.
import { randomBytes } from "node:crypto";
import { MINUTE } from "../simulated/spans.ts";
import { type Faults, noFaults } from "./faults.ts";

/** The organisation and its app, as an administrator would read them in the console. */
export interface Settings {
  corpId: string;
  /** AppKey. */
  clientId: string;
  /** AppSecret. */
  clientSecret: string;
  robotCode: string;
  agentId: number;
  /** How the robot's messages reach the app: over the long connection, or posted to `callbackUrl`. */
  mode: "stream" | "http";
  /** Where messages go in HTTP mode. */
  callbackUrl: string | null;
  /** A version is published; before that nobody's `senderStaffId` is told. */
  published: boolean;
  /** Card templates that are published in the card platform. */
  templates: string[];
  /** Hosts (port included) that logins may go back to; null trusts any. */
  trustedDomains: string[] | null;
}

/** A person with DingTalk on the phone. */
export interface Person {
  userid: string;
  unionid: string;
  name: string;
  mobile: string;
  department: number[];
  /** False for somebody of another organisation, whose ids are never told. */
  inside: boolean;
  /** Within the app's sight. */
  visible: boolean;
}

/** A group chat. */
export interface Group {
  conversationId: string;
  title: string;
  members: string[];
  /** The app's robot is in it. */
  hasRobot: boolean;
  disbanded: boolean;
}

/** By which way a message came to a phone or a group. */
export type Way = "single" | "group" | "session" | "webhook" | "notice" | "ding" | "card" | "reply";

/** A message on somebody's phone or in a group. */
export interface Message {
  /** The processQueryKey where the platform gives one; the outTrackId of a card. */
  id: string;
  at: number;
  way: Way;
  /** People who have it alone; empty in a group. */
  to: string[];
  /** The conversationId of a group. */
  chat?: string;
  /** msgKey of the robot's interface, msgtype elsewhere, `card` for a card. */
  msgtype: string;
  /** The parsed msgParam, or what stands under the msgtype. */
  body: Record<string, unknown>;
  /** userIds that are really mentioned: named in both `at` and the text. */
  at_userids: string[];
  recalled: boolean;
  readBy: Set<string>;
}

/** An interactive card. */
export interface Card {
  outTrackId: string;
  templateId: string;
  callbackType: "STREAM" | "HTTP";
  callbackRouteKey?: string;
  params: Record<string, string>;
  /** What only one person sees of it. */
  private: Map<string, Record<string, string>>;
  /** Where it lies: `IM_GROUP` with a conversationId, `IM_ROBOT` with a userid. */
  spaces: { type: string; id: string }[];
  /** Toasts that its phones showed: what went wrong with a press. */
  toasts: string[];
}

/** A custom robot of a group. */
export interface Webhook {
  /** The conversationId of its group. */
  chat: string;
  secret: string | null;
  keywords: string[];
  sentAt: number[];
  blockedUntil: number;
  /** msgUuids that were taken already. */
  taken: Set<string>;
}

/** The way to answer that comes with a message. */
export interface Session {
  /** The conversationId, or the userid in a single chat. */
  chat?: string;
  userid?: string;
  expiresAt: number;
  sentAt: number[];
}

/** A file in a chat, behind its downloadCode. */
export interface ChatFile {
  name: string;
  bytes: Uint8Array;
  robotCode: string;
  expiresAt: number;
}

/** A live long connection, as far as counting goes. */
export interface Connection {
  id: string;
  clientId: string;
  /** `TYPE topic` of each subscription. */
  subscriptions: Set<string>;
  openedAt: number;
  /** How many others were open when it was opened. */
  beside: number;
  /** Pings that it sent and that were answered. */
  pings: number;
  /** Told to go: gets nothing more. */
  leaving: boolean;
  /** Takes what is sent to it and never says a word. */
  silent: boolean;
}

/** One push and what became of it. */
export interface Push {
  messageId: string;
  type: "SYSTEM" | "EVENT" | "CALLBACK";
  topic: string;
  /** msgId, eventId or outTrackId. */
  subject: string;
  at: number;
  /** Times it was delivered to some connection. */
  deliveries: number;
  connectionIds: string[];
  acks: { code: number; data: unknown; message: string; at: number }[];
}

export interface World {
  /** Where the simulator listens; every host of DingTalk is this one. */
  url: string;
  settings: Settings;
  faults: Faults;
  people: Person[];
  departments: { dept_id: number; name: string; parent_id: number }[];
  groups: Group[];
  messages: Message[];
  cards: Map<string, Card>;
  /** Where card presses go in HTTP mode, by callbackRouteKey. */
  cardRoutes: Map<string, { callbackUrl: string; apiSecret: string }>;
  /** App tokens, of the old and of the new interface. */
  tokens: Map<string, { expiresAt: number; dropped: boolean }>;
  /** Tokens of people who logged in with a browser. */
  userTokens: Map<string, { userid: string; expiresAt: number }>;
  /** Codes of logins: within the client (`page`) or by browser. */
  logins: Map<string, { userid: string; way: "page" | "browser"; expiresAt: number; used: boolean }>;
  /** Custom robots by access_token. */
  webhooks: Map<string, Webhook>;
  sessions: Map<string, Session>;
  /** Files in chats by downloadCode. */
  files: Map<string, ChatFile>;
  /** Uploaded files by media_id. */
  media: Map<string, { name: string; type: string; bytes: Uint8Array }>;
  /** 待办 by sourceId. */
  todos: Map<string, Record<string, unknown>>;
  tickets: Map<string, { clientId: string; subscriptions: Set<string>; expiresAt: number; used: boolean }>;
  connections: Map<string, Connection>;
  pushes: Push[];
  /** What clients sent over a connection that breaks the protocol. */
  breaches: string[];
  /** Metered calls and pushes of this month. */
  quota: { calls: { used: number; most: number }; webhookAndStream: { used: number; most: number } };
  /** REST calls in their order, for tests to count; `code` is null where all went well. */
  calls: { path: string; at: number; code: string | number | null; body?: unknown }[];
  /** Milliseconds by the simulator's own clock. */
  now(): number;
  advance(ms: number): void;
}

/** How long a sessionWebhook may be used. */
export const SESSION_MS = 90 * MINUTE;

/** A name that nobody has seen before. */
export function fresh(prefix: string): string {
  return `${prefix}${randomBytes(9).toString("hex")}`;
}

const DEFAULTS: Settings = {
  corpId: "dingsim0123456789",
  clientId: "dingsimapp0001",
  clientSecret: "sim-secret-of-the-app",
  robotCode: "dingsimrobot0001",
  agentId: 123456,
  mode: "stream",
  callbackUrl: null,
  published: true,
  templates: ["00000000-simulated.schema"],
  trustedDomains: null,
};

const person = (userid: string, name: string, index: number, rest: Partial<Person> = {}): Person => ({
  userid,
  unionid: `union-${userid}`,
  name,
  mobile: `1380000000${index}`,
  department: [2],
  inside: true,
  visible: true,
  ...rest,
});

/** An organisation with a few people in it. `webhooks`: title of a group → access_token, or token and 加签 secret. */
export function createWorld(
  settings: Partial<Settings>,
  webhooks: Record<string, string | { token: string; secret: string }>,
): World {
  let moved = 0;
  const people = [
    person("zhouwen", "周文", 1),
    person("zhangsan", "张三", 2),
    person("lisi", "李四", 3),
    person("wangwu", "王五", 4, { department: [3] }),
    person("zhaoliu", "赵六", 5, { visible: false }),
    person("waibu", "外部同事", 6, { inside: false, visible: false }),
  ];
  const members = people.map(({ userid }) => userid);
  const titles = new Set(["工作群", ...Object.keys(webhooks)]);
  const groups = [...titles].map(
    (title): Group => ({
      conversationId: `cid${Buffer.from(title).toString("base64url")}==`,
      title,
      members,
      hasRobot: true,
      disbanded: false,
    }),
  );
  return {
    url: "",
    settings: { ...DEFAULTS, ...settings },
    faults: noFaults(),
    people,
    departments: [
      { dept_id: 1, name: "某局", parent_id: 0 },
      { dept_id: 2, name: "政策法规科", parent_id: 1 },
      { dept_id: 3, name: "安全基础科", parent_id: 1 },
    ],
    groups,
    messages: [],
    cards: new Map(),
    cardRoutes: new Map(),
    tokens: new Map(),
    userTokens: new Map(),
    logins: new Map(),
    webhooks: new Map(
      Object.entries(webhooks).map(([title, given]) => {
        const { token, secret } = typeof given === "string" ? { token: given, secret: null } : given;
        const chat = groups.find((group) => group.title === title)!.conversationId;
        return [token, { chat, secret, keywords: [], sentAt: [], blockedUntil: 0, taken: new Set() }];
      }),
    ),
    sessions: new Map(),
    files: new Map(),
    media: new Map(),
    todos: new Map(),
    tickets: new Map(),
    connections: new Map(),
    pushes: [],
    breaches: [],
    quota: { calls: { used: 0, most: 5000 }, webhookAndStream: { used: 0, most: 3000 } },
    calls: [],
    now: () => Date.now() + moved,
    advance(ms) {
      moved += ms;
    },
  };
}

/** A person by userid. */
export function findPerson(world: World, userid: string): Person | undefined {
  return world.people.find((one) => one.userid === userid);
}

/** A group by its conversationId or its title. */
export function findGroup(world: World, name: string): Group | undefined {
  return world.groups.find(({ conversationId, title }) => conversationId === name || title === name);
}

/** Puts a message where its receivers find it. */
export function keep(
  world: World,
  { at_userids = [], ...rest }: Omit<Message, "at" | "recalled" | "readBy" | "at_userids"> & Partial<Message>,
): Message {
  const message: Message = { ...rest, at: world.now(), at_userids, recalled: false, readBy: new Set() };
  world.messages.push(message);
  return message;
}
