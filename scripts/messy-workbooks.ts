// Makes 200 workbooks as messy as units send them, through LibreOffice, and prints how many our reader reads rightly:
// `npx tsx scripts/messy-workbooks.ts [--faults] [--seeds 1-140] [--keep FOLDER]`. The reader was mended on seeds 1 to 140;
// 141 to 200 are kept apart, with wordings of their own; any further seed is like the first 140. With `--corpus FOLDER` a few
// that together show every mess and every ledger are put there with their right answers, for `test/ledger/workbook-messy`.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inventBook } from "./messy-workbooks/book.ts";
import { writeFods } from "./messy-workbooks/fods.ts";
import { judgeReading, type Verdict } from "./messy-workbooks/judge.ts";
import type { Truth } from "./messy-workbooks/truth.ts";

const CORPUS_SIZE = 24;
const APART = { from: 141, to: 200 };

const { values: options } = parseArgs({
  options: {
    faults: { type: "boolean" },
    seeds: { type: "string", default: "1-200" },
    keep: { type: "string" },
    corpus: { type: "string" },
  },
});
const [from = 1, to = 200] = options.seeds.split("-").map(Number);
const isApart = (seed: number): boolean => seed >= APART.from && seed <= APART.to;
if (spawnSync("soffice", ["--version"]).error) {
  console.log("LibreOffice (soffice) is not installed here: nothing was made or measured.");
  process.exit(0);
}
const folder = options.keep ?? mkdtempSync(join(tmpdir(), "messy-workbooks-"));
mkdirSync(folder, { recursive: true });
const truths: { apart: boolean; truth: Truth }[] = [];
const sources: string[] = [];
for (let seed = from; seed <= to; seed++) {
  const book = inventBook(seed, isApart(seed));
  for (const truth of book.truths) truths.push({ apart: isApart(seed), truth });
  const source = join(folder, book.truths[0]!.file.replace(".xlsx", ".fods"));
  writeFileSync(source, writeFods(book.grids));
  sources.push(source);
}
// One start converts about 240 files and silently leaves the rest.
for (let at = 0; at < sources.length; at += 100) {
  const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
  const files = sources.slice(at, at + 100);
  const made = spawnSync("soffice", [
    profile,
    "--headless",
    "--convert-to",
    "xlsx",
    "--outdir",
    folder,
    ...files,
  ]);
  if (made.status !== 0) throw new Error(`soffice: ${made.stderr}`);
}
for (const source of sources) rmSync(source);
rmSync(join(folder, "profile"), { recursive: true, force: true });
writeFileSync(join(folder, "truths.json"), JSON.stringify(truths.map(({ truth }) => truth)));
for (const apart of [false, true]) {
  const list = truths.filter((one) => one.apart === apart).map(({ truth }) => truth);
  if (list.length > 0) await printFigures(apart ? "kept apart" : "mended on", list);
}
if (options.corpus) keepCorpus(options.corpus);
if (!options.keep) rmSync(folder, { recursive: true, force: true });

async function printFigures(name: string, list: readonly Truth[]): Promise<void> {
  const verdicts: { truth: Truth; verdict: Verdict }[] = [];
  for (const truth of list)
    verdicts.push({ truth, verdict: await judgeReading(readFileSync(join(folder, truth.file)), truth) });
  const sum = (count: (verdict: Verdict) => number): number =>
    verdicts.reduce((total, { verdict }) => total + count(verdict), 0);
  const share = (part: number, whole: number): string =>
    `${part} of ${whole} (${((part / whole) * 100).toFixed(1)} %)`;
  const right = verdicts.filter(({ verdict }) => verdict.unnoticed.length + verdict.refused.length === 0);
  const files = new Set(list.map(({ file }) => file)).size;
  console.log(`${name}: ${files} files, read ${list.length} times (some hold two ledgers)`);
  console.log(`  readings wholly right       ${share(right.length, list.length)}`);
  console.log(
    `  rows right                  ${share(
      sum(({ rowsRight }) => rowsRight),
      sum(({ rows }) => rows),
    )}`,
  );
  console.log(
    `  cells right                 ${share(
      sum(({ cellsRight }) => cellsRight),
      sum(({ cells }) => cells),
    )}`,
  );
  console.log(`  wrong without being noticed ${sum(({ unnoticed }) => unnoticed.length)}`);
  console.log(`  asked without need          ${sum(({ refused }) => refused.length)}`);
  console.log(
    `  known without a word        ${share(
      sum(({ known }) => Number(known)),
      list.length,
    )}`,
  );
  console.log(`  headings read in part       ${sum(({ heading }) => (heading.length > 0 ? 1 : 0))}`);
  if (options.faults)
    for (const { truth, verdict } of verdicts)
      for (const kind of ["unnoticed", "refused", "heading"] as const)
        for (const fault of verdict[kind])
          console.log(`${kind.toUpperCase().padEnd(9)} ${truth.file} ${truth.ledger} ${fault}`);
}

/** Takes the file that shows most of what no file before it shows, until all is shown; then the shortest. */
function keepCorpus(corpus: string): void {
  const shows = ({ ledger, mess, nil }: Truth): string[] => [ledger, ...mess, ...(nil ? ["nil"] : [])];
  const byFile = new Map<string, Truth[]>();
  for (const { truth } of truths) byFile.set(truth.file, [...(byFile.get(truth.file) ?? []), truth]);
  const small = [...byFile].filter(([, list]) => list.every(({ rows }) => rows.length <= 8));
  const shown = new Set<string>();
  const taken: Truth[] = [];
  for (let n = 0; n < CORPUS_SIZE; n++) {
    const news = (list: readonly Truth[]) =>
      new Set(list.flatMap(shows).filter((one) => !shown.has(one))).size;
    const left = small.filter(([file]) => !taken.some((truth) => truth.file === file));
    const [file, list] = left.reduce((best, one) => (news(one[1]) > news(best[1]) ? one : best));
    for (const one of list.flatMap(shows)) shown.add(one);
    taken.push(...list);
    copyFileSync(join(folder, file), join(corpus, file));
  }
  writeFileSync(
    join(corpus, "right-answers.json"),
    `[\n${taken.map((truth) => JSON.stringify(truth)).join(",\n")}\n]\n`,
  );
}
