// The page of the 绑定码 in a browser, and what its person has to report.
import { assignmentCode } from "../../domain/obligation.ts";
import { shorten } from "../../services/campaigns/due-words.ts";
import type { Owed } from "../../services/submissions/owed.ts";
import { matterName } from "../../services/submissions/words.ts";
import { Form, SubmitButton, TextField } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Cell, Notice, Panel } from "./parts.tsx";

/** Asks for the code; `wrong` says why the last one was not taken. */
export function BindPage(props: { to: string; code?: string; name?: string; wrong?: string }) {
  return (
    <Page
      title="用绑定码登录"
      lead="给收不到机器人消息的联系人用。绑定码向牵头科室索取，只能用一次；之后这个浏览器会记住您，公用电脑请不要使用。"
    >
      {props.wrong ? <Notice tone="bad">{props.wrong}</Notice> : null}
      <Form>
        <Panel>
          <TextField
            name="code"
            label="绑定码"
            required
            value={props.code}
            maxLength={8}
            placeholder="8位字母和数字"
          />
          <TextField name="name" label="姓名" required value={props.name} maxLength={20} />
        </Panel>
        <input type="hidden" name="to" value={props.to} />
        <SubmitButton>登录</SubmitButton>
      </Form>
    </Page>
  );
}

/** What somebody's units owe, each with its form. */
export function OwnPage(props: { person: string; owed: readonly Owed[] }) {
  return (
    <Page title="我的报送" lead={`${props.person}，您好。请收藏这个页面，下次直接打开。`}>
      <Panel title="报送事项" aside={`待报送${props.owed.filter(({ owing }) => owing).length}项`}>
        {props.owed.map((owed) => (
          <Cell
            title={`${assignmentCode(owed.number)} ${shorten(matterName(owed), 40)}`}
            detail={`${owed.status}，${owed.due}`}
            href={`/form/${assignmentCode(owed.number)}`}
          />
        ))}
        {props.owed.length === 0 ? <Cell title="目前没有要报送的事项" /> : null}
      </Panel>
      <Panel>
        <Cell title="查看报送情况" href="/progress" />
      </Panel>
    </Page>
  );
}
