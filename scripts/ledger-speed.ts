// Prints what reading and writing large ledgers costs beside other libraries, each in a process of its own:
// `npx tsx scripts/ledger-speed.ts [ROWS_IN [ROWS_OUT]]` (10 000 and 100 000).
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { trainingHours } from "../src/ledger/definitions/training-hours.ts";
import { validateRows } from "../src/ledger/validate.ts";
import type { Values } from "../src/ledger/value.ts";
import { buildWorkbook } from "../src/ledger/workbook-ledger.ts";
import { readWorkbook } from "../src/ledger/workbook-read.ts";

const BASIS = "公共法律、行业各30学时";
const LABELS = ["人员", "证号", "公共法律学时", "业务学时", "技能学时", "合计学时", "达标口径", "备注"];

function rowsOf(count: number): { unit: string; values: Values }[] {
  return Array.from({ length: count }, (_, index) => ({
    unit: `第${(index % 40) + 1}科室`,
    values: {
      person: `示例${index}`,
      certificate: `0${String(index).padStart(7, "0")}`,
      publicHours: 30 + (index % 9),
      tradeHours: 31.5,
      skillHours: index % 5,
      total: 61.5 + (index % 9) + (index % 5),
      basis: BASIS,
      remark: "按年度计划完成",
    },
  }));
}

const flat = (count: number) =>
  rowsOf(count).map(({ values }) => Object.values(values) as (string | number)[]);

/** What is measured; each gives back how many rows it met. */
const WORKS: Record<string, (path: string, count: number) => Promise<number>> = {
  "read, this project (checked row by row)": async (path) => {
    const { entries } = await readWorkbook(readFileSync(path), trainingHours);
    return validateRows(trainingHours, entries, { baseYear: 2023 }).rows.length;
  },
  "read, exceljs in memory": async (path) => {
    const { default: excel } = await import("exceljs");
    const book = new excel.Workbook();
    await book.xlsx.readFile(path);
    return book.worksheets[0]!.actualRowCount;
  },
  "read, read-excel-file": async (path) => {
    const { readSheet } = await import("read-excel-file/node");
    return (await readSheet(path)).length;
  },
  "write, this project (as an attachment)": async (path, count) => {
    const rows = rowsOf(count);
    writeFileSync(
      path,
      await buildWorkbook({ definition: trainingHours, heading: {}, rows, mergedUnits: true }),
    );
    return count;
  },
  "write, exceljs in memory (bare cells)": async (path, count) => {
    const { default: excel } = await import("exceljs");
    const book = new excel.Workbook();
    book.addWorksheet("台账").addRows([LABELS, ...flat(count)]);
    await book.xlsx.writeFile(path);
    return count;
  },
  "write, write-excel-file (bare cells)": async (path, count) => {
    const { default: write } = await import("write-excel-file/node");
    const cells = [LABELS, ...flat(count)].map((row) => row.map((value) => ({ value })));
    await write(cells as never).toFile(path);
    return count;
  },
};

const [name, path, count] = process.argv.slice(2);
if (name && name in WORKS) {
  const before = performance.now();
  const rows = await WORKS[name]!(path!, Number(count));
  const { maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ ms: performance.now() - before, mb: maxRSS / 1024, rows }));
  process.exit(0);
}

const counts = { read: Number(name ?? 10_000), write: Number(path ?? 100_000) };
const folder = mkdtempSync(join(tmpdir(), "ledger-speed-"));
const source = join(folder, "source.xlsx");
writeFileSync(
  source,
  await buildWorkbook({
    definition: trainingHours,
    heading: {},
    rows: rowsOf(counts.read),
    mergedUnits: true,
  }),
);
for (const kind of ["read", "write"] as const) {
  console.log(`${kind} ${counts[kind]} rows, in a process of its own; × is beside the first line`);
  let first: { ms: number; mb: number } | null = null;
  for (const work of Object.keys(WORKS).filter((one) => one.startsWith(kind))) {
    const file = kind === "read" ? source : join(folder, "out.xlsx");
    const child = spawnSync(
      process.execPath,
      ["--import", "tsx", fileURLToPath(import.meta.url), work, file, String(counts[kind])],
      { encoding: "utf8" },
    );
    if (child.status !== 0) throw new Error(`${work}: ${child.stderr}`);
    const { ms, mb, rows } = JSON.parse(child.stdout) as { ms: number; mb: number; rows: number };
    first ??= { ms, mb };
    const times = `${(ms / first.ms).toFixed(2)}×`.padStart(7);
    const memory = `${mb.toFixed(0).padStart(5)} MB ${`${(mb / first.mb).toFixed(2)}×`.padStart(6)}`;
    console.log(
      `  ${work.padEnd(42)} ${(ms / 1000).toFixed(2).padStart(6)} s ${times}  ${memory}  ${rows} rows`,
    );
  }
}
rmSync(folder, { recursive: true, force: true });
