// One problem with everything that is known of it: terms, entries, its row, and what this reader may do.
import type { Asker } from "../../chat/context.ts";
import type { Day } from "../../domain/day.ts";
import { isOwed, type ReadProblemCode } from "../../domain/problem.ts";
import type { Tx } from "../../store/open.ts";
import { namesOf } from "../reviews/matter.ts";
import { hasProgress, isAgreed, lastApplication } from "./apply.ts";
import { canWithdraw } from "./direct.ts";
import { ENTRY_NAMES, type EntryKind } from "./entries.ts";
import { findProblem } from "./find.ts";
import type { ProblemView } from "./problem.ts";
import { mayDecide, mayDirect, maySign, mayWork, whoDecides } from "./rights.ts";
import { type LatestRow, readLatestRow } from "./row.ts";

/** An entry as people read it. */
export interface EntryView {
  ordinal: number;
  kind: EntryKind;
  name: string;
  note: string;
  datedOn: Day | null;
  document: string | null;
  file: { sha256: string; name: string } | null;
  by: string;
  at: Date;
}

/** What the reader may do now. */
export interface ProblemRights {
  progress: boolean;
  answer: boolean;
  apply: boolean;
  agree: boolean;
  decide: boolean;
  settle: boolean;
  record: boolean;
  reopen: boolean;
  withdraw: boolean;
}

/** A problem with its life, the oldest entry first. */
export interface ProblemDossier extends ProblemView {
  entries: EntryView[];
  row: LatestRow | null;
  /** What the row says and the decision denies, or the other way round, as a sentence; null where they agree. */
  contradiction: string | null;
  /** The last application's ordinal, 0 for none, and whether the unit's head agrees to it. */
  application: number;
  agreed: boolean;
  /** There is progress to show since the last refusal. */
  hasProgress: boolean;
  /** What the lead unit settled, for its form. */
  fixed: { measure: string | null; owner: string | null; deadlineOn: Day | null };
  decider: string;
  may: ProblemRights;
}

/** The problem that a code means, for this reader; NOT_FOUND outside of what the reader may see. */
export async function readProblemDossier(
  db: Pick<Tx, "problem" | "submission" | "person" | "ledgerDefinition">,
  asker: Asker,
  code: ReadProblemCode,
): Promise<ProblemDossier> {
  const problem = await findProblem(db, asker, code);
  const stored = await db.problem.findUniqueOrThrow({
    where: { id: problem.id },
    include: { rectifications: { orderBy: { ordinal: "asc" } } },
  });
  const { rectifications: entries, assignmentId, goneOn } = stored;
  const names = await namesOf(
    db,
    entries.map(({ byId }) => byId),
  );
  const row = await readLatestRow(db, stored);
  const { state } = problem;
  const own = mayWork(asker, problem);
  const directs = mayDirect(asker, problem);
  const here = goneOn === null;
  const agreed = isAgreed(entries);
  return {
    ...problem,
    entries: entries.map((entry) => ({
      ordinal: entry.ordinal,
      kind: entry.kind as EntryKind,
      name: ENTRY_NAMES[entry.kind as EntryKind],
      note: entry.note,
      datedOn: entry.datedOn,
      document: entry.document,
      file: entry.fileId ? { sha256: entry.fileId, name: entry.fileName ?? "佐证" } : null,
      by: names.get(entry.byId) ?? "",
      at: entry.at,
    })),
    row,
    contradiction: contradictionOf(problem, row),
    application: lastApplication(entries)?.ordinal ?? 0,
    agreed,
    hasProgress: hasProgress(entries),
    fixed: {
      measure: stored.fixedMeasure,
      owner: stored.fixedOwner,
      deadlineOn: stored.fixedDeadlineOn,
    },
    decider: whoDecides(problem),
    may: {
      progress: own && here && state !== "closed" && !problem.unanswered,
      answer: own && here && assignmentId === null && isOwed(state),
      apply: own && here && isOwed(state) && state !== "signing" && !problem.unanswered,
      agree: here && maySign(asker, problem) && state === "signing",
      decide: here && state === "applied" && mayDecide(asker, problem),
      settle: here && directs && isOwed(state),
      record: here && directs && (state === "awaiting" || state === "closed"),
      reopen: here && directs && !isOwed(state),
      withdraw: directs && (await canWithdraw(db, stored)),
    },
  };
}

/** The decision stands; what the ledger says otherwise is said beside it. */
function contradictionOf({ state, refusedOn, goneOn }: ProblemView, row: LatestRow | null): string | null {
  if (row === null || goneOn !== null) return null;
  const where = `台账第${row.version}版`;
  if (row.facts === null) return `${where}已没有这一行，问题仍按本页的状态跟踪。`;
  const { closed, done, state: said } = row.facts;
  if (closed && refusedOn !== null && isOwed(state))
    return `${where}仍填“已销号”，但验收结论是不同意，以验收结论为准；整改后请重新申请销号。`;
  if (state === "closed" && !closed && said !== "" && !done)
    return `${where}填的是“${said}”，但已同意销号，以验收结论为准。`;
  return null;
}
