// A roster becomes rows: loaded twice, with people who changed, and sent by the coordinator; and who gives 绑定码.
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_ROSTER } from "../../prisma/demo-bureau.ts";
import type { Reply } from "../../src/chat/context.ts";
import { verifyChain } from "../../src/domain/audit.ts";
import { buildSheets } from "../../src/ledger/workbook.ts";
import { isUnchanged, loadRoster } from "../../src/services/roster.ts";
import { receiveRoster } from "../../src/services/roster-answer.ts";
import type { Roster } from "../../src/services/roster-content.ts";
import { buildRosterFile } from "../../src/services/roster-example.ts";
import type { RosterReading } from "../../src/services/roster-file.ts";
import { inUnitOfWork, type UnitOfWork } from "../../src/services/unit-of-work.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";

let office: Harness;
let orgId: string;
beforeAll(async () => {
  office = await openHarness();
  orgId = (await office.app.runtime.store.db.org.findFirstOrThrow()).id;
});
afterAll(() => office.close());

const as = <T>(personId: string, decide: (work: UnitOfWork) => Promise<T>): Promise<T> =>
  inUnitOfWork(
    office.app.runtime,
    { orgId, actor: { kind: "person", id: personId, name: personId }, label: "test" },
    decide,
  );
const load = (roster: Roster) => as("zhou-wen", (work) => loadRoster(work, roster));
const receive = (reading: RosterReading, by = "zhou-wen"): Promise<Reply> =>
  as(by, (work) => receiveRoster(work, reading));
const countRows = async () => {
  const { db } = office.app.runtime.store;
  return Promise.all([db.unit.count(), db.person.count(), db.appointment.count(), db.auditEntry.count()]);
};
const holders = async (unit: string, rank: string) =>
  (
    await office.app.runtime.store.db.appointment.findMany({
      where: { unit: { code: unit }, role: "contact", rank, toOn: null },
      include: { person: true },
    })
  ).map(({ person }) => person.name);

const post = (unit: string, rank: "A" | "B", name: string, more: object = {}): Roster => ({
  units: [{ code: unit, name: "危险化学品监督管理室", aliases: ["危化室"], kind: "office", members: [] }],
  people: [{ name, posts: [{ unit, role: "contact", rank, ...more }] }],
});

test("loading the same roster twice changes nothing", async () => {
  const before = await countRows();
  expect(isUnchanged(await load(DEMO_ROSTER))).toBe(true);
  // Without codes units are known again by their names.
  const byName = {
    ...DEMO_ROSTER,
    units: DEMO_ROSTER.units.map((unit) => ({
      ...unit,
      code: unit.name,
      members: unit.members.map((code) => DEMO_ROSTER.units.find((each) => each.code === code)!.name),
    })),
    people: DEMO_ROSTER.people.map(({ name, posts }) => ({
      name,
      posts: posts.map((held) => ({
        ...held,
        unit: DEMO_ROSTER.units.find(({ code }) => code === held.unit)!.name,
      })),
    })),
  };
  expect(isUnchanged(await load(byName))).toBe(true);
  expect(await countRows()).toEqual(before);
});

test("a successor ends the one before, what the unit owes stays with it", async () => {
  await publishMatters(office.app, [{ what: "自查情况", units: ["weihua"], dueOn: "2023-07-27" }]);
  const outcome = await load(post("weihua", "A", "程新来"));
  expect(outcome.ended).toEqual([{ name: "张磊", post: "危险化学品监督管理室联系人A角" }]);
  expect(await holders("weihua", "A")).toEqual(["程新来"]);
  expect(await holders("weihua", "B")).toEqual(["唐静"]);
  const { db } = office.app.runtime.store;
  const left = await db.appointment.findFirstOrThrow({ where: { personId: "zhang-lei" } });
  expect(left.toOn).toBe("2023-07-11");
  const entry = await db.auditEntry.findFirstOrThrow({ where: { action: "end-appointment" } });
  expect(entry).toMatchObject({ subject: "person:zhang-lei", actor: { id: "zhou-wen" } });
  expect(await db.assignment.count({ where: { unit: { code: "weihua" } } })).toBe(1);
});

test("who comes back within the day takes the same post up again", async () => {
  const outcome = await load(post("weihua", "A", "张磊"));
  expect(outcome.people.added).toEqual([]);
  expect(outcome.ended.map(({ name }) => name)).toEqual(["程新来"]);
  expect(await holders("weihua", "A")).toEqual(["张磊"]);
  await load(post("weihua", "A", "程新来"));
  await load(post("weihua", "A", "张磊"));
  expect(await holders("weihua", "A")).toEqual(["张磊"]);
});

test("离任日期 is the last day in the post", async () => {
  const outcome = await load(post("weihua", "B", "唐静", { untilOn: "2023-07-20" }));
  expect(outcome.ended).toEqual([{ name: "唐静", post: "危险化学品监督管理室联系人B角" }]);
  expect(isUnchanged(await load(post("weihua", "B", "唐静", { untilOn: "2023-07-20" })))).toBe(true);
});

