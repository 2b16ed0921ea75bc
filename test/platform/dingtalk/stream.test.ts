// Our client of Stream mode beside the vendor's (dingtalk-stream 2.1.5): where that one fails, ours does not.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Stream, type StreamParts, startStream } from "../../../src/platform/dingtalk/stream.ts";
import type { Ack, Frame } from "../../../src/platform/dingtalk/stream-frame.ts";
import { type Official, type OfficialOptions, officialClient } from "../../support/dingtalk/official.ts";
import { type Simulator, startSimulator } from "../../support/dingtalk/simulator.ts";
import { ROBOT_TOPIC } from "../../support/dingtalk/stream.ts";
import type { Push } from "../../support/dingtalk/world.ts";
import { run } from "../../support/process.ts";
import { MINUTE } from "../../support/simulated/spans.ts";

let simulator: Simulator;
let ours: Stream[];
let theirs: Official[];
let logged: { level: string; line: unknown }[];
/** Topics and data of what our client was asked to answer. */
let heard: Frame[];
let counter = 0;

beforeEach(async () => {
  // Clients of the vendor's that a test has left are told from those of the next by their name.
  simulator = await startSimulator({ settings: { clientId: `dingsim${++counter}` } });
  simulator.world.faults.stream.redeliverMs = null;
  [ours, theirs, logged, heard] = [[], [], [], []];
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(console, level).mockReturnValue();
});
afterEach(async () => {
  for (const client of theirs) client.over();
  await Promise.all(ours.map((stream) => stream.close()));
  await simulator.close();
  vi.restoreAllMocks();
});

const TAKEN: Ack = { code: 200, data: { response: null } };
const HURRY = { firstWaitMs: 2, mostWaitMs: 20, steadyMs: 5, pingMs: 5, openMs: 1000 };
const say = (level: string) => (line: unknown, text?: string) => logged.push({ level, line: [line, text] });

function connect(parts: Partial<StreamParts> = {}): Stream {
  const { clientId, clientSecret } = simulator.world.settings;
  const stream = startStream({
    apiBase: simulator.url,
    clientId,
    clientSecret,
    subscriptions: [
      { type: "EVENT", topic: "*" },
      { type: "CALLBACK", topic: ROBOT_TOPIC },
    ],
    log: { info: say("info"), warn: say("warn"), error: say("error") } as unknown as StreamParts["log"],
    async answer(frame) {
      heard.push(frame);
      return frame.type === "EVENT" ? { code: 200, data: { status: "SUCCESS" } } : TAKEN;
    },
    timing: HURRY,
    ...parts,
  });
  ours.push(stream);
  return stream;
}

function official(options: OfficialOptions = {}): Official {
  const client = officialClient(simulator, options);
  theirs.push(client);
  return client;
}

/** Runs something that throws where nobody can catch it, and gives what was thrown. */
async function surviving(act: (thrown: unknown[]) => Promise<void>): Promise<void> {
  const before = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  const thrown: unknown[] = [];
  process.on("uncaughtException", (error) => thrown.push(error));
  try {
    await act(thrown);
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of before) process.on("uncaughtException", listener);
  }
}

const until = (condition: () => boolean, what = "") =>
  vi.waitFor(() => expect(condition(), what).toBe(true), { timeout: 10_000, interval: 2 });
const connections = () => [...simulator.world.connections.values()];
const live = (stream: Stream) => until(() => stream.state() === "live" && connections().length > 0);
/** Connects a client that answers nothing before the function given back is called. */
async function connectSlow(): Promise<() => void> {
  let keep: () => void = () => {};
  const kept = new Promise<void>((resolve) => {
    keep = resolve;
  });
  const answer = () => kept.then(() => TAKEN);
  await live(connect({ answer }));
  return keep;
}
const opens = () => simulator.world.calls.length;

test("messages and events come and are acknowledged once they are kept", async () => {
  const keep = await connectSlow();
  const { push } = await simulator.says("zhangsan", "/我的");
  await new Promise((resolve) => setImmediate(resolve));
  expect(push!.acks).toEqual([]);
  keep();
  expect(await simulator.gateway.acked(push!, 1000)).toMatchObject({ code: 200, data: { response: null } });
  expect(simulator.world.breaches).toEqual([]);
});

