// Plans of invented bureaus, each beside what a careful colleague would take out of it; prints recall, precision and what was invented.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { draftSchema } from "../../src/plan/draft.ts";
import { extractPlan } from "../../src/plan/extract.ts";
import { readPlan } from "../../src/plan/read.ts";
import { compareDraft, expectedSchema } from "./support/expected.ts";

const FOLDER = fileURLToPath(new URL("../fixtures/plans/", import.meta.url));
const names = readdirSync(FOLDER)
  .filter((name) => !name.endsWith(".json"))
  .sort();
const total = { facts: 0, met: 0, items: 0, surplus: 0 };

afterAll(() => {
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)}%`;
  console.log(
    `${names.length}份方案:召回${share(total.met, total.facts)}(${total.met}/${total.facts}),` +
      `准确${share(total.items - total.surplus, total.items)}(${total.items}项),多出${total.surplus}项`,
  );
});

describe.each(names)("%s", (name) => {
  const wanted = readFileSync(FOLDER + name.replace(/\.\w+$/, ".json"), "utf8");
  const expected = expectedSchema.parse(JSON.parse(wanted));

  it("holds every fact and nothing else", async () => {
    const read = await readPlan(readFileSync(FOLDER + name), name);
    const draft = draftSchema.parse(extractPlan("text" in read ? read.text : ""));
    const { facts, items, surplus } = compareDraft(draft, expected);
    const missed = facts.filter(({ met }) => !met);
    total.facts += facts.length;
    total.met += facts.length - missed.length;
    total.items += items;
    total.surplus += surplus.length;
    expect(missed.map(({ name: fact, got }) => `${fact} ← ${got}`)).toEqual([]);
    expect(surplus).toEqual([]);
  });
});
