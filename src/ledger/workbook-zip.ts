// Opens an .xlsx as a zip under limits: nothing is inflated before its declared size is checked, nor beyond it.

import { inflateRaw } from "node:zlib";
import { MESSAGES } from "./messages.ts";

/** A workbook that is refused as a whole; the message is the Chinese sentence for its sender. */
export class WorkbookRefused extends Error {}

/** The parts of an opened workbook by path. */
export interface Archive {
  paths: readonly string[];
  /** The bytes of a part, or null where there is none. */
  read(path: string): Promise<Buffer | null>;
}

interface Entry {
  method: number;
  packed: number;
  size: number;
  at: number;
}

/** The largest file taken, in bytes. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
const MAX_PARTS = 2000;
const MAX_PART_BYTES = 64 * 1024 * 1024;
const MAX_TOTAL_BYTES = 200 * 1024 * 1024;
const OLE = Buffer.from("d0cf11e0a1b11ae1", "hex");
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END = 0x06054b50;

/** Opens a workbook's archive, or throws `WorkbookRefused` with the reason. */
export function openArchive(bytes: Uint8Array): Archive {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length > MAX_FILE_BYTES) throw new WorkbookRefused(MESSAGES.tooBig(MAX_FILE_BYTES / 1024 / 1024));
  if (file.subarray(0, 8).equals(OLE)) {
    // A workbook with a password is an OLE file that holds this stream name in UTF-16.
    const locked = file.includes(Buffer.from("EncryptedPackage", "utf16le"));
    throw new WorkbookRefused(locked ? MESSAGES.encrypted() : MESSAGES.oldExcel());
  }
  if (file.length < 22 || file.readUInt16BE(0) !== 0x504b) throw new WorkbookRefused(MESSAGES.notAWorkbook());
  const entries = readDirectory(file);
  refuseByContent([...entries.keys()]);
  return {
    paths: [...entries.keys()],
    read: async (path) => {
      const entry = entries.get(path);
      return entry ? inflate(file, entry) : null;
    },
  };
}

function readDirectory(file: Buffer): Map<string, Entry> {
  const end = findEnd(file);
  const count = file.readUInt16LE(end + 10);
  let at = file.readUInt32LE(end + 16);
  if (count > MAX_PARTS) throw new WorkbookRefused(MESSAGES.bloated());
  const entries = new Map<string, Entry>();
  let total = 0;
  for (let n = 0; n < count; n++) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== CENTRAL) throw damaged();
    if (file.readUInt16LE(at + 8) & 1) throw new WorkbookRefused(MESSAGES.encrypted());
    const size = file.readUInt32LE(at + 24);
    const nameLength = file.readUInt16LE(at + 28);
    const path = file
      .toString("utf8", at + 46, at + 46 + nameLength)
      .replace(/^\/+|\\/g, (c) => (c === "\\" ? "/" : ""));
    total += size;
    if (size > MAX_PART_BYTES || total > MAX_TOTAL_BYTES) throw new WorkbookRefused(MESSAGES.bloated());
    if (entries.has(path)) throw damaged();
    entries.set(path, {
      method: file.readUInt16LE(at + 10),
      packed: file.readUInt32LE(at + 20),
      size,
      at: file.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(file: Buffer): number {
  const earliest = Math.max(0, file.length - 22 - 0xffff);
  for (let at = file.length - 22; at >= earliest; at--) if (file.readUInt32LE(at) === END) return at;
  throw damaged();
}

function refuseByContent(paths: string[]): void {
  const has = (pattern: RegExp): boolean => paths.some((path) => pattern.test(path));
  if (has(/vbaProject\.bin$|^xl\/macrosheets\//i)) throw new WorkbookRefused(MESSAGES.macros());
  if (has(/^xl\/workbook\.bin$/i)) throw new WorkbookRefused(MESSAGES.binaryExcel());
  if (has(/^xl\/externalLinks\//i)) throw new WorkbookRefused(MESSAGES.externalLinks());
  if (!has(/^xl\/.*\.xml$/i)) throw new WorkbookRefused(MESSAGES.notAWorkbook());
}

async function inflate(file: Buffer, entry: Entry): Promise<Buffer> {
  if (entry.at + 30 > file.length || file.readUInt32LE(entry.at) !== LOCAL) throw damaged();
  const start = entry.at + 30 + file.readUInt16LE(entry.at + 26) + file.readUInt16LE(entry.at + 28);
  const packed = file.subarray(start, start + entry.packed);
  if (packed.length < entry.packed) throw damaged();
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw damaged();
  // A part that lies about its size stops at the size it declared.
  return new Promise((resolve, reject) => {
    inflateRaw(packed, { maxOutputLength: Math.max(1, entry.size) }, (error, data) =>
      error || data.length !== entry.size ? reject(damaged()) : resolve(data),
    );
  });
}

function damaged(): WorkbookRefused {
  return new WorkbookRefused(MESSAGES.damaged());
}
