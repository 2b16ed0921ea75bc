// What a plan document leaves behind, and what it must not: secrets, marked papers, a second campaign.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readItems } from "../../src/services/campaigns/item.ts";
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

test("a later version keeps every number, moves only what changed, and tells only whom it concerns", async () => {
  const coordinator = office.person("zhou-wen");
  const first = await db().planVersion.findFirstOrThrow();
  await coordinator.opens(`/plan/${first.id}`, { revision: "0", "14.dueOn": "2023-09-13" });
  await coordinator.says("/发布");
  const before = await db().obligation.findMany({ orderBy: { number: "asc" } });
  const told = async () => (await office.person("deng-fei").sees()).length;
  const seen = await told();
  const later = PLAN.replace("于7月15日前向政策法规", "于7月18日前向政策法规");
  const [card] = await coordinator.sends("方案第二稿.txt", bytes(later));
  expect(card!.text).toContain("第2稿");
  expect(card!.text).toMatch(
    /与上一稿相比：\n第2项 安全生产执法突出问题清单：期限由2023年7月15日\(周六\)前改为2023年7月18日\(周二\)前\n\n/,
  );
  expect(await db().campaign.count()).toBe(1);
  expect((await db().assignment.findMany({ where: { obligation: { number: 2 } } }))[0]!.dueOn).toBe(
    "2023-07-15",
  );

  const messages = await coordinator.says("/发布");
  const after = await db().obligation.findMany({
    orderBy: { number: "asc" },
    include: { assignments: { orderBy: { number: "asc" } } },
  });
  expect(after.map(({ id, number }) => [number, id])).toEqual(before.map(({ id, number }) => [number, id]));
  const two = after.find(({ number }) => number === 2)!;
  expect(two.dueOn).toBe("2023-07-18");
  expect(
    two.assignments.map(({ dueOn, planDueOn, dueRevision, replannedOn }) => [
      dueOn,
      planDueOn,
      dueRevision,
      replannedOn,
    ]),
  ).toEqual(Array(4).fill(["2023-07-18", "2023-07-18", 2, "2023-07-12"]));
  expect(after.find(({ number }) => number === 14)!.assignments).toHaveLength(5);
  expect(after.every(({ withdrawnAt }) => withdrawnAt === null)).toBe(true);

  const zhang = messages.find(({ to }) => to.person === "zhang-lei")!;
  expect(zhang.card!.title).toMatch(/^方案有修改：/);
  expect(zhang.text).toContain("期限由7月15日改为7月18日，还有6天，7月18日(周二)截止");
  expect(zhang.text).not.toContain("自查情况");
  // 防灾减灾室 owes nothing of what changed; the group has heard already.
  expect(await told()).toBe(seen);
  expect(messages.filter(({ to }) => to.group)).toEqual([]);
  const answer = messages.find(({ to }) => to.person === "zhou-wen")!;
  expect(answer.text).toContain("4个报送任务的期限由7月15日改为7月18日");
  const trail = await db().auditEntry.findFirstOrThrow({ where: { action: "replan" } });
  expect(trail.subject).toBe(`obligation:${two.id}`);
  expect(trail.before).toMatchObject({ assignments: [{ dueOn: "2023-07-15" }, {}, {}, {}] });
});

test("reports that are in stay in, an extension stands, and who need not report any more is told so", async () => {
  const coordinator = office.person("zhou-wen");
  const rows = await db().assignment.findMany({
    where: { obligation: { number: 11 } },
    orderBy: { number: "asc" },
    include: { unit: true },
  });
  const [reported, extended] = [rows[0]!, rows[1]!];
  await db().assignment.update({
    where: { id: reported.id },
    data: { state: "submitted", firstSubmittedAt: new Date("2023-07-12T02:00:00Z"), lateDays: 0 },
  });
  await db().assignment.update({
    where: { id: extended.id },
    data: { dueOn: "2023-08-10", extendedOn: "2023-07-12" },
  });
  const third = PLAN.replace("于7月15日前向政策法规", "于7月18日前向政策法规")
    .replace("于7月27日前将自查", "于8月3日前将自查")
    .replace(
      "危险化学品监督管理室、安全基础室、综合协调室和区应急",
      "危险化学品监督管理室、安全基础室和区应急",
    );
  const [card] = await coordinator.sends("方案第三稿.txt", bytes(third));
  expect(card!.text).toContain("第2项 安全生产执法突出问题清单：责任单位由");
  const messages = await coordinator.says("/发布");
  const now = await db().assignment.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    orderBy: { number: "asc" },
  });
  expect(now.map(({ state, dueOn, planDueOn }) => [state, dueOn, planDueOn])).toEqual([
    ["submitted", "2023-08-03", "2023-08-03"],
    ["open", "2023-08-10", "2023-08-03"],
    ...Array(3).fill(["open", "2023-08-03", "2023-08-03"]),
  ]);
  const dropped = await db().assignment.findFirstOrThrow({
    where: { obligation: { number: 2 }, unit: { code: "zonghe" } },
  });
  expect(dropped).toMatchObject({ state: "waived", waivedFor: "方案修改后不再需要报送" });
  const wu = messages.find(({ to }) => to.person === "wu-xia")!;
  expect(wu.text).toContain(`A${dropped.number} 安全生产执法突出问题清单：不再需要报送`);
});

