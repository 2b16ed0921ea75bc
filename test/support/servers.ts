// Real servers for suites that need one: given by the environment, or started by the test on a free port and a temporary folder.
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { accessSync, chownSync, constants, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import pg from "pg";

/** A server a suite may use as it likes: its own database, or keys under its own prefix. */
export interface TestServer {
  url: string;
  /** A name nobody else uses, for what has a prefix (`queuePrefix`). */
  prefix: string;
  /** Removes what was made, and the server if the test started it. */
  stop(): Promise<void>;
}

/** Why there is no server, in one line. */
export interface Missing {
  reason: string;
}

type ServerName = "postgres" | "redis";

const START_MS = 20_000;
const run = promisify(execFile);

/**
 * The server, or null after printing why the suite is skipped; throws where REQUIRE names it. Ask for it at the top
 * of a test file (`const postgres = await requireServer("postgres")`), skip with `describe.skipIf(!postgres)`, and
 * stop it in `afterAll`.
 */
export async function requireServer(name: ServerName): Promise<TestServer | null> {
  const server = await (name === "postgres" ? startPostgres() : startRedis());
  if (!("reason" in server)) return server;
  const required = (process.env.REQUIRE ?? "").split(",").map((word) => word.trim());
  if (required.includes(name)) throw new Error(`REQUIRE=${name}: ${server.reason}`);
  console.log(`skipped: needs ${name}: ${server.reason}`);
  return null;
}

/** An empty database of its own: on TEST_DATABASE_URL, else on a server started from a `postgres` binary. */
export async function startPostgres(): Promise<TestServer | Missing> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return createDatabase(given, async () => {});
  const folders = [...pathFolders(), ...postgresFolders()];
  const bin = folders.find(
    (folder) => isProgram(join(folder, "postgres")) && isProgram(join(folder, "initdb")),
  );
  if (!bin) return { reason: "no TEST_DATABASE_URL and no postgres and initdb binaries found" };
  const account = findAccount();
  const folder = makeFolder("pg", account);
  const port = await freePort();
  await run(
    join(bin, "initdb"),
    ["-D", join(folder, "data"), "-U", "baosong", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    { ...account, cwd: folder },
  );
  const server = spawn(
    join(bin, "postgres"),
    [
      ...["-D", join(folder, "data"), "-p", String(port)],
      ...["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"],
    ],
    { ...account, cwd: folder, stdio: "ignore" },
  );
  // SIGINT is Postgres's fast shutdown.
  const stop = stopper(server, "SIGINT", folder);
  const url = `postgresql://baosong@127.0.0.1:${port}/postgres`;
  await ready(server, stop, async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.end();
  });
  return createDatabase(url, stop);
}

/** A Redis of its own from a `redis-server` binary, or keys under a prefix of its own on TEST_REDIS_URL. */
export async function startRedis(): Promise<TestServer | Missing> {
  const prefix = ownName();
  const given = process.env.TEST_REDIS_URL;
  if (given) return { url: given, prefix, stop: () => deleteKeys(given, prefix) };
  const bin = pathFolders().find((folder) => isProgram(join(folder, "redis-server")));
  if (!bin) return { reason: "no TEST_REDIS_URL and no redis-server binary found" };
  const folder = makeFolder("redis", {});
  const port = await freePort();
  const server = spawn(
    join(bin, "redis-server"),
    ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"],
    { cwd: folder, stdio: "ignore" },
  );
  const stop = stopper(server, "SIGTERM", folder);
  const url = `redis://127.0.0.1:${port}`;
  await ready(server, stop, async () => {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    redis.on("error", () => {});
    await redis.connect();
    redis.disconnect();
  });
  return { url, prefix, stop };
}

const ownName = (): string => `baosong_test_${randomBytes(6).toString("hex")}`;

const pathFolders = (): string[] => (process.env.PATH ?? "").split(delimiter).filter(Boolean);

/** Where Debian keeps server programs, newest version first. */
function postgresFolders(): string[] {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return [];
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(root, version, "bin"));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The account to run Postgres as: it refuses to run as root. Our own when we aren't root. */
function findAccount(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) =>
        Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {}
  }
  return {};
}

function makeFolder(name: string, account: { uid?: number; gid?: number }): string {
  const folder = mkdtempSync(join(tmpdir(), `baosong-${name}-`));
  if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function stopper(server: ChildProcess, signal: NodeJS.Signals, folder: string): () => Promise<void> {
  const gone = new Promise<void>((resolve) => {
    server.once("exit", () => resolve());
    server.once("error", () => resolve());
  });
  const kill = () => server.kill("SIGKILL");
  // A test run that is broken off leaves no server behind.
  process.once("exit", kill);
  return async () => {
    server.kill(signal);
    const slow = setTimeout(kill, 10_000);
    await gone;
    clearTimeout(slow);
    process.off("exit", kill);
    rmSync(folder, { recursive: true, force: true });
  };
}

async function ready(
  server: ChildProcess,
  stop: () => Promise<void>,
  ask: () => Promise<void>,
): Promise<void> {
  const limit = Date.now() + START_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (server.exitCode === null && Date.now() < limit) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        continue;
      }
      await stop();
      throw new Error(`${server.spawnfile} did not start: ${String(error)}`);
    }
  }
}

/** Makes a database with a name of its own on a server, and drops it before `after`. */
async function createDatabase(serverUrl: string, after: () => Promise<void>): Promise<TestServer> {
  const name = ownName();
  const ask = async (sql: string) => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await ask(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    prefix: name,
    async stop() {
      await ask(`DROP DATABASE ${name} WITH (FORCE)`);
      await after();
    },
  };
}

async function deleteKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 500 })) {
    if ((keys as string[]).length > 0) await redis.del(...(keys as string[]));
  }
  await redis.quit();
}
