// Small named values: a bureau's settings, the sandbox's clock, the beat of the jobs.
import { z } from "zod";
import type { Prisma } from "../store/generated/client.ts";
import type { Store, Tx } from "../store/open.ts";
import type { Runtime } from "./runtime.ts";

/** Scope of what belongs to the deployment and to no bureau. */
export const DEPLOYMENT = "deployment";

/** A setting's value, or undefined. */
export async function readSetting(
  db: Pick<Tx, "setting">,
  scope: string,
  name: string,
): Promise<Prisma.JsonValue | undefined> {
  return (await db.setting.findUnique({ where: { scope_name: { scope, name } } }))?.value;
}

/** Writes a setting, whatever stood there. */
export async function writeSetting(
  db: Pick<Tx, "setting">,
  scope: string,
  name: string,
  value: Prisma.InputJsonValue,
): Promise<void> {
  await db.setting.upsert({
    where: { scope_name: { scope, name } },
    create: { scope, name, value },
    update: { value },
  });
}

/** Writes that a scheduled job has run, in the database's real time. */
export async function noteBeat(runtime: Runtime, name: string): Promise<void> {
  await runtime.store.db.$executeRaw`
    INSERT INTO "Setting" ("scope", "name", "value") VALUES (${DEPLOYMENT}, ${`beat.${name}`}, to_jsonb(now()))
    ON CONFLICT ("scope", "name") DO UPDATE SET "value" = excluded."value"`;
}

/** Seconds since a scheduled job last ran; null if it never did. */
export async function secondsSinceBeat(store: Store, name: string): Promise<number | null> {
  const [row] = await store.db.$queryRaw<{ seconds: number }[]>`
    SELECT extract(epoch FROM now() - ("value" #>> '{}')::timestamptz)::float8 AS "seconds"
    FROM "Setting" WHERE "scope" = ${DEPLOYMENT} AND "name" = ${`beat.${name}`}`;
  return row?.seconds ?? null;
}

/** What a bureau can set; every value has a default. */
export const orgSettingsSchema = z.object({
  /** When digests and reminders go out on a workday. Not on the hour, when every bot sends. */
  sendTime: z.string().default("09:05"),
  /** Least hours between two 催办 of one matter. */
  pressHours: z.number().default(18),
  /** Days after which message payloads are erased. */
  keepPayloadDays: z.number().default(90),
});

export type OrgSettings = z.infer<typeof orgSettingsSchema>;

/** A bureau's settings. */
export async function readOrgSettings(db: Pick<Tx, "setting">, orgId: string): Promise<OrgSettings> {
  return orgSettingsSchema.parse((await readSetting(db, orgId, "settings")) ?? {});
}
