// The registering of what an inspection found and no ledger tells of.
import type { Asker } from "../../chat/context.ts";
import { isOwed, type ProblemState, problemCode } from "../../domain/problem.ts";
import { AppError } from "../../errors.ts";
import { takeNumbers } from "../numbers.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { reopenProblem } from "./direct.ts";
import { addEntry, cleanWords, lockProblem } from "./entries.ts";
import { checkInspection, type Inspection, requireDirect, sayInspection } from "./inspection.ts";
import { wordsOf } from "./mentions.ts";
import { type Done, requireAhead } from "./progress.ts";
import { tellUnit } from "./tell.ts";

/** A problem that an inspection found in a unit. */
export interface NewProblem extends Inspection {
  campaignId: string;
  unitId: string;
  kind: string;
  description: string;
  /** Until when it is to be rectified; left to the unit where it is empty. */
  deadlineOn: string;
  requestId: string;
}

/**
 * Registers a problem under the campaign's next number, whether the campaign runs or is over; its unit must answer. One
 * that is known in the same words is found again: it is opened again under its old number, or refused while it is owed.
 */
export async function registerProblem(work: UnitOfWork, asker: Asker, input: NewProblem): Promise<Done> {
  const { tx } = work;
  const { campaignId, unitId, requestId } = input;
  const earlier = await tx.rectification.findUnique({ where: { requestId } });
  if (earlier) return { problem: await lockProblem(work, earlier.problemId), repeated: true };
  const campaign = await tx.campaign.findFirst({
    where: { id: campaignId, orgId: work.orgId, state: { not: "draft" } },
  });
  if (!campaign) throw new AppError("INVALID_INPUT", "请选择专项行动。");
  requireDirect(asker, campaign);
  const unit = await tx.unit.findFirst({
    where: { id: unitId, orgId: work.orgId, active: true, kind: "office" },
  });
  if (!unit) throw new AppError("INVALID_INPUT", "请选择存在问题的单位。");
  const inspection = checkInspection(input, work.today);
  const description = cleanWords(input.description, "问题描述", true);
  const kind = cleanWords(input.kind, "问题类别", false, 60);
  const known = await findSame(work, input, description);
  if (known && isOwed(known.state))
    throw new AppError("INVALID_INPUT", `${known.code}已登记过同样的问题，正在整改，不用重复登记。`);
  if (known) return reopenProblem(work, asker, { ...input, problemId: known.id, note: description });
  const fixedDeadlineOn = requireAhead(input.deadlineOn, work.today);
  const number = await takeNumbers(work, `problem:${campaignId}`);
  const row = await tx.problem.create({
    data: {
      campaignId,
      number,
      unitId,
      kind,
      description,
      fixedDeadlineOn,
      dueToldAt: work.now,
      ...inspection,
    },
  });
  const problem = await lockProblem(work, row.id);
  const note = `${sayInspection(inspection)}。${description}`;
  const entry = await addEntry(work, problem, {
    kind: "register",
    note,
    document: inspection.document,
    datedOn: inspection.foundOn,
    requestId,
    byId: asker.id,
  });
  work.audit({
    action: "register-problem",
    subject: `problem:${row.id}`,
    after: { code: problem.fullCode, unitId, kind, description, fixedDeadlineOn, ...inspection },
  });
  await tellUnit(work, problem, {
    entryId: entry.id,
    title: "检查发现问题，请答复",
    body: ["请打开网页答复整改措施、责任人和完成时限，并按期整改。"],
    lines: [note],
  });
  return { problem, repeated: false };
}

/** The unit's problem in the same words, the latest of several. */
async function findSame(
  work: UnitOfWork,
  { campaignId, unitId }: Pick<NewProblem, "campaignId" | "unitId">,
  description: string,
): Promise<{ id: string; code: string; state: ProblemState } | null> {
  const problems = await work.tx.problem.findMany({
    where: { campaignId, unitId, goneOn: null },
    orderBy: { number: "desc" },
    select: { id: true, number: true, state: true, description: true },
  });
  const same = problems.find((one) => wordsOf(one.description) === wordsOf(description));
  return same ? { id: same.id, code: problemCode(same.number), state: same.state } : null;
}
