// Who reviews whose report, and who may read it.
import type { Asker } from "../../chat/context.ts";
import { covers, scopeOf } from "../progress/scope.ts";

/** What of an assignment decides who reviews it. */
export interface ReviewedMatter {
  unitId: string;
  preparerId: string;
  leadUnitId: string;
}

/** Whether it is the lead unit's own work, which its coordinator must not pass itself. */
function isLeadUnitsOwn({ unitId, preparerId, leadUnitId }: ReviewedMatter): boolean {
  return unitId === leadUnitId || preparerId === leadUnitId;
}

/** The lead unit's coordinator reviews; the lead unit's own report goes to its 分管领导. */
export function mayReview(asker: Pick<Asker, "posts">, matter: ReviewedMatter): boolean {
  const role = isLeadUnitsOwn(matter) ? "deputy" : "coordinator";
  return asker.posts.some((post) => post.role === role && post.unitId === matter.leadUnitId);
}

/** Who reviews it, for a sentence. */
export function whoReviews(matter: ReviewedMatter): string {
  return isLeadUnitsOwn(matter) ? "牵头科室的分管领导" : "牵头科室管理员";
}

/** Whether the report may be read: by its unit, those who oversee it, and those who see everything. */
export function mayRead(asker: Pick<Asker, "posts">, matter: ReviewedMatter): boolean {
  const scope = scopeOf(asker);
  return covers(scope, matter.unitId) || covers(scope, matter.preparerId);
}

/** The roles that review. */
export const REVIEWING_ROLES = ["coordinator", "deputy"] as const;
