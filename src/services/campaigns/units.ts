// The bureau's units as a plan names them: names and aliases are matched, groups expand, 「我局」 is the bureau.
import { nearest, normaliseName } from "../../domain/text.ts";
import type { Tx } from "../../store/open.ts";
import {
  abbreviates,
  coreOf,
  groupForm,
  kindsOf,
  placesIn,
  shortForm,
  splitFields,
  takeApart,
  withoutLevel,
} from "./unit-names.ts";

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
    include: {
      members: {
        select: { memberId: true },
        orderBy: [{ member: { position: "asc" } }, { member: { code: "asc" } }],
      },
    },
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
const SELF = new Set([
  "我局",
  "本局",
  "局机关",
  "我单位",
  "本单位",
  "我委",
  "本委",
  "我厅",
  "本厅",
  "我办",
  "本办",
]);

/** A name found in the directory: the units it means, and whether that rests on an abbreviation nobody registered. */
interface Found {
  units: readonly KnownUnit[];
  assumed: boolean;
}

const only = (units: readonly KnownUnit[]): KnownUnit | null => (units.length === 1 ? units[0]! : null);

/** Reads names against a directory. Each way of reading must leave exactly one unit, else the name stays open. */
function createReader(directory: Directory, issuer: string | null) {
  const bureau = directory.find(({ kind }) => kind === "bureau") ?? null;
  const places = placesIn([bureau?.name ?? null, issuer]);
  const ownLevel = places.at(-1)?.at(-1) ?? null;
  const known = directory.map((unit) => {
    const names = [unit.name, ...unit.aliases];
    return {
      unit,
      plain: names.map(normaliseName),
      short: names.map((name) => shortForm(name, places)),
      group: unit.kind === "group" ? names.map(groupForm) : [],
    };
  });
  const having = (test: (one: (typeof known)[number]) => boolean) =>
    known.filter(test).map(({ unit }) => unit);

  const findOne = (name: string): Found | null => {
    const plain = normaliseName(name);
    const exact = having((one) => one.plain.includes(plain))[0];
    if (exact) return { units: [exact], assumed: false };
    if (SELF.has(plain) || (issuer !== null && normaliseName(issuer) === plain))
      return bureau && { units: [bureau], assumed: false };
    const group = only(having((one) => one.group.includes(groupForm(name))));
    if (group && /各|^全|直/.test(plain)) return { units: [group], assumed: false };
    const short = shortForm(name, places);
    const same = only(having((one) => one.short.includes(short)));
    if (same) return { units: [same], assumed: false };
    const kinds = kindsOf(name);
    if (kinds) {
      const ends = kinds.map((kind) => shortForm(kind, places));
      const members = having(
        ({ unit, short: forms }) =>
          unit.kind === "office" &&
          forms.some((form) => ends.some((end) => form.endsWith(end) && form.length > end.length)),
      );
      return members.length > 0 ? { units: members, assumed: false } : null;
    }
    // 「司法局」 in a district's plan is the district's; 「市司法局」 is another office.
    const bare = withoutLevel(short);
    const isOwn = bare === short || short.startsWith(ownLevel ?? "\0");
    const level = isOwn
      ? only(having((one) => one.short.some((form) => withoutLevel(form) === bare && agrees(form, short))))
      : null;
    if (level) return { units: [level], assumed: false };
    const brief = only(
      having(
        ({ unit, plain: names }) => unit.kind === "office" && names.some((full) => abbreviates(plain, full)),
      ),
    );
    return brief && { units: [brief], assumed: true };
  };
  // Of two forms one may leave the level out, but they may not name different ones.
  const agrees = (form: string, short: string) =>
    withoutLevel(form) === form || withoutLevel(short) === short || form[0] === short[0];

  /** 「公安」 in 「市场监管、公安、城管等部门」: the one office that is about it. */
  const findByField = (name: string): Found | null => {
    const core = coreOf(shortForm(name, places));
    if (core.length < 2) return null;
    const about = (test: (own: string) => boolean) =>
      only(having(({ unit: { kind }, short: forms }) => kind !== "group" && forms.map(coreOf).some(test)));
    const unit = about((own) => own === core);
    if (unit) return { units: [unit], assumed: false };
    const wider = about((own) => own.startsWith(core));
    return wider && { units: [wider], assumed: true };
  };

  /** A part of a list; 和, 与 and 及 part names only where every piece is known. */
  const findPart = (part: string, fields: boolean): { found: Found[]; unknown: string[] } => {
    const whole = findOne(part) ?? (fields ? findByField(part) : null);
    if (whole) return { found: [whole], unknown: [] };
    const splits = [...part.matchAll(/以及|和|与|及/g)]
      .filter(({ index, 0: joint }) => index > 1 && index + joint.length < part.length - 1)
      .map(({ index, 0: joint }) => {
        const left = findPart(part.slice(0, index), fields);
        const right = findPart(part.slice(index + joint.length), fields);
        return { found: [...left.found, ...right.found], unknown: [...left.unknown, ...right.unknown] };
      })
      .filter(({ found }) => found.length > 0)
      .sort((a, b) => a.unknown.length - b.unknown.length || b.found.length - a.found.length);
    return splits[0] ?? { found: [], unknown: [part] };
  };

  return { findOne, findPart };
}

