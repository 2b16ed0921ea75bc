// Once for all suites: one migrated and seeded database, dumped, from which each harness starts in a moment.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/** Leaves the snapshot's path to the suites and removes it when they are done. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "baosong-test-"));
  const store = await openStore({ kind: "memory", connections: 20 });
  const app = await createApp(TEST_CONFIG, { store });
  await seedDemoBureau(app.runtime);
  // The clock's offset belongs to this moment; each harness sets its own.
  await store.db.setting.deleteMany({});
  const path = join(folder, "snapshot.tar.gz");
  const dump = await store.dump();
  writeFileSync(path, Buffer.from(await dump!.arrayBuffer()));
  await app.close();
  project.provide("snapshot", path);
  return () => rmSync(folder, { recursive: true, force: true });
}
