// Puts a backup back into an empty database of any mode, all of it or nothing.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import type pg from "pg";
import { AppError } from "../errors.ts";
import {
  type BackupHeader,
  type BackupOutcome,
  BINARY,
  headerSchema,
  ROWS_AT_ONCE,
  rowSchema,
  tableSchema,
  trailerSchema,
} from "./backup-format.ts";
import { deferForeignKeys, isEmpty, readCatalog, readMigrationNames, type Table } from "./catalog.ts";

const BYTES_AT_ONCE = 8 * 1024 * 1024;

const damaged = () =>
  new AppError("INVALID_INPUT", "备份文件不完整或已损坏，什么也没有恢复。请换一份备份文件再试。");

/** Puts a backup into a database that holds nothing but the same schema; all of it or nothing. */
export async function restoreBackup(pool: pg.Pool, path: string): Promise<BackupOutcome> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const restoreKeys = await deferForeignKeys(client);
    const tables = await readCatalog(client);
    if (!(await isEmpty(client, tables)))
      throw new AppError("CONFLICT", "目标数据库里已有数据，不能恢复。请换一个空的 DATA_DIR 或空的数据库。");
    const outcome = await readInto(client, tables, path);
    for (const { table, column, value, called } of outcome.header.sequences) {
      await client.query("SELECT setval(pg_get_serial_sequence(quote_ident($1), $2), $3::bigint, $4)", [
        table,
        column,
        value,
        called,
      ]);
    }
    await restoreKeys();
    await client.query("COMMIT");
    return outcome;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function readInto(client: pg.PoolClient, tables: Table[], path: string): Promise<BackupOutcome> {
  const known = new Map(tables.map((table) => [table.name, table]));
  const hash = createHash("sha256");
  let header: BackupHeader | null = null;
  let into: Table | null = null;
  let rows = 0;
  let batch: (string | null)[][] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (into && batch.length > 0) await insert(client, into, batch);
    batch = [];
    bytes = 0;
  };
  for await (const line of readLines(path)) {
    const value = parse(line);
    if (header === null) {
      header = await acceptHeader(client, value, known);
    } else if (Array.isArray(value)) {
      const row = rowSchema.safeParse(value);
      if (!row.success || row.data.length !== into?.columns.length) throw damaged();
      batch.push(row.data);
      rows++;
      bytes += line.length;
      if (batch.length >= ROWS_AT_ONCE || bytes >= BYTES_AT_ONCE) await flush();
    } else {
      await flush();
      const trailer = trailerSchema.safeParse(value);
      if (trailer.success) {
        if (trailer.data.sha256 !== hash.digest("hex") || trailer.data.rows !== rows) throw damaged();
        return { header, rows };
      }
      into = known.get(tableSchema.safeParse(value).data?.table ?? "") ?? null;
      if (!into) throw damaged();
    }
    hash.update(line).update("\n");
  }
  throw damaged();
}

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    throw damaged();
  }
}

async function acceptHeader(
  client: pg.PoolClient,
  value: unknown,
  known: Map<string, Table>,
): Promise<BackupHeader> {
  const header = headerSchema.safeParse(value).data;
  if (!header) throw new AppError("INVALID_INPUT", "这不是本系统的备份文件。请核对文件名。");
  const here = await readMigrationNames(client);
  if (header.migrations.join() !== here.join()) {
    const older = header.migrations.length < here.length;
    throw new AppError(
      "CONFLICT",
      `备份的表结构(${header.migrations.at(-1)})比本程序(${here.at(-1)})${older ? "旧" : "新或不同"}，不能恢复。请用备份时的程序版本恢复，再升级程序。`,
    );
  }
  const same = header.tables.every(
    ({ name, columns }) =>
      known
        .get(name)
        ?.columns.map((column) => column.name)
        .join() === columns.join(),
  );
  if (!same) throw damaged();
  return header;
}

async function insert(
  client: pg.PoolClient,
  { name, columns }: Table,
  rows: (string | null)[][],
): Promise<void> {
  const names = columns.map((column) => `"${column.name}"`).join(", ");
  const values = columns.map(({ type }, at) =>
    type === BINARY ? `decode(c${at}, 'base64')` : `c${at}::${type}`,
  );
  const parameters = columns.map((_, at) => `$${at + 1}::text[]`);
  const aliases = columns.map((_, at) => `c${at}`);
  await client.query(
    `INSERT INTO "${name}" (${names}) SELECT ${values.join(", ")}
     FROM unnest(${parameters.join(", ")}) AS rows(${aliases.join(", ")})`,
    columns.map((_, at) => rows.map((row) => row[at])),
  );
}

/** The lines of a gzipped file, without their ends; what breaks off is damaged. */
async function* readLines(path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  pipeline(createReadStream(path), gunzip, () => {});
  let pending: Buffer[] = [];
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
        yield Buffer.concat([...pending, chunk.subarray(from, at)]);
        pending = [];
        from = at + 1;
      }
      if (from < chunk.length) pending.push(chunk.subarray(from));
    }
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new AppError("NOT_FOUND", `没有找到备份文件：${path}`);
    if (/^Z_/.test(code) || code === "ERR_STREAM_PREMATURE_CLOSE") throw damaged();
    throw error;
  }
}
