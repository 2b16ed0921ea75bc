// A later version of a plan reaches 报送任务 that exist: dates move, what is asked of nobody any more is waived.
import type { Day } from "../../domain/day.ts";
import { readMaterials } from "../../domain/obligation.ts";
import type { Prisma } from "../../store/generated/client.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { PlanItem } from "./item.ts";
import { isReady } from "./open-points.ts";
import type { MovedAssignment } from "./publication.ts";
import { assignmentsOf, type NewAssignment } from "./slots.ts";
import type { Directory } from "./units.ts";

/** What a published matter asks for, apart from its days. */
interface Asked {
  what: string;
  recipient: string | null;
  materials: unknown;
}

/** A published matter whose item a later version has, with what was asked before. */
export interface Revised {
  obligationId: string;
  item: PlanItem;
  before: Asked;
}

/** What is asked differently, in words: 「材料改为…」. */
function alterations({ item, before }: Revised): string[] {
  const names = (materials: readonly { name: string }[]) => materials.map(({ name }) => name).join("、");
  const materials = names(item.materials);
  const remade = materials !== names(readMaterials(before.materials));
  // A matter that is called by its materials has said its new name with them.
  const renamed = item.what !== before.what && !(remade && item.what === materials);
  return [
    ...(renamed ? [`名称由“${before.what}”改为“${item.what}”`] : []),
    ...(remade ? [`材料改为${materials}`] : []),
    ...(item.to === before.recipient ? [] : [`改报${item.to ?? "牵头科室"}`]),
  ];
}

/** Why an assignment is waived by a later version, as its unit reads it. */
export const REVISED_AWAY = "方案修改后不再需要报送";

const OWING = ["open", "signing", "returned"] as const;

function rowsOf(work: UnitOfWork, obligationIds: string[]) {
  return work.tx.assignment.findMany({
    where: { obligationId: { in: obligationIds }, state: { not: "waived" } },
    orderBy: { number: "asc" },
    include: { _count: { select: { submissions: true } } },
  });
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number];

/** What of a row changes; null where nothing does. */
function changeOf(row: Row, wanted: NewAssignment, { today, dates }: { today: Day; dates: boolean }) {
  const { dueOn, dueTime = null, dueAt, opensOn = null, internalDueOn = null } = wanted;
  const { spanStart = null, spanEnd = null, counted = true, pastAtIssue = false } = wanted;
  const owing = OWING.some((state) => state === row.state);
  const extended = row.dueOn !== row.planDueOn;
  const moved = row.planDueOn !== dueOn || (!extended && row.dueTime !== dueTime);
  if (!moved || !dates) {
    return owing && !extended && row.internalDueOn !== internalDueOn
      ? { data: { internalDueOn }, tell: false }
      : null;
  }
  const plan = { planDueOn: dueOn!, internalDueOn: extended ? null : internalDueOn };
  // A day that was granted to one unit, or set by a return, stands where it is later than the plan's new one.
  if (extended && row.dueOn !== null && row.dueOn >= dueOn!) return { data: plan, tell: false };
  const onTime =
    row.firstSubmittedAt !== null && row.lateDays === 0 && row.firstSubmittedAt < (dueAt as Date);
  // What is in stays in, as it was judged when it came.
  if (!owing && !onTime) return { data: plan, tell: false };
  return {
    data: {
      ...plan,
      dueOn: dueOn!,
      dueTime,
      dueAt: dueAt as Date,
      opensOn,
      spanStart,
      spanEnd,
      dueRevision: row.dueRevision + 1,
      replannedOn: today,
      ...(owing ? { counted, pastAtIssue } : {}),
    },
    tell: owing,
  };
}

/**
 * Brings the existing assignments of these matters in line with their items, and says which units are touched. Without
 * `dates` (the version is published already) only internal deadlines follow.
 */
