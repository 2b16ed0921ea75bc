// The lead unit's verdict on what a unit handed in: 审核通过, 退回补正 or 待核实.
import type { Asker } from "../chat/context.ts";
import type { Day } from "../domain/day.ts";
import { assignmentCode } from "../domain/obligation.ts";
import { dueAtOf } from "../domain/reminder.ts";
import { AppError } from "../errors.ts";
import type { Prisma, Review } from "../store/generated/client.ts";
import { acceptClaims } from "./rectification/claims.ts";
import { chooseDueOn, findUpwardDay } from "./reviews/due.ts";
import {
  type LockedMatter,
  lockMatters,
  requireReviewable,
  reviewedMatterOf,
  VERDICT_NAMES,
  type Verdict,
} from "./reviews/matter.ts";
import { type FieldNote, fieldNoteSchema } from "./reviews/notes.ts";
import { mayReview, whoReviews } from "./reviews/rights.ts";
import { type Due, tellAccepted, tellDoubted, tellReturned } from "./reviews/tell.ts";
import { passDown } from "./roll-up/returns.ts";
import { readLatest } from "./submissions/latest.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** A verdict on the version that the reviewer has read. */
export interface ReviewInput {
  assignmentId: string;
  version: number;
  reviewer: Asker;
  verdict: Verdict;
  note?: string;
  fieldNotes?: readonly FieldNote[];
  /** The reviewer's own day for a returned report; by the rule of domain/assignment where it is left out. */
  dueOn?: Day;
  /** The day may lie past the lead unit's own upward date. */
  pastUpward?: boolean;
}

/** What was decided. */
export interface Reviewed {
  code: string;
  unit: string;
  what: string;
  verdict: Verdict;
  /** The due day in force afterwards. */
  dueOn: Day | null;
  /** The same verdict by the same person had been written before; nothing was changed. */
  repeated: boolean;
}

/**
 * Gives a verdict. FORBIDDEN for others than the reviewer of this unit, CONFLICT when a newer version or another
 * verdict came first, INVALID_INPUT for a return without a word of why or with a day that may not be.
 */
export async function reviewSubmission(work: UnitOfWork, input: ReviewInput): Promise<Reviewed> {
  const { verdict, version, reviewer } = input;
  const note = input.note?.trim() ?? "";
  const fieldNotes = fieldNoteSchema.array().parse(input.fieldNotes ?? []);
  const [matter] = await lockMatters(work, { id: input.assignmentId });
  if (!matter) throw new AppError("NOT_FOUND", "这项报送任务已不存在，请发送 /审核 重新选择。");
  requireReviewer(matter, reviewer);
  const [latest] = matter.submissions;
  const [last] = latest?.version === version ? latest.reviews : [];
  if (last && isSame(last, verdict, note, reviewer.id) && stands(matter, verdict))
    return reviewedOf(matter, verdict, matter.dueOn, true);
  await requireReviewable(work, matter, version, verdict);
  if (verdict !== "accepted" && note === "" && fieldNotes.length === 0)
    throw new AppError("INVALID_INPUT", `${VERDICT_NAMES[verdict]}要写明原因，对方才知道怎么改。`);
  const data = reviewColumns(work, matter, { verdict, note, fieldNotes, reviewer });
  const review = await work.tx.review.create({ data });
  const due = verdict === "returned" ? await returnMatter(work, matter, input) : matter;
  if (verdict === "accepted") await markAccepted(work, [matter.id]);
  if (verdict === "doubted")
    await work.tx.assignment.update({ where: { id: matter.id }, data: { inDoubt: true } });
  auditReview(work, matter, { verdict, note, fieldNotes: fieldNotes.length, dueOn: due.dueOn });

  const told = { matter, review, reviewer, version: (await readLatest(work.tx, matter.id))! };
  if (verdict === "accepted") await tellAccepted(work, [told], review.id);
  else if (verdict === "returned") await tellReturned(work, told, due);
  else await tellDoubted(work, told);
  await passDown(work, told);
  return reviewedOf(matter, verdict, due.dueOn, false);
}

/**
 * 全部通过: accepts what the asker may review of one matter and period, as it stood at `asOf`. What came or was marked
 * 待核实 since waits for a look of its own. Returns how many were accepted.
 */
