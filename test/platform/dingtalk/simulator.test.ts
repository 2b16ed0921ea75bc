// The simulator itself, judged by the vendor's client, and our receiving side talking to it both ways.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Arrival, Surroundings } from "../../../src/chat/platform.ts";
import { createReceiver, type DingtalkReceiver } from "../../../src/platform/dingtalk/receiver.ts";
import { readSession } from "../../../src/platform/dingtalk/session.ts";
import { readDingtalkSettings } from "../../../src/platform/dingtalk/settings.ts";
import { createTransport } from "../../../src/platform/dingtalk/transport.ts";
import { createWebhookApi } from "../../../src/platform/dingtalk/webhooks.ts";
import { officialClient } from "../../support/dingtalk/official.ts";
import { type Simulator, startSimulator } from "../../support/dingtalk/simulator.ts";
import { CARD_TOPIC, ROBOT_TOPIC } from "../../support/dingtalk/stream.ts";
import type { Card, Push } from "../../support/dingtalk/world.ts";
import { HOUR } from "../../support/simulated/spans.ts";

type Json = Record<string, unknown>;

let simulator: Simulator;
let closing: (() => unknown)[];
let counter = 0;

beforeEach(async () => {
  simulator = await startSimulator({ settings: { clientId: `dingjudge${++counter}` } });
  simulator.world.faults.stream.redeliverMs = null;
  closing = [];
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(console, level).mockReturnValue();
});
afterEach(async () => {
  for (const close of closing) await close();
  await simulator.close();
  vi.restoreAllMocks();
});

const until = (condition: () => boolean, what = "") =>
  vi.waitFor(() => expect(condition(), what).toBe(true), { timeout: 10_000, interval: 2 });

function putCard(rest: Partial<Card> = {}): Card {
  const card: Card = {
    outTrackId: "0199-aa",
    templateId: "00000000-simulated.schema",
    callbackType: "STREAM",
    params: { title: "周会改到 15:00", status: "", label1: "收到", key1: "ack:A12" },
    private: new Map(),
    spaces: [{ type: "IM_ROBOT", id: "zhangsan" }],
    toasts: [],
    ...rest,
  };
  simulator.world.cards.set(card.outTrackId, card);
  return card;
}

describe("the vendor's client", () => {
  const judge = (retryMs?: number) => {
    const client = officialClient(simulator, retryMs === undefined ? {} : { retryMs });
    closing.push(client.over);
    return client;
  };

  test("hears words, presses and events, and is heard", async () => {
    const card = putCard();
    const got: Json[] = [];
    const client = judge();
    client
      .registerCallbackListener(ROBOT_TOPIC, ({ data, headers }) => {
        got.push(JSON.parse(data));
        client.socketCallBackResponse(headers.messageId, null);
      })
      .registerCallbackListener(CARD_TOPIC, ({ data, headers }) => {
        const { content } = JSON.parse(data) as { content: string };
        got.push(JSON.parse(content));
        client.socketCallBackResponse(headers.messageId, {
          cardUpdateOptions: { updateCardDataByKey: true },
          cardData: { cardParamMap: { status: "收到了" } },
        });
      })
      .registerAllEventListener(({ headers }) => {
        got.push({ type: headers.eventType, corp: headers.eventCorpId });
        return { status: "SUCCESS" } as never;
      });
    await client.connect();
    expect(client.connected).toBe(true);
    expect([...simulator.world.connections.values()]).toHaveLength(1);

    const said = await simulator.says("zhangsan", "/我的");
    expect(await simulator.gateway.acked(said.push!, 1000)).toMatchObject({
      code: 200,
      data: { response: null },
    });
    const pressed = await simulator.presses("zhangsan", "0199-aa", { params: { key: "ack:A12" } });
    expect(pressed).toMatchObject({ answered: true });
    expect(card).toMatchObject({ params: { title: "周会改到 15:00", status: "收到了" }, toasts: [] });
    const event = simulator.happens("user_leave_org", { userId: ["lisi"] });
    expect(await simulator.gateway.acked(event, 1000)).toMatchObject({ data: { status: "SUCCESS" } });
    const [ping] = simulator.gateway.ping();
    expect(await simulator.gateway.acked(ping!, 1000)).toMatchObject({ data: { opaque: ping!.messageId } });

    expect(got).toEqual([
      expect.objectContaining({
        msgtype: "text",
        text: { content: "/我的" },
        senderStaffId: "zhangsan",
        conversationType: "1",
      }),
      { cardPrivateData: { actionIds: ["button"], params: { key: "ack:A12" } } },
      { type: "user_leave_org", corp: simulator.world.settings.corpId },
    ]);
    expect(simulator.world.breaches).toEqual([]);
  });

  test("is cut ten seconds after it was told to leave, and comes back", async () => {
    simulator.world.faults.stream.closeMs = 20;
    await judge().connect();
    const [first] = simulator.world.connections.keys();
    simulator.gateway.disconnect();
    await until(() => simulator.world.connections.size === 1 && !simulator.world.connections.has(first!));
  });

  test("is refused without the right secret, and without a kind of subscription that there is", async () => {
    const open = (body: Json) =>
      fetch(`${simulator.url}/v1.0/gateway/connections/open`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify(body),
      });
    const { clientId, clientSecret } = simulator.world.settings;
    const subscriptions = [{ type: "EVENT", topic: "*" }];
    const wrong = await open({ clientId, clientSecret: `${clientSecret} `, subscriptions });
    expect([wrong.status, await wrong.json()]).toEqual([
      401,
      expect.objectContaining({ code: "authFailed" }),
    ]);
    for (const topic of [[], [{ type: "EVENT", topic: "user_add_org" }], [{ type: "SYSTEM", topic: "*" }]])
      expect((await open({ clientId, clientSecret, subscriptions: topic })).status).toBe(400);
    expect((await open({ clientId, clientSecret, subscriptions })).status).toBe(200);
    simulator.world.settings.mode = "http";
    expect((await open({ clientId, clientSecret, subscriptions })).status).toBe(400);
  });

  test("gets a message again that it did not acknowledge, and an event for which it asked to", async () => {
    simulator.world.faults.stream.redeliverMs = 10;
    const client = judge().registerAllEventListener(() => ({ status: "LATER" }) as never);
    client.registerCallbackListener(ROBOT_TOPIC, () => {});
    await client.connect();
    const { push } = await simulator.says("zhangsan", "/我的");
    const event = simulator.happens("user_add_org");
    await until(() => push!.deliveries === 2 && event.deliveries === 2);
  });
});

