// What the house does with what a platform brings: one-time keys, files kept elsewhere, lanes, new groups, leavers.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Arrival, Dispatch, Platform, Surroundings } from "../../src/chat/platform.ts";
import { AppError } from "../../src/errors.ts";
import { createLog } from "../../src/log.ts";
import { followDepartures } from "../../src/services/departures.ts";
import { acceptArrival } from "../../src/services/inbox.ts";
import { pageLink } from "../../src/services/links.ts";
import { inUnitOfWork } from "../../src/services/unit-of-work.ts";
import { type Harness, openHarness } from "../support/harness.ts";

const PDF = new TextEncoder().encode("%PDF-1.4\n% 自查情况\n%%EOF\n");

let office: Harness;
let surroundings: Surroundings;
let dispatches: Dispatch[] = [];
let patched: unknown[] = [];
let left: string[] = [];
/** How often the directory can't be asked. */
let away = 0;
/** What asking for a file does, one after the other; the last one stays. */
let fetches: (() => Uint8Array)[] = [];

const unavailable = () => {
  throw new AppError("PLATFORM_UNAVAILABLE", "连不上", { retryAfterMs: 20 });
};

const far: Platform = {
  name: "far",
  idempotent: false,
  async send(dispatch) {
    dispatches.push(dispatch);
    return { externalId: null };
  },
  lane: ({ bot }) => (bot === "lined" ? "far-lane" : null),
  async fetchFile(_bot, mediaKey) {
    expect(mediaKey).toBe("media-key");
    const fetch = fetches.length > 1 ? fetches.shift()! : fetches[0]!;
    return { name: null, mime: "application/pdf", bytes: fetch() };
  },
  async patchCard(change) {
    patched.push(change);
    throw new AppError("PLATFORM_UNAVAILABLE", "连不上");
  },
  async findLeavers(userIds) {
    if (away-- > 0) unavailable();
    return userIds.filter((userId) => left.includes(userId));
  },
  async start(given) {
    surroundings = given;
  },
};

beforeAll(async () => {
  office = await openHarness({ overrides: { platforms: [far], log: createLog("silent") } });
  const { db } = office.app.runtime.store;
  const org = await db.org.findFirstOrThrow();
  const people = await db.person.findMany();
  // Everybody is reached by the other platform from now on.
  await db.binding.updateMany({ data: { platform: "far" } });
  expect(people.length).toBeGreaterThan(15);
  await db.chatGroup.create({
    data: { orgId: org.id, platform: "far", corp: org.code, chatId: "known", name: "已知群" },
  });
});
afterAll(() => office.close());

let events = 0;
beforeEach(() => {
  dispatches = [];
  patched = [];
});

const said = (event: Partial<Arrival["event"]>, bot = "default") =>
  acceptArrival(office.app.runtime, {
    platform: "far",
    bot,
    eventKey: `e${++events}`,
    event: { kind: "text", text: "", userId: "zhang-lei", ...event },
  });
const sent = (count: number) => expect.poll(() => dispatches, { timeout: 50_000 }).toHaveLength(count);
const textOf = ({ message }: Dispatch) => [message.text, message.card?.title].filter(Boolean).join("\n");

describe("the one-time way back", () => {
  test("is sealed while it waits, and opens for the answer in the same place", async () => {
    const { eventId } = await said({ text: "/收到", replyKey: "reply-key" });
    await sent(1);
    expect(dispatches[0]!.replyKey).toBe("reply-key");
    const row = await office.app.runtime.store.db.inboundEvent.findUniqueOrThrow({ where: { id: eventId } });
    expect(JSON.stringify(row.payload)).not.toContain("reply-key");
  });

  test("does not take what is for the asker alone into the group where it was asked", async () => {
    await said({ text: "/联系人", chatId: "known", replyKey: "reply-key" }, "other");
    await sent(2);
    const [here, alone] = ["known", undefined].map((chatId) =>
      dispatches.find(({ address }) => address.chatId === chatId),
    );
    expect([here!.replyKey, here!.address.bot]).toEqual(["reply-key", "other"]);
    // Privately the bot of the group has not been spoken to: the one that may write to anybody says it.
    expect([alone!.replyKey, alone!.address]).toEqual([undefined, { bot: "default", userId: "zhang-lei" }]);
  });
});

