// Makes workbooks for tests: as units send them (through exceljs) and as an attacker would (byte by byte).
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
