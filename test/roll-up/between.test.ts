// What happens to a report above shows below at once: pressed, waived, received on paper, in doubt, triggered.
import ExcelJS from "exceljs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_ORG } from "../../prisma/demo-bureau.ts";
import { setUpBureau } from "../../src/services/bureau.ts";
import { exportMissing } from "../../src/services/exports/evidence.ts";
import { WHOLE } from "../../src/services/progress/scope.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { pathOf, tell } from "./story.ts";

const STATION = "青石镇应急管理站";
const LATER = "白水镇应急管理站";
const PLAN = `关于开展燃气安全排查的通知

各镇应急管理站：

为做好燃气安全工作，现就排查有关事项通知如下。

一、各镇应急管理站于7月27日前将燃气安全排查报告报区应急管理局。

二、各镇应急管理站于7月31日前将燃气整治方案报区应急管理局。

三、发生燃气事故后，各镇应急管理站及时将事故情况报告报区应急管理局。

云川区应急管理局
2023年7月12日
`;

let office: Harness;
let story: ReturnType<typeof tell>;
let station: string;

/** Sets a station up under the demo bureau with a coordinator and nobody else. */
async function setUp(name: string): Promise<string> {
  await setUpBureau(office.app.runtime, {
    name,
    roster: null,
    coordinator: { name: `${name}管理员`, unit: "综合岗" },
    under: DEMO_ORG.name,
    sandbox: true,
  });
  return (await story.db.person.findFirstOrThrow({ where: { org: { name } } })).id;
}

const stateOf = async (what: string) => {
  const { state, inDoubt, dueOn } = await story.assignmentOf(STATION, STATION, what);
  return { state, inDoubt, dueOn };
};
const told = async (id: string) => (await story.person(id).sees()).at(-1)!;

beforeAll(async () => {
  office = await openHarness();
  story = tell(office);
  station = await setUp(STATION);
});
afterAll(() => office.close());

test("who set nothing up yet is pressed to publish; who has is pressed for its own report", async () => {
  const { person, last, codeOf, settle } = story;
  const [draft] = await person("zhou-wen").says(`/导入 ${PLAN}`);
  const path = pathOf(draft!, "去确认");
  await settle("zhou-wen", path, { "1.unitId": STATION, "2.unitId": STATION, "3.unitId": STATION });
  const [published] = await person("zhou-wen").says("/发布");
  expect(published!.text).not.toContain("没有联系人的单位");
  expect((await last(station, "上级来文")).text).toContain("7月27日");
  const [pressed] = await person("zhou-wen").says("/催办 1");
  expect(pressed!.text).toContain("已通知1人");
  expect((await told(station)).text).toContain("本级还没有发布");
  await person(station).says("/发布");
  await person("zhou-wen").says("/催办 2");
  expect((await told(station)).text).toContain(`${await codeOf(STATION, STATION, "方案")} `);
});

test("a coordinator without contacts is reminded, by the bureau's own report", async () => {
  const messages = await office.until("2023-07-20");
  const [digest, ...more] = messages.filter(({ to }) => to.person === station);
  expect(digest!.text).toContain("报送提醒(1项)");
  expect(digest!.card!.actions.map(({ label }) => label)).toContain("去上报");
  expect(more).toEqual([]);
  const { person, db } = story;
  const [list] = await person("zhou-wen").says("/联系人");
  const [, said] = list!.card!.facts.find(([unit]) => unit === STATION)!;
  expect(said).toContain(`${STATION}管理员`);
  const campaign = await db.campaign.findFirstOrThrow({ where: { org: { name: DEMO_ORG.name } } });
  const now = office.app.runtime.clock.now();
  const asked = { campaign, scope: WHOLE, now, today: "2023-07-20", asOf: "7月20日" };
  const { bytes } = await exportMissing(db, asked);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as unknown as ArrayBuffer);
  const words = JSON.stringify(book.worksheets[0]!.getSheetValues());
  expect(words).toContain("已送达");
  expect(words).not.toContain("没有联系人");
});

