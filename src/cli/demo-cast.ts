// Who is who in a bureau that plays a plan: by id, by unit and role, by the names people say.
import type { Role } from "../domain/roles.ts";
import type { Roster } from "../services/roster-content.ts";
import type { Bureau } from "./demo-bureau.ts";

/** The people of a bureau as the story needs them; units go by their full name. */
export interface Cast {
  lead: string;
  coordinator: string;
  director: string;
  headPost: string;
  nameOf(id: string): string;
  /** 「危化室」: what people call a unit. */
  callUnit(unit: string): string;
  /** The unit that stands beside a person's name; for leaders their post. */
  placeOf(id: string): string;
  /** Ids of those who hold a role in a unit, A before B. */
  holders(unit: string, role: Role): string[];
  /** Names of the units in which a person holds a role. */
  unitsOf(id: string, role: Role): string[];
}

const RANKS = { A: 0, B: 1 } as const;

/** The cast of a bureau. */
export function castOf({ roster, lead, headPost }: Bureau): Cast {
  const unitName = (code: string) => roster.units.find((unit) => unit.code === code)!.name;
  const people = roster.people.map((person, index) => ({ ...person, id: person.id ?? `p${index + 1}` }));
  const posts = people.flatMap(({ id, posts: own }) =>
    own.map((post) => ({ id, role: post.role, rank: post.rank, unit: unitName(post.unit) })),
  );
  const callUnit = (unit: string) => shortest(roster, unit);
  const first = (role: Role) => posts.find((post) => post.role === role)!.id;
  return {
    lead: unitName(lead),
    coordinator: first("coordinator"),
    director: first("director"),
    headPost,
    nameOf: (id) => people.find((person) => person.id === id)?.name ?? id,
    callUnit,
    placeOf(id) {
      const own = posts.filter((post) => post.id === id);
      if (own.some(({ role }) => role === "director")) return headPost;
      if (own.some(({ role }) => role === "deputy")) return "分管领导";
      const units = [...new Set(own.map(({ unit }) => callUnit(unit)))].join("、");
      return own.some(({ role }) => role === "head") ? `${units}负责人` : units;
    },
    holders: (unit, role) =>
      posts
        .filter((post) => post.unit === unit && post.role === role)
        .sort((a, b) => RANKS[a.rank ?? "A"] - RANKS[b.rank ?? "A"])
        .map(({ id }) => id),
    unitsOf: (id, role) =>
      posts.filter((post) => post.id === id && post.role === role).map(({ unit }) => unit),
  };
}

/** The first of a unit's other names, where it is shorter. */
function shortest(roster: Roster, unit: string): string {
  const [alias = unit] = roster.units.find(({ name }) => name === unit)?.aliases ?? [];
  return alias.length < unit.length && !/^[我本]/.test(alias) ? alias : unit;
}
