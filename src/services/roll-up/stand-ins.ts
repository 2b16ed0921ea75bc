// Units that stand for a lower bureau, and the people there who hear of what concerns it.
import { assignmentCode } from "../../domain/obligation.ts";
import type { Tx } from "../../store/open.ts";
import { onDay } from "../people.ts";
import type { UnitOfWork } from "../unit-of-work.ts";

/** Of these units, the ones that stand for a lower bureau, with its id. */
export async function findStandIns(
  db: Pick<Tx, "unit">,
  unitIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.unit.findMany({
    where: { id: { in: [...unitIds] }, lowerOrgId: { not: null } },
    select: { id: true, lowerOrgId: true },
  });
  return new Map(rows.map(({ id, lowerOrgId }) => [id, lowerOrgId!]));
}

/** Ids of those who answer for a bureau towards the one above: its coordinators. */
export async function findCoordinators(work: UnitOfWork): Promise<string[]> {
  const posts = await work.tx.appointment.findMany({
    where: {
      role: "coordinator",
      unit: { orgId: work.orgId },
      person: { active: true },
      ...onDay(work.today),
    },
    orderBy: [{ unit: { position: "asc" } }, { fromOn: "asc" }],
    select: { personId: true },
  });
  return [...new Set(posts.map(({ personId }) => personId))];
}

/**
 * Says something about an assignment to the lower bureau whose part it is, under the number that it has there; nothing
 * where its unit stands for none.
 */
export async function tellBelow(
  above: UnitOfWork,
  { id, unitId }: { id: string; unitId: string },
  say: { text: (name: string, upper: string) => string; key: string },
): Promise<void> {
  const { tx } = above;
  const lowerOrgId = (await findStandIns(tx, [unitId])).get(unitId);
  if (!lowerOrgId) return;
  const work = above.within(lowerOrgId);
  const matter = await tx.assignment.findUniqueOrThrow({
    where: { id },
    include: { obligation: { select: { what: true } }, lower: { select: { number: true } } },
  });
  const upper = await tx.org.findUniqueOrThrow({ where: { id: above.orgId }, select: { name: true } });
  const code = matter.lower ? `${assignmentCode(matter.lower.number)} ` : "";
  const name = `${code}《${matter.obligation.what}》${matter.period ? `(${matter.period})` : ""}`;
  for (const personId of await findCoordinators(work))
    work.send({
      to: { personId },
      payload: { text: say.text(name, upper.name) },
      dedupeKey: `${say.key}:${id}:${personId}`,
    });
}
