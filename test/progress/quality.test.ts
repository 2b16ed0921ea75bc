// 一次合格率 and the plan's own figures, as the coordinator and the director read them.
import { afterAll, beforeAll, expect, test } from "vitest";
import { sayMetric } from "../../src/services/progress/metrics.ts";
import { sayQuality } from "../../src/services/progress/quality.ts";
import { codeFor, fieldsOf, wordsOf } from "../forms/pages.ts";
import { last, oneLedger } from "../submissions/story.ts";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";

test.each([
  [{ reviewed: 0, firstPass: 0 }, "—"],
  [{ reviewed: 8, firstPass: 6 }, "75%（6/8）"],
  [{ reviewed: 3, firstPass: 1 }, "33.3%（1/3）"],
])("%j reads %s", (quality, text) => expect(sayQuality(quality)).toBe(text));

let office: Harness;
let matters: string[];
beforeAll(async () => {
  office = await openHarness();
  matters = await publishMatters(office.app, [
    {
      what: "报送案件录入情况",
      units: ["weihua", "anji"],
      dueOn: "2023-07-27",
      materials: oneLedger("case-entry", "案件录入情况"),
    },
  ]);
  const { db } = office.app.runtime.store;
  const campaign = await db.campaign.findFirstOrThrow();
  const metric = (what: string, value: number, unit: string) => ({
    what,
    op: ">=",
    value,
    unit,
    quote: what,
  });
  await db.planVersion.create({
    data: {
      campaignId: campaign.id,
      version: 1,
      text: "",
      sourceName: "方案.txt",
      sourceHash: "0",
      items: [],
      createdById: "",
      createdAt: campaign.createdAt,
      publishedAt: campaign.createdAt,
      draft: {
        metrics: [
          metric("法制审核人员占执法人员总数的比例", 5, "%"),
          metric("公共法律知识培训", 30, "学时"),
          metric("抽查案卷", 60, "卷"),
          metric("在编人员执法持证率", 95, "%"),
        ],
      },
    },
  });
});
afterAll(() => office.close());

const ROW = { from: "2023-01-01", to: "2023-06-30", penalties: "3", due: "3", entered: "3" };

async function hands(who: string, unit: string, more: Record<string, string>): Promise<string> {
  const code = await codeFor(office.app, matters[0]!, unit);
  const page = fieldsOf((await office.person(who).opens(`/form/${code}-1`)).text);
  const answer = await office.person(who).opens(`/form/${code}-1`, { ...page, ...ROW, ...more });
  expect(answer.path).toContain("/receipt/");
  return code;
}

test("nothing handed in: every metric is told with its basis, and none has a figure", async () => {
  const answer = last(await office.person("lin-guodong").says("各单位报得怎么样了"));
  expect(answer.card!.body).toContain(
    "指标 法制审核人员占执法人员总数的比例≥5%：—（口径：法制审核人员÷执法人员总数；来源：《行政执法监督平台案件录入情况》，还没有单位报送）",
  );
  expect(answer.card!.body).toContain("指标 在编人员执法持证率≥95%：—（没有收取这项数据的台账）");
  expect(answer.text).not.toContain("一次合格率");
});

test("the first decision counts: returned and passed later is not passed at once", async () => {
  const weihua = await hands("zhang-lei", "weihua", { officers: "60", reviewers: "2" });
  const anji = await hands("ma-chao", "anji", { officers: "0", reviewers: "0" });
  const zhou = office.person("zhou-wen");
  await zhou.says(`/审核 ${anji} 通过`);
  await zhou.says(`/退回 ${weihua} 审核人员数请核对`);
  await hands("zhang-lei", "weihua", { officers: "60", reviewers: "4" });
  await zhou.says(`/审核 ${weihua} 通过`);
  const own = last(await zhou.says("/进度"));
  expect(own.card!.facts).toContainEqual(["一次合格率", "50%（1/2）"]);
  expect(own.card!.body).toContain("一次合格率(有退回的单位)：危险化学品监督管理室0%（0/1）");
  expect(own.card!.body).toContain("比例≥5%：6.7%（4÷60），达到（口径：");
  const director = last(await office.person("lin-guodong").says("/进度"));
  expect(director.card!.facts).toContainEqual(["一次合格率", "50%（1/2）"]);
  expect(director.card!.body).not.toContain("一次合格率(有退回的单位)");
  const group = await office.person("zhou-wen").says("/进度", { group: "group-all" });
  expect(group.filter(({ to }) => to.group).every(({ text }) => !text.includes("一次合格率"))).toBe(true);
});