/** The unit that a name means, or null. `issuer` is the plan's own, which is the bureau. */
export function findUnit(name: string, directory: Directory, issuer: string | null = null): KnownUnit | null {
  const found = createReader(directory, issuer).findOne(name);
  return found && !found.assumed ? only(found.units) : null;
}

/** The units of a unit: itself, or a group's members, their members included. */
export function expandUnit(unit: KnownUnit, directory: Directory, seen: readonly string[] = []): string[] {
  const members = unit.memberIds.flatMap((memberId) => {
    const member = directory.find(({ id }) => id === memberId);
    return member && !seen.includes(memberId) ? expandUnit(member, directory, [...seen, unit.id]) : [];
  });
  return unit.kind === "group" ? members : [unit.id];
}

/** What names written in a plan mean in this bureau. */
export interface MatchedUnits {
  /** Units, each once, groups expanded to their members, exceptions taken away. */
  unitIds: string[];
  /** Names that nobody bears or that several might; never dropped. */
  unmatched: string[];
  /** Sentences about what rests on an assumption or was left open by the text. */
  remarks: string[];
}

/** The units behind names, with what of them is unknown or open. */
export function matchUnits(
  names: readonly string[],
  directory: Directory,
  issuer: string | null = null,
): MatchedUnits {
  const reader = createReader(directory, issuer);
  const unitIds = new Set<string>();
  const unmatched: string[] = [];
  const remarks: string[] = [];
  const excepted = new Set<string>();
  const idsOf = ({ units }: Found) => units.flatMap((unit) => expandUnit(unit, directory));
  const assume = (name: string, { units, assumed }: Found) => {
    if (assumed) remarks.push(`原文写「${name}」，按${units[0]!.name}计，请核对责任单位`);
  };
  for (const name of names) {
    const whole = reader.findOne(name);
    const { parts, except, more } = whole ? { parts: [name], except: [], more: false } : takeApart(name);
    const joined = more || parts.length > 1;
    for (const part of parts) {
      const { found, unknown } = reader.findPart(part, joined);
      for (const one of found) {
        for (const id of idsOf(one)) unitIds.add(id);
        assume(part, one);
      }
      // In 「…等部门」 fields are listed, so that what nobody is about parts at 和 as well.
      const open = more ? unknown.flatMap(splitFields) : unknown;
      unmatched.push(...open.map((word) => (parts.length === 1 && open.length === 1 ? name : word)));
    }
    for (const part of except) {
      const found = reader.findOne(part);
      if (found) {
        for (const id of idsOf(found)) excepted.add(id);
        assume(part, found);
      } else remarks.push(`原文写明「${part}」除外，但没有找到这个单位，请核对责任单位`);
    }
    if (more) remarks.push(`原文写「${name}」，没有列全，请补充其余责任单位`);
  }
  for (const id of excepted) unitIds.delete(id);
  return { unitIds: [...unitIds], unmatched: [...new Set(unmatched)], remarks };
}

/** The units nearest to a name that nobody bears, best first. */
export function suggestUnits(name: string, directory: Directory, count = 3): KnownUnit[] {
  const bureau = directory.find(({ kind }) => kind === "bureau") ?? null;
  const places = placesIn([bureau?.name ?? null]);
  const wanted = /各|^全/.test(name) ? directory.filter(({ kind }) => kind === "group") : directory;
  const labels = new Map<string, KnownUnit>();
  for (const unit of wanted.length > 0 ? wanted : directory)
    for (const own of [unit.name, ...unit.aliases]) labels.set(shortForm(own, places), unit);
  const near = nearest(shortForm(name, places), [...labels.keys()], labels.size).map(
    (label) => labels.get(label)!,
  );
  return [...new Set(near)].slice(0, count);
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
