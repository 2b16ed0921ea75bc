// Prisma's schema engine as WebAssembly, for what the CLI cannot do offline: diff migrations against the schema.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { readMigrations } from "../src/store/migrate.ts";

// Node has it; the types of Node 20 leave it to the browser's library.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
};

const require = createRequire(import.meta.url);

async function loadEngine(datamodels: [string, string][]) {
  const path = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bindings = await import(path);
  const wasm = new WebAssembly.Module(readFileSync(join(dirname(path), "schema_engine_bg.wasm")));
  const instance = new WebAssembly.Instance(wasm, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(new PGlite()));
  return bindings.SchemaEngine.new({ datamodels }, () => {}, adapter);
}

/**
 * What prisma/schema.prisma asks for beyond the migrations: null where they agree, else the SQL of the difference.
 * `root` is the project's folder.
 */
export async function diffSchema(root: string): Promise<string | null> {
  const path = join(root, "prisma/schema.prisma");
  const schema = readFileSync(path, "utf8");
  const engine = await loadEngine([[path, schema]]);
  const lock = { path: "migration_lock.toml", content: 'provider = "postgresql"\n' };
  const migrationDirectories = readMigrations(join(root, "prisma/migrations")).map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
  }));
  const result = await engine.diff({
    from: {
      tag: "migrations",
      baseDir: join(root, "prisma/migrations"),
      lockfile: lock,
      migrationDirectories,
      shadowDbInitScript: "",
    },
    to: { tag: "schemaDatamodel", files: [{ path, content: schema }] },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return result.exitCode === 0 ? null : String(result.stdout);
}
