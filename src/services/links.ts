// Links in messages: signed, bound to a person, and good for a limited time.
import type { Runtime } from "./runtime.ts";

const FILE_DAYS = 7;
const PAGE_DAYS = 3;

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

/** A link that opens one page as one person for three days; for private messages only. */
export function pageLink(base: Base & { now: Date }, personId: string, path: string): string {
  const token = base.cipher.sign({ person: personId, to: path }, later(base.now, PAGE_DAYS));
  return `${base.publicUrl}/go/${token}`;
}
