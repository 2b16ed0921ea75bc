// The page on which a head reads what is to be handed in and signs it, or sends it back with a reason.
import type { ToSign } from "../../services/sign-off.ts";
import { momentWords } from "../../services/submissions/words.ts";
import { Actions, Form, LinkButton, SubmitButton, TextAreaField } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Cell, Facts, Notice, Panel, Result } from "./parts.tsx";

/** What waits, an outline of its contents, and what was wrong with the last posting. */
export function SignPage(props: {
  person: string;
  report: ToSign;
  outline: readonly string[];
  by: string;
  note: string;
  problem: string | null;
}) {
  const { report, problem } = props;
  return (
    <Page title={`请审签 ${report.code}`} person={props.person} lead={report.name} styles={["form.css"]}>
      {problem ? <Notice tone="bad" title="还没有办理" lines={[problem]} /> : null}
      <Panel>
        <Facts
          items={[
            ["单位", report.unit],
            ["填报人", props.by],
            ["送签", `${momentWords(report.sentAt)}，第${report.version}版`],
          ]}
        />
        {props.outline.map((line) => (
          <Cell title={line} />
        ))}
        <Cell title="查看全部内容" href={`/review/${report.code}`} />
      </Panel>
      <Form>
        <input type="hidden" name="version" value={String(report.version)} />
        <Panel note="同意后才算报送，报送时间以您同意时为准。">
          <TextAreaField
            name="note"
            label="退回修改的意见"
            hint="同意的不用填"
            maxLength={500}
            value={props.note}
          />
        </Panel>
        <Actions>
          <SubmitButton kind="plain" name="do" value="return">
            退回修改
          </SubmitButton>
          <SubmitButton name="do" value="agree">
            同意
          </SubmitButton>
        </Actions>
      </Form>
    </Page>
  );
}

/** How an act of the desk ended. */
export function DonePage(props: {
  person: string;
  title: string;
  said: string;
  next?: { href: string; label: string };
}) {
  return (
    <Page title={props.title} person={props.person} styles={["form.css"]}>
      <Result tone="good" title="已办理" lines={[props.said]}>
        {props.next ? <LinkButton href={props.next.href}>{props.next.label}</LinkButton> : null}
      </Result>
    </Page>
  );
}
