// A bot of ours and the simulated WeCom: what is said arrives, what is sent is seen, and what breaks is noticed.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Card, card, outgoingSchema } from "../../../src/chat/card.ts";
import type { Address, Arrival, Platform, Standing, Surroundings } from "../../../src/chat/platform.ts";
import { systemClock } from "../../../src/domain/clock.ts";
import { createLog } from "../../../src/log.ts";
import { TIMING, type Timing } from "../../../src/platform/wecom/aibot/connection.ts";
import { openWecom } from "../../../src/platform/wecom/open.ts";
import { readWecomSettings } from "../../../src/platform/wecom/settings.ts";
import { type Simulator, startSimulator } from "../../support/wecom/simulator.ts";

const QUICK: Timing = {
  ...TIMING,
  ackMs: 1000,
  chunkMs: 1000,
  pingMs: 1000,
  firstWaitMs: 10,
  mostWaitMs: 40,
  kickedMs: 200,
  mostKickedMs: 400,
  refusedMs: 100,
  againMs: 10,
};
const GROUP = "wrSIMgroup01";
const ack = { action: "ack", label: "收到" };
const files = new Map<string, Uint8Array>();

let sim: Simulator;
let platform: Platform;
let arrivals: Arrival[];
let standings: Standing[];
let serving: number;
let refuseToCommit: number;
const closing: (() => Promise<unknown>)[] = [];

