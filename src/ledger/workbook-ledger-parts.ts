// Takes a ledger apart into the sheets it is printed on: by its own parts, such as three lists by 清理结论, or by unit.

import type { LedgerDefinition } from "./definition.ts";
import { presetOf } from "./titles.ts";
import type { Values } from "./value.ts";

const LONGEST_NAME = 31;

/** What stands above the table; parts left out are blanks to fill in by hand. */
export interface WorkbookHeading {
  title?: string;
  attachmentNo?: string;
  unit?: string;
  filledBy?: string;
  reviewedBy?: string;
  phone?: string;
  filledOn?: string;
}

/** A ledger to write. Without rows it is the empty form of a unit; `mergedUnits` adds the column 填报单位, `notes` stand below the rows. */
export interface WorkbookInput {
  definition: LedgerDefinition;
  heading: WorkbookHeading;
  rows: readonly { unit?: string; values: Values }[];
  code?: string;
  sheetName?: string;
  mergedUnits?: boolean;
  perUnit?: boolean;
  notes?: readonly string[];
}

/** One input for each table of a ledger that is printed as several; any other ledger as it is. */
export function byPart(input: WorkbookInput): WorkbookInput[] {
  const { split } = input.definition;
  if (!split) return [input];
  const partOf = (row: WorkbookInput["rows"][number]) => row.values[split.field];
  const named = partNamed(input);
  const parts = split.parts.filter(({ value }) => named === null || value === named);
  const sheets = parts.map((part) => ({
    ...input,
    rows: input.rows.filter((row) => partOf(row) === part.value),
    sheetName: part.title,
    heading: {
      ...input.heading,
      title: part.title,
      ...attachmentOf(input, part.attachment, named !== null),
    },
  }));
  const rest = input.rows.filter((row) => !parts.some(({ value }) => value === partOf(row)));
  return rest.length > 0 ? [...sheets, { ...input, rows: rest }] : sheets;
}

/** One input for each unit, in the order in which units come. */
export function byUnit(input: WorkbookInput): WorkbookInput[] {
  if (input.rows.length === 0) return [input];
  const units = [...new Set(input.rows.map(({ unit }) => unit ?? ""))];
  return units.map((unit) => ({
    ...input,
    rows: input.rows.filter((row) => (row.unit ?? "") === unit),
    sheetName: unit || input.definition.title,
    mergedUnits: false,
    heading: { ...input.heading, ...(unit && { unit }) },
  }));
}

/** The one part that the heading is about: by its title, else by the attachment's number when no row belongs elsewhere. */
function partNamed({ definition, heading, rows }: WorkbookInput): string | null {
  const split = definition.split!;
  const titled = presetOf(definition, heading.title ?? "")[split.field];
  if (typeof titled === "string") return titled;
  const numbered = split.parts.find(({ attachment }) => attachment && attachment === heading.attachmentNo);
  return numbered && rows.every((row) => row.values[split.field] === numbered.value) ? numbered.value : null;
}

/** The number of a single part is the heading's; over several parts each has its own, unless the plan counts otherwise. */
function attachmentOf({ definition, heading }: WorkbookInput, own: string | undefined, single: boolean) {
  const given = heading.attachmentNo;
  const usual = given === undefined || definition.split!.parts.some(({ attachment }) => attachment === given);
  const number = usual && !single ? own : (given ?? own);
  return number ? { attachmentNo: number } : {};
}

/** A name that Excel takes for a sheet: at most 31 characters, none of `\ / ? * [ ] :`, no quote at its ends. */
export function sheetName(name: string): string {
  return (
    name
      .replace(/[\\/?*[\]:]/g, " ")
      .replace(/^'+|'+$/g, "")
      .trim()
      .slice(0, LONGEST_NAME) || "Sheet1"
  );
}

/** The same, and none of `taken`, to which it is added. */
export function freeName(name: string, taken: Set<string>): string {
  const wanted = sheetName(name);
  let free = wanted;
  for (let n = 2; taken.has(free.toLowerCase()); n++) {
    const mark = `(${n})`;
    free = `${wanted.slice(0, LONGEST_NAME - mark.length)}${mark}`;
  }
  taken.add(free.toLowerCase());
  return free;
}