describe("a group", () => {
  test("in which somebody of the bureau speaks is known from then on", async () => {
    await said({ text: "/帮助", chatId: "new-group" }, "other");
    await sent(1);
    expect(dispatches[0]!.address).toEqual({ bot: "other", chatId: "new-group" });
    const { db } = office.app.runtime.store;
    const group = await db.chatGroup.findFirstOrThrow({ where: { chatId: "new-group" } });
    expect([group.bot, group.name]).toEqual(["other", "群聊3（张磊首次使用）"]);
  });

  test("is given no link that opens a page in somebody's name", async () => {
    const { runtime } = office.app;
    const org = await runtime.store.db.org.findFirstOrThrow();
    const group = await runtime.store.db.chatGroup.findFirstOrThrow({ where: { chatId: "known" } });
    const cause = { orgId: org.id, actor: { kind: "system", name: "test" } as const, label: "test" };
    await inUnitOfWork(runtime, cause, async (work) => {
      const url = pageLink(work, "zhang-lei", "/progress?a=1");
      const actions = [{ action: "open", label: "打开", url }];
      const payload = { card: { title: "情况", facts: [], body: "", actions } };
      work.send({ to: { groupId: group.id }, payload, dedupeKey: "group-link", answer: true });
    });
    await sent(1);
    expect(dispatches[0]!.message.card!.actions[0]!.url).toBe(`${runtime.publicUrl}/progress?a=1`);
  });
});

describe("a file that is still with the platform", () => {
  const send = () => said({ kind: "file", files: [{ name: "自查情况.pdf", mediaKey: "media-key" }] });

  test("is fetched once the platform can be reached, before what was said after it", async () => {
    fetches = [unavailable, unavailable, () => PDF];
    await send();
    await said({ text: "/收到" });
    await sent(2);
    expect(textOf(dispatches[0]!)).not.toContain("目前没有等您确认的消息");
    expect(textOf(dispatches[1]!)).toContain("目前没有等您确认的消息");
    const file = await office.app.runtime.store.db.fileObject.findFirstOrThrow();
    expect([file.name, file.size]).toEqual(["自查情况.pdf", PDF.length]);
  });

  test.each([
    [
      "is gone",
      () => {
        throw new AppError("PLATFORM_REJECTED", "文件已过期(3天)。请重新发送(错误码 1)。");
      },
      "没有取到您发的“自查情况.pdf”：文件已过期。请重新发送一次。",
    ],
    ["can't be had for long", unavailable, "没有取到您发的“自查情况.pdf”：平台暂时连不上。请重新发送一次。"],
    [
      "is too large",
      () => new Uint8Array(20 * 1024 * 1024 + 1),
      "没有取到您发的“自查情况.pdf”：文件超过20MB，请压缩或拆分。请重新发送一次。",
    ],
  ])("and %s is asked for again", async (_, fetch, sentence) => {
    fetches = [fetch];
    await send();
    await sent(1);
    expect(textOf(dispatches[0]!)).toBe(sentence);
  });

  test("and came with a secrecy marking is not fetched", async () => {
    fetches = [
      () => {
        throw new Error("asked for it");
      },
    ];
    await said({ kind: "file", text: "机密★1年\n附件", files: [{ name: "a.pdf", mediaKey: "media-key" }] });
    await sent(1);
    expect(textOf(dispatches[0]!)).toContain("请走机要或保密渠道");
  });
});

