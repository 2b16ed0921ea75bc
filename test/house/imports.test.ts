// Who may import whom: walks every import of the project and holds it against the plan of the house.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

function listSources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith("src/store/generated/"));
}

const sources = ["src", "handlers", "jobs", "prisma"].flatMap(listSources);

function readImports(path: string): Import[] {
  const text = readFileSync(join(root, path), "utf8");
  const found: Import[] = [];
  for (const match of text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^"';]*?\s+from\s+)?"([^"]+)"/gm)) {
    const target = match[2]!;
    const to = target.startsWith(".") ? relative(root, resolve(join(root, dirname(path)), target)) : target;
    found.push({ from: path, to, typeOnly: Boolean(match[1]) });
  }
  return found;
}

const imports = sources.flatMap(readImports);

/** The room a file stands in: `domain`, `http`, `handlers` …; a composition root is a room of its own. */
function roomOf(path: string): string {
  const [top, second = "", ...rest] = path.split("/");
  if (top !== "src") return top!;
  // A folder is one platform; the files beside them are what platforms share.
  if (second === "platform" && rest.length > 1) return `platform/${rest[0]}`;
  return second.replace(/\.tsx?$/, "");
}

// Rooms that anybody may use: they import nothing of ours.
const FLOOR = ["errors", "log"];

const MAY_IMPORT: Record<string, string[]> = {
  errors: [],
  log: [],
  // Each platform reads its own settings.
  config: ["platform/wecom", "platform/dingtalk"],
  domain: [],
  zip: [],
  ledger: ["domain", "zip"],
  plan: ["domain", "zip"],
  chat: ["domain", "ledger"],
  store: ["domain"],
  queue: ["domain"],
  documents: ["domain", "ledger"],
  services: ["domain", "ledger", "plan", "chat", "store", "queue", "documents", "config"],
  platform: ["chat", "domain"],
  "platform/sandbox": ["chat", "domain"],
  "platform/wecom": ["chat", "domain", "platform"],
  "platform/dingtalk": ["chat", "domain", "platform"],
  http: ["services", "chat", "domain", "ledger", "platform/sandbox", "platform/wecom"],
  handlers: ["services", "chat", "domain", "ledger"],
  jobs: ["services", "chat", "domain", "queue"],
  prisma: ["services", "store", "domain"],
};

// They put the parts together, and nobody imports them.
const ROOTS = ["app", "main", "worker", "cli"];

test("every import keeps to the plan of the house", () => {
  const broken = imports.filter(({ from, to }) => {
    if (!/^(src|handlers|jobs|prisma)\//.test(to)) return false;
    const [room, target] = [roomOf(from), roomOf(to)];
    if (room === target || FLOOR.includes(target)) return false;
    if (ROOTS.includes(room)) return ROOTS.includes(target) && target !== "app";
    return ROOTS.includes(target) || !MAY_IMPORT[room]?.includes(target);
  });
  expect(broken.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test("every file of ours stands in a known room", () => {
  const unknown = sources.filter((path) => !(roomOf(path) in MAY_IMPORT) && !ROOTS.includes(roomOf(path)));
  expect(unknown).toEqual([]);
});

test.each([
  ["bullmq", /^src\/queue\//],
  ["ioredis", /^src\/queue\//],
  ["@prisma/client", /^src\/store\//],
  ["@prisma/adapter-pg", /^src\/store\//],
  ["@electric-sql/pglite", /^src\/store\//],
  ["pg", /^src\/(store|queue)\//],
  ["hono", /^src\/(http|app|worker|main)/],
  ["@hono/node-server", /^src\/main/],
  ["exceljs", /^src\/ledger\/workbook/],
  ["docx", /^src\/(documents\/|cli\/demo)/],
])("%s is used in its own room only", (library, room) => {
  const users = imports.filter(({ to }) => to === library || to.startsWith(`${library}/`));
  expect(users.filter(({ from }) => !room.test(from)).map(({ from }) => from)).toEqual([]);
});

test("the generated Prisma client is used in store and services only", () => {
  const users = imports.filter(({ to }) => to.startsWith("src/store/generated/"));
  expect(users.filter(({ from }) => !/^src\/(store|services)\//.test(from)).map(({ from }) => from)).toEqual(
    [],
  );
});

test("no import goes in a circle", () => {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) {
    if (!typeOnly && /^(src|handlers|jobs|prisma)\//.test(to))
      next.set(from, [...(next.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) {
      circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
      return;
    }
    if (done.has(path)) return;
    for (const target of next.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of sources) visit(path, []);
  expect(circles).toEqual([]);
});

test("no platform is asked for by name outside its own room", () => {
  const asked = sources
    .filter((path) => !path.startsWith("src/platform/"))
    .filter((path) =>
      /platform\s*===\s*["'](wecom|dingtalk)["']/.test(readFileSync(join(root, path), "utf8")),
    );
  expect(asked).toEqual([]);
});

test("the edge is made of what any browser has", () => {
  const reached = new Set<string>(["src/worker.ts"]);
  for (const path of reached)
    for (const { to, typeOnly } of imports.filter(({ from }) => from === path))
      if (!typeOnly) reached.add(to);
  const strange = [...reached].filter((path) =>
    /^node:|prisma|bullmq|^ioredis|^pg$|^src\/(store|services|queue)/.test(path),
  );
  expect(strange).toEqual([]);
});

test("business time comes from the clock port", () => {
  // Real time is asked for where the design says so: claims and beats in SQL, start-up, and the clock itself.
  const allowed =
    /^src\/(domain\/clock|app|worker|services\/(sandbox|health|doctor)|http\/sandbox-api|cli\/)/;
  const asking = sources
    .filter((path) => !allowed.test(path))
    .filter((path) => /new Date\(\)|Date\.now\(\)/.test(readFileSync(join(root, path), "utf8")));
  expect(asking).toEqual([]);
});

test("every file opens with its one sentence", () => {
  const silent = sources.filter((path) => !/^\/\/ \S/.test(readFileSync(join(root, path), "utf8")));
  expect(silent).toEqual([]);
});
