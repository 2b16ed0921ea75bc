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
    `${months}月|${month}${date}日|[-./]0?${month}[-./]|(?<!\\d)${month}\\.${date}|年[底末]|季度|半年|月[底末]|[今明后][日天晚早]`,
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

describe.each(DAMAGE)("%s", (_name, damage) => {
  it("never crash and never invent", () => {
    for (const [order, [, text]] of plans.entries()) {
      const damaged = damage(text, randomFrom(order + 7));
      const draft = draftSchema.parse(extractPlan(damaged, { issuedOn: "2024-03-10" }));
      expect(invented(draft, damaged)).toEqual([]);
    }
  });
});

describe("time", () => {
  const spent = (text: string) => {
    const before = performance.now();
    extractPlan(text);
    return performance.now() - before;
  };
  const long = (times: number) =>
    plans
      .map(([, text]) => text)
      .join("\n")
      .repeat(times);

  it("stays under 300 ms for each plan and grows no faster than length", () => {
    for (const [, text] of plans) spent(text);
    for (const [, text] of plans) expect(spent(text)).toBeLessThan(900);
    const [once, fourfold] = [spent(long(1)), spent(long(4))];
    expect(fourfold).toBeLessThan(once * 12 + 500);
  });

  it.each([
    ["各", 30_000],
    ["报", 30_000],
    ["7月", 8_000],
    ["（", 30_000],
    ["《", 30_000],
    ["将甲乙丙，", 12_000],
    ["附件1、", 15_000],
    ["于1月1日前、", 9_000],
    ["各镇、街道、", 10_000],
    ["1\t甲\t乙\n", 10_000],
    ["1)\n", 20_000],
    ["序号\n", 15_000],
    ["第一阶段（", 12_000],
    ["6月、", 8_000],
    ["收到通知后", 12_000],
    ["2024", 15_000],
  ])("%s again and again costs seconds, not minutes", (piece, times) => {
    expect(spent(piece.repeat(times))).toBeLessThan(8000);
  });
});
