// Files behind the names in a row's 佐证材料: kept with the assignment, so that they last over versions.
import type { Asker } from "../chat/context.ts";
import type { Tx } from "../store/open.ts";
import { keepFile, type StoredFile } from "./files.ts";
import { sha256 } from "./inbox.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** A field of a row of one material. */
export interface EvidencePlace {
  material: string;
  rowKey: string;
  field: string;
}

/** A file for a field; `name` is one that stands there already, where the file is the one that it means. */
export interface AttachedFile extends EvidencePlace {
  upload: StoredFile;
  name?: string;
}

/** What a field's name stands for: its hash, or null where only the name came (by sheet or chat). */
export type FindEvidence = (place: EvidencePlace, name: string) => string | null;

const placeKey = ({ material, rowKey, field }: EvidencePlace, name: string) =>
  [material, rowKey, field, name].join("\n");

/**
 * The files of an assignment, by where and under which name they stand. A row that was copied, or that came again by
 * sheet or chat, names the file of the row that it came from.
 */
export async function findEvidence(db: Pick<Tx, "evidence">, assignmentId: string): Promise<FindEvidence> {
  const rows = await db.evidence.findMany({ where: { assignmentId }, orderBy: { attachedAt: "asc" } });
  const hashes = new Map<string, string>();
  for (const { materialKey: material, rowKey, field, name, sha256 } of rows) {
    const anyRow = placeKey({ material, rowKey: "", field }, name);
    if (!hashes.has(anyRow)) hashes.set(anyRow, sha256);
    hashes.set(placeKey({ material, rowKey, field }, name), sha256);
  }
  return (place, name) =>
    hashes.get(placeKey(place, name)) ?? hashes.get(placeKey({ ...place, rowKey: "" }, name)) ?? null;
}

/**
 * Keeps files with their rows and returns each one's name as it stands there: two different files of one name are told
 * apart, the same file again is the one that is there.
 */
export async function keepEvidence(
  work: UnitOfWork,
  asker: Asker,
  assignmentId: string,
  files: readonly AttachedFile[],
): Promise<string[]> {
  const find = await findEvidence(work.tx, assignmentId);
  const taken = new Map<string, string>();
  const hashAt = (place: EvidencePlace, name: string) =>
    taken.get(placeKey(place, name)) ?? find(place, name);
  const names: string[] = [];
  for (const { upload, name: given, ...place } of files) {
    const hash = sha256(upload.bytes);
    const isFree = (one: string) => [null, hash].includes(hashAt(place, one));
    const name = given ?? freeName(cellName(upload.name), isFree);
    taken.set(placeKey(place, name), hash);
    names.push(name);
    await keepFile(work, upload);
    await work.tx.evidence.createMany({
      data: [
        {
          assignmentId,
          materialKey: place.material,
          rowKey: place.rowKey,
          field: place.field,
          name,
          sha256: hash,
          attachedById: asker.id,
          attachedAt: work.now,
        },
      ],
      skipDuplicates: true,
    });
  }
  return names;
}

// A cell lists names with separators between them, so none may stand in a name.
function cellName(name: string): string {
  return name.replace(/[\s、,，;；/\\]+/g, "_").slice(-80);
}

function freeName(name: string, isFree: (name: string) => boolean): string {
  const dot = name.lastIndexOf(".");
  const [stem, end] = [name.slice(0, dot), name.slice(dot)];
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${stem}(${count})${end}`;
    if (isFree(candidate)) return candidate;
  }
}
