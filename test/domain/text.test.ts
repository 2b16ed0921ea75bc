// One form of a name, cutting by bytes, and the nearest words.

import { describe, expect, test } from "vitest";
import {
  byteLength,
  editDistance,
  nearest,
  normaliseName,
  toHalfWidth,
  truncateBytes,
} from "../../src/domain/text.ts";

test.each([
  ["／报送　２", "/报送 2"],
  ["ＡＢｃ！～", "ABc!~"],
  ["附件（１０）", "附件(10)"],
  ["「通报」，。", "「通报」,。"],
])("%s half-width is %s", (text, expected) => expect(toHalfWidth(text)).toBe(expected));

test.each([
  ["政策法规 宣传和规划科技室", "政策法规宣传和规划科技室"],
  ["　区应急管理局\n", "区应急管理局"],
  ["区〈司法局〉", "区司法局"],
  ["《综合协调室》", "综合协调室"],
  ["市场监督管理局（大武口区分局）", "市场监督管理局(大武口区分局)"],
  ["执法\u200b大队", "执法大队"],
  ["１２３４５Ａ", "12345a"],
])("the name %j is compared as %s", (name, expected) => expect(normaliseName(name)).toBe(expected));

test("brackets tell units apart", () => {
  expect(normaliseName("市场监管局(东胜分局)")).not.toBe(normaliseName("市场监管局"));
});

describe("cutting by bytes", () => {
  const rest = (count: number) => `…还有${count}字`;

  test.each([
    ["报送", 6, "报送"],
    ["", 0, ""],
    ["各单位报送情况如下请查收", 24, "各单位…还有9字"],
    ["ab报送情况如下请查收各位", 20, "ab报…还有10字"],
    ["报送情况", 11, "报送情"],
    ["😀😀😀😀😀😀", 21, "😀😀…还有4字"],
  ])("%s in %i bytes is %s", (text, maxBytes, expected) => {
    expect(truncateBytes(text, maxBytes, rest)).toBe(expected);
  });

  test("for every limit the result fits, is whole characters, and counts what is left out", () => {
    const text = "甲a😀乙bc丙丁d戊己庚辛壬癸子丑寅卯辰巳";
    const all = Array.from(text);
    for (let limit = 0; limit <= byteLength(text) + 1; limit++) {
      const cut = truncateBytes(text, limit, rest);
      expect(byteLength(cut)).toBeLessThanOrEqual(limit);
      expect(cut).not.toContain("\ufffd");
      const named = /…还有(\d+)字$/.exec(cut);
      const kept = cut.replace(/…还有\d+字$/, "");
      expect(text.startsWith(kept)).toBe(true);
      if (named) expect(Array.from(kept).length + Number(named[1])).toBe(all.length);
      if (!named && limit >= byteLength(rest(all.length))) expect(cut).toBe(text);
    }
  });

  test("nothing more would have fitted", () => {
    const text = "报".repeat(200);
    const cut = truncateBytes(text, 100, rest);
    const kept = Array.from(cut.replace(/…还有\d+字$/, "")).length;
    expect(byteLength("报".repeat(kept + 1) + rest(200 - kept - 1))).toBeGreaterThan(100);
  });
});

test.each([
  ["报送", "报送", 0],
  ["报表", "报送", 1],
  ["", "帮助", 2],
  ["零报", "零报告", 1],
  ["告报零", "零报告", 2],
  ["😀", "笑", 1],
])("%j is %j by %i changes", (left, right, distance) => {
  expect(editDistance(left, right)).toBe(distance);
  expect(editDistance(right, left)).toBe(distance);
});

describe("the nearest words", () => {
  const commands =
    "帮助 绑定 收到 我的 报送 零报告 改报 延期 进度 台账 催办 审核 退回 整改 销号 导出 通报 会商".split(" ");
  test.each([
    ["报表", "报送"],
    ["零报", "零报告"],
    ["催一下", "催办"],
    ["上报材料", "报送"],
    ["请会商一下", "会商"],
    ["台 帐", "台账"],
  ])("%s: first %s", (word, first) => {
    const found = nearest(word, commands, 3);
    expect(found).toHaveLength(3);
    expect(found[0]).toBe(first);
  });

  test("of two equally far, the one that shares characters comes first", () => {
    expect(nearest("度进", ["帮助", "进度"], 1)).toEqual(["进度"]);
  });

  test("always as many as asked for, or all there are", () => {
    expect(nearest("xyz", commands, 3)).toHaveLength(3);
    expect(nearest("报", ["报送", "改报"], 3)).toEqual(["报送", "改报"]);
  });
});
