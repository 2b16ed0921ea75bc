// An upper bureau's matters as items of a lower bureau's draft: what it answers upward, and what it collects for that.
import type { Day } from "../../domain/day.ts";
import { formatDay } from "../../domain/day.ts";
import { recurrenceWords } from "../campaigns/due-words.ts";
import { blankItem, nextKey, type PlanItem } from "../campaigns/item.ts";

/** One matter of the upper bureau that a lower one owes; `dueOn` is the day that holds above. */
export interface Asked {
  obligationId: string;
  item: PlanItem;
  dueOn: Day | null;
  /** A later version of the upper plan left it open: what was sent down holds. */
  unclear: boolean;
}

/** Who is who in a lower bureau's draft. */
export interface Places {
  /** The upper bureau's name. */
  upper: string;
  /** The lower bureau as a unit of its own. */
  bureau: { id: string; name: string } | null;
  leadUnit: string;
}

type Part = NonNullable<PlanItem["upper"]>["part"];

/** What the upper bureau decides of an item, whatever the lower one has settled. */
function givenBy({ item, dueOn }: Asked, part: Part): Partial<PlanItem> {
  const { what, timing, dueTime, recurrence, windowFrom, windowTo, span, cumulative, trigger } = item;
  const { materials, level, nilAllowed, countPast, quote, line } = item;
  const dated = timing === "dated";
  // Of a single date the day that holds is known; the days of a round follow from the rule and what moves them.
  const moves = dated
    ? { shift: false, noticed: false, dueOn, internalDays: item.noticed ? null : item.internalDays }
    : { shift: item.shift, noticed: item.noticed, dueOn: null, internalDays: item.internalDays };
  const own =
    part === "answer" ? moves : { ...moves, internalDays: item.noticed && !dated ? item.internalDays : null };
  return {
    what,
    timing,
    dueTime,
    recurrence,
    windowFrom,
    windowTo,
    span,
    cumulative,
    trigger,
    materials,
    level,
    nilAllowed,
    countPast,
    quote,
    line,
    ...own,
  };
}

function whenWords({ item, dueOn }: Asked): string {
  if (item.timing === "recurring") return recurrenceWords(item.recurrence);
  return dueOn === null ? `触发后` : `${formatDay(dueOn)}前`;
}

/** What is asked about an item for the bureau's own units: nothing of it follows from the upper bureau's words. */
function askedOf(asked: Asked, { upper }: Places): string {
  const inside =
    asked.item.internalDays !== null && !asked.item.noticed
      ? `，其内部期限提前${asked.item.internalDays}个工作日`
      : "";
  return `${whenWords(asked)}逐级上报${upper}${inside}；请定本级的内部期限(只管提醒，按时、逾期仍按上级的日期)；不向本级单位收集的，请删去这一项`;
}

function makeAnswer(asked: Asked, key: string, { upper, bureau }: Places): PlanItem {
  return {
    ...blankItem(key),
    ...givenBy(asked, "answer"),
    who: bureau ? [bureau.name] : [],
    unitIds: bureau ? [bureau.id] : [],
    to: upper,
    direction: "upward",
    steps: asked.item.steps,
    upper: { obligationId: asked.obligationId, part: "answer" },
  };
}

function makeCollect(asked: Asked, key: string, places: Places): PlanItem {
  return {
    ...blankItem(key),
    ...givenBy(asked, "collect"),
    to: places.leadUnit,
    steps: asked.item.steps,
    upper: { obligationId: asked.obligationId, part: "collect" },
    confirm: [askedOf(asked, places)],
  };
}

/** An item that was settled below, with what the upper bureau has changed since. */
function follow(settled: PlanItem, asked: Asked, places: Places): PlanItem {
  const part = settled.upper!.part;
  if (part === "answer") return { ...settled, ...givenBy(asked, part), keep: true, to: places.upper };
  const { internalDays, noticed, materials, what } = settled;
  const given = givenBy(asked, part);
  const moved = settled.dueOn !== given.dueOn || settled.recurrence !== given.recurrence;
  return {
    ...settled,
    ...given,
    // What was split off or added below stays as it was settled.
    ...(settled.splitFrom === null ? {} : { what, materials }),
    internalDays,
    noticed,
    confirm: moved ? [askedOf(asked, places)] : settled.confirm,
  };
}

/**
 * The items of a lower bureau's draft: those that are there follow the upper bureau's, new matters are added (what the
 * bureau answers, then what its own units are asked for), and what is asked no more is dropped. The rest stays.
 */
export function mergeDown(before: readonly PlanItem[], asked: readonly Asked[], places: Places): PlanItem[] {
  const items = before.map((item): PlanItem => {
    if (item.upper === null) return item;
    const same = asked.find(({ obligationId }) => obligationId === item.upper!.obligationId);
    if (same?.unclear) return item;
    return same ? follow(item, same, places) : { ...item, keep: false };
  });
  for (const one of asked) {
    if (one.unclear) continue;
    if (items.some(({ upper }) => upper?.obligationId === one.obligationId)) continue;
    items.push(makeAnswer(one, nextKey(items), places));
    items.push(makeCollect(one, nextKey(items), places));
  }
  return items;
}
