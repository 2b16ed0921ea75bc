// Once for all suites: databases to begin with, from which each harness starts in a moment, and the product compiled.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { seedDemoBureau } from "../../prisma/seed.ts";
import { createApp } from "../../src/app.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { compile } from "./compiled.ts";
import { TEST_CONFIG } from "./config.ts";
import { madeOf } from "./made.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A folder with `blank.tar` and `seeded.tar`, and `pg`, the blank one as a data folder has it. */
    databases: string;
    /** The folder of `main.js` and `cli/*.js`. */
    compiled: string;
  }
}

const DATABASES = [
  "prisma",
  "src/store",
  "src/services",
  "package-lock.json",
  "test/support/global-setup.ts",
];
const COMPILED = ["src", "handlers", "jobs", "prisma", "package-lock.json", "test/support/compiled.ts"];

/** One initdb for all of them: the blank one as a first start leaves it, then with the demo bureau in it. */
async function makeDatabases(folder: string): Promise<void> {
  const blank = await openStore({ kind: "folder", folder, connections: 5 });
  const snapshot = (await blank.dump())!;
  await blank.close();
  const store = await openStore({ kind: "memory", snapshot, connections: 20 });
  await dump(store, join(folder, "blank.tar"));
  const app = await createApp(TEST_CONFIG, { store });
  await seedDemoBureau(app.runtime);
  // The clock's offset belongs to this moment; each harness sets its own.
  await store.db.setting.deleteMany({});
  await dump(store, join(folder, "seeded.tar"));
  await app.close();
}

/** Every harness reads all of it: what none asks for is left out, and nothing is left to be recovered. */
async function dump(store: Store, path: string): Promise<void> {
  await store.pool.query("UPDATE pg_database SET datistemplate = false");
  for (const unused of ["template0", "template1"])
    await store.pool.query(`DROP DATABASE IF EXISTS ${unused}`);
  await store.pool.query("CHECKPOINT");
  const copy = await store.dump();
  writeFileSync(path, Buffer.from(await copy!.arrayBuffer()));
}

/** Leaves their places to the suites. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide("databases", await madeOf(DATABASES, "databases", makeDatabases));
  project.provide("compiled", await madeOf(COMPILED, "compiled", compile));
}
