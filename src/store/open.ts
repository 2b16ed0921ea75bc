// Opens the database: PGlite in this process, or a Postgres server. Everything above sees the same pool and client.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { lockFolder } from "./folder-lock.ts";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import { type Migration, migrate, readMigrations } from "./migrate.ts";
import { createGate, PGliteSocket } from "./pglite-socket.ts";
import { SerialClient } from "./serial-client.ts";

/** The Prisma client inside a transaction. */
export type Tx = Prisma.TransactionClient;

/** An open database. */
export interface Store {
  readonly mode: "embedded" | "postgres";
  readonly db: PrismaClient;
  /** The same database for BullMQ and for what Prisma cannot say. */
  readonly pool: pg.Pool;
  /** What an autovacuum worker does elsewhere, at most four times an hour; nothing on a server. */
  maintain(): Promise<void>;
  /** The whole embedded database as a gzipped tar, for tests and backups; null on a server. */
  dump(): Promise<Blob | null>;
  close(): Promise<void>;
  /** False once the folder of an embedded database was deleted or its disk taken away: what is written is lost. */
  isPresent(): boolean;
}

/** Where the database is. `memory` starts from `snapshot` if given; `connections` is the pool's size. */
export type StoreSource =
  | { kind: "postgres"; url: string; connections: number }
  | { kind: "folder"; folder: string; connections: number }
  | { kind: "memory"; snapshot?: Blob; connections: number };

const MIGRATIONS = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
/** Names of this program's migrations, oldest first. */
export function listMigrations(): string[] {
  return readMigrations(MIGRATIONS).map(({ name }) => name);
}

const QUARTER_MS = 900_000;

// Public first: unqualified names of ours are created and found there, BullMQ's in its own schema behind it.
const SEARCH_PATH = "public,bullmq";

/**
 * Opens and migrates; with `migrate: false` takes the schema as it is, for a look or a copy. CONFLICT when another
 * process has the folder.
 */
export async function openStore(source: StoreSource, options: { migrate?: boolean } = {}): Promise<Store> {
  const migrations = options.migrate === false ? [] : readMigrations(MIGRATIONS);
  if (source.kind === "postgres") {
    const pool = new pg.Pool({
      connectionString: source.url,
      Client: SerialClient,
      max: source.connections,
      options: `-c search_path=${SEARCH_PATH}`,
    });
    return finish("postgres", pool, migrations, {
      close: async () => {},
      dump: async () => null,
      isPresent: () => true,
      maintain: async () => {},
    });
  }
  const unlock = source.kind === "folder" ? await lock(source.folder) : async () => {};
  const lite = await openLite(source);
  const gate = createGate(lite);
  const pool = new pg.Pool({
    Client: SerialClient,
    max: source.connections,
    // pg asks for a net.Socket; it uses the part of it that PGliteSocket has.
    stream: (() => new PGliteSocket(gate)) as unknown as pg.PoolConfig["stream"],
  });
  return finish("embedded", pool, migrations, {
    isPresent: () => source.kind !== "folder" || stands(join(source.folder, "pg", "PG_VERSION")),
    close: async () => {
      await lite.close();
      await unlock();
    },
    dump: () => lite.dumpDataDir("none"),
    maintain: everyQuarter(async () => {
      await pool.query("VACUUM ANALYZE");
      await pool.query("CHECKPOINT");
    }),
  });
}

/** Does it when it is called a quarter of an hour after the last time, or after now. */
function everyQuarter(act: () => Promise<void>): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < QUARTER_MS) return;
    last = performance.now();
    await act();
  };
}

async function lock(folder: string): Promise<() => Promise<void>> {
  mkdirSync(folder, { recursive: true });
  return lockFolder(folder);
}

// Read at start only. Without autovacuum the planner's figures go stale and it would fall into sequential scans of the
// queue's tables; without a limit the write-ahead log grows to a gigabyte; a smaller cache opens sooner.
const START = [
  ...PGlite.defaultStartParams,
  ...["-c", `search_path=${SEARCH_PATH}`, "-c", "timezone=UTC", "-c", "enable_seqscan=off"],
  ...["-c", "shared_buffers=32MB", "-c", "max_wal_size=64MB", "-c", "min_wal_size=32MB"],
];
// Files of the write-ahead log, of which some always lie there, of a megabyte instead of sixteen.
const MAKE = ["--wal-segsize=1"];

function openLite(source: Exclude<StoreSource, { kind: "postgres" }>): Promise<PGlite> {
  const options = { startParams: START, initDbStartParams: MAKE };
  if (source.kind === "folder") return PGlite.create(join(source.folder, "pg"), options);
  return PGlite.create(source.snapshot ? { ...options, loadDataDir: source.snapshot } : options);
}

async function finish(
  mode: Store["mode"],
  pool: pg.Pool,
  migrations: Migration[],
  below: Pick<Store, "close" | "dump" | "maintain" | "isPresent">,
): Promise<Store> {
  // Each BullMQ worker listens on one connection.
  pool.setMaxListeners(0);
  pool.on("error", () => {});
  try {
    if (migrations.length > 0) await migrate(pool, migrations);
  } catch (error) {
    await pool.end();
    await below.close();
    throw error;
  }
  const db = new PrismaClient({
    adapter: new PrismaPg(pool),
    // Embedded, one session serves everybody: a transaction may have to wait for its turn.
    transactionOptions: { maxWait: 30_000, timeout: 30_000 },
  });
  return {
    mode,
    db,
    pool,
    maintain: below.maintain,
    isPresent: below.isPresent,
    dump: below.dump,
    async close() {
      await db.$disconnect();
      if (!pool.ended) await pool.end();
      await below.close();
    },
  };
}

/** Only what is certainly not there is not: a disk that is slow or refuses may come back. */
function stands(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}
