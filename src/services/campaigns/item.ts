// One 报送事项 of a plan version, as extracted from the text and then settled by the coordinator.
import { z } from "zod";
import { materialSchema } from "../../domain/obligation.ts";
import { STEPS } from "../../domain/reminder.ts";

/** A plan item. `key` is its number, given once within the campaign; days are `YYYY-MM-DD`. */
export const planItemSchema = z.object({
  key: z.string(),
  /** False: not published, and withdrawn where it was. */
  keep: z.boolean(),
  /** Stood in an earlier version of the plan and is missing in this one. */
  absent: z.boolean(),
  what: z.string(),
  /** Names as the plan writes them. */
  who: z.array(z.string()),
  /** Units that owe it, groups already expanded. */
  unitIds: z.array(z.string()),
  /** Names of `who` that no unit of the bureau bears. */
  unmatched: z.array(z.string()),
  to: z.string().nullable(),
  /** upward: owed by the bureau itself to somebody outside. */
  direction: z.enum(["internal", "upward"]),
  timing: z.enum(["dated", "recurring", "triggered", "undated"]),
  dueOn: z.string().nullable(),
  dueTime: z.string().nullable(),
  /** RFC 5545; may still lack its day. */
  recurrence: z.string().nullable(),
  windowFrom: z.string().nullable(),
  windowTo: z.string().nullable(),
  span: z.enum(["current", "previous"]),
  /** 累计数 or 当期数; null while nobody has said. */
  cumulative: z.boolean().nullable(),
  trigger: z.string().nullable(),
  materials: z.array(materialSchema),
  level: z.enum(["normal", "sensitive"]),
  nilAllowed: z.boolean(),
  signOff: z.boolean(),
  /** Who signs off where that is asked: the unit's head, or the deputy over it. */
  signOffBy: z.enum(["head", "deputy"]).default("head"),
  steps: z.array(z.enum(STEPS)),
  /** A due day on a rest day moves to the next workday (顺延). */
  shift: z.boolean(),
  /** 印发时已过 and counted in 应报 all the same. */
  countPast: z.boolean(),
  /** Who prepares what the bureau itself owes; null means the lead unit. */
  preparerId: z.string().nullable(),
  /** A deadline inside the plan's own (逐级上报): so many workdays earlier; only reminders go by it. */
  internalDays: z.number().int().nullable().default(null),
  /** This level's own notice sets the internal deadline, so that 按时 and 逾期 are judged by it. */
  noticed: z.boolean().default(false),
  /** 逐级汇总: the upper bureau's matter that it answers, or that this bureau's own units are collected for. */
  upper: z
    .object({ obligationId: z.string(), part: z.enum(["answer", "collect"]) })
    .nullable()
    .default(null),
  /** The key of the item that it was split from, or that it was joined into; both have the same words of the plan. */
  splitFrom: z.string().nullable().default(null),
  joinedInto: z.string().nullable().default(null),
  /** Words of the items that were joined into this one. */
  also: z
    .array(
      z.object({
        key: z.string(),
        quote: z.string(),
        line: z.number().int(),
        /** Keys of the materials that came with it. */
        materials: z.array(z.string()),
      }),
    )
    .default([]),
  quote: z.string(),
  /** 1-based line of the source text; 0 for an item that the coordinator added. */
  line: z.number().int(),
  /** What the extractor is unsure of and nobody has settled yet. */
  confirm: z.array(z.string()),
});

export type PlanItem = z.infer<typeof planItemSchema>;

/** Reads the items column of a plan version. */
export function readItems(json: unknown): PlanItem[] {
  return z.array(planItemSchema).parse(json);
}

/** The item's number as people read it. */
export function numberOf(item: Pick<PlanItem, "key">): number {
  return Number(item.key);
}

/** The number that the next item of these gets. */
export function nextKey(items: readonly Pick<PlanItem, "key">[]): string {
  return String(Math.max(0, ...items.map(numberOf)) + 1);
}

/** An item that the coordinator adds by hand. */
export function blankItem(key: string): PlanItem {
  return {
    key,
    keep: true,
    absent: false,
    what: "",
    who: [],
    unitIds: [],
    unmatched: [],
    to: null,
    direction: "internal",
    timing: "undated",
    dueOn: null,
    dueTime: null,
    recurrence: null,
    windowFrom: null,
    windowTo: null,
    span: "current",
    cumulative: null,
    trigger: null,
    materials: [],
    level: "normal",
    nilAllowed: false,
    signOff: false,
    signOffBy: "head",
    steps: [...STEPS],
    shift: false,
    countPast: false,
    preparerId: null,
    internalDays: null,
    noticed: false,
    upper: null,
    splitFrom: null,
    joinedInto: null,
    also: [],
    quote: "",
    line: 0,
    confirm: [],
  };
}
