// Opens a .docx as a zip under limits: nothing is inflated before its declared size is checked, nor beyond it.
import { inflateRawSync } from "node:zlib";

const LARGEST_UNPACKED = 120 * 1024 * 1024;
const MOST_PARTS = 5000;
const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];

interface Entry {
  method: number;
  packed: number;
  size: number;
  at: number;
}

/** A zip's parts: `read` gives a part's text, null where there is none; it throws for a damaged part. */
export interface Archive {
  read: (path: string) => string | null;
}

/** Opens a zip; "broken" where it is damaged or locked, "bloated" where it would unpack to too much. */
export function openArchive(bytes: Uint8Array): Archive | "broken" | "bloated" {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(file);
  if (end === -1) return "broken";
  const count = file.readUInt16LE(end + 10);
  if (count > MOST_PARTS) return "bloated";
  const entries = new Map<string, Entry>();
  let at = file.readUInt32LE(end + 16);
  let total = 0;
  for (let seen = 0; seen < count; seen += 1) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== CENTRAL) return "broken";
    const isLocked = (file.readUInt16LE(at + 8) & 1) === 1;
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString("utf8", at + 46, at + 46 + nameLength).replace(/\\/g, "/");
    const size = file.readUInt32LE(at + 24);
    total += size;
    if (isLocked) return "broken";
    if (total > LARGEST_UNPACKED) return "bloated";
    entries.set(name.replace(/^\/+/, ""), {
      method: file.readUInt16LE(at + 10),
      packed: file.readUInt32LE(at + 20),
      size,
      at: file.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return {
    read: (path) => {
      const entry = entries.get(path);
      return entry === undefined ? null : decode(inflate(file, entry));
    },
  };
}

function endOf(file: Buffer): number {
  const earliest = Math.max(0, file.length - 22 - 0xffff);
  for (let at = file.length - 22; at >= earliest; at -= 1) if (file.readUInt32LE(at) === END) return at;
  return -1;
}

function inflate(file: Buffer, entry: Entry): Buffer {
  if (entry.at + 30 > file.length || file.readUInt32LE(entry.at) !== LOCAL) throw new RangeError("no part");
  const start = entry.at + 30 + file.readUInt16LE(entry.at + 26) + file.readUInt16LE(entry.at + 28);
  const packed = file.subarray(start, start + entry.packed);
  if (entry.method === 0) return packed;
  // A part that lies about its size stops at the size it declared.
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
}

function decode(bytes: Buffer): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(wide ? "utf-16le" : "utf-8").decode(bytes);
}
