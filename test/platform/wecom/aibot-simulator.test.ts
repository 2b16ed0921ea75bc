// The simulated 智能机器人 is one: the vendor's own SDK and crypto package work with it and are refused by it.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { WSClient, type WsFrame } from "@wecom/aibot-node-sdk";
import { decrypt, getSignature } from "@wecom/crypto";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../support/wecom/simulator.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const clients: WSClient[] = [];
let sim: Simulator;
let wsUrl: string;

beforeEach(async () => {
  sim = await startSimulator();
  wsUrl = sim.aibot.env.WECOM_AIBOT_WS_URL!;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await sim.close();
});

function openClient(secret = sim.world.aibot.secret): WSClient {
  const client = new WSClient({
    botId: sim.world.aibot.id,
    secret,
    wsUrl,
    logger: quiet,
    maxReconnectAttempts: 0,
    maxAuthFailureAttempts: 0,
  });
  client.on("error", () => {});
  clients.push(client);
  return client;
}

const next = <T = WsFrame>(client: WSClient, event: string) =>
  new Promise<T>((resolve) => client.once(event as "message", resolve as (frame: WsFrame) => void));

async function connect(): Promise<WSClient> {
  const client = openClient();
  const ready = next(client, "authenticated");
  client.connect();
  await ready;
  return client;
}

const CARD = {
  card_type: "button_interaction" as const,
  main_title: { title: "周会改到 15:00" },
  task_id: "ntf-1",
  button_list: [{ text: "确认收到", style: 1, key: "ack" }],
};
const refusedWith = (errcode: number) => expect.objectContaining({ errcode });

