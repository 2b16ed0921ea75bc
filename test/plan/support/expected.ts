// Compares the draft of a plan with what a careful colleague would have taken out of it.
import { z } from "zod";
import type { Draft, DraftObligation, DraftRow } from "../../../src/plan/draft.ts";

const duty = z.strictObject({
  in: z.string(),
  due: z.string().nullish(),
  time: z.string().optional(),
  rule: z.string().nullish(),
  window: z.tuple([z.string().nullable(), z.string().nullable()]).optional(),
  trigger: z.string().optional(),
  who: z.array(z.string()).optional(),
  to: z.string().nullish(),
  materials: z.array(z.string()).optional(),
  attachments: z.array(z.string()).optional(),
  asks: z.array(z.string()).optional(),
});
const row = z.strictObject({
  task: z.string(),
  lead: z.array(z.string()),
  responsible: z.array(z.string()),
  due: z.string().nullable(),
  rule: z.string().optional(),
});

/** What a plan says: `in` is words of the quote; a field that is left out is not compared; `optional` are quotes that may be there or not. */
export const expectedSchema = z.strictObject({
  title: z.string().optional(),
  issuer: z.string().optional(),
  documentNumber: z.string().nullish(),
  issuedOn: z.string().nullish(),
  baseYear: z.number().nullish(),
  phases: z.array(z.tuple([z.string(), z.string().nullable(), z.string().nullable()])),
  obligations: z.array(duty),
  optional: z.array(z.string()).default([]),
  attachments: z.array(z.tuple([z.string(), z.string().nullable()])),
  tasks: z.array(row).default([]),
  metrics: z.array(z.tuple([z.string(), z.string(), z.number(), z.string()])),
  contacts: z.array(z.tuple([z.string(), z.string().nullable()])),
  scrubbed: z.array(z.string()).default([]),
  questions: z.array(z.string()).default([]),
});
type Expected = z.infer<typeof expectedSchema>;
type Duty = z.infer<typeof duty>;

/** One fact: whether the draft has it, and in words what it has instead. */
export interface Fact {
  name: string;
  met: boolean;
  got: string;
}

/** A draft beside what was expected: each fact, how many items the draft holds, and those that nobody expected. */
export interface Comparison {
  facts: Fact[];
  items: number;
  surplus: string[];
}

const bare = (text: string) => text.replace(/[\s“”]/g, "");
const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);
const sameSet = (left: readonly string[], right: readonly string[]) =>
  same([...left].map(bare).sort(), [...right].map(bare).sort());

function fits(one: DraftObligation, wanted: Duty): boolean {
  return (
    (wanted.due === undefined || wanted.due === one.due) &&
    (wanted.rule === undefined || wanted.rule === one.recurrence) &&
    (wanted.trigger === undefined ||
      (one.trigger !== null && bare(one.trigger).includes(bare(wanted.trigger))))
  );
}

function compareDuty(wanted: Duty, one: DraftObligation | undefined): Fact[] {
  const when = wanted.due ?? wanted.rule ?? wanted.trigger ?? "没有日期";
  const fact = (name: string, met: boolean, got: unknown): Fact => ({
    name: `「${wanted.in}」${when} ${name}`,
    met: one !== undefined && met,
    got: one === undefined ? "没有读到" : JSON.stringify(got),
  });
  const names = one?.materials.map(({ name }) => name) ?? [];
  const facts = [
    fact("时间", one !== undefined && fits(one, wanted), [one?.due, one?.recurrence, one?.trigger]),
  ];
  if (wanted.time !== undefined) facts.push(fact("时刻", one?.dueTime === wanted.time, one?.dueTime));
  if (wanted.window !== undefined) facts.push(fact("起止", same(one?.window, wanted.window), one?.window));
  if (wanted.who !== undefined) facts.push(fact("谁", sameSet(one?.who ?? [], wanted.who), one?.who));
  if (wanted.to !== undefined) facts.push(fact("报给", one?.to === wanted.to, one?.to));
  if (wanted.materials !== undefined)
    facts.push(
      fact(
        "材料",
        names.length === wanted.materials.length &&
          wanted.materials.every((name) => names.some((other) => bare(other).includes(bare(name)))),
        names,
      ),
    );
  if (wanted.attachments !== undefined)
    facts.push(fact("附件", sameSet(one?.attachments ?? [], wanted.attachments), one?.attachments));
  for (const words of wanted.asks ?? [])
    facts.push(fact(`问:${words}`, one?.confirm.some((ask) => ask.includes(words)) ?? false, one?.confirm));
  return facts;
}

