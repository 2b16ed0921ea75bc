// Summaries and form models: figures by definition, 「—」 where nothing can be divided, controls as neutral data.
import { expect, it } from "vitest";
import { findLedger } from "../../src/ledger/definitions/index.ts";
import { formModel } from "../../src/ledger/form.ts";
import { summarise } from "../../src/ledger/summary.ts";

const cases = findLedger("case-entry")!;
const prominent = findLedger("prominent-problems")!;
const self = findLedger("self-inspection")!;
const texts = (summary: ReturnType<typeof summarise>) =>
  Object.fromEntries(summary.facts.map((fact) => [fact.field, fact.text]));

it("sums numbers and divides sums, not rates", () => {
  const summary = summarise(cases, [
    { unit: "甲", values: { penalties: 0.1, due: 10, entered: 10, rate: 100 } },
    { unit: "乙", values: { penalties: 0.2, due: 30, entered: 20, rate: 66.7 } },
    { unit: "乙", values: { penalties: null, due: null, entered: 500, rate: null } },
  ]);
  expect(summary).toMatchObject({ rows: 3, units: 2 });
  expect(texts(summary)).toMatchObject({ penalties: "0.3", due: "40", rate: "75%" });
});

it("shows 「—」 for a rate of nothing", () => {
  const summary = summarise(cases, [{ values: { due: 0, entered: 0 } }]);
  expect(summary.facts.find((fact) => fact.field === "rate")).toMatchObject({ value: null, text: "—" });
  expect(texts(summarise(prominent, []))).toEqual({ kind: "—", source: "—", closed: "—" });
});

it("counts by option and the share of yes", () => {
  const rows = [
    { values: { kind: "不作为", closed: true } },
    { values: { kind: "不作为", closed: false } },
    { values: { kind: "不规范", closed: null } },
  ];
  const summary = summarise(prominent, rows);
  expect(texts(summary)).toMatchObject({ kind: "不规范1、不作为2", closed: "50%" });
  expect(summary.facts[0]!.options).toContainEqual({ option: "不文明", count: 0 });
});

it("counts a yes and not a no", () => {
  const rows = [{ values: { found: true } }, { values: { found: false } }, { values: { found: null } }];
  expect(texts(summarise(self, rows)).found).toBe("1");
});

it("models a form as data, keeping what was typed even when it was refused", () => {
  const form = formModel(self, { values: { found: true }, raw: { deadline: "7月32日" } });
  const field = (name: string) => form.fields.find((candidate) => candidate.name === name);
  expect(field("found")).toMatchObject({ control: "select", options: ["是", "否"], value: "是", hint: "" });
  expect(field("deadline")).toMatchObject({
    control: "date",
    precision: "day",
    value: "7月32日",
    required: false,
    requiredWhen: { field: "found", equals: true },
  });
  expect(field("description")).toMatchObject({ control: "textarea", maxLength: 1000 });
  expect(formModel(prominent).sensitive).toBe(true);
  expect(JSON.parse(JSON.stringify(form))).toEqual(form);
});
