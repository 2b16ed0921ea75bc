// The form in which the lead unit registers a problem that an inspection found.
import type { Day } from "../../domain/day.ts";
import { DateField, Form, SelectField, SubmitButton, TextAreaField, TextField } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Notice, Panel } from "./parts.tsx";
import { InspectionFields } from "./problem-form-parts.tsx";

/** What was found, where, by whom. */
export function NewProblemPage(props: {
  person: string;
  today: Day;
  campaigns: readonly { id: string; title: string }[];
  units: readonly { id: string; name: string }[];
  failed: { fields: Record<string, string>; problem: string } | null;
}) {
  const { campaigns, units, failed, today } = props;
  const typed = failed?.fields ?? {};
  const [only] = campaigns;
  return (
    <Page
      title="登记抽检问题"
      person={props.person}
      lead="登记后告知该单位，由其答复整改措施"
      styles={["form.css"]}
    >
      <p>
        <a href="/problem">返回问题清单</a>
      </p>
      {failed ? <Notice tone="bad" title="还没有登记" lines={[failed.problem]} /> : null}
      <Notice lines={["此前登记过、又被查到的问题，请打开那个问题，用“检查再次发现”重新打开，编号不变。"]} />
      <Form>
        <Panel title="问题">
          <SelectField
            name="campaignId"
            label="专项行动"
            required
            options={campaigns.map(({ id, title }) => ({ value: id, label: title }))}
            value={typed.campaignId ?? (campaigns.length === 1 ? only!.id : "")}
          />
          <SelectField
            name="unitId"
            label="存在问题的单位"
            required
            options={units.map(({ id, name }) => ({ value: id, label: name }))}
            value={typed.unitId ?? ""}
          />
          <TextField
            name="kind"
            label="问题类别"
            maxLength={60}
            hint="可按方案的类别填写，如不规范、不作为"
            value={typed.kind ?? ""}
          />
          <TextAreaField
            name="description"
            label="问题描述"
            required
            rows={4}
            maxLength={1000}
            value={typed.description ?? ""}
          />
        </Panel>
        <Panel title="来源">
          <InspectionFields typed={typed} today={today} />
        </Panel>
        <Panel title="整改期限">
          <DateField
            name="deadlineOn"
            label="完成时限"
            min={today}
            hint="文书写明期限的照填；不填的由单位答复时自定"
            value={typed.deadlineOn ?? ""}
          />
        </Panel>
        <SubmitButton>登记并告知该单位</SubmitButton>
      </Form>
    </Page>
  );
}