test("namesakes are told apart by number, a new number belongs to the same person", async () => {
  const roster = (first: string, second: string): Roster => ({
    units: [
      { code: "anji", name: "安全基础室", aliases: ["基础室"], kind: "office", members: [] },
      { code: "fangzai", name: "防灾减灾室", aliases: ["防灾室"], kind: "office", members: [] },
    ],
    people: [
      { name: "同名", mobile: first, posts: [{ unit: "anji", role: "auditor" }] },
      { name: "同名", mobile: second, posts: [{ unit: "fangzai", role: "auditor" }] },
    ],
  });
  const before = await load(roster("13000000001", "13000000002"));
  expect(before.people.added).toEqual(["同名", "同名"]);
  const after = await load(roster("13000000009", "13000000002"));
  expect(after.personIds).toEqual(before.personIds);
  expect(after.people).toEqual({ added: [], changed: ["同名"] });
  const rows = await office.app.runtime.store.db.person.findMany({ where: { name: "同名" } });
  for (const { mobile } of rows) expect(mobile).not.toContain("13000");
});

test("members of a group follow the list", async () => {
  const [, fagui, , , zonghe, , , group] = DEMO_ROSTER.units;
  await load({ units: [fagui!, zonghe!, { ...group!, members: ["fagui", "zonghe"] }], people: [] });
  const { db } = office.app.runtime.store;
  const members = await db.unitMember.findMany({
    where: { group: { code: "yewushi" } },
    include: { member: true },
  });
  expect(members.map(({ member }) => member.code).sort()).toEqual(["fagui", "zonghe"]);
});

test("a roster sent by the coordinator puts the new people into the sandbox", async () => {
  const roster = post("fangzai", "B", "新进人员");
  roster.units[0] = DEMO_ROSTER.units.find(({ code }) => code === "fangzai")!;
  const reply = await receive({ roster });
  expect(reply.card?.title).toBe("名册已导入");
  expect(reply.card?.body).toContain("卸任1个：姚岚(防灾减灾室联系人B角)");
  const { people } = (await (await office.request("/sandbox/api/people")).json()) as {
    people: { id: string; name: string; unit: string }[];
  };
  const fresh = people.find(({ name }) => name === "新进人员")!;
  expect(fresh.unit).toBe("防灾减灾室");
  const [answer] = await office.person(fresh.id).says("/帮助");
  expect(answer!.card?.title).toBe("您可以发送");
});

test("the file itself may be sent to the bot: another bureau's is refused, and so is a fault by its cell", async () => {
  const sample = await buildRosterFile();
  const [refused] = await office.person("zhou-wen").sends("名册.xlsx", sample);
  expect(refused!.text).toContain("名册里的局是“示例县应急管理局”，这里是“云川区应急管理局”，没有导入");
  const own = await buildSheets([
    { name: "单位", columns: columnsOf("单位名称", "类型"), rows: [["安全基础室", "科室"]] },
    { name: "人员", columns: columnsOf("姓名", "单位", "角色"), rows: [["乔装", "基础室", "审计员"]] },
  ]);
  const [wrong] = await office.person("zhou-wen").sends("名册.xlsx", own);
  expect(wrong!.text).toContain("名册没有导入");
  expect(wrong!.text).toContain("人员!B2：“单位”表里没有“基础室”，是不是“安全基础室”？");
});

const columnsOf = (...labels: string[]) => labels.map((label) => ({ label, width: 12 }));

test("a roster with a fault is not loaded at all, and others may not load one", async () => {
  const before = await countRows();
  const reply = await receive({ issues: [{ sheet: "人员", cell: "C5", message: "没有写单位，请补填" }] });
  expect(reply.to).toBe("asker");
  expect(reply.card?.body).toContain("人员!C5：没有写单位，请补填");
  await expect(receive({ roster: DEMO_ROSTER }, "tang-jing")).rejects.toThrow("牵头科室管理员");
  expect(await countRows()).toEqual(before);
});

test("/绑定 tells who one is, and gives the coordinator alone a code that binds once", async () => {
  const [own] = await office.person("li-na").says("/绑定");
  expect(own!.text).toContain("您已绑定，身份是李娜(安全基础室联系人A角、综合协调室联系人B角)");
  const [refused] = await office.person("li-na").says("/绑定 吴霞");
  expect(refused!.text).toContain("牵头科室管理员");
  const [unknown] = await office.person("zhou-wen").says("/绑定 吴夏");
  expect(unknown!.text).toContain("吴霞");
  const [many] = await office.person("zhou-wen").says("/绑定 同名");
  expect(many!.text).toContain("有2位“同名”");
  const [one] = await office.person("zhou-wen").says("/绑定 同名 防灾室");
  expect(one!.card?.facts).toContainEqual(["岗位", "防灾减灾室审计员"]);

  const [inGroup] = await office.person("zhou-wen").says("/绑定 吴霞", { group: "group-all" });
  expect(inGroup!.to).toEqual({ person: "zhou-wen" });
  const code = inGroup!.card!.facts.find(([label]) => label === "绑定码")![1];
  const { db } = office.app.runtime.store;
  const issued = await db.bindingCode.findUniqueOrThrow({
    where: { codeHash: office.app.runtime.cipher.digest(code) },
  });
  expect(issued).toMatchObject({ personId: "wu-xia", usedAt: null });
});

test("every change stands in the audit chain", async () => {
  const { db } = office.app.runtime.store;
  const [entries, head] = await Promise.all([
    db.auditEntry.findMany({ orderBy: { sequence: "asc" } }),
    db.auditHead.findFirstOrThrow(),
  ]);
  expect(entries.length).toBeGreaterThan(20);
  expect(verifyChain(entries, { anchors: [head] })).toBeNull();
});
