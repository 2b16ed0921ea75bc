// Writes several plain sheets into one workbook: a header, rows of text and lists to choose from.

import type ExcelJS from "exceljs";
import { columnName } from "./workbook-sheet.ts";

/** A sheet of text; a column with `options` offers them in the rows below, `fillable` rows of which are blank. */
export interface PlainSheet {
  name: string;
  columns: readonly { label: string; width: number; options?: readonly string[] }[];
  rows: readonly (readonly string[])[];
  fillable?: number;
}

/** The bytes of a workbook with these sheets. Every cell is text, so that long numbers keep their digits. */
export async function buildSheets(sheets: readonly PlainSheet[]): Promise<Uint8Array> {
  // Read when it is needed: no start waits for it.
  const { default: Excel } = await import("exceljs");
  const workbook = new Excel.Workbook();
  for (const plan of sheets) {
    const sheet = workbook.addWorksheet(plan.name, {
      views: [{ state: "frozen", ySplit: 1 }],
      pageSetup: { paperSize: 9, orientation: "landscape", fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    });
    const lastRow = 1 + plan.rows.length + (plan.fillable ?? 0);
    sheet.columns = plan.columns.map(({ width }) => ({
      width,
      style: { numFmt: "@", alignment: { vertical: "middle", wrapText: true } },
    }));
    sheet.addRow(plan.columns.map(({ label }) => label)).font = { bold: true };
    for (const row of plan.rows) sheet.addRow([...row]);
    for (const [at, { options }] of plan.columns.entries()) {
      if (options) offer(sheet, `${columnName(at + 1)}2:${columnName(at + 1)}${lastRow}`, options);
    }
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

function offer(sheet: ExcelJS.Worksheet, range: string, options: readonly string[]): void {
  // The type of exceljs leaves out `dataValidations`, which the worksheet has.
  const rules = sheet as unknown as { dataValidations: { add(range: string, rule: object): void } };
  rules.dataValidations.add(range, { type: "list", allowBlank: true, formulae: [`"${options.join(",")}"`] });
}
