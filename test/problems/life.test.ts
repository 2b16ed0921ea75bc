// A problem from found to 销号, told in the chat: progress, application, the head's word, refusal, closure.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness } from "../support/harness.ts";
import { fills, labels, last, PROMINENT, problemOf, publish, ROW, toPerson } from "./story.ts";

let office: Harness;
let matters: string[];
beforeAll(async () => {
  office = await openHarness();
  matters = await publish(office);
});
afterAll(() => office.close());

const says = (who: string, words: string) => office.person(who).says(words);

test("nothing found yet: everybody hears so", async () => {
  expect(last(await says("zhang-lei", "/整改")).text).toBe("您单位没有未销号的问题。");
  expect(last(await says("zhang-lei", "/销号")).text).toBe("您单位没有未销号的问题。");
  expect(last(await says("zhou-wen", "/整改")).card!.facts).toContainEqual(["合计", "0个"]);
  expect(last(await says("zhou-wen", "/销号")).text).toBe("没有等待验收的销号申请");
});

test("a unit reads its own problems, nearest deadline first; of sensitive ones number, state and deadline", async () => {
  const own = { id: matters[0]!, unit: "weihua" };
  await fills(office, "zhang-lei", own, {
    ...ROW,
    "item.2": "三项制度",
    "found.2": "是",
    "description.2": "公示栏制度牌过期",
    "measure.2": "更换制度牌",
    "owner.2": "张磊",
    "deadline.2": "2023-07-20",
    "state.2": "未整改",
  });
  await fills(office, "zhang-lei", { id: matters[1]!, unit: "weihua" }, PROMINENT);
  await fills(office, "li-na", { id: matters[0]!, unit: "anji" }, { ...ROW, owner: "李娜" });
  const list = last(await says("zhang-lei", "/整改"));
  expect(list.card!.title).toBe("未销号的问题 3 个");
  expect(list.card!.body.split("\n")).toEqual([
    "W2 三项制度：公示栏制度牌过期——待整改，还有8天，7月20日(周四)到期",
    "W3 待整改，还有23天，8月4日(周五)到期",
    expect.stringContaining("W1 执法案卷评查："),
    "敏感事项的具体内容请打开网页查看。",
  ]);
  expect(labels(list)).toEqual(["W2", "W3", "W1", "打开清单"]);
  expect(list.text).not.toContain("签字");
  const [card] = await office.person("zhang-lei").presses(list, "W3");
  expect(card!.card!.title).toBe("问题 W3");
  expect(card!.text).not.toContain("签字");
  expect(card!.text).toContain("只在登录后的网页里");
});

test("a unit sees only its own, however it asks", async () => {
  for (const words of ["/整改 W1", "/整改 W1 已整改", "/销号 W1 已整改"])
    expect(last(await says("li-na", words)).text).toBe(
      "没有W1这个问题，或者不在您可查看的范围。发送 /整改 可查看清单。",
    );
  expect(last(await says("li-na", "/整改")).card!.body).toContain("W4");
  expect((await problemOf(office, 1)).rectifications).toEqual([]);
});

test("progress is appended in one line, as often as there is some, and not where contents are sensitive", async () => {
  const told = last(await says("zhang-lei", "/整改 W2 已更换制度牌，3块"));
  expect(told.text).toContain("已记入 W2 的整改进展。");
  expect(told.text).toContain("张磊 整改进展：已更换制度牌，3块");
  await office.until("2023-07-13");
  await says("tang-jing", "／整改 问题２：补拍了照片（３张）");
  const problem = await problemOf(office, 2);
  expect(problem.state).toBe("rectifying");
  expect(problem.rectifications.map(({ note, datedOn }) => [note, datedOn])).toEqual([
    ["已更换制度牌，3块", "2023-07-12"],
    ["补拍了照片（３张）", "2023-07-13"],
  ]);
  const refused = last(await says("zhang-lei", "/整改 W3 已补签字"));
  expect(refused.text).toContain("刚才写的内容没有记入");
  expect((await problemOf(office, 3)).rectifications).toEqual([]);
});

