// The built-in ledgers as data: titles of real plans find them, given columns are there, rules across fields hold.
import { describe, expect, it } from "vitest";
import { findLedger, LEDGERS, matchLedger } from "../../src/ledger/definitions/index.ts";
import { formModel, requirementNotes } from "../../src/ledger/form.ts";
import { MESSAGES } from "../../src/ledger/messages.ts";
import { summarise } from "../../src/ledger/summary.ts";
import { matchTitle, presetOf, suitLedger } from "../../src/ledger/titles.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import type { RawValue, Values } from "../../src/ledger/value.ts";

const ledger = (code: string) => findLedger(code)!;
const context = { baseYear: 2023, today: "2023-07-20" };
const check = (code: string, row: Record<string, RawValue>, preset?: Values) =>
  validateRows(ledger(code), [{ values: row }], { ...context, ...(preset && { preset }) });
const sentences = (code: string, row: Record<string, RawValue>, preset?: Values) =>
  check(code, row, preset).issues.map(({ message }) => message.replace("第1行", ""));
const stored = (code: string, row: Record<string, RawValue>): Values => {
  const { rows, issues } = check(code, row);
  expect(issues).toEqual([]);
  return rows[0]!.values;
};

describe("titles", () => {
  it.each([
    // 东胜区应急管理局, 2023
    ["附件1：重大执法决定法制审核事项和标准目录清单", "legal-review"],
    ["重大执法决定法制审核目录清单", "legal-review"],
    ["2.重点执法领域突出问题整治台账", "prominent-problems"],
    ["安全生产行政执法突出问题清单", "prominent-problems"],
    ["行政裁量权基准统计表", "discretion"],
    ["行政处罚案卷评查标准", "case-review"],
    ["继续有效规范性文件目录", "normative-documents"],
    ["修改规范性文件目录", "normative-documents"],
    ["宣布失效规范性文件目录", "normative-documents"],
    ["执法委托情况统计表", "delegation"],
    ["行政执法监督平台案件录入情况", "case-entry"],
    ["行政执法部门自查自纠台账", "self-inspection"],
    ["法治化营商环境工作台账", "business-environment"],
    ["整改台账", "rectification"],
    // 奈曼旗司法局, 2022
    ["行政执法监督平台案卷录入情况", "case-entry"],
    ["行政执法案卷自查表", "case-review"],
    ["行政执法案卷评查汇总表", "case-review-summary"],
    ["行政执法案卷评查情况统计表", "case-review-summary"],
    ["专项行动联系人、联系电话", "contacts"],
    ["问题整改台账", "rectification"],
    // 辽宁省应急管理厅, 2024
    ["突出问题自清自查台账", "conduct-problems"],
    ["行政执法突出问题自清自查台账", "conduct-problems"],
    ["问题台账", "prominent-problems"],
    ["月总结和台账", "monthly-summary"],
    ["每月25日前，要全面统计分析本辖区整治工作情况，形成月总结和台账报省应急厅。", "monthly-summary"],
    // Others
    ["行政执法人员培训学时统计表", "training-hours"],
    ["规范性文件清单", "normative-documents"],
    ["自查情况书面材料", null],
    ["整治工作总结", null],
    ["权责清单", null],
    ["证明事项告知承诺制清单", null],
    ["规范性文件清理报告", null],
    ["台账", null],
    ["附件3-1", null],
  ])("%s → %s", (title, code) => {
    expect(matchLedger(title)?.code ?? null).toBe(code);
  });

  it("of the ledgers themselves, and the words they are found by, mean one ledger each", () => {
    for (const one of LEDGERS) {
      expect(matchLedger(one.title)).toBe(one);
      for (const words of one.matches ?? []) expect(matchLedger(words.replaceAll(" ", "")), words).toBe(one);
    }
    expect(new Set(LEDGERS.map(({ title }) => title)).size).toBe(LEDGERS.length);
  });

  it.each([
    ["继续有效规范性文件目录", "继续有效"],
    ["附件6.修改规范性文件目录", "修改"],
    ["《宣布失效规范性文件目录》", "宣布失效"],
    ["拟废止规范性文件目录", "宣布失效"],
    ["现行有效的行政规范性文件目录", "继续有效"],
    ["规范性文件目录", undefined],
    ["继续有效、修改、宣布失效规范性文件目录", undefined],
  ])("%s says 清理结论 %s", (title, conclusion) => {
    expect(matchTitle(title, LEDGERS)?.preset.conclusion).toBe(conclusion);
    expect(presetOf(ledger("self-inspection"), title)).toEqual({});
  });
});

