// The lead unit's word on closure (内部验收), and an outside body's finding (上级验收).
import type { Asker } from "../../chat/context.ts";
import { formatDay } from "../../domain/day.ts";
import { isFoundOutside, type ProblemState } from "../../domain/problem.ts";
import { AppError } from "../../errors.ts";
import type { Prisma } from "../../store/generated/client.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { lastApplication } from "./apply.ts";
import { addEntry, cleanWords, findRepeated, type LockedProblem, lockProblem } from "./entries.ts";
import { type Done, requirePast } from "./progress.ts";
import { mayDecide, mayDirect, whoDecides } from "./rights.ts";
import { tellUnit } from "./tell.ts";

/** A decision on the application that was shown, by its entry's ordinal. */
export interface ClosingDecision {
  problemId: string;
  application: number;
  accepted: boolean;
  /** 验收结论, or why not. */
  note: string;
  requestId: string;
}

/**
 * 同意销号 or 不同意. What an outside body found becomes 已整改待上级验收, the rest is closed. FORBIDDEN for others than
 * who decides, CONFLICT when the application shown is not the one that waits, INVALID_INPUT for a refusal without why.
 */
export async function decideClosing(work: UnitOfWork, asker: Asker, input: ClosingDecision): Promise<Done> {
  const { accepted, requestId } = input;
  const problem = await lockProblem(work, input.problemId);
  const { code } = problem;
  if (!mayDecide(asker, problem))
    throw new AppError("FORBIDDEN", `${code}的销号由${whoDecides(problem)}决定。`);
  if (findRepeated(problem, requestId)) return { problem, repeated: true };
  if (problem.state !== "applied")
    throw new AppError("CONFLICT", `${code}现在是${problem.status}，没有等待验收的销号申请。`);
  if (lastApplication(problem.entries)?.ordinal !== input.application)
    throw new AppError("CONFLICT", `${code}又有了新的申请，请先看新的一次再决定。`);
  const note = cleanWords(input.note, accepted ? "验收结论" : "不同意的原因", !accepted);
  const outside = isFoundOutside(problem.origin);
  const state: ProblemState = !accepted ? "rectifying" : outside ? "awaiting" : "closed";
  const kind = accepted ? "accept" : "refuse";
  const entry = await addEntry(work, problem, { kind, note, requestId, byId: asker.id });
  await move(work, problem, state, accepted ? "close-problem" : "refuse-closing", { note });
  const now = await lockProblem(work, problem.id);
  await tellUnit(work, now, {
    entryId: entry.id,
    title: !accepted ? "不同意销号" : outside ? "内部验收通过，待上级验收" : "已销号",
    body: [
      `${asker.name}${accepted ? "验收通过" : "不同意销号，请继续整改后再申请"}。`,
      ...(accepted && outside ? ["上级验收结论到达后由牵头科室登记销号。"] : []),
    ],
    lines: note === "" ? [] : [accepted ? `验收结论：${note}` : `原因：${note}`],
  });
  return { problem: now, repeated: false };
}

async function move(
  work: UnitOfWork,
  problem: LockedProblem,
  state: ProblemState,
  action: string,
  more: Prisma.InputJsonObject,
): Promise<void> {
  const backwards = state === "rectifying";
  await work.tx.problem.update({
    where: { id: problem.id },
    data: {
      state,
      closedOn: state === "closed" ? (problem.closedOn ?? work.today) : null,
      refusedOn: backwards ? work.today : null,
    },
  });
  work.audit({
    action,
    subject: `problem:${problem.id}`,
    before: { state: problem.state },
    after: { state, code: problem.fullCode, ...more },
  });
}

/** What an outside body found on inspecting the rectification. */
export interface OutsideFinding {
  problemId: string;
  passed: boolean;
  /** 结论. */
  note: string;
  document: string;
  datedOn: string;
  requestId: string;
}

/**
 * Writes down 上级验收 with its date and document: passed, a problem that waits for it is closed; failed, it is to be
 * rectified again, even one that was closed. FORBIDDEN for others than the lead unit's coordinator.
 */
export async function recordFinding(work: UnitOfWork, asker: Asker, input: OutsideFinding): Promise<Done> {
  const problem = await lockProblem(work, input.problemId);
  if (!mayDirect(asker, problem)) throw new AppError("FORBIDDEN", "上级验收由牵头科室管理员登记。");
  const { requestId, passed } = input;
  if (findRepeated(problem, requestId)) return { problem, repeated: true };
  if (problem.state !== "awaiting" && problem.state !== "closed")
    throw new AppError("CONFLICT", `${problem.code}现在是${problem.status}，内部验收通过后再登记上级验收。`);
  const note = cleanWords(input.note, "上级验收结论", true);
  const document = cleanWords(input.document, "上级验收的文书号", true, 60);
  const datedOn = requirePast(input.datedOn, "上级验收日期", work.today);
  if (!datedOn) throw new AppError("INVALID_INPUT", "请写明上级验收日期。");
  const kind = passed ? "pass" : "fail";
  const entry = await addEntry(work, problem, { kind, note, document, datedOn, requestId, byId: asker.id });
  await move(work, problem, passed ? "closed" : "rectifying", "record-finding", {
    passed,
    note,
    document,
    datedOn,
  });
  const now = await lockProblem(work, problem.id);
  await tellUnit(work, now, {
    entryId: entry.id,
    title: passed ? "上级验收通过，已销号" : "上级验收不通过",
    body: [`${formatDay(datedOn)}上级验收${passed ? "通过" : "不通过，请继续整改后再申请销号"}。`],
    lines: [`结论：${note}`, `文书：${document}`],
  });
  return { problem: now, repeated: false };
}
