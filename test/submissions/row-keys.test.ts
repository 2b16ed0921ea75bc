// Rows keep their keys over versions, by the form, by what they say, or by what they resemble.
import { expect, test } from "vitest";
import { LEDGERS } from "../../src/ledger/definitions/index.ts";
import { assignRowKeys } from "../../src/services/submissions/row-keys.ts";

const free = LEDGERS.find(({ code }) => code === "self-inspection")!;
const keyed = LEDGERS.find(({ code }) => code === "business-environment")!;
const row = (item: string, description: string, state: string) => ({ item, description, state, found: true });
const before = [
  { rowKey: "a", values: row("三项制度", "公示不及时", "未整改") },
  { rowKey: "b", values: row("执法案卷评查", "缺审核意见", "未整改") },
];

const cases: [string, Parameters<typeof assignRowKeys>[1], (string | "new")[]][] = [
  ["unchanged", before.map(({ values }) => ({ values })), ["a", "b"]],
  ["in another order", [...before].reverse().map(({ values }) => ({ values })), ["b", "a"]],
  ["one field changed", [{ values: row("三项制度", "公示不及时", "已完成") }], ["a"]],
  [
    "a row in front",
    [{ values: row("监督平台应用", "漏录", "整改中") }, ...before.map(({ values }) => ({ values }))],
    ["new", "a", "b"],
  ],
  ["quite another row", [{ values: { item: "业务能力培训", found: false } }], ["new"]],
  ["keys from the form", [{ rowKey: "b", values: row("业务能力培训", "学时不足", "整改中") }], ["b"]],
  [
    "a key twice",
    [
      { rowKey: "b", values: row("甲", "乙", "丙") },
      { rowKey: "b", values: row("丁", "戊", "己") },
    ],
    ["b", "new"],
  ],
  ["a key nobody knows", [{ rowKey: "fresh", values: row("甲", "乙", "丙") }], ["fresh"]],
  ["twins", [before[0]!, before[0]!].map(({ values }) => ({ values })), ["a", "new"]],
];

test.each(cases)("%s", (_name, rows, wanted) => {
  const keys = assignRowKeys(free, rows, before);
  expect(keys.map((key) => (["a", "b", "fresh"].includes(key) ? key : "new"))).toEqual(wanted);
  expect(new Set(keys).size).toBe(keys.length);
});

test("a ledger with key fields names its rows itself, in a key short enough for an index", () => {
  const [short, long] = assignRowKeys(
    keyed,
    [
      { rowKey: "办理许可|一次办", values: {} },
      { rowKey: "长".repeat(600), values: {} },
    ],
    before,
  );
  expect(short).toBe("办理许可|一次办");
  expect(long).toMatch(/^[0-9a-f]{32}$/);
});
