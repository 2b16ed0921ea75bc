// What every chat platform gives the rest of the house, and what the house hands to it.
import type { Card, Outgoing } from "./card.ts";
import type { ChatEvent } from "./event.ts";

/** Where a message goes, in the platform's own ids. */
export interface Address {
  bot: string;
  userId?: string;
  chatId?: string;
}

/** A message ready to be sent: the neutral message, its address and what identifies it. */
export interface Dispatch {
  deliveryId: string;
  address: Address;
  message: Outgoing;
  /** Users mentioned, as the platform knows them. */
  mentionIds: string[];
  /** Business time. */
  at: Date;
  /** The one-time way back that came with the event this answers, in clear. */
  replyKey?: string;
}

/** What became of a message. `spent` counts metered calls by their kind, for a platform with a monthly budget. */
export interface Sent {
  externalId: string | null;
  spent?: Readonly<Record<string, number>>;
}

/** An event as a receiver hands it over, before scrubbing. `files` are bytes that came with it. */
export interface Arrival {
  platform: string;
  bot: string;
  /** Taken from the original bytes, wide enough that two different acts are two. */
  eventKey: string;
  event: Omit<ChatEvent, "files"> & { files?: ChatEvent["files"] };
  files?: { name: string; mime: string; bytes: Uint8Array }[];
  /** No month's allowance counts it. */
  unmetered?: true;
}

/** Scrubs and commits an arrival; only then may it be answered. */
export type Accept = (arrival: Arrival) => Promise<void>;

/** One request to a callback address. */
export interface CallbackRequest {
  query: Readonly<Record<string, string>>;
  headers: Headers;
  body: string;
}

/** What a callback's request means: what arrived (null: nothing to keep) and the answer to give once it is committed. */
export interface CallbackResult {
  arrival: Arrival | null;
  answer: string | object;
}

/** One callback address of a platform: `/callback/{kind}/{route}`. */
export interface Callback {
  /** The bare text that proves the address (GET). INVALID_SIGNATURE or INVALID_INPUT. */
  verify?(request: CallbackRequest): Promise<string>;
  /** Reads a request (POST). INVALID_SIGNATURE, STALE_REQUEST or INVALID_INPUT. */
  receive(request: CallbackRequest): Promise<CallbackResult>;
}

/** How a platform tells who opens a page. */
export interface Login {
  /** The platform as people call it: 企业微信. */
  readonly title?: string;
  /** The address that sends the browser to log in and back to `returnTo` with what `read` needs and `state`. */
  url(request: { agent: string; returnTo: string; state: string }): string;
  /**
   * Where the client itself tells who it is, and no redirect is needed: a script of the platform's to load, and one that
   * goes to `returnTo` with what `read` needs and `state`. Null for any other browser.
   */
  script?(request: {
    agent: string;
    returnTo: string;
    state: string;
  }): { library: string; body: string } | null;
  /** The platform's id behind what came back; null for somebody from outside. */
  read(query: Readonly<Record<string, string>>): Promise<string | null>;
}

/** A file that somebody sent. */
export interface FetchedFile {
  /** As the sender named it, where the platform says so. */
  name: string | null;
  mime: string;
  bytes: Uint8Array;
}

/** What a card becomes once its button was pressed. */
export interface CardChange {
  bot: string;
  userId: string;
  /** As the event carried it. */
  cardKey: string;
  /** The words in the place of its button. */
  label: string;
  /** The delivery that carried the card, and the card without that button, where it is still known. */
  deliveryId?: string;
  left?: Card;
  /** Nothing was done: the buttons stay as they are, only the words change. */
  asItIs?: boolean;
}

/** At most so many messages to one of `per` within so many seconds. */
export interface Rate {
  per: "member" | "group" | "bot";
  most: number;
  seconds: number;
}

/** So much of one kind that a platform lets an organisation use in a calendar month. */
export interface Allowance {
  /** As in `Sent.spent`. */
  kind: string;
  /** As people call it: 接口调用. */
  label: string;
  most: number;
  /** What arrives counts too. */
  arrivals: boolean;
}

