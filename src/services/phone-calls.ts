// 电话催报: who was called about what, by whom and when, kept in the audit trail where nobody can change it.
import { assignmentCode, readCode } from "../domain/obligation.ts";
import { normaliseName } from "../domain/text.ts";
import { sayTime } from "./receipts.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** The decision under which calls stand in the audit trail; its `after` has the `note`. */
export const CALL = "phone-call";

/** What is typed to log a call. */
export const CALL_USAGE = "打过电话的，请记一笔：/催办 单位或编号 已电话 谁怎么说的";

/**
 * Keeps that somebody was called about what is still owed to these lead units: one report by its code, or everything of
 * one unit by its name. Returns the answer.
 */
export async function logCall(
  work: UnitOfWork,
  leadUnitIds: readonly string[],
  { target, note }: { target: string; note: string },
): Promise<string> {
  if (note === "")
    return `请写明谁接的电话、怎么说的，例如：/催办 ${target} 已电话 值班员接听，答应今天下午报`;
  const { tx, orgId, now, today } = work;
  const code = /^[Aa]\d/.test(target) ? readCode(target) : null;
  const owed = await tx.assignment.findMany({
    where: {
      ...(code ? { number: code.number } : {}),
      counted: true,
      state: { in: ["open", "signing", "returned"] },
      OR: [{ opensOn: null }, { opensOn: { lte: today } }],
      obligation: {
        direction: "internal",
        withdrawnAt: null,
        campaign: { orgId, state: "published", leadUnitId: { in: [...leadUnitIds] } },
      },
    },
    include: { preparer: { select: { name: true, aliases: true } } },
    orderBy: { number: "asc" },
  });
  const said = normaliseName(target);
  const called = code
    ? owed
    : owed.filter(({ preparer }) =>
        [preparer.name, ...preparer.aliases].some((name) => normaliseName(name) === said),
      );
  const [first] = called;
  if (!first) return `“${target}”没有该报未报的事项，没有记。发送 /催办 可查看还有谁没报。`;
  for (const { id } of called) work.audit({ action: CALL, subject: `assignment:${id}`, after: { note } });
  const codes = called.map(({ number }) => assignmentCode(number)).join("、");
  return `已记下电话催报：${first.preparer.name}，${codes}，${sayTime(now)}，${note}。导出“应报未报”名单时一并列出。`;
}
