// The calls themselves: tokens of both interfaces, pace and pauses, errors by their codes, what is metered.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AppError } from "../../../src/errors.ts";
import { createApi, type DingtalkApi } from "../../../src/platform/dingtalk/api.ts";
import { errorFor, isQuota, isTurnedAway } from "../../../src/platform/dingtalk/errcodes.ts";
import { createMeter, type Meter } from "../../../src/platform/dingtalk/quota.ts";
import { createTransport } from "../../../src/platform/dingtalk/transport.ts";
import { isUnsure } from "../../../src/platform/troubles.ts";
import { type Simulator, startSimulator } from "../../support/dingtalk/simulator.ts";
import { HOUR } from "../../support/simulated/spans.ts";

let simulator: Simulator;
let api: DingtalkApi;
let meter: Meter;
let logged: string[];

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(() => {
  const { world } = simulator;
  Object.assign(world.faults, { slowMs: 0, status: null, refuse: [], lostAnswers: 0, tokenSeconds: 7200 });
  world.tokens.clear();
  world.calls.length = 0;
  world.messages.length = 0;
  world.quota.calls.used = 0;
  world.advance(3 * HOUR);
  open();
});

function open(clientSecret = simulator.world.settings.clientSecret, base = simulator.url) {
  const { clientId, robotCode } = simulator.world.settings;
  logged = [];
  meter = createMeter();
  const log = { warn: (...line: unknown[]) => void logged.push(JSON.stringify(line)) };
  api = createApi({
    apiBase: `${base}/`,
    oapiBase: base,
    clientId,
    clientSecret,
    robotCode,
    transport: createTransport(log, meter.add),
  });
}

const hello = { msgKey: "sampleText", msgParam: { content: "您好" } };
const send = (...userIds: string[]) => api.sendToPeople(userIds, hello);
const calls = (path: string) => simulator.world.calls.filter((call) => call.path === path).length;
const refuse = (code: string | number, status?: number, path?: string) => {
  simulator.world.faults.refuse = [
    { code, times: 1, ...(status ? { status } : {}), ...(path ? { path } : {}) },
  ];
};
const BATCH = "/v1.0/robot/oToMessages/batchSend";

describe("tokens", () => {
  test("are fetched once for all who wait, one of each interface", async () => {
    simulator.world.faults.slowMs = 20;
    await Promise.all([1, 2, 3].flatMap(() => [send("lisi"), api.listDepartments(1)]));
    expect([calls("/v1.0/oauth2/accessToken"), calls("/gettoken"), calls(BATCH)]).toEqual([1, 1, 3]);
  });

  test("that DingTalk forgot are renewed once, and the call made again", async () => {
    await Promise.all([send("lisi"), api.listDepartments(1)]);
    for (const token of simulator.world.tokens.values()) token.dropped = true;
    await Promise.all([send("lisi"), send("lisi"), api.listDepartments(1)]);
    expect([calls("/v1.0/oauth2/accessToken"), calls("/gettoken")]).toEqual([2, 2]);
  });

  test("with a wrong secret are asked for once a minute; the secret is in no error and no log", async () => {
    open("a-wrong-secret");
    for (let again = 0; again < 3; again++) {
      const error = await send("lisi").catch((reason: Error) => reason);
      expect(error).toMatchObject({
        code: "PLATFORM_REJECTED",
        message: expect.stringContaining("DINGTALK_CLIENT_SECRET"),
      });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("a-wrong-secret");
    }
    expect(calls("/v1.0/oauth2/accessToken")).toBe(1);
    expect(logged.join()).not.toContain("a-wrong-secret");
  });
});

