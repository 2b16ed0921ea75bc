// Writes an opened workbook's archive again with some parts changed or left out.

import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";
import type { Zip } from "../zip.ts";

const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END = 0x06054b50;
const VERSION = 20;
const UTF8_NAMES = 0x800;
const DEFLATED = 8;
// 1 January 1980, the first day a zip knows: the same content gives the same bytes.
const DAY = 0x21;
const pack = promisify(deflateRaw);

/** The bytes of the archive with the changed parts in place of its own; null leaves a part out. */
export async function repack(archive: Zip, changes: ReadonlyMap<string, string | null>): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const path of archive.paths) {
    const change = changes.get(path);
    const content =
      change === undefined ? await archive.read(path) : change === null ? null : Buffer.from(change);
    if (!content) continue;
    const packed: Buffer = await pack(content);
    const name = Buffer.from(path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(UTF8_NAMES, 2);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(DAY, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(CENTRAL, 0);
    entry.writeUInt16LE(VERSION, 4);
    common.copy(entry, 6);
    entry.writeUInt32LE(at, 42);
    const mark = Buffer.alloc(4);
    mark.writeUInt32LE(LOCAL, 0);
    pieces.push(mark, common, name, packed);
    directory.push(entry, name);
    at += mark.length + common.length + name.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(directory.length / 2, 8);
  end.writeUInt16LE(directory.length / 2, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...pieces, central, end]);
}
