// The forms of a problem's page: what its unit does, what the lead unit decides and writes down.
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
const hasTyped = (typed: Record<string, string>): boolean => Object.keys(typed).length > 0;

const ACCEPT = ".docx,.pdf,.jpg,.jpeg,.png";

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
          ...(isFoundOutside(one) ? { detail: "内部验收后还要等上级验收,才能销号" } : {}),
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

function ActForm(props: { title: string; act: Act; label: string; upload?: boolean; children?: Child }) {
  return (
    <Form upload={props.upload ?? false}>
      <Panel title={props.title}>{props.children}</Panel>
      <SubmitButton name="do" value={props.act}>
        {props.label}
      </SubmitButton>
    </Form>
  );
}

function Folded(props: { summary: string; open: boolean; children?: Child }) {
  return (
    <details class="history" open={props.open}>
      <summary>{props.summary}</summary>
      <div class="folded">{props.children}</div>
    </details>
  );
}

function WayField({ act, typed, dossier, required }: ProblemFormProps & { act: Act; required?: boolean }) {
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

/** Measures, person and deadline of a problem without a ledger row. */
export function AnswerForm(props: ProblemFormProps) {
  const { dossier, typed, today } = props;
  const { fixed } = dossier;
  return (
    <ActForm title="答复整改措施" act="answer" label="提交答复">
      <WayField {...props} act="answer" required />
      <TextAreaField
        name={inputName("answer", "measure")}
        label="整改措施"
        required
        rows={3}
        maxLength={1000}
        value={typed.measure ?? dossier.measure ?? ""}
      />
      <TextField
        name={inputName("answer", "owner")}
        label="责任人"
        required
        maxLength={60}
        value={typed.owner ?? dossier.owner ?? ""}
      />
      {fixed.deadlineOn ? null : (
        <DateField
          name={inputName("answer", "deadlineOn")}
          label="完成时限"
          required
          min={today}
          value={typed.deadlineOn ?? dossier.deadlineOn ?? ""}
        />
      )}
    </ActForm>
  );
}

/** One more piece of progress. */
export function ProgressForm({ typed, today }: ProblemFormProps) {
  return (
    <ActForm title="追加整改进展" act="progress" label="记入进展" upload>
      <DateField
        name={inputName("progress", "datedOn")}
        label="日期"
        max={today}
        value={typed.datedOn ?? today}
      />
      <TextAreaField
        name={inputName("progress", "note")}
        label="做了什么"
        required
        rows={3}
        maxLength={1000}
        hint="只追加,不覆盖以前写的"
        value={typed.note ?? ""}
      />
      <FileField
        name={inputName("progress", "file")}
        label="佐证"
        accept={ACCEPT}
        hint="docx、pdf 或照片,不超过20MB,可不传"
      />
    </ActForm>
  );
}

/** 申请销号. */
export function ApplyForm({ typed, dossier }: ProblemFormProps) {
  return (
    <ActForm title="申请销号" act="apply" label="申请销号" upload>
      <TextAreaField
        name={inputName("apply", "result")}
        label="整改结果"
        required={!dossier.hasProgress}
        rows={3}
        maxLength={1000}
        hint={
          dossier.hasProgress
            ? "已报过进展的可以不填"
            : `还没有${dossier.refusedOn ? "新的" : ""}整改进展,请写明结果`
        }
        value={typed.result ?? ""}
      />
      <FileField
        name={inputName("apply", "file")}
        label="佐证"
        accept={ACCEPT}
        hint="docx、pdf 或照片,不超过20MB,可不传"
      />
    </ActForm>
  );
}

/** The head's agreement to an application. */
export function AgreeForm({ dossier }: ProblemFormProps) {
  return (
    <Form>
      <input type="hidden" name="application" value={String(dossier.application)} />
      <SubmitButton name="do" value="agree">
        同意申请销号(单位负责人)
      </SubmitButton>
    </Form>
  );
}

/** 内部验收. */
export function DecideForm({ dossier, typed }: ProblemFormProps) {
  return (
    <Form>
      <input type="hidden" name="application" value={String(dossier.application)} />
      <Panel
        title="内部验收"
        note={
          isFoundOutside(dossier.origin)
            ? "同意后转为已整改待上级验收,收到上级结论登记后才算销号。"
            : "同意后即销号。"
        }
      >
        <TextAreaField
          name={inputName("accept", "note")}
          label="验收结论"
          rows={3}
          maxLength={1000}
          hint="不同意的要写明原因"
          value={typed.note ?? ""}
        />
      </Panel>
      <Actions>
        <SubmitButton kind="warn" name="do" value="refuse">
          不同意
        </SubmitButton>
        <SubmitButton name="do" value="accept">
          同意销号
        </SubmitButton>
      </Actions>
    </Form>
  );
}

/** 上级验收. */
export function RecordForm({ typed, today, dossier }: ProblemFormProps) {
  return (
    <Folded summary="登记上级验收" open={dossier.state === "awaiting" || hasTyped(typed)}>
      <ActForm title="上级验收" act="record" label="登记">
        <ChoiceField
          name={inputName("record", "passed")}
          label="结果"
          required
          options={[
            { value: "yes", label: "通过" },
            { value: "no", label: "不通过", detail: "退回继续整改" },
          ]}
          value={typed.passed ?? ""}
        />
        <TextAreaField
          name={inputName("record", "note")}
          label="结论"
          required
          rows={2}
          maxLength={1000}
          value={typed.note ?? ""}
        />
        <TextField
          name={inputName("record", "document")}
          label="文书号"
          required
          maxLength={60}
          value={typed.document ?? ""}
        />
        <DateField
          name={inputName("record", "datedOn")}
          label="日期"
          required
          max={today}
          value={typed.datedOn ?? ""}
        />
      </ActForm>
    </Folded>
  );
}

/** Terms that the lead unit settles. */
export function SettleForm(props: ProblemFormProps) {
  const { dossier, typed, today } = props;
  const { fixed } = dossier;
  return (
    <Folded
      summary="核定措施、责任人和时限"
      open={hasTyped(typed) || (dossier.deadlineOn === null && !dossier.unanswered)}
    >
      <ActForm title="核定整改要求(不填的以单位所报为准)" act="settle" label="核定并告知该单位">
        <WayField {...props} act="settle" />
        <TextAreaField
          name={inputName("settle", "measure")}
          label="整改措施"
          rows={3}
          maxLength={1000}
          value={typed.measure ?? fixed.measure ?? ""}
        />
        <TextField
          name={inputName("settle", "owner")}
          label="责任人"
          maxLength={60}
          value={typed.owner ?? fixed.owner ?? ""}
        />
        <DateField
          name={inputName("settle", "deadlineOn")}
          label="完成时限"
          value={typed.deadlineOn ?? fixed.deadlineOn ?? ""}
          min={today}
        />
      </ActForm>
    </Folded>
  );
}

/** Found again. */
export function ReopenForm({ typed, today }: ProblemFormProps) {
  return (
    <Folded summary="检查再次发现" open={hasTyped(typed)}>
      <ActForm title="检查再次发现" act="reopen" label="重新打开并告知该单位">
        <InspectionFields act="reopen" typed={typed} today={today} />
        <TextAreaField
          name={inputName("reopen", "note")}
          label="再次发现的情况"
          required
          rows={3}
          maxLength={1000}
          value={typed.note ?? ""}
        />
        <DateField
          name={inputName("reopen", "deadlineOn")}
          label="新的完成时限"
          required
          min={today}
          value={typed.deadlineOn ?? ""}
        />
      </ActForm>
    </Folded>
  );
}

/** Taken out of the figures. */
export function WithdrawForm({ typed }: ProblemFormProps) {
  return (
    <Folded summary="撤销登记" open={hasTyped(typed)}>
      <ActForm title="撤销登记" act="withdraw" label="撤销">
        <TextAreaField
          name={inputName("withdraw", "note")}
          label="原因"
          required
          rows={2}
          maxLength={1000}
          hint="撤销后不计入统计,记录保留"
          value={typed.note ?? ""}
        />
      </ActForm>
    </Folded>
  );
}
