// Once for all suites: one migrated and seeded database, dumped, from which each harness starts in a moment.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { seedDemoBureau } from "../../prisma/seed.ts";
import { createApp } from "../../src/app.ts";
import { openStore } from "../../src/store/open.ts";
import { TEST_CONFIG } from "./config.ts";

declare module "vitest" {
  export interface ProvidedContext {
    snapshot: string;
  }
}

// Twenty megabytes each: those that no run of today used go.
const STALE_MS = 86_400_000;

const root = fileURLToPath(new URL("../..", import.meta.url));
// What the snapshot is made of; where none of it changed, yesterday's serves.
const MADE_OF = ["prisma", "src/store", "src/services", "package-lock.json", "test/support/config.ts"];

function hashSources(): string {
  const hash = createHash("sha256");
  for (const place of MADE_OF) {
    const path = join(root, place);
    const files = place.includes(".")
      ? [path]
      : readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !entry.parentPath.includes("generated"))
          .map((entry) => join(entry.parentPath, entry.name))
          .sort();
    for (const file of files) hash.update(file).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 24);
}

async function makeSnapshot(): Promise<Buffer> {
  const store = await openStore({ kind: "memory", connections: 20 });
  const app = await createApp(TEST_CONFIG, { store });
  await seedDemoBureau(app.runtime);
  // The clock's offset belongs to this moment; each harness sets its own.
  await store.db.setting.deleteMany({});
  // Every harness reads all of it: what no harness asks for is left out, and nothing is left to be recovered.
  await store.pool.query("UPDATE pg_database SET datistemplate = false");
  for (const unused of ["template0", "template1"]) await store.pool.query(`DROP DATABASE ${unused}`);
  await store.pool.query("CHECKPOINT");
  const dump = await store.dump();
  await app.close();
  return Buffer.from(await dump!.arrayBuffer());
}

/** Leaves the snapshot's path to the suites. */
export default async function setup(project: TestProject): Promise<void> {
  const folder = join(tmpdir(), "baosong-snapshots");
  const path = join(folder, `${hashSources()}.tar`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const old = join(folder, name);
      if (statSync(old).mtimeMs < Date.now() - STALE_MS) rmSync(old, { force: true });
    }
    // Written aside and renamed, so that another run never reads half of it.
    writeFileSync(`${path}.${process.pid}`, await makeSnapshot());
    renameSync(`${path}.${process.pid}`, path);
  }
  project.provide("snapshot", path);
}