test("a ping is echoed, whatever is being answered at the time", async () => {
  const stream = connect({ answer: () => new Promise(() => {}), timing: { ...HURRY, finishMs: 1 } });
  await live(stream);
  await simulator.says("zhangsan", "在吗");
  const [push] = simulator.gateway.ping();
  const ack = await simulator.gateway.acked(push!, 1000);
  expect(ack).toMatchObject({ code: 200, data: { opaque: push!.messageId } });
});

describe("fault 1: one failure makes two attempts, and those four", () => {
  const outage = async () => {
    simulator.world.faults.stream.rejectUpgrade = true;
    await until(() => opens() >= 12);
    simulator.world.faults.stream.rejectUpgrade = false;
  };

  test("the vendor's client comes back many times over", async () => {
    await official().connect();
    simulator.gateway.cut();
    await outage();
    await until(() => connections().length > 1);
  });

  test("ours comes back once", async () => {
    const stream = connect();
    await live(stream);
    simulator.gateway.cut();
    await outage();
    await live(stream);
    const asked = opens();
    await until(() => (connections()[0]?.pings ?? 0) >= 3);
    expect(connections()).toHaveLength(1);
    expect(opens()).toBe(asked);
  });

  test("and waits longer each time, up to a most, never twice the same", async () => {
    const { backoff } = await import("../../../src/platform/dingtalk/stream.ts");
    const timing = { firstWaitMs: 1000, mostWaitMs: 60_000 } as Parameters<typeof backoff>[1];
    const waits = (failures: number) => Array.from({ length: 50 }, () => backoff(failures, timing));
    expect(backoff(0, timing)).toBe(0);
    for (const [failures, most] of [
      [1, 1000],
      [2, 2000],
      [6, 32_000],
      [7, 60_000],
      [1000, 60_000],
    ] as const) {
      const all = waits(failures);
      expect(Math.max(...all)).toBeLessThanOrEqual(most);
      expect(Math.min(...all)).toBeGreaterThanOrEqual(most / 2);
      expect(new Set(all).size).toBeGreaterThan(1);
    }
  });
});

describe("fault 2: a watch that kills, or none at all", () => {
  test("the vendor's watches outlive their connections and cut the next ones", async () => {
    const watches = vi.spyOn(globalThis, "setInterval");
    // They also ping what is not open yet, which throws.
    await surviving(async () => {
      const client = official({ keepAlive: true, pingMs: 20 });
      await client.connect();
      for (let time = 1; time <= 4; time++) {
        await until(() => connections().length > 0, `connection ${time}`);
        const cut = connections();
        simulator.gateway.cut();
        await until(() => !connections().some((one) => cut.includes(one)));
      }
      const ticking = () => watches.mock.calls.filter(([, ms]) => ms === 20).length;
      await until(() => ticking() >= 4, "watches of connections long gone");
      vi.mocked(console.error).mockClear();
      const killed = () =>
        vi.mocked(console.error).mock.calls.some(([text]) => /TERMINATE/.test(String(text)));
      await until(killed, "killed though the server answers every ping");
      client.over();
      // It has forgotten all of them but one.
      for (const [index, [, ms]] of watches.mock.calls.entries())
        if (ms === 20) clearInterval(watches.mock.results[index]!.value);
    });
  });

  test("ours watches the one connection there is", async () => {
    const stream = connect();
    for (let time = 0; time < 4; time++) {
      await live(stream);
      simulator.gateway.cut();
      await until(() => connections().length === 0);
    }
    await live(stream);
    const [connection] = connections();
    await until(() => connection!.pings >= 10);
    expect(connections()).toEqual([connection]);
  });

  test("a process that was held up for long keeps its connection", async () => {
    await live(connect());
    const [connection] = connections();
    const end = performance.now() + 200;
    // Forty pings' time.
    while (performance.now() < end);
    await until(() => connection!.pings >= 5);
    expect(connections()).toEqual([connection]);
    expect(opens()).toBe(1);
  });

  test("a silent connection is replaced by ours, and by the vendor's never", async () => {
    const stream = connect();
    await live(stream);
    await official().connect();
    const silenced = connections();
    expect(silenced).toHaveLength(2);
    for (const connection of silenced) connection.silent = true;
    const [mine, other] = silenced;
    await until(() => !connections().some(({ id }) => id === mine!.id), "replaced");
    await live(stream);
    expect(connections().map(({ id }) => id)).toContain(other!.id);
    expect(connections().filter(({ silent }) => !silent)).toHaveLength(1);
  });
});

