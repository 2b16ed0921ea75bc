// The 整改台账 from the problems as they are followed: found by whom, done what, accepted how.
import { type Day, dayOf, formatDay } from "../../domain/day.ts";
import { isFoundOutside, isOwed, ORIGIN_NAMES, problemCode } from "../../domain/problem.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import type { Values } from "../../ledger/value.ts";
import { buildWorkbook } from "../../ledger/workbook.ts";
import type { Rectification } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import type { Scope } from "../progress/scope.ts";
import { type ProblemView, presentProblem, problemInclude } from "../rectification/problem.ts";
import { namesOf } from "../reviews/matter.ts";

/** The code of the ledger that it has the shape of. */
export const RECTIFICATION_LEDGER = "rectification";

/** A campaign's problems within a scope as rows of that ledger. */
export async function readRectification(
  db: Pick<Tx, "problem" | "person">,
  { campaignId, scope }: { campaignId: string; scope: Scope },
): Promise<{ unit: string; values: Values }[]> {
  const found = await db.problem.findMany({
    where: {
      campaignId,
      goneOn: null,
      ...(scope.unitIds === null ? {} : { unitId: { in: scope.unitIds } }),
    },
    include: { ...problemInclude, rectifications: { orderBy: { ordinal: "asc" } } },
    orderBy: { number: "asc" },
  });
  const names = await namesOf(
    db,
    found.flatMap(({ rectifications }) => rectifications.map(({ byId }) => byId)),
  );
  return found.map(({ rectifications, ...row }) => {
    const problem = presentProblem(row);
    return { unit: problem.unit, values: valuesOf(problem, rectifications, names) };
  });
}

/** The same as a workbook; null where there is none. */
export async function exportRectification(
  db: Pick<Tx, "problem" | "person">,
  input: { campaignId: string; definition: LedgerDefinition; scope: Scope; bureau: string; today: Day },
): Promise<{ bytes: Uint8Array; rows: number } | null> {
  const { scope, definition, bureau, today } = input;
  const rows = await readRectification(db, input);
  if (rows.length === 0) return null;
  const bytes = await buildWorkbook({
    definition,
    rows,
    mergedUnits: true,
    notes: [],
    heading: {
      title: definition.title,
      unit: scope.unitIds === null ? bureau : scope.name,
      filledOn: formatDay(today, true),
    },
  });
  return { bytes, rows: rows.length };
}

function valuesOf(
  problem: ProblemView,
  entries: readonly Rectification[],
  names: ReadonlyMap<string, string>,
): Values {
  const verdict = entries.findLast(({ kind }) => kind === "accept" || kind === "refuse");
  const finding = entries.findLast(({ kind }) => kind === "pass" || kind === "fail");
  const applied = entries.findLast(({ kind }) => kind === "apply" || kind === "claim");
  const finished = isOwed(problem.state) ? null : applied;
  const progress = entries
    .filter(({ kind, note }) => kind === "progress" || (kind === "apply" && note !== ""))
    .map(({ datedOn, at, note }) => `${formatDay(datedOn ?? dayOf(at))}：${note}`);
  return {
    problem: problemCode(problem.number),
    description: problem.description,
    source: isFoundOutside(problem.origin) ? ORIGIN_NAMES[problem.origin] : "自身查找",
    foundBy: problem.foundBy ?? problem.unit,
    type: problem.way,
    measure: problem.measure,
    deadline: problem.deadlineOn,
    department: problem.unit,
    owner: problem.owner,
    progress: progress.join("\n") || null,
    finishedOn: finished ? (finished.datedOn ?? dayOf(finished.at)) : null,
    acceptor: verdict ? (names.get(verdict.byId) ?? null) : null,
    accepted: verdict ? (verdict.kind === "accept" ? "通过" : "不通过") : null,
    superior: finding
      ? `${finding.kind === "pass" ? "通过" : "不通过"}：${finding.note}(${finding.document ?? ""})`
      : null,
    closed: problem.state === "closed",
    closedOn: problem.closedOn,
  };
}
