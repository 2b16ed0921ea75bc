// The entries of a problem's life: appended behind the problem's lock, never changed.

import { SAY } from "../../chat/messages.ts";
import type { Day } from "../../domain/day.ts";
import { scrub } from "../../domain/scrub.ts";
import { findMarking } from "../../domain/secrecy.ts";
import { AppError } from "../../errors.ts";
import type { Prisma, Rectification } from "../../store/generated/client.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { type ProblemView, presentProblem, problemInclude } from "./problem.ts";

/** What an entry tells. `claim` is a ledger row that says 已销号, which counts as an application. */
export const ENTRY_NAMES = {
  register: "登记问题",
  answer: "答复整改措施",
  order: "核定整改要求",
  progress: "整改进展",
  apply: "申请销号",
  claim: "台账填报销号",
  agree: "单位负责人同意申请",
  decline: "单位负责人未同意申请",
  accept: "同意销号(内部验收通过)",
  refuse: "不同意销号",
  pass: "上级验收通过",
  fail: "上级验收不通过",
  reopen: "检查再次发现",
  withdraw: "撤销登记",
} as const;

/** One of the kinds. */
export type EntryKind = keyof typeof ENTRY_NAMES;

/** Evidence: a stored file. */
export interface Evidence {
  sha256: string;
  name: string;
}

/** What is written. `requestId` is the sender's own key: the same one twice is the same act. */
export interface NewEntry {
  kind: EntryKind;
  note: string;
  requestId: string;
  byId: string;
  datedOn?: Day | null;
  document?: string | null;
  evidence?: Evidence | null;
}

/** A problem, locked, with its entries in order. */
export interface LockedProblem extends ProblemView {
  assignmentId: string | null;
  materialKey: string | null;
  rowKey: string | null;
  entries: Rectification[];
}

const include = {
  ...problemInclude,
  rectifications: { orderBy: { ordinal: "asc" } },
} satisfies Prisma.ProblemInclude;

/** Locks a problem of the bureau and reads it; NOT_FOUND when there is none. */
export async function lockProblem(work: UnitOfWork, id: string): Promise<LockedProblem> {
  await work.tx.$queryRaw`SELECT "id" FROM "Problem" WHERE "id" = ${id} FOR UPDATE`;
  const row = await work.tx.problem.findFirst({ where: { id, campaign: { orgId: work.orgId } }, include });
  if (!row) throw new AppError("NOT_FOUND", "没有这个问题，请发送 /整改 重新选择。");
  const { assignmentId, materialKey, rowKey, rectifications } = row;
  return { ...presentProblem(row), assignmentId, materialKey, rowKey, entries: rectifications };
}

/** The entry that the same request has written before, if any. */
export function findRepeated(problem: LockedProblem, requestId: string): Rectification | null {
  return problem.entries.find((entry) => entry.requestId === requestId) ?? null;
}

/** Appends an entry to a locked problem. */
export async function addEntry(
  work: UnitOfWork,
  problem: Pick<LockedProblem, "id" | "entries">,
  entry: NewEntry,
): Promise<Rectification> {
  return work.tx.rectification.create({
    data: {
      problemId: problem.id,
      ordinal: (problem.entries.at(-1)?.ordinal ?? 0) + 1,
      kind: entry.kind,
      note: entry.note,
      datedOn: entry.datedOn ?? null,
      document: entry.document ?? null,
      fileId: entry.evidence?.sha256 ?? null,
      fileName: entry.evidence?.name ?? null,
      requestId: entry.requestId,
      byId: entry.byId,
      at: work.now,
    },
  });
}

const MOST_LENGTH = 1000;

/** Words that may be kept: trimmed, secrets blanked; INVALID_INPUT for marked, missing or overlong ones. */
export function cleanWords(text: string, what: string, required = false, most = MOST_LENGTH): string {
  const words = scrub(text.trim()).text;
  if (required && words === "") throw new AppError("INVALID_INPUT", `请写明${what}。`);
  if (findMarking(words)) throw new AppError("INVALID_INPUT", `${SAY.marked}。`);
  if ([...words].length > most) throw new AppError("INVALID_INPUT", `${what}最多${most}字，请精简后再提交。`);
  return words;
}
