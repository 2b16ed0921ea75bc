// Prints how long drafts take and how the time grows with length: `npx tsx scripts/plan-speed.ts [FOLDER …]` (default: the fixtures).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { extractPlan } from "../src/plan/extract.ts";
import { readPlan } from "../src/plan/read.ts";

const ROUNDS = 5;
const MIB = 1024 * 1024;
const named = process.argv.slice(2);
const folders =
  named.length > 0 ? named : [fileURLToPath(new URL("../test/fixtures/plans/", import.meta.url))];

const spent = (text: string): number => {
  const before = performance.now();
  extractPlan(text);
  return performance.now() - before;
};
const best = (text: string): number => Math.min(...Array.from({ length: ROUNDS }, () => spent(text)));
const inMs = (time: number) => `${time.toFixed(1).padStart(8)} ms`;

const texts: [string, string][] = [];
for (const folder of folders) {
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith(".json")) continue;
    const read = await readPlan(readFileSync(join(folder, name)), name);
    if ("text" in read) texts.push([name, read.text]);
  }
}
for (const [, text] of texts) spent(text);

console.log("the ten slowest plans, best of five");
const times = texts.map(([name, text]) => ({ name, length: text.length, time: best(text) }));
for (const { name, length, time } of times.sort((a, b) => b.time - a.time).slice(0, 10))
  console.log(`${inMs(time)}  ${String(length).padStart(6)} characters  ${name}`);

console.log(
  "\nall plans in one text, again and again: the last column stays near 1 where time grows with length",
);
const all = texts.map(([, text]) => text).join("\n");
const once = best(all);
for (const times of [1, 2, 4, 8]) {
  const text = all.repeat(times);
  const time = times === 1 ? once : spent(text);
  const size = `${(Buffer.byteLength(text) / MIB).toFixed(2)} MiB`;
  console.log(`${inMs(time)}  ${size.padStart(9)}  ${(time / (once * times)).toFixed(2)}`);
}