describe("fault 3: what throws wedges the connection", () => {
  test("the vendor's client throws out of its receiver and hears nothing more", () =>
    surviving(async (thrown) => {
      const got: unknown[] = [];
      const client = official().registerCallbackListener(ROBOT_TOPIC, (message) => got.push(message));
      await client.connect();
      simulator.gateway.raw("not json");
      await until(() => thrown.length > 0);
      await simulator.says("zhangsan", "还在吗");
      const [push] = simulator.gateway.ping();
      expect(await simulator.gateway.acked(push!, 50)).toBeNull();
      expect([got, client.connected]).toEqual([[], true]);
    }));

  test.each([
    "not json",
    "",
    "null",
    "[]",
    '{"type":"CALLBACK"}',
    '{"type":"NEWS","headers":{"topic":"x","messageId":"1"},"data":"{}"}',
    '{"type":"CALLBACK","headers":{"topic":1,"messageId":"1"},"data":"{}"}',
  ])("ours passes over %j", async (text) => {
    const stream = connect();
    await live(stream);
    simulator.gateway.raw(text);
    const { push } = await simulator.says("zhangsan", "还在吗");
    expect(await simulator.gateway.acked(push!, 1000)).toMatchObject({ code: 200 });
    expect(heard).toHaveLength(1);
    expect(logged.filter(({ level }) => level === "warn")).toHaveLength(1);
  });

  test("ours answers the next frame when one could not be answered, and leaves that one to be pushed again", async () => {
    simulator.world.faults.stream.redeliverMs = 20;
    let failures = 1;
    const stream = connect({
      async answer(frame) {
        heard.push(frame);
        if (failures-- > 0) throw new Error("the database is away");
        return TAKEN;
      },
    });
    await live(stream);
    const first = await simulator.says("zhangsan", "第一句");
    const second = await simulator.says("zhangsan", "第二句");
    await until(() => first.push!.acks.length === 1 && second.push!.acks.length === 1);
    expect(heard.map(({ data }) => JSON.parse(data).text.content)).toEqual(["第一句", "第二句", "第一句"]);
    expect(logged).toContainEqual({ level: "error", line: [expect.anything(), expect.any(String)] });
  });
});