describe("people", () => {
  const says = async (...parts: Parameters<Simulator["says"]>) => {
    simulator.world.settings.mode = "http";
    const posted = new Promise<Json>((resolve) => {
      const server = createServer(async (request, response) => {
        resolve(JSON.parse(await readText(request)) as Json);
        response.end("{}");
      }).listen(0, "127.0.0.1", async () => {
        simulator.world.settings.callbackUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
        await simulator.says(...parts);
        server.close();
      });
    });
    return posted;
  };

  test("speak in a group with the robot among those mentioned, and leave a blank", async () => {
    const heard = await says("zhangsan", "/进度", { group: "工作群", mentions: ["lisi", "waibu"] });
    expect(heard).toMatchObject({
      conversationType: "2",
      conversationTitle: "工作群",
      isInAtList: true,
      text: { content: " /进度" },
      atUsers: [{ dingtalkId: heard.chatbotUserId }, { staffId: "lisi" }, { dingtalkId: "$:LWCP_v1:$waibu" }],
    });
    expect((heard.atUsers as Json[])[2]).not.toHaveProperty("staffId");
    expect(heard.sessionWebhookExpiredTime).toBe(Number(heard.createAt) + 5_400_000);
  });

  test("of another organisation are not told by their id; nobody is before a version is published", async () => {
    expect(await says("waibu", "你好")).not.toHaveProperty("senderStaffId");
    simulator.world.settings.published = false;
    const heard = await says("zhangsan", "你好");
    expect(heard).not.toHaveProperty("senderStaffId");
    expect(heard).not.toHaveProperty("isAdmin");
  });

  test("cannot mention a robot with a file", async () => {
    await expect(
      simulator.posts("zhangsan", { msgtype: "file", content: {} }, { group: "工作群" }),
    ).rejects.toThrow(/nobody can mention/);
    simulator.world.groups[0]!.hasRobot = false;
    await expect(simulator.says("zhangsan", "在吗", { group: "工作群" })).rejects.toThrow(
      /not in this group/,
    );
  });

  test("are not heard once the month is used up, except when they join or leave", async () => {
    simulator.world.quota.webhookAndStream.most = 0;
    const heard = await says("zhangsan", "/我的");
    expect(heard).toMatchObject({ errorCode: 20001, senderStaffId: "zhangsan", msgId: expect.any(String) });
    expect(heard).not.toHaveProperty("text");
    simulator.happens("user_add_org");
    expect(simulator.world.quota.webhookAndStream.used).toBe(1);
    simulator.happens("robot_msg_read");
    expect(simulator.world.quota.webhookAndStream.used).toBe(2);
  });
});