export async function acceptAll(
  work: UnitOfWork,
  input: { obligationId: string; period: string; asOf: Date; reviewer: Asker },
): Promise<number> {
  const { obligationId, period, asOf, reviewer } = input;
  const locked = await lockMatters(work, {
    obligationId,
    period,
    state: "submitted",
    inDoubt: false,
    lastSubmittedAt: { lte: asOf },
  });
  // Read again behind the lock: another reviewer may have been quicker.
  const matters = locked.filter(
    (matter) =>
      matter.state === "submitted" &&
      !matter.inDoubt &&
      !matter.submissions[0]?.unsigned &&
      mayReview(reviewer, reviewedMatterOf(matter)),
  );
  const [first] = matters;
  if (!first) return 0;
  const bare = { verdict: "accepted" as const, note: "", fieldNotes: [], reviewer };
  const reviews = await work.tx.review.createManyAndReturn({
    data: matters.map((matter) => reviewColumns(work, matter, bare)),
  });
  const told = matters.map((matter, index) => ({ matter, review: reviews[index]!, reviewer }));
  for (const matter of matters)
    auditReview(work, matter, { verdict: "accepted", note: "", fieldNotes: 0, dueOn: matter.dueOn });
  await markAccepted(
    work,
    matters.map(({ id }) => id),
  );
  await tellAccepted(work, told, reviews[0]!.id);
  for (const one of told)
    if (one.matter.unit.lowerOrgId !== null)
      await passDown(work, { ...one, version: (await readLatest(work.tx, one.matter.id))! });
  return matters.length;
}

function requireReviewer(matter: LockedMatter, reviewer: Asker): void {
  if (matter.upperId !== null)
    throw new AppError(
      "FORBIDDEN",
      `${assignmentCode(matter.number)}是本局报${matter.obligation.recipient ?? "上级"}的，由上级审核。`,
    );
  const reviewed = reviewedMatterOf(matter);
  if (!mayReview(reviewer, reviewed))
    throw new AppError(
      "FORBIDDEN",
      `${assignmentCode(matter.number)}${matter.unit.name}的报送由${whoReviews(reviewed)}审核。`,
    );
}

function isSame(last: Review, verdict: Verdict, note: string, reviewerId: string): boolean {
  return last.verdict === verdict && last.note === note && last.reviewedById === reviewerId;
}

/** Whether the verdict is still what the assignment shows. */
function stands(matter: LockedMatter, verdict: Verdict): boolean {
  return verdict === "doubted" ? matter.state === "submitted" && matter.inDoubt : matter.state === verdict;
}

function reviewColumns(
  work: UnitOfWork,
  matter: LockedMatter,
  given: { verdict: Verdict; note: string; fieldNotes: readonly FieldNote[]; reviewer: Asker },
) {
  return {
    submissionId: matter.submissions[0]!.id,
    verdict: given.verdict,
    note: given.note,
    fieldNotes: given.fieldNotes as Prisma.InputJsonArray,
    reviewedById: given.reviewer.id,
    reviewedAt: work.now,
  };
}

async function markAccepted(work: UnitOfWork, ids: string[]): Promise<void> {
  await work.tx.assignment.updateMany({
    where: { id: { in: ids } },
    data: { state: "accepted", inDoubt: false },
  });
  await acceptClaims(work, ids);
}

/** Owed again, until a new day; the steps of reminding begin anew with the new due revision. */
async function returnMatter(work: UnitOfWork, matter: LockedMatter, input: ReviewInput): Promise<Due> {
  const upwardOn = await findUpwardDay(work.tx, matter, work.today);
  const dueOn = chooseDueOn(work, matter, upwardOn, input);
  const dueTime = dueOn === matter.dueOn ? matter.dueTime : null;
  await work.tx.assignment.update({
    where: { id: matter.id },
    data: {
      state: "returned",
      inDoubt: false,
      dueOn,
      dueTime,
      dueAt: dueAtOf(dueOn, dueTime),
      dueRevision: { increment: 1 },
      returnedOn: work.today,
      returns: { increment: 1 },
    },
  });
  return { dueOn, dueTime };
}

function auditReview(
  work: UnitOfWork,
  matter: LockedMatter,
  given: { verdict: Verdict; note: string; fieldNotes: number; dueOn: Day | null },
): void {
  const { state, inDoubt, dueOn } = matter;
  const { verdict } = given;
  work.audit({
    action: verdict === "accepted" ? "accept" : verdict === "returned" ? "return" : "doubt",
    subject: `assignment:${matter.id}`,
    before: { state, inDoubt, dueOn },
    after: {
      state: verdict === "doubted" ? state : verdict,
      inDoubt: verdict === "doubted",
      dueOn: given.dueOn,
      version: matter.submissions[0]!.version,
      note: given.note,
      fieldNotes: given.fieldNotes,
    },
  });
}

function reviewedOf(matter: LockedMatter, verdict: Verdict, dueOn: Day | null, repeated: boolean): Reviewed {
  return {
    code: assignmentCode(matter.number),
    unit: matter.unit.name,
    what: matter.obligation.what,
    verdict,
    dueOn,
    repeated,
  };
}
