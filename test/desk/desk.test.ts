// The coordinator's desk: 线下收件, 代填, 免报 and 停止收件, with the figures after each.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readTable } from "../../src/ledger/workbook.ts";
import { BUILT_IN } from "../../src/services/definitions.ts";
import { exportLedger, listLedgers } from "../../src/services/exports/ledgers.ts";
import { readMatters } from "../../src/services/progress/figures.ts";
import { WHOLE } from "../../src/services/progress/scope.ts";
import { fact, INSPECTION_MATERIALS, last, PROBLEM_ROW, pdf } from "../submissions/story.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { figuresOf, rowOf, to } from "./support.ts";

const PAPER = "报送案卷评查情况";
const INSPECTION = "报送自查情况";
const TRAINING = "报送培训情况";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
  await publishMatters(office.app, [
    { what: PAPER, units: ["weihua", "fangzai", "anji", "fagui"], dueOn: "2023-07-14" },
    { what: INSPECTION, units: ["weihua", "fangzai"], dueOn: "2023-07-20", materials: INSPECTION_MATERIALS },
    { what: TRAINING, units: ["weihua", "fangzai", "zonghe"], dueOn: "2023-07-21" },
  ]);
});
afterAll(() => office.close());

const zhou = () => office.person("zhou-wen");
const codeOf = async (what: string, unit: string) => (await rowOf(office, what, unit)).code;
const versionOf = async (what: string, unit: string) =>
  office.app.runtime.store.db.submission.findFirstOrThrow({
    where: { assignmentId: (await rowOf(office, what, unit)).id },
    orderBy: { version: "desc" },
  });

test("线下收件 is judged by the day on which it came, and its unit is not reminded again", async () => {
  await office.until("2023-07-17T10:00:00+08:00");
  const own = await codeOf(PAPER, "fangzai");
  for (const [words, sentence] of [
    [`/线下收件 ${own} 7月18日 纸质`, "收到日期7月18日还没有到(今天7月17日)"],
    [`/线下收件 ${own} 7月11日 纸质`, "早于印发的7月12日"],
    ["/收件", "例如：/线下收件 A12 7月20日 OA"],
    [`/线下收件 ${own} 7月14日`, "请写明编号、收到日期和方式"],
    [`/线下收件 ${await codeOf(PAPER, "fagui")} 7月14日 纸质`, "由牵头科室的分管领导办理"],
  ] as const)
    expect(last(await zhou().says(words)).text).toContain(sentence);
  const done = await zhou().says(`/收件 ${own} 7月14日 OA`);
  expect(to(done, "zhou-wen")!.text).toContain("7月14日收到(OA)，按时，回执号报送20230717-0001");
  for (const person of ["deng-fei", "yao-lan", "shen-tao"])
    expect(fact(to(done, person)!, "收到日期")).toBe("7月14日(周五)");
  const row = await rowOf(office, PAPER, "fangzai");
  expect(row).toMatchObject({ state: "submitted", lateDays: 0 });
  expect(row.firstSubmittedAt!.toISOString()).toBe("2023-07-13T16:00:00.000Z");
  expect(await versionOf(PAPER, "fangzai")).toMatchObject({
    kind: "paper",
    channel: "oa",
    receivedOn: "2023-07-14",
    complete: true,
    late: false,
  });
  expect(await figuresOf(office, PAPER)).toMatchObject({
    due: 4,
    done: 1,
    onTime: 1,
    missing: 3,
    overdue: 3,
  });
  const told = await office.until("2023-07-18T10:00:00+08:00");
  expect(told.filter(({ text }) => text.includes(own))).toEqual([]);
  expect(last(await zhou().says(`/线下收件 ${own} 7月13日 纸质`)).text).toContain("已经报送(回执号");
  expect(last(await zhou().says(`/审核 ${own}`)).text).toContain("7月14日线下收件(OA)，周雯登记");
});

