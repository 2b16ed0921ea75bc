// The columns of one messy sheet: which there are, in what order, under which names, in how many rows of header.

import type { LedgerField } from "../../src/ledger/definition.ts";
import type { Chance } from "./chance.ts";
import { EXTRA_COLUMNS, type Form } from "./forms.ts";
import type { HeadColumn } from "./grid.ts";

/** A column as drawn: a field's, or one that is no field's. */
export interface MessyColumn extends HeadColumn {
  role: "field" | "sequence" | "unit" | "extra" | "blank" | "double" | "unnamed";
  field?: LedgerField;
}

/** The columns, and which required ones are missing. */
export interface MessyHead {
  columns: MessyColumn[];
  missing: LedgerField[];
  merged: boolean;
}

const SEQUENCE = { seen: ["序号", "序 号", "序", "NO."], apart: ["编号", "项次", "No"] };
const UNIT = { seen: ["填报单位", "报送单位", "填报科室"], apart: ["填报单位（科室）", "单位名称"] };
const ADORNED: ((label: string) => string)[] = [
  (label) => `${label}*`,
  (label) => `*${label}`,
  (label) => `${label}（必填）`,
  (label) => [...label].join(label.length === 2 ? "  " : ""),
  (label) => (label.length > 3 ? `${label.slice(0, 2)}\n${label.slice(2)}` : label),
  (label) => `${label}：`,
  (label) => ` ${label} `,
  (label) => `${label.slice(0, 1)}\u00a0${label.slice(1)}`,
  (label) => `${label}（请逐条填写，写明时间、地点和案卷文号）`,
];
const ADORNED_APART: ((label: string) => string)[] = [
  (label) => `${label}＊`,
  (label) => `${label}\n（必填）`,
  (label) => `${label}【必填】`,
  (label) => `★${label}`,
  (label) => [...label].join("\n"),
  (label) => `（3）${label}`,
  (label) => `${label}\n填写要求：据实填写`,
];

/** Draws the head of a form; notes what was done in `mess`. */
export function inventHead(form: Form, chance: Chance, mess: string[]): MessyHead {
  const { definition } = form;
  // Rows must stay different from each other.
  const needed = new Set(
    definition.key ?? definition.fields.filter(({ kind }) => kind === "longText").map(({ key }) => key),
  );
  for (const key of definition.fields.flatMap((field) =>
    field.required || field.requiredWhen ? [field.key, field.requiredWhen?.field ?? field.key] : [],
  ))
    needed.add(key);
  for (const check of definition.checks ?? [])
    for (const key of [
      check.field,
      ...("of" in check ? (check.of ?? []) : []),
      ...("than" in check && Array.isArray(check.than) ? check.than : []),
    ])
      needed.add(key);
  const lacking = chance.hit(0.04)
    ? chance.pick(definition.fields.filter((field) => field.required && !definition.key?.includes(field.key)))
    : null;
  const fewer = chance.hit(0.5) ? 0.35 : 0;
  if (lacking) mess.push("a required column missing");
  if (fewer) mess.push("optional columns missing");
  let kept = form.columns.filter(
    ({ key }) => key !== lacking?.key && (needed.has(key) || !chance.hit(fewer)),
  );
  const shuffled = chance.hit(0.2);
  if (shuffled) {
    kept = chance.shuffle(kept);
    mess.push("columns in another order");
  }
  const adorn = chance.hit(0.6);
  const fields = kept.map(({ key, seen, apart }): MessyColumn => {
    const field = definition.fields.find((one) => one.key === key)!;
    // Units mostly keep the name that they were given.
    const name = chance.hit(0.6)
      ? seen[0]!
      : chance.apart && chance.hit(0.2) && apart.length > 0
        ? chance.pick(apart)
        : chance.pick(seen);
    return {
      role: "field",
      field,
      path: [adorn && chance.hit(0.4) ? adornLabel(field, name, chance) : name],
    };
  });
  const grouped = !shuffled && chance.hit(0.45) ? groupColumns(form, fields, chance, mess) : fields;
  const columns = addColumns(definition.fields, grouped, chance, mess);
  const merged = !chance.hit(0.2);
  if (!merged && columns.some(({ path }) => path.length > 1)) mess.push("group headings not merged");
  return { columns, missing: lacking ? [lacking] : [], merged };
}

