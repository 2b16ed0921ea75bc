// Units that stand for a lower bureau, and the people there who hear of what concerns it.
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
