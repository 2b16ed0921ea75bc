// Two bureaus in one deployment, each with bots of its own that the config file names: nobody's words go to the wrong one.
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../../jobs/sweep.ts";
import type { Envelope } from "../../src/chat/forward.ts";
import { type ConfigError, readConfig } from "../../src/config.ts";
import { setUpBureau } from "../../src/services/bureau.ts";
import worker from "../../src/worker.ts";
import {
  type Simulator as Dingtalk,
  startSimulator as startDingtalk,
} from "../support/dingtalk/simulator.ts";
import { type Duty, openDuty } from "../support/duty.ts";
import { publishMatters } from "../support/factory.ts";
import { startSimulator as startWecom, type Simulator as Wecom } from "../support/wecom/simulator.ts";
import { wordsOf } from "../support/wecom/words.ts";

const CITY = "甲市应急管理局";
const GROUP = "wrSIMgroup01";
const folder = mkdtempSync(join(tmpdir(), "baosong-bots-"));
const file = join(folder, "config.json");
const SECRET_KEY = "0123456789abcdef0123456789abcdef";

/** The settings of a deployment whose config file says this. */
function read(content: object, env: Record<string, string> = {}) {
  writeFileSync(file, JSON.stringify(content));
  return readConfig({ SECRET_KEY, CONFIG_FILE: file, ...env });
}

describe("what the config file may say", () => {
  const app = {
    WECOM_CORP_ID: "wwsim0123456789ab",
    WECOM_AGENT_ID: 1000002,
    WECOM_SECRET: "secret",
    WECOM_TOKEN: "token",
    WECOM_AES_KEY: "Gy4G0kG7zuSDcaLTp2YOcaOuTZWIkYGhmV203Joucxs",
  };
  const ding = { DINGTALK_CORP_ID: "d", DINGTALK_CLIENT_ID: "c", DINGTALK_CLIENT_SECRET: "s" };

  test("further bots, each with a bureau or for the first one, beside those of the environment", () => {
    const config = read({
      PORT: 8080,
      ...ding,
      BOTS: { jia: { BUREAU: CITY, ...app }, "xian-2": { ...app, WECOM_AGENT_ID: "1000003" } },
    });
    expect(config).toMatchObject({
      port: 8080,
      wecom: null,
      dingtalk: { clientId: "c" },
      bots: [
        { route: "jia", bureau: CITY, wecom: { app: { agentId: 1000002 } }, dingtalk: null },
        { route: "xian-2", bureau: null, wecom: { app: { agentId: 1000003 } } },
      ],
      // Real addresses are duty, wherever they are written.
      sandbox: false,
    });
    expect(read({ BOTS: {} })).toMatchObject({ bots: [], sandbox: true });
    expect(() => read({ BOTS: { jia: app } }, { SANDBOX: "1" })).not.toThrow();
    expect(read({ BOTS: { jia: app } }, { SANDBOX: "1" }).sandboxShut).toBe(true);
  });

  test.each<[string, object, string[]]>([
    ["no bots", { BOTS: [] }, ['BOTS：应写成 { "名字": { "BUREAU": "单位全称", "WECOM_CORP_ID": … } }']],
    ["a bot that is no object", { BOTS: { jia: "x" } }, ["BOTS：应写成"]],
    ["an empty bot", { BOTS: { jia: { BUREAU: CITY } } }, ["BOTS 里的“jia”：没有企业微信或钉钉的设置"]],
    [
      "names that addresses and queues do not take",
      { BOTS: { 甲: app, default: ding, "a:b": { ...app, WECOM_AGENT_ID: "1" } } },
      ["BOTS 里的“甲”：名字要以小写字母开头", "BOTS 里的“default”：名字要", "BOTS 里的“a:b”：名字要"],
    ],
    [
      "everything at once, each with its bot",
      {
        PORT: "x",
        DATA_DIR: { a: 1 },
        BOTS: {
          jia: { ...app, WECOM_SECRET: "", WECOM_AGENT_ID: "小程序", WECOM_CORPID: "typo" },
          yi: { ...ding, DINGTALK_CLIENT_SECRET: ["s"] },
        },
      },
      [
        "DATA_DIR：应是一个值，不是一组值",
        "PORT：应为",
        "BOTS 里的“jia”：WECOM_CORPID：不认识这一项",
        "BOTS 里的“jia”：WECOM_AGENT_ID：应为数字，是应用详情页的 AgentId",
        "BOTS 里的“jia”：WECOM_SECRET：没有设置，企业微信应用的五项要一起设置",
        "BOTS 里的“yi”：DINGTALK_CLIENT_SECRET：应是一个值，不是一组值",
        "BOTS 里的“yi”：DINGTALK_CLIENT_SECRET：没有设置",
      ],
    ],
    [
      "one app, bot or robot written twice",
      {
        ...app,
        BOTS: {
          jia: { ...app, WECOM_SECRET: "other" },
          yi: ding,
          bing: { ...ding, DINGTALK_CORP_ID: "e" },
          ding: { WECOM_AIBOT_ID: "aib", WECOM_AIBOT_SECRET: "s" },
          wu: { WECOM_AIBOT_ID: "aib", WECOM_AIBOT_SECRET: "s" },
        },
      },
      [
        "BOTS 里的“jia”：WECOM_AGENT_ID：与默认的相同",
        "BOTS 里的“bing”：DINGTALK_CLIENT_ID：与“yi”相同",
        "BOTS 里的“wu”：WECOM_AIBOT_ID：与“ding”相同",
      ],
    ],
  ])("%s is refused", (_, content, problems) => {
    let found: string[] = [];
    try {
      read(content);
    } catch (error) {
      found = (error as ConfigError).problems;
    }
    expect(found).toEqual(problems.map((problem) => expect.stringContaining(problem)));
    expect(found.join()).not.toContain("secret");
  });
});

