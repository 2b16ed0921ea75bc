// Where a dialogue stands: kept beside the draft that it fills, so that it goes on after a restart and on any device.
import { z } from "zod";
import type { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import type { Runtime } from "../runtime.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

const placeSchema = z.object({
  /** `A12-1`, or `A12-1-N` for the items of 「经自查未发现问题」. */
  code: z.string(),
  rowKey: z.string(),
  /** The field that was asked for; null where the whole was shown to be confirmed. */
  field: z.string().nullable(),
  /** Only what must be filled is asked for in this row. */
  brief: z.boolean(),
  /** One thing is being mended; what follows is not asked for again. */
  mending: z.boolean(),
  /** The draft's revision that was shown to be confirmed. */
  seen: z.number().nullable(),
  /** When it was asked. */
  at: z.iso.datetime(),
});

/** The question that waits for an answer. */
export type Place = z.infer<typeof placeSchema>;

// Later than this a word in the chat is no answer any more; the draft stays and can be gone on with.
const HOURS = 24;

/** The place that stands beside a draft; null where there is none. */
export function readPlace(json: unknown): Place | null {
  const read = placeSchema.safeParse(json);
  return read.success ? read.data : null;
}

/** The dialogue in which this person is being asked, or null. */
export async function findDialogue(
  db: Pick<Tx, "formDraft">,
  personId: string,
  now: Date,
): Promise<Place | null> {
  const draft = await db.formDraft.findUnique({
    where: { dialogueById: personId },
    select: { dialogue: true },
  });
  const place = readPlace(draft?.dialogue);
  return place && now.getTime() - new Date(place.at).getTime() <= HOURS * 3_600_000 ? place : null;
}

/** Whether a question of a dialogue waits for this person's words. */
export async function isAsked(runtime: Runtime, personId: string): Promise<boolean> {
  return (await findDialogue(runtime.store.db, personId, runtime.clock.now())) !== null;
}

interface OfDraft {
  assignmentId: string;
  materialKey: string;
}

/** The dialogue beside a draft: its place, and who is being asked. */
export async function readDialogue(
  db: Pick<Tx, "formDraft">,
  draft: OfDraft,
): Promise<{ place: Place | null; byId: string | null }> {
  const row = await db.formDraft.findUnique({
    where: { assignmentId_materialKey: draft },
    select: { dialogue: true, dialogueById: true },
  });
  return { place: readPlace(row?.dialogue), byId: row?.dialogueById ?? null };
}

/** Writes what is asked of this person now; another form of theirs is not asked for any more. */
export async function writePlace(
  work: UnitOfWork,
  draft: OfDraft,
  personId: string,
  place: Place,
): Promise<void> {
  await work.tx.formDraft.updateMany({
    where: { dialogueById: personId, NOT: draft },
    data: { dialogueById: null },
  });
  await work.tx.formDraft.update({
    where: { assignmentId_materialKey: draft },
    data: { dialogue: place as Prisma.InputJsonObject, dialogueById: personId },
  });
}

/** Asks this person nothing more; the place is kept to go on from. */
export async function stopDialogue(work: UnitOfWork, personId: string): Promise<void> {
  await work.tx.formDraft.updateMany({ where: { dialogueById: personId }, data: { dialogueById: null } });
}