test("on the page a scan can be added, never to a 机要 one; late by the day it came", async () => {
  const own = await codeOf(PAPER, "anji");
  const card = last(await zhou().says(`/线下收件 ${own}`));
  expect((await zhou().opens(new URL(card.card!.actions[0]!.url!).pathname)).text).toContain("登记线下收件");
  const send = (way: string, on: string, requestId: string) => {
    const form = new FormData();
    form.set("requestId", requestId);
    form.set("way", way);
    form.set("on", on);
    form.set("file", new File([new Uint8Array(pdf("扫描件"))], "评查报告.pdf"));
    return zhou().opens(`/desk/paper/${own}`, form);
  };
  const { db } = office.app.runtime.store;
  const files = await db.fileObject.count();
  const refused = await send("confidential", "2023-07-17", "one");
  expect([refused.status, refused.text.includes("机要件只登记，不上传文件")]).toEqual([422, true]);
  expect(await db.fileObject.count()).toBe(files);
  expect((await office.person("deng-fei").opens(`/desk/paper/${own}`)).status).toBe(403);
  const done = await send("paper", "2023-07-17", "two");
  expect(done.text).toContain("逾期报送，逾期3天");
  const again = await send("paper", "2023-07-17", "two");
  expect(again.text).toContain("逾期报送，逾期3天");
  expect(
    await db.submission.count({ where: { assignmentId: (await rowOf(office, PAPER, "anji")).id } }),
  ).toBe(1);
  expect((await versionOf(PAPER, "anji")).materials).toMatchObject([
    { paper: true, fileName: "评查报告.pdf" },
  ]);
  expect((await zhou().opens(`/review/${own}`)).text).toContain("评查报告.pdf");
  expect(await figuresOf(office, PAPER)).toMatchObject({ done: 2, onTime: 1, late: 1 });
});

test("代填 stands on the page, the receipt and the export, and the unit is told", async () => {
  const own = await codeOf(INSPECTION, "fangzai");
  expect(last(await zhou().says(`/报送 ${own}`)).text).toContain("只有该单位的联系人或负责人可以填报");
  expect(last(await zhou().says(`/代填 ${own}`)).text).toContain("代填：周雯 代 防灾减灾室");
  expect(last(await office.person("zhang-lei").says(`/代填 ${own}`)).text).toContain("由牵头科室管理员办理");
  const page = await zhou().opens(`/form/${own}-2`);
  expect(page.text).toContain("您正在代防灾减灾室填报");
  const receipt = await zhou().opens(`/form/${own}-2`, await typed());
  expect(receipt.text).toContain("代填：周雯 代 防灾减灾室");
  await expect
    .poll(async () => fact(to(await office.person("deng-fei").sees(), "deng-fei")!, "代填"))
    .toBe("周雯 代 防灾减灾室");
  // The unit's own contact completes it; the version is theirs.
  const sent = last(await office.person("deng-fei").sends("自查.pdf", pdf("自查"), own));
  expect(sent.card?.title).toBe("报送成功");
  expect(await versionOf(INSPECTION, "fangzai")).toMatchObject({ onBehalf: false, complete: true });
  expect((await office.person("deng-fei").opens(`/form/${own}-1`)).text).toContain(
    "代填：周雯 代 防灾减灾室",
  );
  // What is handed in is read, unless filling in again is asked for by name.
  expect((await zhou().opens(`/form/${own}-2`)).path).toBe(`/review/${own}`);
  expect((await zhou().opens(`/form/${own}-2?fill=1`)).text).toContain("您正在代防灾减灾室填报");
  expect(await figuresOf(office, INSPECTION)).toMatchObject({ due: 2, done: 1, missing: 1 });
  const sheet = await exportOf(INSPECTION);
  expect(sheet).toContain("注：代填：周雯 代 防灾减灾室");
  expect(sheet).toContain("注：尚未报送：危险化学品监督管理室");
  // Without the written report and the rows, paper leaves its mark there too.
  await zhou().says(`/收件 ${await codeOf(INSPECTION, "weihua")} 7月18日 纸质`);
  expect(await exportOf(INSPECTION)).toContain("注：线下收件、条目未录入：危险化学品监督管理室");
});

