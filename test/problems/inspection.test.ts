// What an inspection found: registered, answered, rectified, accepted inside and outside, found again, withdrawn; by pages.
import { afterAll, beforeAll, expect, test } from "vitest";
import { fieldsOf, wordsOf } from "../forms/pages.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { labels, last, posts, problemOf, publish } from "./story.ts";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
  await publish(office);
});
afterAll(() => office.close());

const page = async (who: string, code = "W1") => {
  const opened = await office.person(who).opens(`/problem/${code}`);
  return { status: opened.status, words: wordsOf(opened.text), fields: fieldsOf(opened.text) };
};

const FOUND = {
  origin: "justice",
  foundBy: "区司法局",
  document: "云司督〔2023〕7号",
  foundOn: "2023-07-11",
  kind: "不规范",
  description: "抽检的一卷案卷未告知陈述申辩权",
  deadlineOn: "2023-07-28",
};

async function register(who: string, fields: Record<string, string>) {
  const { db } = office.app.runtime.store;
  const unit = await db.unit.findFirstOrThrow({ where: { code: "weihua" } });
  const campaign = await db.campaign.findFirstOrThrow();
  const form = { requestId: "once", campaignId: campaign.id, unitId: unit.id, ...fields };
  return office.person(who).opens("/problem/new", form);
}

test("only the lead unit registers, with who found it and by which document", async () => {
  expect((await office.person("zhang-lei").opens("/problem/new")).status).toBe(403);
  expect((await register("zhang-lei", FOUND)).status).toBe(403);
  const bare = await register("zhou-wen", { ...FOUND, document: "" });
  expect(bare.status).toBe(422);
  expect(wordsOf(bare.text)).toContain("请写明文书号");
  expect(fieldsOf(bare.text)).toMatchObject({ foundBy: "区司法局", deadlineOn: "2023-07-28" });
  expect(await office.app.runtime.store.db.problem.count()).toBe(0);
});

test("registered once, however often it is sent; its unit gets one card without the contents", async () => {
  const done = await register("zhou-wen", FOUND);
  expect(done.path).toMatch(/^\/problem\/\w+-W1$/);
  await register("zhou-wen", FOUND);
  expect(await office.app.runtime.store.db.problem.count()).toBe(1);
  for (const who of ["zhang-lei", "tang-jing", "gu-jianhua"]) {
    const cards = (await office.person(who).sees()).filter(({ card }) => card?.title.includes("W1"));
    expect(cards.map(({ card }) => card!.title)).toEqual(["检查发现问题，请答复 W1"]);
    expect(cards[0]!.text).toContain("还有16天，7月28日(周五)到期");
    expect(cards[0]!.text).not.toContain("陈述申辩");
    expect(labels(cards[0]!)).toEqual(["打开", "收到"]);
  }
  expect((await office.person("li-na").sees()).some(({ text }) => text.includes("W1"))).toBe(false);
});

test("its unit must answer before anything else", async () => {
  const list = last(await office.person("zhang-lei").says("/整改"));
  expect(list.card!.body.split("\n")[0]).toBe("W1 待整改，待答复整改措施，还有16天，7月28日(周五)到期");
  expect((await page("zhang-lei")).words).toContain("答复整改措施");
  const early = await posts(office, "zhang-lei", "W1", "progress", { note: "已补告知" });
  expect(early.status).toBe(409);
  expect(early.words).toContain("请先打开网页答复整改措施");
  const open = await posts(office, "zhang-lei", "W1", "answer", { measure: "补告知", owner: "张磊" });
  expect(open).toMatchObject({ status: 422 });
  expect(open.words).toContain("请选择整改类型：立行立改、限期整改、专门方案");
  const answer = { way: "限期整改", measure: "补告知并学习", owner: "张磊" };
  expect((await posts(office, "zhang-lei", "W1", "answer", answer)).words).toContain("已答复");
  expect(await problemOf(office, 1)).toMatchObject({ ...answer, state: "rectifying" });
  const told = (await office.person("zhou-wen").sees()).filter(
    ({ card }) => card?.title === "已答复整改措施 W1",
  );
  expect(told).toHaveLength(1);
});

test("progress by the page: with a day and evidence, appended, sent twice it is one", async () => {
  const photo = new File([new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])], "告知书.jpg");
  const form = { note: "已重新告知当事人", datedOn: "2023-07-11", file: photo };
  for (const _ of [1, 2]) {
    const { words } = await posts(office, "tang-jing", "W1", "progress", form, "twice");
    expect(words).toContain("已记入整改进展");
    expect(words).toContain("佐证：告知书.jpg");
  }
  const future = await posts(office, "tang-jing", "W1", "progress", {
    note: "明天的事",
    datedOn: "2023-07-13",
  });
  expect(future.words).toContain("还没有到");
  expect(future.words).toContain("明天的事");
  expect((await problemOf(office, 1)).rectifications.map(({ kind }) => kind)).toEqual([
    "register",
    "answer",
    "progress",
  ]);
  const link = /href="(\/files\/[^"]+)"/.exec(
    (await office.person("zhou-wen").opens("/problem/W1")).text,
  )![1]!;
  expect((await office.person("zhou-wen").downloads(link)).name).toBe("告知书.jpg");
});

