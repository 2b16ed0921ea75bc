// 本局对外报送: the lead unit writes down when and under which number a report went up.
import { type Asker, holds } from "../chat/context.ts";
import { canMove, daysLate } from "../domain/assignment.ts";
import { type Day, formatDay, instantOf } from "../domain/day.ts";
import { assignmentCode } from "../domain/obligation.ts";
import { AppError } from "../errors.ts";
import { readDay } from "../ledger/kind-dates.ts";
import type { Tx } from "../store/open.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** What the lead unit enters; a number that is not known yet is null and can be entered later. */
export interface UpwardEntry {
  assignmentId: string;
  on: Day;
  number: string | null;
}

/** What was written down; `repeated` when the same had been entered before. */
export interface UpwardRecord {
  code: string;
  what: string;
  period: string;
  recipient: string;
  on: Day;
  number: string | null;
  /** Calendar days late, 0 on time. */
  lateDays: number;
  repeated: boolean;
}

/** Whether the person enters upward reports of a campaign: coordinator, head or contact of the unit that prepares them. */
export function mayRecordUpward(asker: Pick<Asker, "posts">, unitIds: readonly string[]): boolean {
  const posts = asker.posts.filter(({ unitId }) => unitIds.includes(unitId));
  return holds({ posts }, "coordinator", "head", "contact");
}

/**
 * The upward report that a number means: an assignment's (A12), or an obligation's within the campaigns given, of which
 * the earliest period not reported yet is taken, else the latest. Null for none.
 */
export async function findUpward(
  db: Pick<Tx, "assignment">,
  input: { orgId: string; number: number; isCode: boolean; campaignIds: readonly string[]; today: Day },
): Promise<string | null> {
  const { orgId, number, isCode, campaignIds, today } = input;
  const rows = await db.assignment.findMany({
    where: {
      ...(isCode ? { number } : {}),
      obligation: {
        direction: "upward",
        withdrawnAt: null,
        campaign: { orgId, id: { in: [...campaignIds] } },
        ...(isCode ? {} : { number }),
      },
    },
    include: { obligation: { select: { campaignId: true } } },
    orderBy: [{ dueOn: "asc" }, { number: "asc" }],
  });
  const own = campaignIds
    .map((id) => rows.filter(({ obligation }) => obligation.campaignId === id))
    .find((list) => list.length > 0);
  const begun = own?.filter(({ opensOn }) => opensOn === null || opensOn <= today) ?? [];
  return (begun.find(({ upwardOn }) => upwardOn === null) ?? begun.at(-1) ?? own?.[0])?.id ?? null;
}

/**
 * Writes down 上报日期 and 文号. Going out under a number is the end of it, nobody inside reviews it again: the assignment
 * is handed in and accepted, on time or late by the day on which it went up, whenever that is entered. Entering again
 * corrects. FORBIDDEN for others than the unit that prepares it, INVALID_INPUT for a day to come, CLOSED for 免报.
 */
export async function recordUpward(
  work: UnitOfWork,
  asker: Pick<Asker, "posts">,
  entry: UpwardEntry,
): Promise<UpwardRecord> {
  const { tx, today, now } = work;
  await tx.$queryRaw`SELECT "id" FROM "Assignment" WHERE "id" = ${entry.assignmentId} FOR UPDATE`;
  const found = await tx.assignment.findFirst({
    where: { id: entry.assignmentId, obligation: { direction: "upward", campaign: { orgId: work.orgId } } },
    include: { obligation: { include: { campaign: true } }, preparer: true },
  });
  if (!found) throw new AppError("NOT_FOUND", "没有这项对外报送。发送 /上报 可查看有哪些。");
  const { obligation, preparer } = found;
  if (!mayRecordUpward(asker, [found.preparerId, obligation.campaign.leadUnitId])) {
    throw new AppError("FORBIDDEN", `对外报送的日期和文号由${preparer.name}登记。`);
  }
  if (found.upperId !== null) {
    const code = assignmentCode(found.number);
    throw new AppError(
      "CONFLICT",
      `${code}直接报${obligation.recipient ?? "上级"}，请发送 /上报 ${code} 报出。`,
    );
  }
  if (obligation.withdrawnAt || found.state === "waived") {
    throw new AppError("CLOSED", `“${obligation.what}”已撤销或免报，不用登记。`);
  }
  if (found.state !== "accepted" && !canMove(found.state, "accepted") && !canMove(found.state, "submitted")) {
    throw new AppError("CONFLICT", "这项报送现在不能登记上报日期。");
  }
  if (entry.on > today) {
    throw new AppError(
      "INVALID_INPUT",
      `上报日期${formatDay(entry.on, true)}还没有到(今天${formatDay(today)})，请在报出以后登记。`,
    );
  }
  const lateDays = found.dueAt ? daysLate(found.dueAt, instantOf(entry.on)) : 0;
  const record: UpwardRecord = {
    code: assignmentCode(found.number),
    what: obligation.what,
    period: found.period,
    recipient: obligation.recipient ?? "上级",
    on: entry.on,
    number: entry.number,
    lateDays,
    repeated: found.upwardOn === entry.on && found.upwardNumber === entry.number,
  };
  if (record.repeated) return record;
  await tx.assignment.update({
    where: { id: found.id },
    data: {
      upwardOn: entry.on,
      upwardNumber: entry.number,
      state: "accepted",
      inDoubt: false,
      lateDays,
      firstSubmittedAt: found.firstSubmittedAt ?? now,
      lastSubmittedAt: found.lastSubmittedAt ?? now,
    },
  });
  work.audit({
    action: "report-upward",
    subject: `assignment:${found.id}`,
    before: { state: found.state, on: found.upwardOn, number: found.upwardNumber, lateDays: found.lateDays },
    after: { state: "accepted", on: entry.on, number: entry.number, lateDays },
  });
  return record;
}

const LONGEST_NUMBER = 60;

/** What 「2023-09-18 云应急〔2023〕3号」 says, a day without a year being the latest one past; or what is wrong with it. */
export function readUpward(
  text: string,
  today: Day,
): { on: Day; number: string | null } | { problem: string } {
  const [, day = "", rest = ""] = /^(\S+)\s*(.*)$/su.exec(text.trim()) ?? [];
  const reading = day ? readDay(day, Number(today.slice(0, 4))) : null;
  if (!reading || reading === "monthOnly") {
    return { problem: `没有看懂上报日期“${day}”。请写成：/上报 事项号 ${today} 文号` };
  }
  const withYear = /\d{4}|[〇零一二三四五六七八九]{4}/.test(day);
  const on =
    withYear || reading.day <= today
      ? reading.day
      : `${Number(today.slice(0, 4)) - 1}${reading.day.slice(4)}`;
  const number = rest.trim();
  if ([...number].length > LONGEST_NUMBER) return { problem: `文号最多${LONGEST_NUMBER}字，请核对后再发。` };
  return { on, number: number === "" || number === "无" ? null : number };
}