/** Our receiving side, with what it accepted; `accepting` may be made to fail. */
function receive(timing?: Json) {
  const { settings } = readDingtalkSettings({
    ...simulator.env,
    DINGTALK_MODE: simulator.world.settings.mode,
    DINGTALK_CARD_TEMPLATE_ID: "00000000-simulated.schema",
    DINGTALK_CARD_API_SECRET: "sim-card-secret",
  });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const hooks = createWebhookApi({ oapiBase: simulator.url, transport: createTransport(log, () => {}) });
  const clock = { now: () => new Date(simulator.world.now()) };
  const receiver = createReceiver({ settings: settings!, hooks, clock, log, ...(timing ? { timing } : {}) });
  const arrivals: Arrival[] = [];
  const notes: Json[] = [];
  const product = {
    receiver,
    arrivals,
    notes,
    accepting: async (_: Arrival): Promise<void> => {},
    kept: () => new Set(arrivals.map(({ eventKey }) => eventKey)),
  };
  const surroundings: Surroundings = {
    async accept(arrival) {
      await product.accepting(arrival);
      arrivals.push(arrival);
    },
    lease(name, hold) {
      const lost = new AbortController();
      const held = hold(lost.signal);
      return {
        async close() {
          lost.abort();
          await held;
        },
        name,
      } as { close(): Promise<void> };
    },
    note: async (name, standing) => void notes.push({ name, ...standing }),
    serve: () => ({ close: async () => {} }),
  };
  closing.push(() => receiver.close());
  return { ...product, product, start: () => receiver.start(surroundings) };
}

