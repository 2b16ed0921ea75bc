// What a matter asks of a unit, at the head of its forms and as the page that leads to each of them.
import { materialCode } from "../../domain/obligation.ts";
import type { MatterMaterial } from "../../services/submissions/materials.ts";
import type { Owed } from "../../services/submissions/owed.ts";
import {
  formPath,
  matterName,
  momentWords,
  progressWords,
  SECRECY,
} from "../../services/submissions/words.ts";
import { Page } from "./layout.tsx";
import { Cell, Facts, Notice, Panel, Tag, type Tone } from "./parts.tsx";

const TONES: Partial<Record<Owed["status"], Tone>> = {
  待审核: "info",
  审核通过: "good",
  退回补正: "bad",
  逾期未报: "bad",
};

/** 「A12 报送自查情况(2023年7月)」. */
export function matterTitle(owed: Owed): string {
  return `${owed.code} ${matterName(owed)}`;
}

/** Unit, deadline, recipient and what is in. */
export function MatterFacts({ owed }: { owed: Owed }) {
  const { unit, preparer, recipient, latest, onBehalf, returnNote } = owed;
  return (
    <>
      {onBehalf ? (
        <Notice
          tone="warn"
          title={`您正在代${unit.name}填报`}
          lines={["回执和各处都会注明代填人，提交后系统告知该单位核对。"]}
        />
      ) : null}
      {latest?.unsigned && returnNote ? (
        <Notice tone="bad" title="审签退回修改" lines={[returnNote]} />
      ) : null}
      <Panel>
        <Facts
          items={[
            ["单位", preparer.id === unit.id ? unit.name : `${unit.name}(${preparer.name}填报)`],
            [
              "期限",
              <>
                {owed.due} <Tag tone={TONES[owed.status] ?? "warn"}>{owed.status}</Tag>
              </>,
            ],
            ...(owed.of > 1 ? [["进度", progressWords(owed)] as const] : []),
            ...(recipient ? [["报送至", recipient] as const] : []),
            ...(latest
              ? [["上次报送", `${momentWords(latest.submittedAt)}，回执号 ${latest.receiptNumber}`] as const]
              : []),
          ]}
        />
      </Panel>
    </>
  );
}

function stateOf({ handedIn }: MatterMaterial): string {
  if (!handedIn) return "未交";
  if (handedIn.nil) return "零报告";
  if (handedIn.paper) return "线下收件";
  return handedIn.rows ? `已交${handedIn.rows}条` : "已交";
}

/** The materials of a matter, each leading to its form. */
export function MatterPage({ person, owed }: { person: string; owed: Owed }) {
  return (
    <Page title={matterName(owed)} person={person} lead={owed.campaign.title} styles={["form.css"]}>
      <Notice tone="warn" lines={[SECRECY]} />
      <MatterFacts owed={owed} />
      {owed.returnNote && !owed.latest?.unsigned ? (
        <Notice tone="bad" title="退回补正" lines={[owed.returnNote]} />
      ) : null}
      <Panel title="要交的材料" note="交齐才算已报。">
        {owed.materials.map((material) => (
          <Cell
            title={material.name}
            detail={`${materialCode(owed.number, material.key)}，${material.definition ? "网页填写" : "上传文件"}`}
            end={<Tag tone={material.handedIn ? "good" : "warn"}>{stateOf(material)}</Tag>}
            href={formPath(owed, material)}
          />
        ))}
      </Panel>
    </Page>
  );
}
