// A ledger's columns as a page edits them, and what they come to as a definition; what can't be taken comes back by field.
import {
  type FieldKind,
  type LedgerDefinition,
  type LedgerField,
  readDefinition,
} from "../../ledger/definition.ts";
import { foldLabel } from "../../ledger/value.ts";
import { findUses, optionsInUse, withoutRulesOn } from "./uses.ts";

/** One column as typed; the key is empty for a new one, options stand one to a line. */
export interface TypedColumn {
  key: string;
  label: string;
  kind: FieldKind;
  required: boolean;
  options: string;
  hint: string;
}

/** A ledger as typed. */
export interface TypedLedger {
  title: string;
  level: "一般" | "敏感";
  nil: "plain" | "inspected";
  columns: TypedColumn[];
}

/** Something that can't be taken: `title`, or a field of the column at an index from 0 (`c3.label`), and a sentence. */
export interface LedgerFault {
  field: string;
  sentence: string;
}

/** How the kinds of columns that people make are called. */
export const KIND_NAMES: Readonly<Partial<Record<FieldKind, string>>> = {
  text: "一行文字",
  longText: "多行文字",
  integer: "整数",
  decimal: "数字(可带小数)",
  percent: "百分比",
  date: "日期",
  month: "月份",
  choice: "单选",
  multiChoice: "多选",
  boolean: "是/否",
  person: "人员姓名",
  unit: "单位名称",
  phone: "电话",
  id: "编号、证件号",
  file: "佐证材料(文件)",
};

/** How the kinds are called that only come with a built-in ledger. */
export const FIXED_KIND_NAMES: Readonly<Partial<Record<FieldKind, string>>> = {
  reference: "引用问题编号",
  computed: "自动计算",
};

const MOST_COLUMNS = 60;
const MOST_LABEL = 30;
const MOST_HINT = 80;
const MOST_TITLE = 60;
const MOST_OPTION = 60;
const MAX_LENGTH: Partial<Record<FieldKind, number>> = { text: 300, longText: 1000, person: 60, unit: 60 };
const OPTIONED = new Set<FieldKind>(["choice", "multiChoice"]);
const WORDED = new Set<FieldKind>(["text", "longText", "person", "unit", "id", "phone", "choice"]);

/** What the page shows of a definition. */
export function typedOf({ title, level, nil, fields }: LedgerDefinition): TypedLedger {
  return { title, level, nil, columns: fields.map(columnOf) };
}

function columnOf({ key, label, kind, required = false, options = [], hint = "" }: LedgerField): TypedColumn {
  return { key, label, kind, required, options: options.join("\n"), hint };
}

/** A column that nothing is written in yet. */
export const BLANK_COLUMN: TypedColumn = {
  key: "",
  label: "",
  kind: "text",
  required: false,
  options: "",
  hint: "",
};

/** The options of a column: one to a line, or all in one line with 「、」 between them. */
export function optionsOf({ options }: Pick<TypedColumn, "options">): string[] {
  const lines = options.trim().split("\n");
  const said = lines.length > 1 ? lines : options.split(/[、;；]/);
  return [...new Set(said.map((option) => option.trim()).filter(Boolean))];
}

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
    ...faultsOfTitle(typed, ground),
    ...faultsOfColumns(typed),
    ...faultsOfChanges(typed, base),
  ];
  if (faults.length > 0) return { definition: null, faults };
  const fresh = nextKeys(ground);
  const fields = typed.columns.map((column) => {
    const elder = base?.fields.find(({ key }) => key === column.key);
    return elder && keepsKey(elder, column) ? changeField(elder, column) : makeField(fresh(), column);
  });
  const kept = new Set(fields.map(({ key }) => key));
  const gone = (base?.fields ?? []).map(({ key }) => key).filter((key) => !kept.has(key));
  const { code, version } = ground;
  const { title, level, nil } = typed;
  const whole = {
    ...(base ?? {}),
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

function faultsOfTitle({ title, columns }: TypedLedger, { taken }: Ground): LedgerFault[] {
  const said = title.trim();
  const complain = (sentence: string) => [{ field: "title", sentence }];
  if (said.length < 2) return complain("请写明台账的名称，至少两个字");
  if (said.length > MOST_TITLE) return complain(`名称最多${MOST_TITLE}字，现在${said.length}字，请缩短`);
  if (taken.some((one) => foldLabel(one) === foldLabel(said)))
    return complain(`已有一本《${said}》，请换一个名称`);
  if (columns.length === 0) return complain("至少要有一栏，请点“增加一栏”");
  if (columns.length > MOST_COLUMNS)
    return complain(`最多${MOST_COLUMNS}栏，现在${columns.length}栏，请删去一些`);
  return [];
}

function faultsOfColumns({ columns }: TypedLedger): LedgerFault[] {
  const seen = new Map<string, number>();
  return columns.flatMap((column, index) => {
    const faults: LedgerFault[] = [];
    const complain = (field: string, sentence: string) =>
      faults.push({ field: `c${index}.${field}`, sentence });
    const label = column.label.trim();
    const known = seen.get(foldLabel(label));
    if (label === "") complain("label", `第${index + 1}栏还没有名称，请写上，不要的请删去`);
    else if (label.length > MOST_LABEL)
      complain("label", `栏目名称最多${MOST_LABEL}字，现在${label.length}字，多的请写到填写说明里`);
    else if (known !== undefined) complain("label", `“${label}”和第${known + 1}栏同名，请改一个`);
    else seen.set(foldLabel(label), index);
    if (column.hint.trim().length > MOST_HINT)
      complain("hint", `填写说明最多${MOST_HINT}字，现在${column.hint.trim().length}字，请缩短`);
    if (!OPTIONED.has(column.kind)) return faults;
    const options = optionsOf(column);
    const long = options.find((option) => option.length > MOST_OPTION);
    if (options.length < 2) complain("options", `“${label}”是选择栏，请写至少两个选项，一行一个`);
    if (long) complain("options", `选项“${long.slice(0, 10)}…”超过${MOST_OPTION}字，请缩短`);
    return faults;
  });
}

/** What other parts of the ledger rest on stays: columns that are counted or followed by, and options that rules name. */
function faultsOfChanges({ columns }: TypedLedger, base: LedgerDefinition | null): LedgerFault[] {
  if (!base) return [];
  return base.fields.flatMap((field): LedgerFault[] => {
    const index = columns.findIndex(({ key }) => key === field.key);
    const column = columns[index];
    const use = findUses(base, field.key)[0];
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
  const { required: _r, requiredWhen, options: _o, hint: _h, aliases: _a, ...rest } = elder;
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

function saidOf(column: TypedColumn): Pick<LedgerField, "required" | "hint" | "options"> {
  const hint = column.hint.trim();
  return {
    ...(column.required && column.kind !== "computed" ? { required: true } : {}),
    ...(hint ? { hint } : {}),
    ...(OPTIONED.has(column.kind) ? { options: optionsOf(column) } : {}),
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
