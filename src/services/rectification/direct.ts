// What the lead unit's coordinator directs: terms, problems found again, and what was registered by mistake.
import type { Asker } from "../../chat/context.ts";
import { formatDay } from "../../domain/day.ts";
import { isFoundOutside, isOwed, RECTIFICATION_WAYS } from "../../domain/problem.ts";
import { AppError } from "../../errors.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { addEntry, cleanWords, findRepeated, type LockedProblem, lockProblem } from "./entries.ts";
import { checkInspection, type Inspection, requireDirect, sayInspection } from "./inspection.ts";
import { type Done, requireAhead } from "./progress.ts";
import { isRowGone } from "./row.ts";
import { tellUnit } from "./tell.ts";

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
    throw new AppError("CONFLICT", `${problem.code}现在是${problem.status}，不用再核定。`);
  const before = await work.tx.problem.findUniqueOrThrow({ where: { id: problem.id } });
  const unchanged = input.deadlineOn === (before.fixedDeadlineOn ?? "");
  const terms = {
    way: RECTIFICATION_WAYS.find((one) => one === input.way) ?? before.way,
    fixedMeasure: cleanWords(input.measure, "整改措施") || null,
    fixedOwner: cleanWords(input.owner, "责任人", false, 60) || null,
    fixedDeadlineOn: unchanged ? before.fixedDeadlineOn : requireAhead(input.deadlineOn, work.today),
  };
  const said = [
    ...(terms.way && terms.way !== before.way ? [`整改类型：${terms.way}`] : []),
    ...(terms.fixedMeasure && terms.fixedMeasure !== before.fixedMeasure
      ? [`措施：${terms.fixedMeasure}`]
      : []),
    ...(terms.fixedOwner && terms.fixedOwner !== before.fixedOwner ? [`责任人：${terms.fixedOwner}`] : []),
    ...(terms.fixedDeadlineOn && !unchanged ? [`完成时限：${formatDay(terms.fixedDeadlineOn, true)}`] : []),
    ...(!terms.fixedDeadlineOn && before.fixedDeadlineOn ? ["完成时限改由单位自定"] : []),
  ];
  if (said.length === 0)
    throw new AppError("INVALID_INPUT", "没有改动，请写明要核定的措施、责任人或完成时限。");
  await work.tx.problem.update({
    where: { id: problem.id },
    data: { ...terms, ...(unchanged ? {} : { dueToldAt: work.now }) },
  });
  const note = `${said.join("；")}。`;
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
  if (isOwed(problem.state)) throw new AppError("CONFLICT", `${problem.code}还在整改，不用重新打开。`);
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
    title: "检查再次发现，请继续整改",
    body: ["这个问题重新打开，整改后请再申请销号。"],
    lines: [note],
  });
  return { problem: now, repeated: false };
}

/** Whether a problem can be withdrawn: it was registered by hand, or its row is gone from the unit's latest version. */
export async function canWithdraw(
  db: Pick<UnitOfWork["tx"], "submission" | "ledgerDefinition">,
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
    throw new AppError("CONFLICT", `${problem.code}不能撤销：台账中有这一行的，请退回台账由单位改报。`);
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
  await tellUnit(work, now, { entryId: entry.id, title: "已撤销登记", lines: [`原因：${note}`] });
  return { problem: now, repeated: false };
}
