// The web side beside a real platform: a sandbox that is shut, the proof of a domain, settings that decide about both.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { readWecomSettings } from "../../src/platform/wecom/settings.ts";
import { type Duty, openDuty } from "../support/duty.ts";

const app = {
  WECOM_CORP_ID: "wwsim0123456789ab",
  WECOM_AGENT_ID: "1000002",
  WECOM_SECRET: "secret",
  WECOM_TOKEN: "token",
  WECOM_AES_KEY: "Gy4G0kG7zuSDcaLTp2YOcaOuTZWIkYGhmV203Joucxs",
};
const simulated = {
  WECOM_API_BASE: "http://127.0.0.1:9/cgi-bin",
  WECOM_OAUTH_BASE: "http://127.0.0.1:9",
  WECOM_LOGIN_BASE: "http://127.0.0.1:9",
};
const base = { SECRET_KEY: "0123456789abcdef0123456789abcdef" };

describe("whether there is a sandbox", () => {
  test.each([
    ["nothing configured", {}, true, false, "127.0.0.1"],
    ["SANDBOX=0 and nothing else", { SANDBOX: "0" }, false, false, "0.0.0.0"],
    ["a platform", app, false, false, "0.0.0.0"],
    ["a platform and SANDBOX=1", { ...app, SANDBOX: "1" }, false, true, "0.0.0.0"],
    ["a simulator", { ...app, ...simulated }, false, false, "0.0.0.0"],
    ["a simulator and SANDBOX=1", { ...app, ...simulated, SANDBOX: "1" }, true, false, "127.0.0.1"],
  ])("%s", (_, env, sandbox, sandboxShut, host) => {
    expect(readConfig({ ...base, ...env })).toMatchObject({ sandbox, sandboxShut, host });
  });

  test("problems of the platform's settings stand beside all others", () => {
    const read = () => readConfig({ ...base, PORT: "x", WECOM_SECRET: "s" });
    expect(read).toThrow(/PORT：[\s\S]*WECOM_CORP_ID：没有设置[\s\S]*WECOM_AES_KEY：没有设置/);
  });
});

describe("beside a platform on duty", () => {
  const folder = mkdtempSync(join(tmpdir(), "baosong-proof-"));
  let duty: Duty;
  beforeAll(async () => {
    const { settings } = readWecomSettings(app);
    duty = await openDuty(() => ({ wecom: settings, sandboxShut: true, dataDir: folder }));
  });
  afterAll(async () => {
    await duty.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ["GET", "/"],
    ["GET", "/sandbox/said"],
    ["GET", "/sandbox/api/people"],
    ["GET", "/sandbox/api/messages?person=zhang-lei"],
    ["GET", "/sandbox/login?person=zhang-lei"],
    ["POST", "/sandbox/api/messages"],
    ["POST", "/sandbox/api/actions"],
    ["POST", "/sandbox/api/clock"],
    ["POST", "/sandbox/api/reset"],
  ])("%s %s is forbidden", async (method, path) => {
    const body = method === "POST" ? JSON.stringify({ from: "zhang-lei", text: "/我的" }) : null;
    const response = await fetch(duty.url + path, { method, body });
    expect([response.status, await response.json()]).toEqual([
      403,
      { error: "FORBIDDEN", message: "这里已接入真实平台，沙盒不能使用。" },
    ]);
  });

  test("a file from the console proves the domain as soon as it lies in the data folder", async () => {
    const path = "/WW_verify_aB3dE5.txt";
    expect((await fetch(duty.url + path)).status).toBe(404);
    writeFileSync(join(folder, "WW_verify_aB3dE5.txt"), "aB3dE5\n");
    const proof = await fetch(duty.url + path);
    expect([proof.status, await proof.text()]).toEqual([200, "aB3dE5"]);
    for (const other of ["/WW_verify_..%2Fsecret.txt", "/WW_verify_.txt", "/secret.key"])
      expect((await fetch(duty.url + other)).status).toBe(404);
  });

  test("nobody logs in by a platform that is not configured", async () => {
    const [plain, listed] = await Promise.all(
      ["/login/other", "/login"].map((path) => fetch(duty.url + path)),
    );
    expect(plain!.status).toBe(404);
    expect(await listed!.text()).toContain("用企业微信登录");
  });
});
