// Writes the whole database into one portable file, the same from every mode.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, renameSync, rmSync } from "node:fs";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { AppError } from "../errors.ts";
import { type BackupHeader, type BackupOutcome, BINARY, ROWS_AT_ONCE } from "./backup-format.ts";
import { readCatalog, readMigrationNames, type Table } from "./catalog.ts";

/**
 * Writes every table as of one instant, while others go on writing; the file appears whole or not at all. NOT_FOUND
 * where there are no tables.
 */
export async function writeBackup(pool: pg.Pool, path: string, keyMark: string): Promise<BackupOutcome> {
  const partial = `${path}.partial`;
  const client = await pool.connect();
  const gzip = createGzip();
  const file = createWriteStream(partial, { mode: 0o600, flush: true });
  const written = finished(gzip.pipe(file));
  // Awaited below; a failure before that must not be an unhandled one.
  written.catch(() => {});
  file.on("error", (error) => gzip.destroy(error));
  const hash = createHash("sha256");
  const put = async (value: unknown): Promise<void> => {
    const line = `${JSON.stringify(value)}\n`;
    hash.update(line);
    if (!gzip.write(line)) await Promise.race([once(gzip, "drain"), written]);
  };
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Text of instants and numbers must not depend on the server's settings.
    await client.query(
      "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL extra_float_digits = 1",
    );
    const tables = await readCatalog(client);
    if (tables.length === 0) throw new AppError("NOT_FOUND", "数据库还是空的，不用备份。");
    const header = await describe(client, tables, keyMark);
    await put(header);
    let rows = 0;
    for (const table of tables) {
      await put({ table: table.name });
      for await (const row of readRows(client, table)) {
        await put(row);
        rows++;
      }
    }
    await client.query("COMMIT");
    gzip.end(`${JSON.stringify({ sha256: hash.digest("hex"), rows })}\n`);
    await written;
    renameSync(partial, path);
    return { header, rows };
  } catch (error) {
    gzip.destroy();
    file.destroy();
    await client.query("ROLLBACK").catch(() => {});
    rmSync(partial, { force: true });
    throw error;
  } finally {
    client.release();
  }
}

async function describe(client: pg.PoolClient, tables: Table[], keyMark: string): Promise<BackupHeader> {
  const { rows } = await client.query<{ now: string }>(
    `SELECT to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS now`,
  );
  const sequences: BackupHeader["sequences"] = [];
  for (const { name, columns } of tables) {
    for (const { name: column, sequence } of columns) {
      if (!sequence) continue;
      const state = await client.query<{ value: string; called: boolean }>(
        `SELECT last_value::text AS value, is_called AS called FROM ${sequence}`,
      );
      sequences.push({ table: name, column, ...state.rows[0]! });
    }
  }
  return {
    format: "baosong-backup",
    version: 1,
    takenAt: rows[0]!.now,
    migrations: await readMigrationNames(client),
    keyMark,
    sequences,
    tables: tables.map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) })),
  };
}

async function* readRows(client: pg.PoolClient, { name, columns }: Table): AsyncGenerator<(string | null)[]> {
  const list = columns.map(({ name: column, type }) =>
    type === BINARY ? `encode("${column}", 'base64')` : `"${column}"::text`,
  );
  // Files may be 20 MB each.
  const batch = columns.some(({ type }) => type === BINARY) ? 1 : ROWS_AT_ONCE;
  await client.query(`DECLARE backup_rows NO SCROLL CURSOR FOR SELECT ${list.join(", ")} FROM "${name}"`);
  for (;;) {
    const text = `FETCH ${batch} FROM backup_rows`;
    const { rows } = await client.query<(string | null)[]>({ text, rowMode: "array" });
    yield* rows;
    if (rows.length < batch) break;
  }
  await client.query("CLOSE backup_rows");
}
