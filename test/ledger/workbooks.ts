// Makes workbooks for tests: as units send them (through exceljs) and as an attacker would (byte by byte).
import { deflateRawSync } from "node:zlib";
import ExcelJS from "exceljs";

/** Cells of a sheet from A1; an object may carry a number format or a formula with its result. */
export type Cell =
  | string
  | number
  | boolean
  | Date
  | null
  | { value: string | number | Date; format: string }
  | { formula: string; result: string | number };

/** An .xlsx with one sheet of these rows and merged ranges; `arrange` may do more to it. */
export async function workbookOf(
  rows: readonly (readonly Cell[])[],
  merges: readonly string[] = [],
  arrange: (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void = () => {},
): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet("Sheet1");
  rows.forEach((row, r) => {
    row.forEach((content, c) => {
      const cell = sheet.getCell(r + 1, c + 1);
      if (content === null) return;
      if (typeof content === "object" && "format" in content) {
        cell.value = content.value;
        cell.numFmt = content.format;
      } else cell.value = content;
    });
  });
  for (const range of merges) sheet.mergeCells(range);
  arrange(sheet, workbook);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

/** A zip of these parts; `declared` lies about a part's size in its directory, `flags` sets its general flags. */
export function zipOf(
  parts: Record<string, string | Buffer>,
  lies: { declared?: Record<string, number>; flags?: number } = {},
): Uint8Array {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(parts)) {
    const data = Buffer.from(content);
    const packed = deflateRawSync(data);
    const name = Buffer.from(path);
    const size = lies.declared?.[path] ?? data.length;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(lies.flags ?? 0, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    locals.push(local, name, packed);
    central.push(entry, name);
    at += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...locals, directory, end]));
}

/** The parts of the smallest workbook with this sheet XML. */
export function partsOf(sheet: string): Record<string, string | Buffer> {
  return {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml":
      '<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels":
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": sheet,
  };
}
