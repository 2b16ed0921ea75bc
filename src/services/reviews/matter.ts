// A report under review as the database holds it, locked, and what stands in the way of a verdict on it.
import { canMove } from "../../domain/assignment.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { AppError } from "../../errors.ts";
import type { Prisma } from "../../store/generated/client.ts";
import { sayInstant } from "../progress/words.ts";
import { latestInclude } from "../submissions/owed.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { ReviewedMatter } from "./rights.ts";

/** An assignment with its latest version and that version's latest review. */
export type LockedMatter = Prisma.AssignmentGetPayload<{ include: typeof latestInclude }>;

/** The three verdicts. */
export type Verdict = "accepted" | "returned" | "doubted";

/** How a verdict is called. */
export const VERDICT_NAMES: Readonly<Record<Verdict, string>> = {
  accepted: "审核通过",
  returned: "退回补正",
  doubted: "待核实",
};

/** Locks assignments, in an order that two reviewers share, and reads them. */
export async function lockMatters(
  work: UnitOfWork,
  where: Prisma.AssignmentWhereInput,
): Promise<LockedMatter[]> {
  const found = await work.tx.assignment.findMany({
    where: { ...where, obligation: { campaign: { orgId: work.orgId } } },
    select: { id: true },
  });
  const ids = found.map(({ id }) => id).sort();
  await work.tx.$queryRaw`SELECT "id" FROM "Assignment" WHERE "id" = ANY(${ids}) ORDER BY "id" FOR UPDATE`;
  return work.tx.assignment.findMany({
    where: { id: { in: ids } },
    include: latestInclude,
    orderBy: { number: "asc" },
  });
}

/** What of a matter says who reviews it. */
export function reviewedMatterOf({ unitId, preparerId, obligation }: LockedMatter): ReviewedMatter {
  return { unitId, preparerId, leadUnitId: obligation.campaign.leadUnitId };
}

/** Names of people by id, for sentences that say who did what. */
export async function namesOf(
  db: Pick<UnitOfWork["tx"], "person">,
  ids: readonly (string | undefined)[],
): Promise<Map<string, string>> {
  const people = await db.person.findMany({
    where: { id: { in: ids.filter((id) => id !== undefined) } },
    select: { id: true, name: true },
  });
  return new Map(people.map(({ id, name }) => [id, name]));
}

/** CONFLICT, naming who did what, unless the version is the latest one and may be given this verdict now. */
export async function requireReviewable(
  work: UnitOfWork,
  matter: LockedMatter,
  version: number,
  verdict: Verdict,
): Promise<void> {
  const code = assignmentCode(matter.number);
  const [latest] = matter.submissions;
  if (!latest) throw new AppError("CONFLICT", `${code}${matter.unit.name}还没有报送，无从审核。`);
  const [review] = latest.reviews;
  const names = await namesOf(work.tx, [latest.submittedById, review?.reviewedById]);
  if (latest.version !== version) {
    const who = names.get(latest.submittedById) ?? matter.unit.name;
    throw new AppError(
      "CONFLICT",
      `${code}${who}${sayInstant(latest.submittedAt)}又报了第${latest.version}版，请先看新的一版再审核。`,
    );
  }
  if (latest.unsigned && verdict === "accepted" && matter.state !== "signing")
    throw new AppError("CONFLICT", `${code}${matter.unit.name}第${version}版还没有审签，审签同意后再审核。`);
  const allowed = verdict === "doubted" ? matter.state === "submitted" : canMove(matter.state, verdict);
  if (allowed) return;
  if (review && matter.state !== "submitted") {
    const who = names.get(review.reviewedById) ?? "";
    throw new AppError(
      "CONFLICT",
      `${code}${who}${sayInstant(review.reviewedAt)}已${VERDICT_NAMES[review.verdict]}，不用再审。`,
    );
  }
  throw new AppError("CONFLICT", `${code}${matter.unit.name}还没有报齐，报齐后再审核。`);
}
