// What a platform's metered calls have used of a month, added up by kind.
import { dayOf } from "../domain/day.ts";
import type { Runtime } from "./runtime.ts";
import { DEPLOYMENT } from "./settings.ts";

/** Adds metered calls, by their kind, to the month of the runtime's clock. */
export async function noteSpent(
  runtime: Runtime,
  platform: string,
  spent: Readonly<Record<string, number>>,
): Promise<void> {
  const month = dayOf(runtime.clock.now()).slice(0, 7);
  for (const [kind, count] of Object.entries(spent))
    await runtime.store.db.$executeRaw`
      INSERT INTO "Setting" ("scope", "name", "value")
      VALUES (${DEPLOYMENT}, ${`spent.${platform}.${month}.${kind}`}, to_jsonb(${count}::int))
      ON CONFLICT ("scope", "name") DO UPDATE
      SET "value" = to_jsonb(("Setting"."value" #>> '{}')::int + ${count}::int)`;
}
