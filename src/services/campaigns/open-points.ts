// What of an item is still open: each point a Chinese sentence, and whether it keeps the item from being published.
import type { Day } from "../../domain/day.ts";
import { checkRecurrence } from "../../domain/recurrence.ts";
import type { PlanItem } from "./item.ts";

/** What a point is about; the page puts it beside that field. */
export type Topic =
  | "who"
  | "due"
  | "window"
  | "to"
  | "preparer"
  | "cumulative"
  | "materials"
  | "past"
  | "other";

/** One open point. A blocking one leaves the matter without 报送任务 until it is settled. */
export interface OpenPoint {
  topic: Topic;
  sentence: string;
  blocks: boolean;
}

// In this order, since 「没有写明由哪个科室承办」 is about who prepares and not about who owes.
const TOPICS: readonly [Topic, RegExp][] = [
  ["past", /印发时已过/],
  ["preparer", /承办|由谁汇总/],
  ["who", /由谁办理|主送单位|责任单位/],
  ["to", /报给谁|接收单位/],
  ["cumulative", /当期数|累计数/],
  ["window", /从何时起|到何时止/],
  ["materials", /什么材料|哪些材料/],
  ["due", /期限|几号|截止|日期|年份|周几|多久|早于|统计日|次年/],
];

/** What one of the extractor's sentences is about. */
export function topicOf(sentence: string): Topic {
  return TOPICS.find(([, pattern]) => pattern.test(sentence))?.[0] ?? "other";
}

function unitPoint(item: PlanItem): OpenPoint | null {
  const names = item.unmatched.map((name) => `「${name}」`).join("");
  if (item.unitIds.length === 0) {
    const sentence = names
      ? `原文写${names}，不在本单位名单里，请勾选责任单位`
      : "没有写明由谁办理，请勾选责任单位";
    return { topic: "who", sentence, blocks: true };
  }
  return names
    ? { topic: "who", sentence: `原文还写了${names}，不在本单位名单里，请核对责任单位`, blocks: false }
    : null;
}

function timePoint(item: PlanItem): OpenPoint | null {
  const said = item.confirm.filter((sentence) => topicOf(sentence) === "due").join("；") || null;
  if (item.timing === "undated") {
    return { topic: "due", sentence: said ?? "没有写明期限，请确定日期、周期或触发条件", blocks: true };
  }
  if (item.timing !== "recurring") return null;
  const wrong = checkRecurrence(item.recurrence ?? "");
  if (wrong) return { topic: "due", sentence: said ?? wrong, blocks: true };
  return item.windowFrom && item.windowTo
    ? null
    : { topic: "window", sentence: "从何时起、到何时止没有写明，请确定", blocks: true };
}

/** Everything that is open about an item, what blocks first. */
export function openPointsOf(item: PlanItem): OpenPoint[] {
  const states = [unitPoint(item), timePoint(item)].filter((point) => point !== null);
  const told = new Set(states.map(({ sentence }) => sentence));
  const blocked = new Set(states.filter(({ blocks }) => blocks).map(({ topic }) => topic));
  const remarks = item.confirm
    .map((sentence) => ({ topic: topicOf(sentence), sentence, blocks: false }))
    // Past days are shown as 印发时已过, and a blocking point already asks what a remark on its topic would.
    .filter(({ topic, sentence }) => topic !== "past" && !told.has(sentence) && !blocked.has(topic));
  return [...states, ...remarks].sort((a, b) => Number(b.blocks) - Number(a.blocks));
}

/** Whether publishing can make 报送任务 of it now; an event-triggered one gets them when it is triggered. */
export function isReady(item: PlanItem): boolean {
  return !openPointsOf(item).some(({ blocks }) => blocks);
}

/** Whether its due day was over when the plan was issued (印发时已过). */
export function isPastAtIssue(item: Pick<PlanItem, "timing" | "dueOn">, issuedOn: Day): boolean {
  return item.timing === "dated" && item.dueOn !== null && item.dueOn < issuedOn;
}
