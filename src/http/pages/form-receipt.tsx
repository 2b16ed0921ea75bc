// The page after something was handed in: its receipt.

import type { Owed } from "../../services/submissions/owed.ts";
import type { SubmissionReceipt } from "../../services/submissions/receipt.ts";
import {
  momentWords,
  progressWords,
  readyNote,
  signingNote,
  timelinessWords,
} from "../../services/submissions/words.ts";
import { matterTitle } from "./form-matter.tsx";
import { LinkButton } from "./form-parts.tsx";
import { Page } from "./layout.tsx";
import { Facts, Panel, Result } from "./parts.tsx";

/** What the receipt page says of one version. */
export interface ShownReceipt
  extends Pick<
    SubmissionReceipt,
    | "receiptNumber"
    | "version"
    | "complete"
    | "signing"
    | "lateDays"
    | "afterClosing"
    | "submittedAt"
    | "nil"
    | "changed"
  > {
  by: string;
  /** Nothing was changed by sending it again. */
  repeated: boolean;
}

function titleOf({ repeated, complete, signing, changed, version, nil }: ShownReceipt): string {
  if (repeated) return "已经收到过";
  if (signing) return "已送审签";
  if (!complete) return "已收到一份材料";
  if (changed) return `已收到第${version}版`;
  return nil ? "零报告已收到" : "报送成功";
}

function linesOf({ repeated, complete, signing }: ShownReceipt, owed: Owed): string[] {
  if (signing && !repeated) return [signingNote(owed.state)];
  if (repeated)
    return [
      "与上一版相同，没有重复报送，回执号不变。",
      ...(owed.state === "returned" ? ["这项已退回补正，请按审核意见修改后再提交。"] : []),
    ];
  if (owed.goesUp) return [readyNote(owed.code)];
  if (!complete) return [`材料交齐后才算已报，还缺：${owed.missing.join("、")}。`];
  return ["等待审核。需要修改时可以改报，旧版保留，首次报送时间不变。"];
}

/** What the page shows. */
export interface ReceiptPageProps {
  person: string;
  owed: Owed;
  receipt: ShownReceipt;
  formHref: string;
}

/** 回执. */
export function ReceiptPage(props: ReceiptPageProps) {
  const { owed, receipt } = props;
  const tone = !receipt.complete || (receipt.repeated && owed.state === "returned") ? "info" : "good";
  return (
    <Page
      title="回执"
      person={props.person}
      lead={matterTitle(owed)}
      styles={["form.css"]}
      scripts={["form.js"]}
    >
      <Result tone={tone} title={titleOf(receipt)} lines={linesOf(receipt, owed)}>
        <Panel>
          <Facts
            items={[
              ["回执号", receipt.receiptNumber],
              ["时间", `${momentWords(receipt.submittedAt)}，${receipt.by}`],
              ["单位", owed.unit.name],
              ["材料", progressWords(owed)],
              ...(receipt.complete ? [["时效", timelinessWords(receipt)] as const] : []),
            ]}
          />
        </Panel>
        {receipt.complete || receipt.signing ? null : (
          <LinkButton kind="primary" href={`/form/${owed.code}`}>
            {owed.goesUp ? "看汇总" : "继续交其他材料"}
          </LinkButton>
        )}
        <LinkButton href={props.formHref}>改报</LinkButton>
        <LinkButton href={`/form/${owed.code}`}>返回</LinkButton>
      </Result>
    </Page>
  );
}