test("a bureau's own ledger carries a metric by its columns' names, or by what the definition says", async () => {
  const { db } = office.app.runtime.store;
  const field = (key: string, label: string, more = {}) => ({ key, kind: "integer", label, ...more });
  const body = (code: string, title: string, fields: object[]) => ({
    code,
    title,
    version: 1,
    level: "一般",
    nil: "plain",
    fields,
  });
  const org = await db.org.findFirstOrThrow();
  const keep = (one: ReturnType<typeof body>) =>
    db.ledgerDefinition.create({ data: { orgId: org.id, code: one.code, version: 1, body: one } });
  await keep(body("own-1", "案卷抽查统计", [field("own1", "抽查的卷", { feeds: "checkedFiles" })]));
  await keep(body("own-2", "执法队伍统计", [field("own1", "执法人员总数"), field("own2", "法制审核人员数")]));
  const [files, staff] = await publishMatters(office.app, [
    {
      what: "报送案卷抽查统计",
      units: ["zonghe"],
      dueOn: "2023-07-27",
      materials: oneLedger("own-1", "案卷抽查统计"),
    },
    {
      what: "报送执法队伍统计",
      units: ["weihua", "anji", "zonghe"],
      dueOn: "2023-07-27",
      materials: oneLedger("own-2", "执法队伍统计"),
    },
  ]);
  const { campaignId } = await db.obligation.findUniqueOrThrow({ where: { id: matters[0]! } });
  for (const [index, id] of [files!, staff!].entries())
    await db.obligation.update({
      where: { id },
      data: { campaignId, number: 8 + index, itemKey: `o${index}` },
    });
  await db.campaign.deleteMany({ where: { obligations: { none: {} } } });
  const report = async (who: string, unit: string, matter: string, form: Record<string, string>) => {
    const path = `/form/${await codeFor(office.app, matter, unit)}-1`;
    const page = fieldsOf((await office.person(who).opens(path)).text);
    expect((await office.person(who).opens(path, { ...page, ...form })).path).toContain("/receipt/");
  };
  const contact = { zonghe: "wu-xia" };
  await report(contact.zonghe, "zonghe", files!, { own1: "61" });
  for (const [who, unit] of [
    ["zhang-lei", "weihua"],
    ["ma-chao", "anji"],
    [contact.zonghe, "zonghe"],
  ] as const)
    await report(who, unit, staff!, { own1: "10", own2: "1" });
  const { body: said } = last(await office.person("lin-guodong").says("/进度")).card!;
  expect(said).toContain(
    "抽查案卷≥60卷：61卷，达到（口径：已查案卷数合计；来源：《案卷抽查统计》，1个单位）",
  );
  // Two ledgers tell it: the one that more units report counts, and nothing is added up.
  expect(said).toContain(
    "比例≥5%：10%（3÷30），达到（口径：法制审核人员÷执法人员总数；来源：《执法队伍统计》，3个单位）",
  );
  expect(said).toContain("公共法律知识培训≥30学时：—（口径");
});

test("the page shows both; a unit sees neither another's rate nor the metrics", async () => {
  const { code } = await office.app.runtime.store.db.campaign.findFirstOrThrow();
  const zhou = wordsOf((await office.person("zhou-wen").opens(`/progress/${code}`)).text);
  expect(zhou).toContain("一次合格率=首次审核即通过的÷已审核的");
  expect(zhou).toContain("方案指标");
  expect(zhou).toContain("10%（3÷30）；口径：法制审核人员÷执法人员总数");
  const unit = wordsOf((await office.person("ma-chao").opens(`/progress/${code}`)).text);
  expect(unit).not.toContain("方案指标");
  expect(unit).not.toContain("危险化学品监督管理室");
});

test("a metric in one sentence, with its basis and where it comes from", () => {
  expect(
    sayMetric({
      what: "案卷",
      wanted: "≥60卷",
      value: "58卷",
      met: false,
      basis: "合计",
      source: "《表》，2个单位",
    }),
  ).toBe("案卷≥60卷：58卷，未达到（口径：合计；来源：《表》，2个单位）");
});
