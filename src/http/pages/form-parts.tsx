// What people fill in: forms, labelled fields, controls and buttons that work without JavaScript.
import { randomUUID } from "node:crypto";
import { tryGetContext } from "hono/context-storage";
import type { Child } from "hono/jsx";
import { OPENED_BY, type PageVariables } from "../session.ts";

/**
 * A form that posts to this site. A hidden `requestId` makes sending it twice one act; `upload` allows files. `keeps`
 * lets the script keep what a broken line left unsaved; `received` says that this very content has come in.
 */
export function Form(props: {
  action?: string;
  requestId?: string;
  upload?: boolean;
  keeps?: boolean;
  received?: boolean;
  children?: Child;
}) {
  const openedBy = tryGetContext<{ Variables: Partial<PageVariables> }>()?.get("asker");
  return (
    <form
      class="form"
      method="post"
      action={props.action}
      enctype={props.upload ? "multipart/form-data" : undefined}
      autocomplete="off"
      data-keeps={props.keeps ? "" : undefined}
      data-received={props.received ? "" : undefined}
    >
      <input type="hidden" name="requestId" value={props.requestId ?? randomUUID()} />
      {openedBy ? <input type="hidden" name={OPENED_BY} value={openedBy.id} /> : null}
      {props.children}
    </form>
  );
}

/** What a control is called by, and what stands beside it. `name` is the form field's name and its element's id. */
export interface FieldProps {
  name: string;
  label: string;
  required?: boolean;
  /** When it must be filled, where that is not always: 「填“是”时必填」. */
  requiredWhen?: string;
  hint?: string;
  /** What is wrong with the value, as a sentence. */
  error?: string;
  /** What somebody else says about the value: a reviewer, or a colleague who filled in the same form. */
  remark?: string;
}

const describedBy = (props: FieldProps): string | undefined =>
  [
    props.hint && `${props.name}-hint`,
    props.error && `${props.name}-error`,
    props.remark && `${props.name}-remark`,
  ]
    .filter(Boolean)
    .join(" ") || undefined;

const common = (props: FieldProps) => ({
  id: props.name,
  name: props.name,
  required: props.required,
  "aria-describedby": describedBy(props),
  "aria-invalid": props.error ? ("true" as const) : undefined,
});

/** A label, its control, a hint and an error, inside a panel. `group` is for several controls under one label. */
export function Field(props: FieldProps & { group?: boolean; children?: Child }) {
  const label = (
    <>
      {props.label}
      {props.required ? (
        <span class="field-required" title="必填">
          *
        </span>
      ) : null}
      {props.requiredWhen ? <span class="field-when">{props.requiredWhen}</span> : null}
    </>
  );
  const rest = (
    <>
      {props.children}
      {props.error ? (
        <p class="field-error" id={`${props.name}-error`}>
          {props.error}
        </p>
      ) : null}
      {props.remark ? (
        <p class="field-remark" id={`${props.name}-remark`}>
          {props.remark}
        </p>
      ) : null}
      {props.hint ? (
        <p class="field-hint" id={`${props.name}-hint`}>
          {props.hint}
        </p>
      ) : null}
    </>
  );
  const look = props.error ? "weui-cell field field_wrong" : "weui-cell field";
  return props.group ? (
    <fieldset class={look}>
      <legend class="field-label">{label}</legend>
      {rest}
    </fieldset>
  ) : (
    <div class={look}>
      <label class="field-label" for={props.name}>
        {label}
      </label>
      {rest}
    </div>
  );
}

/** One line of text. `keyboard` is the one a phone opens; numbers stay text, so that what was typed is never lost. */
export function TextField(
  props: FieldProps & {
    value?: string;
    keyboard?: "text" | "integer" | "decimal" | "tel";
    maxLength?: number;
    placeholder?: string;
  },
) {
  const modes = { text: undefined, integer: "numeric", decimal: "decimal", tel: "tel" } as const;
  return (
    <Field {...props}>
      <input
        {...common(props)}
        class="control"
        type="text"
        value={props.value}
        inputmode={modes[props.keyboard ?? "text"]}
        maxlength={props.maxLength}
        placeholder={props.placeholder}
      />
    </Field>
  );
}

/** Several lines of text. */
export function TextAreaField(props: FieldProps & { value?: string; rows?: number; maxLength?: number }) {
  return (
    <Field {...props}>
      <textarea {...common(props)} class="control" rows={props.rows ?? 3} maxlength={props.maxLength}>
        {props.value}
      </textarea>
    </Field>
  );
}

