// 待办 in contacts' own lists on platforms that have such lists: added with the first reminder, finished when the report is in.
import type { Platform } from "../chat/platform.ts";
import { dayOf } from "../domain/day.ts";
import { assignmentCode } from "../domain/obligation.ts";
import { AppError } from "../errors.ts";
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
    if ((await readPressure(runtime, platform.name)) !== "calm") continue;
    for (const { id } of orgs) await planItems(runtime, platform.name, id);
    await addItems(runtime, platform);
  }
}

/** Writes an item for each assignment that was reminded of and each contact of its unit on this platform. */
async function planItems(runtime: Runtime, platform: string, orgId: string): Promise<void> {
  const { db } = runtime.store;
  const now = runtime.clock.now();
  const owed = await db.$queryRaw<{ id: string; preparerId: string }[]>`
    SELECT w."id", w."preparerId" FROM ${selectOwed(orgId)} w
    WHERE EXISTS (SELECT 1 FROM "Reminder" r WHERE r."assignmentId" = w."id" AND r."state" = 'sent'
        AND r."dueRevision" = w."dueRevision")
      AND NOT EXISTS (SELECT 1 FROM "AgendaItem" g WHERE g."assignmentId" = w."id" AND g."platform" = ${platform})`;
  if (owed.length === 0) return;
  const units = [...new Set(owed.map(({ preparerId }) => preparerId))];
  const contacts = await findHolders(db, units, ["contact"], dayOf(now));
  const bindings = await db.binding.findMany({
    where: { platform, personId: { in: contacts.map(({ personId }) => personId) } },
    orderBy: { boundAt: "asc" },
  });
  const userOf = new Map(bindings.map(({ personId, userId }) => [personId, userId]));
  await db.agendaItem.createMany({
    data: owed.flatMap(({ id: assignmentId, preparerId }) =>
      contacts.flatMap(({ unitId, personId }) => {
        const userId = unitId === preparerId ? userOf.get(personId) : undefined;
        return userId === undefined ? [] : [{ assignmentId, personId, platform, userId, createdAt: now }];
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
  for (const { assignmentId, personId, platform, userId, assignment } of waiting) {
    const where = { assignmentId_personId_platform: { assignmentId, personId, platform } };
    try {
      const externalId = await agenda!.add({
        key: `${assignmentId}:${personId}`,
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

/** Ticks off what is no longer owed: handed in, 免报, withdrawn or closed. */
async function finishDone(runtime: Runtime, { name, agenda }: Platform, orgId: string): Promise<void> {
  const { db } = runtime.store;
  const done = await db.$queryRaw<
    { assignmentId: string; personId: string; userId: string; externalId: string | null }[]
  >`
    SELECT g."assignmentId", g."personId", g."userId", g."externalId" FROM "AgendaItem" g
      JOIN "Assignment" a ON a."id" = g."assignmentId"
      JOIN "Obligation" o ON o."id" = a."obligationId"
      JOIN "Campaign" c ON c."id" = o."campaignId"
    WHERE c."orgId" = ${orgId} AND g."platform" = ${name} AND g."finishedAt" IS NULL
      AND NOT EXISTS (SELECT 1 FROM ${selectOwed(orgId)} w WHERE w."id" = g."assignmentId")
    ORDER BY g."createdAt" LIMIT ${MOST_AT_ONCE}`;
  for (const { externalId, userId, assignmentId, personId } of done) {
    try {
      if (externalId !== null) await agenda!.finish(userId, externalId);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      runtime.log.warn({ platform: name, assignmentId, reason: error.message }, "agenda item not finished");
      // What is refused for good, as one that its owner has deleted, is no longer ours.
      if (error.code !== "PLATFORM_REJECTED") return;
    }
    await db.agendaItem.update({
      where: { assignmentId_personId_platform: { assignmentId, personId, platform: name } },
      data: { finishedAt: runtime.clock.now() },
    });
  }
}
