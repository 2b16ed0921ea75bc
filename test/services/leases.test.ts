// Who does what only one may do: two holders on one database, one that dies and one that falls silent.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCalendar } from "../../src/domain/calendar.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { createLog } from "../../src/log.ts";
import {
  checkConnections,
  keepConnections,
  noteConnection,
  readConnections,
} from "../../src/services/connections.ts";
import { holderOf, releaseLease, renewLease, runLeased, takeLease } from "../../src/services/leases.ts";
import type { Runtime } from "../../src/services/runtime.ts";
import { createCipher } from "../../src/store/cipher.ts";
import type { Store } from "../../src/store/open.ts";
import { TEST_CONFIG } from "../support/config.ts";
import { openSeeded } from "../support/databases.ts";

let store: Store;
beforeAll(async () => {
  store = await openSeeded(10);
});
afterAll(() => store.close());

/** A process on the shared database; `cut` has it lose the database. */
function openProcess(): Runtime & { cut(): void } {
  let gone = false;
  const reaching = new Proxy(store, {
    get(target, name, receiver) {
      if (gone && name === "db") throw new Error("the database cannot be reached");
      return Reflect.get(target, name, receiver);
    },
  });
  return {
    store: reaching,
    clock: systemClock,
    calendar: createCalendar(),
    cipher: createCipher(TEST_CONFIG.secretKey),
    log: createLog("silent"),
    publicUrl: "",
    ring: async () => {},
    cut() {
      gone = true;
    },
  };
}

const ended = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });

const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
};

const QUICK = { holdMs: 400, renewMs: 100, askMs: 40 };

test("a lease has one holder; another gets it when it is given back or has run out", async () => {
  const [first, second] = [openProcess(), openProcess()];
  expect(holderOf(first)).not.toBe(holderOf(second));
  expect(await takeLease(first, "one", 60_000)).toBe(true);
  expect(await takeLease(first, "one", 60_000)).toBe(true);
  expect(await takeLease(second, "one", 60_000)).toBe(false);
  expect(await renewLease(second, "one", 60_000)).toBe(false);
  await releaseLease(second, "one");
  expect(await renewLease(first, "one", 60_000)).toBe(true);

  await store.db.$executeRaw`UPDATE "Lease" SET "until" = now() - interval '1 second' WHERE "name" = 'one'`;
  expect(await takeLease(second, "one", 60_000)).toBe(true);
  expect(await renewLease(first, "one", 60_000)).toBe(false);
  await releaseLease(second, "one");
  expect(await takeLease(first, "one", 60_000)).toBe(true);
});

test("of twenty who ask at once one gets it", async () => {
  const got = await Promise.all(Array.from({ length: 20 }, () => takeLease(openProcess(), "rush", 60_000)));
  expect(got.filter(Boolean)).toHaveLength(1);
});

test("two processes hold in turn and never together, and the end of one is the beginning of the other", async () => {
  const held: string[] = [];
  let most = 0;
  const holding = (name: string) => async (lost: AbortSignal) => {
    held.push(name);
    most = Math.max(most, held.length);
    await ended(lost);
    held.splice(held.indexOf(name), 1);
  };
  const a = runLeased(openProcess(), "turns", holding("a"), QUICK);
  await until(() => held.includes("a"));
  const b = runLeased(openProcess(), "turns", holding("b"), QUICK);
  await a.close();
  await until(() => held.includes("b"));
  await b.close();
  expect([most, held]).toEqual([1, []]);
  expect(await store.db.lease.count({ where: { name: "turns" } })).toBe(0);
});

test("a holder that cannot renew gives up before anybody else begins", async () => {
  const order: string[] = [];
  const silent = openProcess();
  const a = runLeased(
    silent,
    "silent",
    async (lost) => {
      order.push("a holds");
      silent.cut();
      await ended(lost);
      order.push("a gave up");
    },
    QUICK,
  );
  await until(() => order.length === 1);
  const b = runLeased(
    openProcess(),
    "silent",
    async (lost) => {
      order.push("b holds");
      await ended(lost);
    },
    QUICK,
  );
  await until(() => order.includes("b holds"));
  expect(order).toEqual(["a holds", "a gave up", "b holds"]);
  await Promise.all([a.close(), b.close()]);
});

test("what fails while holding gives the lease back and tries again", async () => {
  let times = 0;
  const leased = runLeased(
    openProcess(),
    "stumbling",
    async (lost) => {
      if (++times < 3) throw new Error("stumbled");
      await ended(lost);
    },
    QUICK,
  );
  await until(() => times === 3);
  await leased.close();
});

test("a gap is from when the old holder was last seen up to its follower's first word", async () => {
  const [old, next] = [openProcess(), openProcess()];
  await takeLease(old, "stream", 60_000);
  expect(await noteConnection(old, "stream", { up: true })).toBeNull();
  expect(await noteConnection(old, "stream", { up: true })).toBeNull();
  const [first] = await readConnections(store);
  expect(first).toMatchObject({ name: "stream", up: true, gap: null });

  // Killed: it says nothing more, and its lease runs out.
  await store.db.$executeRaw`DELETE FROM "Lease" WHERE "name" = 'stream'`;
  await takeLease(next, "stream", 60_000);
  const gap = await noteConnection(next, "stream", { up: true });
  expect(gap!.from).toEqual(first!.seen);
  expect(gap!.to.getTime()).toBeGreaterThanOrEqual(gap!.from.getTime());
  expect((await readConnections(store))[0]).toMatchObject({ up: true, gap });

  // It wakes up after all: the word is not its own any more.
  expect(await noteConnection(old, "stream", { up: false, why: "断了" })).toBeNull();
  expect((await readConnections(store))[0]).toMatchObject({ up: true, why: null, gap });

  await noteConnection(next, "stream", { up: false, why: "网络断开" });
  expect(await checkConnections(store)).toEqual([
    expect.objectContaining({
      level: "broken",
      detail: expect.stringMatching(/网络断开；最近一次中断：最长从/),
    }),
  ]);
  // Its follower can't connect either: the gap is one, from when it went down.
  const { since } = (await readConnections(store))[0]!;
  await store.db.$executeRaw`DELETE FROM "Lease" WHERE "name" = 'stream'`;
  await takeLease(old, "stream", 60_000);
  await noteConnection(old, "stream", { up: false, why: "网络断开" });
  expect(await noteConnection(old, "stream", { up: true })).toMatchObject({ from: since });
  expect(await noteConnection(old, "stream", { up: true })).toBeNull();
  expect(await checkConnections(store)).toEqual([
    expect.objectContaining({ level: "ok", detail: expect.stringContaining("不会补推") }),
  ]);
});

test("a connection whose holder says nothing for long is not up", async () => {
  const gone = openProcess();
  await takeLease(gone, "mute", 60_000);
  await noteConnection(gone, "mute", { up: true });
  await store.db.$executeRaw`UPDATE "Setting" SET "value" = "value" || '{"seen":"2026-01-01T00:00:00Z"}'
    WHERE "name" = 'connection.mute'`;
  const mute = (await readConnections(store)).find(({ name }) => name === "mute");
  expect(mute).toMatchObject({ up: false, why: "持有连接的进程没有声音" });
});

test("a connection that the settings ask for no more is forgotten", async () => {
  const before = (await readConnections(store)).map(({ name }) => name);
  expect(before).toContain("mute");
  await keepConnections(
    store,
    before.filter((name) => name !== "mute"),
  );
  expect((await readConnections(store)).map(({ name }) => name)).toEqual(
    before.filter((name) => name !== "mute"),
  );
});