describe("a pressed card", () => {
  const press = { kind: "action", action: "ack", cardKey: "card-key" } as const;

  test("that can't be changed leaves the answer as it is", async () => {
    const { runtime } = office.app;
    const zhang = await runtime.store.db.person.findUniqueOrThrow({ where: { id: "zhang-lei" } });
    const cause = { orgId: zhang.orgId, actor: { kind: "system", name: "test" } as const, label: "test" };
    await inUnitOfWork(runtime, cause, async (work) =>
      work.send({ to: { personId: zhang.id }, payload: { text: "通知" }, dedupeKey: "seam", answer: true }),
    );
    await sent(1);
    await said({ ...press, deliveryId: dispatches[0]!.deliveryId });
    await sent(2);
    const change = { bot: "default", userId: "zhang-lei", cardKey: "card-key", label: "已收到" };
    await expect.poll(() => patched, { timeout: 50_000 }).toEqual([expect.objectContaining(change)]);
    expect(textOf(dispatches[1]!)).toContain("已记下收到");
  });

  test.each([
    ["whose message is gone", { deliveryId: "gone" }, "没有找到要确认的消息，没有记下收到"],
    ["of another's message", { deliveryId: "", userId: "deng-fei" }, "没有找到要确认的消息，没有记下收到"],
    ["of somebody who may not", { action: "extend-yes", value: "1" }, "您目前没有这项权限"],
    ["of a stranger", { userId: "nobody" }, "您还没有绑定身份"],
  ])("%s says what happened instead, and stays as it was", async (_, event, sentence) => {
    const { db } = office.app.runtime.store;
    const { id } = await db.delivery.findFirstOrThrow({ where: { dedupeKey: "seam" } });
    await said({
      ...press,
      ...event,
      ...("deliveryId" in event && event.deliveryId === "" ? { deliveryId: id } : {}),
    });
    await sent(1);
    expect(textOf(dispatches[0]!)).toContain(sentence);
    // The change would have been rung for before the answer was sent, and its job is done with.
    await said({ text: "/收到" });
    await sent(2);
    expect(patched).toEqual([]);
  });
});

test("what only the process with a long connection can send waits for it, and costs no attempt", async () => {
  const { db } = office.app.runtime.store;
  await said({ text: "/收到" }, "lined");
  const waiting = () => db.delivery.findFirst({ where: { bot: "lined" } });
  await expect.poll(async () => (await waiting())?.state, { timeout: 50_000 }).toBe("pending");
  const served = surroundings.serve("far-lane");
  await sent(1);
  await expect.poll(async () => (await waiting())?.state, { timeout: 50_000 }).toBe("sent");
  expect((await waiting())!.attempts).toBe(1);
  await served.close();
});

describe("people who are in the directory no more", () => {
  test("are 停用; so many at once are asked about instead", async () => {
    const { store } = office.app.runtime;
    const follow = () => followDepartures(office.app.runtime, [far]);
    left = ["zhang-lei", "tang-jing", "gu-jianhua", "deng-fei", "yao-lan"];
    await follow();
    await sent(1);
    expect(textOf(dispatches[0]!)).toBe("请核对通讯录");
    expect(await store.db.person.count({ where: { active: false } })).toBe(0);
    left = ["zhang-lei", "tang-jing"];
    await follow();
    await sent(2);
    expect(textOf(dispatches[1]!)).toBe("有人已离开单位");
    expect(dispatches[1]!.message.card!.body).toContain("危险化学品监督管理室没有联系人了");
    expect(await store.db.person.count({ where: { active: false } })).toBe(2);
    expect(await store.db.binding.count({ where: { userId: { in: left } } })).toBe(0);
  });

  test("are 停用 at once on the platform's own word, as soon as the directory says the same", async () => {
    const { db } = office.app.runtime.store;
    const change = async (userIds: string[]) => {
      const { eventId } = await said({ kind: "change", userId: "", change: "somebody_left", left: userIds });
      await expect
        .poll(() => db.inboundEvent.findUnique({ where: { id: eventId } }), { timeout: 50_000 })
        .toMatchObject({ state: "handled" });
    };
    const active = async (userId: string) =>
      (await db.binding.count({ where: { userId, person: { active: true } } })) === 1;
    left = [];
    await change(["deng-fei"]);
    await change(["nobody-we-know"]);
    await change([]);
    expect(await active("deng-fei")).toBe(true);
    [left, away] = [["deng-fei"], 2];
    await change(["deng-fei"]);
    expect(await active("deng-fei")).toBe(false);
    await sent(1);
    expect(textOf(dispatches[0]!)).toBe("有人已离开单位");
  });
});
