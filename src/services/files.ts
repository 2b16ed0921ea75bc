// Files in the database: sealed, found by the hash of their clear content.
import type { Cipher } from "../store/cipher.ts";
import type { Tx } from "../store/open.ts";
import { sha256 } from "./inbox.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** The largest file that is kept, in bytes. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** The media type of a workbook. */
export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** A stored file in clear. */
export interface StoredFile {
  name: string;
  mime: string;
  bytes: Uint8Array;
}

/** A file by its hash, or null. */
export async function readFile(
  db: Pick<Tx, "fileObject">,
  cipher: Cipher,
  hash: string,
): Promise<StoredFile | null> {
  const row = await db.fileObject.findUnique({ where: { sha256: hash } });
  return row && { name: row.name, mime: row.mime, bytes: cipher.open(row.bytes) };
}

/** Keeps a file made or received by us and returns what messages name it by. */
export async function keepFile(
  work: UnitOfWork,
  file: StoredFile,
): Promise<{ name: string; sha256: string }> {
  const hash = sha256(file.bytes);
  await work.tx.fileObject.createMany({
    data: [
      {
        sha256: hash,
        name: file.name,
        mime: file.mime,
        size: file.bytes.length,
        bytes: work.cipher.seal(file.bytes),
        createdAt: work.now,
      },
    ],
    skipDuplicates: true,
  });
  return { name: file.name, sha256: hash };
}

/** Forgets a file that must not be kept. */
export async function dropFile(tx: Pick<Tx, "fileObject">, hash: string): Promise<void> {
  await tx.fileObject.deleteMany({ where: { sha256: hash } });
}