describe("kinds of problems", () => {
  it.each([
    ["不规范、不严格、不透明、不文明以及不作为、乱作为等问题", "prominent-problems"],
    [
      "一、执法不作为。发现问题不处理，不透明；二、执法乱作为。三、执法不规范、不公正，言行不文明",
      "conduct-problems",
    ],
    ["聚焦突出问题开展整治", "prominent-problems"],
    ["", "prominent-problems"],
  ])("follow the plan: %s → %s", (text, code) => {
    const found = suitLedger(ledger("prominent-problems"), text, LEDGERS);
    expect(found.code).toBe(code);
    // What a coordinator chose by hand stays where the plan says nothing against it.
    if (text === "")
      expect(suitLedger(ledger("conduct-problems"), text, LEDGERS).code).toBe("conduct-problems");
    expect(suitLedger(ledger("contacts"), text, LEDGERS)).toBe(ledger("contacts"));
  });

  it("have details of their own in each kind", () => {
    const row = { description: "某案", measure: "改", department: "科", owner: "甲", deadline: "8月1日" };
    expect(sentences("conduct-problems", { ...row, kind: "不作为", detail: "超时限" })).toEqual([]);
    expect(sentences("conduct-problems", { ...row, kind: "不规范、不公正", detail: "其他" })).toEqual([]);
    expect(sentences("conduct-problems", { ...row, kind: "乱作为" })).toEqual([]);
    expect(sentences("conduct-problems", { ...row, kind: "乱作为", detail: "文书制作不规范" })[0]).toMatch(
      /^“问题细目”：“问题类别”填“乱作为”时不能填“文书制作不规范”，请从中选一项：超越权限/,
    );
    expect(sentences("conduct-problems", { ...row, kind: "不严格" })[0]).toContain(
      "不作为、乱作为、不规范不公正",
    );
    expect(sentences("prominent-problems", { ...row, kind: "不严格" })).toEqual([]);
  });
});

it.each([
  ["self-inspection", ["问题描述", "整改措施", "完成时限", "责任部门", "责任人"]],
  ["prominent-problems", ["问题表现", "整改措施", "完成时限", "责任部门", "责任人"]],
  ["rectification", ["问题", "整改措施", "完成时限", "责任部门", "责任人"]],
  ["delegation", ["委托书签订日"]],
  ["contacts", ["联系人", "联系电话"]],
  ["training-hours", ["公共法律学时", "业务学时"]],
])("the given columns of %s are marked", (code, labels) => {
  const given = ledger(code).fields.filter((field) => field.given);
  expect(given.map(({ label }) => label).sort()).toEqual([...labels].sort());
});

describe("整改台账", () => {
  const row = {
    problem: "12",
    foundBy: "区司法局",
    type: "限期整改",
    measure: "补齐审核意见",
    deadline: "8月20日",
  };
  it("refers to a problem and is read behind a login", () => {
    const field = ledger("rectification").fields.find(({ key }) => key === "problem");
    expect(field).toMatchObject({ kind: "reference", refersTo: "problem", required: true });
    expect(ledger("rectification").level).toBe("敏感");
    const { issues } = validateRows(ledger("rectification"), [{ values: row }], {
      ...context,
      refuse: (one, value) =>
        one.refersTo === "problem" && value === "7" ? null : MESSAGES.unknownReference(value),
    });
    expect(issues.map(({ message }) => message)).toEqual(["第1行“问题编号”：没有查到“12”，请核对编号"]);
  });

  it("is closed only when finished, and not before", () => {
    expect(sentences("rectification", row)).toEqual([]);
    expect(sentences("rectification", { ...row, closed: "是", closedOn: "7月18日" })).toEqual([
      "“完成日期”：“是否销号”填“是”时不能为空，请补填",
    ]);
    expect(
      sentences("rectification", { ...row, finishedOn: "7月19日", closed: "是", closedOn: "7月18日" }),
    ).toEqual(["“销号日期”：2023-07-18早于“完成日期”（2023-07-19），请核对"]);
  });
});

