// What the forms of a problem's page share.
import type { Child } from "hono/jsx";
import type { Day } from "../../domain/day.ts";
import { isFoundOutside, ORIGIN_NAMES, PROBLEM_ORIGINS, RECTIFICATION_WAYS } from "../../domain/problem.ts";
import type { ProblemDossier } from "../../services/rectification/dossier.ts";
import { type Act, inputName } from "../problem-posted.ts";
import {
  Actions,
  ChoiceField,
  DateField,
  FileField,
  Form,
  SubmitButton,
  TextAreaField,
  TextField,
} from "./form-parts.tsx";
import { Panel } from "./parts.tsx";

/** What a form is drawn from; `typed` are the fields of a posting that was refused. */
export interface ProblemFormProps {
  dossier: ProblemDossier;
  today: Day;
  typed: Record<string, string>;
}

/** Whether a posting of this form was refused. */
export const hasTyped = (typed: Record<string, string>): boolean => Object.keys(typed).length > 0;

/** Who found it: the same fields for a new problem and for one found again. */
export function InspectionFields(props: {
  /** The act whose form they stand in; the form of a new problem names them plainly. */
  act?: Act;
  typed: Record<string, string>;
  today: Day;
}) {
  const { act, typed, today } = props;
  const name = (field: string) => (act ? inputName(act, field) : field);
  return (
    <>
      <ChoiceField
        name={name("origin")}
        label="问题来源"
        required
        options={PROBLEM_ORIGINS.filter((one) => one !== "self").map((one) => ({
          value: one,
          label: ORIGIN_NAMES[one],
          ...(isFoundOutside(one) ? { detail: "内部验收后还要等上级验收，才能销号" } : {}),
        }))}
        value={typed.origin ?? ""}
      />
      <TextField
        name={name("foundBy")}
        label="发现机关"
        required
        maxLength={60}
        hint="如区司法局、市应急局、本局督查组"
        value={typed.foundBy ?? ""}
      />
      <TextField
        name={name("document")}
        label="文书号"
        maxLength={60}
        hint="上级和司法局发现的必填"
        value={typed.document ?? ""}
      />
      <DateField name={name("foundOn")} label="发现日期" max={today} value={typed.foundOn ?? today} />
    </>
  );
}

/** One form of a problem's page: its fields in a panel, and the button that names the act. */
export function ActForm(props: {
  title: string;
  act: Act;
  label: string;
  upload?: boolean;
  children?: Child;
}) {
  return (
    <Form upload={props.upload ?? false}>
      <Panel title={props.title}>{props.children}</Panel>
      <SubmitButton name="do" value={props.act}>
        {props.label}
      </SubmitButton>
    </Form>
  );
}

/** What is seldom needed, folded away. */
export function Folded(props: { summary: string; open: boolean; children?: Child }) {
  return (
    <details class="history" open={props.open}>
      <summary>{props.summary}</summary>
      <div class="folded">{props.children}</div>
    </details>
  );
}

/** 整改类型. */
export function WayField({
  act,
  typed,
  dossier,
  required,
}: ProblemFormProps & { act: Act; required?: boolean }) {
  return (
    <ChoiceField
      name={inputName(act, "way")}
      label="整改类型"
      required={required ?? false}
      options={RECTIFICATION_WAYS}
      value={typed.way ?? dossier.way ?? ""}
    />
  );
}

/** What is written about it, in a field of its own name. */
export function NoteField(props: {
  act: Act;
  typed: Record<string, string>;
  label: string;
  name?: string;
  hint?: string;
  required?: boolean;
  rows?: number;
}) {
  const { act, typed, label, name = "note", rows = 3, ...rest } = props;
  return (
    <TextAreaField
      name={inputName(act, name)}
      label={label}
      rows={rows}
      maxLength={1000}
      value={typed[name] ?? ""}
      {...rest}
    />
  );
}

/** What is done about it, by whom and until when; `terms` are those known so far, `fixed` a deadline not to be changed. */
export function TermsFields(
  props: ProblemFormProps & {
    act: Act;
    terms: { measure: string | null; owner: string | null; deadlineOn: Day | null };
    required?: boolean;
    fixed?: boolean;
  },
) {
  const { act, typed, today, terms, required = false } = props;
  return (
    <>
      <WayField {...props} />
      <TextAreaField
        name={inputName(act, "measure")}
        label="整改措施"
        required={required}
        rows={3}
        maxLength={1000}
        value={typed.measure ?? terms.measure ?? ""}
      />
      <TextField
        name={inputName(act, "owner")}
        label="责任人"
        required={required}
        maxLength={60}
        value={typed.owner ?? terms.owner ?? ""}
      />
      {props.fixed ? null : (
        <DateField
          name={inputName(act, "deadlineOn")}
          label="完成时限"
          required={required}
          min={today}
          value={typed.deadlineOn ?? terms.deadlineOn ?? ""}
        />
      )}
    </>
  );
}

/** A file that shows it, or none. */
export function EvidenceField({ act }: { act: Act }) {
  return (
    <FileField
      name={inputName(act, "file")}
      label="佐证"
      accept=".docx,.pdf,.jpg,.jpeg,.png"
      hint="docx、pdf 或照片，不超过20MB，可不传"
    />
  );
}

/** Yes or no to the application for closure that was shown, and to no later one. */
export function DecisionForm(props: {
  application: number;
  title: string;
  note: string;
  no: { act: Act; label: string };
  yes: { act: Act; label: string };
  children?: Child;
}) {
  const { no, yes } = props;
  return (
    <Form>
      <input type="hidden" name="application" value={String(props.application)} />
      <Panel title={props.title} note={props.note}>
        {props.children}
      </Panel>
      <Actions>
        <SubmitButton kind="warn" name="do" value={no.act}>
          {no.label}
        </SubmitButton>
        <SubmitButton name="do" value={yes.act}>
          {yes.label}
        </SubmitButton>
      </Actions>
    </Form>
  );
}
