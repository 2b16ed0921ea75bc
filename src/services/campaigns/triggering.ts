// What a coordinator means by /触发: the list of matters, the dates offered for one, or the triggering itself.
import { card } from "../../chat/card.ts";
import type { Reply } from "../../chat/context.ts";
import { formatDay, isDay, weekdayName } from "../../domain/day.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { shorten } from "./due-words.ts";
import { endOfInterval, findInterval } from "./proposals.ts";
import { findTriggeredMatters, readUnits, type TriggeredMatter, triggerMatter } from "./trigger.ts";
import { findTypedDay } from "./typed-dates.ts";
import { readDirectory } from "./units.ts";

const MOST_BUTTONS = 6;
const OFFERED_WORKDAYS = [3, 5, 10];

/** The short code of a matter in buttons: the campaign's code and the number, 202301-6. */
function codeOf({ campaign, number }: TriggeredMatter): string {
  return `${campaign.code}-${number}`;
}

function list(matters: readonly TriggeredMatter[]): Reply {
  return {
    to: "asker",
    card: card("事件触发的报送事项", {
      body: [
        ...matters.map(
          ({ number, what, trigger, rounds }) =>
            `第${number}项 ${shorten(what, 30)}(${shorten(trigger, 20)})${rounds > 0 ? `，已触发${rounds}次` : ""}`,
        ),
        "",
        "发送：/触发 序号 期限，例如 /触发 6 7月20日前。只要个别单位报的，再加单位名：/触发 6 危化室 7月20日前。",
      ],
      actions: matters.slice(0, MOST_BUTTONS).map((matter) => ({
        action: "trigger",
        label: `触发第${matter.number}项`,
        value: codeOf(matter),
      })),
    }),
  };
}

function offerDates(work: UnitOfWork, matter: TriggeredMatter): Reply {
  const interval = findInterval(matter.trigger);
  // The plan's own words come first: 「变动后10个工作日内」, for an event of today.
  const own = interval ? [endOfInterval(interval, work.today, work.calendar)] : [];
  const offered = OFFERED_WORKDAYS.map((workdays) => work.calendar.addWorkdays(work.today, workdays));
  return {
    to: "asker",
    card: card(`触发第${matter.number}项：${matter.what}`, {
      facts: [["事由", matter.trigger]],
      body: `请选期限，或发送：/触发 ${matter.number} 期限。点了就生成报送任务并通知责任单位。`,
      actions: [...new Set([...own, ...offered])].map((day) => ({
        action: "trigger",
        label: `${formatDay(day)}(${weekdayName(day)})前${own.includes(day) ? "（按方案推算）" : ""}`,
        value: `${codeOf(matter)}@${day}@${matter.rounds + 1}`,
      })),
    }),
  };
}

/** `/触发`, `/触发 6`, `/触发 6 7月20日前`, `/触发 6 危化室 7月20日17时前`. */
export async function triggerByWords(work: UnitOfWork, words: string): Promise<Reply> {
  const matters = await findTriggeredMatters(work.tx, work.orgId);
  if (matters.length === 0) return { to: "asker", text: "现在没有事件触发的报送事项。" };
  const [, number, rest = ""] = /^第?(\d{1,4})项?(?![月日年\d:.-])\s*(.*)$/s.exec(words) ?? [];
  if (!number) return list(matters);
  const named = matters.filter((matter) => matter.number === Number(number));
  const [matter] = named;
  if (!matter) {
    return { to: "asker", text: `第${number}项不是事件触发的事项。发送 /触发 可查看有哪些。` };
  }
  // The same number in two campaigns: the buttons tell them apart.
  if (named.length > 1) return list(named);
  const due = findTypedDay(rest, work.today);
  if (!due) return rest === "" ? offerDates(work, matter) : noDate(rest, matter);
  const directory = await readDirectory(work.tx, work.orgId);
  const { unitIds, unknown } = readUnits(rest.replace(due.words, " "), directory);
  if (unknown.length > 0) {
    return { to: "asker", text: `没有找到单位：${unknown.join("、")}。请写单位全称或常用简称，再发一次。` };
  }
  return triggerMatter(work, { obligationId: matter.id, unitIds, dueOn: due.day, dueTime: due.time });
}

function noDate(rest: string, { number }: TriggeredMatter): Reply {
  return { to: "asker", text: `没有从“${rest}”里看出期限，请写成：/触发 ${number} 7月20日前。` };
}

/** A button of the list, or of the dates offered: 202301-6 or 202301-6@2023-07-20@1. */
export async function triggerByCode(work: UnitOfWork, value: string): Promise<Reply> {
  const [code, day, round] = value.split("@");
  const matters = await findTriggeredMatters(work.tx, work.orgId);
  const matter = matters.find((one) => codeOf(one) === code);
  if (!matter)
    return { to: "asker", text: "没有找到这个事件触发的事项，它可能已撤下。发送 /触发 可查看有哪些。" };
  if (!day || !isDay(day)) return offerDates(work, matter);
  return triggerMatter(work, { obligationId: matter.id, dueOn: day, round: Number(round) });
}