function compareRow(wanted: Expected["tasks"][number], rows: readonly DraftRow[]): Fact {
  const one = rows.find(
    (row) => bare(row.task).includes(bare(wanted.task)) && sameSet(row.lead, wanted.lead),
  );
  const met =
    one !== undefined &&
    sameSet(one.responsible, wanted.responsible) &&
    one.due === wanted.due &&
    one.recurrence === (wanted.rule ?? null);
  return { name: `任务「${wanted.task}」`, met, got: JSON.stringify(one ?? rows.map(({ task }) => task)) };
}

/** Compares a draft with what was expected of it. */
export function compareDraft(draft: Draft, expected: Expected): Comparison {
  const facts: Fact[] = [];
  for (const key of ["title", "issuer", "documentNumber", "issuedOn", "baseYear"] as const) {
    if (expected[key] !== undefined)
      facts.push({ name: key, met: draft[key] === expected[key], got: String(draft[key]) });
  }
  const phases = draft.phases.map(({ name, start, end }) => [name, start, end]);
  for (const wanted of expected.phases)
    facts.push({
      name: `阶段 ${wanted.join(" ")}`,
      met: phases.some((phase) => same(phase, wanted)),
      got: phases.map((phase) => phase.join(" ")).join(" / "),
    });
  const left = new Set(draft.obligations);
  const holds = (one: DraftObligation, words: string) => bare(one.quote).includes(bare(words));
  for (const wanted of expected.obligations) {
    const near = [...left].filter((one) => holds(one, wanted.in));
    const one = near.find((candidate) => fits(candidate, wanted)) ?? near[0];
    if (one !== undefined) left.delete(one);
    facts.push(...compareDuty(wanted, one));
  }
  const surplus = [...left].filter((one) => !expected.optional.some((words) => holds(one, words)));
  const strange = draft.phases.filter(
    ({ name, start, end }) => !expected.phases.some((wanted) => same(wanted, [name, start, end])),
  );
  const listed = draft.attachments.map(({ no, title }) => [no, title]);
  for (const wanted of expected.attachments)
    facts.push({
      name: `附件${wanted[0]}`,
      met: listed.some((one) => same(one, wanted)),
      got: JSON.stringify(listed),
    });
  for (const wanted of expected.tasks) facts.push(compareRow(wanted, draft.tasks));
  for (const [what, op, value, unit] of expected.metrics)
    facts.push({
      name: `指标 ${what}`,
      met: draft.metrics.some(
        (one) => bare(one.what).includes(what) && one.op === op && one.value === value && one.unit === unit,
      ),
      got: JSON.stringify(draft.metrics.map((one) => [one.what, one.op, one.value, one.unit])),
    });
  for (const [name, phone] of expected.contacts)
    facts.push({
      name: `联系人 ${name}`,
      met: draft.contacts.some((one) => one.name === name && one.phone === phone),
      got: JSON.stringify(draft.contacts),
    });
  for (const kind of expected.scrubbed)
    facts.push({
      name: `抹除 ${kind}`,
      met: draft.scrubbed.some((one) => one.kind === kind),
      got: JSON.stringify(draft.scrubbed),
    });
  for (const words of expected.questions)
    facts.push({
      name: `问:${words}`,
      met: draft.questions.some((ask) => ask.includes(words)),
      got: JSON.stringify(draft.questions),
    });
  const surplusRows = Math.max(0, draft.tasks.length - expected.tasks.length);
  return {
    facts,
    items: draft.phases.length + draft.obligations.length + draft.tasks.length,
    surplus: [
      ...surplus.map(
        (one) =>
          `${one.due ?? one.recurrence ?? one.trigger ?? "没有日期"} ${one.who.join("、")}→${one.to}「${one.what}」:${one.quote}`,
      ),
      ...strange.map(({ name, start, end }) => `阶段 ${name} ${start} ${end}`),
      ...(surplusRows > 0 ? [`多出${surplusRows}行任务`] : []),
    ],
  };
}
