// Writes the next migration: `npm run migration -- NAME` puts the difference between migrations and schema into a new folder.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { diffSchema } from "./schema-engine.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error("usage: npm run migration -- NAME (lower case, digits, underscores)");
  process.exit(2);
}
const sql = await diffSchema(root);
if (sql === null) {
  console.log("schema and migrations agree");
} else {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = join(root, "prisma/migrations", `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration.sql"), sql);
  console.log(`wrote prisma/migrations/${stamp}_${name}/migration.sql`);
}
process.exit(0);
