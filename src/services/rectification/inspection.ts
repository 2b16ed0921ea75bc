// What inspections found: who found it, and the registering of a problem that no ledger tells of.
import type { Asker } from "../../chat/context.ts";
import type { Day } from "../../domain/day.ts";
import { isFoundOutside, ORIGIN_NAMES, PROBLEM_ORIGINS, type ProblemOrigin } from "../../domain/problem.ts";
import { AppError } from "../../errors.ts";
import { takeNumbers } from "../numbers.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { addEntry, cleanWords, lockProblem } from "./entries.ts";
import { type Done, requireAhead, requirePast } from "./progress.ts";
import { mayDirect } from "./rights.ts";
import { tellUnit } from "./tell.ts";

/** FORBIDDEN for others than the lead unit's coordinator. */
export function requireDirect(asker: Asker, problem: { leadUnitId: string }): void {
  if (!mayDirect(asker, problem)) throw new AppError("FORBIDDEN", "这件事由牵头科室管理员办理。");
}

/** Who found it, as it is entered; a problem that a unit found itself comes by its ledger and not this way. */
export interface Inspection {
  origin: string;
  /** 发现机关. */
  foundBy: string;
  /** 文书号. */
  document: string;
  foundOn: string;
}

/** The same, checked. */
export interface CheckedInspection {
  origin: ProblemOrigin;
  foundBy: string;
  document: string;
  foundOn: Day;
}

/** INVALID_INPUT for what is missing or is no such thing. */
export function checkInspection(given: Inspection, today: Day): CheckedInspection {
  const origin = PROBLEM_ORIGINS.find((one) => one === given.origin);
  if (!origin || origin === "self")
    throw new AppError("INVALID_INPUT", `请选择问题来源：${originNames().join("、")}。`);
  const foundBy = cleanWords(given.foundBy, "发现机关", true, 60);
  const document = cleanWords(given.document, "文书号", isFoundOutside(origin), 60);
  const foundOn = requirePast(given.foundOn, "发现日期", today) ?? today;
  return { origin, foundBy, document, foundOn };
}

function originNames(): string[] {
  return PROBLEM_ORIGINS.filter((one) => one !== "self").map((one) => ORIGIN_NAMES[one]);
}

/** 「司法局抽检,区司法局」. */
export function sayInspection({ origin, foundBy }: CheckedInspection): string {
  return `${ORIGIN_NAMES[origin]}，${foundBy}`;
}

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

/** Registers a problem under the campaign's next number, whether the campaign runs or is over; its unit must answer. */
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
