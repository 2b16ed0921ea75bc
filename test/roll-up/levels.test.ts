// S3 over three levels: the province's plan comes down, each level confirms it, and what is accepted goes up unchanged.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SeenMessage } from "../../src/cli/sandbox-client.ts";
import { readItems } from "../../src/services/campaigns/item.ts";
import { formOf, wordsOf } from "../forms/pages.ts";
import type { Harness } from "../support/harness.ts";
import { EAST, HILL, openLevels, PLANS, PROVINCE, pathOf, RIVER, tell, WEST } from "./story.ts";

const PROBLEM = {
  area: "危险化学品",
  kind: "不作为",
  description: "对举报线索未及时核查",
  measure: "建立线索台账并限时核查",
  department: "执法大队",
  owner: "某某",
  deadline: "2024-06-30",
};

/** A month's figures of one bureau. */
const figures = (area: string, month: string, found: number) => ({
  area,
  month,
  nil: "否",
  inaction: String(found),
  misuse: "1",
  irregular: "0",
  corrected: "1",
  complaints: "2",
  faults: "0",
  examples: "0",
  systems: "1",
  models: "0",
  circulated: "0",
  accountable: "0",
  practice: "逐项核对",
});

const READINGS = [
  { name: "two months", from: "2024-10-01", months: ["2024年10月", "2024年11月"] },
  {
    name: "nine months",
    from: "2024-03-15",
    months: [3, 4, 5, 6, 7, 8, 9, 10, 11].map((month) => `2024年${month}月`),
  },
];

