// Databases to begin with: migrated, with the demo bureau in them or with nobody.
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { openStore, type Store } from "../../src/store/open.ts";

/** In memory, with the demo bureau in it. */
export function openSeeded(connections = 20): Promise<Store> {
  return openMemory(join(inject("seeded"), "seeded.tar"), connections);
}

/** In memory, without a row. */
export function openBlank(connections = 20): Promise<Store> {
  return openMemory(join(inject("blank"), "blank.tar"), connections);
}

/** Makes a data folder in which a server starts as the second time, without a row. */
export function layBlank(folder: string): void {
  cpSync(join(inject("blank"), "pg"), join(folder, "pg"), { recursive: true });
}

function openMemory(path: string, connections: number): Promise<Store> {
  return openStore({ kind: "memory", snapshot: new Blob([readFileSync(path)]), connections });
}
