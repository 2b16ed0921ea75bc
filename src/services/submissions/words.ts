// The words in which cards, forms and lists speak of what is owed and what is in.
import { dayOf, formatDay, timeOf } from "../../domain/day.ts";
import { materialCode } from "../../domain/obligation.ts";
import type { MatterMaterial } from "./materials.ts";
import type { Owed } from "./owed.ts";
import type { SubmissionReceipt } from "./submit.ts";

/** What stands on every form and card of reporting. */
export const SECRECY = "严禁报送涉密信息和工作秘密。";

/** What people are told when rows of a 敏感 ledger would have to go through the chat. */
export const SENSITIVE_NOTE = "这是敏感台账,条目只在登录后的网页或表格里填写,聊天中不收发具体内容。";

/** The end of a file name is all that tells two apart on a phone; the middle is left out. */
export function shortFileName(name: string, most = 28): string {
  const characters = Array.from(name);
  return characters.length <= most
    ? name
    : `${characters.slice(0, most - 11).join("")}…${characters.slice(-10).join("")}`;
}

/** 「已交 1/2,缺书面材料」: a single written report goes by that name, anything else by its own. */
export function progressWords({
  materials,
  handedIn,
  of,
  missing,
}: Pick<Owed, "materials" | "handedIn" | "of" | "missing">): string {
  const documents = materials.filter(({ kind }) => kind === "document").map(({ name }) => name);
  const names = missing.map((name) => (documents.length === 1 && name === documents[0] ? "书面材料" : name));
  return `已交 ${handedIn}/${of}${names.length > 0 ? `,缺${names.join("、")}` : ""}`;
}

/** Whether and by how much a version is late. */
export function timelinessWords({
  lateDays,
  afterClosing,
}: Pick<SubmissionReceipt, "lateDays" | "afterClosing">): string {
  if (lateDays === 0) return "按时";
  return `${afterClosing ? "补报" : "逾期报送"},逾期${lateDays}天`;
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
