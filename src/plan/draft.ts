// The draft that a plan document becomes before a person confirms it.
import { z } from "zod";
import { isDay } from "../domain/day.ts";

const day = z.string().refine(isDay, "应是 YYYY-MM-DD 形式的日期");
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "应是 HH:MM 形式的时间");
const confirm = z.array(z.string());
const line = z.number().int().positive();

/** How exact a phase's ends are: to the day, to the 旬, or to the month. */
export const precisionSchema = z.enum(["day", "xun", "month"]);

/** A 阶段; `start` is null where the text gives only an end. */
export const draftPhaseSchema = z.object({
  name: z.string(),
  start: day.nullable(),
  end: day.nullable(),
  precision: precisionSchema,
  quote: z.string(),
  line,
  confirm,
});

/** One thing to hand in; `attachment` is the number of the annex that gives its form. */
export const draftMaterialSchema = z.object({
  kind: z.enum(["document", "ledger"]),
  name: z.string(),
  attachment: z.string().optional(),
});

/** A 报送事项; one of `due`, `recurrence`, `trigger` is set, or none and `confirm` says why. */
export const draftObligationSchema = z.object({
  what: z.string(),
  who: z.array(z.string()),
  to: z.string().nullable(),
  due: day.nullable(),
  dueTime: time.nullable(),
  recurrence: z.string().nullable(),
  window: z.tuple([day.nullable(), day.nullable()]),
  trigger: z.string().nullable(),
  materials: z.array(draftMaterialSchema),
  attachments: z.array(z.string()),
  quote: z.string(),
  line,
  confirm,
});

/** An annex; `title` is null where the text only numbers it. */
export const draftAttachmentSchema = z.object({ no: z.string(), title: z.string().nullable() });

/** A row of a 任务分解表, which is no 报送事项 until someone makes it one. */
export const draftRowSchema = z.object({
  no: z.string(),
  task: z.string(),
  measures: z.string(),
  lead: z.array(z.string()),
  responsible: z.array(z.string()),
  due: day.nullable(),
  recurrence: z.string().nullable(),
  confirm,
});

/** A figure to reach. */
export const draftMetricSchema = z.object({
  what: z.string(),
  op: z.enum([">=", "<=", "=", ">", "<"]),
  value: z.number(),
  unit: z.string(),
  quote: z.string(),
});

/** The draft of section 2 of the contracts. */
export const draftSchema = z.object({
  title: z.string().nullable(),
  issuer: z.string().nullable(),
  documentNumber: z.string().nullable(),
  issuedOn: day.nullable(),
  baseYear: z.number().int().nullable(),
  phases: z.array(draftPhaseSchema),
  obligations: z.array(draftObligationSchema),
  attachments: z.array(draftAttachmentSchema),
  tasks: z.array(draftRowSchema),
  metrics: z.array(draftMetricSchema),
  contacts: z.array(z.object({ name: z.string(), phone: z.string().nullable() })),
  scrubbed: z.array(z.object({ kind: z.enum(["password", "account", "key"]), line })),
  questions: z.array(z.string()),
});

/** What a plan says, with its open points. */
export type Draft = z.infer<typeof draftSchema>;
/** A 阶段 of a draft. */
export type DraftPhase = z.infer<typeof draftPhaseSchema>;
/** A 报送事项 of a draft. */
export type DraftObligation = z.infer<typeof draftObligationSchema>;
/** An obligation whose time has not been read yet. */
export const untimed = (): Pick<
  DraftObligation,
  "due" | "dueTime" | "recurrence" | "window" | "trigger"
> => ({ due: null, dueTime: null, recurrence: null, window: [null, null], trigger: null });
/** A material of a draft's obligation. */
export type DraftMaterial = z.infer<typeof draftMaterialSchema>;
/** An annex of a draft. */
export type DraftAttachment = z.infer<typeof draftAttachmentSchema>;
/** A row of a draft's 任务分解表. */
export type DraftRow = z.infer<typeof draftRowSchema>;
/** A figure of a draft. */
export type DraftMetric = z.infer<typeof draftMetricSchema>;
/** To the day, the 旬 or the month. */
export type Precision = z.infer<typeof precisionSchema>;
