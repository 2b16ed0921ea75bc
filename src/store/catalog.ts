// What the database itself says of its tables, for work that concerns them all.
import type pg from "pg";

/** A table of ours; a column's `sequence` is what numbers it, `type` as SQL writes it. */
export interface Table {
  name: string;
  columns: { name: string; type: string; sequence: string | null }[];
}

type Client = Pick<pg.PoolClient, "query">;

/** Every table of ours in order of name, without the migrations' own. */
export async function readCatalog(client: Client): Promise<Table[]> {
  const { rows } = await client.query<{ table: string } & Table["columns"][number]>(`
    SELECT c.relname AS "table", a.attname AS "name", format_type(a.atttypid, a.atttypmod) AS "type",
      pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS "sequence"
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
      AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum`);
  const tables = new Map<string, Table>();
  for (const { table, ...column } of rows) {
    const entry = tables.get(table) ?? { name: table, columns: [] };
    entry.columns.push(column);
    tables.set(table, entry);
  }
  return [...tables.values()];
}

/** Names of the migrations that were applied, oldest first; none where the database is new. */
export async function readMigrationNames(client: Client): Promise<string[]> {
  const there = await client.query<{ name: string | null }>(
    `SELECT to_regclass('public._prisma_migrations')::text AS "name"`,
  );
  if (!there.rows[0]?.name) return [];
  const { rows } = await client.query<{ name: string }>(`
    SELECT "migration_name" AS "name" FROM public."_prisma_migrations"
    WHERE "rolled_back_at" IS NULL AND "finished_at" IS NOT NULL ORDER BY 1`);
  return rows.map(({ name }) => name);
}

/** True when no table holds a row. */
export async function isEmpty(client: Client, tables: readonly Table[]): Promise<boolean> {
  const some = tables.map(({ name }) => `EXISTS (SELECT 1 FROM "${name}")`);
  const { rows } = await client.query<{ some: boolean }>(`SELECT ${some.join(" OR ")} AS "some"`);
  return !rows[0]?.some;
}

/**
 * Within a transaction, lets rows come before those they point at, and keeps others from writing. The function it
 * gives back checks every reference and makes the rules what they were.
 */
export async function deferForeignKeys(client: Client): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ table: string; name: string }>(`
    SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS "name" FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace`);
  const alter = async (rule: string): Promise<void> => {
    for (const { table, name } of rows)
      await client.query(`ALTER TABLE ${table} ALTER CONSTRAINT ${name} ${rule}`);
  };
  await alter("DEFERRABLE INITIALLY DEFERRED");
  return async () => {
    await client.query("SET CONSTRAINTS ALL IMMEDIATE");
    await alter("NOT DEFERRABLE");
  };
}
