// Two processes, one database, one bot: one of them holds the connection, both work, and a killed holder is followed.
import { afterAll, describe, expect, test } from "vitest";
import { seedDemoBureau } from "../../../prisma/seed.ts";
import { createCalendar } from "../../../src/domain/calendar.ts";
import { systemClock } from "../../../src/domain/clock.ts";
import { createLog } from "../../../src/log.ts";
import { checkConnections } from "../../../src/services/connections.ts";
import type { Runtime } from "../../../src/services/runtime.ts";
import { createCipher } from "../../../src/store/cipher.ts";
import { openStore, type Store } from "../../../src/store/open.ts";
import { type Running, startServer } from "../../support/process.ts";
import { requireServer } from "../../support/servers.ts";
import { type Simulator, startSimulator } from "../../support/wecom/simulator.ts";

const SECRET_KEY = "tests-only-0123456789abcdef0123456789abcdef";
const GROUP = "wrSIMgroup01";
const PEOPLE = [
  ["zhangsan", "张磊"],
  ["lisi", "李娜"],
  ["ZhouWen", "周雯"],
] as const;

const postgres = await requireServer("postgres");
afterAll(async () => postgres?.stop());

const until = async (holds: () => boolean | Promise<boolean>, what: () => string) => {
  const limit = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error(what());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** The demo bureau with three people who are on WeCom. */
async function prepare(store: Store): Promise<void> {
  const { db } = store;
  const runtime: Runtime = {
    store,
    clock: systemClock,
    calendar: createCalendar(),
    cipher: createCipher(SECRET_KEY),
    log: createLog("silent"),
    publicUrl: "",
    ring: async () => {},
  };
  await seedDemoBureau(runtime);
  await db.binding.deleteMany();
  await db.chatGroup.deleteMany();
  const org = await db.org.findFirstOrThrow();
  for (const [userId, name] of PEOPLE) {
    const { id: personId } = await db.person.findFirstOrThrow({ where: { name } });
    await db.binding.create({
      data: {
        platform: "wecom",
        corp: org.code,
        userId: userId.toLowerCase(),
        personId,
        boundAt: new Date(),
      },
    });
  }
}

describe.skipIf(!postgres)("two processes", () => {
  test("kill -9 of the holder", { timeout: 400_000 }, async () => {
    const sim: Simulator = await startSimulator();
    const store = await openStore({ kind: "postgres", url: postgres!.url, connections: 4 });
    const { db } = store;
    await prepare(store);
    const env = {
      DATABASE_URL: postgres!.url,
      SECRET_KEY,
      HOST: "127.0.0.1",
      WECOM_API_BASE: `${sim.url}/cgi-bin`,
      ...sim.aibot.env,
    };
    const servers: Running[] = [];
    const said = () => servers.map(({ output }) => output()).join("\n");
    const seen = () => [
      ...PEOPLE.flatMap(([userid]) => sim.sees({ userid })),
      ...sim.sees({ group: "联络群" }),
    ];
    const settled = async () =>
      (await db.inboundEvent.count({ where: { state: "handled" } })) === sim.world.aibot.handed.length &&
      (await db.delivery.count({ where: { state: { in: ["pending", "sending"] } } })) === 0;
    try {
      for (const _ of ["one", "two"]) servers.push(await startServer(env));
      await until(() => sim.aibot.connected, said);
      // Each asks in 1:1 and in the group; answers come back by the one connection, whichever process made them.
      for (const [userid] of PEOPLE) {
        await sim.aibot.says(userid, "/帮助");
        await sim.aibot.says(userid, "/进度", { group: GROUP });
      }
      await until(settled, said);

      const { holder } = await db.lease.findUniqueOrThrow({ where: { name: "wecom-aibot" } });
      const dying = servers.find(({ child }) => holder.split(":").at(-2) === String(child.pid))!;
      const other = servers.find((server) => server !== dying)!;
      await dying.stop("SIGKILL");
      const killedAt = performance.now();
      expect((await sim.aibot.says("zhangsan", "听得到吗")).lost).toBe(true);
      await until(() => sim.aibot.connected, said);
      expect(performance.now() - killedAt).toBeLessThan(30_000);

      for (const [userid] of PEOPLE) await sim.aibot.says(userid, "/帮助");
      await until(settled, said);

      // Every frame handed to a live process is one event, and every delivery one message.
      const { aibot } = sim.world;
      const keys = (await db.inboundEvent.findMany()).map(({ eventKey }) => eventKey).sort();
      expect(keys).toEqual(aibot.handed.map(({ msgid }) => `message:${msgid}`).sort());
      const deliveries = await db.delivery.findMany();
      // The process without the connection tries nothing: it passes on.
      const sent = deliveries.map(() => ({ state: "sent", attempts: 1, error: null }));
      expect(deliveries.map(({ state, attempts, error }) => ({ state, attempts, error }))).toEqual(sent);
      expect(seen()).toHaveLength(deliveries.length);
      expect(sim.sees({ group: "联络群" }).length).toBeGreaterThanOrEqual(PEOPLE.length);
      // What was said in between is lost by protocol, and nobody kicked anybody.
      expect([aibot.lost.length, aibot.kicks]).toEqual([1, 0]);

      const health = await (await fetch(`${other.url}/healthz`)).json();
      const gap = { from: expect.any(String), to: expect.any(String) };
      expect(health).toMatchObject({ status: "ok", connections: [{ name: "wecom-aibot", up: true, gap }] });
      expect(other.output()).toContain("connected again after a gap");
      expect(await checkConnections(store)).toEqual([
        expect.objectContaining({ level: "ok", detail: expect.stringContaining("收不到，也不会补推") }),
      ]);
      expect(await other.stop("SIGTERM")).toBe(0);
      expect(await db.lease.count()).toBe(0);
      expect(await checkConnections(store)).toEqual([expect.objectContaining({ level: "broken" })]);
    } finally {
      for (const { child } of servers) child.kill("SIGKILL");
      await store.close();
      await sim.close();
    }
  });
});
