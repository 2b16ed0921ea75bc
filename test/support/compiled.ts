// The server and the commands compiled once, by the compiler that `tsx` runs at every start: a start takes a third as long.
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { ROOT } from "./made.ts";

/** What is compiled: `npm start` and the commands that tests run. */
const ENTRIES = ["main", "cli/backup", "cli/demo", "cli/doctor", "cli/restore", "cli/setup"];

/** Compiles into a folder: `main.js`, `cli/setup.js` … */
export async function compile(folder: string): Promise<void> {
  await build({
    entryPoints: ENTRIES.map((entry) => join(ROOT, "src", `${entry}.ts`)),
    outbase: join(ROOT, "src"),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: `node${process.versions.node}`,
    packages: "external",
    keepNames: true,
    tsconfig: join(ROOT, "tsconfig.json"),
    plugins: [
      {
        // Migrations, pages' assets and the like are found from where their source stands.
        name: "places",
        setup: ({ onLoad }) =>
          onLoad({ filter: /\.tsx?$/ }, ({ path }) => ({
            loader: path.endsWith("x") ? "tsx" : "ts",
            contents: readFileSync(path, "utf8").replaceAll(
              "import.meta.url",
              JSON.stringify(pathToFileURL(path).href),
            ),
          })),
      },
    ],
  });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
}
