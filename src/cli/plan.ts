// `npm run -s plan -- extract FILE [--issued DATE]`: prints a plan's draft as JSON.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { isDay } from "../domain/day.ts";
import { findMarking } from "../domain/secrecy.ts";
import type { Draft } from "../plan/draft.ts";
import { extractPlan } from "../plan/extract.ts";
import { readPlan } from "../plan/read.ts";

const USAGE =
  "用法：npm run -s plan -- extract 文件 [--issued 2023-07-12];文件可以是 .docx、.html、.txt、.md";

/** The draft that a call's words ask for, or one Chinese sentence that says why there is none. */
export async function planAnswer(words: readonly string[]): Promise<{ draft: Draft } | { problem: string }> {
  const call = parseCall(words);
  if ("problem" in call) return call;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(call.file);
  } catch {
    return { problem: `没有找到文件或读不了：${call.file}` };
  }
  const read = await readPlan(bytes, basename(call.file));
  if ("problem" in read) return read;
  const marking = findMarking(read.text);
  if (marking !== null) return { problem: `文件首页标有「${marking}」，不能导入` };
  return { draft: extractPlan(read.text, call.issuedOn === undefined ? {} : { issuedOn: call.issuedOn }) };
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const answer = await planAnswer(process.argv.slice(2));
  if ("draft" in answer) process.stdout.write(`${JSON.stringify(answer.draft, null, 2)}\n`);
  else {
    process.stderr.write(`${answer.problem.replace(/\s*\n\s*/g, " ")}\n`);
    process.exitCode = 2;
  }
}
