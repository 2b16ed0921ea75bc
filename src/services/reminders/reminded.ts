// Who is reminded of what a unit owes: its contacts, or its coordinators where it has none.
import type { Day } from "../../domain/day.ts";
import type { Tx } from "../../store/open.ts";
import { findHolders, onDay } from "../people.ts";

/** The people to be reminded, with the unit for which each of them is. */
export async function findReminded(
  db: Tx,
  unitIds: readonly string[],
  today: Day,
): Promise<{ unitId: string; personId: string; name: string }[]> {
  const holders = await findHolders(db, unitIds, ["contact", "coordinator"], today);
  const contacted = new Set(holders.filter(({ role }) => role === "contact").map(({ unitId }) => unitId));
  return holders.filter(({ role, unitId }) => role === "contact" || !contacted.has(unitId));
}

/** The units for which a person is reminded on a day. */
export async function listContactUnits(db: Tx, personId: string, day: Day): Promise<string[]> {
  const posts = await db.appointment.findMany({
    where: {
      personId,
      role: { in: ["contact", "coordinator"] },
      person: { active: true },
      ...onDay(day),
    },
    select: { unitId: true },
  });
  const units = [...new Set(posts.map(({ unitId }) => unitId))];
  const reminded = await findReminded(db, units, day);
  return units.filter((id) => reminded.some((one) => one.unitId === id && one.personId === personId));
}
