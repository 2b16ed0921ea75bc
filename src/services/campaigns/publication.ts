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

/** What publishing did. */
export interface Publication {
  version: PlanVersion;
  directory: Directory;
  /** True the first time that this version is published. */
  first: boolean;
  made: MadeAssignment[];
  withdrawn: PlanItem[];
  /** Kept, but without 报送任务 until their open points are settled. */
  open: PlanItem[];
}
