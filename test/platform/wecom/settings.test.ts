// WeCom's settings as a table: what is read, what is missing, what is wrong, each named by its variable.
import { describe, expect, test } from "vitest";
import { readWecomSettings } from "../../../src/platform/wecom/settings.ts";

const KEY = "Gy4G0kG7zuSDcaLTp2YOcaOuTZWIkYGhmV203Joucxs";
const app = {
  WECOM_CORP_ID: "wwsim0123456789ab",
  WECOM_AGENT_ID: "1000002",
  WECOM_SECRET: "s-e_c",
  WECOM_TOKEN: "simTokenApp2026",
  WECOM_AES_KEY: KEY,
};
const loopback = {
  WECOM_API_BASE: "http://127.0.0.1:9/cgi-bin/",
  WECOM_OAUTH_BASE: "http://localhost:9",
  WECOM_LOGIN_BASE: "http://[::1]:9",
};

describe("what is configured", () => {
  test("nothing is no platform and no problem", () => {
    expect(readWecomSettings({ PORT: "1", WECOM_API_BASE: "http://127.0.0.1:9" })).toEqual({
      settings: null,
      problems: [],
    });
  });

  test("an app by itself, at WeCom's own addresses", () => {
    const { settings, problems } = readWecomSettings(app);
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      app: { agentId: 1000002, aesKey: KEY },
      aibot: null,
      apiBase: "https://qyapi.weixin.qq.com/cgi-bin",
      oauthBase: "https://open.weixin.qq.com",
      loginBase: "https://login.work.weixin.qq.com",
      loopback: false,
    });
  });

  test("a simulator is one only where every address is this machine's", () => {
    expect(readWecomSettings({ ...app, ...loopback }).settings).toMatchObject({
      apiBase: "http://127.0.0.1:9/cgi-bin",
      loopback: true,
    });
    const half = { ...app, ...loopback, WECOM_OAUTH_BASE: "https://open.weixin.qq.com" };
    expect(readWecomSettings(half).settings?.loopback).toBe(false);
    const bot = { WECOM_AIBOT_ID: "b", WECOM_AIBOT_SECRET: "s" };
    expect(readWecomSettings({ ...app, ...loopback, ...bot }).settings?.loopback).toBe(false);
  });

  test("a robot of each mode, and group robots", () => {
    const ws = readWecomSettings({ WECOM_AIBOT_ID: "aib1", WECOM_AIBOT_SECRET: "s" });
    expect(ws.settings).toMatchObject({ app: null, aibot: { mode: "ws", id: "aib1" } });
    const callback = {
      WECOM_AIBOT_MODE: "callback",
      WECOM_AIBOT_TOKEN: "t",
      WECOM_AIBOT_AES_KEY: KEY,
    };
    expect(readWecomSettings(callback).settings?.aibot).toEqual({
      mode: "callback",
      id: null,
      token: "t",
      aesKey: KEY,
    });
    const keys = "工作群=a-1，执法 = 大队=b_2,";
    expect([...readWecomSettings({ ...app, WECOM_WEBHOOK_KEYS: keys }).settings!.webhookKeys]).toEqual([
      ["工作群", "a-1"],
      ["执法 = 大队", "b_2"],
    ]);
  });
});

test("half an app lists everything that is missing and everything that is wrong, once each", () => {
  const { settings, problems } = readWecomSettings({
    WECOM_AGENT_ID: "小程序",
    WECOM_TOKEN: "带-横线",
    WECOM_AES_KEY: "short",
    WECOM_API_BASE: "qyapi",
    WECOM_WEBHOOK_KEYS: "secret-key-alone",
    WECOM_AIBOT_MODE: "both",
  });
  expect(settings).toBeNull();
  expect(problems).toEqual([
    "WECOM_CORP_ID：没有设置，企业微信应用的五项要一起设置",
    "WECOM_AGENT_ID：应为数字，是应用详情页的 AgentId",
    "WECOM_SECRET：没有设置，企业微信应用的五项要一起设置",
    "WECOM_TOKEN：应为32位以内的字母和数字",
    "WECOM_AES_KEY：应为43位字母和数字，请从管理后台原样复制",
    "WECOM_AIBOT_MODE：应为 ws 或 callback",
    "WECOM_API_BASE：不是有效的地址，例如 https://qyapi.weixin.qq.com/cgi-bin",
    "WECOM_WEBHOOK_KEYS：第1项看不懂，应写成 群名=key，各项用逗号隔开",
  ]);
});

test.each([
  [{ WECOM_AIBOT_ID: "x" }, ["WECOM_AIBOT_SECRET：没有设置"]],
  [
    { WECOM_AIBOT_MODE: "callback", WECOM_AIBOT_ID: "x" },
    ["WECOM_AIBOT_TOKEN：没有设置", "WECOM_AIBOT_AES_KEY：没有设置"],
  ],
  [
    { WECOM_WEBHOOK_KEYS: "群=k" },
    ["WECOM_WEBHOOK_KEYS：群机器人收不到消息，还要设置企业微信应用（WECOM_CORP_ID 等五项）"],
  ],
  [
    { ...app, WECOM_WEBHOOK_KEYS: "群=k,群=k2" },
    ["WECOM_WEBHOOK_KEYS：第2项与前面的群“群”重名，应写成 群名=key，各项用逗号隔开"],
  ],
])("%j", (sources, problems) => {
  expect(readWecomSettings(sources)).toEqual({ settings: null, problems });
});
