// What holds for every plan: each day and recipient stands in its quote, damage invents nothing, and time grows with length.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { scrub } from "../../src/domain/scrub.ts";
import type { Draft } from "../../src/plan/draft.ts";
import { draftSchema } from "../../src/plan/draft.ts";
import { extractPlan } from "../../src/plan/extract.ts";

const folders = ["../fixtures/plans/", "../../../shared/seeds/"]
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .filter((path) => existsSync(path));
const plans = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .map((name): [string, string] => [name, readFileSync(folder + name, "utf8")]),
);
const bare = (text: string) => text.replace(/\s/g, "");
const halfWidth = (text: string) =>
  text.replace(/[\uff01-\uff5e]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) - 0xfee0));
const CHINESE = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

/** Whether the words of a quote can mean the day: its month and date, its month's end, or a word for either. */
function rests(day: string, quote: string, source: string): boolean {
  const [, month, date] = day.split("-").map(Number) as [number, number, number];
  const words = halfWidth(quote);
  const months = `(?:${month}|${CHINESE[month]!})`;
  const said = new RegExp(
    `${months}月|${month}${date}日|[-./]0?${month}[-./]|(?<!\\d)${month}[./]${date}|年[底末]|季度|半年|月[底末]|[今明后][日天晚早]`,
  );
  return said.test(words) || (/阶段/.test(source) && /制定|建立|形成|梳理/.test(words));
}

function invented(draft: Draft, source: string): string[] {
  const scrubbed = halfWidth(bare(scrub(source).text));
  const wrong: string[] = [];
  for (const { quote } of [...draft.phases, ...draft.obligations])
    if (!scrubbed.includes(halfWidth(bare(quote)))) wrong.push(`原文没有:${quote}`);
  for (const one of draft.obligations) {
    // A day that the text corrects later stands in the correcting sentence.
    if (one.due !== null && !rests(one.due, one.quote, source) && !one.confirm.join().includes("原文后文"))
      wrong.push(`${one.due}:${one.quote}`);
    if (one.to !== null && one.to !== "逐级上报" && !scrubbed.includes(halfWidth(one.to)))
      wrong.push(`${one.to}:${one.quote}`);
  }
  return wrong;
}

describe.each(plans)("%s", (_name, text) => {
  it("rests on its words, each time set once or asked", () => {
    for (const issuedOn of [undefined, "2024-03-10"]) {
      const draft = draftSchema.parse(extractPlan(text, issuedOn === undefined ? {} : { issuedOn }));
      expect(invented(draft, text)).toEqual([]);
      for (const one of draft.obligations) {
        const set = [one.due, one.recurrence, one.trigger].filter((value) => value !== null);
        expect(set.length).toBeLessThanOrEqual(1);
        if (set.length === 0) expect(one.confirm.length).toBeGreaterThan(0);
      }
    }
  });
});

/** The same numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const DAMAGE: [string, (text: string, random: () => number) => string][] = [
  ["dropped characters", (text, random) => [...text].filter(() => random() > 0.01).join("")],
  [
    "swapped brackets",
    (text, random) =>
      text
        .replace(/[（(]/g, () => (random() < 0.5 ? "（" : "("))
        .replace(/[）)]/g, () => (random() < 0.5 ? "）" : ")")),
  ],
  ["joined lines", (text, random) => text.replace(/\n/g, () => (random() < 0.3 ? "" : "\n"))],
  [
    "broken lines",
    (text, random) => text.replace(/[一-龥]/g, (unit) => (random() < 0.01 ? `${unit}\n` : unit)),
  ],
  ["lost date words", (text, random) => text.replace(/[年月日]/g, (unit) => (random() < 0.1 ? "" : unit))],
];

describe.each(DAMAGE.map(([name, damage], kind) => [name, damage, kind] as const))(
  "%s",
  (_name, damage, kind) => {
    it("never crash and never invent", () => {
      for (const [order, [, text]] of plans.entries()) {
        // Every plan is damaged in two of the five ways; all of them cost too long.
        if ((order + kind) % DAMAGE.length > 1) continue;
        const damaged = damage(text, randomFrom(order + 7));
        const draft = draftSchema.parse(extractPlan(damaged, { issuedOn: "2024-03-10" }));
        expect(invented(draft, damaged)).toEqual([]);
      }
    });
  },
);

// What a hostile text repeats: a pattern that looks back and forth over it would run past the limit that every test has.
describe("a text that says one thing again and again", () => {
  it.each([
    ["各", 3000],
    ["报", 3000],
    ["7月", 1000],
    ["（", 3000],
    ["《", 3000],
    ["将甲乙丙，", 1250],
    ["附件1、", 1500],
    ["于1月1日前、", 1000],
    ["各镇、街道、", 1000],
    ["1\t甲\t乙\n", 1000],
    ["1)\n", 2000],
    ["序号\n", 1500],
    ["第一阶段（", 1250],
    ["6月、", 1000],
    ["收到通知后", 1250],
    ["2024", 1500],
    ["的，", 2500],
    ["甲局、", 1500],
    ["以下简称“某办”", 500],
    ["7.1-8.1", 750],
    ["联系人：某某，", 600],
    ["任务 |\n", 1250],
    ["率100%", 1250],
    ["〔甲局牵头，", 1000],
  ])("%s is read to its end", (piece, times) => {
    expect(draftSchema.parse(extractPlan(piece.repeat(times)))).toBeDefined();
  });
});
