// What every platform has to do in the same way, said once and held against each of them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { card } from "../../src/chat/card.ts";
import { keepFile } from "../../src/services/files.ts";
import { inUnitOfWork, type NewDelivery } from "../../src/services/unit-of-work.ts";
import { publishMatters } from "../support/factory.ts";
import { openAibotStage } from "./aibot-stage.ts";
import { openDingtalkStage } from "./dingtalk-stage.ts";
import { openSandboxStage } from "./sandbox-stage.ts";
import type { OpenStage, Stage, Traits, Who } from "./stage.ts";
import { openWecomStage } from "./wecom-stage.ts";

const PDF = new TextEncoder().encode("%PDF-1.4\n% 自查情况\n%%EOF\n");

const STAGES: [string, OpenStage, Traits][] = [
  ["sandbox", openSandboxStage, { strangers: false, changesCards: false, limits: false, rings: true }],
  ["wecom", openWecomStage, { strangers: true, changesCards: true, limits: true, rings: true }],
  ["wecom's aibot", openAibotStage, { strangers: true, changesCards: true, limits: true, rings: false }],
  ["dingtalk", openDingtalkStage, { strangers: true, changesCards: true, limits: true, rings: true }],
];

describe.each(STAGES)("%s", (_, open, { strangers, changesCards, limits, rings }) => {
  let stage: Stage;
  let sent = 0;
  beforeAll(async () => {
    stage = await open();
    await publishMatters(stage.app, [{ what: "自查情况", units: ["weihua"], dueOn: "2023-07-20" }]);
  });
  afterAll(() => stage?.close());

  const personOf = (name: string) => stage.app.runtime.store.db.person.findFirstOrThrow({ where: { name } });

  /** Has the bot say something of its own, at once. */
  function tell(
    to: NewDelivery["to"],
    payload: NewDelivery["payload"],
    file?: { name: string; mime: string; bytes: Uint8Array },
  ): Promise<void> {
    return tellAll(to, [payload], file);
  }

  /** Several things in one go. */
  async function tellAll(
    to: NewDelivery["to"],
    payloads: NewDelivery["payload"][],
    file?: { name: string; mime: string; bytes: Uint8Array },
  ): Promise<void> {
    const { id: orgId } = await stage.app.runtime.store.db.org.findFirstOrThrow();
    const cause = { orgId, actor: { kind: "system", name: "test" } as const, label: "test" };
    await inUnitOfWork(stage.app.runtime, cause, async (work) => {
      const files = file ? { files: [await keepFile(work, file)] } : {};
      for (const payload of payloads)
        work.send({ to, payload: { ...payload, ...files }, dedupeKey: `contract:${++sent}`, answer: true });
    });
    await stage.settle();
  }

  const newest = async (who: Who) => (await stage.sees(who)).at(-1)!;
  const since = async (who: Who, act: () => Promise<unknown>) => {
    const before = (await stage.sees(who)).length;
    await act();
    return (await stage.sees(who)).slice(before);
  };

  test("words arrive as they are, markup and all", async () => {
    const text = "请于今天17:00前报送<自查情况>，附件见 [清单](见网页)。\n# 不是标题";
    await tell({ personId: (await personOf("张磊")).id }, { text });
    expect((await newest("张磊")).words.replaceAll("\u200b", "")).toBe(text);
  });

  test("a card carries its title, its facts, its body and its buttons", async () => {
    const shown = card("报送提醒", {
      facts: [
        ["截止", "7月20日(周四)"],
        ["待报送", "1项"],
      ],
      body: "请抓紧办理。",
      actions: [
        { action: "ack", label: "收到" },
        { action: "matter", value: "A1", label: "去报送" },
      ],
    });
    await tell({ personId: (await personOf("张磊")).id }, { card: shown });
    const { words, buttons } = await newest("张磊");
    for (const part of ["报送提醒", "截止", "7月20日(周四)", "待报送", "1项", "请抓紧办理。"])
      expect(words).toContain(part);
    expect(buttons).toEqual(["收到", "去报送"]);
  });

  test("收到 is a receipt", async () => {
    const seen = await newest("张磊");
    const [answer] = await since("张磊", () => stage.presses("张磊", seen, "收到"));
    expect(answer!.words).toContain("已记下收到");
    const { id: personId } = await personOf("张磊");
    expect(await stage.app.runtime.store.db.receipt.count({ where: { personId } })).toBe(1);
  });

  test.skipIf(!changesCards)("the pressed card says so, and its other buttons stay", async () => {
    const became = async () => (await stage.sees("张磊")).find(({ became }) => became)?.became;
    await expect.poll(became, { timeout: 50_000 }).toMatchObject({ buttons: ["去报送"] });
    expect((await became())!.words).toContain("已收到");
  });

  test("pressed again, it stays one receipt", async () => {
    const seen = (await stage.sees("张磊")).findLast(({ buttons }) => buttons.includes("收到"))!;
    const [answer] = await since("张磊", () => stage.presses("张磊", seen, "收到"));
    expect(answer!.words).toContain("您已确认收到");
  });

  test("out of order: an older card pressed after a newer one, its press late, confirms its own message", async () => {
    const { db } = stage.app.runtime.store;
    const { id: personId } = await personOf("张磊");
    const shown = (title: string) => ({ card: card(title, { actions: [{ action: "ack", label: "收到" }] }) });
    await tell({ personId }, shown("先发的通知"));
    const older = await newest("张磊");
    await tell({ personId }, shown("后发的通知"));
    for (const seen of [await newest("张磊"), older]) {
      const [answer] = await since("张磊", () => stage.presses("张磊", seen, "收到"));
      expect(answer!.words).toContain("已记下收到");
    }
    const receipts = await db.receipt.findMany({ where: { personId }, orderBy: { at: "asc" } });
    const rows = await db.delivery.findMany({ where: { id: { in: receipts.map((one) => one.deliveryId) } } });
    const titles = rows.map(({ payload }) => (payload as { card: { title: string } }).card.title);
    expect(titles.sort()).toEqual(["先发的通知", "后发的通知", "报送提醒"]);
  });

  test("what is too long is cut where lines end and says how much is missing; nothing is refused", async () => {
    const lines = Array.from({ length: 400 }, (_, at) => `第${at + 1}项：某单位自查情况待报送`);
    const got = await since("张磊", async () =>
      tell({ personId: (await personOf("张磊")).id }, { text: lines.join("\n") }),
    );
    const read = got.map(({ words }) => words).join("\n");
    expect(read).toContain("第1项：某单位自查情况待报送");
    expect(read).toMatch(/第400项：|还有 ?\d+ ?条/);
  });

  test("a file goes out under its name, byte for byte", async () => {
    const file = { name: "法规室汇总表（7月）.pdf", mime: "application/pdf", bytes: PDF };
    const got = await since("张磊", async () =>
      tell({ personId: (await personOf("张磊")).id }, { text: "请查收。" }, file),
    );
    const files = got.flatMap((seen) => seen.files);
    expect(files.map(({ name }) => name)).toEqual([file.name]);
    expect(Buffer.from(files[0]!.bytes).equals(Buffer.from(PDF))).toBe(true);
    expect(got.map(({ words }) => words).join("\n")).toContain("请查收。");
  });

  test("a file comes in under its name and is kept sealed", async () => {
    const got = await since("张磊", () => stage.sends("张磊", "危化室自查情况.pdf", PDF));
    expect(got.at(-1)!.words).toContain("危化室自查情况.pdf");
    const kept = await stage.app.runtime.store.db.fileObject.findMany();
    expect(kept.every(({ bytes }) => !Buffer.from(bytes).includes(Buffer.from("%PDF")))).toBe(true);
  });

  test("a group hears it, and whoever is mentioned is rung for", async () => {
    const group = await stage.app.runtime.store.db.chatGroup.findFirstOrThrow();
    const { id } = await personOf("李娜");
    await tell({ groupId: group.id }, { text: "应报2家，已报1家。", mentions: [id] });
    const heard = (await stage.group()).at(-1)!;
    expect(heard.words).toContain("应报2家，已报1家。");
    expect(heard.mentions).toEqual(rings ? ["李娜"] : []);
  });

  test("the same thing delivered three times is handled once", async () => {
    expect(await since("李娜", () => stage.says("李娜", "/收到", { copies: 2 }))).toHaveLength(1);
  });

  test("things said at the same moment are all answered, each once", async () => {
    const got = await since("周雯", async () => {
      await Promise.all(["/收到", "/绑定", "/零零"].map((text) => stage.says("周雯", text)));
      await stage.settle();
    });
    const texts = got.map(({ words }) => words).sort();
    expect(texts).toEqual([
      expect.stringContaining("您已绑定"),
      expect.stringContaining("没有看懂这句话"),
      expect.stringContaining("目前没有等您确认的消息"),
    ]);
  });

  test.skipIf(!strangers)("somebody whom nobody knows is told how to bind, and nothing else", async () => {
    const got = await since("stranger", () => stage.says("stranger", "/进度"));
    expect(got.map(({ words }) => words)).toEqual([expect.stringContaining("您还没有绑定身份")]);
  });

  test.skipIf(!limits)(
    "of more than may be sent at once the rest waits without losing an attempt",
    async () => {
      const { id: personId } = await personOf("李娜");
      const [platform] = stage.app.context.platforms.values();
      const rates = platform!.rates!({ bot: "default", userId: "x" });
      const most = Math.min(...rates.map((rate) => rate.most));
      const { db } = stage.app.runtime.store;
      const texts = Array.from({ length: most + 3 }, (_, at) => ({ text: `第${at + 1}条` }));
      await tellAll({ personId }, texts);
      const states = await db.delivery.groupBy({ by: ["state"], where: { personId }, _count: true });
      const count = (state: string) => states.find((each) => each.state === state)?._count ?? 0;
      expect(count("failed") + count("unknown")).toBe(0);
      const waiting = await db.delivery.findMany({ where: { personId, state: "pending" } });
      expect(waiting.length).toBeGreaterThan(0);
      expect(waiting.every(({ attempts }) => attempts === 0)).toBe(true);
      const read = (await stage.sees("李娜")).filter(({ words }) => /^第\d+条$/.test(words));
      expect(read.length).toBe(texts.length - waiting.length);
    },
  );

  test.skipIf(!limits)("told that it is too fast, it waits without losing an attempt", async () => {
    stage.refuseNext!();
    const { id: personId } = await personOf("周雯");
    await tell({ personId }, { text: "太快了" });
    const { db } = stage.app.runtime.store;
    const row = await db.delivery.findFirstOrThrow({ where: { personId }, orderBy: { createdAt: "desc" } });
    expect([row.state, row.attempts]).toEqual(["pending", 0]);
  });
});
