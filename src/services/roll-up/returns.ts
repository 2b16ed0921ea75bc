// An upper bureau's verdict reaches the lower one that reported, which can pass a return on to the unit whose rows it is about.
import { card } from "../../chat/card.ts";
import { dayOf } from "../../domain/day.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { nextSendable, phraseDue, SENDING_HOURS } from "../../domain/reminder.ts";
import { AppError } from "../../errors.ts";
import type { Review } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { readDefinitions } from "../definitions.ts";
import { pageLink } from "../links.ts";
import { clip } from "../progress/words.ts";
import { findReminded } from "../reminders/reminded.ts";
import { type LockedMatter, VERDICT_NAMES } from "../reviews/matter.ts";
import { type FieldNote, phraseFieldNotes, readFieldNotes } from "../reviews/notes.ts";
import { readLatest, type Version } from "../submissions/latest.ts";
import { readHandedIn } from "../submissions/materials.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { mirrorDown } from "./link.ts";
import { findCoordinators } from "./stand-ins.ts";

/** An upper bureau's notes on what came from one unit; `number` is null for the bureau's own and for the whole. */
export interface NotesBySource {
  number: number | null;
  unit: string | null;
  notes: string[];
}

/** The number of the assignment that a row of an upward version was taken from: 「A45.r12」 says 45. */
function sourceOf({ rowKey }: FieldNote): number | null {
  const match = /^A(\d+)\./.exec(rowKey ?? "");
  return match ? Number(match[1]) : null;
}

/** Notes of a review by the unit whose rows they are about, each with its place in words. */
export function notesBySource(fieldNotes: readonly FieldNote[], version: Version): NotesBySource[] {
  const lists = new Map<number | null, FieldNote[]>();
  for (const note of fieldNotes) lists.set(sourceOf(note), [...(lists.get(sourceOf(note)) ?? []), note]);
  return [...lists].map(([number, own]) => {
    const [first] = own;
    const row = version.rows[first!.material]?.find(({ rowKey }) => rowKey === first!.rowKey);
    const unit = number === null ? null : (row?.sourceUnit?.split("·")[0] ?? null);
    return { number, unit, notes: phraseFieldNotes(own, version) };
  });
}

const MOST_NOTES = 8;
const MOST_BUTTONS = 3;

/** Tells the lower bureau of a verdict on its report, and brings its own upward report to where that stands above. */
export async function passDown(
  above: UnitOfWork,
  { matter, review, version }: { matter: LockedMatter; review: Review; version: Version },
): Promise<void> {
  const { lowerOrgId } = matter.unit;
  if (lowerOrgId === null) return;
  await mirrorDown(above, [matter.id]);
  const { tx } = above;
  const linked = await tx.assignment.findUnique({
    where: { upperId: matter.id },
    include: { obligation: true },
  });
  if (!linked) return;
  const work = above.within(lowerOrgId);
  const upper = await tx.org.findUniqueOrThrow({ where: { id: above.orgId }, select: { name: true } });
  work.audit({
    action: `${review.verdict}-above`,
    subject: `assignment:${linked.id}`,
    after: { by: upper.name, version: version.version, dueOn: linked.dueOn },
  });
  const reminded = await findReminded(tx, [linked.preparerId], work.today);
  const people = new Set([...(await findCoordinators(work)), ...reminded.map(({ personId }) => personId)]);
  const code = assignmentCode(linked.number);
  const name = `${code}《${clip(linked.obligation.what)}》${linked.period ? `(${linked.period})` : ""}`;
  const definitions = await readDefinitions(tx, above.orgId);
  const sensitive =
    matter.obligation.level === "sensitive" || definitions.holdsSensitive(readHandedIn(version.materials));
  const bySource = notesBySource(readFieldNotes(review.fieldNotes), version);
  const readOn = dayOf(nextSendable(work.now, SENDING_HOURS, work.calendar));
  const count = bySource.reduce((sum, { notes }) => sum + notes.length, review.note ? 1 : 0);
  const words = sensitive
    ? [`审核意见${count}条，请打开网页查看。`]
    : [
        ...(review.note ? [`审核意见：${review.note}`] : []),
        ...bySource.flatMap(({ unit, notes }) =>
          notes.slice(0, MOST_NOTES).map((note) => `${unit ?? "本局"}：${note}`),
        ),
      ];
  for (const personId of people) {
    const open = { action: "open", label: "网页查看", url: pageLink(work, personId, `/roll-up/${code}`) };
    work.send({
      to: { personId },
      payload:
        review.verdict === "accepted"
          ? {
              text: `${upper.name}审核通过：${name}${review.note && !sensitive ? `。审核意见：${review.note}` : ""}`,
            }
          : {
              card: card(`上级${VERDICT_NAMES[review.verdict]}：${clip(linked.obligation.what)}`, {
                facts: [
                  ["编号", code],
                  ...(linked.period ? ([["期别", linked.period]] as [string, string][]) : []),
                  ["审核", upper.name],
                  ...(review.verdict === "returned" && linked.dueOn
                    ? ([["新的期限", phraseDue(linked.dueOn, linked.dueTime, readOn)]] as [string, string][])
                    : []),
                ],
                body: [
                  ...words,
                  "",
                  "需要单位改的，点「转退」把意见原样转给该单位；改好并审核通过后，再发送 /上报 报出新的一版。",
                ],
                actions: [
                  ...bySource
                    .flatMap(({ number, unit }) => (number === null ? [] : [{ number, unit: unit ?? "" }]))
                    .slice(0, MOST_BUTTONS)
                    .map(({ number, unit }) => ({
                      action: "pass-return",
                      label: `转退${clip(unit, 8)}`,
                      value: `${code}@${assignmentCode(number)}`,
                    })),
                  open,
                ],
              }),
            },
      dedupeKey: `review-below:${review.id}:${personId}`,
    });
  }
}

