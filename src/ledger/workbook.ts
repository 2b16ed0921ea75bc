// The door to workbooks: what the rest of the house writes and reads as .xlsx; only files named workbook-* know how.

export { type Filling, fillTemplate } from "./workbook-fill.ts";
export type { FillRow } from "./workbook-fill-rows.ts";
export { inspectWorkbook, partsOfForm, type WorkbookInspection } from "./workbook-inspect.ts";
export { buildWorkbook } from "./workbook-ledger.ts";
export { sheetName, type WorkbookHeading, type WorkbookInput } from "./workbook-ledger-parts.ts";
export { type MarkedCopy, type MarkedHead, markErrors } from "./workbook-mark.ts";
export { readWorkbook, type SheetIssue, type WorkbookReading } from "./workbook-read.ts";
export { MAX_ROWS } from "./workbook-sheet.ts";
export { buildSheets, type PlainSheet } from "./workbook-sheets.ts";
export {
  buildTable,
  readTable,
  type TableCell,
  type TableColumn,
  type TableInput,
  type TableReading,
} from "./workbook-table.ts";
export type { CellContent } from "./workbook-write.ts";
export { MAX_FILE_BYTES } from "./workbook-zip.ts";