describe("fault 4: told to leave, it waits until it is cut", () => {
  const leave = async () => {
    simulator.world.faults.stream.closeMs = 150;
    const [old] = connections();
    simulator.gateway.disconnect();
    return old!;
  };

  test("the vendor's client hears nothing in between", async () => {
    await official()
      .registerCallbackListener(ROBOT_TOPIC, () => {})
      .connect();
    const old = await leave();
    const lost: Push[] = [];
    while (simulator.world.connections.has(old.id)) {
      lost.push((await simulator.says("zhangsan", `第${lost.length}句`)).push!);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(lost.length).toBeGreaterThan(2);
    expect(lost.every(({ deliveries }) => deliveries === 0)).toBe(true);
  });

  test("ours opens the next one first, and nothing that is said is lost", async () => {
    const stream = connect();
    await live(stream);
    const old = await leave();
    const said: Push[] = [];
    for (const between of [1, 2, 3]) {
      // A robot's message finds whoever is connected; with nobody there it would be lost.
      await until(() => connections().some(({ leaving }) => !leaving), "a second one");
      said.push((await simulator.says("zhangsan", `第${between}句`)).push!);
    }
    await until(() => !connections().includes(old), "then the first is closed");
    expect(connections()).toMatchObject([{ beside: 1 }]);
    said.push((await simulator.says("zhangsan", "第4句")).push!);
    await until(() => said.every(({ acks }) => acks.length === 1));
    expect(said.every(({ connectionIds }) => !connectionIds.includes(old.id))).toBe(true);
  });

  test("what ours is still answering is acknowledged on the old connection", async () => {
    const keep = await connectSlow();
    const { push } = await simulator.says("zhangsan", "/我的");
    simulator.gateway.disconnect();
    await until(() => connections().length === 2);
    keep();
    expect(await simulator.gateway.acked(push!, 1000)).toMatchObject({ code: 200 });
    await until(() => connections().length === 1);
  });

  test("a server that tells each connection to leave is not asked without end", async () => {
    const stream = connect({
      timing: { ...HURRY, firstWaitMs: 60_000, mostWaitMs: 60_000, steadyMs: 60_000 },
    });
    await live(stream);
    simulator.gateway.disconnect();
    await until(() => connections().length === 1 && !connections()[0]!.leaving, "replaced at once");
    simulator.gateway.disconnect();
    const waits = () =>
      logged.flatMap(({ line }) => {
        const [{ ending, waitMs }] = line as [{ ending?: string; waitMs?: number }];
        return ending === undefined ? [] : [[ending, waitMs! > 0]];
      });
    await until(() => waits().length === 2);
    expect(waits()).toEqual([
      ["leaving", false],
      ["leaving", true],
    ]);
    expect(opens()).toBe(2);
  });
});

describe("fault 5: credentials that are wrong", () => {
  test("the vendor's client swallows the failure too where it is told not to try again", async () => {
    const client = official();
    (client as unknown as { config: { autoReconnect: boolean } }).config.autoReconnect = false;
    await expect(client.connect()).resolves.toBeUndefined();
    expect(client.connected).toBe(false);
  });

  beforeEach(() => {
    simulator.world.faults.stream.open = 401;
  });

  test("the vendor's client does not say so, and tries for ever", async () => {
    const client = official();
    await expect(client.connect()).resolves.toBeUndefined();
    await until(() => opens() >= 5);
    expect(client.connected).toBe(false);
  });

  test("ours says so and stops", async () => {
    const stream = connect();
    await until(() => stream.state() === "refused");
    expect(stream.standing()).toEqual({
      up: false,
      why: expect.stringContaining("DINGTALK_CLIENT_SECRET"),
    });
    expect(logged.filter(({ level }) => level === "error")).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(opens()).toBe(1);
  });

  test.each([400, 503] as const)(
    "a page with %i is an outage, and the way is found again",
    async (status) => {
      simulator.world.faults.stream.open = status;
      const stream = connect();
      await until(() => opens() >= 3);
      expect(stream.standing()).toMatchObject({ up: false, why: expect.stringContaining(String(status)) });
      simulator.world.faults.stream.open = null;
      await live(stream);
      expect(stream.standing()).toEqual({ up: true });
    },
  );
});

describe("fault 6: ended while it waits", () => {
  test("the vendor's client comes back by itself", async () => {
    simulator.world.faults.stream.rejectUpgrade = true;
    const client = official({ retryMs: 20 });
    void client.connect();
    await until(() => vi.mocked(console.warn).mock.calls.length > 0, "failed and waiting");
    client.disconnect();
    simulator.world.faults.stream.rejectUpgrade = false;
    await until(() => connections().length > 0);
  });

  test("ours is gone, whenever it is closed", async () => {
    simulator.world.faults.stream.rejectUpgrade = true;
    const waiting = connect({ timing: { ...HURRY, firstWaitMs: 60_000, mostWaitMs: 60_000 } });
    await until(() => waiting.state() === "waiting");
    await waiting.close();
    simulator.world.faults.stream.rejectUpgrade = false;
    simulator.world.faults.stream.hangOpen = true;
    const opening = connect();
    await opening.close();
    simulator.world.faults.stream.hangOpen = false;
    const asked = opens();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([opens(), connections(), waiting.state(), opening.state()]).toEqual([
      asked,
      [],
      "closed",
      "closed",
    ]);
  });

  test("what was brought before is still answered", async () => {
    const stream = connect();
    await live(stream);
    const { push } = await simulator.says("zhangsan", "/我的");
    await until(() => heard.length === 1 || push!.deliveries === 1);
    await stream.close();
    await until(() => connections().length === 0);
    expect(push!.acks.length).toBe(heard.length);
  });

  test("a process that closes it has nothing left to do", async () => {
    const { clientId, clientSecret } = simulator.world.settings;
    const child = run("test/support/dingtalk/closing.ts", [], {
      API_BASE: simulator.url,
      CLIENT_ID: clientId,
      CLIENT_SECRET: clientSecret,
    });
    const [code] = await new Promise<[number | null]>((resolve) =>
      child.child.once("exit", (exit) => resolve([exit])),
    );
    expect([code, child.output()]).toEqual([0, "closed\n"]);
  });
});

describe("fault 7: what one client listens to, every client does", () => {
  const topicsOf = () => connections().map(({ subscriptions }) => [...subscriptions]);

  test("the vendor's clients share one list", async () => {
    official().registerCallbackListener("/v1.0/only/of/the/first", () => {});
    await official().connect();
    expect(topicsOf()).toEqual([expect.arrayContaining(["CALLBACK /v1.0/only/of/the/first"])]);
  });

  test("each of ours has its own", async () => {
    await live(connect());
    await live(connect({ subscriptions: [{ type: "EVENT", topic: "*" }] }));
    await until(() => connections().length === 2);
    expect(topicsOf()).toEqual([["EVENT *", `CALLBACK ${ROBOT_TOPIC}`], ["EVENT *"]]);
    const { push } = await simulator.says("zhangsan", "/我的");
    expect(push!.connectionIds).toEqual([connections()[0]!.id]);
  });
});

describe("fault 8: what is taken is not acknowledged", () => {
  test("the vendor's client leaves messages unanswered, which come again, and says {} for an event that takes time", async () => {
    simulator.world.faults.stream.redeliverMs = 20;
    const got: unknown[] = [];
    const client = official().registerCallbackListener(ROBOT_TOPIC, (message) => got.push(message));
    client.registerAllEventListener((async () => ({ status: "LATER" })) as never);
    await client.connect();
    await simulator.says("zhangsan", "/我的");
    const event = simulator.happens("user_add_org", { userId: ["u9"] });
    await until(() => got.length === 2);
    expect(event.acks[0]).toMatchObject({ data: {} });
  });

  test("ours answers both when both are kept", async () => {
    simulator.world.faults.stream.redeliverMs = 20;
    await live(connect());
    const { push } = await simulator.says("zhangsan", "/我的");
    const event = simulator.happens("user_add_org", { userId: ["u9"] });
    expect(await simulator.gateway.acked(event, 1000)).toMatchObject({ data: { status: "SUCCESS" } });
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect([push!.deliveries, event.deliveries]).toEqual([1, 1]);
    expect(heard.map(({ type, eventType }) => [type, eventType])).toEqual([
      ["CALLBACK", undefined],
      ["EVENT", "user_add_org"],
    ]);
  });
});

describe("fault 9: it waits for ever, and tells its secret", () => {
  test("a gateway that does not answer holds the vendor's client up; ours asks again", async () => {
    simulator.world.faults.stream.hangOpen = true;
    let settled = false;
    const client = official({ debug: true });
    void client.connect().then(() => {
      settled = true;
    });
    const stream = connect({ timing: { ...HURRY, openMs: 30 } });
    await until(() => logged.filter(({ level }) => level === "warn").length >= 2);
    expect(settled).toBe(false);
    expect(stream.standing()).toMatchObject({ why: expect.stringContaining("超时") });
    simulator.world.faults.stream.hangOpen = false;
    await live(stream);
  });

  test("the secret and the ticket stand in the vendor's log, and not in ours", async () => {
    const { clientSecret } = simulator.world.settings;
    await official({ debug: true }).connect();
    const theirLog = JSON.stringify(vi.mocked(console.info).mock.calls);
    expect(theirLog).toContain(clientSecret);
    simulator.world.faults.stream.rejectUpgrade = true;
    const stream = connect();
    await until(() => opens() >= 4);
    simulator.world.faults.stream.rejectUpgrade = false;
    await live(stream);
    const ourLog = JSON.stringify(logged);
    expect(ourLog.length).toBeGreaterThan(50);
    for (const secret of [clientSecret, ...simulator.world.tickets.keys()])
      expect(ourLog).not.toContain(secret);
  });
});

describe("fault 9: what is sent when nobody is there", () => {
  test("the vendor's client drops an answer without a word", async () => {
    const got: { headers: { messageId: string } }[] = [];
    const client = official();
    client.registerCallbackListener(ROBOT_TOPIC, (message) => got.push(message));
    await client.connect();
    const { push } = await simulator.says("zhangsan", "/我的");
    await until(() => got.length === 1);
    simulator.world.faults.stream.rejectUpgrade = true;
    simulator.gateway.cut();
    await until(() => !client.connected);
    vi.mocked(console.warn).mockClear();
    expect(() => client.socketCallBackResponse(got[0]!.headers.messageId, null)).not.toThrow();
    expect(push!.acks).toEqual([]);
  });

  test("ours says so, and the message comes again", async () => {
    simulator.world.faults.stream.redeliverMs = 500;
    let keep: () => void = () => {};
    const stream = connect({
      async answer(frame) {
        heard.push(frame);
        if (heard.length === 1)
          await new Promise<void>((resolve) => {
            keep = resolve;
          });
        return TAKEN;
      },
    });
    await live(stream);
    const { push } = await simulator.says("zhangsan", "/我的");
    await until(() => heard.length === 1);
    simulator.gateway.cut();
    // It has noticed, and is open anew.
    await until(() => opens() === 2);
    keep();
    await until(() => push!.acks.length === 1);
    expect(JSON.stringify(logged)).toContain("dingtalk stream was gone before its ack");
    expect(heard.map(({ data }) => JSON.parse(data).msgId)).toEqual([push!.subject, push!.subject]);
  });
});

describe("fault 10: its gateway is a constant", () => {
  test("the vendor's client asks the vendor's, whatever it is made with", async () => {
    const { default: axios } = await import("axios");
    const asked: string[] = [];
    const spy = axios.interceptors.request.use((config) => {
      asked.push(String(config.url));
      return config;
    });
    await official().connect();
    axios.interceptors.request.eject(spy);
    expect(asked).toEqual(["https://api.dingtalk.com/v1.0/gateway/connections/open"]);
  });

  test("ours asks where it is told to", async () => {
    await live(connect());
    const elsewhere = connect({ apiBase: "http://127.0.0.1:9" });
    await until(() => elsewhere.state() === "waiting");
    expect(opens()).toBe(1);
  });
});

describe("tickets", () => {
  test("are for one connection, for 90 seconds, and hold characters that an address must not", async () => {
    const { clientId } = simulator.world.settings;
    await live(connect());
    const [ticket] = simulator.world.tickets.keys();
    expect(ticket).toMatch(/[+/=]/);
    const again = await fetch(`${simulator.url}/connect?ticket=${encodeURIComponent(ticket!)}`, {
      headers: { connection: "upgrade", upgrade: "websocket" },
    }).catch(() => null);
    expect(again?.status).not.toBe(101);
    simulator.world.tickets.set("old", {
      clientId,
      subscriptions: new Set(),
      expiresAt: simulator.world.now() + MINUTE,
      used: false,
    });
    simulator.world.advance(2 * MINUTE);
    const { WebSocket } = await import("ws");
    const refused = (name: string) =>
      new Promise((resolve) =>
        new WebSocket(
          `${simulator.url.replace("http", "ws")}/connect?ticket=${encodeURIComponent(name)}`,
        ).once("error", ({ message }) => resolve(message)),
      );
    for (const name of ["old", "made-up", ticket!]) expect(await refused(name)).toContain("401");
  });
});

test("two processes share what is said, and each thing comes to one of them", async () => {
  const got: string[][] = [[], []];
  for (const mine of got)
    await live(
      connect({
        async answer({ data }) {
          mine.push(JSON.parse(data).msgId);
          return TAKEN;
        },
      }),
    );
  await until(() => connections().length === 2);
  const said: string[] = [];
  for (let count = 0; count < 40; count++)
    said.push((await simulator.says("zhangsan", `第${count}句`)).msgId);
  await until(() => got.flat().length === 40);
  expect(got.flat().sort()).toEqual(said.sort());
  expect(got.every((mine) => mine.length > 0)).toBe(true);
});
