// A sent file as 佐证材料 of a ledger's row: attached where it is clear which, else asked for.
import type { Asker, Reply } from "../src/chat/context.ts";
import { readCode } from "../src/domain/obligation.ts";
import { findDialogue } from "../src/services/dialogue/place.ts";
import { startDialogue } from "../src/services/dialogue.ts";
import { attachEvidence } from "../src/services/evidence/attach.ts";
import { askWhichRow, attachedCard, codeOfSpot, noSpots } from "../src/services/evidence/cards.ts";
import {
  evidenceMaterials,
  findAllSpots,
  findSpots,
  nameMeant,
  narrowSpots,
  readRow,
  type Spot,
} from "../src/services/evidence/spots.ts";
import { XLSX } from "../src/services/files.ts";
import { mimeOf } from "../src/services/form-upload.ts";
import type { Runtime } from "../src/services/runtime.ts";
import { fileKindOf } from "../src/services/submissions/file-kind.ts";
import { findAssignment } from "../src/services/submissions/owed.ts";
import { markOf, type OpenedFile } from "../src/services/submissions/sent-file.ts";
import type { UnitOfWork } from "../src/services/unit-of-work.ts";
import { say, type Take } from "./file-target.ts";

/** What says whose evidence it is: the matter's code, with a place's mark or the words beside the file. */
export interface Meant {
  code: string;
  mark?: string | null;
  words?: string;
}

/** Whether a document with these words beside it is evidence: the matter takes no written report, or a row is named. */
export async function meansEvidence(
  runtime: Runtime,
  asker: Asker,
  { code, words }: Required<Pick<Meant, "code" | "words">>,
): Promise<boolean> {
  const owed = await findAssignment(runtime.store.db, asker, code, runtime.clock.now());
  if (evidenceMaterials(owed, code).length === 0) return false;
  const key = readCode(code)?.materialKey ?? null;
  const takesDocument = owed.materials.some(
    (material) => material.definition === null && (key === null || material.key === key),
  );
  return !takesDocument || readRow(words) !== null;
}

/** A file for a matter that is known. It has been looked at for markings. */
export async function openEvidence(
  runtime: Runtime,
  asker: Asker,
  file: OpenedFile,
  { code, mark, words }: Meant,
): Promise<Take> {
  const kind = fileKindOf(file.name, file.bytes);
  if ("problem" in kind) return say(kind.problem);
  if (kind.kind === "document" && kind.format === "text")
    return say(`“${file.name}”是纯文本，佐证材料请发 docx、pdf、xlsx 或照片、扫描件(jpg、png)。`);
  const owed = await findAssignment(runtime.store.db, asker, code, runtime.clock.now());
  const spots = await findSpots(runtime.store.db, owed, code);
  if (spots.length === 0) return async (work) => noSpots(work, asker, owed, code);
  const meant = narrowSpots(spots, { mark, words, fileName: file.name });
  const [spot] = meant;
  if (spot && meant.length === 1) return attach(asker, file, spot);
  return async () => askWhichRow(file, meant.length > 0 ? meant : spots);
}

function attach(asker: Asker, file: OpenedFile, { mark, ...spot }: Spot): Take {
  const kind = fileKindOf(file.name, file.bytes);
  const format = "format" in kind && kind.format !== "text" ? kind.format : null;
  const mime = format ? mimeOf(format, file.bytes) : XLSX;
  const upload = { name: withEnding(file.name, mime), bytes: file.bytes, mime };
  const code = codeOfSpot(spot);
  return async (work) => {
    const attached = await attachEvidence(work, asker, { code, mark }, upload);
    const card = attachedCard(work, asker, { ...attached, file });
    return [{ to: "asker", card }, ...(await goOnAsking(work, asker, code))];
  };
}

const ENDINGS: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "application/pdf": "pdf",
};

/** Some platforms send files without their names; a row names files with their endings. */
function withEnding(name: string, mime: string): string {
  return /\.[a-z0-9]{2,5}$/i.test(name) ? name : `${name}.${ENDINGS[mime] ?? "docx"}`;
}

/** In the middle of a dialogue on the same form its question is asked again. */
async function goOnAsking(work: UnitOfWork, asker: Asker, code: string): Promise<Reply[]> {
  const place = await findDialogue(work.tx, asker.id, work.now);
  return place?.code === code ? [await startDialogue(work, asker, code)] : [];
}

/** Where a file that came without a word belongs: to the row that is being asked about, or to one that waits for its name. */
export async function guessEvidence(
  runtime: Runtime,
  asker: Asker,
  file: OpenedFile,
): Promise<{ take: Take | null; spots: Spot[] }> {
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const spots = await findAllSpots(db, asker, now);
  const place = await findDialogue(db, asker.id, now);
  const asked = spots.filter(
    (spot) => codeOfSpot(spot) === place?.code && markOf({ ...place, field: spot.field.key }) === spot.mark,
  );
  const waiting = spots.filter((spot) => nameMeant(spot, file.name) !== null);
  const meant = asked.length > 0 ? asked : narrowSpots(waiting, { fileName: file.name });
  const [spot] = meant;
  return { take: spot && meant.length === 1 ? attach(asker, file, spot) : null, spots };
}
