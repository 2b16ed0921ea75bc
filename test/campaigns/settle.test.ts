// The confirm page: who may open it, what it refuses, and two people at it at once.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readItems } from "../../src/services/campaigns/item.ts";
import { formOf } from "../forms/pages.ts";
import { type Harness, openHarness } from "../support/harness.ts";

const PLAN = readFileSync(new URL("../../prisma/demo-plan.txt", import.meta.url), "utf8");

let office: Harness;
let page: string;
const db = () => office.app.runtime.store.db;
const itemOf = async (key: string) =>
  readItems((await db().planVersion.findFirstOrThrow()).items).find((item) => item.key === key)!;
const revision = async () => String((await db().planVersion.findFirstOrThrow()).revision);

async function post(person: string, fields: URLSearchParams) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return office.person(person).opens(page, form);
}

beforeAll(async () => {
  office = await openHarness();
  const [draft] = await office.person("zhou-wen").says(PLAN);
  page = (await office.person("zhou-wen").opens(new URL(draft!.card!.actions[0]!.url!).pathname)).path;
  // A second coordinator, so that two can edit.
  const { unitId } = await db().appointment.findFirstOrThrow({ where: { role: "coordinator" } });
  await db().appointment.create({
    data: { personId: "qin-yue", unitId, role: "coordinator", fromOn: "2023-01-01" },
  });
});
afterAll(() => office.close());

test("the page is the lead unit's", async () => {
  expect((await office.person("zhang-lei").opens(page)).status).toBe(403);
  expect((await office.request(page)).status).toBe(403);
});

test("posting the page untouched changes nothing, proposals included", async () => {
  const shown = await office.person("zhou-wen").opens(page);
  const saved = await post("zhou-wen", formOf(shown.text));
  expect(saved.text).toContain("没有改动");
  expect(await revision()).toBe("0");
  expect((await itemOf("9")).windowFrom).toBeNull();
});

test.each([
  ["9.recurrence", "有空就报", "没有看懂“有空就报”这个周期"],
  ["9.recurrence", "每季度", "没有写明几号"],
  ["2.dueOn", "2023-02-30", "不是日期"],
  ["2.dueTime", "25点", "不是钟点"],
  ["2.what", "", "请写明报送事项的名称"],
])("%s = %j is refused with a sentence, and the input stays on the page", async (field, value, sentence) => {
  const shown = await office.person("zhou-wen").opens(page);
  const fields = formOf(shown.text);
  fields.set(field, value);
  fields.set("3.to", "区司法局法制股");
  const answer = await post("zhou-wen", fields);
  expect(answer.status).toBe(422);
  expect(answer.text).toContain(sentence);
  expect(answer.text).toContain('value="区司法局法制股"');
  if (value) expect(answer.text).toContain(`value="${value}"`);
  expect(await revision()).toBe("0");
});

test("what a field settles takes its remarks away; the rest stay until they are ticked off", async () => {
  const shown = await office.person("zhou-wen").opens(page);
  const fields = formOf(shown.text);
  fields.set("14.dueOn", "9月13日");
  fields.set("9.recurrence", "25");
  await post("zhou-wen", fields);
  const fourteen = await itemOf("14");
  expect(fourteen).toMatchObject({ timing: "dated", dueOn: "2023-09-13" });
  expect(fourteen.confirm).toEqual([expect.stringMatching(/^「相关内容」具体指哪些材料[,，]请确定$/)]);
  const nine = await itemOf("9");
  expect(nine).toMatchObject({
    recurrence: "FREQ=MONTHLY;BYMONTHDAY=25",
    windowFrom: "2023-07-12",
    windowTo: "2023-09-18",
  });
  expect(nine.confirm.join()).toContain("累计数");
});

