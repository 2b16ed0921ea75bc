// Attaches a file sent in the chat to a row, or takes it away again.

import type { Asker } from "../../chat/context.ts";
import { AppError } from "../../errors.ts";
import { keepEvidence } from "../evidence.ts";
import type { StoredFile } from "../files.ts";
import { openSheet } from "../form-sheet.ts";
import { readDraft, saveDraft } from "../submissions/drafts.ts";
import { findAssignment } from "../submissions/owed.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { findSpots, nameMeant, type Spot } from "./spots.ts";

const GONE = "这一条已经改过或删去了，请发送 /佐证 重新选择。";

/** Where: the material's code and the place's mark. */
export interface SpotName {
  code: string;
  mark: string;
}

async function lockSpot(work: UnitOfWork, asker: Asker, { code, mark }: SpotName): Promise<Spot> {
  const { id } = await findAssignment(work.tx, asker, code, work.now);
  await work.tx.$queryRaw`SELECT "id" FROM "Assignment" WHERE "id" = ${id} FOR UPDATE`;
  const owed = await findAssignment(work.tx, asker, code, work.now);
  const spot = (await findSpots(work.tx, owed, code)).find((one) => one.mark === mark);
  if (!spot) throw new AppError("CONFLICT", GONE);
  return spot;
}

/**
 * Keeps the file with its row, under a name that stands there and whose file has not come, else under its own, which is
 * added to the row in the draft (`drafted`). A colleague's draft stays theirs.
 */
export async function attachEvidence(
  work: UnitOfWork,
  asker: Asker,
  where: SpotName,
  upload: StoredFile,
): Promise<{ spot: Spot; name: string; drafted: boolean }> {
  const spot = await lockSpot(work, asker, where);
  const { owed, material, rowKey, field } = spot;
  const waiting = nameMeant(spot, upload.name) ?? (spot.handedIn ? (spot.missing[0] ?? null) : null);
  const file = { material: material.key, rowKey, field: field.key, upload };
  const [name] = await keepEvidence(work, asker, owed.id, [waiting ? { ...file, name: waiting } : file]);
  if (!spot.names.includes(name!)) await writeNames(work, asker, spot, [...spot.names, name!]);
  work.audit({
    action: "attach-evidence",
    subject: `assignment:${owed.id}`,
    after: { material: material.key, rowKey, field: field.key, name },
  });
  return { spot, name: name!, drafted: !spot.handedIn || !spot.names.includes(name!) };
}

/** Takes a file away again from the row to which the asker attached it; in a draft its name goes with it. */
export async function detachEvidence(
  work: UnitOfWork,
  asker: Asker,
  { code, mark, hash }: SpotName & { hash: string },
): Promise<string> {
  const spot = await lockSpot(work, asker, { code, mark });
  const { owed, material, rowKey, field } = spot;
  const there = await work.tx.evidence.findFirst({
    where: {
      assignmentId: owed.id,
      materialKey: material.key,
      rowKey,
      field: field.key,
      sha256: { startsWith: hash },
      attachedById: asker.id,
    },
  });
  if (!there) throw new AppError("CONFLICT", GONE);
  await work.tx.evidence.delete({ where: { id: there.id } });
  if (!spot.handedIn)
    await writeNames(
      work,
      asker,
      spot,
      spot.names.filter((name) => name !== there.name),
    );
  work.audit({
    action: "detach-evidence",
    subject: `assignment:${owed.id}`,
    before: { material: material.key, rowKey, field: field.key, name: there.name },
  });
  return there.name;
}

async function writeNames(work: UnitOfWork, asker: Asker, spot: Spot, names: string[]): Promise<void> {
  const { owed, material, definition } = spot;
  const draft = await readDraft(work.tx, owed.id, material.key);
  const { rows } = await openSheet(work.tx, { owed, material, definition, nil: false });
  const changed = rows.map((row) =>
    row.rowKey === spot.rowKey
      ? { ...row, values: { ...row.values, [spot.field.key]: names.join("、") } }
      : row,
  );
  await saveDraft(work, {
    assignmentId: owed.id,
    materialKey: material.key,
    body: { ...draft.body, rows: changed },
    byPersonId: draft.savedById ?? asker.id,
    revision: draft.revision,
  });
}