function adornLabel(field: LedgerField, label: string, chance: Chance): string {
  if (field.kind === "date" && chance.hit(0.4))
    return chance.word(
      [`${label}（年月日）`, `${label}(如2023-07-27)`],
      [`${label}\n（格式：2023年7月27日）`, `${label}（精确到日）`],
    );
  if (field.kind === "decimal" && field.key === "fine")
    return chance.pick([`${label}（万元）`, `${label}（元）`]);
  if (field.kind === "percent") return `${label}（%）`;
  if (field.kind === "integer" && chance.hit(0.4))
    return chance.word([`${label}（件）`, `${label}（个）`], [`${label}[件]`, `${label}\n（单位：件）`]);
  return chance.word(ADORNED, ADORNED_APART)(label);
}

/** Groups that stand side by side, and what stands over them where the header takes three rows. */
function groupColumns(form: Form, columns: MessyColumn[], chance: Chance, mess: string[]): MessyColumn[] {
  let result = columns;
  for (const group of form.groups) {
    const at = result.flatMap(({ field }, index) => (field && field.key in group.columns ? [index] : []));
    if (at.length < 2 || at.at(-1)! - at[0]! !== at.length - 1) continue;
    result = result.map((column, index) =>
      at.includes(index) ? { ...column, path: [group.title, group.columns[column.field!.key]!] } : column,
    );
  }
  const { outer } = form;
  const under = outer
    ? result.flatMap(({ field }, index) => (field && outer.keys.includes(field.key) ? [index] : []))
    : [];
  const whole = under.length >= 2 && under.at(-1)! - under[0]! === under.length - 1;
  if (outer && whole && chance.hit(0.5))
    result = result.map((column, index) =>
      under.includes(index) ? { ...column, path: [outer.title, ...column.path] } : column,
    );
  const depth = Math.max(...result.map(({ path }) => path.length));
  if (depth > 1) mess.push(`a header over ${depth} rows`);
  return result;
}

function addColumns(
  fields: readonly LedgerField[],
  columns: MessyColumn[],
  chance: Chance,
  mess: string[],
): MessyColumn[] {
  const result = [...columns];
  const insert = (column: MessyColumn, what?: string, behind = 0): void => {
    // Never inside a group.
    const free = Array.from({ length: result.length + 1 }, (_, at) => at).filter(
      (at) =>
        at === 0 ||
        at === result.length ||
        result[at - 1]!.path.length === 1 ||
        result[at]!.path[0] !== result[at - 1]!.path[0],
    );
    result.splice(chance.pick(free.filter((at) => at > behind)), 0, column);
    if (what) mess.push(what);
  };
  if (chance.hit(0.35))
    insert(
      { role: "extra", path: [chance.word(EXTRA_COLUMNS.seen, EXTRA_COLUMNS.apart)] },
      "a column of their own",
    );
  if (chance.hit(0.12)) insert({ role: "blank", path: [""] }, "a blank column between");
  if (chance.hit(0.05)) insert({ role: "unnamed", path: [""] }, "a column with content but no name");
  const double = columns.find(
    ({ field, path }) =>
      field && !field.compute && path.length === 1 && ["remark", "deadline"].includes(field.key),
  );
  if (double && chance.hit(0.06))
    insert(
      { role: "double", field: double.field!, path: double.path },
      "a column named twice",
      result.indexOf(double),
    );
  if (!fields.some(({ kind }) => kind === "unit") && chance.hit(0.25))
    result.unshift({ role: "unit", path: [chance.word(UNIT.seen, UNIT.apart)] });
  if (chance.hit(0.8))
    result.unshift({ role: "sequence", path: [chance.word(SEQUENCE.seen, SEQUENCE.apart)] });
  return result;
}