/** An upper bureau's last verdict on a report, as the bureau that reported may read it. */
export interface VerdictAbove {
  verdict: Review["verdict"];
  note: string;
  fieldNotes: FieldNote[];
  version: Version;
  reviewedAt: Date;
}

/** The verdicts on an upward report, the latest first. */
export async function readVerdicts(db: Tx, upperAssignmentId: string): Promise<VerdictAbove[]> {
  const reviews = await db.review.findMany({
    where: { submission: { assignmentId: upperAssignmentId } },
    include: { submission: { select: { version: true } } },
    orderBy: { reviewedAt: "desc" },
  });
  const verdicts: VerdictAbove[] = [];
  for (const { verdict, note, fieldNotes, submission, reviewedAt } of reviews) {
    const version = await readLatest(db, upperAssignmentId, submission.version);
    if (version)
      verdicts.push({ verdict, note, fieldNotes: readFieldNotes(fieldNotes), version, reviewedAt });
  }
  return verdicts;
}

/** What is passed on to a unit: the upper bureau's words, its notes on rows tied to the unit's own rows. */
export interface PassedOn {
  assignmentId: string;
  note: string;
  fieldNotes: FieldNote[];
}

/**
 * What the last verdict above says of one unit's part; CONFLICT where nothing stands returned or in doubt. The rows are
 * found by where they were taken from, so that each note lands on the unit's own row and field.
 */
export async function readPassedOn(
  db: Tx,
  {
    upper,
    parts,
  }: {
    upper: { assignmentId: string; name: string };
    parts: readonly { assignmentId: string; number: number }[];
  },
  number: number,
): Promise<PassedOn> {
  const [last] = await readVerdicts(db, upper.assignmentId);
  if (!last || last.verdict === "accepted")
    throw new AppError("CONFLICT", `${upper.name}没有退回或要求核实，不用转退。`);
  const part = parts.find((one) => one.number === number);
  if (!part) throw new AppError("NOT_FOUND", `${assignmentCode(number)}不在这项汇总里。`);
  const own = last.fieldNotes.filter((note) => sourceOf(note) === number);
  const rows = await db.ledgerRow.findMany({
    where: { submissionId: last.version.id, rowKey: { in: own.flatMap(({ rowKey }) => rowKey ?? []) } },
    include: { source: { select: { materialKey: true, rowKey: true } } },
  });
  const fieldNotes = own.flatMap(({ material, rowKey, field, note }): FieldNote[] => {
    const source = rows.find((row) => row.materialKey === material && row.rowKey === rowKey)?.source;
    return source
      ? [{ material: source.materialKey, rowKey: source.rowKey, ...(field ? { field } : {}), note }]
      : [];
  });
  const note = `${upper.name}${VERDICT_NAMES[last.verdict]}${last.note ? `：${last.note}` : "，见逐条批注"}`;
  return { assignmentId: part.assignmentId, note, fieldNotes };
}
