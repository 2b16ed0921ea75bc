// An event-triggered matter comes due: its units get an assignment with the coordinator's date, and one card each.
import { card } from "../../chat/card.ts";
import type { Reply } from "../../chat/context.ts";
import { type Day, formatDay, type TimeOfDay, weekdayName } from "../../domain/day.ts";
import { assignmentCode, readMaterials } from "../../domain/obligation.ts";
import { dueAtOf, phraseDue } from "../../domain/reminder.ts";
import { AppError } from "../../errors.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { findHolders } from "../people.ts";
import { passTrigger } from "../roll-up/link.ts";
import { findStandIns, tellBelow } from "../roll-up/stand-ins.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { materialCount } from "./due-words.ts";
import { readItems } from "./item.ts";
import { readingDay } from "./publish-cards.ts";
import { preparerOf } from "./slots.ts";
import { type Directory, matchUnits, readDirectory, unitNames } from "./units.ts";

/** A published matter that waits for its event. */
export interface TriggeredMatter {
  id: string;
  number: number;
  what: string;
  trigger: string;
  unitIds: string[];
  preparerId: string | null;
  /** How often it was triggered. */
  rounds: number;
  campaign: { id: string; code: string; title: string; leadUnitId: string };
}

const ROUND = /^第(\d+)次$/;

/** The event-triggered matters of the bureau's open campaigns. */
export async function findTriggeredMatters(db: Tx, orgId: string): Promise<TriggeredMatter[]> {
  const rows = await db.obligation.findMany({
    where: { timing: "triggered", withdrawnAt: null, campaign: { orgId, state: "published" } },
    include: {
      campaign: {
        include: { versions: { orderBy: { version: "desc" }, select: { items: true, publishedAt: true } } },
      },
      assignments: { distinct: ["period"], select: { period: true } },
    },
    orderBy: [{ campaign: { createdAt: "desc" } }, { number: "asc" }],
  });
  return rows.map(({ campaign, assignments, ...row }) => {
    const published = campaign.versions.find(({ publishedAt }) => publishedAt !== null);
    const item = readItems(published?.items ?? []).find(({ key }) => key === row.itemKey);
    const rounds = assignments.map(({ period }) => Number(ROUND.exec(period)?.[1] ?? 0));
    return {
      id: row.id,
      number: row.number,
      what: row.what,
      trigger: row.trigger ?? "",
      unitIds: item?.unitIds ?? [],
      preparerId: item?.preparerId ?? null,
      rounds: Math.max(0, ...rounds),
      campaign,
    };
  });
}

/** What is triggered: which units (all of the matter's where none are named) and until when. */
export interface Triggering {
  obligationId: string;
  unitIds?: string[];
  dueOn: Day;
  dueTime?: TimeOfDay | null;
  /** The round that the coordinator saw as the next one; where it has been triggered since, nothing happens. */
  round?: number;
}

