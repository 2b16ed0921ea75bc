// What the coordinator hears of a publishing: how much was handed out, what is open, who can't be reached.
import { type CardAction, card } from "../../chat/card.ts";
import type { Reply } from "../../chat/context.ts";
import { formatDay } from "../../domain/day.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { pageLink } from "../links.ts";
import type { SentDown } from "../roll-up/down.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { cutLines, shorten } from "./due-words.ts";
import { numberOf, type PlanItem } from "./item.ts";
import { openPointsOf } from "./open-points.ts";
import type { MadeAssignment, MovedAssignment, Publication } from "./publication.ts";
import type { Reach } from "./publish-cards.ts";
import type { PlanVersion } from "./versions.ts";

const MOST_LINES = 15;

/** 「第9项 …:没有写明几号」 for matters that can't be handed out yet. */
function openLines(items: readonly PlanItem[]): string[] {
  const lines = items.map((item) => {
    const reason = openPointsOf(item).find(({ blocks }) => blocks)?.sentence ?? "";
    return `第${numberOf(item)}项 ${shorten(item.what, 18)}：${reason}`;
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
      ? ["还没有一项可以派发，请先确认下面几处：", ...openLines(kept)]
      : ["方案里没有要报送的事项，请先在确认页添加。"];
  return {
    to: "asker",
    card: card(`还不能发布：${version.campaign.title}`, {
      body: how,
      actions: linkToPlan(work, version.id, "去确认"),
    }),
  };
}

/** What a later version did to 报送任务 that were there. */
function movedLines(moved: readonly MovedAssignment[]): string[] {
  const dated = moved.filter(({ gone, from, dueOn }) => !gone && from !== dueOn);
  const asked = moved.filter(({ gone, notes }) => !gone && notes.length > 0);
  const gone = moved.filter((one) => one.gone && one.item.keep);
  const items = [...new Set(dated.map(({ item }) => item))];
  return [
    ...items.map((item) => {
      const own = dated.filter((one) => one.item === item);
      const days = [
        ...new Set(
          own.map(({ from, dueOn }) => `${from ? formatDay(from) : "未定"}改为${formatDay(dueOn!)}`),
        ),
      ];
      return `第${numberOf(item)}项 ${shorten(item.what, 20)}：${own.length}个报送任务的期限由${days.join("、")}`;
    }),
    ...[...new Set(asked.map(({ item }) => item))].map((item) => {
      const { notes } = asked.find((one) => one.item === item)!;
      return `第${numberOf(item)}项 ${shorten(item.what, 20)}：${notes.map((note) => shorten(note, 60)).join("；")}`;
    }),
    ...(gone.length > 0
      ? [`不再需要报送的报送任务：${gone.map(({ number }) => assignmentCode(number)).join("、")}`]
      : []),
  ];
}

function publicationLines(publication: Publication, reach: Reach): string[] {
  const { made, moved, open, withdrawn, version } = publication;
  const past = made.filter(({ pastAtIssue, item }) => pastAtIssue && !item.countPast);
  const pastItems = [...new Set(past.map(({ item }) => item))];
  const triggered = version.items.filter(({ keep, timing }) => keep && timing === "triggered");
  const names = (items: readonly PlanItem[]) =>
    items.map((item) => `第${numberOf(item)}项 ${shorten(item.what, 20)}`).join("、");
  return [
    ...(pastItems.length > 0 ? [`印发时已过，不催报、不计入应报：${names(pastItems)}`] : []),
    ...(triggered.length > 0 ? [`待触发(发送 /触发 办理)：${names(triggered)}`] : []),
    ...movedLines(moved),
    ...(withdrawn.length > 0 ? [`已撤下：${names(withdrawn)}`] : []),
    ...(open.length > 0 ? ["", `待确认(${open.length}项，确认后再发 /发布)：`, ...openLines(open)] : []),
    ...(reach.unmanned.length > 0 ? ["", `没有联系人的单位：${reach.unmanned.join("、")}`] : []),
    ...(reach.unbound.length > 0 ? ["", `没有绑定、联系不上的人：${reach.unbound.join("、")}`] : []),
  ];
}

/** How many rows of the 任务分解表 wait to be claimed, and which no unit of the bureau is named for. */
function claimFacts({ claimable }: Publication, claimers: number): [string, string][] {
  if (claimable.length === 0) return [];
  const nobody = claimable.filter(({ unitIds }) => unitIds.length === 0);
  const strange = nobody.length > 0 ? `；没有对应单位的${nobody.length}项，请在任务页核对` : "";
  return [["任务分解表", `${claimable.length}项，已请${claimers}个单位认领${strange}`]];
}

/** 逐级汇总: which lower bureaus have got a draft of their own. */
function downFacts({ bureaus }: SentDown): [string, string][] {
  if (bureaus.length === 0) return [];
  return [["已下发", `${bureaus.length}个下级单位，由其牵头科室确认后发布`]];
}

function downLines({ bureaus }: SentDown): string[] {
  const unmanned = bureaus.filter(({ told }) => told === 0).map(({ name }) => name);
  return unmanned.length > 0 ? ["", `下级单位没有牵头科室管理员，没有人能确认：${unmanned.join("、")}`] : [];
}

/** What the coordinator hears: how many 报送任务 for how many units, what is open, who can't be reached. */
export function answerPublishing(
  work: UnitOfWork,
  publication: Publication,
  reach: Reach,
  { claimers, down }: { claimers: number; down: SentDown },
): Reply {
  const { version, made, first, withdrawn } = publication;
  const asked = made.filter(({ pastAtIssue, item }) => !pastAtIssue || item.countPast);
  const inside = asked.filter(({ item }) => item.direction === "internal");
  const upward = asked.filter(({ item }) => item.direction === "upward");
  const nothing =
    !first && made.length + publication.moved.length + withdrawn.length + down.bureaus.length === 0;
  const matters = (list: readonly MadeAssignment[]) => new Set(list.map(({ item }) => item.key)).size;
  const facts: [string, string][] = nothing
    ? []
    : [
        ["报送事项", `${matters(inside)}项`],
        ["报送任务", `${inside.length}个，涉及${new Set(inside.map(({ unitId }) => unitId)).size}个单位`],
        ["本局对外报送", `${matters(upward)}项，${upward.length}个报送任务`],
        ["已通知", `${reach.unitsOf.size}人`],
        ...claimFacts(publication, claimers),
        ...downFacts(down),
      ];
  const title = nothing
    ? "没有新的内容可发布"
    : `${first ? "已发布" : "已补充发布"}：${version.campaign.title}`;
  return {
    to: "asker",
    card: card(title, {
      facts,
      body: [...publicationLines(publication, reach), ...downLines(down)],
      actions: linkToPlan(work, version.id, "查看方案"),
    }),
  };
}
