// `plan extract` as a person calls it: JSON alone on stdout, or one line on stderr and exit 2.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { planAnswer } from "../../src/cli/plan.ts";
import { draftSchema } from "../../src/plan/draft.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "plan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function call(...words: string[]) {
  return spawnSync(process.execPath, ["--import", "tsx", "src/cli/plan.ts", ...words], {
    cwd: ROOT,
    encoding: "utf8",
  });
}
function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("plan extract", () => {
  it("prints the draft and nothing else", () => {
    const plan = file("方案.txt", "各科室：\n各科室于7月5日前将自查报告报法规科。");
    const { status, stdout, stderr } = call("extract", plan, "--issued", "2024-06-01");
    expect([status, stderr]).toEqual([0, ""]);
    expect(draftSchema.parse(JSON.parse(stdout)).obligations[0]?.due).toBe("2024-07-05");
  });

  it("says in one line what it refuses, and prints no draft", () => {
    const { status, stdout, stderr } = call("extract", file("a.pdf", "%PDF-1.7"));
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it.each<[string, string[], RegExp]>([
    ["no verb", [], /用法/],
    ["no file", ["extract"], /用法/],
    ["a file that is not there", ["extract", join(folder, "无.txt")], /没有找到/],
    ["a day that does not exist", ["extract", "a.txt", "--issued", "2024-02-30"], /2024-02-30/],
    ["a flag that it does not know", ["extract", "a.txt", "--day", "1"], /看不懂/],
    ["a secret document", ["extract", file("密.txt", "机密★10年\n某局文件")], /机密/],
  ])("refuses %s", async (_name, words, sentence) => {
    expect(await planAnswer(words)).toEqual({ problem: expect.stringMatching(sentence) });
  });
});
