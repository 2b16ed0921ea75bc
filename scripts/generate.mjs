// Generates the Prisma client without the schema engine's binary, which generation does not need and an
// offline network cannot download: the CLI only checks that some file stands at the path.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../node_modules/prisma/build/index.js", import.meta.url));
if (existsSync(cli)) {
  const result = spawnSync(process.execPath, [cli, "generate", "--no-hints"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath },
    encoding: "utf8",
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`);
    process.exit(1);
  }
}
