// The embedded database answers as a server would, though one session serves everybody and parses a statement once.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Store } from "../../src/store/open.ts";
import { openSeeded } from "../support/databases.ts";

let store: Store;
beforeAll(async () => {
  store = await openSeeded(5);
  await store.pool.query("CREATE TABLE shelf (place int PRIMARY KEY, holds text)");
});
afterAll(() => store.close());

const ask = async (text: string, values: unknown[]) => (await store.pool.query(text, values)).rows;
const kept = async () =>
  (await ask("SELECT statement FROM pg_prepared_statements WHERE $1", [true])).map(
    ({ statement }) => statement as string,
  );

test("what many ask at once is parsed once, and each is answered", async () => {
  const numbers = Array.from({ length: 40 }, (_, n) => n);
  const answers = await Promise.all(numbers.map((n) => ask("SELECT $1::int AS n", [n])));
  expect(answers.flat().map(({ n }) => n)).toEqual(numbers);
  await ask("SELECT $1::int AS asked_once", [1]);
  const statements = await kept();
  expect(statements.filter((text) => text.includes("AS n"))).toHaveLength(1);
  expect(statements.filter((text) => text.includes("asked_once"))).toEqual([]);
});

test("a statement that fails fails for its asker alone, inside a transaction too, and can be asked again", async () => {
  const put = "INSERT INTO shelf VALUES ($1, $2)";
  for (const place of [1, 2, 3]) await ask(put, [place, "files"]);
  await expect(ask(put, [3, "again"])).rejects.toMatchObject({ code: "23505" });
  const client = await store.pool.connect();
  await client.query("BEGIN");
  await client.query(put, [4, "files"]);
  await expect(client.query(put, [4, "again"])).rejects.toMatchObject({ code: "23505" });
  await expect(client.query(put, [5, "files"])).rejects.toMatchObject({ code: "25P02" });
  await client.query("ROLLBACK");
  client.release();
  await ask(put, [4, "files"]);
  expect(await ask("SELECT place FROM shelf WHERE place > $1 ORDER BY 1", [1])).toEqual([
    { place: 2 },
    { place: 3 },
    { place: 4 },
  ]);
});

test.each([1, 2, 3, 4])("a statement that can't be parsed is refused each time (%i)", async () => {
  await expect(ask("SELECT nonsense FROM shelf WHERE place = $1", [1])).rejects.toMatchObject({
    code: "42703",
  });
});

test("a table that has changed is read as it is now", async () => {
  const read = () => ask("SELECT count(holds) AS n FROM shelf WHERE place < $1", [100]);
  for (let time = 0; time < 8; time++) expect(await read()).toEqual([{ n: "4" }]);
  await ask("ALTER TABLE shelf ADD COLUMN tall boolean", []);
  await ask("CREATE INDEX ON shelf (holds)", []);
  await ask("DELETE FROM shelf WHERE place = $1", [2]);
  expect(await read()).toEqual([{ n: "3" }]);
});

test("of four hundred different statements the last ones are kept, and all are answered", async () => {
  for (let n = 0; n < 400; n++) {
    const text = `SELECT $1::int + ${n} AS n`;
    for (let time = 0; time < 2; time++) expect(await ask(text, [1])).toEqual([{ n: n + 1 }]);
  }
  const statements = await kept();
  expect(statements.length).toBeLessThan(300);
  expect(statements).toContain("SELECT $1::int + 399 AS n");
  expect(statements).not.toContain("SELECT $1::int + 0 AS n");
});

test("relations that Prisma asks for at once, inside a transaction, wait for one another here and not in pg", async () => {
  const warned: string[] = [];
  const note = ({ message }: Error) => void warned.push(message);
  process.on("warning", note);
  const [unit] = await store.db.$transaction((tx) =>
    tx.unit.findMany({
      where: { code: "weihua" },
      include: { org: true, parent: true, children: true, appointments: { include: { person: true } } },
    }),
  );
  await store.db.$transaction((tx) => Promise.all([tx.unit.count(), tx.person.count(), tx.org.count()]));
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", note);
  expect(unit!.appointments.map(({ person }) => person.name)).toContain("张磊");
  expect(warned).toEqual([]);
});

test("a query that fails lets the next one of its connection through", async () => {
  const client = await store.pool.connect();
  const settled = await Promise.allSettled(
    ["SELECT 1", "SELECT nonsense", "SELECT 2"].map((text) => client.query(text)),
  );
  client.release();
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
