// What takes seconds to make and changes rarely: made once of the sources, and found again while they stay as they are.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const FOLDER = join(tmpdir(), "baosong-made");
// Tens of megabytes each: those that no run of the last hours used go.
const STALE_MS = 3 * 3_600_000;

/** The folder with what `make` put there, made of these files and folders of the project. */
export async function madeOf(
  places: readonly string[],
  name: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const path = join(FOLDER, `${name}-${hashOf(places)}`);
  if (!existsSync(path)) {
    mkdirSync(FOLDER, { recursive: true });
    clearStale();
    // Made aside and renamed, so that another run never sees half of it.
    const aside = `${path}.${process.pid}`;
    mkdirSync(aside);
    await make(aside);
    try {
      renameSync(aside, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
      rmSync(aside, { recursive: true });
    }
  }
  const now = new Date();
  utimesSync(path, now, now);
  return path;
}

function clearStale(): void {
  for (const name of readdirSync(FOLDER)) {
    const old = join(FOLDER, name);
    if (statSync(old).mtimeMs < Date.now() - STALE_MS) rmSync(old, { recursive: true, force: true });
  }
}

function hashOf(places: readonly string[]): string {
  const hash = createHash("sha256");
  for (const place of places) {
    const path = join(ROOT, place);
    const files = statSync(path).isFile()
      ? [path]
      : readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !entry.parentPath.includes("generated"))
          .map((entry) => join(entry.parentPath, entry.name))
          .sort();
    for (const file of files) hash.update(file).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 24);
}
