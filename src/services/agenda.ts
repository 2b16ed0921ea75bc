// 待办 in contacts' own lists on platforms that have such lists: added with the first reminder, finished when the report is in, another when it is returned.
import type { Platform } from "../chat/platform.ts";
import { dayOf } from "../domain/day.ts";
import { assignmentCode } from "../domain/obligation.ts";
import { AppError } from "../errors.ts";
import type { AgendaItem } from "../store/generated/client.ts";
import { findHolders } from "./people.ts";
import { readPressure } from "./quota.ts";
import { selectOwed } from "./reminders/owed.ts";
import { matterName } from "./reminders/words.ts";
import type { Runtime } from "./runtime.ts";

// Each is a metered call; what is left waits for the next time.
const MOST_AT_ONCE = 20;
const MOST_ATTEMPTS = 3;

/** Adds what has been reminded of and finishes what is no longer owed. Doing it again changes nothing. */
export async function syncAgendas(runtime: Runtime, platforms: Iterable<Platform>): Promise<void> {
  for (const platform of platforms) {
    if (!platform.agenda) continue;
    const orgs = await runtime.store.db.org.findMany({ select: { id: true } });
    for (const { id } of orgs) await finishDone(runtime, platform, id);
    // Reminders go out anyway: a list beside them is the first to be saved on.
    const { organisation } = platform.monthly ?? {};
    if (organisation !== undefined && (await readPressure(runtime, organisation)) !== "calm") continue;
    for (const { id } of orgs) await planItems(runtime, platform.name, id);
    await addItems(runtime, platform);
  }
}

/**
 * Writes an item for each assignment that was reminded of, or whose report was returned, and each contact of its unit
 * on this platform; a new one for each new due day.
 */
async function planItems(runtime: Runtime, platform: string, orgId: string): Promise<void> {
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const owed = await db.$queryRaw<{ id: string; preparerId: string; dueRevision: number }[]>`
    SELECT w."id", w."preparerId", w."dueRevision"
    FROM ${selectOwed(orgId)} w JOIN "Assignment" a ON a."id" = w."id"
    WHERE (a."state" = 'returned' OR EXISTS (SELECT 1 FROM "Reminder" r WHERE r."assignmentId" = w."id"
        AND r."state" = 'sent' AND r."dueRevision" = w."dueRevision"))
      AND NOT EXISTS (SELECT 1 FROM "AgendaItem" g WHERE g."assignmentId" = w."id" AND g."platform" = ${platform}
        AND g."dueRevision" = w."dueRevision")`;
  if (owed.length === 0) return;
  const units = [...new Set(owed.map(({ preparerId }) => preparerId))];
  const contacts = await findHolders(db, units, ["contact"], dayOf(now));
  const bindings = await db.binding.findMany({
    where: { platform, personId: { in: contacts.map(({ personId }) => personId) } },
    orderBy: { boundAt: "asc" },
  });
  const userOf = new Map(bindings.map(({ personId, userId }) => [personId, userId]));
  await db.agendaItem.createMany({
    data: owed.flatMap(({ id: assignmentId, preparerId, dueRevision }) =>
      contacts.flatMap(({ unitId, personId }) => {
        const userId = unitId === preparerId ? userOf.get(personId) : undefined;
        return userId === undefined
          ? []
          : [{ assignmentId, personId, platform, dueRevision, userId, createdAt: now }];
      }),
    ),
    skipDuplicates: true,
  });
}

/** Asks the platform to add what is not there yet; its own key keeps one that was lost on the way from being two. */
async function addItems(runtime: Runtime, { name, agenda }: Platform): Promise<void> {
  const { db } = runtime.store;
  const waiting = await db.agendaItem.findMany({
    where: { platform: name, externalId: null, finishedAt: null, attempts: { lt: MOST_ATTEMPTS } },
    include: {
      assignment: { include: { unit: { select: { name: true } }, obligation: { select: { what: true } } } },
    },
    orderBy: { createdAt: "asc" },
    take: MOST_AT_ONCE,
  });
  for (const item of waiting) {
    const { assignmentId, personId, platform, dueRevision, userId, assignment } = item;
    const where = keyOf(item);
    try {
      const externalId = await agenda!.add({
        key: `${assignmentId}:${personId}:${dueRevision}`,
        userId,
        subject: `报送：${matterName(assignment.obligation.what, assignment.period)}（${assignment.unit.name}）`,
        dueAt: assignment.dueAt,
        url: `${runtime.publicUrl}/form/${assignmentCode(assignment.number)}`,
      });
      await db.agendaItem.update({ where, data: { externalId } });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      runtime.log.warn({ platform, assignmentId, reason: error.message }, "agenda item not added");
      await db.agendaItem.update({ where, data: { attempts: { increment: 1 } } });
      if (error.code !== "PLATFORM_REJECTED") return;
    }
  }
}

type Key = Pick<AgendaItem, "assignmentId" | "personId" | "platform" | "dueRevision">;

const keyOf = ({ assignmentId, personId, platform, dueRevision }: Key) => ({
  assignmentId_personId_platform_dueRevision: { assignmentId, personId, platform, dueRevision },
});

/** Ticks off what is no longer owed by that day: handed in, 免报, withdrawn, closed or put off. */
async function finishDone(runtime: Runtime, { name, agenda }: Platform, orgId: string): Promise<void> {
  const { db } = runtime.store;
  const done = await db.$queryRaw<AgendaItem[]>`
    SELECT g.* FROM "AgendaItem" g
      JOIN "Assignment" a ON a."id" = g."assignmentId"
      JOIN "Obligation" o ON o."id" = a."obligationId"
      JOIN "Campaign" c ON c."id" = o."campaignId"
    WHERE c."orgId" = ${orgId} AND g."platform" = ${name} AND g."finishedAt" IS NULL
      AND NOT EXISTS (SELECT 1 FROM ${selectOwed(orgId)} w WHERE w."id" = g."assignmentId"
        AND w."dueRevision" = g."dueRevision")
    ORDER BY g."createdAt" LIMIT ${MOST_AT_ONCE}`;
  for (const item of done) {
    const { externalId, userId, assignmentId } = item;
    try {
      if (externalId !== null) await agenda!.finish(userId, externalId);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      runtime.log.warn({ platform: name, assignmentId, reason: error.message }, "agenda item not finished");
      // What is refused for good, as one that its owner has deleted, is no longer ours.
      if (error.code !== "PLATFORM_REJECTED") return;
    }
    await db.agendaItem.update({ where: keyOf(item), data: { finishedAt: runtime.clock.now() } });
  }
}
