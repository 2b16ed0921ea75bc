// The five source plans, read whole where they are at hand; facts only, no sentence of theirs.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { scrub } from "../../src/domain/scrub.ts";
import type { Draft, DraftObligation } from "../../src/plan/draft.ts";
import { draftSchema } from "../../src/plan/draft.ts";
import { extractPlan } from "../../src/plan/extract.ts";

const FOLDER = fileURLToPath(new URL("../../../shared/seeds/", import.meta.url));
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => /^S\d.*\.txt$/.test(name)) : [];
if (files.length === 0) console.log("跳过 test/plan/seeds:没有找到源方案");

const textOf = (no: number) =>
  readFileSync(FOLDER + files.find((name) => name.startsWith(`S${no}-`))!, "utf8");
const bare = (text: string) => text.replace(/\s/g, "");
const phasesOf = (draft: Draft) => draft.phases.map(({ name, start, end }) => [name, start, end]);
const find = (draft: Draft, test: (one: DraftObligation) => boolean) => {
  const found = draft.obligations.filter(test);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const due = (draft: Draft, day: string) => find(draft, (one) => one.due === day);

describe.skipIf(files.length < 5)("the seeds", () => {
  it.each([
    [0, undefined],
    [1, undefined],
    [2, undefined],
    [3, "2024-03-10"],
    [3, undefined],
    [4, undefined],
  ] as const)("S%i with issue day %s rests on its words", (no, issuedOn) => {
    const source = textOf(no);
    const draft = draftSchema.parse(extractPlan(source, issuedOn === undefined ? {} : { issuedOn }));
    const scrubbed = bare(scrub(source).text);
    const lines = scrub(source).text.split("\n");
    for (const { quote, line } of [...draft.phases, ...draft.obligations]) {
      expect(scrubbed).toContain(bare(quote));
      expect(bare(lines[line - 1]!)).toContain(bare(quote).slice(0, 6));
    }
    for (const { quote } of draft.metrics) expect(scrubbed).toContain(bare(quote));
    for (const one of draft.obligations) {
      const set = [one.due, one.recurrence, one.trigger].filter((value) => value !== null);
      expect(set.length).toBeLessThanOrEqual(1);
      if (set.length === 0) expect(one.confirm.length).toBeGreaterThan(0);
      if (one.due === null) continue;
      const [, month, day] = one.due.split("-").map(Number);
      expect(source).toMatch(new RegExp(`${month}月(?:${day}日|底|末)|年底`));
    }
    expect(JSON.stringify(draft)).not.toMatch(/Sample-pass|samplebox/);
  });

  it("S0: head, phases, attachments, figures, contacts, questions", () => {
    const draft = extractPlan(textOf(0));
    expect(draft).toMatchObject({ documentNumber: null, issuedOn: "2023-07-12", baseYear: 2023, tasks: [] });
    expect(draft.issuer).toMatch(/应急管理局$/);
    expect(draft.title).toMatch(/专项行动方案$/);
    expect(phasesOf(draft)).toEqual([
      ["动员部署", null, "2023-06-28"],
      ["推动落实", "2023-06-29", "2023-07-09"],
      ["自查自纠", "2023-07-10", "2023-08-11"],
      ["督促检查", "2023-08-12", "2023-09-11"],
      ["整改总结", "2023-09-12", "2023-09-18"],
    ]);
    expect(draft.attachments.map(({ no }) => no)).toEqual([
      "1",
      "2",
      "3",
      "4",
      "5",
      "6",
      "7",
      "8",
      "9",
      "10",
    ]);
    expect(draft.attachments.every(({ title }) => title !== null)).toBe(true);
    expect(draft.metrics.map(({ op, value, unit }) => [op, value, unit])).toEqual([
      [">=", 5, "%"],
      [">=", 30, "学时"],
      [">=", 30, "学时"],
    ]);
    expect(draft.contacts).toHaveLength(2);
    expect(draft.questions).toHaveLength(1);
    expect(draft.questions[0]).toMatch(/11项.*9项/);
    expect(draft.obligations).toHaveLength(14);
  });

  it("S0: what is due", () => {
    const draft = extractPlan(textOf(0));
    const list = due(draft, "2023-07-15");
    expect(list.who).toHaveLength(4);
    expect(list).toMatchObject({ to: "政策法规宣传和规划科技室", attachments: ["2"] });
    const check = due(draft, "2023-07-27");
    expect(check.who).toEqual(["各业务室", "区应急管理综合行政执法大队"]);
    expect(check.materials).toMatchObject([{ kind: "document" }, { kind: "ledger", attachment: "10" }]);
    const upward = due(draft, "2023-09-18");
    expect(upward.who).toEqual(["我局"]);
    expect(upward.to).toMatch(/区司法局$/);
    const own = due(draft, "2023-06-28");
    expect(own.what).toContain("实施方案");
    expect(own.confirm.join()).toContain("印发时已过");
    expect(draft.obligations.filter((one) => one.due !== null)).toHaveLength(4);
  });

  it("S0: what is not due on a day", () => {
    const draft = extractPlan(textOf(0));
    expect(find(draft, ({ confirm }) => confirm.join().includes("按时")).who).toHaveLength(2);
    const review = find(draft, ({ attachments }) => attachments.includes("4"));
    expect(review).toMatchObject({ due: null, window: ["2023-07-11", "2023-07-31"] });
    const cleanUp = find(draft, ({ attachments }) => attachments.join() === "5,6,7");
    expect(cleanUp).toMatchObject({ due: null, trigger: null, to: "政策法规宣传和规划科技室" });
    expect(find(draft, ({ attachments }) => attachments.includes("1")).confirm.length).toBeGreaterThan(0);
    expect(find(draft, ({ attachments }) => attachments.includes("3")).trigger).toContain("下发");
    expect(find(draft, ({ trigger }) => trigger?.includes("变动") ?? false).what).toContain("名单");
    expect(find(draft, ({ attachments }) => attachments.includes("8")).recurrence).toBe("FREQ=YEARLY");
    expect(find(draft, ({ what }) => what.includes("录入")).confirm.join()).toContain("持续");
    const monthly = find(draft, ({ recurrence }) => recurrence === "FREQ=MONTHLY");
    for (const word of ["几号", "累计", "科室", "报给谁"]) expect(monthly.confirm.join()).toContain(word);
    expect(find(draft, ({ what }) => what.includes("整改台账")).window).toEqual(["2023-08-12", "2023-09-11"]);
    expect(draft.obligations.some(({ who }) => who.some((name) => /司法/.test(name)))).toBe(false);
  });

  it("S1: mixed numbering, sub-numbered attachments, the contacts' day, the password", () => {
    const draft = extractPlan(textOf(1));
    expect(draft).toMatchObject({
      documentNumber: "奈司字〔2022〕11号",
      issuedOn: "2022-03-23",
      baseYear: 2022,
    });
    expect(phasesOf(draft)).toEqual([
      ["动员部署", null, "2022-04-10"],
      ["行政执法部门自查", "2022-04-10", "2022-05-16"],
      ["司法行政部门抽检", "2022-06-01", "2022-07-15"],
      ["整改提升", "2022-07-16", "2022-09-15"],
      ["总结验收", "2022-09-15", "2022-10-15"],
    ]);
    expect(due(draft, "2022-04-02").to).toBe("司法局法制股");
    const check = due(draft, "2022-05-21");
    expect(check.attachments).toEqual(["1", "2", "3-1", "3-2", "4", "5-1", "5-2", "6-1", "6-2"]);
    expect(check.materials).toHaveLength(10);
    expect(due(draft, "2022-10-12").to).toBe("旗司法局");
    expect(due(draft, "2022-04-10").what).toContain("实施方案");
    expect(draft.scrubbed).toContainEqual({ kind: "password", line: 55 });
    expect(draft.questions.join()).toMatch(/六项.*10项/);
    expect(draft.metrics.map(({ value, unit }) => [value, unit])).toEqual([
      [30, "%"],
      [60, "卷"],
    ]);
  });

  it("S2 and S4: every row of the tables, and no duty made of one", () => {
    const table = extractPlan(textOf(2));
    expect(table.tasks.map(({ no }) => Number(no))).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
    expect(table.tasks.every(({ responsible }) => responsible.length > 0)).toBe(true);
    const row = (no: number) => table.tasks[no - 1]!;
    expect(row(3).due).toBe("2024-06-30");
    expect(row(10).due).toBe("2024-06-30");
    expect(row(7).confirm.join()).toContain("印发时已过");
    expect(row(8).due).toBeNull();
    expect(row(28)).toMatchObject({ due: null, recurrence: null });
    expect(row(28).confirm.join()).toContain("1月15日或11月5日");
    expect(row(29).recurrence).toBe("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=30");
    const items = extractPlan(textOf(4));
    expect(items.tasks).toHaveLength(85);
    expect(items.tasks.every(({ lead }) => lead.length > 0)).toBe(true);
    expect(items.tasks[79]!.lead.at(-1)).toBe("区司法局");
    expect(items.tasks[31]!.recurrence).toBe("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=8");
    expect(items.tasks[11]!.due).toBe("2022-12-31");
    expect(items.obligations).toEqual([]);
  });

  it("S3: without a year nothing is dated, with one everything is", () => {
    const open = extractPlan(textOf(3));
    expect(open).toMatchObject({ issuedOn: null, baseYear: null });
    expect(open.phases.every(({ start, end }) => start === null && end === null)).toBe(true);
    expect(open.obligations.every((one) => one.due === null)).toBe(true);
    expect(open.obligations.flatMap(({ confirm }) => confirm).join()).toContain("5月20日");
    const draft = extractPlan(textOf(3), { issuedOn: "2024-03-10" });
    expect(phasesOf(draft)).toEqual([
      ["自清自查", "2024-03-15", "2024-05-31"],
      ["整改落实", "2024-06-01", "2024-09-30"],
      ["检查评估", "2024-10-01", "2024-11-30"],
    ]);
    expect(due(draft, "2024-05-20").materials).toMatchObject([
      { kind: "document" },
      { kind: "ledger", attachment: "1" },
    ]);
    expect(due(draft, "2024-09-20").to).toBe("逐级上报");
    expect(due(draft, "2024-09-20").who).toEqual(["各市应急管理局", "厅机关各有关处室"]);
    const monthly = find(draft, ({ recurrence }) => recurrence === "FREQ=MONTHLY;BYMONTHDAY=25");
    expect(monthly).toMatchObject({ to: "省应急厅", window: [null, null], attachments: ["2"] });
    expect(monthly.confirm.join()).toMatch(/2024-03-15至2024-11-30.*2024-10-01至2024-11-30/);
  });
});