test("an application wants something to show for it", async () => {
  const bare = last(await says("zhang-lei", "/销号 W1"));
  expect(bare.text).toContain("还没有整改进展");
  expect((await problemOf(office, 1)).state).toBe("rectifying");
});

test("a contact applies: it waits for the head's signature, and only then goes to the coordinator", async () => {
  const sent = await says("zhang-lei", "/销号 W2");
  const mine = last(toPerson(sent, "zhang-lei"));
  expect(mine.text).toContain("W2 已申请销号，已请单位负责人审签，同意后由牵头科室管理员验收。");
  const [head] = toPerson(sent, "gu-jianhua");
  expect(labels(head!)).toEqual(["同意申请", "不同意", "打开", "收到"]);
  expect(toPerson(sent, "zhou-wen")).toEqual([]);
  expect((await problemOf(office, 2)).state).toBe("signing");
  const again = last(await says("tang-jing", "/销号 W2 再申请"));
  expect(again.text).toContain("W2已申请销号，正等单位负责人审签");
  expect(last(await says("zhou-wen", "/销号 W2 同意")).text).toContain("申请销号待审签");
  expect(last(await says("zhou-wen", "/销号")).text).toBe("没有等待验收的销号申请");
  expect((await problemOf(office, 2)).state).toBe("signing");
});

test("the head sends it back with a reason; signed, the coordinator gets one card", async () => {
  const [asked] = await office.person("gu-jianhua").says("/销号 W2");
  const [why] = await office.person("gu-jianhua").presses(asked!, "不同意");
  expect(why!.text).toContain("/销号 W2 不同意");
  const back = await says("gu-jianhua", "/销号 W2 不同意 还差一块");
  expect(last(toPerson(back, "zhang-lei")).text).toContain("原因：还差一块");
  expect(toPerson(back, "zhou-wen")).toEqual([]);
  expect((await problemOf(office, 2)).state).toBe("rectifying");
  expect(last(await says("zhang-lei", "/销号 W2")).text).toContain("还没有");
  const anew = await says("zhang-lei", "/销号 W2 第四块也换了");
  const [head] = toPerson(anew, "gu-jianhua");
  const sent = await office.person("gu-jianhua").presses(head!, "同意申请");
  const [agreed] = toPerson(sent, "gu-jianhua");
  expect(agreed!.text).toContain("已同意 W2 申请销号，已送牵头科室管理员验收。");
  const zhou = toPerson(sent, "zhou-wen");
  expect(zhou).toHaveLength(1);
  expect(zhou[0]!.text).toContain("顾建华(单位负责人)已审签同意。");
  const [repeated] = await office.person("gu-jianhua").presses(head!, "同意申请");
  expect(repeated!.text).toContain("此前已同意");
  expect(last(await says("zhou-wen", "/销号")).card!.body).toContain(
    "W2 危险化学品监督管理室《公示栏制度牌过期》，7月13日申请，负责人已同意",
  );
});

test("refused with a reason, the unit goes on and applies anew; an old card decides nothing", async () => {
  const zhou = office.person("zhou-wen");
  const list = last(await says("zhou-wen", "/销号"));
  const [asked] = await zhou.presses(list, "不同意");
  expect(asked!.text).toContain("/销号 W2 不同意");
  expect(last(await says("zhou-wen", "/销号 W2 不同意")).text).toContain("请写明不同意的原因");
  const sent = await says("zhou-wen", "/销号 W2 不同意 缺整改后的照片");
  for (const who of ["zhang-lei", "tang-jing", "gu-jianhua"]) {
    const own = toPerson(sent, who);
    expect(own).toHaveLength(1);
    expect(own[0]!.card!.title).toBe("不同意销号 W2");
    expect(own[0]!.text).toContain("原因：缺整改后的照片");
  }
  expect(await problemOf(office, 2)).toMatchObject({ state: "rectifying", refusedOn: "2023-07-13" });
  expect(last(await says("zhang-lei", "/销号 W2")).text).toContain("还没有新的整改进展");
  await says("gu-jianhua", "/销号 W2 照片已补齐");
  const [stale] = await zhou.presses(list, "同意销号");
  expect(stale!.text).toContain("又有了新的申请");
  expect((await problemOf(office, 2)).state).toBe("applied");
});

