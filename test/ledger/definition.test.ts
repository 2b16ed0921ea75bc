// Definitions: their own rules, the built-in ledgers, and which ledger an attachment's title means.
import { describe, expect, it } from "vitest";
import { defineLedger, type LedgerDefinition, readDefinition } from "../../src/ledger/definition.ts";
import { findLedger, LEDGERS, matchLedger, NIL_INSPECTION } from "../../src/ledger/definitions/index.ts";

const minimal: LedgerDefinition = {
  code: "site-check",
  title: "点位检查台账",
  version: 1,
  level: "一般",
  nil: "plain",
  fields: [
    { key: "site", kind: "text", label: "点位", required: true },
    { key: "count", kind: "integer", label: "隐患数", summarise: "sum" },
  ],
};

describe("defineLedger", () => {
  it("returns a sound definition unchanged", () => {
    expect(defineLedger(minimal)).toEqual(minimal);
  });

  const field = (change: object) => ({ ...minimal, fields: [{ ...minimal.fields[0], ...change }] });
  it.each([
    ["a key twice", { ...minimal, fields: [minimal.fields[0], minimal.fields[0]] }, /site is there twice/],
    [
      "an alias that is another label",
      { ...minimal, fields: [{ ...minimal.fields[0], aliases: ["隐患数"] }, minimal.fields[1]] },
      /隐患数 is there twice/,
    ],
    ["a choice without options", field({ kind: "choice" }), /options belong to choices/],
    ["options on text", field({ options: ["甲", "乙"] }), /options belong to choices/],
    ["a sum of text", field({ summarise: "sum" }), /only numbers can be summed/],
    ["a key field that is not there", { ...minimal, key: ["place"] }, /no field place/],
    ["a condition on nothing", field({ requiredWhen: { field: "ghost", equals: true } }), /no field ghost/],
    ["a computed field without a rule", field({ kind: "computed", required: false }), /compute belongs/],
    [
      "a required computed field",
      field({ kind: "computed", compute: { op: "sum", of: ["site"] } }),
      /cannot be required/,
    ],
    [
      "a comparison that is summed",
      field({
        kind: "computed",
        required: false,
        summarise: "sum",
        compute: { op: "meets", cases: [{ basis: "不少于1", all: [{ of: ["count"], atLeast: 1 }] }] },
      }),
      /only numbers can be summed/,
    ],
    [
      "a column computed before its parts",
      {
        ...minimal,
        fields: [
          ...minimal.fields,
          { key: "rate", kind: "computed", label: "率", compute: { op: "ratio", of: "all", per: "count" } },
          { key: "all", kind: "computed", label: "总", compute: { op: "sum", of: ["count"] } },
        ],
      },
      /rate: all is computed after it/,
    ],
    [
      "a sentence about nothing",
      { ...minimal, checks: [{ rule: "atMost", field: "count", than: 9, sentence: "多于{most}个" }] },
      /no field most/,
    ],
    [
      "a part that is no option",
      {
        ...minimal,
        split: { field: "site", parts: ["甲", "乙"].map((value) => ({ value, title: `${value}表` })) },
      },
      /甲 is no option of site/,
    ],
    ["text that refers to something", field({ refersTo: "problem" }), /only references refer/],
    ["an unknown property", { ...minimal, colour: "red" }, /colour/],
    ["a day that does not exist", field({ kind: "date", notAfter: "2023-02-30" }), /notAfter/],
  ])("names %s", (_what, data, fault) => {
    expect(readDefinition(data).faults.join("\n")).toMatch(fault);
  });

  it("survives storage as JSON", () => {
    for (const ledger of LEDGERS)
      expect(readDefinition(JSON.parse(JSON.stringify(ledger))).definition).toEqual(ledger);
  });
});

describe("the built-in ledgers", () => {
  it("are found by code", () => {
    expect(LEDGERS.map((ledger) => findLedger(ledger.code))).toEqual(LEDGERS);
    expect(findLedger("nil-inspection")).toBe(NIL_INSPECTION);
    expect(findLedger("nothing")).toBeNull();
  });

  it("keep prominent problems behind a login and inspect before they report nothing", () => {
    expect(findLedger("prominent-problems")).toMatchObject({ level: "敏感", nil: "inspected" });
    expect(findLedger("self-inspection")).toMatchObject({ level: "一般", nil: "inspected" });
    expect(findLedger("business-environment")).toMatchObject({ level: "一般", nil: "plain" });
  });
});

describe("matchLedger", () => {
  it.each([
    ["行政执法部门自查自纠台账", "self-inspection"],
    ["《行政执法部门自查自纠台账》", "self-inspection"],
    ["附件10：行政执法部门自查自纠台账", "self-inspection"],
    ["营商环境工作 台账", "business-environment"],
    ["", null],
  ])("%s → %s", (name, code) => {
    expect(matchLedger(name)?.code ?? null).toBe(code);
  });

  it("does not choose between two that match alike", () => {
    const twins = [1, 2].map((n) => ({
      ...minimal,
      code: `twin-${n}`,
      title: `甲${n}`,
      matches: ["隐患 台账"],
    }));
    expect(matchLedger("隐患排查台账", twins)).toBeNull();
    expect(matchLedger("隐患排查台账", twins.slice(1))?.code).toBe("twin-2");
  });
});
