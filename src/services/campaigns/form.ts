// The confirm page's form as data: what an item's fields hold, and a print by which one sees whether they were touched.
import { canonicalJson } from "../../domain/audit.ts";
import { addDays, type Day } from "../../domain/day.ts";
import { checkRecurrence } from "../../domain/recurrence.ts";
import { sha256 } from "../inbox.ts";
import { recurrenceWords } from "./due-words.ts";
import type { PlanItem } from "./item.ts";
import type { CampaignSettings } from "./settings.ts";
import type { PlanVersion } from "./versions.ts";

/** Values by field name. A whole form has `shown`, so that unticked boxes count as no. */
export type Posted = ReadonlyMap<string, readonly string[]>;

/** Fields that carry the form itself and nothing a person fills. */
const CARRIERS = new Set(["shown", "print", "key"]);

/** The field in which a name that nobody bears is matched to a unit. */
export function matchField(name: string): string {
  return `match-${name}`;
}

/** The value of such a field for a name that is none of this bureau's units. */
export const NOT_OURS = "none";

/** A short print of what a form holds; empty fields and the order of ticked boxes don't matter. */
export function printOf(form: Posted): string {
  const filled = [...form]
    .filter(([field]) => !CARRIERS.has(field))
    .map(
      ([field, values]) =>
        [
          field,
          values
            .map((value) => value.trim())
            .filter(Boolean)
            .sort(),
        ] as const,
    )
    .filter(([, values]) => values.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(canonicalJson(filled)).slice(0, 12);
}

/** The window proposed for a recurring matter without one: from the day of issue to the end of the last phase. */
export function proposedWindow(issuedOn: Day, draft: PlanVersion["draft"]): { from: Day; to: Day } {
  const ends = draft.phases.flatMap(({ end }) => (end !== null && end > issuedOn ? [end] : []));
  return {
    from: issuedOn,
    to: ends.sort().at(-1) ?? addDays(`${Number(issuedOn.slice(0, 4)) + 1}-01-01`, -1),
  };
}

/** What the fields of an item hold when the page is made. `proposed` fills a recurring matter's empty window. */
export function itemForm(item: PlanItem, proposed: { from: Day; to: Day }): Posted {
  const flag = (name: string, on: boolean): [string, string[]] => [name, on ? ["1"] : []];
  const recurring = item.timing === "recurring";
  const rule = item.recurrence ?? "";
  return new Map<string, string[]>([
    flag("keep", item.keep),
    ["what", [item.what]],
    ["timing", [item.timing]],
    ["dueOn", [item.dueOn ?? ""]],
    ["dueTime", [item.dueTime ?? ""]],
    [
      "recurrence",
      [rule && checkRecurrence(rule) === null ? recurrenceWords(rule) || rule : recurrenceWords(rule)],
    ],
    ["windowFrom", [item.windowFrom ?? (recurring ? proposed.from : "")]],
    ["windowTo", [item.windowTo ?? (recurring ? proposed.to : "")]],
    ["span", [item.span]],
    ["cumulative", [item.cumulative === null ? "" : item.cumulative ? "1" : "0"]],
    ["trigger", [item.trigger ?? ""]],
    ["unitId", item.unitIds],
    ["to", [item.to ?? ""]],
    ["preparerId", [item.preparerId ?? ""]],
    ["level", [item.level]],
    flag("nilAllowed", item.nilAllowed),
    flag("signOff", item.signOff),
    ["signOffBy", [item.signOffBy]],
    flag("shift", item.shift),
    flag("countPast", item.countPast),
    ["internalDays", [item.internalDays === null ? "" : String(item.internalDays)]],
    flag("noticed", item.noticed),
    ["step", item.steps],
    ...item.materials.flatMap((material): [string, string[]][] => [
      [`m${material.key}.name`, [material.name]],
      [`m${material.key}.form`, [material.ledger ?? material.kind]],
    ]),
  ]);
}

/** What the fields of the campaign as a whole hold. */
export function headForm(settings: CampaignSettings): Posted {
  return new Map([
    ["title", [settings.title]],
    ["issuedOn", [settings.issuedOn ?? ""]],
    ["groupId", [settings.groupId ?? ""]],
    ["mentions", settings.mentions ? ["1"] : []],
    ["shortNotice", [String(settings.shortNotice)]],
  ]);
}
