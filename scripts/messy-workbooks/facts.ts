// Invented rows for every ledger, as they should be stored; nobody and nothing in them is real.

import type { LedgerDefinition } from "../../src/ledger/definition.ts";
import type { FieldValue, Values } from "../../src/ledger/value.ts";
import type { Chance } from "./chance.ts";

const UNITS = ["安全基础室", "综合协调室", "危化监管室", "执法大队", "政策法规室", "应急指挥室"];
const SURNAMES = ["王", "李", "张", "赵", "钱", "孙", "周", "吴"];
const MATTERS = [
  "现场检查记录缺少当事人签名",
  "投诉件超期未答复",
  "处罚决定未在七日内公示",
  "自由裁量未说明理由",
  "文书引用条款不全",
  "告知程序不完整",
  "执法记录仪资料未归档",
  "案卷目录与内容不符",
];
const MEASURES = [
  "补齐签名并归档",
  "限期答复并回访",
  "逐案公示并建立台账",
  "组织学习裁量基准",
  "开展文书集中评查",
  "修订内部流程并培训",
];
const PLACES = ["东街加油站", "河西化工园", "北区商场", "新城影院", "滨河冷库", "南山石料场", "城关液化气站"];
const LAWS = [
  "《安全生产法》第三十六条",
  "《行政处罚法》第四十四条",
  "《消防法》第二十八条",
  "《危险化学品安全管理条例》第八十条",
];
const REMARKS = ["已列入年度计划", "需持续跟进", "另附说明", "按月调度"];
const NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/** A unit, as tests and demo call theirs. */
export const unitOf = (chance: Chance): string => chance.pick(UNITS);
/** A person who does not exist. */
export const personOf = (chance: Chance): string =>
  `${chance.pick(SURNAMES)}${chance.hit(0.5) ? "某某" : "某"}`;
/** A telephone number that nobody has. */
export const phoneOf = (chance: Chance): string =>
  chance.hit(0.7)
    ? `1390000${String(chance.below(10_000)).padStart(4, "0")}`
    : `0477-${1_234_000 + chance.below(999)}`;

function dayOf(chance: Chance, from = 1, to = 11): string {
  const month = from + chance.below(to - from + 1);
  return `2023-${String(month).padStart(2, "0")}-${String(1 + chance.below(28)).padStart(2, "0")}`;
}

/** The rows of one ledger, different from each other; every one is sound. */
export function inventRows(definition: LedgerDefinition, count: number, chance: Chance): Values[] {
  return Array.from({ length: count }, (_, index) => {
    const said = WRITERS[definition.code]!({ chance, index, ...vocabulary(chance, index) }, definition);
    return Object.fromEntries(
      definition.fields.filter(({ compute }) => !compute).map(({ key }) => [key, said[key] ?? null]),
    );
  });
}

interface Vocabulary {
  chance: Chance;
  index: number;
  matter: string;
  measure: string;
  unit: string;
  person: string;
  day: string;
  law: string;
  option(definition: LedgerDefinition, key: string): string;
  maybe<T extends FieldValue>(value: T, share?: number): T | null;
}

function vocabulary(chance: Chance, index: number): Omit<Vocabulary, "chance" | "index"> {
  return {
    // The numeral keeps rows apart.
    matter: `${chance.pick(MATTERS)}（第${NUMERALS[index % 10]}${index >= 10 ? NUMERALS[Math.floor(index / 10)] : ""}项）`,
    measure: chance.pick(MEASURES),
    unit: unitOf(chance),
    person: personOf(chance),
    day: dayOf(chance),
    law: chance.pick(LAWS),
    option: (definition, key) => chance.pick(definition.fields.find((field) => field.key === key)!.options!),
    maybe: (value, share = 0.6) => (chance.hit(share) ? value : null),
  };
}

type Writer = (words: Vocabulary, definition: LedgerDefinition) => Record<string, FieldValue>;

const problem: Writer = (w, definition) => {
  const closed = w.chance.hit(0.4);
  return {
    area: w.maybe("危险化学品"),
    kind: w.option(definition, "kind"),
    description: w.matter,
    source: w.maybe(w.option(definition, "source")),
    agency: w.maybe(w.unit),
    measure: w.measure,
    department: w.unit,
    owner: w.person,
    deadline: w.day,
    result: closed ? "已整改到位" : null,
    closed,
    closedOn: closed ? dayOf(w.chance, 6, 11) : null,
    accountability: w.maybe("已约谈", 0.2),
    remark: w.maybe(w.chance.pick(REMARKS), 0.3),
  };
};

