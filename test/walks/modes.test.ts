// The two walks — a message in, a reminder out — on every mode: embedded always, Postgres and Redis where there are any.
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import type { Config } from "../../src/config.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { requireServer } from "../support/servers.ts";

const PLAN = readFileSync(new URL("../fixtures/small-plan.txt", import.meta.url), "utf8");
const REPORT = new TextEncoder().encode("%PDF-1.4\n% 自查情况\n%%EOF\n");

const postgres = await requireServer("postgres");
const redis = await requireServer("redis");
afterAll(async () => {
  await postgres?.stop();
  await redis?.stop();
});

const database = { databaseUrl: postgres?.url };
const MODES: [Config["mode"], boolean, Partial<Config>][] = [
  ["embedded", true, {}],
  ["postgres", postgres !== null, database],
  ["postgres+redis", postgres !== null && redis !== null, { ...database, redisUrl: redis?.url }],
];

describe.each(MODES)("%s", (mode, present, config) => {
  test.skipIf(!present)("from the plan to the director's answer", async () => {
    const office = await openHarness({
      config: { ...config, mode },
      overrides: { queuePrefix: `${redis?.prefix ?? ""}modes` },
    });
    try {
      // The second server mode finds the first one's database: it starts over as the sandbox does.
      await office.request("/sandbox/api/reset", { method: "POST" });
      await walkIn(office);
      await walkOut(office);
      const health = await office.request("/healthz");
      expect(await health.json()).toMatchObject({ status: "ok", mode });
    } finally {
      await office.close();
    }
  });
});

async function walkIn(office: Harness): Promise<void> {
  const [zhou, luo] = [office.person("zhou-wen"), office.person("luo-qiang")];
  const [draft] = await zhou.says(PLAN);
  expect(draft!.card?.facts).toContainEqual(["报送事项", "2项"]);
  const told = await zhou.says("/发布");
  const own = told.find(({ to }) => to.person === "luo-qiang")!;
  expect(own.text).toContain("7月27日(周四)");
  expect((await luo.presses(own, "收到"))[0]!.text).toContain("已记下收到");

  const code = /A\d+/.exec(own.text)![0];
  const [receipt] = await luo.sends("自查情况.pdf", REPORT, code);
  const number = /报送\d{8}-\d{4}/.exec(receipt!.text)![0];
  const [again] = await luo.sends("自查情况.pdf", REPORT, code);
  expect(again!.text).toContain(number);
}

async function walkOut(office: Harness): Promise<void> {
  const sent = await office.until("2023-07-20T10:00:00+08:00");
  const reminded = sent.filter(({ to }) => to.person).map(({ to }) => to.person);
  expect(reminded.sort()).toEqual([
    "deng-fei",
    "li-na",
    "ma-chao",
    "tang-jing",
    "wu-xia",
    "yao-lan",
    "zhang-lei",
  ]);
  const [group] = sent.filter(({ to }) => to.group);
  expect(group!.card?.facts).toEqual(
    expect.arrayContaining([
      ["应报", "5家"],
      ["已报", "1家"],
    ]),
  );
  expect(group!.mentions).toEqual([]);

  const [answer] = await office.person("lin-guodong").says("各单位报得怎么样了");
  expect(answer!.card?.facts).toContainEqual(["应报", "10"]);
}