test("the head's own application carries his word; closed once, told once, audited", async () => {
  const list = last(await says("zhou-wen", "/销号"));
  expect(list.card!.body).toContain("负责人已同意");
  const sent = await office.person("zhou-wen").presses(list, "同意销号");
  expect(last(toPerson(sent, "zhou-wen")).text).toContain("已销号，已告知该单位");
  expect(toPerson(sent, "zhang-lei").map(({ card }) => card!.title)).toEqual(["已销号 W2"]);
  const problem = await problemOf(office, 2);
  expect(problem).toMatchObject({ state: "closed", closedOn: "2023-07-13", refusedOn: null });
  expect(problem.rectifications.map(({ kind }) => kind)).toEqual([
    "progress",
    "progress",
    "apply",
    "decline",
    "apply",
    "agree",
    "refuse",
    "apply",
    "agree",
    "accept",
  ]);
  const audit = await office.app.runtime.store.db.auditEntry.findMany({
    where: { subject: `problem:${problem.id}` },
    orderBy: { sequence: "asc" },
  });
  expect(audit.map(({ action }) => action)).toEqual([
    "rectify",
    "rectify",
    "apply-closing",
    "decline-closing",
    "apply-closing",
    "agree-closing",
    "refuse-closing",
    "apply-closing",
    "close-problem",
  ]);
  const [again] = await office.person("zhou-wen").presses(list, "同意销号");
  expect(again!.text).toContain("现在是已销号");
  expect(last(await says("zhang-lei", "/整改 W2 又做了")).text).toContain("W2已销号，不用再报进展");
  expect(last(await says("zhang-lei", "/整改")).card!.title).toBe("未销号的问题 2 个");
});

test("others may not decide; the lead unit's own problem is decided by its deputy", async () => {
  await says("gu-jianhua", "/销号 W1 审核意见已补");
  expect(last(await says("zhang-lei", "/销号 W1 同意")).text).toContain("W1已申请销号");
  expect((await problemOf(office, 1)).state).toBe("applied");
  await fills(office, "qin-yue", { id: matters[0]!, unit: "fagui" }, { ...ROW, owner: "何云" });
  const sent = await says("he-yun", "/销号 W5 已整改");
  expect(labels(last(toPerson(sent, "su-min")))).toContain("同意销号");
  expect(toPerson(sent, "su-min").map(({ card }) => card!.title)).toEqual(["申请销号 W5"]);
  expect(
    toPerson(sent, "zhou-wen").filter(({ card }) => labels({ card } as never).includes("同意销号")),
  ).toEqual([]);
  expect(last(await says("zhou-wen", "/销号 W5 同意")).text).not.toContain("已销号，");
  expect((await problemOf(office, 5)).state).toBe("applied");
  await says("su-min", "/销号 W5 同意 资料齐全");
  expect(await problemOf(office, 5)).toMatchObject({ state: "closed" });
});

test("those who oversee read figures; a group hears counts only", async () => {
  const director = last(await says("lin-guodong", "/整改"));
  expect(director.card!.title).toBe("问题整改情况(各单位)");
  expect(Object.fromEntries(director.card!.facts)).toMatchObject({
    合计: "5个",
    整改中: "1个",
    申请销号待验收: "1个",
    已销号: "2个",
    逾期未整改: "0个",
  });
  expect(labels(director)).toEqual(["打开清单"]);
  expect(labels((await says("zhou-wen", "/整改"))[0]!)).toEqual(["打开清单", "登记抽检问题"]);
  const asked = await office.person("zhou-wen").says("/整改", { group: "group-all" });
  const group = asked.filter(({ to }) => to.group);
  expect(group).toHaveLength(1);
  expect(group[0]!.text).toBe(
    "登记的问题共5个：待整改1、整改中1、申请销号待审签0、申请销号待验收1、已整改待上级验收0、已销号2；逾期未整改0个。明细已单独发给提问人。",
  );
  const unit = await office.person("zhang-lei").says("/整改", { group: "group-all" });
  expect(unit.filter(({ to }) => to.group).map(({ text }) => text)).toEqual([
    "已单独回复您，请到与我的单聊中查看。",
  ]);
});
