// Splitting, joining, dropping and restoring items, and likeness of items of two versions: a table of cases.
import { describe, expect, test } from "vitest";
import { type Acted, actOn } from "../../src/services/campaigns/acts.ts";
import { blankItem, type PlanItem } from "../../src/services/campaigns/item.ts";
import { mapItems, mergeItem } from "../../src/services/campaigns/mapping.ts";

const item = (key: string, names: string[], more: Partial<PlanItem> = {}): PlanItem => ({
  ...blankItem(key),
  what: names.join("、"),
  who: ["各业务室"],
  unitIds: ["a", "b"],
  to: "法规室",
  timing: "dated",
  dueOn: "2023-07-27",
  materials: names.map((name, index) => ({ key: String(index + 1), kind: "document", name })),
  quote: `各业务室于7月27日前将${names.join("、")}报法规室。`,
  line: Number(key),
  ...more,
});
const itemsOf = (acted: Acted): PlanItem[] => {
  if ("sentence" in acted) throw new Error(acted.sentence);
  return acted.items;
};
const seen = (items: readonly PlanItem[]) =>
  items.map(({ key, keep, what, materials }) => [
    key,
    keep,
    what,
    materials.map(({ key: own }) => own).join(),
  ]);
const none = new Set<string>();

describe("split", () => {
  test("the ticked materials become an item with the next number, the same units, day and words", () => {
    const items = [item("1", ["自查报告", "自查台账"]), item("2", ["名单"])];
    const after = itemsOf(actOn(items, { kind: "split", key: "1", materials: ["2"] }, none));
    expect(seen(after)).toEqual([
      ["1", true, "自查报告", "1"],
      ["2", true, "名单", "1"],
      ["3", true, "自查台账", "2"],
    ]);
    expect(after[2]).toMatchObject({
      unitIds: ["a", "b"],
      dueOn: "2023-07-27",
      quote: items[0]!.quote,
      splitFrom: "1",
    });
  });

  test("a single material stays with both, for another day or other units", () => {
    const after = itemsOf(actOn([item("1", ["报告"])], { kind: "split", key: "1", materials: [] }, none));
    expect(seen(after)).toEqual([
      ["1", true, "报告", "1"],
      ["2", true, "报告", "1"],
    ]);
  });
});

describe("join", () => {
  const items = [item("1", ["报告"]), item("2", ["台账"], { dueOn: "2023-08-01", unitIds: ["a"] })];
  const joined = itemsOf(actOn(items, { kind: "join", key: "1", other: "2" }, none));

  test("one item asks for both materials, the other is dropped; what differed is asked about", () => {
    expect(seen(joined)).toEqual([
      ["1", true, "报告、台账", "1,2"],
      ["2", false, "台账", "1"],
    ]);
    expect(joined[0]).toMatchObject({ dueOn: "2023-07-27", also: [{ key: "2", quote: items[1]!.quote }] });
    expect(joined[0]!.confirm.join()).toMatch(/责任单位不同.*期限不同/);
  });

  test("restoring the other takes its materials back", () => {
    const back = itemsOf(actOn(joined, { kind: "restore", key: "2" }, none));
    expect(seen(back)).toEqual([
      ["1", true, "报告", "1"],
      ["2", true, "台账", "1"],
    ]);
    expect(back[0]!.also).toEqual([]);
  });

  test.each([
    ["itself", { kind: "join", key: "1", other: "1" } as const, none, "请先选好"],
    ["nothing", { kind: "join", key: "1", other: "" } as const, none, "请先选好"],
    [
      "one with 报送任务",
      { kind: "join", key: "1", other: "2" } as const,
      new Set(["2"]),
      "第2项已生成报送任务",
    ],
    [
      "a split of one with 报送任务",
      { kind: "split", key: "1", materials: [] } as const,
      new Set(["1"]),
      "第1项已生成",
    ],
  ])("not with %s", (_name, act, locked, sentence) => {
    const acted = actOn(items, act, locked);
    expect("sentence" in acted && acted.sentence).toContain(sentence);
  });
});

test("dropping and restoring leave everything else", () => {
  const items = [item("1", ["报告"]), item("2", ["台账"])];
  const dropped = itemsOf(actOn(items, { kind: "drop", key: "1" }, new Set(["1"])));
  expect(dropped.map(({ keep }) => keep)).toEqual([false, true]);
  expect(itemsOf(actOn(dropped, { kind: "restore", key: "1" }, none))).toEqual(items);
});

describe("items of two versions", () => {
  const before = [
    item("1", ["突出问题清单"]),
    item("2", ["自查报告"]),
    item("3", ["总结报告"], {
      quote: "我局于9月18日前将总结报告报区司法局。",
      who: ["我局"],
      to: "区司法局",
    }),
  ];
  test.each<[string, PlanItem[], [number, number][]]>([
    [
      "the same",
      before,
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ],
    [
      "in another order",
      [before[2]!, before[0]!, before[1]!],
      [
        [0, 2],
        [1, 0],
        [2, 1],
      ],
    ],
    [
      "with another day",
      [item("1", ["突出问题清单"], { quote: before[0]!.quote.replace("27日", "31日") })],
      [[0, 0]],
    ],
    ["with another name, but the same words around it", [item("1", ["突出问题整治清单"])], [[0, 0]]],
    ["with other doers", [item("1", ["突出问题清单"], { who: ["执法大队"], unitIds: ["c"] })], [[0, 0]]],
    [
      "something else",
      [
        item("1", ["培训计划"], {
          quote: "执法大队每季度开展一次培训并上报计划。",
          who: ["执法大队"],
          to: null,
        }),
      ],
      [],
    ],
  ])("%s", (_name, after, pairs) => {
    expect([...mapItems(before, after)].sort(([a], [b]) => a - b)).toEqual(pairs);
  });

  test("only what the text says differently replaces what was settled", () => {
    const old = item("1", ["清单"], { timing: "undated", dueOn: null, confirm: ["没有写明期限", "报给谁"] });
    const settled = {
      ...old,
      timing: "dated" as const,
      dueOn: "2023-08-01",
      unitIds: ["a"],
      confirm: ["报给谁"],
      signOff: true,
    };
    expect(mergeItem(settled, old, { ...old, quote: "新的话" })).toEqual({ ...settled, quote: "新的话" });
    const dated = mergeItem(settled, old, {
      ...old,
      timing: "dated",
      dueOn: "2023-09-01",
      confirm: ["报给谁", "新问题"],
    });
    expect(dated).toMatchObject({
      dueOn: "2023-09-01",
      unitIds: ["a"],
      signOff: true,
      confirm: ["报给谁", "新问题"],
    });
    const more = {
      ...old,
      materials: [...old.materials, { key: "2", kind: "document" as const, name: "附表" }].reverse(),
    };
    expect(mergeItem(settled, old, more).materials.map(({ key, name }) => [key, name])).toEqual([
      ["2", "附表"],
      ["1", "清单"],
    ]);
  });
});
