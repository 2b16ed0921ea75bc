// 会商 from 提请 to 办结, as people in several units live through it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConsultationWords } from "../../src/services/consultations/find.ts";
import { last, toPerson } from "../problems/story.ts";
import { type Harness, openHarness } from "../support/harness.ts";

test.each([
  ["H3", { number: 3, words: "" }],
  ["h12 答复 同意", { number: 12, words: "答复 同意" }],
  ["3号 办结 通过", null],
  ["3 办结 通过", { number: 3, words: "办结 通过" }],
  ["答复 同意", null],
])("%s is read as %j", (text, read) => expect(readConsultationWords(text)).toEqual(read));

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

const says = (who: string, words: string) => office.person(who).says(words);

test("nothing yet, and what can't be read, get the way to ask", async () => {
  expect(last(await says("zhang-lei", "/会商")).text).toContain("目前没有与您有关的会商");
  expect(last(await says("zhang-lei", "/会商 提请 天文室 看星星：今晚")).text).toContain(
    "没有找到“天文室”这个单位",
  );
  expect(last(await says("zhang-lei", "/会商 提请 危化室 自己：商量")).text).toContain(
    "请写明参加会商的单位",
  );
  expect(last(await says("lin-guodong", "/会商 提请 危化室 看看：商量")).text).toContain(
    "由单位的联系人、负责人或牵头科室提请",
  );
});

test("a unit asks two others: their contacts and heads are told, and the coordinator", async () => {
  const sent = await says("zhang-lei", "/会商 提请 基础室、执法大队 联合检查分工：两家同时到场，请各派一人");
  expect(last(toPerson(sent, "zhang-lei")).text).toContain("H1 已提请会商，已告知2个单位。");
  for (const who of ["li-na", "ma-chao", "wei-dong", "luo-qiang", "ding-yi", "zhou-wen"]) {
    const own = toPerson(sent, who);
    expect(own, who).toHaveLength(1);
    expect(own[0]!.text).toContain("内容：两家同时到场，请各派一人");
  }
  expect(toPerson(sent, "zhou-wen")[0]!.text).toContain("/会商 H1 办结 结论");
  expect(toPerson(sent, "li-na")[0]!.text).toContain("/会商 H1 答复 意见");
  expect(toPerson(sent, "deng-fei")).toEqual([]);
  expect(sent.filter(({ to }) => to.group)).toEqual([]);
});

test("a group stands for its members; who has no part in it reads nothing", async () => {
  await says("he-yun", "/会商 提请 各业务室 案卷评查标准：是否统一");
  const [listed] = await says("deng-fei", "/会商");
  expect(listed!.card!.body).toContain("H2 案卷评查标准——政策法规宣传和规划科技室提请，会商中，已答复0/4");
  expect(listed!.card!.body).not.toContain("H1");
  expect(last(await says("deng-fei", "/会商 H1")).text).toContain("没有H1这件会商，或者与您的单位无关");
  const [card] = await office.person("deng-fei").presses(listed!, "H2 案卷评查标准");
  expect(card!.card!.title).toBe("会商 H2");
});

test("parties answer, the latest answer stands; they do not read one another's", async () => {
  expect(last(await says("zhang-lei", "/会商 H1 答复 同意")).text).toContain("由参加会商的单位答复");
  expect(last(await says("li-na", "/会商 H1 答复")).text).toContain("请写明答复意见");
  await says("li-na", "/会商 H1 答复 派马超然");
  const [changed] = await says("wei-dong", "/会商 H1 答复 派李娜");
  expect(changed!.text).toContain("安全基础室(魏东升)：派李娜");
  const done = await says("luo-qiang", "/会商 H1 答复 派罗强");
  expect(last(toPerson(done, "luo-qiang")).text).not.toContain("派李娜");
  expect(last(toPerson(done, "zhou-wen")).text).toContain("各单位均已答复，请办结");
  expect(last(toPerson(done, "zhang-lei")).text).toContain("安全基础室(魏东升)：派李娜");
});

test("the coordinator takes it to its end; afterwards nothing is changed any more, and all of it is audited", async () => {
  expect(last(await says("zhang-lei", "/会商 H1 办结 就这样")).text).toContain("由牵头科室管理员办结");
  expect(last(await says("zhou-wen", "/会商 H1 办结")).text).toContain("请写明会商结论");
  const sent = await says("zhou-wen", "/会商 H1 办结 七月二十日联合检查");
  for (const who of ["zhang-lei", "gu-jianhua", "li-na", "ding-yi"])
    expect(last(toPerson(sent, who)).text).toContain("结论(周雯)：七月二十日联合检查");
  expect(last(await says("li-na", "/会商 H1 答复 再想想")).text).toContain("H1已办结，不能再改");
  await says("zhou-wen", "/会商 H2 不予 已有统一标准");
  const { db } = office.app.runtime.store;
  expect(await db.consultation.findMany({ orderBy: { number: "asc" } })).toMatchObject([
    { number: 1, state: "closed", conclusion: "七月二十日联合检查" },
    { number: 2, state: "declined", conclusion: "已有统一标准" },
  ]);
  const audit = await db.auditEntry.findMany({
    where: { subject: { startsWith: "consultation:" } },
    orderBy: { sequence: "asc" },
  });
  expect(audit.map(({ action }) => action)).toEqual([
    "ask-consultation",
    "ask-consultation",
    "answer-consultation",
    "answer-consultation",
    "answer-consultation",
    "close-consultation",
    "decline-consultation",
  ]);
});
