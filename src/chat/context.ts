// What a handler is given and what it may answer.
import type { Role } from "../domain/roles.ts";
import type { Card, Outgoing } from "./card.ts";
import type { ChatEvent } from "./event.ts";

/** A role a person holds today. */
export interface Post {
  role: Role;
  unitId: string;
  unitName: string;
  /** A or B of a unit's contacts. */
  rank: string | null;
}

/** The bound person who speaks. */
export interface Asker {
  id: string;
  name: string;
  orgId: string;
  posts: Post[];
}

/** One event being handled, with the unit of work it runs in. */
export interface Context<Work> {
  work: Work;
  event: ChatEvent;
  asker: Asker;
  /** What stood after the command word, as typed and trimmed; its first word in half width. */
  args: string;
  /** True where others read the answer. */
  inGroup: boolean;
  /** A question of a dialogue waits for this person's words. */
  asked?: boolean;
}

/** One answer: to the asker alone, or where the question was asked (the default). */
export interface Reply {
  to?: "asker" | "here";
  text?: string;
  card?: Card;
  files?: Outgoing["files"];
}

/** True if the person holds one of the roles. */
export function holds(asker: Pick<Asker, "posts">, ...roles: Role[]): boolean {
  return asker.posts.some((post) => roles.includes(post.role));
}

/** The units in which the person holds one of the roles, each once. */
export function unitsOf(asker: Pick<Asker, "posts">, ...roles: Role[]): { id: string; name: string }[] {
  const units = new Map<string, string>();
  for (const post of asker.posts) if (roles.includes(post.role)) units.set(post.unitId, post.unitName);
  return [...units].map(([id, name]) => ({ id, name }));
}
