// Opens an .xlsx as a zip, and says why one is not taken.
import { openZip, type Zip, ZipRefused } from "../zip.ts";
import { MESSAGES } from "./messages.ts";

/** A workbook that is refused as a whole; the message is the Chinese sentence for its sender. */
export class WorkbookRefused extends Error {}

/** The largest file taken, in bytes. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
const LIMITS = { parts: 2000, partBytes: 64 * 1024 * 1024, totalBytes: 200 * 1024 * 1024 };
const OLE = Buffer.from("d0cf11e0a1b11ae1", "hex");
const SENTENCES = { damaged: MESSAGES.damaged, locked: MESSAGES.encrypted, bloated: MESSAGES.bloated };

/** Opens a workbook's archive, or throws `WorkbookRefused` with the reason. */
export function openArchive(bytes: Uint8Array): Zip {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length > MAX_FILE_BYTES) throw new WorkbookRefused(MESSAGES.tooBig(MAX_FILE_BYTES / 1024 / 1024));
  if (file.subarray(0, 8).equals(OLE)) {
    // A workbook with a password is an OLE file that holds this stream name in UTF-16.
    const locked = file.includes(Buffer.from("EncryptedPackage", "utf16le"));
    throw new WorkbookRefused(locked ? MESSAGES.encrypted() : MESSAGES.oldExcel());
  }
  if (file.length < 22 || file.readUInt16BE(0) !== 0x504b) throw new WorkbookRefused(MESSAGES.notAWorkbook());
  try {
    const { paths, read } = openZip(file, LIMITS);
    refuseByContent(paths);
    return { paths, read: (path) => read(path).catch(refuse) };
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  throw error instanceof ZipRefused ? new WorkbookRefused(SENTENCES[error.fault]()) : error;
}

function refuseByContent(paths: readonly string[]): void {
  const has = (pattern: RegExp): boolean => paths.some((path) => pattern.test(path));
  if (has(/vbaProject\.bin$|^xl\/macrosheets\//i)) throw new WorkbookRefused(MESSAGES.macros());
  if (has(/^xl\/workbook\.bin$/i)) throw new WorkbookRefused(MESSAGES.binaryExcel());
  if (has(/^xl\/externalLinks\//i)) throw new WorkbookRefused(MESSAGES.externalLinks());
  if (!has(/^xl\/.*\.xml$/i)) throw new WorkbookRefused(MESSAGES.notAWorkbook());
}
