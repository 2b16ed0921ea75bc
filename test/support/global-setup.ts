// Once for all suites: databases to begin with, from which each harness starts in a moment, and the product compiled.
import { readFileSync, writeFileSync } from "node:fs";
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
    /** The folder of a migrated database without a row: `pg` as a data folder has it, `blank.tar` to be loaded. */
    blank: string;
    /** The folder of `seeded.tar`, with the demo bureau in it. */
    seeded: string;
    /** The folder of `main.js` and `cli/*.js`. */
    compiled: string;
  }
}

const BLANK = ["prisma/migrations", "src/store", "package-lock.json", "test/support/global-setup.ts"];
const SEEDED = [...BLANK, "prisma", "src/services"];
const COMPILED = ["src", "handlers", "jobs", "prisma", "package-lock.json", "test/support/compiled.ts"];

/** As a first start leaves it, before anybody is in it. */
async function makeBlank(folder: string): Promise<void> {
  const onDisk = await openStore({ kind: "folder", folder, connections: 5 });
  const snapshot = (await onDisk.dump())!;
  await onDisk.close();
  const store = await openStore({ kind: "memory", snapshot, connections: 5 });
  await dump(store, join(folder, "blank.tar"));
  await store.close();
}

async function makeSeeded(blank: string, folder: string): Promise<void> {
  const snapshot = new Blob([readFileSync(join(blank, "blank.tar"))]);
  const store = await openStore({ kind: "memory", snapshot, connections: 20 });
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
  await store.pool.query("VACUUM ANALYZE");
  await store.pool.query("CHECKPOINT");
  const copy = await store.dump();
  writeFileSync(path, Buffer.from(await copy!.arrayBuffer()));
}

/** Leaves their places to the suites. */
export default async function setup(project: TestProject): Promise<void> {
  const blank = await madeOf(BLANK, "blank", makeBlank);
  project.provide("blank", blank);
  project.provide("seeded", await madeOf(SEEDED, "seeded", (folder) => makeSeeded(blank, folder)));
  project.provide("compiled", await madeOf(COMPILED, "compiled", compile));
}
