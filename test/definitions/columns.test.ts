// What a coordinator may do to the columns of a ledger, as tables: what is refused and in which words, what a change comes to.
import { describe, expect, it } from "vitest";
import { findLedger, LEDGERS } from "../../src/ledger/definitions/index.ts";
import { formatField } from "../../src/ledger/kinds.ts";
import { validateRows } from "../../src/ledger/validate.ts";
import { defineTyped } from "../../src/services/definitions/columns.ts";
import { groundOf, mergeTyped } from "../../src/services/definitions/save.ts";
import {
  BLANK_COLUMN,
  type TypedColumn,
  type TypedLedger,
  typedOf,
} from "../../src/services/definitions/typed.ts";
import { BUILT_IN, overlay, widen } from "../../src/services/definitions.ts";

const prominent = findLedger("prominent-problems")!;
const ground = groundOf(BUILT_IN, { code: prominent.code, after: null });
const blank = groundOf(BUILT_IN, { code: null, after: null });

const column = (label: string, more: Partial<TypedColumn> = {}): TypedColumn => ({
  ...BLANK_COLUMN,
  label,
  ...more,
});
const ledger = (columns: TypedColumn[], title = "燃气安全检查台账"): TypedLedger => ({
  title,
  level: "一般",
  nil: "plain",
  columns,
});
/** The built-in ledger with one column changed, or gone where `change` is null. */
const changed = (label: string, change: Partial<TypedColumn> | null): TypedLedger => {
  const typed = typedOf(prominent);
  const columns = typed.columns.flatMap((one) =>
    one.label !== label ? [one] : change ? [{ ...one, ...change }] : [],
  );
  return { ...typed, columns };
};

describe("what is refused is said by field", () => {
  const two = [column("检查对象"), column("检查日期", { kind: "date" })];
  it.each<[string, TypedLedger, string, RegExp]>([
    ["no title", ledger(two, " "), "title", /请写明台账的名称/],
    ["a long title", ledger(two, "长".repeat(61)), "title", /最多60字，现在61字/],
    ["another ledger's title", ledger(two, prominent.title), "title", /已有一本《.+》，请换一个名称/],
    ["no column", ledger([]), "title", /至少要有一栏/],
    ["too many columns", ledger(Array.from({ length: 61 }, (_, i) => column(`栏${i}`))), "title", /最多60栏/],
    ["a column without a name", ledger([...two, column(" ")]), "c2.label", /第3栏还没有名称/],
    ["two alike", ledger([...two, column("检查 对象")]), "c2.label", /和第1栏同名/],
    ["a long name", ledger([column("长".repeat(31))]), "c0.label", /最多30字，现在31字/],
    ["a long hint", ledger([column("备注", { hint: "长".repeat(81) })]), "c0.hint", /最多80字/],
    [
      "a choice of one",
      ledger([column("结果", { kind: "choice", options: "好\n好" })]),
      "c0.options",
      /“结果”是选择栏，请写至少两个选项/,
    ],
  ])("%s", (_, typed, field, sentence) => {
    const { faults } = defineTyped(typed, blank);
    expect(faults).toEqual([{ field, sentence: expect.stringMatching(sentence) }]);
  });

  const numbers = [column("应录入", { kind: "integer" }), column("已录入", { kind: "integer" })];
  const worked = (formula: string) => ledger([...numbers, column("录入率", { kind: "computed", formula })]);
  it.each<[string, TypedLedger, string, RegExp]>([
    ["no formula", worked(" "), "c2.formula", /“录入率”：请写明怎么算，例如：甲＋乙/],
    ["one column", worked("已录入"), "c2.formula", /至少要用两栏/],
    ["an unknown name", worked("已录÷应录入"), "c2.formula", /没有看懂“已录÷应录入”.*应录入、已录入/],
    ["two signs", worked("已录入＋应录入－已录入"), "c2.formula", /加、减、除请分开写/],
    ["three parts of a ratio", worked("已录入÷应录入÷已录入"), "c2.formula", /比例只能是一栏除以另一栏/],
    [
      "columns that come later",
      ledger([column("录入率", { kind: "computed", formula: "已录入÷应录入" }), ...numbers]),
      "c0.formula",
      /前面还没有数字栏/,
    ],
    [
      "a key left blank",
      ledger([column("编号", { identifies: true })]),
      "c0.identifies",
      /请同时勾选“必须填写”/,
    ],
    [
      "a file as key",
      ledger([column("佐证", { kind: "file", identifies: true, required: true })]),
      "c0.identifies",
      /不能用来认出同一条/,
    ],
  ])("worked out or identifying: %s", (_, typed, field, sentence) => {
    expect(defineTyped(typed, blank).faults).toEqual([{ field, sentence: expect.stringMatching(sentence) }]);
  });

  it.each<[string, TypedLedger, string, RegExp]>([
    [
      "how problems are known again",
      changed("责任人", { identifies: true }),
      "c7.identifies",
      /登记为问题，怎么认出同一条不能改/,
    ],
    [
      "a column by which problems are followed",
      changed("责任人", null),
      "title",
      /“责任人”用于登记和跟踪问题，不能删去/,
    ],
    [
      "its kind",
      changed("责任人", { kind: "integer" }),
      "c7.kind",
      /“责任人”用于登记和跟踪问题，不能改成这种填法/,
    ],
    [
      "a 销号 that is no yes or no any more",
      changed("是否销号", { kind: "text" }),
      "c10.kind",
      /不能改成这种填法/,
    ],
  ])("of a built-in ledger: %s", (_, typed, field, sentence) => {
    expect(defineTyped(typed, ground).faults).toEqual([{ field, sentence: expect.stringMatching(sentence) }]);
  });

  it("an option that a rule names stays, the others may go", () => {
    const rectification = findLedger("self-inspection")!;
    const at = groundOf(BUILT_IN, { code: rectification.code, after: null });
    const used = rectification.fields.find(({ kind, key }) => kind === "choice" && key === "state")!;
    const typed = typedOf(rectification);
    const columns = typed.columns.map((one) => (one.key === used.key ? { ...one, options: "甲\n乙" } : one));
    const { faults } = defineTyped({ ...typed, columns }, at);
    expect(faults.map(({ sentence }) => sentence).join()).toMatch(/选项“.+”有核对规则要用，请保留/);
  });
});

