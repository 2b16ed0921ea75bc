// What publishing says: one card to each contact and head, one message to the group, the answer to the coordinator.
import { type Card, card } from "../../chat/card.ts";
import { type Day, dayOf, formatDay, weekdayName } from "../../domain/day.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { nextSendable, phraseDue, SENDING_HOURS } from "../../domain/reminder.ts";
import { findHolders } from "../people.ts";
import { findStandIns } from "../roll-up/stand-ins.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { cutLines, materialCount, recurrenceWords, shorten } from "./due-words.ts";
import type { PlanItem } from "./item.ts";
import type { MadeAssignment, MovedAssignment, Publication } from "./publication.ts";
import { unitNames } from "./units.ts";

const MOST_LINES = 15;

/** Who hears of which unit's duties, and who can't be reached. */
export interface Reach {
  /** Person id → ids of the units they are contact or head of. */
  unitsOf: Map<string, string[]>;
  /** Units without any contact, by name. */
  unmanned: string[];
  /** People without a bound platform, by name. */
  unbound: string[];
}

/** The contacts and heads of the units that prepare something. */
export async function findReach(
  work: UnitOfWork,
  { made, moved, directory }: Pick<Publication, "made" | "moved" | "directory">,
): Promise<Reach> {
  const preparing = [...new Set([...made, ...moved].map(({ preparerId }) => preparerId))];
  // A lower bureau hears of it by the draft that went down to it.
  const standIns = new Set((await findStandIns(work.tx, preparing)).keys());
  const unitIds = preparing.filter((id) => !standIns.has(id));
  const holders = await findHolders(work.tx, unitIds, ["contact", "head"], work.today);
  const unitsOf = new Map<string, string[]>();
  for (const { personId, unitId } of holders) {
    const own = unitsOf.get(personId) ?? [];
    unitsOf.set(personId, own.includes(unitId) ? own : [...own, unitId]);
  }
  const bindings = await work.tx.binding.findMany({
    where: { personId: { in: [...unitsOf.keys()] } },
    select: { personId: true },
  });
  const bound = new Set(bindings.map(({ personId }) => personId));
  const contacted = new Set(holders.filter(({ role }) => role === "contact").map(({ unitId }) => unitId));
  const unbound = holders.filter(({ personId }) => !bound.has(personId)).map(({ name }) => name);
  return {
    unitsOf,
    unmanned: unitNames(
      unitIds.filter((id) => !contacted.has(id)),
      directory,
    ),
    unbound: [...new Set(unbound)],
  };
}

/** The day on which an unasked message of now is read, by which its words count the days. */
export function readingDay(work: UnitOfWork): Day {
  return dayOf(nextSendable(work.now, SENDING_HOURS, work.calendar));
}

function describe(list: readonly MadeAssignment[], today: Day): string {
  // A recurring matter is one line, with the period that comes next.
  const next = list.find(({ dueOn }) => dueOn !== null && dueOn >= today) ?? list.at(-1)!;
  const { item, dueOn, dueTime } = next;
  const up = item.direction === "upward" ? `【本局对外报送${item.to ? `，报${item.to}` : ""}】` : "";
  const cumulative = item.cumulative === null ? "" : item.cumulative ? "，填累计数" : "，填当期数";
  const rule = item.timing === "recurring" ? `${recurrenceWords(item.recurrence)}${cumulative}；` : "";
  const period = next.period ? `${next.period}：` : "";
  const due = dueOn === null ? "期限另行通知" : phraseDue(dueOn, dueTime, today);
  return `${assignmentCode(next.number)} ${up}${shorten(item.what, 36)}${materialCount(item.materials)}——${rule}${period}${due}`;
}

function nextDue(list: readonly MadeAssignment[], today: Day): string {
  return (list.find(({ dueOn }) => dueOn !== null && dueOn >= today) ?? list[0]!).dueOn ?? "9999-12-31";
}

