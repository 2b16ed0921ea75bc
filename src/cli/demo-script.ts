// Deals out how units behave in a demo: always the same for the same duties, every behaviour once before any comes again.
import type { Calendar } from "../domain/calendar.ts";
import { addDays, type Day, dayOf } from "../domain/day.ts";
import { type MatterMaterial, nilWayOf } from "../services/submissions/materials.ts";
import type { Duty } from "./demo-duties.ts";

/** How a unit behaves with one duty. */
type Conduct = "prompt" | "nil" | "returned" | "twice" | "split" | "overdue" | "upward";

/** By which form a material is handed in. */
export type Way = "page" | "text" | "sheet" | "file" | "nil";

/** One duty's part: the day of the (first) report, the day of the rest where it comes in two. */
export interface Part {
  duty: Duty;
  conduct: Conduct;
  ways: { material: MatterMaterial; way: Way }[];
  on: Day;
  restOn: Day | null;
}

const CONDUCTS = ["prompt", "nil", "returned", "twice", "split"] as const;
const WAYS = ["page", "text", "sheet"] as const;
const DAYS_BEFORE: Record<Exclude<Conduct, "overdue">, number> = {
  prompt: 1,
  nil: 2,
  returned: 4,
  twice: 1,
  split: 4,
  upward: 1,
};
/** After 报告领导 has reached the director. */
const OVERDUE_WORKDAYS = 8;
const MOST_PERIODS = 2;
const MOST_MATERIALS = 60;

/** The parts in order of duties, and how many duties nobody plays. The slow unit lets its first duty lapse. */
export function dealParts(
  duties: readonly Duty[],
  slow: string | null,
  calendar: Calendar,
): { parts: Part[]; left: number } {
  const periods = new Map<string, Set<string>>();
  const early = duties.filter(({ obligationId, period }) => {
    const known = periods.get(obligationId) ?? new Set();
    periods.set(obligationId, known);
    if (known.size < MOST_PERIODS) known.add(period);
    return known.has(period);
  });
  let materials = 0;
  const played = early.filter((duty) => {
    materials += duty.materials.length;
    return materials <= MOST_MATERIALS;
  });
  const conducts = createDeal(CONDUCTS);
  const ways = createDeal(WAYS);
  let lapsed = false;
  const parts = played.map((duty): Part => {
    const overdue = !lapsed && !duty.upward && duty.unit === slow;
    lapsed ||= overdue;
    const conduct = duty.upward
      ? "upward"
      : overdue
        ? "overdue"
        : conducts((one) => fits(duty, one), `${duty.obligationId} ${duty.period}`);
    const silent = conduct === "nil" ? nilMaterial(duty) : undefined;
    return {
      duty,
      conduct,
      ways: duty.materials.map((material) => ({
        material,
        way: material === silent ? "nil" : material.definition ? ways((way) => takes(duty, way)) : "file",
      })),
      ...daysOf(duty, conduct, calendar),
    };
  });
  return { parts, left: duties.length - parts.length };
}

/** The unit that is last to appear among those that owe something inside: it is the one that lags. */
export function findSlowUnit(duties: readonly Duty[], lead: string): string | null {
  const units = new Set(
    duties.filter(({ upward, unit }) => !upward && unit !== lead).map(({ unit }) => unit),
  );
  return [...units].at(-1) ?? null;
}

/** Hands out what fits and has been handed out least, in the list's order; within one `round` nothing twice if it can be. */
function createDeal<Value>(values: readonly Value[]) {
  const counts = new Map(values.map((value) => [value, 0]));
  const rounds = new Map<string, Set<Value>>();
  return (fit: (value: Value) => boolean, round = ""): Value => {
    const had = (round && rounds.get(round)) || new Set<Value>();
    const fitting = values.filter(fit);
    const fresh = fitting.filter((value) => !had.has(value));
    const [chosen = values[0]!] = (fresh.length > 0 ? fresh : fitting).toSorted(
      (a, b) => counts.get(a)! - counts.get(b)!,
    );
    counts.set(chosen, counts.get(chosen)! + 1);
    rounds.set(round, had.add(chosen));
    return chosen;
  };
}

function nilMaterial(duty: Duty): MatterMaterial | undefined {
  return duty.materials.find((material) => nilWayOf(duty, material) !== "none");
}

function fits(duty: Duty, conduct: Conduct): boolean {
  if (conduct === "nil") return nilMaterial(duty) !== undefined;
  return conduct !== "split" || duty.materials.length > 1;
}

/** Rows of a 敏感 ledger never go through the chat; what goes up is filled in there, since its page is the register. */
function takes(duty: Duty, way: Way): boolean {
  return way === "text" ? !duty.sensitive : way !== "page" || !duty.upward;
}

function daysOf(duty: Duty, conduct: Conduct, calendar: Calendar): { on: Day; restOn: Day | null } {
  const { dueOn, opensOn, rounds } = duty;
  const toldOn = dayOf(rounds[0]!.toldAt);
  const next = calendar.onOrAfter(addDays(toldOn, 1));
  const first = opensOn !== null && opensOn > next ? calendar.onOrAfter(opensOn) : next;
  const earliest = [first, dueOn].sort()[0]!;
  const before = (days: number) => [calendar.onOrBefore(addDays(dueOn, -days)), earliest].sort()[1]!;
  if (conduct === "overdue") return { on: calendar.addWorkdays(dueOn, OVERDUE_WORKDAYS), restOn: null };
  return {
    on: before(DAYS_BEFORE[conduct]),
    restOn: conduct === "split" ? before(DAYS_BEFORE.prompt) : null,
  };
}