const until = async (holds: () => unknown) => {
  const limit = performance.now() + 15_000;
  while (!holds()) {
    if (performance.now() > limit) throw new Error(`not in time: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const next = async (): Promise<Arrival> => {
  await until(() => arrivals.length > 0);
  return arrivals.shift()!;
};

/** One process around a platform: arrivals are collected, leases are had at once. */
function surround(seen = { arrivals, standings }): Surroundings {
  return {
    async accept(arrival) {
      if (refuseToCommit-- > 0) throw new Error("the database is away");
      seen.arrivals.push(arrival);
    },
    lease(_name, hold) {
      const lost = new AbortController();
      const held = hold(lost.signal);
      return {
        async close() {
          lost.abort();
          await held;
        },
      };
    },
    async note(_name, standing) {
      seen.standings.push(standing);
    },
    serve() {
      serving++;
      return {
        async close() {
          serving--;
        },
      };
    },
  };
}

function open(env: Record<string, string>, timing = QUICK): Platform {
  const { settings, problems } = readWecomSettings({ WECOM_API_BASE: `${sim.url}/cgi-bin`, ...env });
  if (!settings) throw new Error(problems.join());
  const opened = openWecom(settings, {
    clock: systemClock,
    log: createLog("silent"),
    readFile: async (sha256) => {
      const bytes = files.get(sha256);
      return bytes ? { bytes } : null;
    },
    timing,
  });
  closing.push(async () => opened.close?.());
  return opened;
}

const send = (
  address: Omit<Address, "bot">,
  message: object,
  rest: { replyKey?: string; id?: string } = {},
) =>
  platform.send({
    deliveryId: rest.id ?? `d-${Math.random().toString(36).slice(2)}`,
    address: { bot: "aibot", ...address },
    message: outgoingSchema.parse(message),
    mentionIds: [],
    at: new Date(),
    ...(rest.replyKey === undefined ? {} : { replyKey: rest.replyKey }),
  });
const keyOf = ({ event }: Arrival) => ({ replyKey: event.replyKey! });
const wordsOf = (where: { userid: string } | { group: string }) =>
  sim
    .sees(where)
    .map(({ body }) => body.content ?? (body.main_title as { title: string })?.title ?? body.name);
const commands = () =>
  sim.world.aibot.spoken.map(({ cmd, errcode }) => (errcode ? `${cmd} ${errcode}` : cmd));

beforeEach(async () => {
  [arrivals, standings, serving, refuseToCommit] = [[], [], 0, 0];
  sim = await startSimulator();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await sim.close();
});

describe("over the long connection", () => {
  const connect = async (env = sim.aibot.env) => {
    platform = open(env);
    await platform.start!(surround());
    await until(() => standings.at(-1)?.up);
    sim.world.aibot.spoken.length = 0;
  };
  beforeEach(() => connect());

  test("an answer goes back by the number of what was said, everything after it as a message of its own", async () => {
    await sim.aibot.says("ZhangSan", "/进度");
    const said = await next();
    expect(said).toMatchObject({
      platform: "wecom",
      bot: "aibot",
      event: { userId: "zhangsan", text: "/进度" },
    });
    await send({ userId: "zhangsan" }, { text: "应报 8 家" }, keyOf(said));
    await send({ userId: "zhangsan" }, { text: "已报 5 家" }, keyOf(said));
    expect(commands()).toEqual(["aibot_respond_msg", "aibot_send_msg"]);
    expect(wordsOf({ userid: "zhangsan" })).toEqual(["应报 8 家", "已报 5 家"]);
  });

  test("what is for the asker alone never answers in the group where it was asked", async () => {
    await sim.aibot.says("zhangsan", "你好");
    await next();
    await sim.aibot.says("zhangsan", "/进度", { group: GROUP });
    const said = await next();
    expect(said.event).toMatchObject({ chatId: GROUP, text: "/进度" });
    await send({ userId: "zhangsan" }, { text: "未报：张三等三人" }, keyOf(said));
    expect(wordsOf({ group: "联络群" })).toEqual([]);
    await send({ chatId: GROUP }, { text: "应报 8 家，已报 5 家" }, keyOf(said));
    expect(commands()).toEqual(["aibot_send_msg", "aibot_respond_msg"]);
    expect(wordsOf({ group: "联络群" })).toEqual(["应报 8 家，已报 5 家"]);
  });

  test("too late for an answer it is a message; a process that restarted does not know what it answered", async () => {
    await sim.aibot.says("zhangsan", "/进度");
    const said = await next();
    await send({ userId: "zhangsan" }, { text: "一" }, keyOf(said));
    await platform.close!();
    arrivals.length = 0;
    await connect();
    await send({ userId: "zhangsan" }, { text: "二" }, keyOf(said));
    expect(commands()).toEqual(["aibot_respond_msg 846606", "aibot_send_msg"]);
    sim.world.advance(25 * 3_600_000);
    await sim.aibot.says("zhangsan", "/进度");
    await send({ userId: "zhangsan" }, { text: "三" }, keyOf(await next()));
    expect(wordsOf({ userid: "zhangsan" })).toEqual(["一", "二", "三"]);
  });

  test("whoever opens the chat is greeted within the seconds, later by a message if that may be", async () => {
    await sim.aibot.enters("zhangsan");
    const entered = await next();
    expect(entered.event).toMatchObject({ kind: "text", text: "/帮助" });
    await send({ userId: "zhangsan" }, { text: "您可以发送 <@all>" }, keyOf(entered));
    expect(commands()).toEqual(["aibot_respond_welcome_msg"]);
    expect(wordsOf({ userid: "zhangsan" })).toEqual(["您可以发送 <\u200b@all>"]);

    await sim.aibot.says("lisi", "你好");
    await next();
    await sim.aibot.enters("lisi");
    const late = await next();
    const past = { ...JSON.parse(late.event.replyKey!), welcomeUntil: Date.now() - 1 };
    await send({ userId: "lisi" }, { text: "您可以发送" }, { replyKey: JSON.stringify(past) });
    sim.world.advance(5001);
    await sim.aibot.enters("lisi");
    sim.world.advance(5001);
    await send({ userId: "lisi" }, { text: "您可以发送" }, keyOf(await next()));
    expect(commands().slice(1)).toEqual([
      "aibot_send_msg",
      "aibot_respond_welcome_msg 846604",
      "aibot_send_msg",
    ]);
  });

  test("a press changes the card for whoever pressed it, in time and never after", async () => {
    await sim.aibot.says("lisi", "/帮助", { group: GROUP });
    await next();
    const reminder = card("请报自查情况", { facts: [["截止", "7月27日"]], actions: [ack] });
    await send({ chatId: GROUP }, { card: reminder }, { id: "d-7" });
    const [shown] = sim.sees({ group: "联络群" });
    await sim.aibot.presses("ZhouWen", shown!, "收到");
    const { event } = await next();
    expect(event).toMatchObject({ kind: "action", action: "ack", deliveryId: "d-7", chatId: GROUP });
    const left: Card = { ...reminder, actions: [] };
    const change = { bot: "aibot", userId: "zhouwen", cardKey: event.cardKey!, label: "已收到", left };
    expect(await platform.patchCard!(change)).toBe(true);
    expect(shown!.patched.get("ZhouWen")).toMatchObject({
      main_title: { title: "请报自查情况", desc: "已收到" },
      replace_text: "已收到",
    });
    expect([...shown!.patched.keys()]).toEqual(["ZhouWen"]);
    // Used, too old, or of a card that nobody knows any more.
    expect(await platform.patchCard!(change)).toBe(false);
    const old = { ...JSON.parse(event.cardKey!), until: Date.now() - 1 };
    expect(await platform.patchCard!({ ...change, cardKey: JSON.stringify(old) })).toBe(false);
    const { left: _, ...unknown } = change;
    expect(await platform.patchCard!(unknown)).toBe(false);
  });

  test("a file goes up piece by piece and is remembered; what somebody sent is fetched for five minutes", async () => {
    await sim.aibot.sends("zhangsan", "file", {
      name: "自查报告.docx",
      bytes: Buffer.from("hello wecom file"),
    });
    const [file] = (await next()).event.files!;
    const fetched = await platform.fetchFile!("aibot", file!.mediaKey!);
    expect([fetched.name, Buffer.from(fetched.bytes).toString()]).toEqual([
      "自查报告.docx",
      "hello wecom file",
    ]);
    sim.world.advance(5 * 60_000);
    await expect(platform.fetchFile!("aibot", file!.mediaKey!)).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("请重新发送"),
    });
    for (const url of [
      "http://10.0.0.1/x",
      "https://127.0.0.1/x",
      "https://[::1]/x",
      "https://localhost/x",
      "x",
    ])
      await expect(platform.fetchFile!("aibot", JSON.stringify({ url, aeskey: "k" }))).rejects.toThrow(
        /过期/,
      );

    const bytes = Buffer.alloc(1_200_000, "报送");
    files.set("hash", bytes);
    const message = { text: "汇总见附件", files: [{ name: "汇总.xlsx", sha256: "hash" }] };
    await send({ userId: "zhangsan" }, message);
    await send({ userId: "zhangsan" }, message);
    const chunks = sim.world.aibot.spoken.filter(({ cmd }) => cmd === "aibot_upload_media_chunk");
    expect(chunks.map(({ body }) => body.chunk_index)).toEqual([0, 1, 2]);
    expect(wordsOf({ userid: "zhangsan" })).toEqual(["汇总见附件", "汇总.xlsx", "汇总见附件", "汇总.xlsx"]);
    expect(bytes.equals([...sim.world.media.values()][0]!.bytes)).toBe(true);
    const lost = { files: [{ name: "没有.xlsx", sha256: "none" }] };
    await expect(send({ userId: "zhangsan" }, lost)).rejects.toMatchObject({ code: "PLATFORM_REJECTED" });
  });

  test("refusals say what to do: nobody spoke before, too much, a wrong field without its number", async () => {
    await expect(send({ userId: "wangwu" }, { text: "提醒" })).rejects.toMatchObject({
      code: "PLATFORM_UNAVAILABLE",
      message: expect.stringContaining("先给机器人发一条消息"),
      retryAfterMs: 60_000,
    });
    await expect(send({ chatId: "wrGone" }, { text: "提醒" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
    });
    await sim.aibot.says("wangwu", "你好");
    await next();
    sim.world.aibot.faults.refuse.push({ cmd: "aibot_send_msg", errcode: 40058, times: 1 });
    await expect(send({ userId: "wangwu" }, { text: "提醒" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("40058"),
    });
  });

  test("an acknowledgement that never comes: words are in doubt, a card is sent again and is there once", async () => {
    await sim.aibot.says("zhangsan", "你好");
    await next();
    sim.world.aibot.faults.lostAcks = 1;
    await expect(send({ userId: "zhangsan" }, { text: "提醒" })).rejects.toMatchObject({
      code: "PLATFORM_REJECTED",
      message: expect.stringContaining("不知道是否发出"),
    });
    const reminder = { card: card("提醒", { actions: [ack] }) };
    sim.world.aibot.faults.lostAcks = 1;
    await expect(send({ userId: "zhangsan" }, reminder, { id: "d-9" })).rejects.toMatchObject({
      code: "PLATFORM_UNAVAILABLE",
    });
    await send({ userId: "zhangsan" }, reminder, { id: "d-9" });
    expect(wordsOf({ userid: "zhangsan" })).toEqual(["提醒", "提醒"]);
  });

  test("a break is mended at once, and only while it is connected does it send and serve", async () => {
    expect(serving).toBe(1);
    sim.world.aibot.faults.refuse.push({ cmd: "aibot_subscribe", errcode: 853000, times: 1 });
    sim.aibot.cut();
    await until(() => standings.at(-1)?.up === false);
    expect(serving).toBe(0);
    await expect(send({ userId: "zhangsan" }, { text: "提醒" })).rejects.toMatchObject({
      code: "PLATFORM_UNAVAILABLE",
    });
    await until(() => standings.at(-1)?.up);
    expect(serving).toBe(1);
    expect(standings.filter(({ up }) => !up).length).toBeGreaterThanOrEqual(1);
    await sim.aibot.says("zhangsan", "听得到吗");
    expect((await next()).event.text).toBe("听得到吗");
  });

  test("what was told while the database was away is committed when it is back, in its order", async () => {
    refuseToCommit = 3;
    await sim.aibot.says("zhangsan", "一");
    await sim.aibot.says("zhangsan", "二");
    expect([(await next()).event.text, (await next()).event.text]).toEqual(["一", "二"]);
  });

  test("closing tells that it is down and leaves nothing behind", async () => {
    await platform.close!();
    expect(standings.at(-1)).toEqual({ up: false, why: "服务已停止" });
    await until(() => !sim.aibot.connected);
    expect(serving).toBe(0);
  });
});

test("two that fight over one bot: the one that was kicked yields, and says why", async () => {
  platform = open(sim.aibot.env);
  await platform.start!(surround());
  await until(() => standings.at(-1)?.up);
  const other = open(sim.aibot.env, { ...QUICK, kickedMs: 60_000 });
  const theirs: { arrivals: Arrival[]; standings: Standing[] } = { arrivals: [], standings: [] };
  await other.start!(surround(theirs));
  await until(() => standings.at(-1)?.up === false);
  expect(standings.at(-1)).toMatchObject({ why: expect.stringContaining("别处建立了连接") });
  expect(sim.world.aibot.kicks).toBe(1);
  await sim.aibot.says("zhangsan", "你好");
  await until(() => theirs.arrivals.length === 1);
  // Its time is over, it comes back, and the other yields in its turn.
  await until(() => standings.at(-1)?.up);
  await until(() => theirs.standings.at(-1)?.up === false);
  expect(sim.world.aibot.kicks).toBe(2);
});

test.each([
  ["a wrong secret", { WECOM_AIBOT_SECRET: "wrong" }, "WECOM_AIBOT_SECRET"],
  ["a heartbeat that nobody answers", {}, "心跳"],
  ["a subscription that nobody answers", {}, "超时"],
])("%s is noticed", async (what, env, why) => {
  sim.world.aibot.faults.deaf = what.includes("heartbeat");
  sim.world.aibot.faults.mute = what.includes("subscription");
  platform = open({ ...sim.aibot.env, ...env }, { ...QUICK, pingMs: 20 });
  await platform.start!(surround());
  await until(() => standings.some((standing) => !standing.up && standing.why.includes(why)));
});

describe("in callback mode", () => {
  const start = async (env: Record<string, string>) => {
    sim.world.aibot.mode = "callback";
    platform = open({ ...env, ...sim.aibot.env });
    const callback = platform.callbacks!.get("wecom-aibot")!;
    const app = new Hono();
    const requestOf = (query: Record<string, string>, body: string) => ({
      query,
      headers: new Headers(),
      body,
    });
    app.get("/cb", async (context) =>
      context.text(await callback.verify!(requestOf(context.req.query(), ""))),
    );
    app.post("/cb", async (context) => {
      const { arrival, answer } = await callback.receive(
        requestOf(context.req.query(), await context.req.text()),
      );
      if (arrival) arrivals.push(arrival);
      return context.body(answer as string);
    });
    app.onError((error, context) => context.text(String((error as { code?: string }).code), 403));
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
    if (!server.listening) await once(server, "listening");
    closing.push(async () => server.close());
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cb`;
    expect(await sim.aibot.savesAddress(address)).toBe(true);
  };

  test("it answers empty and says what it has to say once, by response_url", async () => {
    await start({});
    const { attempts } = await sim.aibot.says("zhangsan", "/进度", { group: GROUP });
    expect(attempts).toEqual([{ status: 200, body: "" }]);
    const said = await next();
    expect(said).toMatchObject({ bot: "aibot", event: { chatId: GROUP, text: "/进度" } });
    const answer = { card: card("报送进度", { facts: [["应报", "8家"]], actions: [ack] }) };
    await send({ chatId: GROUP }, answer, keyOf(said));
    expect(wordsOf({ group: "联络群" })).toEqual(["报送进度"]);
    for (const rest of [keyOf(said), {}])
      await expect(send({ chatId: GROUP }, answer, rest)).rejects.toMatchObject({
        code: "PLATFORM_REJECTED",
        message: expect.stringContaining("每句话只能回答一次"),
      });
    await expect(send({ userId: "zhangsan" }, { text: "未报三家" }, keyOf(said))).rejects.toThrow();
    expect(sim.sees({ userid: "zhangsan" })).toEqual([]);
    expect(platform.lane!({ bot: "aibot", userId: "zhangsan" })).toBeNull();
  });

  test("it answers nowhere but at WeCom", async () => {
    await start({});
    const url = (to: string) => ({ replyKey: JSON.stringify({ by: "url", url: to, session: "zhangsan" }) });
    for (const to of [
      "http://127.0.0.1:1/x",
      "https://evil.test/cgi-bin/aibot/response",
      "http://qyapi.weixin.qq.com/x",
    ])
      await expect(send({ userId: "zhangsan" }, { text: "一" }, url(to))).rejects.toThrow(/不是企业微信的/);
  });

  test("a forged request is refused, a repeat has the same key, a file is opened by the bot's own key", async () => {
    await start({});
    sim.world.aibot.faults.copies = 1;
    const bytes = Buffer.from("hello wecom file");
    await sim.aibot.sends("zhangsan", "file", { name: "自查报告.docx", bytes });
    const [first, second] = [await next(), await next()];
    expect(second.eventKey).toBe(first.eventKey);
    const fetched = await platform.fetchFile!("aibot", first.event.files![0]!.mediaKey!);
    expect(Buffer.from(fetched.bytes).toString()).toBe("hello wecom file");
    sim.world.aibot.token = "anothertoken";
    const { attempts } = await sim.aibot.says("zhangsan", "你好");
    expect(attempts[0]).toEqual({ status: 403, body: "INVALID_SIGNATURE" });
  });

  test("beside an app, the app says to a member what the bot may not", async () => {
    await start(sim.env);
    await sim.aibot.says("zhangsan", "/进度", { group: GROUP });
    const said = await next();
    await send({ userId: "zhangsan" }, { text: "未报三家" }, keyOf(said));
    expect(sim.sees({ userid: "zhangsan" })).toMatchObject([{ body: { content: "未报三家" } }]);
    expect(sim.sees({ userid: "zhangsan" })[0]!.by).toBeUndefined();
  });
});
