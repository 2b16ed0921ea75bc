// Which fields a dialogue asks for, one after the other, and what a person's words mean beside an answer.
import type { Condition, LedgerDefinition, LedgerField } from "../../ledger/definition.ts";
import { fieldOf } from "../../ledger/definition.ts";
import { codecOf, parseField } from "../../ledger/kinds.ts";
import { presetOf } from "../../ledger/titles.ts";
import type { TypedRow } from "../form-sheet.ts";

const MOST_MUST = 8;

/** One form's fields as a dialogue goes through them. */
export interface Asking {
  definition: LedgerDefinition;
  /** The material's own name, which may say what stands in every row. */
  name: string;
  /** The year of dates that are typed without one. */
  baseYear: number;
}

/** A row's values as typed. */
export type Typed = TypedRow["values"];

function conditionsOf(definition: LedgerDefinition, { key, requiredWhen }: LedgerField): Condition[] {
  const filled = (definition.checks ?? []).flatMap((check) =>
    check.rule === "filled" && check.field === key ? [check.when] : [],
  );
  return requiredWhen ? [requiredWhen, ...filled] : filled;
}

/** The fields that can be asked for: what is computed is worked out, files are sent as files, and a preset says itself. */
export function askedFields({ definition, name }: Pick<Asking, "definition" | "name">): LedgerField[] {
  const preset = presetOf(definition, name);
  return definition.fields.filter((field) => {
    const { control } = codecOf(field);
    return control !== "output" && control !== "file" && !(field.key in preset);
  });
}

/** Whether a ledger is short enough to be filled in question by question: few fields must be filled, the rest may be skipped. */
export function isShort(asking: Pick<Asking, "definition" | "name">): boolean {
  const must = askedFields(asking).filter(
    (field) => field.required || conditionsOf(asking.definition, field).length > 0,
  );
  return must.length <= MOST_MUST;
}

function holdsFor({ definition, baseYear }: Asking, { field, equals }: Condition, values: Typed): boolean {
  const parsed = parseField(fieldOf(definition, field), values[field] ?? "", { baseYear });
  return "value" in parsed && parsed.value === equals;
}

/** Whether a field must be filled in with these values beside it. */
export function isMust(asking: Asking, field: LedgerField, values: Typed): boolean {
  if (field.required) return true;
  return conditionsOf(asking.definition, field).some((condition) => holdsFor(asking, condition, values));
}

/** Whether a field is worth asking for: one that is wanted in other cases only is not, unless something stands there. */
function isWanted(asking: Asking, field: LedgerField, values: Typed): boolean {
  if (isMust(asking, field, values) || (values[field.key] ?? "") !== "") return true;
  return conditionsOf(asking.definition, field).length === 0;
}

/** The fields of a row in the order of asking; `brief` leaves out what need not be filled. */
export function questionsOf(asking: Asking, values: Typed, brief: boolean): LedgerField[] {
  return askedFields(asking).filter((field) =>
    brief ? isMust(asking, field, values) : isWanted(asking, field, values),
  );
}

/** What somebody said in the middle of a dialogue, where it is no answer. */
export type Order =
  | { kind: "back" | "skip" | "skipRest" | "stop" | "clear" | "show" | "confirm" | "more" }
  | { kind: "mend"; row: number; label: string }
  | { kind: "remove"; row: number };

const WORDS: readonly [RegExp, Exclude<Order, { row: number }>["kind"]][] = [
  [/^(?:上一项|上一步|上一个|返回上一项|回上一项)$/, "back"],
  [/^(?:跳过|略过|下一项|不填|保留)$/, "skip"],
  [/^(?:都跳过|全部跳过|其余跳过|其余都跳过|后面都跳过|跳过其余)$/, "skipRest"],
  [/^(?:不填了|先不填了|停止填写|退出|取消填写|先放着)$/, "stop"],
  [/^(?:清空|清除|删掉这一项)$/, "clear"],
  [/^(?:核对|预览|看看|看一下)$/, "show"],
];
const AT_PREVIEW: typeof WORDS = [
  [/^(?:确认|确认报送|确定|提交|没问题|对)$/, "confirm"],
  [/^(?:再加一条|加一条|再填一条|继续加|增加一条)$/, "more"],
];

/** Reads an order; confirming, adding, changing and removing rows are understood where the whole is shown (`preview`). */
export function readOrder(text: string, preview: boolean): Order | null {
  const words = text
    .normalize("NFKC")
    .replace(/[“”"「」\s。.!！]+/g, " ")
    .trim();
  for (const [pattern, kind] of preview ? [...WORDS, ...AT_PREVIEW] : WORDS)
    if (pattern.test(words.replaceAll(" ", ""))) return { kind };
  if (!preview) return null;
  const [, act, number = "1", label = ""] =
    /^(改|修改|更正|删|删除|去掉)\s*第?\s*(\d{1,3})?\s*[条行]?\s*(?:的)?\s*(.*)$/.exec(words) ?? [];
  if (!act) return null;
  const row = Number(number) - 1;
  return /^[删去]/.test(act) ? { kind: "remove", row } : { kind: "mend", row, label: label.trim() };
}
