// What the lead unit's coordinator writes down: problems that inspections found, terms, and problems found again.
import type { Asker } from "../../chat/context.ts";
import { type Day, formatDay } from "../../domain/day.ts";
import {
  isFoundOutside,
  isOwed,
  ORIGIN_NAMES,
  PROBLEM_ORIGINS,
  type ProblemOrigin,
  RECTIFICATION_WAYS,
} from "../../domain/problem.ts";
import { AppError } from "../../errors.ts";
import { takeNumbers } from "../numbers.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { addEntry, cleanWords, findRepeated, type LockedProblem, lockProblem } from "./entries.ts";
import { type Done, requireAhead, requirePast } from "./progress.ts";
import { mayDirect } from "./rights.ts";
import { isRowGone } from "./row.ts";
import { tellUnit } from "./tell.ts";

function requireDirect(asker: Asker, problem: { leadUnitId: string }): void {
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

interface CheckedInspection {
  origin: ProblemOrigin;
  foundBy: string;
  document: string;
  foundOn: Day;
}

function checkInspection(given: Inspection, today: Day): CheckedInspection {
  const origin = PROBLEM_ORIGINS.find((one) => one === given.origin);
  if (!origin || origin === "self")
    throw new AppError("INVALID_INPUT", `请选择问题来源:${originNames().join("、")}。`);
  const foundBy = cleanWords(given.foundBy, "发现机关", true, 60);
  const document = cleanWords(given.document, "文书号", isFoundOutside(origin), 60);
  const foundOn = requirePast(given.foundOn, "发现日期", today) ?? today;
  return { origin, foundBy, document, foundOn };
}

function originNames(): string[] {
  return PROBLEM_ORIGINS.filter((one) => one !== "self").map((one) => ORIGIN_NAMES[one]);
}

function sayInspection({ origin, foundBy }: CheckedInspection): string {
  return `${ORIGIN_NAMES[origin]},${foundBy}`;
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
    title: "检查发现问题,请答复",
    body: ["请打开网页答复整改措施、责任人和完成时限,并按期整改。"],
    lines: [note],
  });
  return { problem, repeated: false };
}

/** Terms that the lead unit settles; an empty one leaves what the unit says. */
export interface Terms {
  problemId: string;
  way: string;
  measure: string;
  owner: string;
  deadlineOn: string;
  requestId: string;
}

/** Settles measures, person or deadline; its unit is told. */
export async function settleTerms(work: UnitOfWork, asker: Asker, input: Terms): Promise<Done> {
  const problem = await lockProblem(work, input.problemId);
  requireDirect(asker, problem);
  const { requestId } = input;
  if (findRepeated(problem, requestId)) return { problem, repeated: true };
  if (!isOwed(problem.state))
    throw new AppError("CONFLICT", `${problem.code}现在是${problem.status},不用再核定。`);
  const before = await work.tx.problem.findUniqueOrThrow({ where: { id: problem.id } });
  const unchanged = input.deadlineOn === (before.fixedDeadlineOn ?? "");
  const terms = {
    way: RECTIFICATION_WAYS.find((one) => one === input.way) ?? before.way,
    fixedMeasure: cleanWords(input.measure, "整改措施") || null,
    fixedOwner: cleanWords(input.owner, "责任人", false, 60) || null,
    fixedDeadlineOn: unchanged ? before.fixedDeadlineOn : requireAhead(input.deadlineOn, work.today),
  };
  const said = [
    ...(terms.way && terms.way !== before.way ? [`整改类型:${terms.way}`] : []),
    ...(terms.fixedMeasure && terms.fixedMeasure !== before.fixedMeasure
      ? [`措施:${terms.fixedMeasure}`]
      : []),
    ...(terms.fixedOwner && terms.fixedOwner !== before.fixedOwner ? [`责任人:${terms.fixedOwner}`] : []),
    ...(terms.fixedDeadlineOn && !unchanged ? [`完成时限:${formatDay(terms.fixedDeadlineOn, true)}`] : []),
    ...(!terms.fixedDeadlineOn && before.fixedDeadlineOn ? ["完成时限改由单位自定"] : []),
  ];
  if (said.length === 0)
    throw new AppError("INVALID_INPUT", "没有改动,请写明要核定的措施、责任人或完成时限。");
  await work.tx.problem.update({
    where: { id: problem.id },
    data: { ...terms, ...(unchanged ? {} : { dueToldAt: work.now }) },
  });
  const note = `${said.join(";")}。`;
  const entry = await addEntry(work, problem, { kind: "order", note, requestId, byId: asker.id });
  const { way, fixedMeasure, fixedOwner, fixedDeadlineOn } = before;
  work.audit({
    action: "settle-terms",
    subject: `problem:${problem.id}`,
    before: { way, fixedMeasure, fixedOwner, fixedDeadlineOn },
    after: { code: problem.fullCode, ...terms },
  });
  const now = await lockProblem(work, problem.id);
  await tellUnit(work, now, { entryId: entry.id, title: "牵头科室核定了整改要求", lines: [note] });
  return { problem: now, repeated: false };
}

