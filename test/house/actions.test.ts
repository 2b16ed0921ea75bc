// Every button that any card offers has a handler that answers it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { handlers } from "../../handlers/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

function listSources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

test("no button is left without a handler", () => {
  const known = new Set(handlers.flatMap((handler) => (handler.kind === "action" ? [handler.action] : [])));
  const offered = [...listSources("src/services"), ...listSources("handlers")].flatMap((text) =>
    // A button that carries a url only opens it.
    [...text.matchAll(/\{[^{}]*\baction: "([\w-]+)"[^{}]*\blabel:[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g)]
      .filter((match) => !/\burl[:,\s}]/.test(match[0]))
      .map((match) => match[1]!),
  );
  expect(offered.length).toBeGreaterThan(5);
  expect([...new Set(offered)].filter((action) => !known.has(action))).toEqual([]);
});
