// The parts of a ledger's definition: its columns, their kinds, and what ties them together.

import { z } from "zod";
import { isDay } from "../domain/day.ts";

/** Every kind of field; adding one here does not compile until `kinds.ts` has its codec. */
export const FIELD_KIND_NAMES = [
  "text",
  "longText",
  "integer",
  "decimal",
  "percent",
  "date",
  "month",
  "choice",
  "multiChoice",
  "boolean",
  "person",
  "unit",
  "phone",
  "id",
  "file",
  "reference",
  "computed",
] as const;

const AGGREGATES = ["sum", "count", "rate", "byOption"] as const;

/** What metrics of plans are reckoned from. */
export const METRIC_PARTS = [
  "reviewers",
  "officers",
  "checkedFiles",
  "totalFiles",
  "entered",
  "due",
  "publicHours",
  "tradeHours",
  "skillHours",
] as const;

/** A field key. */
export const key = z.string().regex(/^[a-z][A-Za-z0-9]*$/, "field keys are camelCase letters and digits");
const condition = z.strictObject({ field: key, equals: z.union([z.string(), z.boolean(), z.number()]) });
const bound = z.union([
  z.string().refine((text) => text === "today" || isDay(text), "a day, or today"),
  z.strictObject({ field: key }),
]);
const compute = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("ratio"), of: key, per: key }),
  z.strictObject({ op: z.literal("sum"), of: z.array(key).min(1) }),
  z.strictObject({ op: z.literal("difference"), of: key, less: z.array(key).min(1) }),
  z.strictObject({
    op: z.literal("meets"),
    cases: z
      .array(
        z.strictObject({
          basis: z.string().min(2).max(60),
          when: condition.optional(),
          all: z.array(z.strictObject({ of: z.array(key).min(1), atLeast: z.number() })).min(1),
        }),
      )
      .min(1),
  }),
]);
/** A rule over several fields of a row. */
export const check = z.discriminatedUnion("rule", [
  z.strictObject({
    rule: z.enum(["atMost", "equals"]),
    field: key,
    of: z.array(key).min(1).optional(),
    than: z.union([z.number(), z.array(key).min(1)]),
    when: condition.optional(),
    sentence: z.string().min(4).max(80),
  }),
  z.strictObject({ rule: z.literal("filled"), field: key, when: condition }),
  z.strictObject({
    rule: z.literal("among"),
    field: key,
    when: condition,
    options: z.array(z.string().min(1)).min(1),
  }),
]);
/** How one ledger is printed as several tables. */
export const split = z.strictObject({
  field: key,
  parts: z
    .array(
      z.strictObject({
        value: z.string().min(1),
        title: z.string().min(2).max(60),
        attachment: z.string().max(10).optional(),
        matches: z.array(z.string().min(2)).optional(),
      }),
    )
    .min(2),
});

/** One column. */
export const fieldSchema = z.strictObject({
  key,
  kind: z.enum(FIELD_KIND_NAMES),
  label: z.string().min(1).max(30),
  aliases: z.array(z.string().min(1)).optional(),
  hint: z.string().max(80).optional(),
  given: z.boolean().optional(),
  required: z.boolean().optional(),
  requiredWhen: condition.optional(),
  options: z.array(z.string().min(1).max(60)).min(2).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  maxLength: z.int().positive().max(10_000).optional(),
  notBefore: bound.optional(),
  notAfter: bound.optional(),
  summarise: z.enum(AGGREGATES).optional(),
  compute: compute.optional(),
  feeds: z.enum(METRIC_PARTS).optional(),
  refersTo: z.string().min(2).optional(),
});

/** Which columns make a row a problem. */
export const problemSchema = z.strictObject({
  kind: key.optional(),
  description: key,
  when: condition.optional(),
  measure: key,
  deadline: key,
  department: key.optional(),
  owner: key,
  state: key.optional(),
  done: condition.optional(),
  closed: condition.optional(),
  closedOn: key.optional(),
});

/** Which rows are unfinished and come again next period (上期未结). */
export const carrySchema = z.strictObject({ finished: condition, afresh: z.array(key).optional() });

/** The name of a field kind. */
export type FieldKind = (typeof FIELD_KIND_NAMES)[number];
/**
 * One column of a ledger; see `FIELD_KINDS` for what a kind means. `given` marks what the plan itself names, the rest is
 * inferred and may be changed; `refersTo` says what a reference names: `problem`, or another ledger's code; `feeds` which
 * part of a plan's metrics the column tells.
 */
export type LedgerField = z.infer<typeof fieldSchema>;
/** One of the figures that metrics are made of. */
export type MetricPart = (typeof METRIC_PARTS)[number];
/** `field` holds exactly this value. */
export type Condition = z.infer<typeof condition>;
/**
 * A rule across the fields of a row. The numbers `of` (or `field` alone) added up are at most, or equal, `than`: a number
 * or other fields added up. `sentence` says what is wrong, `{key}` stands for a value; `filled` says that `field` is
 * required in a case, where one case is not enough for `requiredWhen`; `among` that a choice has fewer options in a case.
 */
export type Check = z.infer<typeof check>;
/** One table that is printed as several: rows whose `field` holds `value` stand under a part's own title. */
export type Split = z.infer<typeof split>;
/** What a computed field works out. */
export type Compute = z.infer<typeof compute>;
/** Which fields carry the facts of a problem, so that problems are counted alike in every ledger. */
export type ProblemFields = z.infer<typeof problemSchema>;
/** Which rows of a period go on into the next one: those that are not `finished`, without the fields that are written `afresh`. */
export type Carry = z.infer<typeof carrySchema>;
