// A backup holds everything and comes back whole, from any mode into any other, or not at all.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyChain } from "../../src/domain/audit.ts";
import { writeBackup } from "../../src/store/backup.ts";
import { readCatalog } from "../../src/store/catalog.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { restoreBackup } from "../../src/store/restore.ts";
import { layBlank, openBlank } from "../support/databases.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { requireServer } from "../support/servers.ts";
import { runScript } from "./run-script.ts";

const postgres = await requireServer("postgres");
const folder = mkdtempSync(join(tmpdir(), "baosong-backup-"));
const file = join(folder, "office.backup");
let office: Harness;
let empty: Store;

beforeAll(async () => {
  office = await openHarness();
  empty = await openBlank(3);
  await publishMatters(office.app, [{ what: "自查情况", units: ["weihua", "anji"], dueOn: "2023-07-27" }]);
  await office.person("zhang-lei").says("/帮助\n'quoted' \\N \\\\x “全角” {a,b} 🙂");
  await office.person("zhang-lei").sends("说明.txt", new Uint8Array([0, 1, 2, 255, 10, 13, 92]));
  await office.person("zhou-wen").says("/绑定");
  const { pool } = office.app.runtime.store;
  await pool.query(
    `INSERT INTO "Setting" VALUES ('t', 'json null', 'null'), ('t', 'big', '12345678901234567890')`,
  );
  await pool.query(`INSERT INTO "Org" ("id", "code", "name", "parentId", "createdAt")
    VALUES ('a-child', 'child', '下级', (SELECT "id" FROM "Org"), '2023-07-12T01:02:03.456Z')`);
  // Numbers that were given and withdrawn are never given again.
  await pool.query(`SELECT setval(pg_get_serial_sequence('"Assignment"', 'number'), 40)`);
});
afterAll(async () => {
  await office.close();
  await empty.close();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Every row of every table, as text that no mode writes differently. */
async function everything(pool: pg.Pool): Promise<Record<string, string[]>> {
  const client = await pool.connect();
  try {
    await client.query("SET TimeZone = 'UTC'");
    const rows: Record<string, string[]> = {};
    for (const { name } of await readCatalog(client)) {
      const answer = await client.query<{ row: string }>(`SELECT t::text AS "row" FROM "${name}" t`);
      rows[name] = answer.rows.map(({ row }) => row).sort();
    }
    return rows;
  } finally {
    client.release();
  }
}

/** The queue's beat and the like go on while a server runs; a closed copy stands still. */
async function copyOf(store: Store): Promise<Store> {
  return openStore({ kind: "memory", snapshot: (await store.dump())!, connections: 5 });
}

async function works(store: Store, next: number): Promise<void> {
  const { db } = store;
  const [entries, head] = [
    await db.auditEntry.findMany({ orderBy: { sequence: "asc" } }),
    await db.auditHead.findFirstOrThrow(),
  ];
  expect(verifyChain(entries, { anchors: [head] })).toBeNull();
  const restored = await openHarness({ overrides: { store } });
  const [answer] = await restored.person("tang-jing").says("/帮助");
  expect(answer!.card?.title).toBe("您可以发送");
  const before = (await restored.person("zhang-lei").sees()).length;
  expect(before).toBeGreaterThanOrEqual(2);
  await publishMatters(restored.app, [{ what: "新事项", units: ["weihua"], dueOn: "2023-08-01" }]);
  expect(await db.assignment.count({ where: { number: next } })).toBe(1);
  const late = await store.pool.query(`SELECT 1 FROM pg_constraint WHERE condeferrable`);
  expect(late.rowCount).toBe(0);
  await restored.close();
}

test("embedded: every row comes back, the chain holds, the server works", async () => {
  const source = await copyOf(office.app.runtime.store);
  const { rows, header } = await writeBackup(source.pool, file, "mark");
  const before = await everything(source.pool);
  await source.close();
  expect(rows).toBe(Object.values(before).flat().length);
  expect(header.tables.length).toBe(Object.keys(before).length);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  // Sealed is sealed: nothing of the sent file stands in the clear.
  expect(before.FileObject).toHaveLength(1);

  layBlank(join(folder, "restored"));
  const target = await openStore({ kind: "folder", folder: join(folder, "restored"), connections: 20 });
  expect(await restoreBackup(target.pool, file)).toEqual({ rows, header });
  expect(await everything(target.pool)).toEqual(before);
  await works(target, 41);
});

test.each<[string, (bytes: Buffer) => Buffer, string]>([
  ["cut off", (bytes) => bytes.subarray(0, bytes.length - 200), "不完整或已损坏"],
  ["without its end", (bytes) => gzipSync(lines(bytes).slice(0, -1).join("\n")), "不完整或已损坏"],
  [
    "with a changed row",
    (bytes) => gzipSync(`${lines(bytes).join("\n").replace("云川区应急管理局", "别处的应急管理局")}\n`),
    "不完整或已损坏",
  ],
  [
    "with a row left out",
    (bytes) =>
      gzipSync(
        `${lines(bytes)
          .filter((_, at) => at !== 5)
          .join("\n")}\n`,
      ),
    "不完整或已损坏",
  ],
  ["that is no backup", () => gzipSync("{}\n"), "不是本系统的备份文件"],
  ["that isn't packed", () => Buffer.from("hello"), "不完整或已损坏"],
  [
    "of an older program",
    (bytes) =>
      gzipSync(
        `${lines(bytes)
          .join("\n")
          .replace(/,"\d{14}_[a-z_]+"\],"keyMark/, '],"keyMark')}\n`,
      ),
    "旧，不能恢复",
  ],
])("a file %s leaves nothing behind", async (what, spoil, message) => {
  const path = join(folder, `${what.replace(/\W/g, "-")}.backup`);
  writeFileSync(path, spoil(readFileSync(file)));
  await expect(restoreBackup(empty.pool, path)).rejects.toThrow(message);
  expect(Object.values(await everything(empty.pool)).flat()).toEqual([]);
});

function lines(bytes: Buffer): string[] {
  return gunzipSync(bytes).toString("utf8").trimEnd().split("\n");
}

describe.skipIf(!postgres)("on Postgres", () => {
  test("embedded to Postgres and back, while others write", async () => {
    const server = await openStore({ kind: "postgres", url: postgres!.url, connections: 20 });
    await restoreBackup(server.pool, file);
    const before = await everything(server.pool);
    const again = join(folder, "server.backup");
    await Promise.all([
      writeBackup(server.pool, again, "mark"),
      server.pool.query(`INSERT INTO "Lease" VALUES ('later', 'x', now())`),
    ]);
    await server.pool.query(`DELETE FROM "Lease"`);
    // The refusals above left it empty, so it is the last to use it.
    await restoreBackup(empty.pool, again);
    await empty.pool.query(`DELETE FROM "Lease"`);
    expect(await everything(empty.pool)).toEqual(before);
    await works(server, 41);
  });
});

test("a database that holds anything is not touched", async () => {
  const target = await copyOf(office.app.runtime.store);
  const before = await everything(target.pool);
  await expect(restoreBackup(target.pool, file)).rejects.toThrow("已有数据");
  expect(await everything(target.pool)).toEqual(before);
  await target.close();
});

test("the commands: a copy made, a folder in use refused, another key pointed out", async () => {
  const data = join(folder, "data");
  const copy = join(folder, "by-command.backup");
  const nothing = { DATA_DIR: join(folder, "nothing") };
  expect(await runScript("backup", [copy], nothing, "source")).toMatchObject({ code: 1 });
  layBlank(data);
  const held = await openStore({ kind: "folder", folder: data, connections: 3 });
  await restoreBackup(held.pool, file);
  const locked = await runScript("backup", [copy], { DATA_DIR: data });
  expect(locked).toMatchObject({ code: 1, err: expect.stringContaining("请先停止服务") });
  await held.close();
  const made = await runScript("backup", [copy], { DATA_DIR: data });
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining("secret.key") });
  const restored = await runScript("restore", [copy], { DATA_DIR: join(folder, "data2") });
  expect(restored).toMatchObject({ code: 0, out: expect.stringContaining("密钥与备份时不同") });
  expect(await runScript("restore", [], {}, "source")).toMatchObject({
    code: 2,
    err: expect.stringContaining("用法"),
  });
}, 120_000);
