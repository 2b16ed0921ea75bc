// 收到 by button and by word, and what the coordinator sees of it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { startAt, toPerson } from "./support.ts";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

beforeEach(async () => {
  await startAt(office, "2023-07-12");
  await publishMatters(office.app, [{ what: "自查情况", units: ["weihua", "fangzai"], dueOn: "2023-07-27" }]);
});

const receipts = () => office.app.runtime.store.db.receipt.findMany({ orderBy: { at: "asc" } });

describe("收到", () => {
  test("by the button: kept with its time, once", async () => {
    const zhang = office.person("zhang-lei");
    const [digest] = toPerson(await office.until("2023-07-20"), "zhang-lei");
    const [answer] = await zhang.presses(digest!, "收到");
    expect(answer!.text).toMatch(/^已记下收到，时间7月20日 09:3\d。$/);
    await office.until("2023-07-20T15:00:00+08:00");
    const [again] = await zhang.presses(digest!, "收到");
    expect(again!.text).toMatch(/^这条消息您已确认收到，时间7月20日 09:3\d。$/);
    const kept = await receipts();
    expect(kept.map(({ personId }) => personId)).toEqual(["zhang-lei"]);
  });

  test("by the word: everything that was sent and not confirmed", async () => {
    const zhang = office.person("zhang-lei");
    await office.until("2023-07-24");
    const [answer] = await zhang.says("/收到");
    expect(answer!.text).toMatch(
      /^已记下收到，共2条，时间7月24日 09:3\d：\n· 报送提醒\(1项\)\n· 报送提醒\(1项\)$/,
    );
    expect(await receipts()).toHaveLength(2);
    const [nothing] = await zhang.says("收到");
    expect(nothing!.text).toBe("目前没有等您确认的消息。");
  });

  test("one does not confirm what another was sent", async () => {
    const [digest] = toPerson(await office.until("2023-07-20"), "zhang-lei");
    const [answer] = await office.person("deng-fei").presses(digest!, "收到");
    expect(answer!.text).toContain("没有找到要确认的消息");
    expect(await receipts()).toEqual([]);
  });

  test("in a group the answer goes to the asker alone", async () => {
    await office.until("2023-07-20");
    const answers = await office.person("zhang-lei").says("/收到", { group: "group-all" });
    expect(answers.map(({ to }) => to)).toEqual([{ person: "zhang-lei" }]);
  });
});

describe("who has not", () => {
  test("by matter, from the latest reminder; who could not be reached apart", async () => {
    await office.app.runtime.store.db.binding.deleteMany({ where: { personId: "yao-lan" } });
    await office.until("2023-07-20");
    await office.person("zhang-lei").says("/收到");
    const [first] = await office.person("zhou-wen").says("/回执");
    expect(first!.card!.body.split("\n")).toEqual([
      "【执法规范化专项行动】",
      "1. 自查情况：应回执4人，已回执1人",
      "  未回执：危险化学品监督管理室 唐静、防灾减灾室 邓飞",
      "  未送达，请电话告知：防灾减灾室 姚岚",
    ]);
    await office.until("2023-07-24");
    await office.person("tang-jing").says("/收到");
    const [second] = await office.person("zhou-wen").says("/回执 1");
    expect(second!.text).toContain("未回执：危险化学品监督管理室 张磊、防灾减灾室 邓飞");
  });

  test("of the cards of a publishing", async () => {
    const { db } = office.app.runtime.store;
    const campaign = await db.campaign.findFirstOrThrow();
    const version = await db.planVersion.create({
      data: {
        campaignId: campaign.id,
        version: 1,
        text: "",
        sourceName: "",
        sourceHash: "",
        draft: {},
        items: [],
        createdById: "zhou-wen",
        createdAt: new Date(0),
      },
    });
    for (const personId of ["zhang-lei", "deng-fei"]) {
      const delivery = await db.delivery.create({
        data: {
          orgId: campaign.orgId,
          platform: "sandbox",
          bot: "default",
          personId,
          dedupeKey: `publish:${version.id}:${personId}`,
          kind: "message",
          cause: "event",
          state: "sent",
          notBeforeAt: new Date(0),
          createdAt: new Date(0),
        },
      });
      if (personId === "deng-fei") {
        await db.receipt.create({ data: { deliveryId: delivery.id, personId, at: new Date(0) } });
      }
    }
    const [answer] = await office.person("zhou-wen").says("/回执");
    expect(answer!.text).toContain("方案印发：应回执2人，已回执1人\n  未回执：危险化学品监督管理室 张磊");
  });

  test("in a group figures only", async () => {
    await office.until("2023-07-20");
    const answers = await office.person("zhou-wen").says("/回执", { group: "group-all" });
    const heard = answers.filter(({ to }) => to.group).map(({ text }) => text);
    expect(heard).toEqual(["已回执0人次，未回执4人次，未送达0人次。名单已单独发给提问人。"]);
    expect(toPerson(answers, "zhou-wen")[0]!.text).toContain("张磊");
  });
});
