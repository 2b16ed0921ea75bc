// 申请销号: a unit says that its problem is mended; its head agrees, or applies himself.
import type { Asker } from "../../chat/context.ts";
import { isOwed } from "../../domain/problem.ts";
import { AppError } from "../../errors.ts";
import type { Rectification } from "../../store/generated/client.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import {
  addEntry,
  cleanWords,
  type EntryKind,
  type Evidence,
  findRepeated,
  type LockedProblem,
  lockProblem,
} from "./entries.ts";
import { type Done, requireAnswered, requireWork } from "./progress.ts";
import { isHead, whoDecides } from "./rights.ts";
import { tellDecider, tellHead } from "./tell.ts";

const APPLICATIONS: readonly string[] = ["apply", "claim"] satisfies EntryKind[];
const SETBACKS: readonly string[] = ["refuse", "fail", "reopen"] satisfies EntryKind[];

/** The application that waits or was decided last; null where there was none. */
export function lastApplication(entries: readonly Rectification[]): Rectification | null {
  return entries.findLast(({ kind }) => APPLICATIONS.includes(kind)) ?? null;
}

/** Whether the head has agreed to the last application. */
export function isAgreed(entries: readonly Rectification[]): boolean {
  const application = lastApplication(entries);
  return entries.some(({ kind, ordinal }) => kind === "agree" && ordinal > (application?.ordinal ?? 0));
}

/** What an application's button says: the problem and the application that was shown, 「202301-W12@3」. */
export function applicationValue({ fullCode, entries }: Pick<LockedProblem, "fullCode" | "entries">): string {
  return `${fullCode}@${lastApplication(entries)?.ordinal ?? 0}`;
}

/** Whether there is anything to show for it: progress since the last refusal. */
export function hasProgress(entries: readonly Rectification[]): boolean {
  const setback = entries.findLast(({ kind }) => SETBACKS.includes(kind))?.ordinal ?? 0;
  return entries.some(({ kind, ordinal }) => kind === "progress" && ordinal > setback);
}

/**
 * Applies for closure. `result` may be empty where progress was reported since the last refusal. A head who applies
 * agrees by that; else the head is asked, and whoever decides sees whether he has agreed.
 */
export async function applyForClosing(
  work: UnitOfWork,
  asker: Asker,
  input: { problemId: string; result: string; evidence?: Evidence | null; requestId: string },
): Promise<Done> {
  const problem = await lockProblem(work, input.problemId);
  requireWork(asker, problem);
  if (findRepeated(problem, input.requestId)) return { problem, repeated: true };
  const { code, state, status } = problem;
  if (state === "applied")
    throw new AppError("CONFLICT", `${code}已申请销号，正等${whoDecides(problem)}验收。`);
  if (!isOwed(state)) throw new AppError("CLOSED", `${code}${status}，不用再申请。`);
  requireAnswered(problem);
  const note = cleanWords(input.result, "整改结果");
  if (note === "" && !hasProgress(problem.entries))
    throw new AppError(
      "INVALID_INPUT",
      `${code}还没有${problem.refusedOn ? "新的" : ""}整改进展，请先报进展，或者写明整改结果再申请销号。`,
    );
  const { requestId, evidence = null } = input;
  const entry = await addEntry(work, problem, { kind: "apply", note, evidence, requestId, byId: asker.id });
  const byHead = isHead(asker, problem);
  if (byHead) await agree(work, { ...problem, entries: [...problem.entries, entry] }, asker, requestId);
  await work.tx.problem.update({
    where: { id: problem.id },
    data: { state: "applied", appliedAt: work.now, refusedOn: null },
  });
  work.audit({
    action: "apply-closing",
    subject: `problem:${problem.id}`,
    before: { state },
    after: { state: "applied", code: problem.fullCode, byHead },
  });
  const now = await lockProblem(work, problem.id);
  const lines = note === "" ? [] : [`整改结果：${note}`];
  const value = applicationValue(now);
  if (!byHead)
    await tellHead(work, now, {
      entryId: entry.id,
      title: "申请销号，请您审签",
      body: [`${asker.name}已申请销号，请您核对后表示同意。`],
      lines,
      actions: [{ action: "agree-closing", label: "同意申请", value }],
    });
  await tellDecider(work, now, {
    entryId: entry.id,
    title: "申请销号",
    body: [byHead ? `${asker.name}(单位负责人)申请。` : `${asker.name}申请，单位负责人尚未表示同意。`],
    lines,
    actions: [
      { action: "accept-closing", label: "同意销号", value },
      { action: "refuse-closing", label: "不同意", value },
    ],
  });
  return { problem: now, repeated: false };
}

async function agree(
  work: UnitOfWork,
  problem: LockedProblem,
  head: Asker,
  requestId: string,
): Promise<Rectification> {
  return addEntry(work, problem, { kind: "agree", note: "", requestId: `${requestId}:agree`, byId: head.id });
}

/** The head agrees to the application that was shown; CONFLICT when it is decided or another one waits. */
export async function agreeToClosing(
  work: UnitOfWork,
  asker: Asker,
  input: { problemId: string; application: number; requestId: string },
): Promise<Done> {
  const problem = await lockProblem(work, input.problemId);
  if (!isHead(asker, problem))
    throw new AppError("FORBIDDEN", `${problem.code}由${problem.unit}的负责人审签。`);
  const { requestId } = input;
  if (findRepeated(problem, `${requestId}:agree`)) return { problem, repeated: true };
  if (problem.state !== "applied" || lastApplication(problem.entries)?.ordinal !== input.application)
    throw new AppError("CONFLICT", `${problem.code}的这次申请已有结果，现在是${problem.status}。`);
  if (isAgreed(problem.entries)) return { problem, repeated: true };
  await agree(work, problem, asker, requestId);
  work.audit({
    action: "agree-closing",
    subject: `problem:${problem.id}`,
    after: { code: problem.fullCode },
  });
  return { problem: await lockProblem(work, problem.id), repeated: false };
}
