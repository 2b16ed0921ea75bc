// The words in which cards, forms and lists speak of what is owed and what is in.

import type { AssignmentState } from "../../domain/assignment.ts";
import { type Day, dayOf, formatDay, timeOf } from "../../domain/day.ts";
import { materialCode } from "../../domain/obligation.ts";
import type { MatterMaterial } from "./materials.ts";
import type { Owed } from "./owed.ts";
import type { SubmissionReceipt } from "./receipt.ts";

/** What stands on every form and card of reporting. */
export const SECRECY = "严禁报送涉密信息和工作秘密。";

/** What people are told when rows of a 敏感 ledger would have to go through the chat. */
export const SENSITIVE_NOTE = "这是敏感台账，条目只在登录后的网页或表格里填写，聊天中不收发具体内容。";

/** The end of a file name is all that tells two apart on a phone; the middle is left out. */
export function shortFileName(name: string, most = 28): string {
  const characters = Array.from(name);
  return characters.length <= most
    ? name
    : `${characters.slice(0, most - 11).join("")}…${characters.slice(-10).join("")}`;
}

/** 「已交 1/2，缺书面材料」: a single written report goes by that name, anything else by its own. */
export function progressWords({
  materials,
  handedIn,
  of,
  missing,
}: Pick<Owed, "materials" | "handedIn" | "of" | "missing">): string {
  const documents = materials.filter(({ kind }) => kind === "document").map(({ name }) => name);
  const names = missing.map((name) => (documents.length === 1 && name === documents[0] ? "书面材料" : name));
  return `已交 ${handedIn}/${of}${names.length > 0 ? `，缺${names.join("、")}` : ""}`;
}

/** What the sender is told while a report waits for 审签; one that had been signed and is changed stays 已报. */
export function signingNote(state: AssignmentState): string {
  return state === "signing"
    ? "已送领导审签，同意后才算报送，报送时间以同意时为准。在此之前仍计为未报。"
    : "改报已送领导审签，同意后生效。在此之前原报送仍然有效。";
}

const PAPER_WAYS: Readonly<Record<string, string>> = { paper: "纸质", oa: "OA", confidential: "机要" };

/** Who sent a version: a name, 「代填:周雯 代 防灾减灾室」, or 「7月15日线下收件(OA),周雯登记」. */
export function senderWords(
  { channel, onBehalf, receivedOn }: { channel: string; onBehalf: boolean; receivedOn: Day | null },
  byName: string,
  unitName: string,
): string {
  if (receivedOn !== null)
    return `${formatDay(receivedOn)}线下收件(${PAPER_WAYS[channel] ?? "纸质"})，${byName}登记`;
  return onBehalf ? `代填：${byName} 代 ${unitName}` : byName;
}

/** Whose form a page shows, and who fills it in. */
export function fillingWords(owed: Pick<Owed, "unit" | "onBehalf">, asker: { name: string }): string {
  return owed.onBehalf ? `代填：${asker.name} 代 ${owed.unit.name}` : `${owed.unit.name} · ${asker.name}`;
}

/** Whether and by how much a version is late. */
export function timelinessWords({
  lateDays,
  afterClosing,
}: Pick<SubmissionReceipt, "lateDays" | "afterClosing">): string {
  if (lateDays === 0) return "按时";
  return `${afterClosing ? "补报" : "逾期报送"}，逾期${lateDays}天`;
}

/** 逐级汇总: what is handed in for a report that goes up lies ready until it is. */
export function readyNote(code: string): string {
  return `本局的材料已备好，还没有报出：发送“/上报 ${code}”看汇总并报出。`;
}

/** 「7月15日 10:03」. */
export function momentWords(instant: Date): string {
  return `${formatDay(dayOf(instant))} ${timeOf(instant)}`;
}

/** 「A12-1」. */
export function codeOf(owed: Pick<Owed, "number">, material: Pick<MatterMaterial, "key">): string {
  return materialCode(owed.number, material.key);
}

/** The code of the form for 「经自查未发现问题」: the material's code and an N. */
export function nilFormCode(owed: Pick<Owed, "number">, material: Pick<MatterMaterial, "key">): string {
  return `${codeOf(owed, material)}-N`;
}

/** Takes a form's code apart: the code that people type, and whether it is the nil form's. */
export function readFormCode(code: string): { code: string; nil: boolean } {
  const nil = /-N$/i.test(code);
  return { code: nil ? code.slice(0, -2) : code, nil };
}

/** What a form's page is reached by. */
export function formPath(
  owed: Pick<Owed, "number">,
  material: Pick<MatterMaterial, "key">,
  nil = false,
): string {
  return `/form/${codeOf(owed, material)}${nil ? "?nil=1" : ""}`;
}

/** What a material is called in a line: the period in brackets where there is one. */
export function matterName({ what, period }: Pick<Owed, "what" | "period">): string {
  return period ? `${what}(${period})` : what;
}
