// Which material a person said they are about to send, since a file in a chat carries no words of its own.
import { z } from "zod";
import type { Tx } from "../../store/open.ts";
import { readSetting, writeSetting } from "../settings.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

const NAME = "awaiting-file";
const MINUTES = 60;

const awaitingSchema = z.object({
  code: z.string(),
  /** The next files are evidence (佐证材料) of rows of that ledger: of the place marked, or (empty) of one to be asked for. */
  evidence: z.string().optional(),
  until: z.iso.datetime(),
});

/** What a person said their next file is. */
export type Awaited = Omit<z.infer<typeof awaitingSchema>, "until">;

const scopeOf = (personId: string) => `person:${personId}`;

/** Notes that the person's next file is for this material (「A12-2」), or evidence for its rows, for an hour. */
export async function awaitFile(work: UnitOfWork, personId: string, awaited: Awaited): Promise<void> {
  const until = new Date(work.now.getTime() + MINUTES * 60_000).toISOString();
  await writeSetting(work.tx, scopeOf(personId), NAME, { ...awaited, until });
}

/** What the person's next file is for, or null. */
export async function readAwaited(
  db: Pick<Tx, "setting">,
  personId: string,
  now: Date,
): Promise<Awaited | null> {
  const awaited = awaitingSchema.safeParse(await readSetting(db, scopeOf(personId), NAME));
  return awaited.success && awaited.data.until > now.toISOString() ? awaited.data : null;
}

/** Forgets it, once the file has come. */
export async function stopAwaiting(work: UnitOfWork, personId: string): Promise<void> {
  await work.tx.setting.deleteMany({ where: { scope: scopeOf(personId), name: NAME } });
}
