// What the lead unit decides and writes down on a problem's page.
import { isFoundOutside } from "../../domain/problem.ts";
import { inputName } from "../problem-posted.ts";
import { ChoiceField, DateField, TextField } from "./form-parts.tsx";
import {
  ActForm,
  DecisionForm,
  Folded,
  hasTyped,
  InspectionFields,
  NoteField,
  type ProblemFormProps,
  TermsFields,
} from "./problem-form-parts.tsx";

/** 内部验收. */
export function DecideForm({ dossier, typed }: ProblemFormProps) {
  return (
    <DecisionForm
      application={dossier.application}
      title="内部验收"
      note={
        isFoundOutside(dossier.origin)
          ? "同意后转为已整改待上级验收，收到上级结论登记后才算销号。"
          : "同意后即销号。"
      }
      no={{ act: "refuse", label: "不同意" }}
      yes={{ act: "accept", label: "同意销号" }}
    >
      <NoteField act="accept" typed={typed} label="验收结论" hint="不同意的要写明原因" />
    </DecisionForm>
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
        <NoteField act="record" typed={typed} label="结论" required rows={2} />
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
  const { dossier, typed } = props;
  return (
    <Folded
      summary="核定措施、责任人和时限"
      open={hasTyped(typed) || (dossier.deadlineOn === null && !dossier.unanswered)}
    >
      <ActForm title="核定整改要求(不填的以单位所报为准)" act="settle" label="核定并告知该单位">
        <TermsFields {...props} act="settle" terms={dossier.fixed} />
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
        <NoteField act="reopen" typed={typed} label="再次发现的情况" required />
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
        <NoteField
          act="withdraw"
          typed={typed}
          label="原因"
          required
          rows={2}
          hint="撤销后不计入统计，记录保留"
        />
      </ActForm>
    </Folded>
  );
}
