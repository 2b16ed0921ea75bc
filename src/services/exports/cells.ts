// How days and instants stand in the cells of exported tables.
import { type Day, dayOf, timeOf } from "../../domain/day.ts";

/** A day as a date cell. */
export function dayCell(day: Day | null): Date | null {
  return day === null ? null : new Date(`${day}T00:00:00Z`);
}

/** 「2023-07-27 16:20」, empty for null. */
export function instantText(instant: Date | null): string {
  return instant === null ? "" : `${dayOf(instant)} ${timeOf(instant)}`;
}
