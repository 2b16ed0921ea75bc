// The pages of a written report, which is uploaded, and of a plain 零报告, which is only confirmed.
import type { MatterMaterial } from "../../services/submissions/materials.ts";
import type { Owed } from "../../services/submissions/owed.ts";
import { SECRECY } from "../../services/submissions/words.ts";
import { History, type HistoryProps } from "./form-history.tsx";
import type { LedgerPageProps } from "./form-ledger.tsx";
import { ReviewNotice } from "./form-ledger.tsx";
import { MatterFacts, matterTitle } from "./form-matter.tsx";
import { Actions, FileField, Form, SubmitButton } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Cell, Notice, Panel, Prose } from "./parts.tsx";

/** What the upload page shows. */
export interface DocumentPageProps {
  person: string;
  owed: Owed;
  material: MatterMaterial;
  problem: string | null;
  review: LedgerPageProps["review"];
  /** Where the file that was handed in last can be downloaded. */
  current: { name: string; href: string } | null;
  nilHref: string | null;
  requestId?: string;
  history: HistoryProps;
}

/** docx, pdf or a stamped scan. */
export function DocumentPage(props: DocumentPageProps) {
  const { owed, material, problem, review, current } = props;
  const isTable = material.kind === "ledger";
  return (
    <Page title={material.name} person={props.person} lead={matterTitle(owed)} styles={["form.css"]}>
      <Notice tone="warn" lines={[SECRECY]} />
      {problem ? <Notice tone="bad" title="还没有提交" lines={[problem]} /> : null}
      {review ? <ReviewNotice {...review} /> : null}
      <MatterFacts owed={owed} />
      <Form upload {...(props.requestId ? { requestId: props.requestId } : {})}>
        <Panel title={current ? "换一份文件" : "上传文件"}>
          {current ? <Cell title={current.name} detail="已交的文件，点开下载" href={current.href} /> : null}
          <FileField
            name="file"
            label={isTable ? "表格" : "书面材料"}
            required
            accept={`${isTable ? ".xlsx," : ""}.docx,.pdf,.jpg,.jpeg,.png`}
            hint={`${isTable ? "xlsx、" : ""}docx、pdf 或盖章扫描件(jpg、png)，不超过20MB`}
          />
        </Panel>
        {props.nilHref ? (
          <Panel>
            <Cell title="本期没有，零报告" href={props.nilHref} />
          </Panel>
        ) : null}
        <History versions={props.history.versions} reviews={props.history.reviews} />
        <Actions>
          <SubmitButton unchecked>提交</SubmitButton>
        </Actions>
      </Form>
    </Page>
  );
}

/** 零报告, asked once more. */
export function NilPage(props: { person: string; owed: Owed; material: MatterMaterial; backHref: string }) {
  const { owed, material } = props;
  const before = material.handedIn?.rows ?? 0;
  return (
    <Page title="零报告" person={props.person} lead={matterTitle(owed)} styles={["form.css"]}>
      <Notice tone="warn" lines={[SECRECY]} />
      <MatterFacts owed={owed} />
      <Form>
        <Panel>
          <Prose>“{material.name}”本期确实没有应报的内容，由本单位负责。</Prose>
          {before > 0 ? <Prose>上一版已报{before}条，报零报告后以零报告为准，旧版保留。</Prose> : null}
          <Cell title="不是，去填报" href={props.backHref} />
        </Panel>
        <Actions>
          <SubmitButton>确认零报告</SubmitButton>
        </Actions>
      </Form>
    </Page>
  );
}
