// Draws the fields of one ledger row from the ledger's form model.
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { type FormField, formModel } from "../../ledger/form.ts";
import { formatField } from "../../ledger/kinds.ts";
import { WORDS } from "../../ledger/messages.ts";
import { fileInputName } from "../form-posted.ts";
import {
  ChoiceField,
  DateField,
  EvidenceField,
  type FieldProps,
  SelectField,
  TextAreaField,
  TextField,
} from "./form-parts.tsx";

const EVIDENCE_FORMATS = ".jpg,.jpeg,.png,.pdf,.docx,.xlsx";

// Where a day is picked, an example of how to write one only stands in the way.
const EXAMPLES = new Set<string>([WORDS.dateHint, WORDS.monthHint]);

/** What stands beside a row's fields, by field key. */
export interface RowMarks {
  errors: Record<string, string>;
  remarks: Record<string, string>;
}

/** The controls of one row; `nameOf` gives a field's input name. */
export function RowControls(props: {
  definition: LedgerDefinition;
  values: Record<string, string>;
  marks: RowMarks;
  nameOf: (key: string) => string;
  /** Where a field's file can be opened; null where only its name came. */
  fileAt: (field: string, name: string) => string | null;
}) {
  const { definition, values, marks, nameOf, fileAt } = props;
  const model = formModel(definition, { raw: values });
  return (
    <>
      {model.fields.map((field) => {
        const error = marks.errors[field.name];
        const remark = marks.remarks[field.name];
        const when = field.requiredWhen;
        const cause = when && definition.fields.find(({ key }) => key === when.field);
        const control = (
          <Control
            field={field}
            fileAt={fileAt}
            shared={{
              name: nameOf(field.name),
              label: field.label,
              required: field.required,
              ...(when && cause ? { requiredWhen: `填“${formatField(cause, when.equals)}”时必填` } : {}),
              ...(field.hint && !EXAMPLES.has(field.hint) ? { hint: field.hint } : {}),
              ...(error ? { error } : {}),
              ...(remark ? { remark } : {}),
            }}
          />
        );
        // The script folds it away where it is not asked for; without the script it stays.
        return when && typeof when.equals !== "number" ? (
          <div class="conditional" data-when={nameOf(when.field)} data-equals={conditionText(when.equals)}>
            {control}
          </div>
        ) : (
          control
        );
      })}
    </>
  );
}

function conditionText(equals: string | boolean): string {
  return typeof equals === "boolean" ? (equals ? "是" : "否") : equals;
}

function Control(props: {
  field: FormField;
  fileAt: (field: string, name: string) => string | null;
  shared: FieldProps;
}) {
  const { field, fileAt, shared } = props;
  const { value } = field;
  switch (field.control) {
    case "textarea":
      return <TextAreaField {...shared} value={value} />;
    case "date":
      return <DateField {...shared} value={value} precision={field.precision} />;
    case "select":
      return <SelectField {...shared} value={value} options={field.options} />;
    case "checkboxes":
      return (
        <ChoiceField
          {...shared}
          many
          options={field.options}
          value={value.split("、").filter((part) => part !== "")}
        />
      );
    case "file":
      return (
        <EvidenceField
          {...shared}
          hint="照片、扫描件、pdf、docx、xlsx，可选几个，每个不超过20MB；去掉勾选再保存即移除"
          input={fileInputName(shared.name)}
          accept={EVIDENCE_FORMATS}
          files={value
            .split("、")
            .filter(Boolean)
            .map((name) => ({ name, href: fileAt(field.name, name) }))}
        />
      );
    case "output":
      return null;
    default:
      return <TextField {...shared} value={value} keyboard={field.keyboard} />;
  }
}

/** Enter in a field presses a form's first button: this one is off, so that a form of many buttons does nothing then. */
export function NoEnter() {
  return <button type="submit" class="unseen" disabled title="请用页面下方的按钮" />;
}
