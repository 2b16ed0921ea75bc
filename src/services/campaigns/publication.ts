// What one publishing of a plan version did.
import type { Day } from "../../domain/day.ts";
import type { PlanItem } from "./item.ts";
import type { Directory } from "./units.ts";
import type { PlanVersion } from "./versions.ts";

/** An assignment that publishing made, with what its card says. */
export interface MadeAssignment {
  number: number;
  unitId: string;
  preparerId: string;
  period: string;
  dueOn: Day | null;
  dueTime: string | null;
  pastAtIssue: boolean;
  item: PlanItem;
}

/** An assignment of which a later version moved the due day or asks something else, or that is `gone`: asked of nobody any more. */
export interface MovedAssignment {
  number: number;
  obligationId: string;
  unitId: string;
  preparerId: string;
  period: string;
  from: Day | null;
  fromTime: string | null;
  /** What else is asked differently, in words. */
  notes: string[];
  gone: boolean;
  dueOn: Day | null;
  dueTime: string | null;
  item: PlanItem;
}

/** What publishing did. */
export interface Publication {
  version: PlanVersion;
  directory: Directory;
  /** True the first time that this version is published. */
  first: boolean;
  /** An earlier version had been published: people hear of what changed and of nothing else. */
  revised: boolean;
  moved: MovedAssignment[];
  made: MadeAssignment[];
  withdrawn: PlanItem[];
  /** Kept, but without 报送任务 until their open points are settled. */
  open: PlanItem[];
  /** Rows of the 任务分解表 that are new to units, by number. */
  claimable: { number: number; unitIds: string[] }[];
}
