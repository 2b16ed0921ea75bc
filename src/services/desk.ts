// What the coordinator's own acts on a unit's assignment have in common: the lock, and who may act.
import type { Asker } from "../chat/context.ts";
import { assignmentCode, readCode } from "../domain/obligation.ts";
import { AppError } from "../errors.ts";
import { mayReview, whoReviews } from "./reviews/rights.ts";
import { type Matter, matterInclude } from "./submissions/matter.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/**
 * The assignment behind 「A12」, locked. NOT_FOUND for none, FORBIDDEN unless the asker reviews that unit's reports:
 * nobody waives or registers the own work. `act` names the act in the sentence.
 */
export async function requireDesk(
  work: UnitOfWork,
  asker: Asker,
  code: string,
  act: string,
): Promise<Matter> {
  const number = readCode(code)?.number ?? 0;
  await work.tx.$queryRaw`SELECT "id" FROM "Assignment" WHERE "number" = ${number} FOR UPDATE`;
  const matter = await work.tx.assignment.findFirst({
    where: { number, obligation: { campaign: { orgId: work.orgId } } },
    include: matterInclude,
  });
  if (!matter)
    throw new AppError("NOT_FOUND", `没有编号为${code.slice(0, 12)}的报送任务，请发送 /进度 核对编号。`);
  const { obligation, unitId, preparerId } = matter;
  const reviewed = { unitId, preparerId, leadUnitId: obligation.campaign.leadUnitId };
  if (!mayReview(asker, reviewed))
    throw new AppError(
      "FORBIDDEN",
      `${assignmentCode(number)}${matter.unit.name}的${act}由${whoReviews(reviewed)}办理。`,
    );
  if (obligation.direction === "upward")
    throw new AppError("INVALID_INPUT", `${assignmentCode(number)}是本局对外报送，请用 /上报 登记。`);
  return matter;
}
