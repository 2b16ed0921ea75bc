// The status pages: figures, drill-down to units and their reports, and who may open what.
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishMatters } from "../support/factory.ts";
import { type Harness, openHarness } from "../support/harness.ts";
import { assignmentOf, handIn, submit } from "./reports.ts";

let office: Harness;
let inspection: string;
let code: string;

beforeAll(async () => {
  office = await openHarness();
  const ids = await publishMatters(office.app, [
    {
      what: "自查情况材料",
      units: ["weihua", "anji", "fangzai"],
      dueOn: "2023-07-27",
      materials: [
        {
          key: "1",
          kind: "ledger",
          name: "行政执法部门自查自纠台账",
          attachment: "10",
          ledger: "self-inspection",
        },
      ],
    },
    { what: "书面报告", units: ["ju"], dueOn: "2023-09-18", direction: "upward" },
  ]);
  inspection = ids[0]!;
  const values = { item: "三项制度", found: false, content: "抽查<b>20</b>卷" };
  const content = {
    kind: "rows" as const,
    ledger: { code: "self-inspection", version: 1 },
    rows: [{ values }],
  };
  await submit(office, {
    unit: "weihua",
    obligationId: inspection,
    materialKey: "1",
    by: "zhang-lei",
    content,
  });
  await handIn(office, { unit: "anji", obligationId: inspection, by: "li-na", nil: true, lateDays: 3 });
  const { db } = office.app.runtime.store;
  code = (await db.campaign.findFirstOrThrow()).code;
});
afterAll(() => office.close());

test("the card's link opens the campaign's page with its figures", async () => {
  const director = office.person("lin-guodong");
  const [answer] = await director.says("/进度");
  const page = await director.opens(new URL(answer!.card!.actions[0]!.url!).pathname);
  expect(page.path).toBe(`/progress/${code}`);
  expect(page.text).toContain("应报3，已报2(按时1、逾期1、零报告1)，退回0，未报1");
  expect(page.text).toContain("本局对外报送");
  expect(page.text).toContain(`href="/progress/${code}/1"`);
  const all = await director.opens("/progress");
  expect(all.text).toContain(`href="/progress/${code}"`);
});

test("figures lead to the units behind them, units to what they handed in", async () => {
  const director = office.person("lin-guodong");
  const matter = await director.opens(`/progress/${code}/1`);
  expect(matter.text).toContain("防灾减灾室");
  const late = await director.opens(`/progress/${code}/1?show=${encodeURIComponent("逾期报送")}`);
  expect(late.text).toContain("逾期报送的单位(1家)");
  expect(late.text).toContain("安全基础室");
  expect(late.text).not.toContain("防灾减灾室");
  const missing = await director.opens(`/progress/${code}/1?show=${encodeURIComponent("未报")}`);
  expect(missing.text).toContain("防灾减灾室");
  expect(missing.text).not.toContain("安全基础室");
  const link = /href="(\/progress\/submissions\/[^"]+)">(?:(?!<\/a>).)*危险化学品/su.exec(matter.text)![1]!;
  const report = await director.opens(link);
  expect(report.text).toContain("抽查&lt;b&gt;20&lt;/b&gt;卷");
  expect(report.text).toContain("张磊");
});

test("a contact opens only what is its own units'", async () => {
  const zhang = office.person("zhang-lei");
  const own = await zhang.opens(`/progress/${code}/1`);
  expect(own.text).toContain("危险化学品监督管理室");
  expect(own.text).not.toMatch(/安全基础室|防灾减灾室/);
  const { db } = office.app.runtime.store;
  const others = await assignmentOf(db, { unit: "anji", obligationId: inspection });
  const foreign = await db.submission.findFirstOrThrow({ where: { assignmentId: others.id } });
  expect((await zhang.opens(`/progress/submissions/${foreign.id}`)).status).toBe(404);
  expect((await office.person("li-na").opens(`/progress/submissions/${foreign.id}`)).status).toBe(200);
  expect((await zhang.opens(`/progress/${code}/2`)).status).toBe(404);
  expect((await zhang.opens(`/progress/${code}/upward`)).status).toBe(403);
  expect((await office.request(`/progress/${code}`)).status).toBe(403);
});
