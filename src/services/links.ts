// Links in messages: signed, bound to a person, and good for a limited time.
import type { Outgoing } from "../chat/card.ts";
import type { Runtime } from "./runtime.ts";

const FILE_DAYS = 7;
const PAGE_DAYS = 3;
const GUARDED_MINUTES = 60;

type Base = Pick<Runtime, "cipher" | "publicUrl">;

function later(now: Date, days: number): Date {
  return new Date(now.getTime() + days * 86_400_000);
}

/** A link by which the person (anyone in the group when null) downloads a stored file for seven days. */
export function fileLink(
  runtime: Pick<Runtime, "cipher" | "publicUrl" | "clock">,
  file: { name: string; sha256: string; personId: string | null },
): string {
  const claims = { file: file.sha256, name: file.name, ...(file.personId ? { person: file.personId } : {}) };
  const token = runtime.cipher.sign(claims, later(runtime.clock.now(), FILE_DAYS));
  return `${runtime.publicUrl}/files/${token}`;
}

/** How long a guarded link is good for, as people are told. */
export const GUARDED_FOR = `${GUARDED_MINUTES}分钟`;

/** A link that logs its holder in and downloads a stored file, for an hour; the page refuses everybody else. */
export function guardedLink(
  base: Base & { now: Date },
  holder: string,
  file: { name: string; sha256: string },
): string {
  const until = new Date(base.now.getTime() + GUARDED_MINUTES * 60_000);
  const token = base.cipher.sign({ export: file.sha256, name: file.name, holder }, until);
  return pageLink(base, holder, `/progress/files/${token}`);
}

/** A group's card: what opened a page in one person's name opens it for whoever logs in. */
export function withoutKeys<T extends Partial<Outgoing>>(base: Base & { now: Date }, message: T): T {
  const keyed = `${base.publicUrl}/go/`;
  const { card } = message;
  if (!card?.actions.some(({ url }) => url?.startsWith(keyed))) return message;
  const plain = (url: string) => {
    const claims = url.startsWith(keyed) ? base.cipher.verify(url.slice(keyed.length), base.now) : null;
    return claims?.to ? `${base.publicUrl}${claims.to}` : url;
  };
  const actions = card.actions.map((action) =>
    action.url === undefined ? action : { ...action, url: plain(action.url) },
  );
  return { ...message, card: { ...card, actions } };
}

/** A link that opens one page as one person for three days; for private messages only. */
export function pageLink(base: Base & { now: Date }, personId: string, path: string): string {
  const token = base.cipher.sign({ person: personId, to: path }, later(base.now, PAGE_DAYS));
  return `${base.publicUrl}/go/${token}`;
}
