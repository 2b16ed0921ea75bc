// The simulator itself: it pushes, retries, counts and refuses as the protocol says, and our receiver reads what it sends.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createReceiver, type Received } from "../../../src/platform/wecom/receiver.ts";
import { DAY, HOUR, MINUTE } from "../../support/simulated/spans.ts";
import { type Simulator, startSimulator } from "../../support/wecom/simulator.ts";

let simulator: Simulator;
let server: Server;
let received: Received[];
/** What the product's side answers with, one for each request; then 200. */
let answers: (number | "hang")[];

beforeAll(async () => {
  simulator = await startSimulator();
  const { corpId, token, aesKey } = simulator.world.settings;
  const receiver = createReceiver({
    corpId,
    token,
    aesKey,
    clock: { now: () => new Date(simulator.world.now()) },
    log: { warn() {} },
  });
  server = createServer(async (request, response) => {
    const query = Object.fromEntries(new URL(request.url!, "http://x").searchParams);
    try {
      if (request.method === "GET") return response.end(await receiver.verify(query));
      received.push(await receiver.receive(query, await text(request)));
      const answer = answers.shift() ?? 200;
      if (answer === "hang") return;
      response.writeHead(answer).end();
    } catch {
      response.writeHead(401).end();
    }
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback/wecom/default`;
  expect(await simulator.savesAddress(url)).toBe(true);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await simulator.close();
});

let token: string;
beforeEach(async () => {
  received = [];
  answers = [];
  const { world } = simulator;
  world.advance(3 * HOUR);
  world.messages.length = 0;
  Object.assign(world.faults.callback, {
    copies: 0,
    forgeSignature: false,
    shuffle: false,
    cdata: true,
    timeoutMs: 5000,
    retryDelayMs: 5,
  });
  token = (await ask("gettoken", { corpid: world.settings.corpId, corpsecret: world.settings.secret }))
    .access_token as string;
});

type Json = Record<string, unknown>;
async function ask(path: string, query: Record<string, string>, json?: unknown): Promise<Json> {
  const url = `${simulator.url}/cgi-bin/${path}?${new URLSearchParams(query)}`;
  const response = await fetch(url, json === undefined ? {} : { method: "POST", body: JSON.stringify(json) });
  expect(response.status).toBe(200);
  return (await response.json()) as Json;
}
const call = (path: string, json: unknown) => ask(path, { access_token: token }, json);
const send = (rest: Json) => call("message/send", { agentid: 1000002, touser: "zhangsan", ...rest });
const text2 = (content: string): Json => ({ msgtype: "text", text: { content } });
const buttons = (task_id: string, rest: Json = {}): Json => ({
  msgtype: "template_card",
  template_card: {
    card_type: "button_interaction",
    main_title: { title: "周会改到 15:00" },
    task_id,
    button_list: [{ text: "收到", style: 1, type: 0, key: "ack:42" }],
    ...rest,
  },
});

describe("callbacks", () => {
  test("what a member says arrives decrypted, Chinese and all", async () => {
    const attempts = await simulator.says("ZhangSan", "/报送 <A12> & ]]> 完");
    expect(attempts).toMatchObject([{ status: 200 }]);
    expect(received).toMatchObject([
      { event: { kind: "text", userId: "zhangsan", text: "/报送 <A12> & ]]> 完" } },
    ]);
  });

  test.each([
    ["elements in another order", { shuffle: true }],
    ["no CDATA", { cdata: false }],
  ])("%s reads the same", async (_, fault) => {
    Object.assign(simulator.world.faults.callback, fault);
    await simulator.says("lisi", "收到 & <ok>");
    expect(received).toMatchObject([{ event: { userId: "lisi", text: "收到 & <ok>" } }]);
  });

  test("a press on a card that was sent", async () => {
    await send(buttons("0199-press@2"));
    const [message] = simulator.sees({ userid: "zhangsan" });
    await simulator.presses("zhangsan", message!, "收到");
    expect(received).toMatchObject([
      {
        event: {
          kind: "action",
          action: "ack",
          value: "42",
          deliveryId: "0199-press",
          cardKey: expect.any(String),
        },
      },
    ]);
  });

  test("a picture is fetched by its key", async () => {
    await simulator.sends("lisi", "image", "现场.jpg", Buffer.from("jpeg bytes"));
    const [first] = received;
    const file = first?.kind === "event" ? first.event.files?.[0] : undefined;
    const response = await fetch(
      `${simulator.url}/cgi-bin/media/get?${new URLSearchParams({ access_token: token, media_id: file!.mediaKey! })}`,
    );
    expect(await response.text()).toBe("jpeg bytes");
  });

  test.each([
    ["not answered well", [500, 500], 3],
    ["never answered well", [500, 500, 500, 500, 500], 4],
  ])("%s: four attempts at most, all with one key", async (_, wrong, count) => {
    answers = wrong;
    expect(await simulator.says("lisi", "/我的")).toHaveLength(count);
    expect(new Set(received.map((one) => one.kind === "event" && one.eventKey)).size).toBe(1);
    expect(received).toHaveLength(count);
  });

  test("not answered in time: again", async () => {
    simulator.world.faults.callback.timeoutMs = 100;
    answers = ["hang"];
    expect(await simulator.says("lisi", "/我的")).toMatchObject([{ status: null }, { status: 200 }]);
  });

  test("copies on demand have one key, two messages have two", async () => {
    simulator.world.faults.callback.copies = 2;
    await simulator.says("lisi", "/我的");
    await simulator.says("lisi", "/我的");
    expect(received).toHaveLength(6);
    expect(new Set(received.map((one) => one.kind === "event" && one.eventKey)).size).toBe(2);
  });

  test("a forged signature gets nothing in, four times", async () => {
    simulator.world.faults.callback.forgeSignature = true;
    const attempts = await simulator.says("lisi", "/我的");
    expect(attempts.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(received).toEqual([]);
  });

  test("an address that answers anything but the bare text is not saved", async () => {
    const { callbackUrl } = simulator.world.settings;
    expect(await simulator.savesAddress(`${simulator.url}/`)).toBe(false);
    expect(await simulator.savesAddress(callbackUrl!)).toBe(true);
  });
});

describe("sending", () => {
  test("text too long is cut inside no character, without a word", async () => {
    expect(await send(text2("报".repeat(700)))).toMatchObject({ errcode: 0 });
    expect(simulator.sees({ userid: "zhangsan" })[0]!.body.content).toBe("报".repeat(682));
  });

  test("whoever is not reached is named in lower case, and the rest get it", async () => {
    const answer = await send({ touser: "ZhangSan|NoBody|ZhaoLiu", ...text2("x") });
    expect(answer).toMatchObject({ errcode: 0, invaliduser: "nobody|zhaoliu" });
    expect(simulator.sees({ userid: "zhangsan" })).toHaveLength(1);
  });

  test.each<[string, Json, number]>([
    ["nobody reached", { touser: "nobody", ...text2("x") }, 81013],
    ["no receiver", { touser: "", ...text2("x") }, 82001],
    ["another app", { agentid: 7, ...text2("x") }, 301002],
    ["empty text", text2(""), 44004],
    ["markdown too long", { msgtype: "markdown", markdown: { content: "报".repeat(683) } }, 40058],
    ["a file nobody uploaded", { msgtype: "file", file: { media_id: "x" } }, 40007],
    ["a kind nobody knows", { msgtype: "hologram", hologram: {} }, 40008],
    ["a card without a title", buttons("t1", { main_title: {} }), 40058],
    ["a task id with a colon", buttons("a:b"), 42014],
    ["no task id", buttons(""), 42014],
    ["no buttons", buttons("t2", { button_list: [] }), 40058],
    [
      "seven buttons",
      buttons("t3", { button_list: Array.from({ length: 7 }, (_, at) => ({ text: "x", key: `${at}` })) }),
      40058,
    ],
    [
      "one key twice",
      buttons("t4", {
        button_list: [
          { text: "x", key: "a" },
          { text: "y", key: "a" },
        ],
      }),
      42039,
    ],
    ["a button without words", buttons("t5", { button_list: [{ text: "", key: "a" }] }), 42038],
    ["a link that is none", buttons("t6", { button_list: [{ text: "x", type: 1, url: "ftp://x" }] }), 42028],
    [
      "seven rows",
      buttons("t7", {
        horizontal_content_list: Array.from({ length: 7 }, () => ({ keyname: "x", value: "y" })),
      }),
      40058,
    ],
    [
      "a notice that opens nothing",
      { msgtype: "template_card", template_card: { card_type: "text_notice", main_title: { title: "x" } } },
      42045,
    ],
  ])("refuses %s", async (_, body, errcode) => {
    expect(await send(body)).toMatchObject({ errcode });
  });

  test("a task id is taken once", async () => {
    expect(await send(buttons("once-1"))).toMatchObject({ errcode: 0, response_code: expect.any(String) });
    expect(await send(buttons("once-1"))).toMatchObject({ errcode: 42014 });
  });

  test("cards with buttons need a receive-URL", async () => {
    const { settings } = simulator.world;
    const { callbackUrl } = settings;
    settings.callbackUrl = null;
    expect(await send(buttons("needs-1"))).toMatchObject({ errcode: 43012 });
    settings.callbackUrl = callbackUrl;
  });

  test("the thirty-first in a minute is dropped and answered with 0", async () => {
    for (let count = 1; count <= 31; count++)
      expect(await send(text2(`第${count}条`))).toMatchObject({ errcode: 0 });
    expect(simulator.sees({ userid: "zhangsan" })).toHaveLength(30);
    simulator.world.advance(MINUTE);
    await send(text2("又可以了"));
    expect(simulator.sees({ userid: "zhangsan" })).toHaveLength(31);
  });

  test("the duplicate check drops the same within its interval", async () => {
    const checked = { enable_duplicate_check: 1, duplicate_check_interval: 1800 };
    await send({ ...text2("同样的话"), ...checked });
    await send({ ...text2("同样的话"), ...checked });
    expect(simulator.sees({ userid: "zhangsan" })).toHaveLength(1);
    simulator.world.advance(HOUR);
    token = (await ask("gettoken", { corpid: "wwsim0123456789ab", corpsecret: "sim-secret-of-the-app" }))
      .access_token as string;
    await send({ ...text2("同样的话"), ...checked });
    expect(simulator.sees({ userid: "zhangsan" })).toHaveLength(2);
  });

  test("a message is taken back within a day", async () => {
    const { msgid } = await send(text2("发错了"));
    expect(await call("message/recall", { msgid })).toMatchObject({ errcode: 0 });
    expect(simulator.sees({ userid: "zhangsan" })).toEqual([]);
    const late = await send(text2("也错了"));
    simulator.world.advance(DAY + 1000);
    token = (await ask("gettoken", { corpid: "wwsim0123456789ab", corpsecret: "sim-secret-of-the-app" }))
      .access_token as string;
    expect(await call("message/recall", { msgid: late.msgid })).toMatchObject({ errcode: 42052 });
  });
});

describe("changing a card", () => {
  const patch = (response_code: unknown, rest: Json = {}) =>
    call("message/update_template_card", {
      userids: ["zhangsan"],
      agentid: 1000002,
      response_code,
      button: { replace_name: "已收到" },
      ...rest,
    });

  test("by the code of the sending, once", async () => {
    const { response_code } = await send(buttons("patch-1"));
    expect(await patch(response_code)).toMatchObject({ errcode: 0, invaliduser: [] });
    expect(await patch(response_code)).toMatchObject({ errcode: 60140 });
    expect(await patch("made-up")).toMatchObject({ errcode: 60140 });
  });

  test("wants a button's new words or a new card, not both; and names whom it does not know", async () => {
    const { response_code } = await send(buttons("patch-2"));
    expect(await patch(response_code, { template_card: { card_type: "text_notice" } })).toMatchObject({
      errcode: 40058,
    });
    expect(await patch(response_code, { userids: ["zhangsan", "lisi"] })).toMatchObject({
      errcode: 0,
      invaliduser: ["lisi"],
    });
  });
});

describe("group robots", () => {
  const robot = (json: Json, key = "sim-robot-key") => ask("webhook/send", { key }, json);

  test.each<[string, Json, number]>([
    ["empty text", text2(""), 93017],
    ["markdown over 4096 bytes", { msgtype: "markdown", markdown: { content: "报".repeat(1366) } }, 40058],
    ["buttons", buttons("robot-1"), 42031],
    ["a picture whose md5 is another's", { msgtype: "image", image: { base64: "AAAA", md5: "0" } }, 40058],
    ["the app's files", { msgtype: "file", file: { media_id: "x" } }, 40007],
  ])("refuse %s", async (_, body, errcode) => {
    expect(await robot(body)).toMatchObject({ errcode });
  });

  test("an unknown key is refused; twenty a minute and no more", async () => {
    expect(await robot(text2("x"), "unknown")).toMatchObject({ errcode: 93000 });
    for (let count = 0; count < 20; count++) expect(await robot(text2("x"))).toMatchObject({ errcode: 0 });
    expect(await robot(text2("x"))).toMatchObject({ errcode: 45009 });
    simulator.world.advance(MINUTE);
    expect(await robot(text2("x"))).toMatchObject({ errcode: 0 });
  });
});

describe("tokens", () => {
  test("the same while it lives; without one, with a made-up one, after its time", async () => {
    const keys = { corpid: "wwsim0123456789ab", corpsecret: "sim-secret-of-the-app" };
    expect((await ask("gettoken", keys)).access_token).toBe(token);
    expect(await ask("gettoken", { ...keys, corpsecret: "x" })).toMatchObject({ errcode: 40001 });
    expect(await ask("gettoken", { ...keys, corpid: "x" })).toMatchObject({ errcode: 40013 });
    expect(await ask("department/list", {})).toMatchObject({ errcode: 41001 });
    expect(await ask("department/list", { access_token: "made-up" })).toMatchObject({ errcode: 40014 });
    simulator.world.advance(2 * HOUR);
    expect(await ask("department/list", { access_token: token })).toMatchObject({ errcode: 42001 });
  });
});

test("the phone's page shows a card and presses its button", async () => {
  await send(buttons("page-1"));
  const [message] = simulator.sees({ userid: "zhangsan" });
  const page = await (await fetch(`${simulator.url}/phone/zhangsan`)).text();
  expect(page).toContain("周会改到 15:00");
  const response = await fetch(`${simulator.url}/phone/zhangsan`, {
    method: "POST",
    body: new URLSearchParams({ message: message!.id, button: "ack:42" }),
  });
  expect(await response.text()).toContain("回调的回答：200");
  expect(received).toMatchObject([{ event: { action: "ack", deliveryId: "page-1" } }]);
});
