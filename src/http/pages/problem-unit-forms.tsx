// What a unit does on its problem's page: answers, adds progress, applies for closure, agrees.
import { inputName } from "../problem-posted.ts";
import { DateField } from "./form-parts.tsx";
import {
  ActForm,
  DecisionForm,
  EvidenceField,
  NoteField,
  type ProblemFormProps,
  TermsFields,
} from "./problem-form-parts.tsx";

/** Measures, person and deadline of a problem without a ledger row. */
export function AnswerForm(props: ProblemFormProps) {
  const { dossier } = props;
  return (
    <ActForm title="答复整改措施" act="answer" label="提交答复">
      <TermsFields
        {...props}
        act="answer"
        terms={dossier}
        required
        fixed={dossier.fixed.deadlineOn !== null}
      />
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
      <NoteField act="progress" typed={typed} label="做了什么" required hint="只追加，不覆盖以前写的" />
      <EvidenceField act="progress" />
    </ActForm>
  );
}

/** 申请销号. */
export function ApplyForm({ typed, dossier }: ProblemFormProps) {
  return (
    <ActForm title="申请销号" act="apply" label="申请销号" upload>
      <NoteField
        act="apply"
        name="result"
        typed={typed}
        label="整改结果"
        required={!dossier.hasProgress}
        hint={
          dossier.hasProgress
            ? "已报过进展的可以不填"
            : `还没有${dossier.refusedOn ? "新的" : ""}整改进展，请写明结果`
        }
      />
      <EvidenceField act="apply" />
    </ActForm>
  );
}

/** The head's signature on an application, or why not. */
export function AgreeForm({ dossier, typed }: ProblemFormProps) {
  return (
    <DecisionForm
      application={dossier.application}
      title="审签销号申请"
      note="同意后才送牵头科室验收。"
      no={{ act: "decline", label: "不同意" }}
      yes={{ act: "agree", label: "同意申请" }}
    >
      <NoteField act="decline" typed={typed} label="不同意的原因" hint="同意的不用填" rows={2} />
    </DecisionForm>
  );
}