/** The lines of one unit's duties, nearest first; what was past when issued and what waits for a trigger at the end. */
function unitLines(own: readonly MadeAssignment[], triggered: readonly PlanItem[], today: Day): string[] {
  const groups = new Map<string, MadeAssignment[]>();
  const asked = own.filter(({ pastAtIssue, item }) => !pastAtIssue || item.countPast);
  for (const one of asked) {
    const key = `${one.item.key} ${one.unitId}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const lists = [...groups.values()].map((list) =>
    list.sort((a, b) => (a.dueOn ?? "9999").localeCompare(b.dueOn ?? "9999")),
  );
  lists.sort((a, b) => nextDue(a, today).localeCompare(nextDue(b, today)));
  const past = own.filter(({ pastAtIssue, item }) => pastAtIssue && !item.countPast);
  return [
    ...cutLines(
      lists.map((list, index) => `${index + 1}. ${describe(list, today)}`),
      MOST_LINES,
      "，发送 /报送 查看",
    ),
    ...past.map(
      ({ item, dueOn }) =>
        `印发时已过，不催报：${shorten(item.what, 30)}${dueOn ? `(${formatDay(dueOn)})` : ""}`,
    ),
    ...triggered.map(
      (item) => `遇有下列情形时另行通知：${shorten(item.trigger ?? "", 20)}——${shorten(item.what, 30)}`,
    ),
  ];
}

/** 「A12 清单：期限由7月15日改为7月18日，还有6天，7月18日(周二)截止；材料改为…」, or that it need not be reported any more. */
function movedLine(moved: MovedAssignment, today: Day): string {
  const { number, item, period, from, dueOn, dueTime, notes, gone } = moved;
  const name = `${assignmentCode(number)} ${shorten(item.what, 36)}${period ? `(${period})` : ""}`;
  if (gone) return `${name}：不再需要报送`;
  const due = dueOn === null ? "期限另行通知" : phraseDue(dueOn, dueTime, today);
  const same = from === dueOn && moved.fromTime === dueTime;
  const dated =
    same || dueOn === null ? due : `期限${from ? `由${formatDay(from)}` : ""}改为${formatDay(dueOn)}，${due}`;
  return `${name}：${[dated, ...notes.map((note) => shorten(note, 60))].join("；")}`;
}

function personCard(publication: Publication, unitIds: readonly string[], today: Day): Card {
  const { version, made, moved, directory, first, revised } = publication;
  const { leadUnitId } = version.campaign;
  const kept = version.items.filter(
    ({ keep, timing }) => keep && timing === "triggered" && first && !revised,
  );
  const preparedBy = (item: PlanItem, unitId: string) =>
    item.direction === "upward" ? (item.preparerId ?? leadUnitId) === unitId : item.unitIds.includes(unitId);
  const sections = unitIds.map((unitId) => ({
    name: directory.find(({ id }) => id === unitId)?.name ?? "",
    lines: [
      ...cutLines(
        moved.filter(({ preparerId }) => preparerId === unitId).map((one) => movedLine(one, today)),
        MOST_LINES,
        "，发送 /报送 查看",
      ),
      ...unitLines(
        made.filter(({ preparerId }) => preparerId === unitId),
        kept.filter((item) => preparedBy(item, unitId)),
        today,
      ),
    ],
  }));
  const mine = made.filter(
    ({ preparerId, pastAtIssue, item }) => unitIds.includes(preparerId) && (!pastAtIssue || item.countPast),
  );
  const matters = new Set(mine.map(({ item, unitId }) => `${item.key} ${unitId}`)).size;
  const body = sections.flatMap(({ name, lines }, index) =>
    unitIds.length > 1 ? [...(index > 0 ? [""] : []), `【${name}】`, ...lines] : lines,
  );
  const changed = moved.some(({ preparerId }) => unitIds.includes(preparerId));
  const title = changed ? "方案有修改" : first && !revised ? "报送事项" : "新增报送事项";
  return card(`${title}：${version.campaign.title}`, {
    facts: [
      ["单位", sections.map(({ name }) => name).join("、")],
      ...(matters > 0 ? [["报送事项", `${matters}项`] as [string, string]] : []),
    ],
    body: [...body, "", "请点「收到」确认；发送 /报送 办理。严禁报送涉密信息和工作秘密。"],
    actions: [{ action: "ack", label: "收到" }],
  });
}

/** One card to each person with everything that their units owe by this publication. */
export async function tellPeople(work: UnitOfWork, publication: Publication, reach: Reach): Promise<void> {
  const { version, made, moved } = publication;
  const base = `publish:${version.id}:`;
  // A later part of the same version gets the next count, so that it isn't taken for the first card again.
  const earlier = await work.tx.delivery.findMany({
    where: { dedupeKey: { startsWith: base } },
    select: { personId: true },
  });
  const today = readingDay(work);
  const preparing = new Set([...made, ...moved].map(({ preparerId }) => preparerId));
  for (const [personId, unitIds] of reach.unitsOf) {
    const own = unitIds.filter((id) => preparing.has(id));
    const count = earlier.filter((delivery) => delivery.personId === personId).length;
    work.send({
      to: { personId },
      payload: { card: personCard(publication, own, today) },
      dedupeKey: base + personId + (count > 0 ? `:${count + 1}` : ""),
    });
  }
}

/** Tells the campaign's group once that it has begun: figures and the nearest date, nobody's name. */
export function tellGroup(work: UnitOfWork, { version, made }: Publication): void {
  const { campaign } = version;
  const asked = made.filter(({ pastAtIssue, item }) => !pastAtIssue && item.direction === "internal");
  if (!campaign.groupId || asked.length === 0) return;
  const today = readingDay(work);
  const matters = new Set(asked.map(({ item }) => item.key)).size;
  const [nearest] = asked.flatMap(({ dueOn }) => (dueOn && dueOn >= today ? [dueOn] : [])).sort();
  const first = nearest ? `，最近一项${formatDay(nearest)}(${weekdayName(nearest)})截止` : "";
  work.send({
    to: { groupId: campaign.groupId },
    payload: {
      text: `《${campaign.title}》已发布，共${matters}项报送事项${first}。各单位的事项已分别发给联系人和负责人，请查收并点「收到」。严禁报送涉密信息和工作秘密。`,
    },
    dedupeKey: `publish:${version.id}:group`,
  });
}