test("two people on different matters lose nothing", async () => {
  const mine = formOf((await office.person("zhou-wen").opens(page)).text);
  const theirs = formOf((await office.person("qin-yue").opens(page)).text);
  mine.set("12.dueOn", "2023-09-01");
  theirs.set("4.dueOn", "2023-07-31");
  expect((await post("zhou-wen", mine)).text).toContain("已保存");
  expect((await post("qin-yue", theirs)).text).toContain("已保存");
  expect((await itemOf("12")).dueOn).toBe("2023-09-01");
  expect((await itemOf("4")).dueOn).toBe("2023-07-31");
});

test("two people on one matter: the second is told, keeps the input, and decides", async () => {
  const mine = formOf((await office.person("zhou-wen").opens(page)).text);
  const theirs = formOf((await office.person("qin-yue").opens(page)).text);
  mine.set("5.dueOn", "2023-08-20");
  theirs.set("5.dueOn", "2023-08-25");
  await post("zhou-wen", mine);
  const told = await post("qin-yue", theirs);
  expect(told.status).toBe(409);
  expect(told.text).toContain("已被别人改过");
  expect(told.text).toContain("8月20日");
  expect((await itemOf("5")).dueOn).toBe("2023-08-20");
  const again = formOf(told.text);
  expect(again.get("5.dueOn")).toBe("2023-08-25");
  expect((await post("qin-yue", again)).text).toContain("已保存");
  expect((await itemOf("5")).dueOn).toBe("2023-08-25");
});

test("sending the same form twice adds an item once", async () => {
  const shown = await office.person("zhou-wen").opens(page);
  const fields = formOf(shown.text);
  fields.set("new.what", "专项行动联系人名单");
  fields.set("new.dueOn", "2023-07-17");
  fields.set("new.m.name", "联系人名单");
  const weihua = await db().unit.findFirstOrThrow({ where: { code: "weihua" } });
  fields.append("new.unitId", weihua.id);
  await post("zhou-wen", fields);
  await post("zhou-wen", fields);
  const items = readItems((await db().planVersion.findFirstOrThrow()).items);
  expect(items.filter(({ what }) => what === "专项行动联系人名单")).toHaveLength(1);
  expect(items.at(-1)).toMatchObject({ key: "15", dueOn: "2023-07-17", unitIds: [weihua.id], line: 0 });
});

test("an act is done with what was typed; pressed on a page that others have changed since, it waits", async () => {
  const seen = formOf((await office.person("zhou-wen").opens(page)).text);
  const theirs = formOf((await office.person("qin-yue").opens(page)).text);
  seen.set("act", "split.5");
  seen.append("5.split", "2");
  seen.set("4.dueOn", "2023-07-30");
  const before = readItems((await db().planVersion.findFirstOrThrow()).items).length;
  expect((await post("zhou-wen", seen)).text).toContain("已保存");
  expect(await itemOf(String(before + 1))).toMatchObject({ splitFrom: "5", keep: true });
  expect((await itemOf("4")).dueOn).toBe("2023-07-30");
  // The same button once more, by a reload or a colleague.
  theirs.set("act", "split.5");
  const told = await post("qin-yue", theirs);
  expect(told.status).toBe(409);
  expect(told.text).toContain("这一步没有做");
  await post("zhou-wen", seen);
  expect(readItems((await db().planVersion.findFirstOrThrow()).items)).toHaveLength(before + 1);
  const drop = formOf((await office.person("zhou-wen").opens(page)).text);
  drop.set("act", `drop.${before + 1}`);
  expect((await post("zhou-wen", drop)).text).toMatch(/已删去[\s\S]*恢复/);
});

