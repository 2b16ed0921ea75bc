// 催办: who is told, how often it may be done, and what a group hears of it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { handIn, startAt, times, toPerson } from "./support.ts";

let office: Harness;
let first: string;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

beforeEach(async () => {
  await startAt(office, "2023-07-20T09:30:00+08:00");
  const ids = await publishMatters(office.app, [
    { what: "自查情况", units: ["weihua", "anji", "zonghe", "fangzai"], dueOn: "2023-07-27" },
    { what: "问题清单", units: ["anji"], dueOn: "2023-07-25" },
    { what: "情况报告", units: ["ju"], dueOn: "2023-07-25", direction: "upward" },
  ]);
  first = ids[0]!;
});

const coordinator = () => office.person("zhou-wen");
const pressed = async () =>
  (await office.app.runtime.store.db.delivery.findMany({ where: { kind: "press" } }))
    .map(({ personId }) => personId)
    .sort();

describe("the list", () => {
  test("matters with reports missing, nearest first, in figures", async () => {
    await handIn(office, ["weihua"]);
    const [answer] = await coordinator().says("/催办");
    expect(answer!.card!.body.split("\n").slice(1)).toEqual([
      "2. 问题清单：应报1，已报0，未报1，还有5天，7月25日(周二)截止",
      "1. 自查情况：应报4，已报1，未报3，还有7天，7月27日(周四)截止",
    ]);
    expect(answer!.card!.actions.map(({ label }) => label)).toEqual(["催办 2", "催办 1", "全部催办"]);
  });

  test("nothing is missing: it says so", async () => {
    await handIn(office, ["weihua", "anji", "zonghe", "fangzai"]);
    const [answer] = await coordinator().says("/催办");
    expect(answer!.text).toContain("目前没有需要催办的事项");
  });

  test("only the lead unit may", async () => {
    const [answer] = await office.person("zhang-lei").says("/催办 1");
    expect(answer!.text).toContain("牵头科室管理员");
    expect(await pressed()).toEqual([]);
  });
});

describe("pressing", () => {
  test("tells the contacts of those who still owe, each once, and answers with figures and names", async () => {
    await handIn(office, ["fangzai"]);
    const answers = await coordinator().says("/催办 1");
    expect(toPerson(answers, "zhou-wen")[0]!.text.split("\n")).toEqual([
      "已催办1项，未报3家，已通知5人。",
      "1. 自查情况，未报：危险化学品监督管理室、安全基础室、综合协调室",
    ]);
    expect(await pressed()).toEqual(["li-na", "ma-chao", "tang-jing", "wu-xia", "zhang-lei"]);
    const [message] = toPerson(await office.person("li-na").sees(), "li-na");
    expect(message!.card!.title).toBe("催办(2项)");
    expect(message!.text).toContain("【安全基础室】");
    expect(message!.text).not.toContain("问题清单");
    const audit = await office.app.runtime.store.db.auditEntry.findFirst({ where: { action: "press" } });
    expect(audit!.subject).toBe(`obligation:${first}`);
  });

  test("the same matter not again within 18 hours, then again; another matter at any time", async () => {
    const [card] = await coordinator().says("/催办");
    await coordinator().presses(card!, "催办 1");
    const again = await coordinator().presses(card!, "催办 1");
    expect(again[0]!.text).toMatch(
      /^本次没有发出催办。\n“自查情况”已于7月20日 09:3\d催办过。为免打扰，同一事项间隔18小时，7月21日 03:3\d以后可再催办。$/,
    );
    expect((await pressed()).length).toBe(7);
    await coordinator().says("/催办 2");
    expect((await pressed()).length).toBe(9);
    await office.until("2023-07-21T09:40:00+08:00");
    await coordinator().says("/催办 自查");
    expect((await pressed()).length).toBe(16);
  });

  test("everything at once is one message to each person", async () => {
    const [card] = await coordinator().says("/催办");
    const answers = await coordinator().presses(card!, "全部催办");
    expect(toPerson(answers, "zhou-wen")[0]!.text).toContain("已催办2项，未报4家，已通知7人。");
    expect(await pressed()).toHaveLength(7);
    const [message] = toPerson(await office.person("ma-chao").sees(), "ma-chao");
    expect(message!.card!.title).toBe("催办(2项)");
    expect(message!.card!.body).toMatch(/问题清单[\s\S]*自查情况/);
  });

  test("after work the messages wait for the morning, and what is handed in by then drops them", async () => {
    await office.until("2023-07-20T19:00:00+08:00");
    const answers = await coordinator().says("/催办 2");
    expect(answers.map(({ to }) => to.person)).toEqual(["zhou-wen"]);
    expect(answers[0]!.text).toContain("消息将于7月21日 08:30送达");
    await handIn(office, ["anji"]);
    const all = await office.until("2023-07-21");
    expect([...times(all, "li-na"), ...times(all, "ma-chao")]).toEqual([]);
  });

  test("who has no platform is to be called, and who is not in the matter hears nothing", async () => {
    await office.app.runtime.store.db.binding.deleteMany({
      where: { personId: { in: ["deng-fei", "yao-lan"] } },
    });
    const [answer] = toPerson(await coordinator().says("/催办 1"), "zhou-wen");
    expect(answer!.text).toContain("已催办1项，未报4家，已通知5人，1家联系不上。");
    expect(answer!.text).toContain("请电话催报：防灾减灾室(邓飞、姚岚没有绑定)");
    expect(await pressed()).not.toContain("luo-qiang");
  });

  test("words that mean nothing, or several matters, press nothing", async () => {
    const [unknown] = await coordinator().says("/催办 会议纪要");
    expect(unknown!.card!.body).toContain("没有找到“会议纪要”");
    await publishMatters(office.app, [{ what: "月报", units: ["weihua"], dueOn: "2023-07-28" }], "安全检查");
    const [several] = await coordinator().says("/催办 1");
    expect(several!.card!.actions.filter(({ label }) => label === "催办 1")).toHaveLength(2);
    expect(await pressed()).toEqual([]);
    await coordinator().presses(several!, several!.card!.actions[1]!.action);
    expect(await pressed()).toEqual(["tang-jing", "zhang-lei"]);
  });

  test("in a group: figures there, units to the asker alone", async () => {
    const answers = await coordinator().says("/催办 1", { group: "group-all" });
    const heard = answers.filter(({ to }) => to.group);
    expect(heard.map(({ text }) => text)).toEqual(["已催办1项，未报4家，已通知7人。"]);
    expect(toPerson(answers, "zhou-wen")[0]!.text).toContain("危险化学品监督管理室");
  });
});
