// The bureau's units as a plan names them: names and aliases are matched, groups expand, 「我局」 is the bureau.
import { normaliseName } from "../../domain/text.ts";
import type { Tx } from "../../store/open.ts";

/** A unit as far as plans care. */
export interface KnownUnit {
  id: string;
  name: string;
  aliases: string[];
  kind: "bureau" | "office" | "group";
  memberIds: string[];
}

/** All active units of a bureau, in their order. */
export type Directory = readonly KnownUnit[];

/** Reads a bureau's units. */
export async function readDirectory(db: Pick<Tx, "unit">, orgId: string): Promise<Directory> {
  const units = await db.unit.findMany({
    where: { orgId, active: true },
    include: { members: { select: { memberId: true } } },
    orderBy: [{ position: "asc" }, { code: "asc" }],
  });
  return units.map(({ id, name, aliases, kind, members }) => ({
    id,
    name,
    aliases,
    kind,
    memberIds: members.map(({ memberId }) => memberId),
  }));
}

// How a plan names the bureau that issues it.
const SELF = new Set(["我局", "本局", "局机关", "我单位", "我委", "本委", "我厅", "本厅"]);

/** The unit that a name means, or null. `issuer` is the plan's own, which is the bureau. */
export function findUnit(name: string, directory: Directory, issuer: string | null = null): KnownUnit | null {
  const wanted = normaliseName(name);
  const named = directory.find((unit) =>
    [unit.name, ...unit.aliases].some((own) => normaliseName(own) === wanted),
  );
  if (named) return named;
  const self = SELF.has(wanted) || (issuer !== null && normaliseName(issuer) === wanted);
  return self ? (directory.find(({ kind }) => kind === "bureau") ?? null) : null;
}

/** The units behind names, each once, groups expanded to their members, and the names that nobody bears. */
export function matchUnits(
  names: readonly string[],
  directory: Directory,
  issuer: string | null = null,
): { unitIds: string[]; unmatched: string[] } {
  const unitIds = new Set<string>();
  const unmatched: string[] = [];
  const add = (unit: KnownUnit, seen: readonly string[]): void => {
    if (unit.kind !== "group") unitIds.add(unit.id);
    for (const memberId of unit.memberIds) {
      const member = directory.find(({ id }) => id === memberId);
      if (member && !seen.includes(memberId)) add(member, [...seen, memberId]);
    }
  };
  for (const name of names) {
    const unit = findUnit(name, directory, issuer);
    if (unit) add(unit, [unit.id]);
    else unmatched.push(name);
  }
  return { unitIds: [...unitIds], unmatched };
}

/** Whether these units and this recipient make a duty of the bureau itself to somebody outside. */
export function directionOf(
  item: { unitIds: readonly string[]; to: string | null },
  directory: Directory,
): "internal" | "upward" {
  const kindOf = (id: string) => directory.find((unit) => unit.id === id)?.kind;
  const owedByBureau = item.unitIds.length > 0 && item.unitIds.every((id) => kindOf(id) === "bureau");
  return owedByBureau && (item.to === null || !findUnit(item.to, directory)) ? "upward" : "internal";
}

/** Names of units in the directory's order, shortened to the name people use. */
export function unitNames(unitIds: readonly string[], directory: Directory): string[] {
  return directory.filter(({ id }) => unitIds.includes(id)).map(({ name }) => name);
}