export async function replan(
  work: UnitOfWork,
  revised: readonly Revised[],
  facts: { issuedOn: Day; directory: Directory; leadUnitId: string; dates: boolean },
): Promise<MovedAssignment[]> {
  // Rounds of an event have days of their own, and a matter that became unclear leaves its dates as they are.
  const settled = revised.filter(
    ({ item }) => isReady(item) && (item.timing === "dated" || item.timing === "recurring"),
  );
  if (settled.length === 0) return [];
  const rows = await rowsOf(
    work,
    settled.map(({ obligationId }) => obligationId),
  );
  const moved: MovedAssignment[] = [];
  const waived: Row[] = [];
  // Rows that get the same values are written together.
  const writes = new Map<string, { ids: string[]; data: NonNullable<ReturnType<typeof changeOf>>["data"] }>();
  for (const revision of settled) {
    const { obligationId, item } = revision;
    const notes = facts.dates ? alterations(revision) : [];
    const wanted = assignmentsOf(work, item, facts.issuedOn, facts.directory, facts.leadUnitId);
    const byPlace = new Map(wanted.map((one) => [`${one.unitId} ${one.period}`, one]));
    for (const row of rows.filter((one) => one.obligationId === obligationId)) {
      const want = byPlace.get(`${row.unitId} ${row.period}`);
      const told = { ...row, item, from: row.dueOn, fromTime: row.dueTime, notes };
      const owing = OWING.some((state) => state === row.state) && row.counted;
      if (!want) {
        const untouched = row.state === "open" && row._count.submissions === 0;
        if (!untouched || !facts.dates) continue;
        waived.push(row);
        if (row.counted) moved.push({ ...told, dueOn: null, dueTime: null, gone: true });
        continue;
      }
      const change = changeOf(row, want, { today: work.today, dates: facts.dates });
      if (!change?.tell && owing && notes.length > 0) moved.push({ ...told, gone: false });
      if (!change) continue;
      const key = JSON.stringify(change.data);
      const write = writes.get(key) ?? { ids: [], data: change.data };
      write.ids.push(row.id);
      writes.set(key, write);
      if (change.tell)
        moved.push({ ...told, dueOn: want.dueOn ?? null, dueTime: want.dueTime ?? null, gone: false });
    }
  }
  for (const { ids, data } of writes.values()) {
    await work.tx.assignment.updateMany({ where: { id: { in: ids } }, data });
  }
  if (waived.length > 0) {
    await work.tx.assignment.updateMany({
      where: { id: { in: waived.map(({ id }) => id) } },
      data: { state: "waived", waivedFor: REVISED_AWAY },
    });
  }
  auditMoves(work, settled, moved, waived);
  return moved;
}

/** The old deadlines stay in the trail, one entry a matter. */
function auditMoves(
  work: UnitOfWork,
  settled: readonly Revised[],
  moved: readonly MovedAssignment[],
  waived: readonly Row[],
): void {
  for (const { obligationId, before, item } of settled) {
    const own = moved.filter((one) => one.obligationId === obligationId);
    const gone = waived.filter((row) => row.obligationId === obligationId);
    if (own.length + gone.length === 0) continue;
    work.audit({
      action: "replan",
      subject: `obligation:${obligationId}`,
      before: {
        asked: { ...before } as Prisma.InputJsonObject,
        assignments: own.map(({ number, from, fromTime }) => ({ number, dueOn: from, dueTime: fromTime })),
      },
      after: {
        asked: { what: item.what, recipient: item.to, materials: item.materials },
        assignments: own.map(({ number, dueOn, dueTime }) => ({ number, dueOn, dueTime })),
        waived: gone.map(({ number }) => number),
      },
    });
  }
}

/** The assignments of matters that were withdrawn and that somebody still worked on. */
export async function findDropped(
  work: UnitOfWork,
  withdrawn: readonly Revised[],
): Promise<MovedAssignment[]> {
  const rows = await work.tx.assignment.findMany({
    where: {
      obligationId: { in: withdrawn.map(({ obligationId }) => obligationId) },
      state: { in: [...OWING] },
      counted: true,
    },
    orderBy: { number: "asc" },
  });
  return rows.map((row) => ({
    ...row,
    item: withdrawn.find(({ obligationId }) => obligationId === row.obligationId)!.item,
    from: row.dueOn,
    fromTime: row.dueTime,
    dueOn: null,
    dueTime: null,
    notes: [],
    gone: true,
  }));
}
