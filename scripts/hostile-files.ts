// Prints what each hostile file costs, in a process of its own, beside what is allowed: `npx tsx scripts/hostile-files.ts`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findLedger } from "../src/ledger/definitions/index.ts";
import { readWorkbook } from "../src/ledger/workbook.ts";
import { readPlan } from "../src/plan/read.ts";
import { HOSTILE_DOCUMENTS, HOSTILE_WORKBOOKS } from "../test/support/hostile-files.ts";

const ALLOWED = { seconds: 10, megabytes: 300 };
const FILES = [
  ...HOSTILE_WORKBOOKS.map((file) => ({ kind: "xlsx", file })),
  ...HOSTILE_DOCUMENTS.map((file) => ({ kind: "docx", file })),
];

const [kindWanted, pathWanted] = process.argv.slice(2);
if (kindWanted !== undefined) {
  const bytes = readFileSync(pathWanted!);
  const before = { at: performance.now(), kb: process.resourceUsage().maxRSS };
  const answer = kindWanted === "xlsx" ? await answerBook(bytes) : await answerPlan(bytes, "方案.docx");
  const seconds = (performance.now() - before.at) / 1000;
  const mb = (process.resourceUsage().maxRSS - before.kb) / 1024;
  console.log(JSON.stringify({ seconds, mb, answer }));
  process.exit(0);
}

const path = join(mkdtempSync(join(tmpdir(), "hostile-files-")), "file");
console.log(`allowed: ${ALLOWED.seconds} s and ${ALLOWED.megabytes} MB beside the file itself`);
let over = 0;
for (const { kind, file } of FILES) {
  const bytes = file.build();
  writeFileSync(path, bytes);
  const child = spawnSync(process.execPath, ["--import", "tsx", fileURLToPath(import.meta.url), kind, path], {
    encoding: "utf8",
    timeout: 60_000,
  });
  if (child.status !== 0) {
    over++;
    console.log(
      `  ${kind} ${file.what}: ${child.signal ?? child.stderr.split("\n").find((line) => /Error/.test(line))}`,
    );
    continue;
  }
  const { seconds, mb, answer } = JSON.parse(child.stdout);
  const fits = seconds <= ALLOWED.seconds && mb <= ALLOWED.megabytes;
  const said = file.words === null ? answer === null : (answer ?? "").includes(file.words);
  if (!fits || !said) over++;
  const cost = `${seconds.toFixed(2).padStart(6)} s ${mb.toFixed(0).padStart(5)} MB`;
  const mark = `${fits ? "" : " OVER"}${said ? "" : " WRONG ANSWER"}`;
  console.log(
    `  ${cost}  ${(bytes.length / 1024).toFixed(0).padStart(6)} KB  ${kind} ${file.what}: ${answer ?? "read"}${mark}`,
  );
}
rmSync(dirname(path), { recursive: true });
console.log(over === 0 ? "all within what is allowed" : `${over} not as they should be`);
process.exitCode = over === 0 ? 0 : 1;

async function answerBook(bytes: Uint8Array): Promise<string | null> {
  const { issues } = await readWorkbook(bytes, findLedger("self-inspection")!);
  return issues.find(({ fatal }) => fatal)?.message ?? null;
}

async function answerPlan(bytes: Uint8Array, name: string): Promise<string | null> {
  const reading = await readPlan(bytes, name);
  return "problem" in reading ? reading.problem : null;
}
