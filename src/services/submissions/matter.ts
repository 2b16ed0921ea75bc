// What can be handed in, and who may hand in what: the rules that stand before a version is written.
import { assignmentCode } from "../../domain/obligation.ts";
import type { Role } from "../../domain/roles.ts";
import { AppError } from "../../errors.ts";
import type { Values } from "../../ledger/value.ts";
import type { Prisma } from "../../store/generated/client.ts";
import { findHolders } from "../people.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { type MatterMaterial, nilWayOf } from "./materials.ts";
import type { UnkeyedRow } from "./row-keys.ts";

/** How a material came: words or a file in the chat, the text form, the workbook, the page. */
export type Channel = "chat" | "form" | "sheet" | "page";

/**
 * What is handed in for one material. Rows have passed `checkRows`; a row key, where a form has one, ties a row to the
 * same row of the version before. `items` is the checked row of the nil form, for ledgers whose nil is inspected.
 */
export type Content =
  | { kind: "rows"; ledger: { code: string; version: number }; rows: readonly UnkeyedRow[] }
  | { kind: "file"; sha256: string; name: string }
  | { kind: "nil"; items?: Values };

/** One material to hand in. `requestId` is the sender's own key: the same one twice is the same act. */
export interface SubmitInput {
  assignmentId: string;
  materialKey: string;
  content: Content;
  channel: Channel;
  requestId: string;
  byPersonId: string;
}

/** What of an assignment its submission looks at. */
export const matterInclude = {
  obligation: { include: { campaign: true } },
  unit: true,
  submissions: { orderBy: { version: "desc" }, take: 1 },
} satisfies Prisma.AssignmentInclude;

/** An assignment, locked, with its latest version. */
export type Matter = Prisma.AssignmentGetPayload<{ include: typeof matterInclude }>;

/**
 * FORBIDDEN unless the person is contact or head of the unit that owes it or of the one that prepares it, or fills in
 * for it (代填) as coordinator of the lead unit. `onBehalf` tells that the unit's own people did not do it.
 */
export async function requireRight(
  work: UnitOfWork,
  matter: Matter,
  personId: string,
): Promise<{ onBehalf: boolean }> {
  const { leadUnitId } = matter.obligation.campaign;
  const units = [matter.unitId, matter.preparerId, leadUnitId];
  const holders = await findHolders(work.tx, units, ["contact", "head", "coordinator"], work.today);
  const posts = holders.filter((holder) => holder.personId === personId);
  const right = fillingRight(posts, { ...matter, direction: matter.obligation.direction, leadUnitId });
  if (right === "none") throw new AppError("FORBIDDEN", notYours(matter.number, matter.unit.name));
  return { onBehalf: right === "behalf" };
}

/** Whether somebody with these posts fills in for their own unit, for another one (代填), or not at all. */
export function fillingRight(
  posts: readonly { role: Role; unitId: string }[],
  matter: { unitId: string; preparerId: string; leadUnitId: string; direction: "internal" | "upward" },
): "own" | "behalf" | "none" {
  const acts = (id: string) =>
    posts.some(({ role, unitId }) => unitId === id && (role === "contact" || role === "head"));
  if (acts(matter.unitId)) return "own";
  // What the bureau reports upward is the preparing unit's own work.
  if (acts(matter.preparerId)) return matter.direction === "upward" ? "own" : "behalf";
  const leads = posts.some(({ role, unitId }) => role === "coordinator" && unitId === matter.leadUnitId);
  if (leads && matter.direction === "upward") return "own";
  return leads ? "behalf" : "none";
}

/** The sentence for people of other units. */
export function notYours(number: number, unitName: string): string {
  return `${assignmentCode(number)}是${unitName}的报送任务，只有该单位的联系人或负责人可以填报。`;
}

/** CLOSED where nothing is collected any more. After 停止收件 it still is, as 补报. */
export function requireCollected({ state, number, obligation }: Matter): void {
  const code = assignmentCode(number);
  if (obligation.withdrawnAt) throw new AppError("CLOSED", `${code}“${obligation.what}”已撤销，不用再报。`);
  if (state === "waived") throw new AppError("CLOSED", `${code}“${obligation.what}”已免报，不用再报。`);
}

/** INVALID_INPUT for content of a kind that the material does not take. */
export async function requireFitting(
  work: UnitOfWork,
  { obligation }: Matter,
  materials: readonly MatterMaterial[],
  material: MatterMaterial,
  content: Content,
): Promise<void> {
  const { name, definition } = material;
  if (content.kind === "rows") {
    if (definition?.code !== content.ledger.code)
      throw new AppError("INVALID_INPUT", `“${name}”收的不是这种台账，请发送 /报送 核对编号。`);
    if (content.rows.length === 0)
      throw new AppError("INVALID_INPUT", `“${name}”没有填写条目。确实没有的，请发送 /零报告。`);
  } else if (content.kind === "file") {
    if (definition)
      throw new AppError("INVALID_INPUT", `“${name}”是台账，请在网页、文字表单或发给您的表格里填写。`);
    if ((await work.tx.fileObject.count({ where: { sha256: content.sha256 } })) === 0)
      throw new AppError("NOT_FOUND", "这个文件已不在系统里，请重新发送。");
  } else {
    const way = nilWayOf({ nilAllowed: obligation.nilAllowed, materials }, material);
    if (way === "none") throw new AppError("INVALID_INPUT", `“${name}”不接受零报告，请如实填报。`);
    if (way === "inspected" && !content.items)
      throw new AppError("INVALID_INPUT", `“${name}”没有问题也要写明自查范围、方式和数量，请按表填写。`);
  }
}
