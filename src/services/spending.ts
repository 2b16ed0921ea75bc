// What metered calls have used of an organisation's month, added up by kind.
import { dayOf } from "../domain/day.ts";
import type { Tx } from "../store/open.ts";
import type { Runtime } from "./runtime.ts";
import { DEPLOYMENT, readSetting } from "./settings.ts";

const nameOf = (organisation: string, month: string, kind: string) =>
  `spent.${organisation}.${month}.${kind}`;

/** Adds metered calls, by their kind, to an organisation's month by the runtime's clock. */
export async function noteSpent(
  runtime: Runtime,
  organisation: string,
  spent: Readonly<Record<string, number>>,
): Promise<void> {
  const month = dayOf(runtime.clock.now()).slice(0, 7);
  for (const [kind, count] of Object.entries(spent))
    await runtime.store.db.$executeRaw`
      INSERT INTO "Setting" ("scope", "name", "value")
      VALUES (${DEPLOYMENT}, ${nameOf(organisation, month, kind)}, to_jsonb(${count}::int))
      ON CONFLICT ("scope", "name") DO UPDATE
      SET "value" = to_jsonb(("Setting"."value" #>> '{}')::int + ${count}::int)`;
}

/** How much an organisation's calls of one kind have used of a month (`2023-07`). */
export async function readSpent(db: Tx, organisation: string, month: string, kind: string): Promise<number> {
  return Number((await readSetting(db, DEPLOYMENT, nameOf(organisation, month, kind))) ?? 0);
}
