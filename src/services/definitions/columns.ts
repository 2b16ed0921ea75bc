// What a ledger as somebody typed it comes to: a whole definition, whose columns keep their meaning over all versions.
import {
  type FieldKind,
  type LedgerDefinition,
  type LedgerField,
  METRIC_PARTS,
  readDefinition,
} from "../../ledger/definition.ts";
import { foldLabel } from "../../ledger/value.ts";
import { faultsOfColumns, faultsOfTitle } from "./faults.ts";
import { isNumber, readFormula } from "./formula.ts";
import { type LedgerFault, OPTIONED, optionsOf, type TypedColumn, type TypedLedger } from "./typed.ts";
import { findUses, optionsInUse, withoutRulesOn } from "./uses.ts";

const MAX_LENGTH: Partial<Record<FieldKind, number>> = { text: 300, longText: 1000, person: 60, unit: 60 };
const WORDED = new Set<FieldKind>(["text", "longText", "person", "unit", "id", "phone", "choice"]);

/** What a typed ledger is made from. */
export interface Ground {
  code: string;
  version: number;
  /** The ledger as it is now, or the one that a new ledger is made after. */
  base: LedgerDefinition | null;
  /** All versions that rows may have been written under: a key never changes its meaning. */
  earlier: readonly LedgerDefinition[];
  /** Titles of the bureau's other ledgers. */
  taken: readonly string[];
}

/** The definition that a typed ledger comes to; null where something wants mending. */
export function defineTyped(
  typed: TypedLedger,
  ground: Ground,
): { definition: LedgerDefinition; faults: [] } | { definition: null; faults: LedgerFault[] } {
  const { base } = ground;
  const faults = [
    ...faultsOfTitle(typed, ground.taken),
    ...faultsOfChanges(typed, base),
    ...faultsOfColumns(typed),
  ];
  if (faults.length > 0) return { definition: null, faults };
  const fresh = nextKeys(ground);
  const drawn = typed.columns.map((column) => {
    const elder = base?.fields.find(({ key }) => key === column.key);
    return elder && keepsKey(elder, column) ? changeField(elder, column) : makeField(fresh(), column);
  });
  const { fields, faults: unread } = workOut(typed, drawn);
  if (unread.length > 0) return { definition: null, faults: unread };
  const kept = new Set(fields.map(({ key }) => key));
  const gone = (base?.fields ?? []).map(({ key }) => key).filter((key) => !kept.has(key));
  const { code, version } = ground;
  const { title, level, nil } = typed;
  const { key: known, ...rest } = base ?? {};
  const identifying = fields.filter((_, index) => typed.columns[index]!.identifies).map(({ key }) => key);
  // Their order says nothing: what has not changed stays as it stood.
  const same = known?.length === identifying.length && known.every((key) => identifying.includes(key));
  const key = same ? known : identifying;
  const whole = {
    ...rest,
    ...(key.length > 0 ? { key } : {}),
    code,
    version,
    title: title.trim(),
    level,
    nil,
    fields: withoutTwins(fields),
  };
  const read = readDefinition(withoutRulesOn(whole, gone));
  if (read.definition) return read;
  const sentence = "这样改后栏目之间的核对规则对不上，请撤回最近的改动，一栏一栏地改";
  return { definition: null, faults: [{ field: "title", sentence }] };
}

/** The formulas of computed columns, read by the names of the columns before them; a comparison stays as it is. */
function workOut(
  { columns }: TypedLedger,
  drawn: readonly LedgerField[],
): { fields: LedgerField[]; faults: LedgerFault[] } {
  const faults: LedgerFault[] = [];
  const fields: LedgerField[] = [];
  drawn.forEach((field, index) => {
    const { formula } = columns[index]!;
    if (field.kind !== "computed" || (field.compute?.op === "meets" && formula.trim() === "")) {
      fields.push(field);
      return;
    }
    const read = readFormula(formula, fields);
    if ("problem" in read) {
      faults.push({ field: `c${index}.formula`, sentence: `“${field.label}”：${read.problem}` });
      fields.push(field);
      return;
    }
    const { compute } = read;
    const { summarise, feeds, ...rest } = field;
    const counted = field.compute?.op === compute.op ? summarise : compute.op === "ratio" ? "rate" : "sum";
    fields.push({
      ...rest,
      compute,
      ...(counted ? { summarise: counted } : {}),
      ...(feeds && compute.op !== "ratio" ? { feeds } : {}),
    });
  });
  return { fields, faults };
}