describe("errors go by their code, not by the status", () => {
  test.each<[string | number, number, string]>([
    ["Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", 403, "RATE_LIMITED"],
    ["Forbidden.AccessDenied.QpsLimitForApi", 403, "RATE_LIMITED"],
    ["Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", 403, "RATE_LIMITED"],
    ["Forbidden.AccessDenied.AccessTokenPermissionDenied", 403, "PLATFORM_REJECTED"],
    ["Forbidden.AccessDenied.IpNotInWhiteList", 403, "PLATFORM_REJECTED"],
    ["Forbidden.AccessDenied.ApiCountLimitForOrg", 403, "PLATFORM_REJECTED"],
    ["send.too.fast", 400, "RATE_LIMITED"],
    ["system.error", 500, "PLATFORM_UNAVAILABLE"],
    ["systemBusy", 429, "PLATFORM_UNAVAILABLE"],
    ["invalidParameter.robotCode.notExsit", 400, "PLATFORM_REJECTED"],
    ["contain.notAllowed.text", 400, "PLATFORM_REJECTED"],
    ["something.nobody.knows", 400, "PLATFORM_REJECTED"],
  ])("%s", async (code, status, expected) => {
    refuse(code, status, BATCH);
    await expect(send("lisi")).rejects.toMatchObject({ code: expected, cause: { errcode: code } });
  });

  test.each<[string | number, string]>([
    [90018, "RATE_LIMITED"],
    [90002, "RATE_LIMITED"],
    [-1, "PLATFORM_UNAVAILABLE"],
    ["-1", "PLATFORM_UNAVAILABLE"],
    [60011, "PLATFORM_REJECTED"],
    [60020, "PLATFORM_REJECTED"],
    [60121, "PLATFORM_REJECTED"],
  ])("%s on 200, as a number or as text", async (code, expected) => {
    refuse(code, 200, "/topapi/v2/department/listsub");
    await expect(api.listDepartments(1)).rejects.toMatchObject({ code: expected });
  });

  test("every sentence ends, and names the code and DingTalk's own number of the request", () => {
    expect(errorFor("90030", "request-1").message).toMatch(
      /^.+。.*（钉钉错误码 90030，请求号 request-1）。$/,
    );
    expect(errorFor("1", "<script>").message).not.toContain("script");
  });

  test.each<[string, boolean, boolean]>([
    ["Forbidden.AccessDenied.ApiCountLimitForOrg", true, true],
    ["90030", true, true],
    ["Forbidden.AccessDenied.QpsLimitForApi", false, true],
    ["40014", false, false],
  ])("%s: quota %s, turned away %s", (code, quota, away) => {
    expect([isQuota(errorFor(code)), isTurnedAway(errorFor(code))]).toEqual([quota, away]);
  });
});

describe("trouble on the way", () => {
  test("a page of a proxy is no answer", async () => {
    simulator.world.faults.status = 503;
    await expect(send("lisi")).rejects.toMatchObject({ code: "PLATFORM_UNAVAILABLE", message: /503/ });
  });

  test("nobody there is known not to have been done; a lost answer is not", async () => {
    await send("lisi");
    simulator.world.faults.lostAnswers = 1;
    expect(isUnsure(await send("lisi").catch((error: Error) => error))).toBe(true);
    open(undefined, "http://127.0.0.1:45991");
    const error = await send("lisi").catch((reason: Error) => reason);
    expect([isUnsure(error), (error as Error).message]).toEqual([
      false,
      expect.stringContaining("连不上钉钉"),
    ]);
  });

  test("too fast pauses this call, not the others, and nothing is tried meanwhile", async () => {
    await send("lisi");
    refuse("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", 403, BATCH);
    await expect(send("lisi")).rejects.toMatchObject({ code: "RATE_LIMITED" });
    const before = calls(BATCH);
    await expect(send("lisi")).rejects.toMatchObject({
      code: "RATE_LIMITED",
      retryAfterMs: expect.any(Number),
    });
    expect(calls(BATCH)).toBe(before);
    await api.sendToGroup(simulator.world.groups[0]!.conversationId, hello);
  });

  test("a banned address pauses everything", async () => {
    await send("lisi");
    refuse(1111, 200, "/topapi/v2/department/listsub");
    const error = await api.listDepartments(1).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: "RATE_LIMITED" });
    expect((error as AppError).retryAfterMs).toBeGreaterThanOrEqual(5 * 60_000);
    await expect(send("lisi")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });

  test("twenty-five at once keep under DingTalk's twenty a second", async () => {
    await Promise.all(Array.from({ length: 25 }, () => api.findByMobile("13800000002")));
    expect(simulator.world.calls.filter(({ code }) => code !== null)).toEqual([]);
  });
});

describe("what is metered", () => {
  test("sends are, contacts and tokens are not: as DingTalk counts too", async () => {
    await send("lisi", "zhangsan");
    await api.listDepartments(1);
    await api.findByMobile("13800000002");
    expect(meter.take()).toEqual({ calls: 1 });
    expect(simulator.world.quota.calls.used).toBe(1);
    expect(meter.take()).toBeUndefined();
  });

  test("an answer of no counts, a call turned away does not", async () => {
    await send("nobody");
    await api.sendToGroup("cidnowhere", hello).catch(() => {});
    simulator.world.quota.calls.most = simulator.world.quota.calls.used;
    await expect(send("lisi")).rejects.toMatchObject({ message: expect.stringContaining("额度") });
    simulator.world.quota.calls.most = 5000;
    expect(meter.take()).toEqual({ calls: simulator.world.quota.calls.used });
  });
});
