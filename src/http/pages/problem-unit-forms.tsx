// What a unit does on its problem's page: answers, adds progress, applies for closure, agrees.
import { inputName } from "../problem-posted.ts";
import {
  Actions,
  DateField,
  FileField,
  Form,
  SubmitButton,
  TextAreaField,
  TextField,
} from "./form-parts.tsx";
import { Panel } from "./parts.tsx";
import { ACCEPT, ActForm, type ProblemFormProps, WayField } from "./problem-form-parts.tsx";

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
        hint="只追加，不覆盖以前写的"
        value={typed.note ?? ""}
      />
      <FileField
        name={inputName("progress", "file")}
        label="佐证"
        accept={ACCEPT}
        hint="docx、pdf 或照片，不超过20MB，可不传"
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
            : `还没有${dossier.refusedOn ? "新的" : ""}整改进展，请写明结果`
        }
        value={typed.result ?? ""}
      />
      <FileField
        name={inputName("apply", "file")}
        label="佐证"
        accept={ACCEPT}
        hint="docx、pdf 或照片，不超过20MB，可不传"
      />
    </ActForm>
  );
}

/** The head's signature on an application, or why not. */
export function AgreeForm({ dossier, typed }: ProblemFormProps) {
  return (
    <Form>
      <input type="hidden" name="application" value={String(dossier.application)} />
      <Panel title="审签销号申请" note="同意后才送牵头科室验收。">
        <TextAreaField
          name={inputName("decline", "note")}
          label="不同意的原因"
          hint="同意的不用填"
          rows={2}
          maxLength={1000}
          value={typed.note ?? ""}
        />
      </Panel>
      <Actions>
        <SubmitButton kind="warn" name="do" value="decline">
          不同意
        </SubmitButton>
        <SubmitButton name="do" value="agree">
          同意申请
        </SubmitButton>
      </Actions>
    </Form>
  );
}
