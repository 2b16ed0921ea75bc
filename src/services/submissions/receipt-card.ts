// The answer to something handed in: its receipt.
import { type Card, type CardAction, card } from "../../chat/card.ts";
import type { MatterMaterial } from "./materials.ts";
import type { Content } from "./matter.ts";
import type { Owed } from "./owed.ts";
import type { SubmissionReceipt } from "./receipt.ts";
import {
  matterName,
  momentWords,
  progressWords,
  readyNote,
  shortFileName,
  signingNote,
  timelinessWords,
} from "./words.ts";

const HASH_SHOWN = 16;

/** The receipt's card. `owed` is the assignment as it stood before; `ignored` are lines of the form that were not taken. */
export function receiptCard(
  owed: Owed,
  material: MatterMaterial,
  content: Content,
  receipt: SubmissionReceipt,
  ignored: readonly string[] = [],
): Card {
  const facts: [string, string][] = [
    ["事项", `${owed.code} ${matterName(owed)}`],
    ["单位", owed.unit.name],
    ["回执号", receipt.receiptNumber],
    ["收到时间", momentWords(receipt.submittedAt)],
    ["内容", contentWords(material, content)],
    ...(content.kind === "file"
      ? [["校验码", `${content.sha256.slice(0, HASH_SHOWN)}(SHA-256前${HASH_SHOWN}位)`] as [string, string]]
      : []),
    ["材料", progressWords({ ...receipt, materials: owed.materials })],
    ...(receipt.complete ? [["时效", timelinessWords(receipt)] as [string, string]] : []),
  ];
  return card(titleOf(receipt), {
    facts,
    body: [...notesOf(owed, receipt), ...ignored.slice(0, 3)],
    actions: actionsOf(owed, receipt),
  });
}

function titleOf({ repeated, complete, signing, changed, nil, version }: SubmissionReceipt): string {
  if (repeated) return "已经收到过";
  if (signing) return "已送审签";
  if (!complete) return "已收到一份材料";
  if (changed) return `改报成功(第${version}版)`;
  return nil ? "零报告成功" : "报送成功";
}

function contentWords({ name, handedIn }: MatterMaterial, content: Content): string {
  if (content.kind === "file") return shortFileName(content.name);
  if (content.kind === "nil") return content.items ? `${name}：零报告(经自查未发现问题)` : `${name}：零报告`;
  const before = handedIn?.rows;
  const changed = before !== undefined && before !== content.rows.length ? `(上一版${before}条)` : "";
  return `${name}：${content.rows.length}条${changed}`;
}

function notesOf(owed: Owed, receipt: SubmissionReceipt): string[] {
  if (receipt.signing && !receipt.repeated) return [signingNote(receipt.state)];
  if (receipt.repeated) {
    const again = receipt.state === "returned" ? "这项已退回补正，请按退回意见修改后再报。" : "";
    return [`与上一版相同，回执号不变。${again}`, ...(receipt.signing ? [signingNote(receipt.state)] : [])];
  }
  if (owed.goesUp) return [readyNote(owed.code)];
  if (!receipt.complete) return ["材料交齐后才算已报，请继续交齐。"];
  if (owed.state === "accepted") return ["原版已审核通过并保留，改报后需重新审核。"];
  if (owed.state === "returned") return ["已重新提交，等待审核。原版和退回意见都保留。"];
  return ["等待牵头科室审核。需要修改时点“改报”，旧版保留，首次报送时间不变。"];
}

function actionsOf(owed: Owed, receipt: SubmissionReceipt): CardAction[] {
  return [
    ...(owed.goesUp ? [{ action: "preview-up", label: "看汇总", value: owed.code }] : []),
    ...(receipt.missing.length === 0 || owed.goesUp
      ? []
      : [{ action: "matter", label: "继续报送", value: owed.code }]),
    { action: "amend", label: "改报", value: owed.code },
  ];
}