test("a draft that is not wanted is given up, and the version before it can be changed again", async () => {
  const coordinator = office.person("zhou-wen");
  const newest = () => db().planVersion.findFirstOrThrow({ orderBy: { version: "desc" } });
  const published = await newest();
  await coordinator.sends(
    "方案误传稿.txt",
    bytes(PLAN.replace("于7月15日前向政策法规", "于7月21日前向政策法规")),
  );
  const draft = await newest();
  expect(draft.version).toBe(published.version + 1);
  const change = { revision: String(published.revision), "11.internalDays": "2" };
  const refused = await coordinator.opens(`/plan/${published.id}`, change);
  expect(refused.text).toContain("不要那一稿的，可在它的页面最下面放弃它");
  expect((await coordinator.opens(`/plan/${published.id}/discard`, {})).status).toBe(409);
  const back = await coordinator.opens(`/plan/${draft.id}/discard`, {});
  expect(back.text).toContain("已放弃新的一稿");
  expect((await newest()).id).toBe(published.id);
  expect((await coordinator.opens(`/plan/${published.id}`, change)).text).toContain("已保存");
});

test("what the new version lacks is withdrawn when the coordinator says so, its units hear it", async () => {
  const coordinator = office.person("zhou-wen");
  const shorter = PLAN.replace(/危险化学品监督管理室、安全基础室、综合协调室和.*?（见附件2）。/, "");
  const [card] = await coordinator.sends("方案第四稿.txt", bytes(shorter));
  expect(card!.text).toContain("第2项 安全生产执法突出问题清单：新稿中没有，继续保留；要撤下请在确认页删去");
  const latest = await db().planVersion.findFirstOrThrow({ orderBy: { version: "desc" } });
  await coordinator.opens(`/plan/${latest.id}`, { revision: "0", act: "drop.2" });
  const messages = await coordinator.says("/发布");
  const answer = messages.find(({ to }) => to.person === "zhou-wen")!;
  expect(answer.text).toContain("已撤下：第2项");
  expect(messages.find(({ to }) => to.person === "zhang-lei")!.text).toContain("突出问题清单：不再需要报送");
  const obligation = await db().obligation.findFirstOrThrow({ where: { number: 2 } });
  expect(obligation.withdrawnAt).not.toBeNull();
});

test("which item is which can be corrected: it takes the old number, or becomes a new one", async () => {
  const coordinator = office.person("zhou-wen");
  const renamed = PLAN.replace(/危险化学品监督管理室、安全基础室、综合协调室和.*?（见附件2）。/, "").replace(
    "我局于9月18日前将专项行动开展和问题整改情况书面报告报区司法局。",
    "我局于9月20日前把总结材料一式两份送区司法局备查。",
  );
  await coordinator.sends("方案第五稿.txt", bytes(renamed));
  const latest = await db().planVersion.findFirstOrThrow({ orderBy: { version: "desc" } });
  const itemsOf = async () =>
    readItems((await db().planVersion.findUniqueOrThrow({ where: { id: latest.id } })).items);
  const fresh = (await itemsOf()).find(({ what }) => what.includes("总结"))!;
  expect((await itemsOf()).find(({ key }) => key === "13")).toMatchObject({ absent: true });
  expect(Number(fresh.key)).toBeGreaterThan(14);
  await coordinator.opens(`/plan/${latest.id}`, { revision: "0", [`${fresh.key}.follows`]: "13" });
  const taken = (await itemsOf()).filter(({ key }) => key === "13");
  expect(taken).toMatchObject([{ what: fresh.what, absent: false, dueOn: "2023-09-20" }]);
  await coordinator.opens(`/plan/${latest.id}`, { revision: "1", "13.follows": "new" });
  expect((await itemsOf()).find(({ key }) => key === "13")).toMatchObject({
    absent: true,
    dueOn: "2023-09-18",
  });
  expect((await itemsOf()).filter(({ what }) => what === fresh.what)).toHaveLength(1);
  await coordinator.says("/发布");
});

test("a later version under another title joins its campaign on the page; what is asked differently is told", async () => {
  const coordinator = office.person("zhou-wen");
  const renamed = PLAN.replaceAll("规范行政执法专项行动方案", "执法规范提升行动工作方案")
    .replace(/危险化学品监督管理室、安全基础室、综合协调室和.*?（见附件2）。/, "")
    .replace("将自查情况书面材料和附件10报", "将自查情况书面材料、自查人员名单和附件10报");
  const [card] = await coordinator.sends("改名稿.txt", bytes(renamed));
  expect(card!.card!.title).toContain("执法规范提升行动工作方案");
  const version = await db().planVersion.findFirstOrThrow({ orderBy: { createdAt: "desc" } });
  const elder = await db().campaign.findFirstOrThrow({ where: { state: "published" } });
  expect((await coordinator.opens(`/plan/${version.id}`)).text).toContain("这是已有方案的新一稿？");
  const joined = await coordinator.opens(`/plan/${version.id}/adopt`, { campaign: elder.id });
  expect(joined.text).toMatch(/与上一稿相比[\s\S]*自查人员名单/);
  expect(await db().campaign.count()).toBe(1);
  expect(await db().planVersion.findUniqueOrThrow({ where: { id: version.id } })).toMatchObject({
    campaignId: elder.id,
  });
  const messages = await coordinator.says("/发布");
  const told = messages.find(({ to }) => to.person === "luo-qiang")!;
  expect(told.text).toMatch(/A\d+ .*7月27日\(周四\)截止；材料改为自查情况书面材料、.*名单/);
  const obligation = await db().obligation.findFirstOrThrow({
    where: { number: 11 },
    include: { assignments: true },
  });
  expect((obligation.materials as { name: string }[]).map(({ name }) => name).join()).toContain("名单");
  expect(obligation.assignments.filter(({ state }) => state === "submitted")).toHaveLength(1);
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