describe("the vendor's SDK", () => {
  test("subscribes, gets what is said and answers in a stream", async () => {
    const client = await connect();
    const said = next(client, "message.text");
    await sim.aibot.says("zhangsan", "/进度", { group: "wrSIMgroup01" });
    const frame = await said;
    expect(frame.body).toMatchObject({
      chatid: "wrSIMgroup01",
      chattype: "group",
      from: { userid: "zhangsan" },
      text: { content: "@报送机器人 /进度" },
    });
    await client.replyStream(frame, "s1", "正在查", false);
    await client.replyStream(frame, "s1", "应报 8 家，已报 5 家", true);
    await expect(client.replyStream(frame, "s1", "又一次", true)).rejects.toEqual(refusedWith(846606));
    expect(sim.sees({ group: "联络群" }).map(({ body }) => body)).toEqual([
      { content: "应报 8 家，已报 5 家" },
    ]);
  });

  test("plain text is no answer, one answer is one, and a card's id is used once", async () => {
    const client = await connect();
    const said = next(client, "message.text");
    await sim.aibot.says("zhangsan", "/进度");
    const frame = await said;
    const text = { msgtype: "text", text: { content: "收到" } };
    await expect(client.reply(frame, text as never)).rejects.toEqual(refusedWith(40008));
    await client.replyTemplateCard(frame, CARD);
    await expect(client.replyTemplateCard(frame, { ...CARD, task_id: "ntf-2" })).rejects.toEqual(
      refusedWith(846606),
    );
    const again = { msgtype: "template_card", template_card: CARD } as const;
    await expect(client.sendMessage("zhangsan", again)).rejects.toEqual(refusedWith(42014));
  });

  test("a press comes flat or nested, and changes the card for whoever is named within five seconds", async () => {
    const client = await connect();
    await sim.aibot.says("lisi", "/帮助", { group: "wrSIMgroup01" });
    await client.sendMessage("wrSIMgroup01", { msgtype: "template_card", template_card: CARD });
    const [card] = sim.sees({ group: "联络群" });
    for (const flat of [true, false]) {
      sim.world.aibot.faults.flatCardEvents = flat;
      const pressed = next(client, "event.template_card_event");
      await sim.aibot.presses("zhangsan", card!, "确认收到");
      const event = (await pressed).body!.event as Record<string, unknown>;
      expect(flat ? event : event.template_card_event).toMatchObject({ event_key: "ack", task_id: "ntf-1" });
    }
    const pressed = next(client, "event.template_card_event");
    await sim.aibot.presses("zhangsan", card!, "确认收到");
    const frame = await pressed;
    await client.updateTemplateCard(frame, { ...CARD, replace_text: "已确认" } as never, ["zhangsan"]);
    expect(card!.patched.get("zhangsan")).toMatchObject({ replace_text: "已确认" });
    expect(card!.patched.get("lisi")).toBeUndefined();

    const late = next(client, "event.template_card_event");
    await sim.aibot.presses("lisi", card!, "确认收到");
    sim.world.advance(5001);
    await expect(client.updateTemplateCard(await late, CARD, ["lisi"])).rejects.toEqual(refusedWith(846604));
  });

  test("a welcome is due in five seconds", async () => {
    const client = await connect();
    const welcome = { msgtype: "text", text: { content: "您好" } } as const;
    const entered = next(client, "event.enter_chat");
    await sim.aibot.enters("zhangsan");
    await client.replyWelcome(await entered, welcome);
    expect(sim.sees({ userid: "zhangsan" })).toHaveLength(1);
    const later = next(client, "event.enter_chat");
    await sim.aibot.enters("zhangsan");
    sim.world.advance(5001);
    await expect(client.replyWelcome(await later, welcome)).rejects.toEqual(refusedWith(846604));
  });

  test("pushes reach only whoever spoke before, thirty a minute", async () => {
    const client = await connect();
    const push = (to: string) =>
      client.sendMessage(to, { msgtype: "markdown", markdown: { content: "提醒" } });
    await expect(push("wangwu")).rejects.toEqual(refusedWith(846607));
    await expect(push("nobody")).rejects.toEqual(refusedWith(93006));
    await sim.aibot.says("wangwu", "/帮助");
    for (let sent = 0; sent < 30; sent++) await push("wangwu");
    await expect(push("wangwu")).rejects.toEqual(refusedWith(846607));
    sim.world.advance(60_000);
    await push("wangwu");
  });

  test("files come encrypted for five minutes, and go up in chunks sent at once", async () => {
    const client = await connect();
    const said = next(client, "message.file");
    await sim.aibot.sends("zhangsan", "file", {
      name: "自查报告.docx",
      bytes: Buffer.from("hello wecom file"),
    });
    const { file } = (await said).body as unknown as { file: { url: string; aeskey: string } };
    const got = await client.downloadFile(file.url, file.aeskey);
    expect([got.buffer.toString(), got.filename]).toEqual(["hello wecom file", "自查报告.docx"]);
    sim.world.advance(5 * 60_000);
    await expect(client.downloadFile(file.url, file.aeskey)).rejects.toThrow(/403/);

    const bytes = crypto.getRandomValues(Buffer.alloc(65_000)).subarray(0, 60_000);
    const whole = Buffer.concat(Array.from({ length: 20 }, () => bytes));
    const { media_id } = await client.uploadMedia(whole, { type: "file", filename: "汇总.xlsx" });
    await client.sendMediaMessage("zhangsan", "file", media_id);
    expect(whole.equals(sim.world.media.get(media_id)!.bytes)).toBe(true);
    await expect(client.sendMediaMessage("zhangsan", "file", "nothing")).rejects.toEqual(refusedWith(40007));
  });

  test("one connection at a time: the older one is told and hung up on, and what nobody hears is lost", async () => {
    const first = await connect();
    const told = next<unknown>(first, "event.disconnected_event");
    const second = await connect();
    await told;
    expect(sim.world.aibot.kicks).toBe(1);
    const said = next(second, "message.text");
    await sim.aibot.says("zhangsan", "听得到吗");
    await said;
    sim.aibot.cut();
    expect((await sim.aibot.says("zhangsan", "现在呢")).lost).toBe(true);
    await connect();
    expect(sim.world.aibot.lost).toHaveLength(1);
    expect(sim.world.aibot.handed).toHaveLength(1);
  });

  test("a wrong secret, a bot in callback mode and a storm of subscriptions are refused", async () => {
    const refusal = async (secret?: string) => {
      const client = openClient(secret);
      const refused = next<Error>(client, "error");
      client.connect();
      return (await refused).message;
    };
    expect(await refusal("wrong")).toContain("853000");
    sim.world.aibot.mode = "callback";
    expect(await refusal()).toContain("846601");
    sim.world.aibot.mode = "ws";
    sim.world.aibot.subscribedAt = Array.from({ length: 20 }, () => sim.world.now());
    expect(await refusal()).toContain("45009");
  });
});

test("callbacks: the vendor's crypto opens them, and response_url answers once", async () => {
  const { token, aesKey } = sim.world.aibot;
  const app = new Hono();
  const bodies: Record<string, unknown>[] = [];
  app.get("/cb", (context) => context.text(decrypt(aesKey, context.req.query("echostr")!).message));
  app.post("/cb", async (context) => {
    const { encrypt } = await context.req.json<{ encrypt: string }>();
    const { timestamp = "", nonce = "", msg_signature } = context.req.query();
    expect(getSignature(token, timestamp, nonce, encrypt)).toBe(msg_signature);
    const { message, id } = decrypt(aesKey, encrypt);
    expect(id).toBe("");
    bodies.push(JSON.parse(message));
    return context.body("");
  });
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  if (!server.listening) await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cb`;
  expect(await sim.aibot.savesAddress(`${address}/elsewhere`)).toBe(false);
  expect(await sim.aibot.savesAddress(address)).toBe(true);
  const { attempts } = await sim.aibot.says("zhangsan", "/进度");
  expect(attempts).toEqual([{ status: 200, body: "" }]);
  const answer = async () =>
    (
      await fetch(String(bodies[0]!.response_url), {
        method: "POST",
        body: JSON.stringify({ msgtype: "markdown", markdown: { content: "应报 8 家" } }),
      })
    ).json();
  expect(await answer()).toMatchObject({ errcode: 0 });
  expect(await answer()).toMatchObject({ errcode: 60140 });
  expect(sim.sees({ userid: "zhangsan" })).toHaveLength(1);
  server.close();
});