const WRITERS: Record<string, Writer> = {
  "self-inspection": (w, definition) => {
    const found = w.chance.hit(0.7);
    return {
      item: w.option(definition, "item"),
      content: `自查第${w.index + 1}轮执法案卷`,
      found,
      ...(found && {
        description: w.matter,
        cause: w.maybe("学习不够深入"),
        measure: w.measure,
        department: w.unit,
        owner: w.person,
        deadline: w.day,
        state: w.option(definition, "state"),
      }),
      remark: w.maybe(w.chance.pick(REMARKS), 0.3),
    };
  },
  "prominent-problems": problem,
  "conduct-problems": (w, definition) => {
    const row = problem(w, definition);
    const check = (definition.checks ?? []).find(
      (one) => one.rule === "among" && one.when.equals === row.kind,
    );
    return {
      ...row,
      detail: check?.rule === "among" ? w.maybe(w.chance.pick(check.options.slice(0, -1))) : null,
    };
  },
  rectification: (w, definition) => {
    const closed = w.chance.hit(0.4);
    const finishedOn = closed || w.chance.hit(0.3) ? dayOf(w.chance, 3, 6) : null;
    return {
      problem: `WT-2023-${String(w.index + 1).padStart(3, "0")}`,
      description: w.matter,
      source: w.maybe(w.option(definition, "source")),
      foundBy: w.chance.pick(["区司法局", "市应急管理局", "本单位"]),
      type: w.option(definition, "type"),
      measure: w.measure,
      deadline: w.day,
      leader: w.maybe(w.person),
      department: w.unit,
      owner: w.person,
      progress: w.maybe("已完成文书补正"),
      finishedOn,
      acceptor: w.maybe(w.person, 0.3),
      accepted: finishedOn && w.chance.hit(0.6) ? "通过" : null,
      closed,
      closedOn: closed ? dayOf(w.chance, 7, 11) : null,
      remark: w.maybe(w.chance.pick(REMARKS), 0.3),
    };
  },
  "legal-review": (w, definition) => ({
    category: w.option(definition, "category"),
    matter: `较大数额罚款决定之${NUMERALS[w.index % 10]}${w.index}`,
    standard: w.maybe("对个人五千元以上、对单位五万元以上"),
    documents: "调查报告、证据材料、拟作决定",
    focus: "主体、权限、程序、裁量",
    basis: w.maybe(w.law),
    handler: w.maybe(w.unit),
    reviewer: w.maybe("政策法规室"),
    days: w.maybe(1 + w.chance.below(10)),
    remark: w.maybe(w.chance.pick(REMARKS), 0.3),
  }),
  discretion: (w, definition) => {
    const made = w.chance.hit(0.6);
    return {
      area: w.maybe("安全生产"),
      matter: `对未按规定培训的处理（第${w.index + 1}项）`,
      act: w.maybe(w.option(definition, "act")),
      basis: w.law,
      grades: w.maybe(1 + w.chance.below(6)),
      made,
      ...(made && {
        number: `应急发〔2022〕${w.index + 3}号`,
        maker: "区应急管理局",
        publishedOn: dayOf(w.chance, 1, 4),
        filedOn: w.maybe(dayOf(w.chance, 5, 8)),
      }),
      superior: made ? null : w.maybe("市级裁量基准"),
      remark: w.maybe(w.chance.pick(REMARKS), 0.3),
    };
  },
  "case-review": (w, definition) => {
    const part = w.option(definition, "part");
    const full = part === "基本标准" ? null : 5 + w.chance.below(10);
    return {
      file: `某公司未培训案（${w.index + 1}）`,
      part,
      item: `评查要点${NUMERALS[w.index % 10]}${w.index}`,
      full,
      standard: w.maybe("缺一项扣1分"),
      score: full === null ? null : full - w.chance.below(4) / 2,
      result: part === "基本标准" ? w.option(definition, "result") : null,
      remark: w.maybe(w.chance.pick(REMARKS), 0.3),
    };
  },
  "case-review-summary": (w, definition) => {
    const [excellent, qualified, unqualified] = [w.chance.below(9), w.chance.below(30), w.chance.below(4)];
    const kinds = definition.fields.find(({ key }) => key === "kind")!.options!;
    const total = excellent + qualified + unqualified + 1 + w.chance.below(50);
    return {
      year: 2019 + Math.floor(w.index / kinds.length),
      kind: kinds[w.index % kinds.length]!,
      total,
      due: w.maybe(Math.floor(total * 0.3)),
      excellent,
      qualified,
      unqualified,
      problems: w.maybe(w.matter),
      remark: w.maybe(w.chance.pick(REMARKS), 0.3),
    };
  },
  "normative-documents": (w, definition) => {
    const conclusion = w.option(definition, "conclusion");
    return {
      name: `某区安全管理办法之${NUMERALS[w.index % 10]}${w.index}`,
      number: `某政发〔2021〕${w.index + 1}号`,
      maker: w.option(definition, "maker"),
      drafter: w.maybe(w.unit),
      publishedOn: w.maybe(dayOf(w.chance, 1, 3), 0.8),
      effectiveOn: w.maybe(dayOf(w.chance, 4, 9)),
      validity: w.maybe("5年"),
      conclusion,
      reason: conclusion === "继续有效" ? null : "与上位法规定不一致",
      filed: w.maybe(w.chance.hit(0.5)),
      comparison: w.maybe("一致"),
      remark: w.maybe(w.chance.pick(REMARKS), 0.3),
    };
  },
  delegation: (w) => ({
    principal: "区应急管理局",
    agent: `${w.chance.pick(["东街", "河西", "北区"])}街道综合执法队${w.index + 1}`,
    nature: w.maybe("事业单位"),
    matter: w.chance.pick(["安全生产日常检查", "简易程序处罚", "烟花爆竹零售检查"]),
    powers: w.maybe("检查、责令改正"),
    basis: w.law,
    signedOn: w.maybe(dayOf(w.chance, 1, 2)),
    from: dayOf(w.chance, 1, 3),
    to: `2024-${String(1 + w.chance.below(9)).padStart(2, "0")}-15`,
    filedOn: w.maybe(dayOf(w.chance, 3, 4)),
    published: w.maybe(w.chance.hit(0.5)),
    officers: w.maybe(2 + w.chance.below(20)),
    remark: w.maybe(w.chance.pick(REMARKS), 0.3),
  }),
  "case-entry": (w) => {
    const [due, officers] = [5 + w.chance.below(90), 10 + w.chance.below(50)];
    const entered = due - w.chance.below(5);
    return {
      from: `2023-${String(w.index + 1).padStart(2, "0")}-01`,
      to: `2023-${String(w.index + 1).padStart(2, "0")}-28`,
      penalties: w.chance.below(40),
      permits: w.maybe(w.chance.below(1500)),
      coercions: w.maybe(w.chance.below(5)),
      inspections: w.maybe(w.chance.below(300)),
      due,
      entered,
      reason: entered < due ? "系统升级" : null,
      bodies: w.maybe(1 + w.chance.below(3)),
      officers,
      reviewers: w.maybe(1 + w.chance.below(9)),
      remark: w.maybe(w.chance.pick(REMARKS), 0.3),
    };
  },
  "business-environment": (w, definition) => ({
    indicator: `办理许可提速（指标${w.index + 1}）`,
    measure: w.maybe("压减材料和时限"),
    lead: w.unit,
    responsible: w.maybe("各业务室"),
    deadline: w.maybe(w.day),
    progress: "已完成流程梳理",
    figures: w.maybe("压减3个工作日"),
    difficulty: w.maybe("数据未共享", 0.3),
    next: "上线全程网办",
    state: w.maybe(w.option(definition, "state")),
    remark: w.maybe(w.chance.pick(REMARKS), 0.3),
  }),
  "monthly-summary": (w) => {
    const nil = w.chance.hit(0.2);
    const count = (below: number) => (nil ? 0 : w.chance.below(below));
    return {
      area:
        w.chance.pick(["甲市", "乙市", "丙市"]) + ["", "开发区", "新区", "高新区"][Math.floor(w.index / 9)],
      month: `2023-${String((w.index % 9) + 3).padStart(2, "0")}`,
      nil,
      inaction: count(9),
      misuse: count(5),
      irregular: count(20),
      corrected: count(20),
      complaints: count(12),
      faults: count(4),
      examples: count(3),
      systems: count(6),
      models: count(3),
      circulated: count(4),
      accountable: count(3),
      practice: w.maybe("开展交叉互查"),
      difficulty: w.maybe("人员力量不足", 0.3),
      next: w.maybe("加强培训"),
      remark: w.maybe(w.chance.pick(REMARKS), 0.3),
    };
  },
  "training-hours": (w, definition) => ({
    person: personOf(w.chance),
    certificate: `15${String(10_000 + w.index * 37)}`,
    publicHours: 10 + w.chance.below(40),
    tradeHours: 10 + w.chance.below(80) / 2,
    skillHours: w.maybe(w.chance.below(20)),
    basis: w.option(definition, "basis"),
    remark: w.maybe(w.chance.pick(REMARKS), 0.3),
  }),
  contacts: (w, definition) => ({
    unit: `${w.unit}${w.index + 1}组`,
    leader: w.maybe(w.person),
    contact: personOf(w.chance),
    post: w.maybe("科员"),
    phone: phoneOf(w.chance),
    turn: w.maybe(w.option(definition, "turn")),
    from: w.maybe(dayOf(w.chance, 1, 4)),
    to: w.maybe(dayOf(w.chance, 6, 11), 0.2),
    remark: w.maybe(w.chance.pick(REMARKS), 0.3),
  }),
  "own-inspection": (w, definition) => ({
    place: `${w.chance.pick(PLACES)}${w.index + 1}号`,
    month: `2023-${String(1 + w.chance.below(12)).padStart(2, "0")}`,
    certificate: w.maybe(`蒙安经字${String(w.index + 7).padStart(4, "0")}`),
    households: w.chance.below(60),
    fine: w.maybe(w.chance.below(50_000) / 4),
    passRate: 50 + w.chance.below(50),
    means: w.maybe([w.option(definition, "means")]),
    mended: w.maybe(w.chance.hit(0.5)),
    phone: w.maybe(phoneOf(w.chance)),
    remark: w.maybe(w.chance.pick(REMARKS), 0.3),
  }),
};