test("a name that nobody bears is offered with the nearest units, and matched to one", async () => {
  const { id, items } = await db().planVersion.findFirstOrThrow();
  const strange = readItems(items).map((item) =>
    item.key === "12" ? { ...item, unmatched: ["区安监执法大队", "区气象局"] } : item,
  );
  await db().planVersion.update({ where: { id }, data: { items: strange } });
  const shown = (await office.person("zhou-wen").opens(page)).text;
  const list = /name="12\.match-区安监执法大队"[\s\S]*?<\/select>/.exec(shown)![0];
  const dadui = await db().unit.findFirstOrThrow({ where: { code: "dadui" } });
  expect(list).toContain(`<option value="${dadui.id}">云川区应急管理综合行政执法大队（名称相近）`);
  const group = await db().unit.findFirstOrThrow({ where: { code: "yewushi" } });
  const fields = formOf(shown);
  fields.set("12.match-区安监执法大队", group.id);
  await post("zhou-wen", fields);
  const matched = await itemOf("12");
  expect(matched.unmatched).toEqual(["区气象局"]);
  expect(matched.unitIds).toHaveLength(6);
  await office
    .person("zhou-wen")
    .opens(page, { revision: await revision(), "12.match-区气象局": "none", "12.dueOn": "2023-09-01" });
  expect((await itemOf("12")).unmatched).toEqual([]);
});

test("the campaign's group, mentions and shortest notice are set on the page", async () => {
  const shown = (await office.person("zhou-wen").opens(page)).text;
  expect(shown).toContain("印发后只有2个工作日");
  expect(shown).not.toContain("印发后只有11个工作日");
  const fields = formOf(shown);
  fields.set("head.mentions", "1");
  fields.set("head.shortNotice", "十");
  expect((await post("zhou-wen", fields)).text).toContain("请写0到30的整数");
  fields.set("head.shortNotice", "12");
  const longer = await post("zhou-wen", fields);
  expect(longer.text).toContain("印发后只有11个工作日");
  expect(await db().campaign.findFirstOrThrow()).toMatchObject({ mentions: true, shortNotice: 12 });
});

test("saving and publishing from the page; what has 报送任务 can't be moved there any more", async () => {
  const coordinator = office.person("zhou-wen");
  const fields = formOf((await coordinator.opens(page)).text);
  fields.set("then", "publish");
  const answer = await post("zhou-wen", fields);
  expect(answer.text).toContain("已发布：云川区应急管理局规范行政执法专项行动方案");
  expect(await db().assignment.count({ where: { obligation: { number: 11 } } })).toBe(5);
  const moved = await coordinator.opens(page, { revision: await revision(), "11.dueOn": "2023-08-30" });
  expect(moved.status).toBe(422);
  expect(moved.text).toContain("已生成报送任务");
  const untouched = await post("zhou-wen", formOf((await coordinator.opens(page)).text));
  expect(untouched.text).toContain("没有改动");
  // An internal deadline can come later: it moves reminders and nothing else.
  await coordinator.opens(page, { revision: await revision(), "11.internalDays": "3" });
  await coordinator.says("/发布");
  const inside = await db().assignment.findMany({ where: { obligation: { number: 11 } } });
  expect(inside.map(({ dueOn, internalDueOn, dueRevision }) => [dueOn, internalDueOn, dueRevision])).toEqual(
    Array(5).fill(["2023-07-27", "2023-07-24", 1]),
  );
});

test("a plan without a day of issue gets its dates when the page supplies it", async () => {
  const coordinator = office.person("zhou-wen");
  const undated = PLAN.replaceAll("规范行政执法", "执法培训")
    .replace("2023年7月12日", "")
    .replaceAll("2023年", "")
    .replaceAll("2022年度", "")
    .replaceAll("2021年", "");
  const [draft] = await coordinator.says(undated);
  expect(draft!.text).toContain("成文日期没有写明");
  const path = (await coordinator.opens(new URL(draft!.card!.actions[0]!.url!).pathname)).path;
  await coordinator.opens(path, { revision: "0", "head.issuedOn": "2023-07-12" });
  const version = await db().planVersion.findUniqueOrThrow({ where: { id: path.split("/")[2]! } });
  const found = readItems(version.items).find(({ what }) => what.startsWith("自查情况"));
  expect(found).toMatchObject({ timing: "dated", dueOn: "2023-07-27" });
});
