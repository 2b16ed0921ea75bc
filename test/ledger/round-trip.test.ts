// What we export we import without a difference, for every ledger: nothing lost, rounded, executed or shown as 1.2E+11.
import ExcelJS from "exceljs";
import { expect, it } from "vitest";
import type { LedgerDefinition, LedgerField } from "../../src/ledger/definition.ts";
import { LEDGERS, NIL_INSPECTION } from "../../src/ledger/definitions/index.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import type { RawValue, Values } from "../../src/ledger/value.ts";
import { buildWorkbook, readWorkbook } from "../../src/ledger/workbook.ts";

const TODAY = "2023-12-31";
const ROWS = 16;
const TRIES = 4000;
const UNITS = ["危险化学品监督管理室", "001室", "=室"];
const TEXTS = [
  "007",
  "0472",
  "=1+1",
  '=HYPERLINK("http://a.b","点")',
  "+86",
  "-1",
  "@SUM(A1)",
  "\t=2",
  "1E5",
  "1e-7",
  "20230715123456789012",
  "00000000000000000001",
  "2023-07-15",
  "7-15",
  "85%",
  "TRUE",
  "_x000D_",
  "_x0041_",
  "<b>&amp;\"'</b>",
  "甲，乙；丙、丁",
  "两\n行",
  "某政办发〔2022〕001号",
  "𠮷野家😀",
  "#N/A一项",
  "是",
  "1,234",
];

/** A generator of numbers from 0 up to 1, the same for the same seed. */
function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function throwValue(field: LedgerField, dice: () => number): RawValue {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)]!;
  const blank = field.required ? 0.02 : 0.3;
  if (dice() < blank) return null;
  switch (field.kind) {
    case "integer":
      return pick([
        0,
        1,
        2,
        3,
        5,
        12,
        100,
        2000 + Math.floor(dice() * 24),
        ...(field.max === undefined ? [123_456_789_012_345] : []),
      ]);
    case "decimal":
      return pick([0, 1, 0.1, 2.5, 20, 1 / 3, 0.000_012, 1_234_567_890_123.4]);
    case "percent":
      return pick(["0%", "12.5%", "85%", "100%", "33.3%"]);
    case "date":
      return pick(["2023-01-01", "2023-06-30", "2023-07-01", "2023-12-31", "2022-02-28"]);
    case "month":
      return pick(["2023-01", "2023-12", "2022-06"]);
    case "choice":
      return pick(field.options!);
    case "multiChoice":
      return field.options!.filter(() => dice() < 0.5);
    case "boolean":
      return dice() < 0.5;
    case "phone":
      return pick(["0477-1234567", "01012345678", "13800000000", "12345"]);
    case "id":
      return pick(["015270119900101123X", "000000000000000123", "00123"]);
    case "reference":
      return pick(["W", "00"]) + Math.floor(dice() * 90);
    case "file":
      return [pick(["001.pdf", "方案.docx", "=1.jpg"])];
    case "computed":
      return null;
    default:
      return pick(TEXTS);
  }
}

/** Rows that the ledger accepts, found by throwing dice; the same every time. */
function rowsFor(definition: LedgerDefinition): { unit: string; values: Values }[] {
  const dice = createDice(20_230_712);
  const rows: { unit: string; values: Values }[] = [];
  const taken = new Set<string>();
  for (let tries = 0; tries < TRIES && rows.length < ROWS; tries++) {
    const values = Object.fromEntries(definition.fields.map((field) => [field.key, throwValue(field, dice)]));
    const [valid] = validateRows(definition, [{ values }], { baseYear: 2023, today: TODAY }).rows;
    const key = valid && (valid.rowKey ?? JSON.stringify(valid.values));
    if (!valid || !key || taken.has(key)) continue;
    taken.add(key);
    rows.push({ unit: UNITS[rows.length % UNITS.length]!, values: valid.values });
  }
  return rows;
}

const inOrder = (rows: readonly { unit?: string; values: Values }[]) =>
  rows.map(({ unit, values }) => JSON.stringify({ unit, values })).sort();

it.each([...LEDGERS, NIL_INSPECTION].map((definition) => [definition.title, definition] as const))(
  "《%s》 comes back as it went out",
  async (_, definition) => {
    const rows = rowsFor(definition);
    expect(rows.length).toBeGreaterThanOrEqual(8);
    const heading = { unit: "某局", filledBy: "=某某" };
    const bytes = await buildWorkbook({ definition, heading, rows, mergedUnits: true, code: "A12-1" });

    const reading = await readWorkbook(bytes, definition);
    expect(reading).toMatchObject({ code: "A12-1", issues: [], ignored: [], heading });
    const again = validateRows(definition, reading.entries, { baseYear: 1999, today: TODAY });
    expect(again.issues).toEqual([]);
    expect(inOrder(again.rows.map(({ unit, values }) => ({ ...(unit && { unit }), values })))).toEqual(
      inOrder(rows),
    );
    if (!definition.split)
      expect(again.rows.map(({ values }) => values)).toEqual(rows.map(({ values }) => values));

    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(bytes.slice().buffer);
    for (const sheet of workbook.worksheets)
      sheet.eachRow((row) =>
        row.eachCell((cell) => {
          expect([ExcelJS.ValueType.Formula, ExcelJS.ValueType.Hyperlink]).not.toContain(cell.type);
          if (typeof cell.value === "string" && /^[=+\-@\t]/.test(cell.value)) expect(cell.numFmt).toBe("@");
          if (typeof cell.value !== "number") return;
          const plain = cell.numFmt === undefined || cell.numFmt === "General";
          // What a spreadsheet of that width writes of a plain number.
          expect(cell.numFmt ?? "").not.toMatch(/E[+-]/);
          if (plain) expect(Math.abs(cell.value) <= 99_999_999_999).toBe(true);
          if (plain) expect(String(cell.value)).not.toMatch(/e/);
          expect(sheet.getColumn(cell.col).width).toBeGreaterThan(
            plain ? String(Number(cell.value.toPrecision(15))).length : 0,
          );
        }),
      );
  },
);