describe("our receiving side over a connection", () => {
  const connect = async () => {
    const ours = receive();
    await ours.start();
    await until(() => simulator.world.connections.size === 1);
    return ours;
  };
  const acked = (push: Push | null) => simulator.gateway.acked(push!, 1000);

  test("keeps what is said, pressed and sent before it answers", async () => {
    const { arrivals, notes } = await connect();
    await until(() => notes.at(-1)?.up === true);
    expect(notes.at(-1)).toEqual({ name: "dingtalk-stream:default", up: true });
    putCard();
    await acked((await simulator.says("zhangsan", "/我的")).push);
    await acked((await simulator.says("lisi", "/进度", { group: "工作群" })).push);
    const file = { name: "附件10.xlsx", bytes: Buffer.from("x") };
    await acked((await simulator.sends("zhangsan", file)).push);
    await acked((await simulator.quotes("lisi", file, "A12", { group: "工作群" })).push);
    const pressed = await simulator.presses("zhangsan", "0199-aa", {
      params: { key: "ack:A12" },
      shape: "value",
    });
    expect(pressed.answered).toBe(true);
    expect(arrivals.map(({ event }) => [event.kind, event.userId, event.text])).toEqual([
      ["text", "zhangsan", "/我的"],
      ["text", "lisi", "/进度"],
      ["file", "zhangsan", ""],
      ["file", "lisi", "A12"],
      ["action", "zhangsan", ""],
    ]);
    expect(arrivals[3]!.event.files).toEqual([
      { name: "附件10.xlsx", mediaKey: expect.stringContaining("/+") },
    ]);
    expect(simulator.world.cards.get("0199-aa")).toMatchObject({
      params: { title: "周会改到 15:00", status: "已收到，处理中", label1: "收到" },
      toasts: [],
    });
    expect(simulator.world.breaches).toEqual([]);
  });

  test("a redelivery and a copy have the key of the first; the session answers", async () => {
    simulator.world.faults.stream.copies = 1;
    const { arrivals, kept } = await connect();
    const said = await simulator.says("zhangsan", "/我的");
    await simulator.repeats(said);
    await until(() => arrivals.length === 4);
    expect(kept().size).toBe(1);
    const { url } = readSession(arrivals[0]!.event.replyKey!)!;
    const answered = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ msgtype: "text", text: { content: "好的" } }),
    });
    expect(await answered.json()).toMatchObject({ errcode: 0 });
    expect(simulator.sees({ userid: "zhangsan" })).toHaveLength(1);
  });

  test("two presses are two", async () => {
    putCard();
    const { kept } = await connect();
    for (const _ of [1, 2]) await simulator.presses("zhangsan", "0199-aa", { params: { key: "ack:A12" } });
    expect(kept().size).toBe(2);
  });

  test("what could not be kept comes again, and a press that could not says so at once", async () => {
    simulator.world.faults.stream.redeliverMs = 200;
    simulator.world.faults.stream.cardMs = 60_000;
    const card = putCard();
    const { arrivals, product } = await connect();
    let failures = 2;
    product.accepting = async () => {
      if (failures-- > 0) throw new Error("the database is away");
    };
    const { push } = await simulator.says("zhangsan", "/我的");
    const pressed = await simulator.presses("zhangsan", "0199-aa", { params: { key: "ack:A12" } });
    expect(pressed.answered).toBe(false);
    expect(card.toasts).toHaveLength(1);
    await until(() => push!.acks.length === 1);
    expect(arrivals).toHaveLength(1);
    expect(push!.deliveries).toBe(2);
  });

  test("a press that is kept too late ends in a toast, and counts all the same", async () => {
    simulator.world.faults.stream.cardMs = 10;
    const card = putCard();
    const { arrivals, product } = await connect();
    let keep: () => void = () => {};
    product.accepting = () =>
      new Promise((resolve) => {
        keep = resolve;
      });
    const pressed = await simulator.presses("zhangsan", "0199-aa", { params: { key: "ack:A12" } });
    expect([pressed.answered, card.toasts.length, card.params.status]).toEqual([false, 1, ""]);
    keep();
    await until(() => arrivals.length === 1);
  });

  test("an outsider is answered once through the session, and nothing of it is kept", async () => {
    const { arrivals } = await connect();
    await acked((await simulator.says("waibu", "你好")).push);
    await acked((await simulator.says("waibu", "有人吗")).push);
    await until(() => simulator.sees({ userid: "waibu" }).length === 1);
    expect(JSON.stringify(simulator.sees({ userid: "waibu" }))).toContain("您好，我是报送机器人");
    expect(arrivals).toEqual([]);
  });

  test("what nobody understands is refused, and not asked for again", async () => {
    const { arrivals } = await connect();
    const push = simulator.gateway.push({ type: "CALLBACK", topic: ROBOT_TOPIC, subject: "", data: {} });
    expect(await acked(push)).toMatchObject({ code: 400 });
    expect(arrivals).toEqual([]);
  });

  test("events are kept by their number: who has left, and of any other only that it was", async () => {
    simulator.world.faults.stream.copies = 1;
    const { arrivals, kept } = await connect();
    const event = simulator.happens("user_leave_org", { userId: ["zhangsan", "lisi"], optStaffId: "admin" });
    expect(await acked(event)).toMatchObject({ code: 200, data: { status: "SUCCESS" } });
    await until(() => arrivals.length === 2);
    expect(kept().size).toBe(1);
    simulator.world.faults.stream.copies = 0;
    for (const [eventType, data] of [
      ["user_leave_org", { userId: "wangwu" }],
      ["user_leave_org", { userId: 5 }],
      ["chat_add_member", { openConversationId: "cid", userId: ["zhangsan"] }],
    ] as const)
      await acked(simulator.happens(eventType, data));
    expect(
      arrivals
        .slice(1)
        .map(({ event: { kind, change, left }, unmetered }) => [kind, change, left, unmetered]),
    ).toEqual([
      ["change", "user_leave_org", ["zhangsan", "lisi"], true],
      ["change", "user_leave_org", ["wangwu"], true],
      ["change", "user_leave_org", undefined, true],
      ["change", "chat_add_member", undefined, undefined],
    ]);
  });

  const opened = async () => {
    const ours = await connect();
    let keep: () => void = () => {};
    const waiting: Arrival[] = [];
    ours.product.accepting = async (arrival) => {
      waiting.push(arrival);
      await new Promise<void>((resolve) => {
        keep = resolve;
      });
    };
    return { ...ours, waiting, keep: () => keep() };
  };

  // Each fails where the answer is given before the database has it.
  test.each<[string, () => Promise<Push>]>([
    ["a message", async () => (await simulator.says("zhangsan", "/我的")).push!],
    ["an event", async () => simulator.happens("user_leave_org", { userId: ["zhangsan"] })],
    [
      "a press",
      async () => {
        void simulator.presses("zhangsan", putCard().outTrackId, { params: { key: "ack:A12" } });
        return simulator.world.pushes.at(-1)!;
      },
    ],
  ])("%s is acknowledged after it was committed, not before", async (_, push) => {
    const { waiting, arrivals, keep } = await opened();
    const pushed = await push();
    await until(() => waiting.length === 1, "on its way into the database");
    expect(await simulator.gateway.acked(pushed, 60)).toBeNull();
    expect(arrivals).toEqual([]);
    keep();
    expect(await acked(pushed)).toMatchObject({ code: 200 });
    expect(arrivals).toHaveLength(1);
  });

  test("a press overtakes messages that wait for the database, and is answered within its two seconds", async () => {
    const ours = await connect();
    ours.product.accepting = async ({ event }) => {
      if (event.kind !== "action") await new Promise((resolve) => setTimeout(resolve, 3000));
    };
    const said = await simulator.says("lisi", "/进度");
    const card = putCard();
    const pressed = await simulator.presses("zhangsan", card.outTrackId, { params: { key: "ack:A12" } });
    expect([pressed.answered, card.params.status]).toEqual([true, "已收到，处理中"]);
    expect(said.push!.acks).toEqual([]);
    expect(ours.arrivals.map(({ event }) => event.kind)).toEqual(["action"]);
  });

  test("an event that could not be kept is asked for again", async () => {
    simulator.world.faults.stream.redeliverMs = 50;
    const { arrivals, product } = await connect();
    let failures = 1;
    product.accepting = async () => {
      if (failures-- > 0) throw new Error("the database is away");
    };
    const event = simulator.happens("user_leave_org", { userId: ["zhangsan"] });
    await until(() => event.acks.length === 2);
    expect(event.acks.map(({ data }) => (data as Json).status)).toEqual(["LATER", "SUCCESS"]);
    expect(arrivals).toHaveLength(1);
  });

  test("there is no address to post anything to", async () => {
    const { receiver } = await connect();
    expect([...receiver.callbacks.keys()]).toEqual([]);
  });

  test("goes on saying that it stands, whatever the garbage collector takes away", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const ours = receive({ beatMs: 100 });
    await ours.start();
    await until(() => ours.notes.at(-1)?.up === true);
    const said = ours.notes.length;
    for (let beat = 1; beat <= 3; beat++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      collect();
      await until(() => ours.notes.length >= said + beat);
    }
  });

  test("when the credentials are wrong, health hears of it", async () => {
    simulator.world.faults.stream.open = 401;
    const ours = receive();
    await ours.start();
    await until(() => ours.notes.some(({ why }) => String(why).includes("DINGTALK_CLIENT_SECRET")));
  });
});

