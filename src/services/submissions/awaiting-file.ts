// Which material a person said they are about to send, since a file in a chat carries no words of its own.
import { z } from "zod";
import type { Tx } from "../../store/open.ts";
import { readSetting, writeSetting } from "../settings.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

const NAME = "awaiting-file";
const MINUTES = 60;

const awaitingSchema = z.object({ code: z.string(), until: z.iso.datetime() });

const scopeOf = (personId: string) => `person:${personId}`;

/** Notes that the person's next file is for this material (「A12-2」), for an hour. */
export async function awaitFile(work: UnitOfWork, personId: string, code: string): Promise<void> {
  const until = new Date(work.now.getTime() + MINUTES * 60_000).toISOString();
  await writeSetting(work.tx, scopeOf(personId), NAME, { code, until });
}

/** The material that the person's next file is for, or null. */
export async function readAwaited(
  db: Pick<Tx, "setting">,
  personId: string,
  now: Date,
): Promise<string | null> {
  const awaited = awaitingSchema.safeParse(await readSetting(db, scopeOf(personId), NAME));
  return awaited.success && awaited.data.until > now.toISOString() ? awaited.data.code : null;
}

/** Forgets it, once the file has come. */
export async function stopAwaiting(work: UnitOfWork, personId: string): Promise<void> {
  await work.tx.setting.deleteMany({ where: { scope: scopeOf(personId), name: NAME } });
}
