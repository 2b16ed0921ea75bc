// Starting, stopping and refusing to start, as an administrator meets them.
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { createLog } from "../../src/log.ts";
import { TEST_CONFIG } from "../support/config.ts";
import { layBlank } from "../support/databases.ts";
import { findFreePort, run, startServer, waitForEnd } from "../support/process.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "baosong-start-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function say(url: string, from: string, text: string) {
  const response = await fetch(`${url}/sandbox/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ from, text }),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { messages: unknown[] }).messages;
}

test("the first start seeds the demo bureau, the second keeps the data, SIGTERM exits 0", async () => {
  const env = { DATA_DIR: join(folder, "kept") };
  const first = await startServer(env, "source");
  expect(first.output()).toMatch(/^ready http:\/\/localhost:\d+$/m);
  expect(await (await fetch(`${first.url}/healthz`)).json()).toMatchObject({
    status: "ok",
    mode: "embedded",
  });
  expect(statSync(join(env.DATA_DIR, "secret.key")).mode & 0o777).toBe(0o600);
  await say(first.url, "zhang-lei", "/帮助");

  const refused = run("src/main.ts", [], { ...env, PORT: String(await findFreePort()) });
  expect(await waitForEnd(refused)).toBe(1);
  expect(refused.output()).toContain("正被另一个进程使用");

  expect(await first.stop("SIGTERM")).toBe(0);
  const second = await startServer(env);
  const seen = await fetch(`${second.url}/sandbox/api/messages?person=zhang-lei`);
  expect(((await seen.json()) as { messages: unknown[] }).messages).toHaveLength(1);
  expect(await second.stop("SIGTERM")).toBe(0);
});

test("what was tried in the sandbox is not said to real people: a platform's settings do not start on its data", async () => {
  const env = {
    DATA_DIR: join(folder, "kept"),
    WECOM_CORP_ID: "wwsim0123456789ab",
    WECOM_AGENT_ID: "1000002",
    WECOM_SECRET: "secret",
    WECOM_TOKEN: "token",
    WECOM_AES_KEY: "Gy4G0kG7zuSDcaLTp2YOcaOuTZWIkYGhmV203Joucxs",
    WECOM_API_BASE: "http://127.0.0.1:9/cgi-bin",
  };
  const sentence = "这个数据库是沙盒试用过的（“云川区应急管理局”的人都在沙盒里）";
  for (const [script, args, mark] of [
    ["src/main.ts", [], "启动失败："],
    ["src/cli/setup.ts", ["--org", "某某局"], ""],
    ["src/cli/doctor.ts", [], "✗ 数据："],
  ] as const) {
    const running = run(script, [...args], { ...env, PORT: String(await findFreePort()) });
    expect(await waitForEnd(running)).toBe(1);
    expect(running.output()).toContain(mark + sentence);
    expect(running.output()).toContain("请换一个空的 DATA_DIR");
  }
});

test("a bad setting stops the start with every problem listed by name", async () => {
  const running = run("src/main.ts", [], {
    DATA_DIR: join(folder, "bad"),
    PORT: "百",
    REDIS_URL: "localhost",
    SANDBOX: "yes",
    SANDBOX_NOW: "2023-07-12",
    PUBLIC_URL: "baosong",
  });
  expect(await waitForEnd(running)).toBe(1);
  for (const name of ["PORT", "REDIS_URL", "SANDBOX", "SANDBOX_NOW", "PUBLIC_URL", "DATABASE_URL"]) {
    expect(running.output()).toMatch(new RegExp(`^  ${name}[:：].*[\\u4e00-\\u9fff]`, "m"));
  }
});

test("settings may stand in a file, and the environment wins", async () => {
  layBlank(join(folder, "by-file"));
  const file = join(folder, "config.json");
  writeFileSync(file, JSON.stringify({ PORT: "not a port", DATA_DIR: join(folder, "by-file") }));
  const server = await startServer({ CONFIG_FILE: file });
  expect(statSync(join(folder, "by-file", "secret.key")).isFile()).toBe(true);
  expect(await server.stop("SIGTERM")).toBe(0);
});

test("a data folder that is deleted under its server is noticed within the minute, and said with what to do", async () => {
  const dataDir = join(folder, "deleted");
  layBlank(dataDir);
  const app = await createApp({ ...TEST_CONFIG, dataDir }, { log: createLog("silent") });
  let told = "";
  void app.gone.then((sentence) => {
    told = sentence;
  });
  await app.sweep();
  expect(told).toBe("");
  rmSync(dataDir, { recursive: true, force: true });
  await app.sweep().catch(() => {});
  expect(await app.gone).toMatch(/deleted 已被删除或移走.*npm run restore/);
  await app.close().catch(() => {});
});
