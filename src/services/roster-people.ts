// Knows the people of a roster again, whatever changed about them, and writes the rest.
import { randomUUID } from "node:crypto";
import { normaliseName } from "../domain/text.ts";
import type { Roster, RosterPerson } from "./roster-content.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

interface Known {
  id: string;
  name: string;
  mobile: string | null;
  units: Set<string>;
}

/** Writes the people of a roster and returns their ids by place, and the names of the new and the changed. */
export async function writePeople(
  work: UnitOfWork,
  { people }: Roster,
  unitIds: Map<string, string>,
): Promise<{ ids: string[]; added: string[]; changed: string[] }> {
  const { tx, orgId, cipher } = work;
  const rows = await tx.person.findMany({ where: { orgId }, include: { appointments: true } });
  const open = (sealed: string): string | null => {
    // Sealed under a key that was lost, a number is as good as unknown.
    try {
      return Buffer.from(cipher.open(Buffer.from(sealed, "base64"))).toString("utf8");
    } catch {
      return null;
    }
  };
  const found = recognise(
    people,
    rows.map(({ id, name, mobile, appointments }) => ({
      id,
      name: normaliseName(name),
      mobile: mobile && open(mobile),
      units: new Set(appointments.map(({ unitId }) => unitId)),
    })),
    unitIds,
  );
  const seal = (mobile: string) =>
    Buffer.from(cipher.seal(new TextEncoder().encode(mobile))).toString("base64");
  const ids = people.map((person, at) => found[at]?.id ?? person.id ?? randomUUID());
  const fresh = people.flatMap((person, at) =>
    found[at]
      ? []
      : [{ id: ids[at]!, orgId, name: person.name, mobile: person.mobile ? seal(person.mobile) : null }],
  );
  await tx.person.createMany({ data: fresh });
  const changed: string[] = [];
  for (const [at, { name, mobile }] of people.entries()) {
    const same = found[at];
    if (!same || !mobile || same.mobile === mobile) continue;
    await tx.person.update({ where: { id: same.id }, data: { mobile: seal(mobile) } });
    work.audit({ action: "change-mobile", subject: `person:${same.id}` });
    changed.push(name);
  }
  return { ids, added: fresh.map(({ name }) => name), changed };
}

/**
 * Who of the known people each listed one is: by id, or by name with the number; then by name with a common unit;
 * then by a name that is unique on both sides, unless two numbers differ.
 */
function recognise(
  people: readonly RosterPerson[],
  known: readonly Known[],
  unitIds: Map<string, string>,
): (Known | undefined)[] {
  const taken = new Set<string>();
  const found: (Known | undefined)[] = people.map(() => undefined);
  const pass = (fits: (person: RosterPerson, other: Known) => boolean): void => {
    for (const [at, person] of people.entries()) {
      if (found[at]) continue;
      const match = known.find((other) => !taken.has(other.id) && fits(person, other));
      if (!match) continue;
      taken.add(match.id);
      found[at] = match;
    }
  };
  const names = new Map<string, number>();
  const count = (name: string) => names.set(name, (names.get(name) ?? 0) + 1);
  for (const { name } of [...people.map(({ name }) => ({ name: normaliseName(name) })), ...known])
    count(name);
  const sameName = (person: RosterPerson, other: Known) => normaliseName(person.name) === other.name;
  pass((person, other) => person.id === other.id);
  pass((person, other) => sameName(person, other) && !!person.mobile && person.mobile === other.mobile);
  pass(
    (person, other) =>
      sameName(person, other) && person.posts.some(({ unit }) => other.units.has(unitIds.get(unit)!)),
  );
  pass(
    (person, other) =>
      sameName(person, other) && names.get(other.name) === 2 && !(person.mobile && other.mobile),
  );
  return found;
}
