// What units owe in a demo, as publishing left it, with what the play keeps in mind about each.
import type { App } from "../app.ts";
import type { Day } from "../domain/day.ts";
import { assignmentCode } from "../domain/obligation.ts";
import { BUILT_IN } from "../services/definitions.ts";
import { askedOf, joinMaterials, type MatterMaterial } from "../services/submissions/materials.ts";

/** One time that a unit is given until a day: by publishing, or by a return. */
export interface Round {
  toldAt: Date;
  dueOn: Day;
  returned: boolean;
  /** When everything was in; null while it is owed. */
  doneAt: Date | null;
}

/** One 报送任务; units by name. */
export interface Duty {
  id: string;
  number: number;
  code: string;
  obligationId: string;
  /** The matter's number in the plan. */
  matter: number;
  what: string;
  period: string;
  unit: string;
  /** The unit whose contacts hear of it. */
  preparer: string;
  dueOn: Day;
  dueTime: string | null;
  opensOn: Day | null;
  upward: boolean;
  sensitive: boolean;
  nilAllowed: boolean;
  materials: MatterMaterial[];
  steps: string[];
  rounds: Round[];
}

/** 「安全生产执法突出问题清单」 or 「营商环境工作台账(2023年7月)」. */
export function nameOf({ what, period }: Pick<Duty, "what" | "period">): string {
  return period ? `${what}(${period})` : what;
}

/** The bureau's counted duties with a due day, nearest first. */
export async function readDuties(app: App, toldAt: Date): Promise<Duty[]> {
  const rows = await app.runtime.store.db.assignment.findMany({
    where: { counted: true, pastAtIssue: false, dueOn: { not: null }, obligation: { withdrawnAt: null } },
    include: { obligation: true, unit: true, preparer: true },
    orderBy: [{ dueOn: "asc" }, { number: "asc" }],
  });
  return rows.map(({ obligation, unit, preparer, ...row }) => {
    const materials = joinMaterials(askedOf(obligation), [], BUILT_IN);
    return {
      id: row.id,
      number: row.number,
      code: assignmentCode(row.number),
      obligationId: obligation.id,
      matter: obligation.number,
      what: obligation.what,
      period: row.period,
      unit: unit.name,
      preparer: preparer.name,
      dueOn: row.dueOn!,
      dueTime: row.dueTime,
      opensOn: row.opensOn,
      upward: obligation.direction === "upward",
      sensitive:
        obligation.level === "sensitive" || materials.some(({ definition }) => definition?.level === "敏感"),
      nilAllowed: obligation.nilAllowed,
      materials,
      steps: obligation.steps,
      rounds: [{ toldAt, dueOn: row.dueOn!, returned: false, doneAt: null }],
    };
  });
}