describe("our receiving side by HTTP", () => {
  let server: Server;
  let ours: ReturnType<typeof receive>;
  let statuses: number[];

  beforeEach(async () => {
    simulator.world.settings.mode = "http";
    simulator.world.faults.callback.retryDelayMs = 2;
    ours = receive();
    await ours.start();
    statuses = [];
    server = createServer(async (request, response) => {
      const kind = request.url!.split("/")[2]!;
      const callback = (ours.receiver as DingtalkReceiver).callbacks.get(kind)!;
      try {
        const { arrival, answer } = await callback.receive({
          query: {},
          headers: new Headers(request.headers as Record<string, string>),
          body: await readText(request),
        });
        if (arrival) {
          await ours.product.accepting(arrival);
          ours.arrivals.push(arrival);
        }
        response.end(JSON.stringify(answer));
      } catch {
        response.writeHead(401).end();
      }
      statuses.push(response.statusCode);
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
    simulator.world.settings.callbackUrl = `${base}/dingtalk/default`;
    simulator.world.cardRoutes.set("baosong", {
      callbackUrl: `${base}/dingtalk-card/default`,
      apiSecret: "sim-card-secret",
    });
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
  });

  test("opens no connection", () => {
    expect(simulator.world.calls).toEqual([]);
  });

  test("takes what is said; a replay is answered well and has the key of the first", async () => {
    const said = await simulator.says("zhangsan", "/我的");
    expect(said.attempts).toEqual([{ status: 200, body: '{"msgtype":"empty"}' }]);
    simulator.world.advance(HOUR / 2);
    expect(await simulator.repeats(said)).toMatchObject({ attempts: [{ status: 200 }] });
    expect(ours.kept().size).toBe(1);
  });

  test("is asked again until it has kept it", async () => {
    let failures = 1;
    ours.product.accepting = async () => {
      if (failures-- > 0) throw new Error("the database is away");
    };
    const { attempts } = await simulator.says("zhangsan", "/我的");
    expect(attempts.map(({ status }) => status)).toEqual([401, 200]);
    expect(ours.arrivals).toHaveLength(1);
  });

  test("answers an outsider in the answer itself", async () => {
    await simulator.says("waibu", "你好");
    expect(simulator.sees({ userid: "waibu" })).toMatchObject([{ way: "reply", msgtype: "text" }]);
    expect(ours.arrivals).toEqual([]);
  });

  test("changes a pressed card in the answer", async () => {
    const card = putCard({ callbackType: "HTTP", callbackRouteKey: "baosong" });
    expect(await simulator.presses("zhangsan", "0199-aa", { params: { key: "ack:A12" } })).toMatchObject({
      answered: true,
      attempt: { status: 200 },
    });
    expect(card.params).toMatchObject({ title: "周会改到 15:00", status: "已收到，处理中" });
    expect(ours.arrivals).toMatchObject([{ event: { action: "ack", value: "A12", deliveryId: "0199-aa" } }]);
  });

  test.each([
    ["a forged signature", { forgeSignature: true }],
    ["an old one", { skewMs: -2 * HOUR }],
  ])("refuses %s, of messages and of presses", async (_, fault) => {
    Object.assign(simulator.world.faults.callback, fault);
    putCard({ callbackType: "HTTP", callbackRouteKey: "baosong" });
    await simulator.says("zhangsan", "/我的");
    await simulator.presses("zhangsan", "0199-aa", { params: { key: "ack:A12" } });
    expect(statuses).toEqual([401, 401, 401, 401]);
    expect(ours.arrivals).toEqual([]);
  });
});

describe("pages", () => {
  test("a phone shows a message, says what its button says, and presses a card", async () => {
    const { world, url } = simulator;
    world.settings.mode = "stream";
    const ours = receive();
    await ours.start();
    await until(() => world.connections.size === 1);
    putCard();
    const token = (await (
      await fetch(`${url}/v1.0/oauth2/accessToken`, {
        method: "POST",
        body: JSON.stringify({ appKey: world.settings.clientId, appSecret: world.settings.clientSecret }),
      })
    ).json()) as { accessToken: string };
    await fetch(`${url}/v1.0/robot/oToMessages/batchSend`, {
      method: "POST",
      headers: { "x-acs-dingtalk-access-token": token.accessToken },
      body: JSON.stringify({
        robotCode: world.settings.robotCode,
        userIds: ["zhangsan"],
        msgKey: "sampleActionCard",
        msgParam: JSON.stringify({
          title: "报送",
          text: "请选择",
          singleTitle: "我的",
          singleURL: `dtmd://dingtalkclient/sendMessage?content=${encodeURIComponent("/我的")}`,
        }),
      }),
    });
    const post = (path: string, form: Record<string, string>) =>
      fetch(url + path, { method: "POST", body: new URLSearchParams(form) }).then((answer) => answer.text());
    const page = await (await fetch(`${url}/phone/zhangsan`)).text();
    expect(page).toContain("请选择");
    const [message] = simulator.sees({ userid: "zhangsan" });
    expect(await post("/phone/zhangsan", { message: message!.id, label: "我的" })).toContain("已推送");
    expect(await post("/group/工作群", { from: "lisi", text: "/进度" })).toContain("已推送");
    expect(await post("/phone/zhangsan", { card: "0199-aa", key: "ack:A12" })).toContain("卡片已回答");
    await until(() => ours.arrivals.length === 3);
    expect(ours.arrivals.map(({ event }) => event.text || event.action)).toEqual(["/我的", "/进度", "ack"]);
    expect(await (await fetch(`${url}/`)).text()).toContain("DINGTALK_CLIENT_ID=");
  });

  test("a browser chooses who it is, and comes back with a code", async () => {
    const query = new URLSearchParams({
      redirect_uri: "http://127.0.0.1:1/login/dingtalk",
      response_type: "code",
      client_id: simulator.world.settings.clientId,
      scope: "openid corpid",
      prompt: "consent",
      state: "s1",
    });
    const page = await (await fetch(`${simulator.url}/oauth2/auth?${query}`)).text();
    expect(page).toContain("张三");
    query.set("as", "zhangsan");
    const back = await fetch(`${simulator.url}/oauth2/auth?${query}`, { redirect: "manual" });
    expect(back.headers.get("location")).toMatch(
      /^http:\/\/127\.0\.0\.1:1\/login\/dingtalk\?authCode=.+&state=s1$/,
    );
  });
});