test("免报 above is 免报 below, and so is its taking back", async () => {
  const { person, codeOf } = story;
  const above = await codeOf(DEMO_ORG.name, STATION, "方案");
  await person("zhou-wen").says(`/免报 ${above} 镇里没有燃气用户`);
  expect(await stateOf("方案")).toMatchObject({ state: "waived" });
  expect((await told(station)).text).toContain("已免报，不用再报。依据：镇里没有燃气用户");
  await person("zhou-wen").says(`/撤销免报 ${above}`);
  expect(await stateOf("方案")).toMatchObject({ state: "open" });
});

test("待核实 and a return with another day stand on both levels; a note names no unit where there is none", async () => {
  const { person, codeOf, document, handUp } = story;
  const own = await codeOf(STATION, STATION, "排查报告");
  await document(station, own, "排查报告.pdf");
  expect((await handUp(station, own)).text).toContain("按时");
  const above = await codeOf(DEMO_ORG.name, STATION, "排查报告");
  await person("zhou-wen").says(`/审核 ${above} 待核实 户数与台账不符`);
  expect(await stateOf("排查报告")).toMatchObject({ state: "submitted", inDoubt: true });
  expect((await told(station)).text).toContain("户数与台账不符");
  const form = { version: "1", verdict: "returned", note: "请补户数", dueOn: "2023-07-25" };
  await person("zhou-wen").opens(`/review/${above}`, form);
  expect(await stateOf("排查报告")).toEqual({ state: "returned", inDoubt: false, dueOn: "2023-07-25" });
  const [again] = await person(station).says(`/上报 ${own}`);
  expect(again!.card!.facts.at(-1)![1]).toContain("退回补正");
  // The same content again answers no return.
  expect(again!.card!.actions.map(({ label }) => label)).not.toContain("上报");
  await document(station, own, "排查报告(补户数).pdf");
  expect((await handUp(station, own)).text).toContain("第2版，按时");
  await person("zhou-wen").says(`/审核 ${above} 通过`);
  expect(await stateOf("排查报告")).toMatchObject({ state: "accepted" });
});

test("线下收件 above ends what is owed below", async () => {
  const { person, codeOf } = story;
  const above = await codeOf(DEMO_ORG.name, STATION, "方案");
  await person("zhou-wen").says(`/线下收件 ${above} 纸质 7月19日`);
  expect(await stateOf("方案")).toMatchObject({ state: "submitted" });
  expect((await told(station)).text).toContain("已登记线下收件");
});

test("a round triggered above is owed below with the day that was set there", async () => {
  const { person, last, db } = story;
  await person("zhou-wen").says("/触发 3 7月28日前");
  expect((await last(station, "布置")).text).toContain("第1次");
  const round = await db.assignment.findFirstOrThrow({
    where: { period: "第1次", unit: { name: STATION, org: { name: STATION } } },
  });
  expect(round).toMatchObject({ dueOn: "2023-07-28", state: "open" });
  expect(round.upperId).not.toBeNull();
});

test("停止收件 above is told below, and nobody is reminded any more", async () => {
  const { person, codeOf } = story;
  const above = await codeOf(DEMO_ORG.name, STATION, "事故情况", "第1次");
  const [asked] = await person("zhou-wen").says(`/停止收件 ${above}`);
  await person("zhou-wen").presses(asked!, "确认停止收件");
  expect((await told(station)).text).toContain("已停止收件");
  const messages = await office.until("2023-07-28");
  const said = messages.filter(({ to }) => to.person === station).map(({ text }) => text);
  expect(said.join()).not.toContain("事故情况");
});

test("a bureau that joins later gets what is published when its upper one publishes again, alone", async () => {
  const { person, last, settle, db } = story;
  const late = await setUp(LATER);
  const version = await db.planVersion.findFirstOrThrow({
    where: { campaign: { org: { name: DEMO_ORG.name } } },
  });
  await settle("zhou-wen", `/plan/${version.id}`, { "1.unitId": [STATION, LATER] });
  const before = (await person(station).sees()).length;
  const [said] = await person("zhou-wen").says("/发布");
  expect(said!.card!.facts).toContainEqual(["已下发", "1个下级单位，由其牵头科室确认后发布"]);
  expect(pathOf(await last(late, "上级来文"), "去确认")).toMatch(/^\/go\//);
  expect((await person(station).sees()).length).toBe(before);
});
