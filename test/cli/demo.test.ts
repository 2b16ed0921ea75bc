// The demo in the terminal, as somebody types it: its own plan, a plan from outside, files that can't be played.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { readTable } from "../../src/ledger/workbook.ts";
import { runScript } from "./run-script.ts";

const folder = mkdtempSync(join(tmpdir(), "baosong-demo-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SEED = fileURLToPath(new URL("../../../shared/seeds/S0-dongsheng-emergency-2023.txt", import.meta.url));
if (!existsSync(SEED)) console.log("skipped: the demo on a real plan needs ../shared/seeds");

const LIMIT_MS = 150_000;
const PROMISES = 8;

async function textOf(out: string, name: string): Promise<string> {
  const { sheets, issue } = await readTable(new Uint8Array(readFileSync(join(out, name))));
  expect(issue).toBeNull();
  return sheets.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map(({ text }) => text))).join("\n");
}

function expectKept(transcript: string): void {
  expect(transcript.match(/^✓ .*$/gm)).toHaveLength(PROMISES);
  expect(transcript).not.toContain("✗");
}

test.concurrent("its own plan: every way of reporting, a return, an overdue unit, and files that open", {
  timeout: LIMIT_MS,
}, async () => {
  const out = join(folder, "own");
  const { code, out: transcript } = await runScript("demo", ["--out", out], {});
  expectKept(transcript);
  expect(code).toBe(0);
  for (const words of [
    "━━ 2023年7月12日 周三 ━━",
    "周雯(法规室，牵头科室管理员)把方案发给机器人",
    "在确认页定下第9项：每月25日前",
    "待确认，本次演示略过：",
    "点“收到”；防灾室没有点",
    "提醒 → 张磊、唐静(危化室)",
    "点“在网页填报”",
    "点“文字填报”",
    "点“下载表格”",
    "点“上传书面材料”",
    "零报告成功",
    "已交 1/2，缺行政执法部门自查自纠台账",
    "已经收到过",
    "已退回补正",
    "改报成功",
    "报告领导 → 沈涛(防灾室负责人)",
    "报告领导 → 韩志远(分管领导)",
    "报告领导 → 林国栋(局长)",
    "逾期报送，逾期12天",
    "林国栋(局长)：还有谁没交",
    "林国栋(局长)在群里：各单位报得怎么样了",
    "/上报 A",
    "审核通过：",
  ])
    expect(transcript).toContain(words);
  const files = readdirSync(out);
  expect(files).toEqual(expect.arrayContaining(["应报未报名单.xlsx", "报送情况统计.xlsx"]));
  const texts = await Promise.all(files.map((name) => textOf(out, name)));
  expect(texts.join("\n")).toContain("填报单位（盖章）：云川区应急管理局");
  const merged = files.find((name) => name.startsWith("附件10 "));
  expect(await textOf(out, merged!)).toMatch(
    /行政执法部门自查自纠台账[\s\S]*危险化学品监督管理室[\s\S]*防灾减灾室/,
  );
});

(existsSync(SEED) ? test.concurrent : test.skip)(
  "a real plan: units come from it, open points are left out",
  {
    timeout: LIMIT_MS,
  },
  async () => {
    const out = join(folder, "seed");
    const { code, out: transcript } = await runScript("demo", ["--plan", SEED, "--out", out], {});
    expectKept(transcript);
    expect(code).toBe(0);
    expect(transcript).toContain("“各业务室”原文没有列出名单");
    expect(transcript).toContain("政策法规宣传和规划科技室，牵头科室管理员");
    expect(transcript).toMatch(
      /待确认，本次演示略过：\n(?: +第\d+项 .*\n)*? +第\d+项 法治化营商环境工作台账：/,
    );
    expect(transcript).toContain("报告领导 → ");
    for (const name of readdirSync(out)) await textOf(out, name);
  },
);

test.each([
  ["no such file", ["--plan", "/nowhere/plan.docx"], "没有找到文件或读不了"],
  ["a day that is none", ["--issued", "2023-02-30"], "应是 2023-07-12 这样的日期"],
])("%s: a sentence and exit code 2", async (_, words, sentence) => {
  const { code, err, out } = await runScript("demo", words, {}, "source");
  expect(err).toContain(sentence);
  expect({ code, out }).toEqual({ code: 2, out: "" });
});