describe("what a change comes to", () => {
  it.each(LEDGERS.map((one) => [one.title, one] as const))("%s unchanged is itself", (_, one) => {
    const at = groundOf(BUILT_IN, { code: one.code, after: null });
    const { definition } = defineTyped(typedOf(one), at);
    expect(definition).toEqual({ ...one, version: one.version + 1 });
  });

  it("a new name keeps the key, and the old name is still read", () => {
    const { definition } = defineTyped(changed("责任部门", { label: "牵头部门" }), ground);
    const field = definition!.fields.find(({ label }) => label === "牵头部门")!;
    expect(field).toMatchObject({ key: "department", given: true });
    expect(field.aliases).toContain("责任部门");
  });

  it("another kind of value is another column", () => {
    const { definition } = defineTyped(changed("追责情况", { kind: "integer" }), ground);
    const field = definition!.fields.find(({ label }) => label === "追责情况")!;
    expect(field).toMatchObject({ key: "own1", kind: "integer", summarise: "sum" });
    expect(defineTyped(changed("追责情况", { kind: "longText" }), ground).definition!.fields).toContainEqual(
      expect.objectContaining({ key: "accountability", kind: "longText" }),
    );
  });

  it("columns are worked out from others by their names, and rows are known again by the key", () => {
    const typed = ledger([
      column("编号", { identifies: true, required: true }),
      column("处罚数", { kind: "integer" }),
      column("许可数", { kind: "integer" }),
      column("撤销数", { kind: "integer", feeds: "reviewers" }),
      column("办理数", { kind: "computed", formula: "处罚数 + 许可数", feeds: "officers" }),
      column("有效数", { kind: "computed", formula: "办理数减撤销数" }),
      column("处罚占比", { kind: "computed", formula: "处罚数/办理数", feeds: "due" }),
    ]);
    const { definition } = defineTyped(typed, blank);
    expect(definition).toMatchObject({
      key: ["own1"],
      fields: [
        { key: "own1", required: true },
        { key: "own2" },
        { key: "own3" },
        { key: "own4", feeds: "reviewers" },
        { compute: { op: "sum", of: ["own2", "own3"] }, summarise: "sum", feeds: "officers" },
        { compute: { op: "difference", of: "own5", less: ["own4"] }, summarise: "sum" },
        { compute: { op: "ratio", of: "own2", per: "own5" }, summarise: "rate" },
      ],
    });
    expect(definition!.fields[6]).not.toHaveProperty("feeds");
    expect(typedOf(definition!).columns.map(({ formula }) => formula)).toEqual([
      "",
      "",
      "",
      "",
      "处罚数＋许可数",
      "办理数－撤销数",
      "处罚数÷办理数",
    ]);
    const entries = [{ values: { own1: "甲", own2: "3", own3: "1", own4: "1" } }];
    const { rows } = validateRows(definition!, entries, { baseYear: 2023 });
    expect(rows).toMatchObject([{ rowKey: "甲", values: { own5: 4, own6: 3, own7: 75 } }]);
    const none = [{ values: { own1: "乙", own2: "0", own3: "0" } }];
    const [row] = validateRows(definition!, none, { baseYear: 2023 }).rows;
    expect(formatField(definition!.fields[6]!, row!.values.own7)).toBe("—");
    // A formula follows its columns' new names; the key can be given up.
    const renamed = typedOf(definition!).columns.map((one) => ({ ...one, identifies: false }));
    const next = {
      ...ledger([]),
      columns: renamed.map((one) => (one.key === "own2" ? { ...one, label: "罚案数" } : one)),
    };
    const columns = next.columns.map((one) => ({ ...one, formula: one.formula.replace("处罚数", "罚案数") }));
    const at = groundOf(overlay([definition!]), { code: "own-1", after: null });
    const later = defineTyped({ ...next, columns }, at).definition!;
    expect(later.fields[4]).toMatchObject({ compute: { op: "sum", of: ["own2", "own3"] } });
    expect(later).not.toHaveProperty("key");
  });

  it("rules on a column that is gone go with it", () => {
    const typed = typedOf(findLedger("business-environment")!);
    const at = groundOf(BUILT_IN, { code: "business-environment", after: null });
    for (const { key } of typed.columns) {
      const columns = typed.columns.filter((one) => one.key !== key);
      const { definition, faults } = defineTyped({ ...typed, columns }, at);
      // Either it may go, and what is left is whole, or it is said why not.
      expect(definition ? definition.fields.length : faults[0]!.sentence).toEqual(
        definition ? typed.columns.length - 1 : expect.stringMatching(/不能删去/),
      );
    }
  });

  it("a key that a column had once is never another one's", () => {
    const made = (columns: TypedColumn[], version: number, earlier: ReturnType<typeof overlay>) =>
      defineTyped(ledger(columns), {
        ...groundOf(earlier, { code: version === 1 ? null : "own-1", after: null }),
        version,
      }).definition!;
    const first = made([column("甲"), column("乙")], 1, BUILT_IN);
    expect(first).toMatchObject({ code: "own-1", fields: [{ key: "own1" }, { key: "own2" }] });
    const second = made([column("甲", { key: "own1" })], 2, overlay([first]));
    const third = made([column("甲", { key: "own1" }), column("丙")], 3, overlay([first, second]));
    expect(third.fields.map(({ key }) => key)).toEqual(["own1", "own3"]);
    const known = overlay([first, second, third]);
    expect(known.find("own-1")).toBe(third);
    expect(known.at("own-1", 1)).toBe(first);
    expect(widen(third, [first]).fields.map(({ label }) => label)).toEqual(["甲", "丙", "乙"]);
  });
});

