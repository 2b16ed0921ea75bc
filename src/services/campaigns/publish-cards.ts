// What publishing says: one card to each contact and head, one message to the group, the answer to the coordinator.
import { type Card, type CardAction, card } from "../../chat/card.ts";
import type { Reply } from "../../chat/context.ts";
import { type Day, dayOf, formatDay, weekdayName } from "../../domain/day.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { nextSendable, phraseDue, SENDING_HOURS } from "../../domain/reminder.ts";
import { pageLink } from "../links.ts";
import { findHolders } from "../people.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { cutLines, materialCount, recurrenceWords, shorten } from "./due-words.ts";
import { numberOf, type PlanItem } from "./item.ts";
import { openPointsOf } from "./open-points.ts";
import type { MadeAssignment, Publication } from "./publication.ts";
import { unitNames } from "./units.ts";
import type { PlanVersion } from "./versions.ts";

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
  { made, directory }: Pick<Publication, "made" | "directory">,
): Promise<Reach> {
  const unitIds = [...new Set(made.map(({ preparerId }) => preparerId))];
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
  const up = item.direction === "upward" ? `【本局对外报送${item.to ? `,报${item.to}` : ""}】` : "";
  const cumulative = item.cumulative === null ? "" : item.cumulative ? ",填累计数" : ",填当期数";
  const rule = item.timing === "recurring" ? `${recurrenceWords(item.recurrence)}${cumulative};` : "";
  const period = next.period ? `${next.period}:` : "";
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
      ",发送 /报送 查看",
    ),
    ...past.map(
      ({ item, dueOn }) =>
        `印发时已过,不催报:${shorten(item.what, 30)}${dueOn ? `(${formatDay(dueOn)})` : ""}`,
    ),
    ...triggered.map(
      (item) => `遇有下列情形时另行通知:${shorten(item.trigger ?? "", 20)}——${shorten(item.what, 30)}`,
    ),
  ];
}

function personCard(publication: Publication, unitIds: readonly string[], today: Day): Card {
  const { version, made, directory, first } = publication;
  const { leadUnitId } = version.campaign;
  const kept = version.items.filter(({ keep, timing }) => keep && timing === "triggered" && first);
  const preparedBy = (item: PlanItem, unitId: string) =>
    item.direction === "upward" ? (item.preparerId ?? leadUnitId) === unitId : item.unitIds.includes(unitId);
  const sections = unitIds.map((unitId) => ({
    name: directory.find(({ id }) => id === unitId)?.name ?? "",
    lines: unitLines(
      made.filter(({ preparerId }) => preparerId === unitId),
      kept.filter((item) => preparedBy(item, unitId)),
      today,
    ),
  }));
  const mine = made.filter(
    ({ preparerId, pastAtIssue, item }) => unitIds.includes(preparerId) && (!pastAtIssue || item.countPast),
  );
  const matters = new Set(mine.map(({ item, unitId }) => `${item.key} ${unitId}`)).size;
  const body = sections.flatMap(({ name, lines }, index) =>
    unitIds.length > 1 ? [...(index > 0 ? [""] : []), `【${name}】`, ...lines] : lines,
  );
  return card(`${first ? "报送事项" : "新增报送事项"}:${version.campaign.title}`, {
    facts: [
      ["单位", sections.map(({ name }) => name).join("、")],
      ["报送事项", `${matters}项`],
    ],
    body: [...body, "", "请点「收到」确认;发送 /报送 办理。严禁报送涉密信息和工作秘密。"],
    actions: [{ action: "ack", label: "收到" }],
  });
}

/** One card to each person with everything that their units owe by this publication. */
export async function tellPeople(work: UnitOfWork, publication: Publication, reach: Reach): Promise<void> {
  const { version, made } = publication;
  const base = `publish:${version.id}:`;
  // A later part of the same version gets the next count, so that it isn't taken for the first card again.
  const earlier = await work.tx.delivery.findMany({
    where: { dedupeKey: { startsWith: base } },
    select: { personId: true },
  });
  const today = readingDay(work);
  const preparing = new Set(made.map(({ preparerId }) => preparerId));
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
  const first = nearest ? `,最近一项${formatDay(nearest)}(${weekdayName(nearest)})截止` : "";
  work.send({
    to: { groupId: campaign.groupId },
    payload: {
      text: `《${campaign.title}》已发布,共${matters}项报送事项${first}。各单位的事项已分别发给联系人和负责人,请查收并点「收到」。严禁报送涉密信息和工作秘密。`,
    },
    dedupeKey: `publish:${version.id}:group`,
  });
}

