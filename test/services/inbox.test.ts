// What happens to an event that cannot be handled, and to a message that cannot be sent.
import { afterEach, expect, test } from "vitest";
import { defineCommand } from "../../handlers/define.ts";
import type { Platform } from "../../src/chat/platform.ts";
import { AppError } from "../../src/errors.ts";
import { createLog } from "../../src/log.ts";
import { type Harness, openHarness } from "../support/harness.ts";

let office: Harness;
afterEach(() => office.close());
const log = createLog("silent");

/** A command that breaks so many times before it works. */
function brittle(times: number) {
  const seen: string[] = [];
  const handler = defineCommand({
    words: ["/试"],
    summary: "",
    allow: "bound",
    async run({ args, work }) {
      seen.push(args);
      work.audit({ action: "try", subject: args });
      if (args === "坏" && times-- > 0) throw new Error("broken");
      return { text: `好：${args}` };
    },
  });
  return { handler, seen };
}

test("an event that breaks is tried again, and what came after it waits for its turn", async () => {
  const { handler, seen } = brittle(2);
  office = await openHarness({ overrides: { handlers: [handler], log } });
  const zhang = office.person("zhang-lei");
  const [first, second] = await Promise.all([zhang.says("/试 坏"), zhang.says("/试 好")]);
  expect([...first, ...second].map(({ text }) => text)).toEqual(["好：坏", "好：好"]);
  expect(seen).toEqual(["坏", "坏", "坏", "好"]);
  // What the broken attempts had decided was rolled back with them.
  expect(await office.app.runtime.store.db.auditEntry.count({ where: { action: "try" } })).toBe(2);
});

test("after five failures the sender is told with a number, and the next event is handled", async () => {
  const { handler } = brittle(99);
  office = await openHarness({ overrides: { handlers: [handler], log } });
  const zhang = office.person("zhang-lei");
  const [told] = await zhang.says("/试 坏");
  expect(told!.text).toMatch(/没有处理成功，已记下\(第\d+号\)/);
  expect((await zhang.says("/试 好"))[0]!.text).toBe("好：好");
  const { db } = office.app.runtime.store;
  expect(
    await db.inboundEvent.groupBy({ by: ["state", "attempts"], _count: true, orderBy: { state: "asc" } }),
  ).toEqual([
    { state: "handled", attempts: 0, _count: 1 },
    { state: "failed", attempts: 5, _count: 1 },
  ]);
});

/** The sandbox's name with a network that says no so many times, in a given way. */
function unreliable(times: number, error: AppError): { platform: Platform; tries: () => number } {
  let tries = 0;
  return {
    tries: () => tries,
    platform: {
      name: "sandbox",
      idempotent: false,
      async send({ deliveryId }) {
        tries++;
        if (times-- > 0) throw error;
        return { externalId: deliveryId };
      },
    },
  };
}

test.each([
  [
    "unavailable twice",
    2,
    new AppError("PLATFORM_UNAVAILABLE", "网络不通", { retryAfterMs: 20 }),
    "sent",
    3,
    3,
  ],
  ["too fast seven times", 7, new AppError("RATE_LIMITED", "太快", { retryAfterMs: 20 }), "sent", 8, 1],
  ["rejected", 1, new AppError("PLATFORM_REJECTED", "无效接收人"), "failed", 1, 1],
  [
    "unavailable for good",
    99,
    new AppError("PLATFORM_UNAVAILABLE", "网络不通", { retryAfterMs: 20 }),
    "failed",
    5,
    5,
  ],
] as const)("a delivery that is %s", async (_case, times, error, state, tries, attempts) => {
  const network = unreliable(times, error);
  const { handler } = brittle(0);
  office = await openHarness({ overrides: { handlers: [handler], platforms: [network.platform], log } });
  await office.person("zhang-lei").says("/试 好");
  const delivery = await office.app.runtime.store.db.delivery.findFirstOrThrow();
  expect(delivery).toMatchObject({ state, attempts });
  expect(network.tries()).toBe(tries);
  if (state === "failed") expect(delivery.error).toBe(error.message);
});

test("a lost claim is sent again where that does no harm, else shown as unknown", async () => {
  for (const idempotent of [true, false]) {
    const network = unreliable(0, new AppError("INTERNAL", ""));
    const { handler } = brittle(0);
    const platform = { ...network.platform, idempotent };
    office = await openHarness({ overrides: { handlers: [handler], platforms: [platform], log } });
    await office.person("zhang-lei").says("/试 好");
    const { db } = office.app.runtime.store;
    await db.$executeRaw`UPDATE "Delivery" SET "state" = 'sending', "claimedUntil" = now() - interval '1 second'`;
    await office.app.sweep();
    for (
      let i = 0;
      i < 100 && (await db.delivery.count({ where: { state: { in: ["pending", "sending"] } } }));
      i++
    )
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await db.delivery.findFirstOrThrow()).state).toBe(idempotent ? "sent" : "unknown");
    if (idempotent) await office.close();
  }
});

test("the queue may be wiped under load: everything arrives, once, in each sender's order", async () => {
  const { handler, seen } = brittle(0);
  office = await openHarness({ overrides: { handlers: [handler], log } });
  const people = ["zhang-lei", "wu-xia", "deng-fei", "luo-qiang"];
  const said = people.flatMap((id) =>
    Array.from({ length: 15 }, (_, index) =>
      office.person(id).says(`/试 ${id}-${index}`, { id: `${id}-${index}` }),
    ),
  );
  for (let wipe = 0; wipe < 5; wipe++) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    await office.app.wipeQueue();
  }
  await office.app.sweep();
  const answers = (await Promise.all(said)).flat().map(({ text }) => text);
  expect(new Set(answers).size).toBe(60);
  expect(answers).toHaveLength(60);
  expect(seen).toHaveLength(60);
  for (const id of people) {
    const own = seen.filter((args) => args.startsWith(`${id}-`));
    const order = await office.app.runtime.store.db.inboundEvent.findMany({
      where: { senderKey: `sandbox:${id}` },
      orderBy: { sequence: "asc" },
    });
    expect(own).toEqual(
      order.map(({ eventKey, payload }) => (payload as { text: string }).text.slice(3) || eventKey),
    );
    expect((await office.person(id).sees()).length).toBe(15);
  }
});