/** Lists in which people find what they have to do (待办), each in one's own. All may throw PLATFORM_… or RATE_LIMITED. */
export interface Agenda {
  /** Adds to a person's list, once for each `key`, and returns the platform's id. `url` opens from there. */
  add(item: {
    key: string;
    userId: string;
    subject: string;
    dueAt: Date | null;
    url: string;
  }): Promise<string>;
  /** Ticks off what `add` returned. */
  finish(userId: string, externalId: string): Promise<void>;
}

/** One line of what the doctor says about a platform. */
export interface Finding {
  level: "ok" | "care" | "broken";
  what: string;
  detail: string;
  mend?: string;
}

/** How a long connection stands, and where it is down, why, in Chinese. */
export type Standing = { up: true } | { up: false; why: string };

/** What a platform with a long connection is given when it starts. */
export interface Surroundings {
  accept: Accept;
  /** Runs `hold` in at most one process at a time per name; its signal ends when the lease is lost or the app closes. */
  lease(name: string, hold: (lost: AbortSignal) => Promise<void>): { close(): Promise<void> };
  /** Writes how the connection behind a lease stands, for health and the doctor; while up, say so every half minute. */
  note(name: string, standing: Standing): Promise<void>;
  /** Has this process send what waits in a lane, until closed. */
  serve(lane: string): { close(): Promise<void> };
}

/** A department with whoever stands in it directly. */
export interface Department {
  name: string;
  members: readonly { userId: string; name: string }[];
}

/** A chat platform. `idempotent`: sending the same delivery again does no harm. */
export interface Platform {
  /** In rows, queues and logins: `wecom`, and for a further one of its kind `wecom.jia`. */
  readonly name: string;
  /** What its callback addresses end with, where that is not `default`. */
  readonly route?: string;
  /** The bureau that it serves, by name; where it names none, the deployment's first. */
  readonly bureau?: string | null;
  readonly idempotent: boolean;
  /** Sends one message. PLATFORM_REJECTED for good, PLATFORM_UNAVAILABLE or RATE_LIMITED to try again. */
  send(dispatch: Dispatch): Promise<Sent>;
  /** Callback addresses by their kind: `wecom`, `wecom-aibot` … */
  readonly callbacks?: ReadonlyMap<string, Callback>;
  readonly login?: Login;
  /** Groups that it can speak in by its settings alone; the name is the chatId. */
  readonly groups?: readonly string[];
  /** Where only the process with the long connection can send: the lane that it serves. Elsewhere messages wait. */
  lane?(address: Address): string | null;
  /** What may be sent at most, by the name of the bot; counted from deliveries when one is claimed. */
  rates?(address: Address): readonly Rate[];
  /** Where the bureau wants what is owed to stand in people's lists as well. */
  readonly agenda?: Agenda;
  /** What a month allows, and to whom: the platform's own id of the organisation. */
  readonly monthly?: { organisation: string; allowances: readonly Allowance[] };
  /** A file by the `mediaKey` of an event. PLATFORM_REJECTED once it is gone: the sender has to send it again. */
  fetchFile?(bot: string, mediaKey: string): Promise<FetchedFile>;
  /** The id of whoever has this number in the platform's own directory, as events carry it; null for nobody. */
  findByMobile?(bot: string, mobile: string): Promise<string | null>;
  /** Which of these people are no longer in the organisation's directory. PLATFORM_… where it can't be asked. */
  findLeavers?(userIds: readonly string[]): Promise<string[]>;
  /** The departments within sight and their people, by name. PLATFORM_… where it can't be asked. */
  readDirectory?(): Promise<Department[]>;
  /** A press is answered with words that wait for its change: every press gets one. */
  readonly promisesChange?: boolean;
  /** Changes a pressed card; false where its one-time key is used up or too old. */
  patchCard?(change: CardChange): Promise<boolean>;
  /** Asks the platform what it lets us do, for the doctor; never throws. */
  check?(): Promise<Finding[]>;
  /** Opens long connections. */
  start?(surroundings: Surroundings): Promise<void>;
  close?(): Promise<void>;
}