/** A calendar day (or month). A value that is neither stays readable as text, beside its error. */
export function DateField(
  props: FieldProps & { value?: string; precision?: "day" | "month"; min?: string; max?: string },
) {
  const month = props.precision === "month";
  const fits = !props.value || (month ? /^\d{4}-\d{2}$/ : /^\d{4}-\d{2}-\d{2}$/).test(props.value);
  return (
    <Field {...props}>
      <input
        {...common(props)}
        class="control"
        type={fits ? (month ? "month" : "date") : "text"}
        value={props.value}
        min={props.min}
        max={props.max}
      />
    </Field>
  );
}

/** One option, or an option with the words that are shown for it. */
export type Option = string | { value: string; label: string; detail?: string };

const optionOf = (option: Option) => (typeof option === "string" ? { value: option, label: option } : option);

/** One of a list that opens. A stored value that is no longer offered stays selectable. */
export function SelectField(
  props: FieldProps & { options: readonly Option[]; value?: string; blank?: string },
) {
  const options = props.options.map(optionOf);
  const known = !props.value || options.some(({ value }) => value === props.value);
  return (
    <Field {...props}>
      <span class="control-select">
        <select {...common(props)} class="control">
          <option value="">{props.blank ?? "请选择"}</option>
          {known ? null : (
            <option value={props.value} selected>
              {props.value}
            </option>
          )}
          {options.map(({ value, label }) => (
            <option value={value} selected={value === props.value}>
              {label}
            </option>
          ))}
        </select>
      </span>
    </Field>
  );
}

/** Options that all stand on the page: one of them, or any number with `many`. */
export function ChoiceField(
  props: FieldProps & { options: readonly Option[]; value?: string | readonly string[]; many?: boolean },
) {
  const chosen = new Set(typeof props.value === "string" ? [props.value] : props.value);
  return (
    <Field {...props} group>
      <div class="choices">
        {props.options.map(optionOf).map(({ value, label, ...rest }) => (
          <label class="choice">
            <input
              type={props.many ? "checkbox" : "radio"}
              name={props.name}
              value={value}
              checked={chosen.has(value)}
              required={props.required && !props.many}
            />
            <span>
              {label}
              {"detail" in rest && rest.detail ? <small>{rest.detail}</small> : null}
            </span>
          </label>
        ))}
      </div>
    </Field>
  );
}

/** A file from the phone; `accept` as in HTML, such as ".docx,.pdf". */
export function FileField(props: FieldProps & { accept?: string; many?: boolean }) {
  return (
    <Field {...props}>
      <input
        {...common(props)}
        class="control-file"
        type="file"
        accept={props.accept}
        multiple={props.many}
      />
    </Field>
  );
}

/** Files of a field: those there, each ticked until it is to go, and room for more. Pictures are shown small. */
export function EvidenceField(
  props: FieldProps & {
    /** Name of the file input; `name` is that of the names. */
    input: string;
    accept: string;
    files: readonly { name: string; href: string | null }[];
  },
) {
  const { files, name } = props;
  return (
    <Field {...props}>
      {files.map((file) => (
        <label class="evidence">
          <input type="checkbox" name={name} value={file.name} checked />
          {file.href && /\.(jpe?g|png)$/i.test(file.name) ? (
            <img src={file.href} alt="" loading="lazy" />
          ) : null}
          {file.href ? <a href={file.href}>{file.name}</a> : <span>{file.name}(还没有上传)</span>}
        </label>
      ))}
      <input
        {...common({ ...props, required: props.required && files.length === 0 })}
        name={props.input}
        class="control-file"
        type="file"
        accept={props.accept}
        multiple
      />
    </Field>
  );
}

/** What can be done on a page, at the bottom of the screen while it scrolls; at most one primary button. */
export function Actions(props: { tip?: string; children?: Child }) {
  return (
    <div class="actions">
      {props.tip ? <p class="actions-tip">{props.tip}</p> : null}
      <div class="actions-row">{props.children}</div>
    </div>
  );
}

const KINDS = { primary: "weui-btn_primary", plain: "weui-btn_default", warn: "weui-btn_warn" } as const;

/** Sends its form; `name` and `value` tell several buttons apart, `unchecked` sends it with fields still missing. */
export function SubmitButton(props: {
  kind?: keyof typeof KINDS;
  name?: string;
  value?: string;
  small?: boolean;
  unchecked?: boolean;
  children?: Child;
}) {
  const size = props.small ? " weui-btn_mini" : "";
  return (
    <button
      type="submit"
      class={`weui-btn ${KINDS[props.kind ?? "primary"]}${size}`}
      name={props.name}
      value={props.value}
      formnovalidate={props.unchecked}
    >
      {props.children}
    </button>
  );
}

/** A link that looks like a button. */
export function LinkButton(props: {
  href: string;
  kind?: keyof typeof KINDS;
  small?: boolean;
  children?: Child;
}) {
  const size = props.small ? " weui-btn_mini" : "";
  return (
    <a href={props.href} class={`weui-btn ${KINDS[props.kind ?? "plain"]}${size}`}>
      {props.children}
    </a>
  );
}