describe("checks across fields", () => {
  const entry = { from: "2023-07-01", to: "2023-07-20", penalties: 3, due: 10, entered: 8 };
  const review = { file: "某案", part: "卷面", item: "目录齐全", full: 5, score: 4 };
  const year = { year: 2022, total: 100, excellent: 10, qualified: 20, unqualified: 0 };
  const file = { name: "某办法", number: "某政发〔2022〕1号", maker: "区人民政府", conclusion: "继续有效" };
  const month = {
    area: "某市",
    month: "2024年5月",
    nil: "否",
    inaction: 1,
    misuse: 2,
    irregular: 3,
    corrected: 4,
    complaints: 0,
    faults: 0,
    examples: 0,
    systems: 0,
    models: 0,
    circulated: 0,
    accountable: 0,
  };
  const letter = {
    principal: "应急局",
    agent: "执法大队",
    matter: "监督检查",
    basis: "某条例第三条",
    from: "2023-01-01",
    to: "2023-12-31",
    signedOn: "2023-01-05",
  };
  it.each<[string, Record<string, RawValue>, string[]]>([
    ["case-entry", entry, []],
    ["case-entry", { ...entry, entered: 11 }, ["“已录入数”：已录入11件，多于应录入10件，请核对"]],
    // Of a field that cannot be read nothing more is said.
    ["case-entry", { ...entry, entered: "十几" }, ["“已录入数”：“十几”不是整数，请填整数，如12"]],
    ["case-entry", { ...entry, handled: "3件" }, []],
    ["case-entry", { ...entry, handled: 5 }, ["“办理案件数”：填的是5，按各栏相加是3，请核对"]],
    [
      "case-entry",
      { ...entry, officers: 3, reviewers: 4 },
      ["“法制审核人员数”：法制审核人员4人，多于执法人员3人，请核对"],
    ],
    ["case-review", review, []],
    ["case-review", { ...review, score: 6 }, ["“得分”：得分6高于总分值5，请核对"]],
    ["case-review", { ...review, full: 30 }, ["“总分值”：卷面一共20分，这一项填了30分，请核对"]],
    ["case-review", { ...review, part: "内容", full: 30 }, []],
    ["case-review", { ...review, score: "" }, ["“得分”：“评查类别”填“卷面”时不能为空，请补填"]],
    [
      "case-review",
      { file: "某案", part: "基本标准", item: "主体适格" },
      ["“评查结果”：“评查类别”填“基本标准”时不能为空，请补填"],
    ],
    ["case-review-summary", year, []],
    ["case-review-summary", { ...year, checked: "31卷" }, ["“已查案卷数”：填的是31，按各栏相加是30，请核对"]],
    ["case-review-summary", { ...year, total: 20 }, ["“案卷总数”：已查30卷，多于案卷总数20卷，请核对"]],
    ["normative-documents", file, []],
    [
      "normative-documents",
      { ...file, conclusion: "失效" },
      ["“修改内容或失效理由”：“清理结论”填“宣布失效”时不能为空，请补填"],
    ],
    ["monthly-summary", month, []],
    ["monthly-summary", { ...month, faults: null }, ["“纠正执法过错数”：“零报告”填“否”时不能为空，请补填"]],
    ["monthly-summary", { area: "某市", month: "5月", nil: "是" }, []],
    ["monthly-summary", { ...month, nil: "是" }, ["“零报告”：填了零报告，后面却有不是0的数，请核对"]],
    ["delegation", letter, []],
    [
      "delegation",
      { ...letter, to: "2022-12-31", filedOn: "2023-01-04" },
      [
        "“委托期限止”：2022-12-31早于“委托期限起”（2023-01-01），请核对",
        "“备案日期”：2023-01-04早于“委托书签订日”（2023-01-05），请核对",
      ],
    ],
    ["discretion", { matter: "罚款", basis: "第九条", made: "否" }, []],
    [
      "discretion",
      { matter: "罚款", basis: "第九条", made: "是", maker: "应急厅" },
      ["“文号”：“是否制定”填“是”时不能为空，请补填"],
    ],
    ["contacts", { unit: "甲局", contact: "某某", phone: "0477-1234567", turn: "A" }, []],
    ["legal-review", { category: "处罚", matter: "较大数额罚款", documents: "案卷", focus: "权限" }, []],
  ])("%s %j", (code, row, wanted) => {
    expect(sentences(code, row)).toEqual(wanted);
  });

  it("are told beside the form as well", () => {
    expect(requirementNotes(ledger("normative-documents"))).toEqual([
      "“清理结论”填“修改”的，还须填修改内容或失效理由",
      "“清理结论”填“宣布失效”的，还须填修改内容或失效理由",
    ]);
  });

  it("take over what the form's title says, and refuse what contradicts it", () => {
    const preset = { conclusion: "继续有效" };
    const { conclusion: _, ...blank } = file;
    expect(check("normative-documents", blank, preset).rows[0]!.values.conclusion).toBe("继续有效");
    expect(sentences("normative-documents", { ...file, conclusion: "修改" }, preset)).toEqual([
      "“清理结论”：本表只填“继续有效”的，其他的请填到对应的表里",
    ]);
  });
});