/** What other parts of the ledger rest on stays: columns that are counted or followed by, and options that rules name. */
function faultsOfChanges({ columns }: TypedLedger, base: LedgerDefinition | null): LedgerFault[] {
  if (!base) return [];
  const told = new Set(base.key ?? []);
  const moved = columns.find(({ key, identifies }) => identifies !== told.has(key));
  const fixed: LedgerFault[] =
    base.problem && moved
      ? [
          {
            field: `c${columns.indexOf(moved)}.identifies`,
            sentence: "这本台账的条目登记为问题，怎么认出同一条不能改，否则已登记的问题会对不上",
          },
        ]
      : [];
  const resting = base.fields.flatMap((field): LedgerFault[] => {
    const index = columns.findIndex(({ key }) => key === field.key);
    const column = columns[index];
    const use = findUses(base, field.key)[0];
    if (!column && told.has(field.key))
      return [
        {
          field: "title",
          sentence: `“${field.label}”用于认出是不是同一条，不能删去；要换成别的栏，请把它加回来，去掉“认出同一条”保存后再删`,
        },
      ];
    if (!column)
      return use
        ? [
            {
              field: "title",
              sentence: `“${field.label}”${use}，不能删去；用不着的可以改成选填，请把这一栏加回来`,
            },
          ]
        : [];
    if (!keepsKey(field, column) && (use || field.given)) {
      const ground = use ?? "是方案写明的栏目";
      return [
        { field: `c${index}.kind`, sentence: `“${field.label}”${ground}，不能改成这种填法，请改回原来的` },
      ];
    }
    const options = OPTIONED.has(column.kind) ? optionsOf(column) : null;
    const lost = options && optionsInUse(base, field.key).find((option) => !options.includes(option));
    return lost
      ? [{ field: `c${index}.options`, sentence: `选项“${lost}”有核对规则要用，请保留，写法不变` }]
      : [];
  });
  return [...fixed, ...resting];
}

/** Whether values of a column mean the same after the change; else the old column ends and a new one begins. */
function keepsKey({ kind }: LedgerField, column: TypedColumn): boolean {
  if (kind === column.kind) return true;
  if (kind === "integer" && column.kind === "decimal") return true;
  const said = WORDED.has(kind) || kind === "date" || kind === "month";
  return said && WORDED.has(column.kind);
}

function changeField(elder: LedgerField, column: TypedColumn): LedgerField {
  const label = column.label.trim();
  // Forms and sheets handed out before still carry the old name.
  const aliases = [...(elder.aliases ?? []), elder.label].filter(
    (one) => foldLabel(one) !== foldLabel(label),
  );
  const { required: _r, requiredWhen, options: _o, hint: _h, aliases: _a, feeds: _f, ...rest } = elder;
  const same = elder.kind === column.kind;
  const common = {
    label,
    ...(aliases.length > 0 ? { aliases: [...new Set(aliases)] } : {}),
    ...saidOf(column),
    ...(requiredWhen && !column.required ? { requiredWhen } : {}),
  };
  if (same) return { ...rest, ...common };
  const { key, given } = elder;
  return { ...makeField(key, column), ...common, ...(given ? { given } : {}) };
}

function makeField(key: string, column: TypedColumn): LedgerField {
  const { kind } = column;
  const most = MAX_LENGTH[kind];
  const counted = kind === "integer" || kind === "decimal" ? "sum" : kind === "boolean" ? "rate" : null;
  const summarise = OPTIONED.has(kind) ? "byOption" : counted;
  return {
    key,
    kind,
    label: column.label.trim(),
    ...(most ? { maxLength: most } : {}),
    ...(summarise ? { summarise } : {}),
    ...saidOf(column),
  };
}

function saidOf(column: TypedColumn): Pick<LedgerField, "required" | "hint" | "options" | "feeds"> {
  const hint = column.hint.trim();
  const feeds = isNumber(column) ? METRIC_PARTS.find((part) => part === column.feeds) : undefined;
  return {
    ...(column.required && column.kind !== "computed" ? { required: true } : {}),
    ...(hint ? { hint } : {}),
    ...(OPTIONED.has(column.kind) ? { options: optionsOf(column) } : {}),
    ...(feeds ? { feeds } : {}),
  };
}

/** An alias that is another column's name by now would make both of them unreadable. */
function withoutTwins(fields: readonly LedgerField[]): LedgerField[] {
  const seen = new Set(fields.map(({ label }) => foldLabel(label)));
  return fields.map(({ aliases, ...field }) => {
    const own = (aliases ?? []).filter((alias) => !seen.has(foldLabel(alias)));
    for (const alias of own) seen.add(foldLabel(alias));
    return own.length > 0 ? { ...field, aliases: own } : field;
  });
}

/** Keys that no version has had. */
function nextKeys({ base, earlier }: Ground): () => string {
  const used = [...earlier, ...(base ? [base] : [])].flatMap(({ fields }) => fields.map(({ key }) => key));
  let last = Math.max(0, ...used.map((key) => Number(/^own(\d+)$/.exec(key)?.[1] ?? 0)));
  return () => `own${++last}`;
}
