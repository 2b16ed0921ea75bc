// Who works on a problem, who decides on its closure, and who writes down what others found.
import { type Asker, unitsOf } from "../../chat/context.ts";
import { mayReview, whoReviews } from "../reviews/rights.ts";
import type { ProblemView } from "./problem.ts";

type Owned = Pick<ProblemView, "unitId" | "leadUnitId">;

/** Contacts and head of its unit report progress and apply for closure. */
export function mayWork(asker: Pick<Asker, "posts">, { unitId }: Pick<ProblemView, "unitId">): boolean {
  return unitsOf(asker, "contact", "head").some(({ id }) => id === unitId);
}

/** Its unit's head signs applications for closure (审签), or the deputy over it. */
export function maySign(asker: Pick<Asker, "posts">, { unitId }: Pick<ProblemView, "unitId">): boolean {
  return unitsOf(asker, "head", "deputy").some(({ id }) => id === unitId);
}

/** The lead unit's coordinator decides; on the lead unit's own problems its 分管领导 does. */
export function mayDecide(asker: Pick<Asker, "posts">, { unitId, leadUnitId }: Owned): boolean {
  return mayReview(asker, { unitId, preparerId: unitId, leadUnitId });
}

/** Who decides, for a sentence. */
export function whoDecides({ unitId, leadUnitId }: Owned): string {
  return whoReviews({ unitId, preparerId: unitId, leadUnitId });
}

/** The lead unit's coordinator settles terms and writes down what inspections and upper levels found. */
export function mayDirect(
  asker: Pick<Asker, "posts">,
  { leadUnitId }: Pick<ProblemView, "leadUnitId">,
): boolean {
  return unitsOf(asker, "coordinator").some(({ id }) => id === leadUnitId);
}
