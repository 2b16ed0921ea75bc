// The dates on which an item falls due and the assignments that follow from them.
import type { Calendar } from "../../domain/calendar.ts";
import { addDays, type Day } from "../../domain/day.ts";
import { expandRecurrence } from "../../domain/recurrence.ts";
import { dueAtOf } from "../../domain/reminder.ts";
import type { Prisma } from "../../store/generated/client.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { effectiveDueOn, holdingDay, internalDay } from "./due-words.ts";
import type { PlanItem } from "./item.ts";
import { isReady } from "./open-points.ts";
import type { Directory } from "./units.ts";

/** An assignment to be made, still without its obligation. */
export type NewAssignment = Omit<Prisma.AssignmentCreateManyInput, "obligationId">;

/** Who prepares an item's report for a unit: the unit itself, or for the bureau the one chosen, else the lead unit. */
export function preparerOf(
  item: Pick<PlanItem, "preparerId">,
  unitId: string,
  directory: Directory,
  leadUnitId: string,
): string {
  const kind = directory.find(({ id }) => id === unitId)?.kind;
  return kind === "bureau" ? (item.preparerId ?? leadUnitId) : unitId;
}

interface Slot {
  period: string;
  spanStart: Day | null;
  spanEnd: Day | null;
  opensOn: Day | null;
  dueOn: Day;
  dueTime: string | null;
}

/** The dates on which an item falls due: one, or one for each period of its window. */
export function slotsOf(item: PlanItem, calendar: Calendar): Slot[] {
  if (!isReady(item)) return [];
  if (item.timing === "dated") {
    const dueOn = effectiveDueOn(item, calendar)!;
    const opensOn = item.windowFrom && item.windowFrom <= dueOn ? item.windowFrom : null;
    return [{ period: "", spanStart: null, spanEnd: null, opensOn, dueOn, dueTime: item.dueTime }];
  }
  if (item.timing !== "recurring") return [];
  const window = { from: item.windowFrom!, to: item.windowTo! };
  return expandRecurrence(item.recurrence!, window, { span: item.span, calendar }).map((period) => {
    const dueOn = holdingDay(item, period.dueOn, calendar);
    // A report on the span before can only be begun when that span is over.
    const after = addDays(period.spanEnd, 1);
    const opensOn = after <= dueOn ? after : period.spanStart;
    const { label, spanStart, spanEnd } = period;
    return { period: label, spanStart, spanEnd, opensOn, dueOn, dueTime: item.dueTime ?? period.dueTime };
  });
}

/** The assignments that an item asks for now, one for each unit and date. */
export function assignmentsOf(
  work: UnitOfWork,
  item: PlanItem,
  issuedOn: Day,
  directory: Directory,
  leadUnitId: string,
): NewAssignment[] {
  return slotsOf(item, work.calendar).flatMap((slot) => {
    const pastAtIssue = slot.dueOn < issuedOn;
    return item.unitIds.map((unitId) => ({
      unitId,
      preparerId: preparerOf(item, unitId, directory, leadUnitId),
      ...slot,
      planDueOn: slot.dueOn,
      internalDueOn: internalDay(item, slot.dueOn, work.calendar),
      dueAt: dueAtOf(slot.dueOn, slot.dueTime),
      pastAtIssue,
      counted: !pastAtIssue || item.countPast,
      createdAt: work.now,
    }));
  });
}
