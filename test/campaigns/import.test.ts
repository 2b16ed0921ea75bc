// What a plan document leaves behind, and what it must not: secrets, marked papers, a second campaign.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness } from "../support/harness.ts";

const PLAN = readFileSync(new URL("../../prisma/demo-plan.txt", import.meta.url), "utf8");
const bytes = (text: string) => new TextEncoder().encode(text);

let office: Harness;
const db = () => office.app.runtime.store.db;

beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

/** Every text and json value of every table, in one string. */
async function everything(): Promise<string> {
  const tables = await db().$queryRaw<{ name: string }[]>`
    SELECT table_name::text AS "name" FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
  const dumps: string[] = [];
  for (const { name } of tables) {
    const rows = await db().$queryRawUnsafe<{ row: string }[]>(
      `SELECT to_jsonb(t)::text AS "row" FROM "${name}" t`,
    );
    dumps.push(...rows.map(({ row }) => row));
  }
  return dumps.join("\n");
}

test("/导入 alone explains how, and only to the lead unit", async () => {
  const [answer] = await office.person("zhou-wen").says("/导入");
  expect(answer!.text).toContain(".docx");
  const [refusal] = await office.person("zhang-lei").says(`/导入 ${PLAN}`);
  expect(refusal!.text).toContain("牵头科室管理员");
  expect(await db().campaign.count()).toBe(0);
});

test("a marked document is refused and leaves no trace in any table", async () => {
  const marked = `机密★1年\n某某专项行动绝不外传方案\n${PLAN}`;
  const [sent] = await office.person("zhou-wen").sends("某某绝不外传.txt", bytes(marked));
  const [pasted] = await office.person("zhou-wen").says(marked);
  const [typed] = await office.person("zhou-wen").says(`/导入 工作秘密\n某某专项行动绝不外传方案\n${PLAN}`);
  for (const answer of [sent, pasted, typed]) {
    expect(answer!.text).toBe("该材料带有密级或内部标志，请走机要或保密渠道，不要在聊天工具中发送");
  }
  expect(await everything()).not.toContain("绝不外传");
  expect(await db().fileObject.count()).toBe(0);
  expect(await db().campaign.count()).toBe(0);
});

test("a password in the plan reaches no table and no message; of the file only text and hash stay", async () => {
  const leaky = PLAN.replace(
    "联系方式：0000-0000001",
    "联系方式：0000-0000001\n公共邮箱：demo-box@example.com 密码：Qz7-hidden-word",
  );
  const messages = await office.person("zhou-wen").sends("方案.txt", bytes(leaky));
  expect(messages[0]!.card?.title).toContain("方案草稿");
  expect(messages[0]!.text).toContain("已抹除");
  const kept = await everything();
  expect(kept).toContain("〔已抹除〕");
  expect(kept).not.toContain("Qz7-hidden-word");
  expect(kept).not.toContain("demo-box");
  expect(await db().fileObject.count()).toBe(0);
  const version = await db().planVersion.findFirstOrThrow();
  expect(version.sourceHash).toMatch(/^[0-9a-f]{64}$/);
});

test("the same document again is the same draft, however it comes", async () => {
  const { text } = await db().planVersion.findFirstOrThrow();
  for (const messages of [
    await office.person("zhou-wen").sends("改了名.md", bytes(text)),
    await office.person("zhou-wen").says(text),
    await office.person("zhou-wen").says(`/导入 ${text}`),
  ]) {
    expect(messages[0]!.text).toContain("已经导入过");
  }
  expect(await db().planVersion.count()).toBe(1);
  expect(await db().campaign.count()).toBe(1);
});

test("another text of the same title is the next version; what is the same keeps its number and its settling", async () => {
  const coordinator = office.person("zhou-wen");
  const first = await db().planVersion.findFirstOrThrow();
  await coordinator.opens(`/plan/${first.id}`, { revision: "0", "14.dueOn": "2023-09-13" });
  await coordinator.says("/发布");
  const shorter = PLAN.replace("于7月15日前向政策法规", "于7月18日前向政策法规");
  const [card] = await coordinator.sends("方案第二稿.txt", bytes(shorter));
  expect(card!.text).toContain("第2稿");
  expect(card!.text).toContain("15. 安全生产执法突出问题清单");
  expect(card!.text).toMatch(/新稿中没有的原事项：\n第2项 安全生产执法突出问题清单/);
  expect(await db().campaign.count()).toBe(1);

  const obligations = await db().obligation.findMany({ orderBy: { number: "asc" } });
  const before = new Map(obligations.map(({ number, id }) => [number, id]));
  await coordinator.says("/发布");
  const after = await db().obligation.findMany({
    orderBy: { number: "asc" },
    include: { assignments: true },
  });
  expect(after).toHaveLength(obligations.length + 1);
  for (const [number, id] of before) expect(after.find((one) => one.number === number)!.id).toBe(id);
  expect(after.find(({ number }) => number === 15)!.assignments.map(({ dueOn }) => dueOn)).toEqual(
    Array(4).fill("2023-07-18"),
  );
  expect(after.find(({ number }) => number === 14)!.assignments).toHaveLength(5);
  expect(after.every(({ withdrawnAt }) => withdrawnAt === null)).toBe(true);
});

test("what the new version lacks is withdrawn when the coordinator says so, and only then", async () => {
  const coordinator = office.person("zhou-wen");
  const second = await db().planVersion.findFirstOrThrow({ where: { version: 2 } });
  await coordinator.opens(`/plan/${second.id}`, { revision: "0", "2.keep": "0" });
  const [answer] = await coordinator.says("/发布");
  expect(answer!.text).toContain("已撤下：第2项");
  const obligation = await db().obligation.findFirstOrThrow({ where: { number: 2 } });
  expect(obligation.withdrawnAt).not.toBeNull();
});

test("with several drafts /发布 asks which", async () => {
  const coordinator = office.person("zhou-wen");
  const other = (title: string) => PLAN.replaceAll("规范行政执法专项行动方案", title);
  await coordinator.sends("a.txt", bytes(other("安全培训专项行动方案")));
  await coordinator.sends("b.txt", bytes(other("防汛检查专项行动方案")));
  const [question] = await coordinator.says("/发布");
  expect(question!.card?.title).toBe("要发布哪一个方案？");
  expect(question!.card!.actions.map(({ label }) => label)).toEqual(["发布第1个", "发布第2个"]);
  const answers = await coordinator.presses(question!, "发布第1个");
  expect(answers.map(({ text }) => text).join("\n")).toContain(
    "已发布：云川区应急管理局防汛检查专项行动方案",
  );
});

test("a document that is no plan is not taken for one", async () => {
  const [answer] = await office
    .person("zhou-wen")
    .sends("通讯稿.txt", bytes("今天天气晴朗。\n大家都很高兴。\n"));
  expect(answer!.text).toContain("没有从这份材料里读出阶段和报送事项");
});

test("a plan of which nothing can be handed out yet stays a draft", async () => {
  const coordinator = office.person("zhou-wen");
  const strange = PLAN.replaceAll("规范行政执法", "档案整理").replaceAll(
    /各业务室|区应急管理综合行政执法大队|我局|危险化学品监督管理室|安全基础室|综合协调室/g,
    "各乡镇",
  );
  const [draft] = await coordinator.sends("c.txt", bytes(strange));
  const answers = await coordinator.presses(draft!, "发布");
  expect(answers).toHaveLength(1);
  expect(answers[0]!.text).toContain("还没有一项可以派发");
  expect(answers[0]!.text).toContain("「各乡镇」");
  const campaign = await db().campaign.findFirstOrThrow({ where: { title: { contains: "档案整理" } } });
  expect(campaign.state).toBe("draft");
  expect(await db().obligation.count({ where: { campaignId: campaign.id } })).toBe(0);
});
