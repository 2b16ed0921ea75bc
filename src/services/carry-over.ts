// 上期未结: what a unit's last period left unfinished stands in the next one beforehand, so that only the difference is typed.
import { holds } from "../ledger/compute.ts";
import type { LedgerDefinition } from "../ledger/definition.ts";
import { problemOf } from "../ledger/problems.ts";
import type { Values } from "../ledger/value.ts";
import type { Tx } from "../store/open.ts";
import { readLatest, type SubmittedRow } from "./submissions/latest.ts";
import type { Owed } from "./submissions/owed.ts";
import type { KeyedRow } from "./submissions/row-keys.ts";

/** Rows of an earlier period that go on. */
export interface Carried {
  /** The label of the period they come from. */
  period: string;
  rows: KeyedRow[];
}

/** Whether a row is to go on; false where its ledger can't tell finished from unfinished. */
export function isUnfinished(definition: LedgerDefinition, values: Values): boolean {
  const { carry, problem } = definition;
  if (carry) return !holds(carry.finished, values);
  if (!problem?.done && !problem?.closed) return false;
  const facts = problemOf(definition, values);
  return facts !== null && !facts.done;
}

/**
 * The unfinished rows of the unit's last period before this one that counts as 已报, each with the key that it had; null
 * for a matter without periods, and where nothing is left. A problem that was closed by decision is finished, whatever
 * its row says.
 */
export async function readCarried(
  db: Pick<Tx, "assignment" | "submission" | "problem" | "ledgerDefinition">,
  owed: Pick<Owed, "id" | "obligationId" | "unit" | "period">,
  materialKey: string,
  definition: LedgerDefinition,
): Promise<Carried | null> {
  if (owed.period === "" || (!definition.carry && !definition.problem)) return null;
  const periods = await db.assignment.findMany({
    where: { obligationId: owed.obligationId, unitId: owed.unit.id },
    select: { id: true, period: true, state: true, spanStart: true, planDueOn: true, dueOn: true },
  });
  const placeOf = ({ spanStart, planDueOn, dueOn }: (typeof periods)[number]) =>
    spanStart ?? planDueOn ?? dueOn ?? "";
  const own = periods.find(({ id }) => id === owed.id);
  const [last] = periods
    .filter((one) => own && placeOf(one) < placeOf(own))
    .filter(({ state }) => state === "submitted" || state === "accepted")
    .sort((a, b) => placeOf(b).localeCompare(placeOf(a)));
  if (!last) return null;
  const counted = await db.submission.findFirst({
    where: { assignmentId: last.id, complete: true },
    orderBy: { version: "desc" },
    select: { version: true },
  });
  const version = counted && (await readLatest(db, last.id, counted.version));
  const rows = (version?.rows[materialKey] ?? []).filter(
    ({ ledger, values }) => ledger === definition.code && isUnfinished(definition, values),
  );
  const closed = await readClosed(db, last.id, materialKey, rows);
  const left = rows.filter(({ rowKey }) => !closed.has(rowKey));
  if (left.length === 0) return null;
  const afresh = new Set(definition.carry?.afresh ?? []);
  return {
    period: last.period,
    rows: left.map(({ rowKey, values }) => ({
      rowKey,
      values: Object.fromEntries(Object.entries(values).filter(([key]) => !afresh.has(key))),
    })),
  };
}

async function readClosed(
  db: Pick<Tx, "problem">,
  assignmentId: string,
  materialKey: string,
  rows: readonly SubmittedRow[],
): Promise<Set<string>> {
  const place = { assignmentId, materialKey, rowKey: { in: rows.map(({ rowKey }) => rowKey) } };
  const problems = await db.problem.findMany({
    where: { state: { in: ["awaiting", "closed"] }, OR: [place, { mentions: { some: place } }] },
    select: {
      assignmentId: true,
      materialKey: true,
      rowKey: true,
      mentions: { where: place, select: { rowKey: true } },
    },
  });
  return new Set(
    problems.flatMap((one) => [
      ...(one.assignmentId === assignmentId && one.materialKey === materialKey ? [one.rowKey ?? ""] : []),
      ...one.mentions.map(({ rowKey }) => rowKey),
    ]),
  );
}

/** What is said above rows that were carried over. */
export function carriedWords(period: string, count: number): string {
  return `已带入${period}没有办结的${count}条，请改写变化的内容；已不需要的请删去。`;
}