/** Makes the assignments of one round and tells the units; INVALID_INPUT for a day that is over. */
export async function triggerMatter(work: UnitOfWork, input: Triggering): Promise<Reply> {
  const { tx, orgId, today } = work;
  const { dueOn, dueTime = null } = input;
  await tx.$queryRaw(Prisma.sql`SELECT "id" FROM "Obligation" WHERE "id" = ${input.obligationId} FOR UPDATE`);
  const matters = await findTriggeredMatters(tx, orgId);
  const matter = matters.find(({ id }) => id === input.obligationId);
  if (!matter) throw new AppError("NOT_FOUND", "没有找到这个事件触发的事项，它可能已撤下。");
  const round = matter.rounds + 1;
  if (input.round !== undefined && input.round < round) {
    return { to: "asker", text: `第${matter.number}项已触发过第${matter.rounds}次，没有重复触发。` };
  }
  if (dueOn < today) throw new AppError("INVALID_INPUT", `${formatDay(dueOn)}已经过去，请另定期限。`);
  const directory = await readDirectory(tx, orgId);
  const unitIds = input.unitIds?.length ? input.unitIds : matter.unitIds;
  const strangers = unitIds.filter((id) => !matter.unitIds.includes(id));
  if (strangers.length > 0) {
    const names = unitNames(strangers, directory).join("、");
    throw new AppError("INVALID_INPUT", `${names}不在这一项的责任单位里，请先在确认页加上并发布。`);
  }
  if (unitIds.length === 0) {
    throw new AppError("INVALID_INPUT", "这一项还没有责任单位，请先在确认页勾选并发布。");
  }
  const period = `第${round}次`;
  const { leadUnitId } = matter.campaign;
  const made = await tx.assignment.createManyAndReturn({
    data: unitIds.map((unitId) => ({
      obligationId: matter.id,
      unitId,
      preparerId: preparerOf(matter, unitId, directory, leadUnitId),
      period,
      dueOn,
      dueTime,
      planDueOn: dueOn,
      dueAt: dueAtOf(dueOn, dueTime),
      createdAt: work.now,
    })),
    include: { obligation: true },
  });
  const standIns = await findStandIns(tx, unitIds);
  if (standIns.size > 0) await passTrigger(work, matter.campaign.id);
  for (const { id, unitId } of made.filter((one) => standIns.has(one.unitId)))
    await tellBelow(
      work,
      { id, unitId },
      {
        text: (name, upper) =>
          `${upper}布置：${name}，事由：${matter.trigger}(${period})，${phraseDue(dueOn, dueTime, today)}。发送 /上报 查看；要各单位报送的，发送 /触发。`,
        key: `trigger-below:${period}`,
      },
    );
  work.audit({
    action: "trigger",
    subject: `obligation:${matter.id}`,
    after: { period, dueOn, dueTime, units: unitIds, assignments: made.map(({ number }) => number) },
  });
  const told = await tellUnits(work, matter, period, made, directory);
  const due = `${formatDay(dueOn)}(${weekdayName(dueOn)})${dueTime ?? ""}前`;
  return {
    to: "asker",
    card: card(`已触发：${matter.what}`, {
      facts: [
        ["期次", period],
        ["期限", due],
        ["报送任务", `${made.length}个`],
        ["已通知", `${told}人`],
      ],
      body: [`单位：${unitNames(unitIds, directory).join("、")}`],
    }),
  };
}

type Made = Prisma.AssignmentGetPayload<{ include: { obligation: true } }>;

async function tellUnits(
  work: UnitOfWork,
  matter: TriggeredMatter,
  period: string,
  made: readonly Made[],
  directory: Directory,
): Promise<number> {
  const holders = await findHolders(
    work.tx,
    made.map(({ preparerId }) => preparerId),
    ["contact", "head"],
    work.today,
  );
  const people = new Set(holders.map(({ personId }) => personId));
  const today = readingDay(work);
  for (const personId of people) {
    const units = holders.filter((holder) => holder.personId === personId).map(({ unitId }) => unitId);
    const own = made.filter(({ preparerId }) => units.includes(preparerId));
    const lines = own.map(({ number, unitId, dueOn, dueTime, obligation }) => {
      const name = directory.find(({ id }) => id === unitId)?.name ?? "";
      const count = materialCount(readMaterials(obligation.materials));
      return `${assignmentCode(number)} ${name}：${matter.what}${count}——${phraseDue(dueOn!, dueTime, today)}`;
    });
    work.send({
      to: { personId },
      payload: {
        card: card(`新增报送事项：${matter.what}`, {
          facts: [
            ["专项行动", matter.campaign.title],
            ["事由", `${matter.trigger}(${period})`],
          ],
          body: [...lines, "", "请点「收到」确认；发送 /报送 办理。严禁报送涉密信息和工作秘密。"],
          actions: [{ action: "ack", label: "收到" }],
        }),
      },
      dedupeKey: `trigger:${matter.id}:${period}:${personId}`,
    });
  }
  return people.size;
}

/** Units named in words, and the words in which no unit is named for certain. */
export function readUnits(words: string, directory: Directory): { unitIds: string[]; unknown: string[] } {
  const found = words
    .split(/[\s、,，;；]+/)
    .filter(Boolean)
    .map((name) => ({ name, ...matchUnits([name], directory) }));
  const isCertain = ({ unmatched, remarks }: (typeof found)[number]) =>
    unmatched.length === 0 && remarks.length === 0;
  return {
    unitIds: [...new Set(found.filter(isCertain).flatMap(({ unitIds }) => unitIds))],
    unknown: found.filter((each) => !isCertain(each)).map(({ name }) => name),
  };
}
