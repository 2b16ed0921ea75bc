// Days of an item that will make trouble: over by now, too soon, on a rest day, beside another campaign's, uncounted years.
import type { Calendar } from "../../domain/calendar.ts";
import { addDays, type Day, formatDay, weekdayName } from "../../domain/day.ts";
import { checkRecurrence, suggestSpan } from "../../domain/recurrence.ts";
import type { Tx } from "../../store/open.ts";
import { effectiveDueOn, shorten } from "./due-words.ts";
import type { PlanItem } from "./item.ts";
import { slotsOf } from "./slots.ts";

/** A deadline that units have in another campaign. */
export interface OtherDeadline {
  campaign: string;
  what: string;
  dueOn: Day;
  units: { id: string; name: string }[];
}

/** What the other open campaigns of a bureau still ask for from a day on, by matter and day. */
export async function findOtherDeadlines(
  db: Pick<Tx, "$queryRaw">,
  facts: { orgId: string; campaignId: string; from: Day },
): Promise<OtherDeadline[]> {
  return db.$queryRaw<OtherDeadline[]>`
    SELECT c."title" AS "campaign", o."what", a."dueOn",
      jsonb_agg(jsonb_build_object('id', u."id", 'name', u."name") ORDER BY u."position") AS "units"
    FROM "Assignment" a
      JOIN "Obligation" o ON o."id" = a."obligationId"
      JOIN "Campaign" c ON c."id" = o."campaignId"
      JOIN "Unit" u ON u."id" = a."preparerId"
    WHERE c."orgId" = ${facts.orgId} AND c."id" <> ${facts.campaignId} AND c."state" = 'published'
      AND o."withdrawnAt" IS NULL AND o."closedAt" IS NULL AND a."counted" AND NOT a."pastAtIssue"
      AND a."state" IN ('open', 'signing', 'returned') AND a."dueOn" >= ${addDays(facts.from, -7)}
    GROUP BY c."id", o."id", a."dueOn" ORDER BY a."dueOn", c."title", o."number"`;
}

/** By what days are judged. */
export interface AlarmFacts {
  issuedOn: Day;
  today: Day;
  /** Fewer workdays than this are too few (Campaign.shortNotice). */
  shortNotice: number;
  others?: readonly OtherDeadline[];
}

const NEAR_WORKDAYS = 2;
const MOST_COLLISIONS = 3;
const MOST_SLOTS = 24;

/** The days on which an item's reports are due, as far as they are known. */
function daysOf(item: PlanItem, calendar: Calendar): Day[] {
  if (item.timing === "dated") return item.dueOn === null ? [] : [effectiveDueOn(item, calendar)!];
  if (item.timing !== "recurring" || !item.recurrence || checkRecurrence(item.recurrence) !== null) return [];
  if (!item.windowFrom || !item.windowTo) return [];
  return slotsOf(item, calendar)
    .slice(0, MOST_SLOTS)
    .map(({ dueOn }) => dueOn);
}

function collisions(item: PlanItem, others: readonly OtherDeadline[], calendar: Calendar): string[] {
  const days = daysOf(item, calendar);
  const found = others.flatMap((other) => {
    const units = other.units.filter(({ id }) => item.unitIds.includes(id) || item.preparerId === id);
    if (units.length === 0) return [];
    const day = days.find((one) => Math.abs(calendar.workdaysBetween(one, other.dueOn)) <= NEAR_WORKDAYS);
    if (day === undefined) return [];
    const when = day === other.dueOn ? `${formatDay(day)}当天` : `${formatDay(day)}前后2个工作日内`;
    const who = units.map(({ name }) => name).join("、");
    return [
      `${when}，${shorten(who, 30)}还要报《${shorten(other.campaign, 24)}》的“${shorten(other.what, 20)}”(${formatDay(other.dueOn)})`,
    ];
  });
  const left = found.length - MOST_COLLISIONS;
  return left > 0 ? [...found.slice(0, MOST_COLLISIONS), `另有${left}项期限相近`] : found;
}

/**
 * Sentences about a day that will make trouble: over by now, too soon after issue, on a rest day, of a doubtful span,
 * near another campaign's deadline for the same units.
 */
export function alarmsOf(item: PlanItem, facts: AlarmFacts, calendar: Calendar): string[] {
  const { issuedOn, today, shortNotice, others = [] } = facts;
  const alarms: string[] = [];
  const { timing, dueOn, recurrence } = item;
  if (timing === "recurring" && recurrence && checkRecurrence(recurrence) === null) {
    const usual = suggestSpan(recurrence);
    if (usual !== item.span)
      alarms.push(
        usual === "previous"
          ? "按这个日子，多半是报上一期，请核对统计期"
          : "按这个日子，多半是报当期，请核对统计期",
      );
  }
  if (timing === "recurring") alarms.push(...collisions(item, others, calendar));
  if (timing !== "dated" || dueOn === null || dueOn < issuedOn) return alarms;
  if (dueOn < today) return ["期限已过，一发布就是逾期，请核对年份和期限"];
  const left = calendar.workdaysBetween(issuedOn, dueOn);
  if (left < shortNotice) alarms.push(`印发后只有${left}个工作日`);
  if (!calendar.isWorkday(dueOn)) {
    const moved = calendar.onOrAfter(dueOn);
    const shifted = `${formatDay(moved)}(${weekdayName(moved)})`;
    alarms.push(
      item.shift
        ? `${weekdayName(dueOn)}为休息日，已顺延到${shifted}`
        : `${weekdayName(dueOn)}为休息日，未顺延`,
    );
  }
  return [...alarms, ...collisions(item, others, calendar)];
}

/** The sentence about years whose holidays nobody has published yet; null where all are known. */
export function yearAlarm(items: readonly PlanItem[], calendar: Calendar): string | null {
  const years = new Set(
    items
      .filter(({ keep }) => keep)
      .flatMap((item) => daysOf(item, calendar))
      .map((day) => Number(day.slice(0, 4))),
  );
  const unknown = [...years].filter((year) => !calendar.known(year)).sort();
  if (unknown.length === 0) return null;
  return `${unknown.join("、")}年的节假日安排还没有数据，休息日只按周末计；国务院公布后请更新，再核对期限`;
}
