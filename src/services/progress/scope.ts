// Whose figures, rows and names a person may see.
import { type Asker, holds, unitsOf } from "../../chat/context.ts";

/** Units a person may see: all of the bureau's (`unitIds` null), or those with these ids. */
export interface Scope {
  unitIds: string[] | null;
  /** What to call it in a sentence: 「各单位」「您分管的单位」「安全基础室」. */
  name: string;
}

/** Every unit of the bureau. */
export const WHOLE: Scope = { unitIds: null, name: "各单位" };

/** Coordinator, director and auditor see all; deputies what they oversee; heads and contacts their own units. */
export function scopeOf(asker: Pick<Asker, "posts">): Scope {
  if (holds(asker, "coordinator", "director", "auditor")) return WHOLE;
  const units = unitsOf(asker, "deputy", "head", "contact");
  const name = holds(asker, "deputy") ? "您分管的单位" : units.map((unit) => unit.name).join("、");
  return { unitIds: units.map(({ id }) => id), name };
}

/** Whether the rows of a unit are within a scope. */
export function covers(scope: Scope, unitId: string): boolean {
  return scope.unitIds === null || scope.unitIds.includes(unitId);
}
