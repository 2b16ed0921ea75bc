// What the edge needs of this room runs without Node and knows no key: no node: module, no Buffer, no decryption.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const room = fileURLToPath(new URL("../../../src/platform/wecom/", import.meta.url));
const modules = fileURLToPath(new URL("../../../node_modules/", import.meta.url));

const IMPORTS = /^(?:import|export)\s+(?:type\s+)?(?:[^"';]*?\s+from\s+)?"([^"]+)"|\brequire\("([^"]+)"\)/gm;

/** Where a package's name leads: its main file, or the file behind its path. */
function resolvePackage(name: string): string {
  const whole = join(modules, name);
  const manifest = join(whole, "package.json");
  if (existsSync(manifest)) return join(whole, JSON.parse(readFileSync(manifest, "utf8")).main);
  return existsSync(whole) ? whole : `${whole}.js`;
}

/** Every file that one reaches, packages included, with its text; a name with a colon stands for itself. */
function closureOf(file: string, found = new Map<string, string>()): Map<string, string> {
  if (found.has(file)) return found;
  const text = file.startsWith("node:") ? "" : readFileSync(file, "utf8");
  found.set(file, text);
  for (const [, first, second] of text.matchAll(IMPORTS)) {
    const target = (first ?? second)!;
    if (target.startsWith(".")) closureOf(join(dirname(file), target), found);
    else closureOf(target.startsWith("node:") ? target : resolvePackage(target), found);
  }
  return found;
}

test.each(["signature.ts", "envelope.ts"])("%s runs at the edge", (name) => {
  const closure = closureOf(join(room, name));
  const ours = [...closure].filter(([path]) => path.startsWith(room));
  expect([...closure.keys()].filter((path) => path.startsWith("node:"))).toEqual([]);
  expect(ours.filter(([, text]) => /\bBuffer\b|\bprocess\b|aesKey/i.test(text))).toEqual([]);
  expect(ours.length).toBeGreaterThanOrEqual(name === "envelope.ts" ? 3 : 1);
});

test("the same walk finds Node where Node is", () => {
  expect([...closureOf(join(room, "receiver.ts")).keys()]).toContain("node:crypto");
});
