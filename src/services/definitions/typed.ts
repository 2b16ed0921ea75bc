// A ledger as its page holds it: a title and columns as somebody typed them.
import type { FieldKind, LedgerDefinition, LedgerField } from "../../ledger/definition.ts";
import { sayFormula } from "./formula.ts";

/** One column as typed; the key is empty for a new one, options stand one to a line. */
export interface TypedColumn {
  key: string;
  label: string;
  kind: FieldKind;
  required: boolean;
  options: string;
  hint: string;
  /** How a computed column is worked out, in the other columns' names. */
  formula: string;
  /** One of the columns by which a row is known again. */
  identifies: boolean;
  /** The part of a plan's metrics that the column tells; empty for none. */
  feeds: string;
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
  computed: "自动计算",
};

/** How the kinds are called that only come with a built-in ledger. */
export const FIXED_KIND_NAMES: Readonly<Partial<Record<FieldKind, string>>> = {
  reference: "引用问题编号",
};

/** Whether a column's way to be filled in came with a built-in ledger and stays: references, and comparisons with a standard. */
export function isFixed({ key, kind, formula }: Pick<TypedColumn, "key" | "kind" | "formula">): boolean {
  return kind in FIXED_KIND_NAMES || (kind === "computed" && key !== "" && formula === "");
}

/** Kinds whose values are among options. */
export const OPTIONED = new Set<FieldKind>(["choice", "multiChoice"]);

/** What the page shows of a definition. */
export function typedOf({ title, level, nil, fields, key }: LedgerDefinition): TypedLedger {
  const columns = fields.map((field) => ({
    ...columnOf(field),
    formula: sayFormula(field.compute, fields),
    identifies: key?.includes(field.key) ?? false,
  }));
  return { title, level, nil, columns };
}

function columnOf(field: LedgerField): Omit<TypedColumn, "formula" | "identifies"> {
  const { key, label, kind, required = false, options = [], hint = "", feeds = "" } = field;
  return { key, label, kind, required, options: options.join("\n"), hint, feeds };
}

/** A column that nothing is written in yet. */
export const BLANK_COLUMN: TypedColumn = {
  key: "",
  label: "",
  kind: "text",
  required: false,
  options: "",
  hint: "",
  formula: "",
  identifies: false,
  feeds: "",
};

/** The options of a column: one to a line, or all in one line with 「、」 between them. */
export function optionsOf({ options }: Pick<TypedColumn, "options">): string[] {
  const lines = options.trim().split("\n");
  const said = lines.length > 1 ? lines : options.split(/[、;；]/);
  return [...new Set(said.map((option) => option.trim()).filter(Boolean))];
}