describe("two people change one ledger", () => {
  const opened = ledger([column("甲", { key: "a" }), column("乙", { key: "b" }), column("丙", { key: "c" })]);
  const edit = (change: (columns: TypedColumn[]) => TypedColumn[]) => ({
    ...opened,
    columns: change([...opened.columns]),
  });
  const labels = (typed: TypedLedger) => typed.columns.map(({ label }) => label);
  const rename = (key: string, label: string) => (columns: TypedColumn[]) =>
    columns.map((one) => (one.key === key ? { ...one, label } : one));

  it.each<[string, TypedLedger, TypedLedger, string[], string[]]>([
    ["different columns", edit(rename("a", "甲一")), edit(rename("b", "乙一")), ["甲一", "乙一", "丙"], []],
    ["the same column", edit(rename("a", "甲一")), edit(rename("a", "甲二")), ["甲二", "乙", "丙"], ["甲二"]],
    [
      "both add one",
      edit((all) => [...all, column("丁", { key: "d" })]),
      edit((all) => [...all, column("戊")]),
      ["甲", "乙", "丙", "丁", "戊"],
      [],
    ],
    ["one removes", edit((all) => all.slice(1)), edit(rename("b", "乙一")), ["乙一", "丙"], []],
    ["the other removes", edit(rename("b", "乙一")), edit((all) => all.slice(1)), ["乙一", "丙"], []],
    [
      "one removes what the other changes",
      edit((all) => all.slice(1)),
      edit(rename("a", "甲一")),
      ["甲一", "乙", "丙"],
      ["甲一"],
    ],
  ])("%s", (_, theirs, mine, expected, both) => {
    const merged = mergeTyped(opened, theirs, mine);
    expect(labels(merged.typed)).toEqual(expected);
    expect(merged.both).toEqual(both);
  });
});
