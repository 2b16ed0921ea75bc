// The doctor names what is wrong and how to mend it, and fails only where something is broken.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../src/chat/platform.ts";
import { createCalendar } from "../../src/domain/calendar.ts";
import { pingRedis } from "../../src/queue/ping.ts";
import { checkCalendar, examine, type Patient } from "../../src/services/doctor.ts";
import { createCipher } from "../../src/store/cipher.ts";
import { lockFolder } from "../../src/store/folder-lock.ts";
import { listMigrations, openStore } from "../../src/store/open.ts";
import { TEST_CONFIG } from "../support/config.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { requireServer } from "../support/servers.ts";
import { runScript } from "./run-script.ts";

const postgres = await requireServer("postgres");
const redis = await requireServer("redis");
const folder = mkdtempSync(join(tmpdir(), "baosong-doctor-"));
const known = listMigrations();
let office: Harness;
let patient: Patient;

beforeAll(async () => {
  office = await openHarness();
  patient = {
    store: office.app.runtime.store,
    cipher: office.app.runtime.cipher,
    migrations: { known, applied: known },
    ownQueue: true,
    connections: 15,
    now: new Date("2023-07-12T02:00:00Z"),
  };
});
afterAll(async () => {
  await office.close();
  await postgres?.stop();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const find = (findings: Finding[], what: string) => findings.find((finding) => finding.what === what);

test("a sound embedded deployment has one thing to say: not for real duty", async () => {
  const findings = await examine(patient);
  expect(findings.filter(({ level }) => level === "broken")).toEqual([]);
  expect(find(findings, "数据库")).toMatchObject({
    level: "care",
    detail: expect.stringContaining("仅供试用和演练"),
    mend: expect.stringContaining("Postgres"),
  });
  expect(find(findings, "单位")).toMatchObject({ level: "ok", detail: "云川区应急管理局，20人，全部已绑定" });
  expect(find(findings, "表结构")?.level).toBe("ok");
  expect(find(findings, "留痕")?.level).toBe("ok");
});

test.each<[string, Partial<Patient["migrations"]>, string, string]>([
  ["an older database", { applied: known.slice(0, -1) }, "care", "1项升级"],
  ["a newer database", { applied: [...known, "20990101000000_later"] }, "broken", "比本程序新"],
])("%s is told from the program", async (_what, migrations, level, detail) => {
  const findings = await examine({ ...patient, migrations: { known, applied: known, ...migrations } });
  expect(find(findings, "表结构")).toMatchObject({ level, detail: expect.stringContaining(detail) });
});

test("what went wrong is counted with the last reason", async () => {
  const { db } = office.app.runtime.store;
  const org = await db.org.findFirstOrThrow();
  const at = office.app.runtime.clock.now();
  await db.delivery.create({
    data: {
      orgId: org.id,
      platform: "",
      bot: "",
      personId: "wu-xia",
      dedupeKey: "doctor",
      kind: "message",
      cause: "test",
      state: "failed",
      error: "没有绑定任何平台",
      notBeforeAt: at,
      createdAt: at,
    },
  });
  await db.inboundEvent.create({
    data: {
      platform: "sandbox",
      bot: "default",
      eventKey: "doctor",
      senderKey: "x",
      payload: {},
      state: "failed",
      error: "某处出错",
      receivedAt: at,
    },
  });
  const findings = await examine(patient);
  expect(find(findings, "投递")?.detail).toBe("发送失败1条，结果不明0条；最近一条：没有绑定任何平台");
  expect(find(findings, "收件")?.detail).toMatch(/^处理失败1条，最近一条第\d+号：某处出错$/);
});

test("another key than the one that sealed is broken", async () => {
  await office.person("wu-xia").sends("说明.txt", new TextEncoder().encode("说明"));
  const findings = await examine({ ...patient, cipher: createCipher(`${TEST_CONFIG.secretKey}x`) });
  expect(find(findings, "密钥")).toMatchObject({ level: "broken" });
  expect(find(await examine(patient), "密钥")?.level).toBe("ok");
});

test("a bureau without coordinator is broken, a unit without contact asks for care", async () => {
  const { db } = office.app.runtime.store;
  await db.appointment.updateMany({
    where: { unit: { code: "weihua" }, role: "contact" },
    data: { toOn: "2023-07-11" },
  });
  expect(find(await examine(patient), "单位")?.detail).toContain("有1个科室没有联系人");
  await db.appointment.updateMany({ where: { role: "coordinator" }, data: { toOn: "2023-07-11" } });
  expect(find(await examine(patient), "单位")).toMatchObject({ level: "broken" });
});

test("a changed entry of the audit trail is found, and so is a trail cut short", async () => {
  const { db, pool } = office.app.runtime.store;
  const head = await db.auditHead.findFirstOrThrow();
  await db.auditHead.update({ where: { orgId: head.orgId }, data: { sequence: head.sequence + 1 } });
  expect(find(await examine(patient), "留痕")?.detail).toContain(`第${head.sequence + 1}条断开`);
  await db.auditHead.update({ where: { orgId: head.orgId }, data: { sequence: head.sequence } });
  await pool.query(`ALTER TABLE "AuditEntry" DISABLE TRIGGER ALL`);
  await pool.query(`UPDATE "AuditEntry" SET "action" = 'other' WHERE "sequence" = 2`);
  expect(find(await examine(patient), "留痕")).toMatchObject({
    level: "broken",
    detail: expect.stringContaining("第2条断开"),
  });
});

test("what waits for an administrator is said with what to mend", async () => {
  const { db } = office.app.runtime.store;
  const error = "本服务器的出口 IP 不在企业可信IP里。请在管理后台应用详情页的“企业可信IP”加上它。";
  const { id } = await db.delivery.findFirstOrThrow({ where: { dedupeKey: "doctor" } });
  await db.delivery.update({
    where: { id },
    data: { state: "pending", error, notBeforeAt: new Date("2099-01-01T00:00:00Z") },
  });
  expect(find(await examine(patient), "投递")).toMatchObject({
    level: "care",
    detail: expect.stringContaining("1条在等再发；最近一条：本服务器的出口 IP"),
  });
});

test.each([
  ["2024-12-31", "ok"],
  ["2031-01-05", "care"],
])("holidays known on %s: %s", (day, level) => {
  expect(checkCalendar(createCalendar(), new Date(`${day}T02:00:00Z`)).level).toBe(level);
});

describe.skipIf(!postgres)("on Postgres", () => {
  test("an empty database, and too few connections", async () => {
    const store = await openStore(
      { kind: "postgres", url: postgres!.url, connections: 3 },
      { migrate: false },
    );
    const server = { ...patient, store, migrations: { known, applied: [] } };
    const findings = await examine(server);
    expect(findings.map(({ what }) => what)).toEqual(["数据库", "表结构", "连接数", "时钟", "队列"]);
    expect(findings.map(({ level }) => level)).toEqual(["ok", "care", "ok", "ok", "ok"]);
    const scarce = await examine({ ...server, connections: 10_000 });
    expect(find(scarce, "连接数")).toMatchObject({
      level: "broken",
      mend: expect.stringContaining("max_connections"),
    });
    await store.close();
  });
});

test.skipIf(!redis)("a Redis says its version and whether it throws jobs away", async () => {
  expect(await pingRedis(redis!.url)).toEqual({ version: expect.stringMatching(/^\d+\./), evicts: false });
});

test("a Redis that isn't there is told by its reason", async () => {
  await expect(pingRedis("redis://127.0.0.1:1")).rejects.toThrow("ECONNREFUSED");
});

describe("the command", () => {
  test("lists every wrong setting and exits 1", async () => {
    const { code, out } = await runScript(
      "doctor",
      [],
      { PORT: "x", REDIS_URL: "redis://127.0.0.1:1" },
      "source",
    );
    expect(code).toBe(1);
    expect(out).toContain("✗ 配置：PORT");
    expect(out).toContain("✗ 配置：DATABASE_URL");
  }, 60_000);

  test("asks the running server of a folder that is in use, and names what it could not look at", async () => {
    const data = join(folder, "data");
    mkdirSync(join(data, "pg"), { recursive: true });
    const unlock = await lockFolder(data);
    const server = await answerHealth();
    const { port } = server.address() as AddressInfo;
    const { code, out } = await runScript("doctor", [], { DATA_DIR: data, PORT: String(port) });
    expect(out).toContain("✗ 服务：定时任务已超过3分钟没有运行");
    expect(out).toContain("请先停止服务，再运行 npm run doctor");
    expect(code).toBe(1);
    server.close();
    await unlock();
  }, 60_000);
});

function answerHealth(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(503, { "content-type": "application/json" });
    response.end(JSON.stringify({ status: "down", problems: ["定时任务已超过3分钟没有运行"] }));
  });
  return new Promise((resolve) => server.listen(0, () => resolve(server)));
}