describe("a province and a city", () => {
  let province: Wecom;
  let city: Wecom;
  let cityDing: Dingtalk;
  let duty: Duty;

  beforeAll(async () => {
    province = await startWecom();
    // Another organisation with members of the very same ids, and a group robot of the same name.
    city = await startWecom({
      settings: { corpId: "wwcity0123456789a", secret: "city-secret", token: "cityToken" },
    });
    cityDing = await startDingtalk();
    const jia = { BUREAU: CITY, ...city.env, ...city.aibot.env, ...cityDing.env };
    const { wecom, bots } = read({ BOTS: { jia } }, province.env);
    duty = await openDuty(() => ({ wecom, bots }));
    cityDing.world.advance(duty.app.runtime.clock.now().getTime() - cityDing.world.now());
  });
  afterAll(async () => {
    await duty.close();
    await Promise.all([province.close(), city.close(), cityDing.close()]);
    rmSync(folder, { recursive: true });
  });

  const db = () => duty.app.runtime.store.db;
  const words = (sim: Wecom, userid: string) =>
    wordsOf(sim.sees({ userid }).at(-1)?.body ?? {}).replaceAll("\u200b", "");
  const says = async (sim: Wecom, userid: string, text: string) => {
    await sim.says(userid, text);
    await duty.settle();
    return words(sim, userid);
  };

  test("until its bureau is set up, what is said to a bot waits; nobody else hears of it", async () => {
    for (const [sim, path] of [
      [province, "default"],
      [city, "jia"],
    ] as const) {
      const save = () => sim.savesAddress(`${duty.url}/callback/wecom/${path}`);
      await expect.poll(save, { timeout: 50_000 }).toBe(true);
    }
    expect(await province.savesAddress(`${duty.url}/callback/wecom/jia`)).toBe(false);
    await province.savesAddress(`${duty.url}/callback/wecom/default`);

    expect(await city.says("zhangsan", "/帮助")).toEqual([{ status: 200, body: "" }]);
    await province.says("lisi", "/帮助");
    await expect.poll(() => words(province, "lisi"), { timeout: 20_000 }).toContain("您还没有绑定身份");
    expect(city.sees({ userid: "zhangsan" })).toEqual([]);

    const upper = await db().org.findFirstOrThrow();
    await setUpBureau(duty.app.runtime, {
      name: CITY,
      under: upper.name,
      coordinator: null,
      sandbox: false,
      roster: {
        units: [{ code: "zhihui", name: "指挥中心", aliases: [], kind: "office", members: [] }],
        people: [
          { name: "甲市管理员", posts: [{ unit: "zhihui", role: "coordinator" }] },
          { name: "甲市联系人", posts: [{ unit: "zhihui", role: "contact" }] },
        ],
      },
    });
    await sweep(duty.app.context);
    await duty.settle();
    expect(words(city, "zhangsan")).toContain("您还没有绑定身份");
    expect(province.sees({ userid: "zhangsan" })).toEqual([]);
    const groups = await db().chatGroup.findMany({ include: { org: true }, orderBy: { platform: "asc" } });
    expect(groups.map(({ platform, chatId, org }) => [platform, chatId, org.name])).toEqual([
      ["wecom", "工作群", upper.name],
      ["wecom.jia", "工作群", CITY],
    ]);
  });

  test("a bot of the city takes the city's codes and no others, and the same id is two people", async () => {
    expect(await says(city, "zhangsan", `/绑定 ${await duty.codeFor("张磊")}`)).toContain("绑定码不对");
    expect(await says(city, "zhangsan", `/绑定 ${await duty.codeFor("甲市联系人")}`)).toContain(
      "甲市联系人，您好",
    );
    expect(await says(province, "zhangsan", `/绑定 ${await duty.codeFor("张磊")}`)).toContain("张磊，您好");
    await says(province, "ZhouWen", `/绑定 ${await duty.codeFor("周雯")}`);
    expect(await says(city, "zhangsan", "/绑定")).toContain("甲市联系人(指挥中心");
    expect(await says(province, "zhangsan", "/绑定")).toContain("张磊(危险化学品");
    const audits = await db().auditEntry.findMany({ where: { action: "bind" }, select: { orgId: true } });
    expect(new Set(audits.map(({ orgId }) => orgId)).size).toBe(2);
  });

  test("the province's bot names no bureau: somebody of the city without an account there may bind", async () => {
    const before = city.sees({ userid: "zhangsan" }).length;
    expect(await says(province, "wangwu", `/绑定 ${await duty.codeFor("甲市管理员")}`)).toContain(
      "甲市管理员，您好",
    );
    expect(await says(province, "wangwu", "/绑定 甲市联系人")).toContain("绑定码：");
    expect(await says(province, "wangwu", "/绑定 张磊")).toContain("名册里没有“张磊”");
    expect(city.sees({ userid: "zhangsan" })).toHaveLength(before);
  });

  test("what the province reminds of reaches its own people by its own bot", async () => {
    const before = city.sees({ userid: "zhangsan" }).length;
    await publishMatters(duty.app, [{ what: "自查情况", units: ["weihua"], dueOn: "2023-07-20" }]);
    await duty.turnTo("2023-07-17T09:30:00+08:00");
    expect(words(province, "zhangsan")).toContain("自查情况");
    const card = province.sees({ userid: "zhangsan" }).at(-1)!;
    await province.presses("zhangsan", card, "收到");
    await duty.settle();
    await expect.poll(() => card.patched.has("zhangsan"), { timeout: 20_000 }).toBe(true);
    expect(JSON.stringify(province.sees({ group: "工作群" }))).toContain("应报");
    expect(city.sees({ group: "工作群" })).toEqual([]);
    expect(city.sees({ userid: "zhangsan" })).toHaveLength(before);
    const sent = await db().delivery.groupBy({ by: ["platform"], where: { state: "sent" } });
    expect(sent.map(({ platform }) => platform).sort()).toEqual(["wecom", "wecom.jia"]);
  });

  test("connections, lanes and answers of the city's other bots are its own", async () => {
    await expect.poll(() => city.aibot.connected, { timeout: 20_000 }).toBe(true);
    await city.aibot.says("zhangsan", "/进度", { group: GROUP });
    await expect.poll(() => city.sees({ group: "联络群" }).length, { timeout: 20_000 }).toBe(1);
    expect(province.sees({ group: "联络群" })).toEqual([]);
    await cityDing.says("zhangsan", `/绑定 ${await duty.codeFor("甲市联系人")}`);
    await expect.poll(() => cityDing.sees({ userid: "zhangsan" }).length, { timeout: 20_000 }).toBe(1);
    expect(JSON.stringify(cityDing.sees({ userid: "zhangsan" }))).toContain("甲市联系人，您好");
    const health = (await (await fetch(`${duty.url}/healthz`)).json()) as { connections: { name: string }[] };
    expect(health.connections).toMatchObject([
      { name: "dingtalk-stream:jia", up: true },
      { name: "wecom-aibot.jia", up: true },
    ]);
  });

  test("the edge knows each bot by a token of its own", async () => {
    const queued: Envelope[] = [];
    const env = {
      INBOX: { send: async (envelope: Envelope) => void queued.push(envelope) },
      CORE_URL: duty.url,
      INBOX_SECRET: "",
      WECOM_TOKEN: province.world.settings.token,
      WECOM_TOKEN_JIA: city.world.settings.token,
    };
    const edge = serve({ fetch: (request) => worker.fetch(request, env), hostname: "127.0.0.1", port: 0 });
    if (!edge.listening) await once(edge, "listening");
    const at = (path: string) =>
      `http://127.0.0.1:${(edge.address() as AddressInfo).port}/callback/wecom/${path}`;
    // The address is proved by the core, behind the edge.
    const save = () => city.savesAddress(at("jia"));
    await expect.poll(save, { timeout: 20_000 }).toBe(true);
    expect(await city.says("zhangsan", "/我的")).toEqual([{ status: 200, body: "" }]);
    expect(queued).toMatchObject([{ kind: "wecom", bot: "jia" }]);
    for (const [path, status] of [
      ["default", 401],
      ["yi", 404],
    ] as const) {
      city.world.settings.callbackUrl = at(path);
      expect((await city.says("zhangsan", "/我的")).at(-1)).toMatchObject({ status });
    }
    edge.close();
    expect(queued).toHaveLength(1);
  });

  test("a login is by the bot whose people it is for", async () => {
    const as = (sim: Wecom, who: string) => (url: URL) => {
      if (url.origin === sim.url) url.searchParams.set("as", who);
      return url;
    };
    const choice = await duty.browser()("/progress");
    for (const way of ["用企业微信登录", `企业微信（${CITY}）`, `钉钉（${CITY}）`])
      expect(choice.text).toContain(way);
    const opened = await duty.browser()("/login/wecom.jia?to=/progress", as(city, "zhangsan"));
    expect([opened.status, opened.text]).toEqual([200, expect.stringContaining("甲市联系人")]);
    const other = await duty.browser()("/login/wecom?to=/progress", as(province, "zhangsan"));
    expect([other.status, other.text]).toEqual([200, expect.stringContaining("张磊")]);
    const stranger = await duty.browser()("/login/wecom.jia?to=/progress", as(city, "lisi"));
    expect([stranger.status, stranger.text]).toEqual([403, expect.stringContaining("您还没有绑定身份")]);
  });
});
