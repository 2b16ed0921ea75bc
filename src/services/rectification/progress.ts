// What a unit does about its problem: answers with measures where an inspection found it, and adds progress.
import type { Asker } from "../../chat/context.ts";
import { type Day, formatDay, isDay } from "../../domain/day.ts";
import { isOwed, RECTIFICATION_WAYS } from "../../domain/problem.ts";
import { AppError } from "../../errors.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import {
  addEntry,
  cleanWords,
  type Evidence,
  findRepeated,
  type LockedProblem,
  lockProblem,
} from "./entries.ts";
import { mayWork } from "./rights.ts";
import { tellDecider } from "./tell.ts";

/** What a verb on a problem comes to. */
export interface Done {
  problem: LockedProblem;
  /** The same request had done it before; nothing was changed. */
  repeated: boolean;
}

/** FORBIDDEN unless the person is contact or head of the problem's unit. */
export function requireWork(asker: Asker, problem: LockedProblem): void {
  if (!mayWork(asker, problem))
    throw new AppError("FORBIDDEN", `${problem.code}是${problem.unit}的问题，由该单位的联系人或负责人办理。`);
}

/** CONFLICT where an inspection found the problem and its unit has not answered with measures yet. */
export function requireAnswered({ unanswered, code }: LockedProblem): void {
  if (unanswered)
    throw new AppError("CONFLICT", `${code}是检查发现的问题，请先打开网页答复整改措施、责任人和完成时限。`);
}

function requireDay(day: string, what: string, today: Day): void {
  const shown = day.slice(0, 20);
  if (!isDay(day)) throw new AppError("INVALID_INPUT", `没有看懂${what}“${shown}”，请写成 ${today} 的样子。`);
}

/** A day that has come; INVALID_INPUT for others. */
export function requirePast(day: string | null | undefined, what: string, today: Day): Day | null {
  if (!day) return null;
  requireDay(day, what, today);
  if (day > today) throw new AppError("INVALID_INPUT", `${what}${formatDay(day, true)}还没有到，请核对。`);
  return day;
}

/** A day from today on, or null where none is given; INVALID_INPUT for others. */
export function requireAhead(day: string | null | undefined, today: Day): Day | null {
  if (!day) return null;
  requireDay(day, "完成时限", today);
  if (day < today) throw new AppError("INVALID_INPUT", `完成时限${formatDay(day, true)}已经过去，请核对。`);
  return day;
}

/** Adds progress; what was written before stays. `datedOn` is the day it tells of, today where it is left out. */
export async function addProgress(
  work: UnitOfWork,
  asker: Asker,
  input: {
    problemId: string;
    note: string;
    datedOn?: string | null;
    evidence?: Evidence | null;
    requestId: string;
  },
): Promise<Done> {
  const problem = await lockProblem(work, input.problemId);
  requireWork(asker, problem);
  if (findRepeated(problem, input.requestId)) return { problem, repeated: true };
  requireAnswered(problem);
  if (problem.state === "closed") throw new AppError("CLOSED", `${problem.code}已销号，不用再报进展。`);
  const note = cleanWords(input.note, "整改进展", true);
  const datedOn = requirePast(input.datedOn, "日期", work.today) ?? work.today;
  const { evidence = null, requestId } = input;
  await addEntry(work, problem, { kind: "progress", note, datedOn, evidence, requestId, byId: asker.id });
  const state = problem.state === "open" ? "rectifying" : problem.state;
  await work.tx.problem.update({ where: { id: problem.id }, data: { state } });
  work.audit({
    action: "rectify",
    subject: `problem:${problem.id}`,
    before: { state: problem.state },
    after: { state, code: problem.fullCode, datedOn, evidence: evidence?.sha256 ?? null },
  });
  return { problem, repeated: false };
}

/** What a unit answers on a problem that has no ledger row of its own. */
export interface Answer {
  problemId: string;
  way: string;
  measure: string;
  owner: string;
  /** Left out where the lead unit has settled it. */
  deadlineOn?: string | null;
  requestId: string;
}

/** Measures, person and deadline of a problem that an inspection found; answered anew, the new words take their place. */
export async function answerProblem(work: UnitOfWork, asker: Asker, input: Answer): Promise<Done> {
  const problem = await lockProblem(work, input.problemId);
  requireWork(asker, problem);
  if (findRepeated(problem, input.requestId)) return { problem, repeated: true };
  if (problem.assignmentId !== null)
    throw new AppError("INVALID_INPUT", `${problem.code}在台账中填报，措施和时限请在台账里改报。`);
  if (!isOwed(problem.state)) throw new AppError("CLOSED", `${problem.code}${problem.status}，不用再答复。`);
  const measure = cleanWords(input.measure, "整改措施", true);
  const owner = cleanWords(input.owner, "责任人", true, 60);
  const way = RECTIFICATION_WAYS.find((one) => one === input.way);
  if (!way) throw new AppError("INVALID_INPUT", `请选择整改类型：${RECTIFICATION_WAYS.join("、")}。`);
  const row = await work.tx.problem.findUniqueOrThrow({ where: { id: problem.id } });
  const asked = row.fixedDeadlineOn === null ? requireAhead(input.deadlineOn, work.today) : null;
  const deadlineOn = asked ?? row.deadlineOn;
  if (!row.fixedDeadlineOn && !deadlineOn) throw new AppError("INVALID_INPUT", "请写明完成时限。");
  await work.tx.problem.update({
    where: { id: problem.id },
    data: {
      way,
      measure,
      owner,
      deadlineOn,
      state: "rectifying",
      ...(deadlineOn === row.deadlineOn ? {} : { dueToldAt: work.now }),
    },
  });
  const said = `${way}。措施：${measure}。责任人：${owner}。${asked ? `完成时限：${formatDay(asked, true)}。` : ""}`;
  const { requestId } = input;
  const entry = await addEntry(work, problem, { kind: "answer", note: said, requestId, byId: asker.id });
  work.audit({
    action: "answer-problem",
    subject: `problem:${problem.id}`,
    before: { way: row.way, measure: row.measure, owner: row.owner, deadlineOn: row.deadlineOn },
    after: { code: problem.fullCode, way, measure, owner, deadlineOn },
  });
  const now = await lockProblem(work, problem.id);
  await tellDecider(work, now, { entryId: entry.id, title: "已答复整改措施", lines: [said] });
  return { problem: now, repeated: false };
}