/** A problem found again: by whom, what, and until when it is to be rectified now. */
export interface FoundAgain extends Inspection {
  problemId: string;
  note: string;
  deadlineOn: string;
  requestId: string;
}

/** Opens a problem again whose closure was applied for or decided; found by an outside body, that body has the last word. */
export async function reopenProblem(work: UnitOfWork, asker: Asker, input: FoundAgain): Promise<Done> {
  const problem = await lockProblem(work, input.problemId);
  requireDirect(asker, problem);
  const { requestId } = input;
  if (findRepeated(problem, requestId)) return { problem, repeated: true };
  if (isOwed(problem.state)) throw new AppError("CONFLICT", `${problem.code}还在整改,不用重新打开。`);
  const inspection = checkInspection(input, work.today);
  const said = cleanWords(input.note, "再次发现的情况", true);
  const deadlineOn = requireAhead(input.deadlineOn, work.today);
  if (!deadlineOn) throw new AppError("INVALID_INPUT", "请写明新的完成时限。");
  const { foundBy, document } = inspection;
  const origin = isFoundOutside(inspection.origin) ? inspection.origin : problem.origin;
  await work.tx.problem.update({
    where: { id: problem.id },
    data: {
      state: "rectifying",
      refusedOn: work.today,
      closedOn: null,
      ...(isFoundOutside(inspection.origin) ? { origin, foundBy, document } : {}),
      fixedDeadlineOn: deadlineOn,
      dueToldAt: work.now,
    },
  });
  const note = `${sayInspection(inspection)}。${said}`;
  const entry = await addEntry(work, problem, {
    kind: "reopen",
    note,
    document,
    datedOn: inspection.foundOn,
    requestId,
    byId: asker.id,
  });
  work.audit({
    action: "reopen-problem",
    subject: `problem:${problem.id}`,
    before: { state: problem.state, origin: problem.origin, closedOn: problem.closedOn },
    after: { state: "rectifying", code: problem.fullCode, note: said, ...inspection, origin },
  });
  const now = await lockProblem(work, problem.id);
  await tellUnit(work, now, {
    entryId: entry.id,
    title: "检查再次发现,请继续整改",
    body: ["这个问题重新打开,整改后请再申请销号。"],
    lines: [note],
  });
  return { problem: now, repeated: false };
}

/** Whether a problem can be withdrawn: it was registered by hand, or its row is gone from the unit's latest version. */
export async function canWithdraw(
  db: Pick<UnitOfWork["tx"], "submission">,
  problem: Pick<LockedProblem, "assignmentId" | "materialKey" | "rowKey" | "state" | "goneOn">,
): Promise<boolean> {
  if (problem.goneOn !== null || problem.state === "closed") return false;
  return problem.assignmentId === null || (await isRowGone(db, problem));
}

/** Takes a problem out of the figures with the reason; it stays readable, and comes back with its row. */
export async function withdrawProblem(
  work: UnitOfWork,
  asker: Asker,
  input: { problemId: string; note: string; requestId: string },
): Promise<Done> {
  const problem = await lockProblem(work, input.problemId);
  requireDirect(asker, problem);
  const { requestId } = input;
  if (findRepeated(problem, requestId)) return { problem, repeated: true };
  if (!(await canWithdraw(work.tx, problem)))
    throw new AppError("CONFLICT", `${problem.code}不能撤销:台账中有这一行的,请退回台账由单位改报。`);
  const note = cleanWords(input.note, "撤销的原因", true);
  const entry = await addEntry(work, problem, { kind: "withdraw", note, requestId, byId: asker.id });
  await work.tx.problem.update({ where: { id: problem.id }, data: { goneOn: work.today } });
  work.audit({
    action: "withdraw-problem",
    subject: `problem:${problem.id}`,
    before: { state: problem.state },
    after: { code: problem.fullCode, note },
  });
  const now = await lockProblem(work, problem.id);
  await tellUnit(work, now, { entryId: entry.id, title: "已撤销登记", lines: [`原因:${note}`] });
  return { problem: now, repeated: false };
}