test("免报 needs a ground, leaves 应报， and can be taken back", async () => {
  const own = await codeOf(TRAINING, "zonghe");
  expect(last(await zhou().says(`/免报 ${own}`)).text).toContain("要写明依据");
  expect(last(await office.person("su-min").says(`/免报 ${own} 无此职能`)).text).toContain(
    "由牵头科室管理员办理",
  );
  const done = await zhou().says(`/免报 ${own} 没有行政执法职能`);
  expect(to(done, "wu-xia")!.text).toContain("已免报，不用再报。依据：没有行政执法职能。");
  expect(await rowOf(office, TRAINING, "zonghe")).toMatchObject({
    state: "waived",
    waivedFor: "没有行政执法职能",
  });
  expect(await figuresOf(office, TRAINING)).toMatchObject({ due: 2, missing: 2 });
  expect(last(await zhou().says(`/免报 ${own} 别的`)).text).toContain("先前已免报(没有行政执法职能)");
  expect(last(await zhou().says(`/免报 ${await codeOf(PAPER, "anji")} 依据`)).text).toContain(
    "已经报送，不能免报",
  );
  const back = await zhou().says(`/撤销免报 ${own}`);
  expect(to(back, "wu-xia")!.text).toContain("恢复应报");
  expect(await figuresOf(office, TRAINING)).toMatchObject({ due: 3, missing: 3 });
  await zhou().says(`/免报 ${own} 没有行政执法职能`);
  const trail = await office.app.runtime.store.db.auditEntry.findMany({
    where: { action: { in: ["waive", "restore"] } },
    orderBy: { sequence: "asc" },
  });
  expect(trail.map(({ action }) => action)).toEqual(["waive", "restore", "waive"]);
  expect(trail[0]!.after).toMatchObject({ ground: "没有行政执法职能" });
});

test("停止收件 is asked back, ends reminders, and what comes late is 补报 until it is reopened", async () => {
  await office.until("2023-07-24T10:00:00+08:00");
  const asked = last(await zhou().says("/停止收件 3"));
  expect(asked.text).toContain("停止收件：第3项？");
  expect(fact(asked, "未报")).toBe("危险化学品监督管理室、防灾减灾室");
  expect(
    (await office.app.runtime.store.db.obligation.findFirstOrThrow({ where: { what: TRAINING } })).closedAt,
  ).toBeNull();
  const closed = await zhou().presses(asked, "确认停止收件");
  expect(to(closed, "zhou-wen")!.text).toContain("已停止收件，已告知未报的2家次");
  for (const person of ["zhang-lei", "deng-fei"])
    expect(to(closed, person)!.text).toContain("还没有报的仍可报送，逾期的记为补报");
  expect(to(closed, "wu-xia")).toBeUndefined();
  expect(last(await zhou().presses(asked, "确认停止收件")).text).toContain("先前已停止收件");
  const told = await office.until("2023-07-26T10:00:00+08:00");
  const own = await codeOf(TRAINING, "weihua");
  expect(told.filter(({ text }) => text.includes(own))).toEqual([]);
  const after = last(await office.person("zhang-lei").sends("培训.pdf", pdf("培训"), own));
  expect(fact(after, "时效")).toBe("补报，逾期5天");
  // Paper that came before the closing is late, but no 补报.
  const paper = await zhou().says(`/收件 ${await codeOf(TRAINING, "fangzai")} 7月24日 机要`);
  expect(to(paper, "zhou-wen")!.text).toContain("逾期报送，逾期3天");
  expect(await figuresOf(office, TRAINING)).toMatchObject({ due: 2, done: 2, late: 2, afterClosing: 1 });
  expect(last(await zhou().says("/恢复收件 3")).text).toContain("已恢复收件");
  expect(last(await zhou().says("/恢复收件 3")).text).toContain("没有停止收件的事项");
  expect(last(await office.person("luo-qiang").says("/停止收件 3")).text).toContain("由牵头科室管理员办理");
});

/** All cells of a matter's merged ledger. */
async function exportOf(what: string): Promise<string> {
  const { runtime } = office.app;
  const { db } = runtime.store;
  const { campaignId, id } = await db.obligation.findFirstOrThrow({ where: { what } });
  const { code } = await db.campaign.findUniqueOrThrow({ where: { id: campaignId } });
  const matters = await readMatters(db, {
    campaignIds: [campaignId],
    scope: WHOLE,
    now: runtime.clock.now(),
    obligationId: id,
  });
  const [source] = await listLedgers(db, [{ code, matters, upward: [] }], BUILT_IN);
  const made = await exportLedger(db, source!, { scope: WHOLE, bureau: "本局", today: "2023-07-18" });
  const { sheets } = await readTable(made!.bytes);
  return sheets.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map(({ text }) => text))).join("\n");
}

/** The inspection ledger's row, by field keys. */
async function typed(): Promise<Record<string, string>> {
  const { findLedger } = await import("../../src/ledger/definitions/index.ts");
  const { fields } = findLedger("self-inspection")!;
  return Object.fromEntries(
    fields.flatMap(({ key, label }) => (PROBLEM_ROW[label] ? [[key, PROBLEM_ROW[label]]] : [])),
  );
}