/** 「第9项 …:没有写明几号」 for matters that can't be handed out yet. */
function openLines(items: readonly PlanItem[]): string[] {
  const lines = items.map((item) => {
    const reason = openPointsOf(item).find(({ blocks }) => blocks)?.sentence ?? "";
    return `第${numberOf(item)}项 ${shorten(item.what, 18)}:${reason}`;
  });
  return cutLines(lines, MOST_LINES);
}

function linkToPlan(work: UnitOfWork, versionId: string, label: string): CardAction[] {
  if (work.actor.kind !== "person") return [];
  return [{ action: "open", label, url: pageLink(work, work.actor.id, `/plan/${versionId}`) }];
}

/** What the coordinator hears where not one matter can be handed out. */
export function answerNothingReady(work: UnitOfWork, version: PlanVersion): Reply {
  const kept = version.items.filter(({ keep }) => keep);
  const how =
    kept.length > 0
      ? ["还没有一项可以派发,请先确认下面几处:", ...openLines(kept)]
      : ["方案里没有要报送的事项,请先在确认页添加。"];
  return {
    to: "asker",
    card: card(`还不能发布:${version.campaign.title}`, {
      body: how,
      actions: linkToPlan(work, version.id, "去确认"),
    }),
  };
}

function publicationLines(publication: Publication, reach: Reach): string[] {
  const { made, open, withdrawn, version } = publication;
  const past = made.filter(({ pastAtIssue, item }) => pastAtIssue && !item.countPast);
  const pastItems = [...new Set(past.map(({ item }) => item))];
  const triggered = version.items.filter(({ keep, timing }) => keep && timing === "triggered");
  const names = (items: readonly PlanItem[]) =>
    items.map((item) => `第${numberOf(item)}项 ${shorten(item.what, 20)}`).join("、");
  return [
    ...(pastItems.length > 0 ? [`印发时已过,不催报、不计入应报:${names(pastItems)}`] : []),
    ...(triggered.length > 0 ? [`待触发(发送 /触发 办理):${names(triggered)}`] : []),
    ...(withdrawn.length > 0 ? [`已撤下:${names(withdrawn)}`] : []),
    ...(open.length > 0 ? ["", `待确认(${open.length}项,确认后再发 /发布):`, ...openLines(open)] : []),
    ...(reach.unmanned.length > 0 ? ["", `没有联系人的单位:${reach.unmanned.join("、")}`] : []),
    ...(reach.unbound.length > 0 ? ["", `没有绑定、联系不上的人:${reach.unbound.join("、")}`] : []),
  ];
}

/** What the coordinator hears: how many 报送任务 for how many units, what is open, who can't be reached. */
export function answerPublishing(work: UnitOfWork, publication: Publication, reach: Reach): Reply {
  const { version, made, first, withdrawn } = publication;
  const asked = made.filter(({ pastAtIssue, item }) => !pastAtIssue || item.countPast);
  const inside = asked.filter(({ item }) => item.direction === "internal");
  const upward = asked.filter(({ item }) => item.direction === "upward");
  const nothing = !first && made.length === 0 && withdrawn.length === 0;
  const matters = (list: readonly MadeAssignment[]) => new Set(list.map(({ item }) => item.key)).size;
  const facts: [string, string][] = nothing
    ? []
    : [
        ["报送事项", `${matters(inside)}项`],
        ["报送任务", `${inside.length}个,涉及${new Set(inside.map(({ unitId }) => unitId)).size}个单位`],
        ["本局对外报送", `${matters(upward)}项,${upward.length}个报送任务`],
        ["已通知", `${reach.unitsOf.size}人`],
      ];
  const title = nothing
    ? "没有新的内容可发布"
    : `${first ? "已发布" : "已补充发布"}:${version.campaign.title}`;
  return {
    to: "asker",
    card: card(title, {
      facts,
      body: publicationLines(publication, reach),
      actions: linkToPlan(work, version.id, "查看方案"),
    }),
  };
}
