// The page on which the coordinator registers a report that came on paper, by OA or 机要.
import type { Day } from "../../domain/day.ts";
import { PAPER_WAYS } from "../../services/paper.ts";
import { Actions, ChoiceField, DateField, FileField, Form, SubmitButton } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Facts, Notice, Panel } from "./parts.tsx";

/** The matter, what was typed, and what was wrong with it. */
export function PaperPage(props: {
  person: string;
  matter: { code: string; unit: string; name: string; due: string };
  today: Day;
  typed: { way: string; on: string };
  problem: string | null;
}) {
  const { matter, typed, problem } = props;
  return (
    <Page
      title="登记线下收件"
      person={props.person}
      lead={`${matter.code} ${matter.name}`}
      styles={["form.css"]}
    >
      {problem ? <Notice tone="bad" title="还没有登记" lines={[problem]} /> : null}
      <Panel>
        <Facts
          items={[
            ["单位", matter.unit],
            ["期限", matter.due],
          ]}
        />
      </Panel>
      <Form upload>
        <Panel note="按收到日期判断是否按时，登记后告知该单位，不再提醒。">
          <ChoiceField
            name="way"
            label="方式"
            required
            value={typed.way}
            options={Object.entries(PAPER_WAYS).map(([value, label]) => ({
              value,
              label,
              ...(value === "confidential" ? { detail: "只登记，不上传文件" } : {}),
            }))}
          />
          <DateField name="on" label="收到日期" required value={typed.on} max={props.today} />
          <FileField
            name="file"
            label="扫描件"
            accept=".docx,.pdf,.jpg,.jpeg,.png"
            hint="可以不传。涉密件、机要件不得上传"
          />
        </Panel>
        <Actions>
          <SubmitButton unchecked>登记</SubmitButton>
        </Actions>
      </Form>
    </Page>
  );
}
