// The assignment of which an extension is asked: locked, with what stands in the way of a later day.
import { type Day, formatDay } from "../../domain/day.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { AppError } from "../../errors.ts";
import type { Prisma } from "../../store/generated/client.ts";
import { findHolders } from "../people.ts";
import { findUpwardDay } from "../reviews/due.ts";
import { requireCollected } from "../submissions/matter.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

const include = {
  unit: true,
  obligation: { include: { campaign: true } },
  submissions: { orderBy: { version: "desc" }, take: 1 },
} satisfies Prisma.AssignmentInclude;

/** An assignment of which an extension is asked, locked. */
export type ExtensibleMatter = Prisma.AssignmentGetPayload<{ include: typeof include }>;

/** Locks an assignment and reads it; null where there is none. */
export async function lockMatter(
  work: UnitOfWork,
  where: { number: number } | { id: string },
): Promise<ExtensibleMatter | null> {
  const column = "id" in where ? where.id : null;
  const number = "number" in where ? where.number : 0;
  await work.tx
    .$queryRaw`SELECT "id" FROM "Assignment" WHERE "id" = ${column} OR "number" = ${number} FOR UPDATE`;
  return work.tx.assignment.findFirst({
    where: { ...where, obligation: { campaign: { orgId: work.orgId } } },
    include,
  });
}

/** Ids of the heads of a unit, or of the deputies over it. */
export async function idsOf(work: UnitOfWork, unitId: string, role: "head" | "deputy"): Promise<string[]> {
  const holders = await findHolders(work.tx, [unitId], [role], work.today);
  return [...new Set(holders.map(({ personId }) => personId))];
}

/** CONFLICT, CLOSED or INVALID_INPUT with a sentence unless the matter's day may move to `dueOn`. */
export async function requireExtensible(
  work: UnitOfWork,
  matter: ExtensibleMatter,
  dueOn: Day,
): Promise<Day> {
  const { obligation, state } = matter;
  const code = assignmentCode(matter.number);
  requireCollected(matter);
  if (state === "submitted" || state === "accepted")
    throw new AppError("CONFLICT", `${code}已经报送，不用延期。`);
  if (obligation.direction === "upward")
    throw new AppError("INVALID_INPUT", `${code}是本局对外报送，期限由上级定，不能在这里延期。`);
  if (obligation.closedAt) throw new AppError("CLOSED", `${code}牵头科室已停止收件，不再办理延期。`);
  if (matter.dueOn === null) throw new AppError("INVALID_INPUT", `${code}还没有期限，不用延期。`);
  if (dueOn < work.today) throw new AppError("INVALID_INPUT", `${formatDay(dueOn)}已经过去，请另写日期。`);
  if (dueOn <= matter.dueOn)
    throw new AppError(
      "INVALID_INPUT",
      `${formatDay(dueOn)}不晚于现在的期限${formatDay(matter.dueOn)}，不用延期。`,
    );
  const upwardOn = await findUpwardDay(work.tx, matter, work.today);
  if (upwardOn !== null && dueOn > upwardOn)
    throw new AppError(
      "INVALID_INPUT",
      `不能延到${formatDay(dueOn)}：本局须在${formatDay(upwardOn)}前对外报送，延期不得晚于这一天。`,
    );
  return matter.dueOn;
}
