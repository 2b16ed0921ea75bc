// 申请销号: a unit says that its problem is mended; it goes to whoever decides once the unit's head has signed (审签).
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
import { maySign, whoDecides } from "./rights.ts";
import { findSigners } from "./signing.ts";
import { tellDecider, tellSigner, tellUnit } from "./tell.ts";

const APPLICATIONS: readonly string[] = ["apply", "claim"] satisfies EntryKind[];
const SETBACKS: readonly string[] = ["refuse", "decline", "fail", "reopen"] satisfies EntryKind[];

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
 * signs by that; else it waits for the head's signature, and the unit still owes it until then.
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
  if (state === "signing")
    throw new AppError("CONFLICT", `${code}已申请销号，正等单位负责人审签，同意后送验收。`);
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
  const byHead = maySign(asker, problem);
  const signers = byHead ? null : await findSigners(work, problem.unitId);
  if (byHead) await agree(work, { ...problem, entries: [...problem.entries, entry] }, asker, requestId);
  const after = signers ? ("signing" as const) : ("applied" as const);
  await work.tx.problem.update({
    where: { id: problem.id },
    data: { state: after, appliedAt: work.now, refusedOn: null },
  });
  work.audit({
    action: "apply-closing",
    subject: `problem:${problem.id}`,
    before: { state },
    after: { state: after, code: problem.fullCode, byHead },
  });
  const now = await lockProblem(work, problem.id);
  const lines = note === "" ? [] : [`整改结果：${note}`];
  const value = applicationValue(now);
  if (signers)
    await tellSigner(work, now, signers.role, {
      entryId: entry.id,
      title: "申请销号，请您审签",
      body: [`${asker.name}已申请销号，您同意后才送${whoDecides(problem)}验收。`],
      lines,
      actions: [
        { action: "agree-closing", label: "同意申请", value },
        { action: "decline-closing", label: "不同意", value },
      ],
    });
  else
    await tellApplied(
      work,
      now,
      entry.id,
      byHead ? `${asker.name}(单位负责人)申请。` : `${asker.name}申请。`,
      lines,
    );
  return { problem: now, repeated: false };
}

/** Whoever decides hears of an application that is signed. */
async function tellApplied(
  work: UnitOfWork,
  problem: LockedProblem,
  entryId: string,
  body: string,
  lines: readonly string[],
): Promise<void> {
  const value = applicationValue(problem);
  await tellDecider(work, problem, {
    entryId,
    title: "申请销号",
    body: [body],
    lines,
    actions: [
      { action: "accept-closing", label: "同意销号", value },
      { action: "refuse-closing", label: "不同意", value },
    ],
  });
}

async function agree(
  work: UnitOfWork,
  problem: LockedProblem,
  head: Asker,
  requestId: string,
): Promise<Rectification> {
  return addEntry(work, problem, { kind: "agree", note: "", requestId: `${requestId}:agree`, byId: head.id });
}

/** Locks the problem and makes sure that this person signs the application that was shown, and that it still waits. */
async function requireSigning(
  work: UnitOfWork,
  asker: Asker,
  input: { problemId: string; application: number; requestId: string },
): Promise<{ problem: LockedProblem; repeated: boolean }> {
  const problem = await lockProblem(work, input.problemId);
  if (!maySign(asker, problem))
    throw new AppError("FORBIDDEN", `${problem.code}由${problem.unit}的负责人审签。`);
  if (findRepeated(problem, input.requestId)) return { problem, repeated: true };
  const last = lastApplication(problem.entries);
  if (problem.state === "applied" && last?.ordinal === input.application && isAgreed(problem.entries))
    return { problem, repeated: true };
  if (problem.state !== "signing" || last?.ordinal !== input.application)
    throw new AppError("CONFLICT", `${problem.code}的这次申请已有结果，现在是${problem.status}。`);
  return { problem, repeated: false };
}

/** The head agrees to the application that was shown, which is sent on by that; CONFLICT when another one waits. */
export async function agreeToClosing(
  work: UnitOfWork,
  asker: Asker,
  input: { problemId: string; application: number; requestId: string },
): Promise<Done> {
  const { requestId } = input;
  const { problem, repeated } = await requireSigning(work, asker, {
    ...input,
    requestId: `${requestId}:agree`,
  });
  if (repeated) return { problem, repeated };
  const entry = await agree(work, problem, asker, requestId);
  await work.tx.problem.update({ where: { id: problem.id }, data: { state: "applied" } });
  work.audit({
    action: "agree-closing",
    subject: `problem:${problem.id}`,
    before: { state: problem.state },
    after: { state: "applied", code: problem.fullCode },
  });
  const now = await lockProblem(work, problem.id);
  const note = lastApplication(problem.entries)?.note ?? "";
  const lines = note === "" ? [] : [`整改结果：${note}`];
  await tellApplied(work, now, entry.id, `${asker.name}(单位负责人)已审签同意。`, lines);
  return { problem: now, repeated: false };
}

/** The head does not agree: its unit goes on rectifying and applies anew. INVALID_INPUT without a word of why. */
export async function declineClosing(
  work: UnitOfWork,
  asker: Asker,
  input: { problemId: string; application: number; note: string; requestId: string },
): Promise<Done> {
  const { problem, repeated } = await requireSigning(work, asker, input);
  if (repeated) return { problem, repeated };
  const note = cleanWords(input.note, "不同意的原因", true);
  const { requestId } = input;
  const entry = await addEntry(work, problem, { kind: "decline", note, requestId, byId: asker.id });
  await work.tx.problem.update({
    where: { id: problem.id },
    data: { state: "rectifying", appliedAt: null },
  });
  work.audit({
    action: "decline-closing",
    subject: `problem:${problem.id}`,
    before: { state: problem.state },
    after: { state: "rectifying", code: problem.fullCode, note },
  });
  const now = await lockProblem(work, problem.id);
  await tellUnit(work, now, {
    entryId: entry.id,
    title: "单位负责人未同意销号",
    body: [`${asker.name}未同意，请继续整改后再申请。`],
    lines: [`原因：${note}`],
  });
  return { problem: now, repeated: false };
}
