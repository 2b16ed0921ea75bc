// What is being filled in and not yet handed in: kept as typed, so that nothing anybody wrote is lost.
import { z } from "zod";
import { AppError } from "../../errors.ts";
import { type RawEntry, rawText } from "../../ledger/value.ts";
import type { Tx } from "../../store/open.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { newRowKey } from "./row-keys.ts";

const valuesSchema = z.record(z.string(), z.string());

/** Rows as typed, one text for each field key; `nil` holds the items of 「经自查未发现问题」. */
export const draftBodySchema = z.object({
  rows: z.array(z.object({ rowKey: z.string().min(1).max(80), values: valuesSchema })).default([]),
  nil: valuesSchema.optional(),
});

export type DraftBody = z.infer<typeof draftBodySchema>;

/** A draft as stored; `revision` is 0 where there is none yet. */
export interface Draft {
  body: DraftBody;
  revision: number;
  savedAt: Date | null;
  savedById: string | null;
}

/** The draft of one material. */
export async function readDraft(
  db: Pick<Tx, "formDraft">,
  assignmentId: string,
  materialKey: string,
): Promise<Draft> {
  const row = await db.formDraft.findUnique({
    where: { assignmentId_materialKey: { assignmentId, materialKey } },
  });
  if (!row) return { body: { rows: [] }, revision: 0, savedAt: null, savedById: null };
  const { revision, savedAt, savedById } = row;
  return { body: draftBodySchema.parse(row.body), revision, savedAt, savedById };
}

/**
 * Saves a draft and returns its new revision. `revision` is the one that was read: CONFLICT when somebody saved in
 * between. Null overwrites, for what comes by chat without having seen the draft.
 */
export async function saveDraft(
  work: UnitOfWork,
  input: {
    assignmentId: string;
    materialKey: string;
    body: DraftBody;
    byPersonId: string;
    revision: number | null;
  },
): Promise<{ revision: number }> {
  const { assignmentId, materialKey, byPersonId, revision } = input;
  const body = draftBodySchema.parse(input.body);
  const saved = { body, savedById: byPersonId, savedAt: work.now };
  const { count: created } = await work.tx.formDraft.createMany({
    data: revision ? [] : [{ assignmentId, materialKey, ...saved, revision: 1 }],
    skipDuplicates: true,
  });
  if (created === 1) return { revision: 1 };
  const { count } = await work.tx.formDraft.updateMany({
    where: { assignmentId, materialKey, ...(revision === null ? {} : { revision }) },
    data: { ...saved, revision: { increment: 1 } },
  });
  if (count === 0)
    throw new AppError("CONFLICT", "这份草稿刚被同单位的其他人改过，请刷新后再填，避免覆盖对方的内容。");
  const row = await work.tx.formDraft.findUniqueOrThrow({
    where: { assignmentId_materialKey: { assignmentId, materialKey } },
    select: { revision: true },
  });
  return { revision: row.revision };
}

/** Forgets a person's own draft of a material that has been handed in; a colleague's stays until the page hands it in. */
export async function dropDraft(
  tx: Pick<Tx, "formDraft">,
  draft: { assignmentId: string; materialKey: string; savedById?: string },
): Promise<void> {
  await tx.formDraft.deleteMany({ where: draft });
}

/** Raw rows of a chat form or a sheet as a draft's rows: good ones and bad ones alike, as typed. */
export function draftRows(entries: readonly RawEntry[]): DraftBody["rows"] {
  return entries.map(({ values }) => ({ rowKey: newRowKey(), values: draftValues(values) }));
}

/** Raw values as texts by field key. */
export function draftValues(values: RawEntry["values"]): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, rawText(value)]));
}
