// The edge in a real workerd before a core that is killed and comes back: nothing lost, nothing doubled.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { runScript } from "../cli/run-script.ts";
import { layBlank } from "../support/databases.ts";
import { findFreePort, type Running, startServer } from "../support/process.ts";
import { type Simulator, startSimulator } from "../support/wecom/simulator.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const INBOX_SECRET = "edge-tests-only-0123456789abcdef0123456789";

let folder: string;
let wecom: Simulator;
let edge: Miniflare;
let core: Running;
let settings: Record<string, string>;
let edgeUrl: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "baosong-edge-"));
  wecom = await startSimulator();
  const port = await findFreePort();
  settings = { ...wecom.env, DATA_DIR: join(folder, "data"), PORT: String(port), INBOX_SECRET };
  const out = join(folder, "bundle");
  // The very bundle that a deployment would upload.
  await promisify(execFile)(
    process.execPath,
    [join(root, "node_modules/wrangler/bin/wrangler.js"), "deploy", "--dry-run", "--outdir", out],
    { cwd: root, env: { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1" } },
  );
  edge = new Miniflare({
    modules: [
      { type: "ESModule", path: "worker.js", contents: readFileSync(join(out, "worker.js"), "utf8") },
    ],
    compatibilityDate: "2026-04-01",
    bindings: {
      CORE_URL: `http://127.0.0.1:${port}`,
      INBOX_SECRET,
      WECOM_TOKEN: settings.WECOM_TOKEN!,
      LONGEST_WAIT_SECONDS: "1",
    },
    queueProducers: { INBOX: "inbox" },
    queueConsumers: { inbox: { maxBatchSize: 20, maxBatchTimeout: 0.1, maxRetries: 100 } },
  });
  edgeUrl = String(await edge.ready).replace(/\/$/, "");
  layBlank(settings.DATA_DIR!);
  expect(await runScript("setup", ["--org", "云川区应急管理局"], settings)).toMatchObject({
    code: 0,
    out: expect.stringContaining("为它服务的机器人：企业微信(wecom)"),
  });
  core = await startServer(settings);
}, 120_000);

afterAll(async () => {
  await edge?.dispose();
  await core?.stop("SIGTERM");
  await wecom?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Waits until a member has had so many answers. */
async function answers(userid: string, count: number): Promise<void> {
  const limit = Date.now() + 60_000;
  while (wecom.sees({ userid }).length < count) {
    if (Date.now() > limit) throw new Error(`${wecom.sees({ userid }).length} of ${count} answers`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("the address is proved by the core, through the edge", async () => {
  // The console waits a second only; on a busy machine one presses 保存 again.
  const save = () => wecom.savesAddress(`${edgeUrl}/callback/wecom/default`);
  await expect.poll(save, { timeout: 30_000 }).toBe(true);
});

test("a forged callback, another platform's and an unknown address end at the edge", async () => {
  const post = (path: string, body: string) => fetch(`${edgeUrl}${path}`, { method: "POST", body });
  const forged = "<xml><Encrypt>AAAA</Encrypt></xml>";
  const query = "msg_signature=0&timestamp=1&nonce=2";
  expect((await post(`/callback/wecom/default?${query}`, forged)).status).toBe(401);
  expect((await post(`/callback/wecom/default?${query}`, "no xml")).status).toBe(400);
  expect((await post("/callback/dingtalk/default", "{}")).status).toBe(404);
  expect((await post("/inbox", "{}")).status).toBe(404);
});

test("the core takes nothing that the edge did not sign", async () => {
  const response = await fetch(`${core.url}/inbox`, {
    method: "POST",
    headers: {
      "x-inbox-timestamp": String(Math.floor(Date.now() / 1000)),
      "x-inbox-signature": "0".repeat(64),
    },
    body: JSON.stringify({ envelopes: [] }),
  });
  expect(response.status).toBe(401);
});

test("what is said while the core is down is answered when it is back, once, in its order", async () => {
  await wecom.says("zhangsan", "第一句");
  await answers("zhangsan", 1);
  await core.stop("SIGKILL");
  for (const text of ["第二句", "第三句", "第四句"]) {
    const [attempt] = await wecom.says("zhangsan", text);
    expect(attempt).toMatchObject({ status: 200 });
  }
  core = await startServer(settings);
  await answers("zhangsan", 4);
  expect(await core.stop("SIGTERM")).toBe(0);
  expect(wecom.sees({ userid: "zhangsan" })).toHaveLength(4);

  const store = await openStore({ kind: "folder", folder: settings.DATA_DIR!, connections: 3 });
  const events = await store.db.inboundEvent.findMany({
    orderBy: [{ receivedAt: "asc" }, { sequence: "asc" }],
  });
  expect(events.map(({ payload, state }) => [(payload as { text: string }).text, state])).toEqual(
    ["第一句", "第二句", "第三句", "第四句"].map((text) => [text, "handled"]),
  );
  const handled = events.map(({ handledAt }) => handledAt!.getTime());
  expect([...handled].sort((a, b) => a - b)).toEqual(handled);
  await store.close();
});
