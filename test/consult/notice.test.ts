// /通报: a draft for approval to the coordinator alone, in words and as a document.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPlan } from "../../src/plan/read.ts";
import { last } from "../problems/story.ts";
import { handIn } from "../reminders/support.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";

let office: Harness;
beforeAll(async () => {
  office = await openHarness();
});
afterAll(() => office.close());

test("nothing published, and others than the coordinator, get a sentence", async () => {
  expect(last(await office.person("zhou-wen").says("/通报")).text).toContain("没有可以通报的情况");
  expect(last(await office.person("zhang-lei").says("/通报")).text).toContain("由牵头科室管理员办理");
});

test("the draft names who is late and missing, to the coordinator alone; nothing goes to the group", async () => {
  const [first] = await publishMatters(office.app, [
    { what: "自查情况材料", units: ["weihua", "anji", "fangzai"], dueOn: "2023-07-14" },
    { what: "整改总结", units: ["weihua"], dueOn: "2023-07-14" },
  ]);
  await handIn(office, ["weihua", "anji"], first!);
  await office.app.runtime.store.db.assignment.updateMany({
    where: { obligationId: first!, unit: { code: "anji" } },
    data: { lateDays: 2 },
  });
  await office.until("2023-07-17");
  const sent = await office.person("zhou-wen").says("/通报", { group: "group-all" });
  const inGroup = sent.filter(({ to }) => to.group);
  expect(inGroup.map(({ text }) => text)).toEqual(["已单独回复您，请到与我的单聊中查看。"]);
  const own = last(sent.filter(({ to }) => to.person === "zhou-wen"));
  expect(sent.filter(({ to }) => to.person && to.person !== "zhou-wen")).toEqual([]);
  expect(own.text).toContain("关于《执法规范化专项行动》报送情况的通报");
  expect(own.text).toContain(
    "（一）自查情况材料，期限2023年7月14日。应报3家，已报2(按时1、逾期1)，未报1(其中逾期未报1)。",
  );
  expect(own.text).toContain("逾期报送：安全基础室（逾期2天）。");
  expect(own.text).toContain("未报：防灾减灾室(逾期未报)。");
  expect(own.text).toContain("这是送审稿，只发给您本人");
  const [file] = own.files;
  expect(file!.name).toBe("关于执法规范化专项行动报送情况的通报（送审稿）.docx");
  const read = await readPlan(await office.download(file!.url), file!.name);
  if ("problem" in read) throw new Error(read.problem);
  expect(read.text).toContain("送审稿");
  expect(read.text).toContain("各有关单位：");
  expect(read.text).toContain("防灾减灾室");
  expect(read.text).toContain("云川区应急管理局");
  const one = last(await office.person("zhou-wen").says("/通报 2"));
  expect(one.text).toContain("关于“整改总结”报送情况的通报");
  expect(one.text).not.toContain("自查情况材料");
});

test("what was issued is registered with its number and day", async () => {
  const zhou = office.person("zhou-wen");
  expect(last(await zhou.says("/通报 登记")).text).toContain("请写明文号和印发日期");
  expect(last(await zhou.says("/通报 登记 云应急发〔2023〕8号 8月1日")).text).toContain("还没有到");
  expect(last(await zhou.says("/通报 登记 云应急发〔2023〕8号 7月17日")).text).toContain(
    "已登记通报云应急发〔2023〕8号，2023年7月17日印发",
  );
  const { db } = office.app.runtime.store;
  const audit = await db.auditEntry.findMany({
    where: { action: { in: ["draft-notice", "register-notice"] } },
  });
  expect(audit.map(({ action }) => action)).toEqual(["draft-notice", "draft-notice", "register-notice"]);
});