describe.each(READINGS)("the 25th read as $name", ({ from, months }) => {
  let levels: Harness;
  let story: ReturnType<typeof tell>;
  const plan = PLANS[months.length === 2 ? 0 : PLANS.length - 1]!;
  const toldTo = (messages: readonly SeenMessage[], id: string) =>
    messages.filter(({ to }) => to.person === id).map(({ text }) => text);

  beforeAll(async () => {
    levels = await openLevels("2024-03-15T09:00:00+08:00");
    story = tell(levels);
  }, 180_000);
  afterAll(() => levels.close());

  test("the province is asked for what its plan leaves open, and what it publishes goes down at once", async () => {
    const { person, settle, db } = story;
    const [draft] = await person("p-lead").says(plan);
    expect(draft!.card!.body).toContain("成文日期没有写明");
    expect(draft!.card!.body).toMatch(/第3项 .*整个行动期间.*检查评估/);
    const path = pathOf(draft!, "去确认");
    await settle("p-lead", path, { "head.issuedOn": "2024-03-15" });
    await settle("p-lead", path, { "3.windowFrom": from, "3.windowTo": "2024-11-30" });
    await settle("p-lead", path, { "2.signOff": "1" });
    const messages = await person("p-lead").says("/发布");
    expect(messages[0]!.card!.facts).toContainEqual(["已下发", "2个下级单位，由其牵头科室确认后发布"]);
    expect(messages[0]!.text).not.toContain("没有联系人的单位");
    for (const id of ["e-lead", "w-lead"]) {
      const [card] = toldTo(messages, id);
      expect(card).toContain(`上级：${PROVINCE}`);
      expect(card).toContain("要本局报送：3项");
    }
    expect(toldTo(messages, "r-lead")).toEqual([]);
    const periods = await db.assignment.findMany({
      where: { unit: { name: EAST, org: { name: PROVINCE } }, period: { not: "" } },
      orderBy: { dueOn: "asc" },
    });
    expect(periods.map(({ period }) => period)).toEqual(months);
  });

  test("a city's draft invents nothing, and the province's days are not the city's to move", async () => {
    const { person, settle, db, last } = story;
    const version = await db.planVersion.findFirstOrThrow({ where: { campaign: { org: { name: EAST } } } });
    const [answer, collect] = readItems(version.items);
    expect(answer).toMatchObject({
      direction: "upward",
      to: PROVINCE,
      dueOn: "2024-05-20",
      internalDays: null,
    });
    expect(collect).toMatchObject({ unitIds: [], dueOn: "2024-05-20", internalDays: null });
    expect(collect!.confirm.join()).toContain("请定本级的内部期限");
    const path = pathOf(await last("e-lead", "上级来文"), "去确认");
    // A browser posts the whole page: what the province has settled goes along and is no change.
    const page = await person("e-lead").opens(path);
    const whole = new FormData();
    for (const [name, value] of formOf(page.text)) whole.append(name, value);
    expect((await person("e-lead").opens(page.path, whole)).text).toContain("没有改动");
    const moves: Record<string, string | string[]>[] = [
      { "1.dueOn": "2024-05-25" },
      { "1.unitId": ["执法大队"] },
      { "2.dueOn": "2024-05-25" },
    ];
    for (const fields of moves) {
      const refused = await settle("e-lead", path, fields);
      expect(refused.status).toBe(422);
      expect(refused.text).toContain("上级");
    }
  });

  test("each level confirms its units and internal deadlines, and publishes in its turn", async () => {
    const { person, settle, last, db } = story;
    const units = ["执法大队", RIVER, HILL];
    await settle("e-lead", pathOf(await last("e-lead", "上级来文"), "去确认"), {
      "2.unitId": units,
      "2.internalDays": "2",
      "4.unitId": units,
      "4.internalDays": "2",
      "6.unitId": [RIVER, HILL],
    });
    const below = await person("e-lead").says("/发布");
    expect(toldTo(below, "r-lead")[0]).toContain(`上级：${EAST}`);
    expect(toldTo(below, "h-lead")[0]).toContain("要本局报送：3项");
    // The county's coordinator does so in a browser, which posts the whole page.
    const page = await person("r-lead").opens(pathOf(await last("r-lead", "上级来文"), "去确认"));
    const whole = new FormData();
    for (const [name, value] of formOf(page.text)) whole.append(name, value);
    for (const name of ["执法大队", "危化科"]) {
      const unit = await db.unit.findFirstOrThrow({ where: { name, org: { name: RIVER } } });
      whole.append("2.unitId", unit.id);
    }
    whole.set("2.internalDays", "4");
    whole.set("6.internalDays", "1");
    const saved = await person("r-lead").opens(page.path, whole);
    expect([saved.status, saved.text.includes("已保存")]).toEqual([200, true]);
    await person("r-lead").says("/发布");
    await person("w-lead").says("/发布");
    const up = await db.assignment.findMany({
      where: { upper: { obligation: { dueOn: "2024-05-20" } } },
      include: { unit: true },
    });
    expect(up.map(({ unit, dueOn, internalDueOn }) => [unit.name, dueOn, internalDueOn]).sort()).toEqual(
      [
        [EAST, "2024-05-20", null],
        [WEST, "2024-05-20", null],
        // The city's internal deadline reminds the county; 按时 and 逾期 go by the plan's day.
        [RIVER, "2024-05-20", "2024-05-16"],
      ].sort(),
    );
  });

  test("who has published is reminded of its own report, who has not of that; nobody twice", async () => {
    const messages = await levels.until("2024-05-13");
    const [city] = toldTo(messages, "e-lead").filter((text) => text.includes("具体工作方案"));
    expect(city).toContain("报送提醒");
    expect(toldTo(messages, "e-lead").filter((text) => text.includes("还没有发布"))).toEqual([]);
    const hill = toldTo(messages, "h-lead").filter((text) => text.includes("具体工作方案"));
    expect(hill.length).toBeGreaterThan(0);
    for (const text of hill) {
      expect(text).toContain("上级布置的事项还没有发布");
      expect(text).toContain(EAST);
    }
    const office = toldTo(messages, "r-dadui").filter((text) => text.includes("具体工作方案"));
    expect(office.at(-1)).toContain("内部期限5月14日(周二)");
  });

  test("after the internal deadline and before the plan's day is on time", async () => {
    const { person, codeOf, document } = story;
    await levels.until("2024-05-15");
    for (const [unit, id] of [
      ["执法大队", "r-dadui"],
      ["危化科", "r-weihua"],
    ] as const) {
      const code = await codeOf(RIVER, unit, "方案");
      await document(id, code, "方案.pdf");
      const done = await person(id).opens(`/form/${code}-2`, {
        ...PROBLEM,
        description: `${unit}查出的问题`,
      });
      expect(wordsOf(done.text)).toContain("按时");
      const [said] = await person("r-lead").says(`/审核 ${code} 通过`);
      expect(said!.text).toContain("已审核通过");
    }
  });

  test("the county sees what would go up and what lacks, and hands it up whole", async () => {
    const { person, codeOf, document, handUp } = story;
    const code = await codeOf(RIVER, RIVER, "方案");
    const [list] = await person("r-lead").says("/上报");
    expect(list!.card!.body).toContain(code);
    const [lacking] = await person("r-lead").says(`/上报 ${code}`);
    expect(lacking!.card!.facts).toContainEqual(["各单位", "应报2家，已通过2家"]);
    expect(lacking!.text).toContain("还缺本局的");
    expect(lacking!.card!.actions.map(({ label }) => label)).not.toContain("上报");
    await document("r-lead", code, "河口县方案.pdf");
    expect((await handUp("r-lead", code)).text).toContain(`报${EAST}，第1版，按时`);
    const again = await person("r-lead").opens(`/roll-up/${code}`);
    expect(wordsOf(again.text)).toContain("内容与已报的一版相同");
  });

  test("a level that was not ready is left out by name, and comes with the next version; late by the plan's day", async () => {
    const { person, codeOf, document, handUp, last } = story;
    expect(
      (await person("e-lead").says(`/审核 ${await codeOf(EAST, RIVER, "方案")} 通过`))[1]!.text,
    ).toContain(`${EAST}审核通过`);
    const city = await codeOf(EAST, EAST, "方案");
    await document("e-lead", city, "东川市方案.pdf");
    await levels.until("2024-05-20");
    const [preview] = await person("e-lead").says(`/上报 ${city}`);
    expect(preview!.text).toContain(`尚未通过：执法大队(未报)、${HILL}(未报)`);
    const [first] = await person("e-lead").presses(preview!, "仍然上报");
    expect(first!.text).toContain("第1版，按时");
    const west = await codeOf(WEST, WEST, "方案");
    await document("w-lead", west, "西川市方案.pdf");
    await person("w-lead").opens(`/form/${west}-2`, { ...PROBLEM, department: "危化科" });
    expect((await handUp("w-lead", west)).text).toContain("按时");

    await levels.until("2024-05-21");
    await person("h-lead").says("/发布");
    const hill = await codeOf(HILL, HILL, "方案");
    await document("h-lead", hill, "青岭区方案.pdf");
    await person("h-lead").opens(`/form/${hill}-2`, { ...PROBLEM, owner: "另一人", kind: "乱作为" });
    expect((await handUp("h-lead", hill)).text).toContain("逾期1天");
    await person("e-lead").says(`/审核 ${await codeOf(EAST, HILL, "方案")} 通过`);
    // The city's first version was in time: what it adds is a 改报.
    expect((await handUp("e-lead", city, "仍然上报")).text).toContain("第2版，按时");
    expect((await last("r-lead", "审核通过")).text).toContain(EAST);
  });

  test("a return goes down to the unit whose row it is about, with the note on its own field", async () => {
    const { person, codeOf, press, last, db, assignmentOf } = story;
    const top = await codeOf(PROVINCE, EAST, "方案");
    const page = await person("p-lead").opens(`/review/${top}`);
    expect(wordsOf(page.text)).toContain(`${RIVER}·危化科`);
    const verdict = {
      version: "2",
      verdict: "returned",
      note: "请核对时限",
      "note.2.1.deadline": "时限过长",
    };
    expect((await person("p-lead").opens(`/review/${top}`, verdict)).status).toBe(200);
    const city = await last("e-lead", "上级退回补正");
    // 敏感: what the notes say stays behind the login.
    expect(city.text).not.toContain("时限过长");
    expect(wordsOf((await person("e-lead").opens(pathOf(city, "网页查看"))).text)).toMatch(
      new RegExp(`${RIVER} 问题台账第1行“完成时限”：时限过长`),
    );
    expect((await press("e-lead", "上级退回补正", `转退${RIVER}`))[0]!.text).toContain(
      "和1条批注已告知该单位",
    );
    await press("r-lead", "上级退回补正", "转退危化科");
    const { number, state, dueOn } = await assignmentOf(RIVER, "危化科", "方案");
    expect([state, dueOn]).toEqual(["returned", "2024-05-23"]);
    const note = await person("r-weihua").opens(`/form/A${number}-2`);
    expect(wordsOf(note.text)).toContain("时限过长");
    const states = await db.assignment.findMany({
      where: { unit: { name: { in: [EAST, RIVER] } }, obligation: { dueOn: "2024-05-20" } },
      select: { state: true },
    });
    expect(new Set(states.map((one) => one.state))).toEqual(new Set(["returned"]));
  });

  test("mended it goes up the same way; no value was changed by anybody above", async () => {
    const { person, codeOf, handUp, db } = story;
    const office = await codeOf(RIVER, "危化科", "方案");
    const mended = { ...PROBLEM, description: "危化科查出的问题", deadline: "2024-05-31" };
    await person("r-weihua").opens(`/form/${office}-2`, mended);
    await person("r-lead").says(`/审核 ${office} 通过`);
    await handUp("r-lead", await codeOf(RIVER, RIVER, "方案"));
    await person("e-lead").says(`/审核 ${await codeOf(EAST, RIVER, "方案")} 通过`);
    const done = await handUp("e-lead", await codeOf(EAST, EAST, "方案"), "仍然上报");
    expect(done.text).toContain("第3版，按时");
    const [moved] = await db.$queryRaw<{ rows: number; changed: number; deep: number }[]>`
      SELECT count(*)::int AS "rows", count(*) FILTER (WHERE r."values" <> s."values")::int AS "changed",
        count(*) FILTER (WHERE s."sourceId" IS NOT NULL)::int AS "deep"
      FROM "LedgerRow" r JOIN "LedgerRow" s ON s."id" = r."sourceId"`;
    expect(moved).toMatchObject({ changed: 0 });
    expect(moved!.deep).toBeGreaterThan(0);
    const top = await codeOf(PROVINCE, EAST, "方案");
    const page = wordsOf((await person("p-lead").opens(`/review/${top}`)).text);
    expect(page).toMatch(/完成时限.*原为/);
    await person("p-lead").says(`/审核 ${top} 通过`);
    const own = await db.assignment.findFirstOrThrow({ where: { upper: { number: Number(top.slice(1)) } } });
    expect(own.state).toBe("accepted");
    const { problems } = await readProblemCounts();
    expect(problems).toEqual([
      { name: EAST, count: 3 },
      { name: RIVER, count: 2 },
      { name: PROVINCE, count: 4 },
      { name: WEST, count: 1 },
      { name: HILL, count: 1 },
    ]);
  });

  // Before the first month of the one reading, after that of the other.
  function september() {
    test("the summaries of September are the bureaus' own, signed off where the province asks for it", async () => {
      const { person, codeOf, document, last, db } = story;
      await levels.until("2024-09-20");
      const code = await codeOf(WEST, WEST, "总结");
      await document("w-lead", code, "西川市整治工作总结.pdf");
      const [preview] = await person("w-lead").says(`/上报 ${code}`);
      expect(preview!.card!.actions.map(({ label }) => label)).not.toContain("上报");
      expect(preview!.card!.body).toContain("由本局主要负责人(审签)报出");
      await person("w-lead").presses(preview!, "请领导审签");
      const asked = await last("w-director", "请您审签后报出");
      const [done] = await person("w-director").presses(asked, "上报");
      expect(done!.text).toContain("第1版，按时");
      // Nobody below passes what the province is to judge.
      const [refused] = await person("w-deputy").says(`/审核 ${code} 通过`);
      expect(refused!.text).toContain("由上级审核");
      const top = await db.assignment.findFirstOrThrow({
        where: { lower: { number: Number(code.slice(1)) } },
      });
      expect(top).toMatchObject({ state: "submitted", lateDays: 0 });
    });
  }

  async function readProblemCounts() {
    const rows = await story.db.$queryRaw<{ name: string; count: number }[]>`
      SELECT g."name", count(*)::int AS "count" FROM "Problem" p JOIN "Campaign" c ON c."id" = p."campaignId"
        JOIN "Org" g ON g."id" = c."orgId" WHERE p."goneOn" IS NULL GROUP BY 1 ORDER BY 1`;
    return { problems: rows };
  }

  if (months.length === 2) september();

  test("a month's figures: the city's row is proposed from the counties', confirmed by somebody, theirs beneath", async () => {
    const { person, codeOf, document, handUp, db } = story;
    const month = months[0]!;
    const iso = month === "2024年3月" ? "2024-03" : "2024-10";
    await levels.until(iso === "2024-03" ? "2024-05-24" : "2024-10-24");
    for (const [id, bureau, found] of [
      ["r-lead", RIVER, 2],
      ["h-lead", HILL, 3],
    ] as const) {
      const code = await codeOf(bureau, bureau, "月总结", month);
      await document(id, code, "月总结.pdf");
      await person(id).opens(`/form/${code}-2`, figures(bureau, iso, found));
      await handUp(id, code);
      await person("e-lead").says(`/审核 ${await codeOf(EAST, bureau, "月总结", month)} 通过`);
    }
    const city = await codeOf(EAST, EAST, "月总结", month);
    await document("e-lead", city, "东川市月总结.pdf");
    const [preview] = await person("e-lead").says(`/上报 ${city}`);
    expect(preview!.text).toContain("还没有本局的合计");
    const [proposed] = await person("e-lead").presses(preview!, "按合计预填");
    expect(proposed!.text).toContain("只是草稿");
    const before = await db.submission.count({ where: { assignment: { number: Number(city.slice(1)) } } });
    const form = await person("e-lead").opens(pathOf(proposed!, "去核对"));
    expect(form.text).toMatch(/name="inaction"[^>]*value="5"/);
    expect(await db.submission.count({ where: { assignment: { number: Number(city.slice(1)) } } })).toBe(
      before,
    );
    const own = { ...figures(EAST, iso, 6), misuse: "2", corrected: "2", complaints: "4", systems: "2" };
    await person("e-lead").opens(`/form/${city}-2`, own);
    const [unequal] = await person("e-lead").says(`/上报 ${city}`);
    expect(unequal!.card!.body).toContain("发现不作为问题数本局6、各单位合计5");
    await person("e-lead").presses(unequal!, "上报");
    const top = await codeOf(PROVINCE, EAST, "月总结", month);
    const page = wordsOf((await person("p-lead").opens(`/review/${top}`)).text);
    expect(page).toContain("月总结台账·各单位条目");
    expect(page).toContain(HILL);
  });

  test("seen from above: city by city and county by county, each figure once", async () => {
    const { person, db } = story;
    const { code } = await db.campaign.findFirstOrThrow({ where: { org: { name: PROVINCE } } });
    const [said] = await person("p-director").says("/进度");
    expect(said!.card!.body).toMatch(new RegExp(`${EAST}：应报${2 + months.length}，已报2`));
    const page = wordsOf((await person("p-director").opens(pathOf(said!, "逐级汇总"))).text);
    expect(page).toMatch(new RegExp(`${EAST} ${2 + months.length} 2 `));
    for (const name of [RIVER, HILL, WEST]) expect(page).toContain(name);
    // 发现不作为: the city's own 6; the counties' 2 and 3 stand beneath and are not added again.
    expect(page).toMatch(
      new RegExp(`${EAST} 1 6 2 0 8 .*${RIVER} 1 2 1 0 3 .*${HILL} 1 3 1 0 4 .*合计 1 6 2 0 8 `),
    );
    expect((await person("e-dadui").opens(`/roll-up/levels/${code}`)).status).toBe(403);
  });

  test("nobody of one bureau sees another's rows, and nobody below sees what is above", async () => {
    const { person, codeOf, db } = story;
    const versionOf = async (bureau: string) =>
      (await db.planVersion.findFirstOrThrow({ where: { campaign: { org: { name: bureau } } } })).id;
    const submissionOf = async (bureau: string) =>
      (
        await db.submission.findFirstOrThrow({
          where: { assignment: { obligation: { campaign: { org: { name: bureau } } } } },
        })
      ).id;
    const strangers: [string, string][] = [
      ["w-lead", EAST],
      ["w-director", RIVER],
      ["p-lead", EAST],
      ["p-director", RIVER],
      ["e-lead", RIVER],
      ["r-lead", EAST],
      ["e-lead", PROVINCE],
      ["h-director", PROVINCE],
    ];
    for (const [id, bureau] of strangers) {
      const unit = bureau === PROVINCE ? EAST : bureau === EAST ? RIVER : "危化科";
      const inside = await codeOf(bureau, unit, "方案");
      const upward = bureau === PROVINCE ? inside : await codeOf(bureau, bureau, "方案");
      for (const path of [
        `/review/${inside}`,
        `/form/${inside}`,
        `/form/${inside}-2`,
        `/roll-up/${upward}`,
        `/plan/${await versionOf(bureau)}`,
        `/progress/submissions/${await submissionOf(bureau)}`,
      ]) {
        const { status, text } = await person(id).opens(path);
        expect([id, path, status >= 403 && !text.includes("查出的问题")]).toEqual([id, path, true]);
      }
      const said = await person(id).says(`/审核 ${inside}`);
      expect(said.map(({ text }) => text).join()).not.toContain("查出的问题");
    }
  });

  if (months.length === 2)
    test("a number of another bureau's does nothing and says nothing, whatever is typed with it", async () => {
      const { person, assignmentOf, db } = story;
      const foreign = await assignmentOf(EAST, RIVER, "方案");
      const code = `A${foreign.number}`;
      const { number: problem } = await db.problem.findFirstOrThrow({
        where: { campaign: { org: { name: EAST } } },
        orderBy: { number: "desc" },
      });
      const before = JSON.stringify(await db.assignment.findMany({ orderBy: { id: "asc" } }));
      const words = [
        `/报送 ${code}`,
        `/改报 ${code}`,
        `/代填 ${code}`,
        `/零报告 ${code}`,
        `/延期 ${code} 5月30日 原因`,
        `/退回 ${code} 原因`,
        `/审核 ${code} 通过`,
        `/审签 ${code}`,
        `/免报 ${code} 原因`,
        `/收件 ${code} 5月20日`,
        `/催办 ${code}`,
        `/上报 ${code}`,
        `/进度 ${code}`,
        `/台账 ${code}`,
        `/导出 ${code}`,
        `/整改 W${problem}`,
        `/销号 W${problem}`,
        `/停止收件 ${code}`,
        `/联系人 ${RIVER}`,
        `/绑定 R牵头`,
        `/会商 H1`,
      ];
      for (const said of words) {
        const answers = await person("w-lead").says(said);
        const text = answers.map((one) => one.text).join();
        expect([said, answers.every(({ to }) => to.person === "w-lead"), text.includes(EAST)]).toEqual([
          said,
          true,
          false,
        ]);
        // The name that was typed may stand in the answer, nothing behind it.
        if (!said.includes(RIVER)) expect([said, text.includes(RIVER)]).toEqual([said, false]);
        expect([said, text.includes("查出的问题")]).toEqual([said, false]);
      }
      expect(JSON.stringify(await db.assignment.findMany({ orderBy: { id: "asc" } }))).toBe(before);
    });

  if (months.length === 9)
    test("a later version of the province's plan reaches the cities as a version to confirm", async () => {
      const { person, settle, last, db } = story;
      const changed = plan.replace(/9月20日/g, "9月27日");
      const [draft] = await person("p-lead").says(changed);
      const path = pathOf(draft!, "去确认");
      await settle("p-lead", path, { "head.issuedOn": "2024-03-15" });
      await person("p-lead").says("/发布");
      const card = await last("e-lead", "上级方案有修改");
      expect(card.card!.body).toContain("9月27日");
      const before = await db.assignment.findFirstOrThrow({
        where: {
          unit: { name: EAST, org: { name: EAST } },
          obligation: { what: { contains: "总结" } },
          period: "",
        },
      });
      expect(before.dueOn).toBe("2024-09-20");
      await person("e-lead").says("/发布");
      const after = await db.assignment.findUniqueOrThrow({ where: { id: before.id } });
      expect(after.dueOn).toBe("2024-09-27");
      for (const id of ["r-lead", "h-lead", "w-lead"]) await person(id).says("/发布");
    });

  if (months.length === 9) september();

  test("零报告 of every county, passed, is the city's 零报告", async () => {
    const { person, codeOf, document, handUp, db } = story;
    const month = "2024年11月";
    await levels.until("2024-11-25");
    for (const [id, bureau] of [
      ["r-lead", RIVER],
      ["h-lead", HILL],
    ] as const) {
      const code = await codeOf(bureau, bureau, "月总结", month);
      await document(id, code, "月总结.pdf");
      const [asked] = await person(id).says(`/零报告 ${code}-2`);
      await person(id).presses(asked!, asked!.card!.actions[0]!.label);
      expect((await handUp(id, code)).text).toContain("按时");
      await person("e-lead").says(`/审核 ${await codeOf(EAST, bureau, "月总结", month)} 通过`);
    }
    const city = await codeOf(EAST, EAST, "月总结", month);
    await document("e-lead", city, "东川市月总结.pdf");
    const [preview] = await person("e-lead").says(`/上报 ${city}`);
    expect(preview!.card!.facts).toContainEqual(["月总结台账", "零报告"]);
    await person("e-lead").presses(preview!, "上报");
    const top = await db.assignment.findFirstOrThrow({
      where: { lower: { number: Number(city.slice(1)) } },
      include: { submissions: true },
    });
    expect(top).toMatchObject({ state: "submitted", nil: true });
    expect(top.submissions[0]).toMatchObject({ kind: "nil", complete: true });
  });

  test("the last 25th closes the walk: every period is there, in or missing, on each level", async () => {
    const { person, codeOf, document, handUp, db } = story;
    const month = "2024年11月";
    const code = await codeOf(WEST, WEST, "月总结", month);
    await document("w-lead", code, "西川市月总结.pdf");
    await person("w-lead").opens(`/form/${code}-2`, figures(WEST, "2024-11", 0));
    expect((await handUp("w-lead", code)).text).toContain("按时");
    await levels.until("2024-11-30");
    const states = await db.assignment.groupBy({
      by: ["state"],
      where: { unit: { name: WEST, org: { name: PROVINCE } }, period: { not: "" } },
      _count: true,
    });
    expect(Object.fromEntries(states.map(({ state, _count }) => [state, _count]))).toEqual({
      submitted: 1,
      open: months.length - 1,
    });
    // Both levels say the same of each report.
    const [apart] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS "count" FROM "Assignment" l JOIN "Assignment" u ON u."id" = l."upperId"
      WHERE (l."state", l."lateDays", l."dueOn") IS DISTINCT FROM (u."state", u."lateDays", u."dueOn")`;
    expect(apart!.count).toBe(0);
  });
});
