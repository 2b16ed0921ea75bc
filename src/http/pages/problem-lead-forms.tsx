// What the lead unit decides and writes down on a problem's page.
import { isFoundOutside } from "../../domain/problem.ts";
import { inputName } from "../problem-posted.ts";
import {
  Actions,
  ChoiceField,
  DateField,
  Form,
  SubmitButton,
  TextAreaField,
  TextField,
} from "./form-parts.tsx";
import { Panel } from "./parts.tsx";
import {
  ActForm,
  Folded,
  hasTyped,
  InspectionFields,
  type ProblemFormProps,
  WayField,
} from "./problem-form-parts.tsx";

/** 内部验收. */
export function DecideForm({ dossier, typed }: ProblemFormProps) {
  return (
    <Form>
      <input type="hidden" name="application" value={String(dossier.application)} />
      <Panel
        title="内部验收"
        note={
          isFoundOutside(dossier.origin)
            ? "同意后转为已整改待上级验收，收到上级结论登记后才算销号。"
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
          hint="撤销后不计入统计，记录保留"
          value={typed.note ?? ""}
        />
      </ActForm>
    </Folded>
  );
}
