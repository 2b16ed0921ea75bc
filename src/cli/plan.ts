// `npm run -s plan -- extract FILE [--issued DATE]`: prints a plan's draft as JSON.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { isDay } from "../domain/day.ts";
import { findMarking } from "../domain/secrecy.ts";
import { extractPlan } from "../plan/extract.ts";
import { readPlan } from "../plan/read.ts";

const USAGE =
  "用法：npm run -s plan -- extract 文件 [--issued 2023-07-12];文件可以是 .docx、.html、.txt、.md";

async function main(words: readonly string[]): Promise<string | null> {
  const call = parseCall(words);
  if ("problem" in call) return call.problem;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(call.file);
  } catch {
    return `没有找到文件或读不了：${call.file}`;
  }
  const read = await readPlan(bytes, basename(call.file));
  if ("problem" in read) return read.problem;
  const marking = findMarking(read.text);
  if (marking !== null) return `文件首页标有「${marking}」，不能导入`;
  const draft = extractPlan(read.text, call.issuedOn === undefined ? {} : { issuedOn: call.issuedOn });
  process.stdout.write(`${JSON.stringify(draft, null, 2)}\n`);
  return null;
}

function parseCall(words: readonly string[]): { file: string; issuedOn?: string } | { problem: string } {
  const [verb, ...rest] = words;
  if (verb !== "extract") return { problem: USAGE };
  let file: string | undefined;
  let issuedOn: string | undefined;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at]!;
    const [flag, inline] = word.split("=", 2);
    if (flag === "--issued") {
      issuedOn = inline ?? rest[++at] ?? "";
      if (!isDay(issuedOn))
        return { problem: `--issued 应是 2023-07-12 这样的日期，收到的是「${issuedOn}」` };
    } else if (word.startsWith("--") || file !== undefined) return { problem: `看不懂「${word}」。${USAGE}` };
    else file = word;
  }
  if (file === undefined) return { problem: USAGE };
  return issuedOn === undefined ? { file } : { file, issuedOn };
}

const problem = await main(process.argv.slice(2));
if (problem !== null) {
  process.stderr.write(`${problem.replace(/\s*\n\s*/g, " ")}\n`);
  process.exitCode = 2;
}
