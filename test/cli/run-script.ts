// Runs a command of package.json as an administrator would, in a process of its own.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type From, programOf } from "../support/process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Its exit code and what it printed; nothing of this process's settings but PATH reaches it. */
export function runScript(
  name: string,
  words: string[],
  settings: Record<string, string>,
  from: From = "compiled",
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...programOf(`src/cli/${name}.ts`, from), ...words],
      { cwd: root, env: { PATH: process.env.PATH, LOG_LEVEL: "silent", ...settings } },
      (error, out, err) => resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
    );
  });
}
