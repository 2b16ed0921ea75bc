// The whole deployment on a real Postgres, and on a real Postgres and Redis.
import { afterAll, describe, expect, test } from "vitest";
import { openHarness } from "./harness.ts";
import { requireServer, startPostgres, startRedis } from "./servers.ts";

const postgres = await requireServer("postgres");
const redis = await requireServer("redis");
afterAll(async () => {
  await postgres?.stop();
  await redis?.stop();
});

describe.skipIf(!postgres)("on Postgres", () => {
  test("the bot answers, and says which mode it runs in", async () => {
    const office = await openHarness({ config: { mode: "postgres", databaseUrl: postgres!.url } });
    const [answer] = await office.person("zhang-lei").says("/帮助");
    expect(answer!.card?.title).toBe("您可以发送");
    expect(await (await office.request("/healthz")).json()).toMatchObject({ status: "ok", mode: "postgres" });
    await office.close();
  });
});

describe.skipIf(!postgres || !redis)("on Postgres and Redis", () => {
  test("the bot answers, and the queue may be wiped", async () => {
    const office = await openHarness({
      config: { mode: "postgres+redis", databaseUrl: postgres!.url, redisUrl: redis!.url },
      overrides: { queuePrefix: redis!.prefix },
    });
    await office.app.wipeQueue();
    const [answer] = await office.person("wu-xia").says("/帮助");
    expect(answer!.to).toEqual({ person: "wu-xia" });
    await office.close();
  });
});

test("without a binary or an address there is a reason instead", async () => {
  const { PATH, TEST_DATABASE_URL, TEST_REDIS_URL, REQUIRE } = process.env;
  try {
    process.env.PATH = "";
    delete process.env.TEST_REDIS_URL;
    expect(await startRedis()).toEqual({ reason: expect.stringContaining("redis-server") });
    process.env.REQUIRE = "postgres,redis";
    await expect(requireServer("redis")).rejects.toThrow("REQUIRE=redis");
    process.env.TEST_DATABASE_URL = "postgresql://nobody@127.0.0.1:1/none";
    await expect(startPostgres()).rejects.toThrow();
  } finally {
    for (const [name, value] of Object.entries({ PATH, TEST_DATABASE_URL, TEST_REDIS_URL, REQUIRE })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});
