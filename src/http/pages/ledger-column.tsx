// One column on the page of a ledger: its name, how it is filled in, and where it stands.
import type { FieldKind } from "../../ledger/definition.ts";
import { METRIC_PART_NAMES } from "../../ledger/metric-parts.ts";
import { FIXED_KIND_NAMES, isFixed, KIND_NAMES, type TypedColumn } from "../../services/definitions/typed.ts";
import { ChoiceField, SelectField, TextAreaField, TextField } from "./form-parts.tsx";
import { Tag } from "./parts.tsx";

const FEEDS = [
  { value: "", label: "不用于指标" },
  ...Object.entries(METRIC_PART_NAMES).map(([value, label]) => ({ value, label })),
];
const KINDS = Object.entries(KIND_NAMES).map(([value, label]) => ({ value, label }));

/** Folded until it is opened, or until something in it wants mending. */
export function LedgerColumn(props: {
  column: TypedColumn;
  index: number;
  /** How many columns there are. */
  of: number;
  /** The page's own path. */
  path: string;
  /** The plan itself names the column. */
  given: boolean;
  /** Something of it wants mending. */
  wrong: boolean;
  named: (field: string, label: string) => { name: string; label: string; error?: string };
}) {
  const { column, index, of, path, given, wrong, named } = props;
  const name = (field: string) => `c${index}.${field}`;
  const fixed = isFixed(column);
  const at = (place: number) => `${path}#column-${place}`;
  return (
    <details
      class="plan-item weui-cells ledger-column"
      open={wrong || column.label === ""}
      id={`column-${index}`}
    >
      <summary class="plan-summary">
        <span class="plan-number">{index + 1}</span>
        <span class="plan-what">
          <strong>
            {column.label || "新的一栏"} {given ? <Tag tone="info">方案写明</Tag> : null}
          </strong>
          <span class="cell-detail">
            {nameOfKind(column.kind)}
            {column.required ? "，必填" : ""}
            {column.identifies ? "，认出同一条" : ""}
            {column.formula ? `：${column.formula}` : ""}
          </span>
        </span>
      </summary>
      <input type="hidden" name={name("key")} value={column.key} />
      <TextField {...named(name("label"), "名称")} required value={column.label} />
      {fixed ? (
        <input type="hidden" name={name("kind")} value={column.kind} />
      ) : (
        <SelectField {...named(name("kind"), "怎么填")} value={column.kind} options={KINDS} />
      )}
      <div class="ledger-options">
        <TextAreaField {...named(name("options"), "选项")} value={column.options} hint="一行一个" rows={4} />
      </div>
      {fixed ? null : (
        <div class="ledger-formula">
          <TextField
            {...named(name("formula"), "怎么算")}
            value={column.formula}
            hint="用排在前面的数字栏：甲＋乙、甲－乙，或者甲÷乙(得出百分比，除数是0显示—)"
          />
        </div>
      )}
      {fixed && column.kind === "computed" ? null : (
        <div class="ledger-typed">
          <ChoiceField
            {...named(name("required"), "必填")}
            many
            value={column.required ? ["1"] : []}
            options={[{ value: "1", label: "必须填写" }]}
          />
          <ChoiceField
            {...named(name("identifies"), "认出同一条")}
            many
            value={column.identifies ? ["1"] : []}
            options={[{ value: "1", label: "各版之间靠这一栏认出是同一条，如编号、名称" }]}
          />
        </div>
      )}
      {fixed ? null : (
        <div class="ledger-feeds">
          <SelectField {...named(name("feeds"), "用于达标指标")} value={column.feeds} options={FEEDS} />
        </div>
      )}
      <TextField {...named(name("hint"), "填写说明")} value={column.hint} />
      <p class="ledger-buttons">
        {index > 0 ? <Move act={`up.${index}`} to={at(index - 1)} words="上移" /> : null}
        {index < of - 1 ? <Move act={`down.${index}`} to={at(index + 1)} words="下移" /> : null}
        <Move act={`remove.${index}`} to={at(Math.max(0, index - 1))} words="删去这一栏" warn />
      </p>
    </details>
  );
}

function nameOfKind(kind: FieldKind): string {
  return KIND_NAMES[kind] ?? FIXED_KIND_NAMES[kind] ?? kind;
}

/** Arranges the columns; the page comes back at the place that it is about. */
export function Move({
  act,
  to,
  words,
  warn = false,
}: {
  act: string;
  to: string;
  words: string;
  warn?: boolean;
}) {
  return (
    <button
      type="submit"
      class={warn ? "link-button link-button_warn" : "link-button"}
      name="_do"
      value={act}
      formaction={to}
      formnovalidate
    >
      {words}
    </button>
  );
}
