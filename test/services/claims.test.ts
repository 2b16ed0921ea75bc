// Rates: of many claims on one address at once no more come through than the platform allows, and none is lost.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Rate } from "../../src/chat/platform.ts";
import { type Claim, claimDelivery } from "../../src/services/claims.ts";
import type { Runtime } from "../../src/services/runtime.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { openSeeded } from "../support/databases.ts";
import { requireServer } from "../support/servers.ts";

const postgres = await requireServer("postgres");
afterAll(() => postgres?.stop());

const NOW = new Date("2023-07-12T09:00:00+08:00");

describe.each([
  ["embedded", true],
  ["postgres", postgres !== null],
])("%s", (mode, present) => {
  let store: Store;
  let runtime: Runtime;
  beforeAll(async () => {
    if (!present) return;
    store =
      mode === "postgres"
        ? await openStore({ kind: "postgres", url: postgres!.url, connections: 10 })
        : await openSeeded(10);
    runtime = { store, clock: { now: () => NOW } } as Runtime;
  });
  afterAll(() => store?.close());

  /** So many deliveries to one stranger by one bot. */
  async function deliveries(count: number, strangerId: string, bot = "default") {
    return store.db.delivery.createManyAndReturn({
      data: Array.from({ length: count }, () => ({
        orgId: "org",
        platform: "test",
        bot,
        strangerId,
        dedupeKey: randomUUID(),
        kind: "message",
        cause: "test",
        notBeforeAt: NOW,
        createdAt: NOW,
      })),
    });
  }

  const claimAll = (rows: Awaited<ReturnType<typeof deliveries>>, rates: Rate[]): Promise<Claim[]> =>
    Promise.all(rows.map((row) => claimDelivery(runtime, row, rates)));
  const count = (claims: Claim[], state: Claim["state"]) =>
    claims.filter((claim) => claim.state === state).length;

  test.skipIf(!present)("five a minute to a member are five, whoever asks at the same time", async () => {
    const rates: Rate[] = [
      { per: "member", most: 5, seconds: 60 },
      { per: "bot", most: 100, seconds: 60 },
    ];
    const rows = await deliveries(12, "a");
    const claims = await claimAll(rows, rates);
    expect([count(claims, "claimed"), count(claims, "waits")]).toEqual([5, 7]);
    for (const claim of claims)
      if (claim.state === "waits") {
        expect(claim.waitMs).toBeGreaterThan(30_000);
        expect(claim.waitMs).toBeLessThanOrEqual(60_000);
      }
    // Another member has a rate of its own.
    expect(count(await claimAll(await deliveries(5, "b"), rates), "claimed")).toBe(5);
    const waiting = await store.db.delivery.findMany({ where: { strangerId: "a", state: "pending" } });
    expect(new Set(waiting.map(({ attempts }) => attempts))).toEqual(new Set([0]));
  });

  test.skipIf(!present)(
    "what was sent longer ago than the window counts no more, nor what was not sent",
    async () => {
      const rates: Rate[] = [{ per: "bot", most: 2, seconds: 60 }];
      const [old, failed, first, second, third] = await deliveries(5, "c", "other");
      expect(count(await claimAll([old!, failed!], rates), "claimed")).toBe(2);
      await store.db.$executeRaw`
      UPDATE "Delivery" SET "state" = 'sent', "claimedAt" = now() - interval '61 seconds' WHERE "id" = ${old!.id}`;
      await store.db.$executeRaw`UPDATE "Delivery" SET "state" = 'pending' WHERE "id" = ${failed!.id}`;
      const claims = [];
      for (const row of [first!, second!, third!]) claims.push(await claimDelivery(runtime, row, rates));
      expect(claims.map(({ state }) => state)).toEqual(["claimed", "claimed", "waits"]);
    },
  );

  test.skipIf(!present)("one delivery is claimed once", async () => {
    const [row] = await deliveries(1, "d");
    const rates: Rate[] = [{ per: "member", most: 5, seconds: 60 }];
    const claims = await claimAll([row!, row!, row!], rates);
    expect([count(claims, "claimed"), count(claims, "taken")]).toEqual([1, 2]);
  });
});