describe("what is worked out", () => {
  it("has no share where there is nothing to divide by", () => {
    const none = { year: 2022, total: 0, excellent: 0, qualified: 0, unqualified: 0 };
    const values = stored("case-review-summary", none);
    expect(values).toMatchObject({ checked: 0, share: null });
    expect(
      formModel(ledger("case-review-summary"), { values }).fields.find(({ name }) => name === "share"),
    ).toMatchObject({ value: "—" });
    const summary = summarise(ledger("case-review-summary"), [{ values }]);
    expect(summary.facts.find(({ field }) => field === "share")).toMatchObject({ value: null, text: "—" });
  });

  it("is the share of reviewers among officers", () => {
    const row = {
      from: "7月1日",
      to: "7月20日",
      penalties: 0,
      due: 0,
      entered: 0,
      officers: 40,
      reviewers: 2,
    };
    expect(stored("case-entry", row)).toMatchObject({ rate: null, reviewerShare: 5 });
  });

  const [split, three, two] = ledger("training-hours").fields.find(({ key }) => key === "basis")!.options!;
  it.each([
    [split, 30, 30, null, true],
    [split, 40, 29.5, null, false],
    [three, 20, 20, 20, true],
    [three, 20, 20, null, false],
    [two, 20, 20, 20, false],
    [two, 0, 60, 0, true],
  ])(
    "measures hours by the basis that is named: %s %d+%d+%s",
    (basis, publicHours, tradeHours, skillHours, met) => {
      const row = { person: "某某", basis, publicHours, tradeHours, skillHours };
      expect(stored("training-hours", row).met).toBe(met);
    },
  );

  it("names the basis of a rate and never mixes two", () => {
    const row = (person: string, basis: string, hours: number) => ({
      values: stored("training-hours", { person, basis, publicHours: hours, tradeHours: hours }),
    });
    const rate = (rows: { values: Values }[]) =>
      summarise(ledger("training-hours"), rows).facts.find(({ field }) => field === "met");
    const first = [row("甲", split!, 30), row("乙", split!, 10)];
    expect(rate(first)).toMatchObject({ value: 50, text: "50%（每年公共法律、行业各30学时）" });
    expect(rate([...first, row("丙", two!, 30)])).toMatchObject({
      value: null,
      text: "50%（每年公共法律、行业各30学时）；100%（每年业务知识和法律法规合计60学时）",
    });
    expect(rate([])).toMatchObject({ value: null, text: "—" });
  });

  it("adds a month up over all regions and counts who reported nothing", () => {
    const rows = [
      { unit: "甲市", values: { found: 6, corrected: 4, nil: false } },
      { unit: "乙市", values: { found: null, corrected: null, nil: true } },
      { unit: "丙市", values: { found: 1, corrected: 1, nil: false } },
    ];
    const { units, facts } = summarise(ledger("monthly-summary"), rows);
    const texts = Object.fromEntries(facts.map(({ field, text }) => [field, text]));
    expect(units).toBe(3);
    expect(texts).toMatchObject({ found: "7", corrected: "5", nil: "1" });
  });
});
