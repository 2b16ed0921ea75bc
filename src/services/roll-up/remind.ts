// What came down and is not published yet is due all the same: until then the lower bureau's coordinators hear of it.
import { card } from "../../chat/card.ts";
import { type Day, formatDay } from "../../domain/day.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { dueAtOf, phraseDue } from "../../domain/reminder.ts";
import { cutLines, shorten } from "../campaigns/due-words.ts";
import { readingDay } from "../campaigns/publish-cards.ts";
import { pageLink } from "../links.ts";
import { findReminded } from "../reminders/reminded.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { findCoordinators } from "./stand-ins.ts";

const MOST_LINES = 12;

function readReminders(work: UnitOfWork, reminderIds: readonly string[]) {
  return work.tx.reminder.findMany({
    where: { id: { in: [...reminderIds] } },
    include: {
      assignment: {
        include: { unit: { select: { lowerOrgId: true } }, obligation: { include: { campaign: true } } },
      },
    },
    orderBy: [{ assignment: { dueOn: "asc" } }, { assignment: { number: "asc" } }],
  });
}

type Fallen = Awaited<ReturnType<typeof readReminders>>[number];

/** 「5月20日(周一)截止 工作方案」 as the lower bureau reads it; the upper one's number means nothing there. */
function lineOf({ assignment }: Fallen, today: Day, now: Date): string {
  const { obligation, period, dueOn, dueTime } = assignment;
  const name = `${shorten(obligation.what, 30)}${period ? `(${period})` : ""}`;
  return `${name}：${dueWordsOf(dueOn!, dueTime, today, now)}`;
}

/**
 * Reminds lower bureaus of what these reminders are about and nobody there has published: one card to each coordinator,
 * with the draft that waits. Returns how many people were told.
 */
export async function remindUnconfirmed(work: UnitOfWork, reminderIds: readonly string[]): Promise<number> {
  if (reminderIds.length === 0) return 0;
  const reminders = await readReminders(work, reminderIds);
  const upper = await work.tx.org.findUniqueOrThrow({ where: { id: work.orgId }, select: { name: true } });
  const groups = new Map<string, Fallen[]>();
  for (const one of reminders) {
    const { unit, obligation } = one.assignment;
    const key = `${unit.lowerOrgId}|${obligation.campaignId}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  let told = 0;
  for (const own of groups.values()) told += await remindOf(work, upper.name, own);
  return told;
}

/** One lower bureau and one campaign. */
async function remindOf(work: UnitOfWork, upperName: string, own: readonly Fallen[]): Promise<number> {
  const [first] = own;
  const { unit, obligation } = first!.assignment;
  const { campaign } = obligation;
  const orgId = unit.lowerOrgId!;
  const lower = work.within(orgId);
  const people = await findCoordinators(lower);
  const draft = await work.tx.campaign.findFirst({
    where: { orgId, upperId: campaign.id },
    include: { versions: { orderBy: { version: "desc" }, take: 1, select: { id: true } } },
  });
  const versionId = draft?.versions[0]?.id;
  const today = readingDay(work);
  for (const personId of people)
    lower.send({
      to: { personId },
      payload: {
        card: card("上级布置的事项还没有发布", {
          facts: [
            ["上级", upperName],
            ["专项行动", campaign.title],
          ],
          body: [
            ...cutLines(
              own.map((one) => lineOf(one, today, work.now)),
              MOST_LINES,
            ),
            "",
            "本级确认并发布后，各单位和本局才会按各自的期限收到提醒。",
          ],
          actions: versionId
            ? [
                { action: "open", label: "去确认", url: pageLink(lower, personId, `/plan/${versionId}`) },
                { action: "publish", label: "发布", value: draft!.code },
              ]
            : [],
        }),
      },
      dedupeKey: `unconfirmed:${campaign.id}:${personId}:${first!.id}`,
      reminderIds: own.map(({ id }) => id),
    });
  return people.length;
}

/** What a 催办 came to at lower bureaus: how many people heard of it, and the units of which nobody could. */
export interface PressedBelow {
  people: number;
  unreachable: string[];
}

/** 催办 of matters that lower bureaus owe: each hears of its own upward report, or that it has still to publish. */
export async function pressBelow(
  work: UnitOfWork,
  obligationIds: readonly string[],
  unitIds: readonly string[],
): Promise<PressedBelow> {
  const rows = await work.tx.assignment.findMany({
    where: {
      obligationId: { in: [...obligationIds] },
      unitId: { in: [...unitIds] },
      unit: { lowerOrgId: { not: null } },
      state: { in: ["open", "signing", "returned"] },
      counted: true,
      OR: [{ opensOn: null }, { opensOn: { lte: work.today } }],
    },
    include: { unit: true, obligation: true, lower: { select: { number: true, preparerId: true } } },
    orderBy: [{ dueOn: "asc" }, { number: "asc" }],
  });
  const today = readingDay(work);
  const upper = await work.tx.org.findUniqueOrThrow({ where: { id: work.orgId }, select: { name: true } });
  const result: PressedBelow = { people: 0, unreachable: [] };
  for (const unitId of new Set(rows.map((row) => row.unitId))) {
    const own = rows.filter((row) => row.unitId === unitId);
    const { unit } = own[0]!;
    const lower = work.within(unit.lowerOrgId!);
    const preparers = own.flatMap(({ lower: linked }) => linked?.preparerId ?? []);
    const reminded = await findReminded(work.tx, preparers, work.today);
    const people = [
      ...new Set([...(await findCoordinators(lower)), ...reminded.map(({ personId }) => personId)]),
    ];
    const bound = await work.tx.binding.count({ where: { personId: { in: people } } });
    if (bound === 0)
      result.unreachable.push(`${unit.name}(${people.length > 0 ? "没有绑定" : "没有管理员"})`);
    for (const personId of people)
      lower.send({
        to: { personId },
        payload: {
          card: card(`上级催办：${upper.name}`, {
            body: [
              ...own.map(({ obligation, period, dueOn, dueTime, lower: linked }) => {
                const code = linked ? `${assignmentCode(linked.number)} ` : "";
                const name = `${code}${shorten(obligation.what, 30)}${period ? `(${period})` : ""}`;
                const due = dueOn ? `：${dueWordsOf(dueOn, dueTime, today, work.now)}` : "";
                return `${name}${due}${linked ? "" : "，本级还没有发布"}`;
              }),
              "",
              own.some(({ lower: linked }) => linked)
                ? "发送 /上报 办理。"
                : "请先在“上级来文”卡片上确认并发布，或发送 /发布。",
            ],
            actions: [{ action: "ack", label: "收到" }],
          }),
        },
        dedupeKey: `press-below:${personId}:${own[0]!.id}:${work.now.getTime()}`,
      });
    result.people += people.length;
  }
  return result;
}

function dueWordsOf(dueOn: Day, dueTime: string | null, today: Day, now: Date): string {
  return dueAtOf(dueOn, dueTime) <= now
    ? `${formatDay(dueOn)}截止，已逾期`
    : phraseDue(dueOn, dueTime, today);
}
