// What a ledger says of 销号 beside what was decided: a claim is an application, a decision is not undone by a later version.
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeFor, wordsOf } from "../forms/pages.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { fills, last, PROMINENT, posts, problemOf, publish, ROW, toPerson } from "./story.ts";

let office: Harness;
let matters: string[];
let code: string;
beforeAll(async () => {
  office = await openHarness();
  matters = await publish(office);
  code = await codeFor(office.app, matters[1]!, "weihua");
});
afterAll(() => office.close());

const own = () => ({ id: matters[1]!, unit: "weihua" });
const CLAIMED = { closed: "是", closedOn: "2023-07-12" };
const TWO = Object.fromEntries(Object.entries(PROMINENT).map(([key, value]) => [`${key}.2`, value]));

test("a row that says 已销号 closes nothing: it is an application, and waits for the head's signature", async () => {
  await fills(office, "zhang-lei", own(), {
    ...PROMINENT,
    ...TWO,
    "description.2": "未出示执法证",
    ...CLAIMED,
  });
  const problem = await problemOf(office, 1);
  expect(problem).toMatchObject({ state: "signing", claimed: true, closedOn: null });
  expect(problem.rectifications).toMatchObject([{ kind: "claim", datedOn: "2023-07-12" }]);
  expect(await problemOf(office, 2)).toMatchObject({ state: "open", claimed: false });
  expect(last(await office.person("zhou-wen").says("/销号")).text).toBe("没有等待验收的销号申请");
  const [asked] = (await office.person("gu-jianhua").sees()).slice(-1);
  expect(asked!.card!.title).toBe("填报已销号1个，请您审签");
  const signed = await office.person("gu-jianhua").presses(asked!, "全部同意");
  expect(last(toPerson(signed, "zhou-wen")).text).toContain("填报销号1个(W1)，负责人已审签");
  const [again] = await office.person("gu-jianhua").presses(asked!, "全部同意");
  expect(again!.text).toContain("没有等您审签的销号申请");
  expect(last(await office.person("zhou-wen").says("/销号")).card!.body).toContain(
    "7月12日台账填报已销号，负责人已同意",
  );
  expect(last(await office.person("lin-guodong").says("自查发现多少问题")).text).toContain(
    "自查发现问题2个，已整改1个，销号0个(待验收1个)。",
  );
});

test("refused, the same row in a later version does not apply again, and both words are shown", async () => {
  await posts(office, "zhou-wen", "W1", "refuse", { note: "没有佐证" });
  await fills(office, "zhang-lei", own(), { "measure.2": "佩戴执法证上岗" });
  expect(await problemOf(office, 1)).toMatchObject({ state: "rectifying", claimed: true });
  const page = wordsOf((await office.person("zhou-wen").opens("/problem/W1")).text);
  expect(page).toContain("台账与验收不一致");
  expect(page).toContain("台账第2版仍填“已销号”，但验收结论是不同意");
  expect(last(await office.person("lin-guodong").says("自查发现多少问题")).text).toContain(
    "自查发现问题2个，已整改0个，销号0个。",
  );
});

test("accepting the report does not close what was refused; it closes what is claimed anew", async () => {
  await fills(office, "zhang-lei", own(), { "closed.2": "是", "closedOn.2": "2023-07-12" });
  expect(await problemOf(office, 2)).toMatchObject({ state: "signing" });
  expect((await office.person("zhou-wen").says(`/审核 ${code}`))[0]!.text).not.toContain("填报销号");
  await office.person("gu-jianhua").says("/销号 W2 同意");
  const [shown] = await office.person("zhou-wen").says(`/审核 ${code}`);
  expect(shown!.text).toContain("填报销号1个(W2)，通过即同意销号");
  expect(last(await office.person("zhou-wen").says("/审核")).text).toContain("填报销号1个(W2)");
  expect(wordsOf((await office.person("zhou-wen").opens(`/review/${code}`)).text)).toContain(
    "填报销号1个(W2)",
  );
  const sent = await office.person("zhou-wen").says(`/审核 ${code} 通过`);
  expect(await problemOf(office, 1)).toMatchObject({ state: "rectifying", closedOn: null });
  const closed = await problemOf(office, 2);
  expect(closed).toMatchObject({ state: "closed", closedOn: "2023-07-12" });
  expect(closed.rectifications.map(({ kind }) => kind)).toEqual(["claim", "agree", "accept"]);
  expect(toPerson(sent, "zhang-lei").map(({ text }) => text)).toContainEqual(
    expect.stringContaining("已销号1个：W2。"),
  );
  const audit = await office.app.runtime.store.db.auditEntry.findFirst({
    where: { action: "close-problem" },
  });
  expect(audit).toMatchObject({ after: { closed: ["W2"], byReview: true } });
});

test("a decision stands against a later version that says otherwise, or leaves the row out", async () => {
  await fills(office, "zhang-lei", own(), { "closed.2": "否", "closedOn.2": "" });
  expect(await problemOf(office, 2)).toMatchObject({ state: "closed", claimed: false });
  const path = `/form/${code}-1`;
  const opened = await office.person("zhang-lei").opens(path);
  const revision = /name="_revision" value="(\d+)"/.exec(opened.text)?.[1] ?? "0";
  const rowKey = /name="_row" value="([^"]+)"/.exec(opened.text)![1]!;
  const left = await office
    .person("zhang-lei")
    .opens(path, { ...PROMINENT, ...CLAIMED, _row: rowKey, _revision: revision });
  expect(left.path).toContain("/receipt/");
  expect(await problemOf(office, 2)).toMatchObject({ state: "closed", goneOn: null });
  expect(wordsOf((await office.person("zhou-wen").opens("/problem/W2")).text)).toContain("已没有这一行");
  expect(last(await office.person("lin-guodong").says("自查发现多少问题")).text).toContain(
    "自查发现问题2个，已整改1个，销号1个。",
  );
});

test("a claim taken back takes its application back, an application by hand stays", async () => {
  await office.person("gu-jianhua").says("/销号 W1");
  await posts(office, "gu-jianhua", "W1", "apply", { result: "佐证已补" });
  await fills(office, "zhang-lei", own(), { closed: "否", closedOn: "" });
  expect(await problemOf(office, 1)).toMatchObject({ state: "applied", claimed: false });
  await fills(office, "li-na", { id: matters[0]!, unit: "anji" }, { ...ROW, owner: "李娜", state: "已完成" });
  expect(await problemOf(office, 3)).toMatchObject({ state: "rectifying", done: true, claimed: false });
});

test("after the campaign's summary the following goes on", async () => {
  await office.app.runtime.store.db.campaign.updateMany({ data: { state: "closed" } });
  expect(last(await office.person("li-na").says("/整改 W3 已全部补齐")).text).toContain("已记入 W3");
  await office.person("wei-dong").says("/销号 W3");
  await office.person("zhou-wen").says("/销号 W3 同意");
  expect(await problemOf(office, 3)).toMatchObject({ state: "closed" });
});