test("others' problems are not there, neither to read nor to write", async () => {
  expect((await page("li-na")).status).toBe(404);
  const answer = await office.person("li-na").opens("/problem/W1", { do: "progress", "progress.note": "x" });
  expect(answer.status).toBe(404);
  expect(wordsOf((await office.person("li-na").opens("/problem")).text)).not.toContain("W1");
  for (const who of ["han-zhiyuan", "lin-guodong"]) {
    expect((await page(who)).words).toContain("抽检的一卷案卷未告知陈述申辩权");
    expect((await posts(office, who, "W1", "settle", { measure: "改" })).status).toBe(403);
  }
  expect((await page("su-min")).status).toBe(404);
});

test("accepted inside it waits for the outside body, whose finding alone closes it", async () => {
  await posts(office, "gu-jianhua", "W1", "apply", {});
  expect(await problemOf(office, 1)).toMatchObject({ state: "applied" });
  const early = await posts(office, "zhou-wen", "W1", "record", {
    passed: "yes",
    note: "合格",
    document: "9号",
    datedOn: "2023-07-12",
  });
  expect(early.status).toBe(409);
  const accepted = await posts(office, "zhou-wen", "W1", "accept", { note: "已核对案卷" });
  expect(accepted.words).toContain("已同意");
  expect(await problemOf(office, 1)).toMatchObject({ state: "awaiting", closedOn: null });
  expect((await page("zhang-lei")).words).toContain("已整改待上级验收");
  const finding = { passed: "yes", note: "整改到位", document: "云司督〔2023〕9号", datedOn: "2023-07-12" };
  expect((await posts(office, "zhou-wen", "W1", "record", { ...finding, document: "" })).status).toBe(422);
  expect((await posts(office, "zhou-wen", "W1", "record", finding)).words).toContain("已登记上级验收");
  expect(await problemOf(office, 1)).toMatchObject({ state: "closed", closedOn: "2023-07-12" });
  const { words } = await page("lin-guodong");
  expect(words).toContain("上级验收通过");
  expect(words).toContain("文书云司督〔2023〕9号");
});

test("found again it is open again, under its old number, with a new deadline; all that was written stays", async () => {
  const again = {
    ...FOUND,
    origin: "superior",
    foundBy: "市应急局",
    note: "同类问题又有一卷",
    deadlineOn: "2023-08-18",
  };
  const { words } = await posts(office, "zhou-wen", "W1", "reopen", again);
  expect(words).toContain("已重新打开");
  const problem = await problemOf(office, 1);
  expect(problem).toMatchObject({
    number: 1,
    state: "rectifying",
    origin: "superior",
    foundBy: "市应急局",
    closedOn: null,
    refusedOn: "2023-07-12",
    fixedDeadlineOn: "2023-08-18",
  });
  expect(problem.rectifications.map(({ kind }) => kind)).toEqual([
    "register",
    "answer",
    "progress",
    "apply",
    "agree",
    "accept",
    "pass",
    "reopen",
  ]);
  expect(await office.app.runtime.store.db.problem.count()).toBe(1);
  const figures = last(await office.person("lin-guodong").says("自查发现多少问题"));
  expect(figures.text).toContain("目前没有登记自查发现的问题。检查发现问题1个，已整改0个，销号0个。");
});

test("the lead unit settles terms; they go before what the unit says", async () => {
  const past = await posts(office, "zhou-wen", "W1", "settle", { deadlineOn: "2023-07-01" });
  expect(past.words).toContain("已经过去");
  await posts(office, "zhou-wen", "W1", "settle", { owner: "顾建华", deadlineOn: "2023-08-11" });
  expect((await page("zhang-lei")).words).toContain("顾建华(牵头科室核定)");
  const told = (await office.person("zhang-lei").sees()).at(-1)!;
  expect(told.card!.title).toBe("牵头科室核定了整改要求 W1");
  expect(told.text).toContain("8月11日");
});

test("registered by mistake it is withdrawn with a reason, and figures leave it out", async () => {
  await register("zhou-wen", {
    ...FOUND,
    requestId: "second",
    description: "值班记录缺页",
    origin: "bureau",
    foundBy: "本局督查组",
    document: "",
  });
  expect((await page("zhou-wen", "W2")).words).toContain("撤销登记");
  expect((await posts(office, "zhou-wen", "W2", "withdraw", { note: "" })).status).toBe(422);
  await posts(office, "zhou-wen", "W2", "withdraw", { note: "登记到了别的单位" });
  expect(await problemOf(office, 2)).toMatchObject({ goneOn: "2023-07-12" });
  expect(last(await office.person("zhang-lei").says("/整改")).card!.title).toBe("未销号的问题 1 个");
  expect(wordsOf((await office.person("zhou-wen").opens("/problem?show=gone")).text)).toContain("W2");
});

test("what carries a secrecy marking is not kept", async () => {
  const marked = await posts(office, "zhang-lei", "W1", "progress", { note: "秘密★1年\n内容" });
  expect(marked.status).toBe(422);
  expect((await problemOf(office, 1)).rectifications.some(({ note }) => note.includes("秘密"))).toBe(false);
});
