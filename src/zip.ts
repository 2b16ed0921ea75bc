// Opens a zip under limits: nothing is inflated before its declared size is checked, nor beyond it.
import { inflateRaw } from "node:zlib";

/** How much a zip may hold; bytes are counted unpacked. */
export interface ZipLimits {
  parts: number;
  partBytes: number;
  totalBytes: number;
}

/** The parts of an opened zip by path, without a slash in front. */
export interface Zip {
  paths: readonly string[];
  /** The bytes of a part, or null where there is none; rejects with ZipRefused for a damaged one. */
  read(path: string): Promise<Buffer | null>;
}

/** A zip that is not opened, or a part of it that is not read. */
export class ZipRefused extends Error {
  constructor(readonly fault: "damaged" | "locked" | "bloated") {
    super(`zip ${fault}`);
  }
}

interface Entry {
  method: number;
  packed: number;
  size: number;
  at: number;
}

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const [STORED, DEFLATED] = [0, 8];

/** Opens a zip, or throws `ZipRefused`. */
export function openZip(bytes: Uint8Array, limits: ZipLimits): Zip {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(file, limits);
  return {
    paths: [...entries.keys()],
    read: async (path) => {
      const entry = entries.get(path);
      return entry ? inflate(file, entry) : null;
    },
  };
}

function readDirectory(file: Buffer, limits: ZipLimits): Map<string, Entry> {
  const end = findEnd(file);
  const count = file.readUInt16LE(end + 10);
  let at = file.readUInt32LE(end + 16);
  if (count > limits.parts) throw new ZipRefused("bloated");
  const entries = new Map<string, Entry>();
  let total = 0;
  for (let n = 0; n < count; n++) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== CENTRAL) throw new ZipRefused("damaged");
    if (file.readUInt16LE(at + 8) & 1) throw new ZipRefused("locked");
    const size = file.readUInt32LE(at + 24);
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString("utf8", at + 46, at + 46 + nameLength);
    const path = name.replace(/\\/g, "/").replace(/^\/+/, "");
    total += size;
    if (size > limits.partBytes || total > limits.totalBytes) throw new ZipRefused("bloated");
    if (entries.has(path)) throw new ZipRefused("damaged");
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
  throw new ZipRefused("damaged");
}

async function inflate(file: Buffer, { at, method, packed: length, size }: Entry): Promise<Buffer> {
  const damaged = new ZipRefused("damaged");
  if (at + 30 > file.length || file.readUInt32LE(at) !== LOCAL) throw damaged;
  const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28);
  const packed = file.subarray(start, start + length);
  if (packed.length < length) throw damaged;
  if (method === STORED) return packed;
  if (method !== DEFLATED) throw damaged;
  // A part that lies about its size stops at the size it declared.
  return new Promise((resolve, reject) => {
    inflateRaw(packed, { maxOutputLength: Math.max(1, size) }, (error, data) =>
      error || data.length !== size ? reject(damaged) : resolve(data),
    );
  });
}
