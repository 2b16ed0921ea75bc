// Rectification deadlines: which problems still owe, which of their steps fell due, and how the digest tells of them.
import { addDays, type Day, instantOf } from "../../domain/day.ts";
import { STEPS, type Step } from "../../domain/reminder.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { byDeadline, type ProblemView, presentProblem, problemInclude } from "../rectification/problem.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { OwedGroup } from "./owed.ts";
import type { FallenStep, UpStep } from "./plan.ts";
import { selectPlanned, selectTold } from "./record.ts";

/**
 * A subquery of a bureau's problems that are still rectified and have a deadline, also after their campaign's summary.
 * Problems with one `key` are reminded of on the same days.
 */
function selectOwedProblems(orgId: string): Prisma.Sql {
  return Prisma.sql`(
    SELECT w.*, concat_ws('|', w."dueOn", extract(epoch FROM w."toldAt")::text) AS "key"
    FROM (
      SELECT p."id", p."unitId", coalesce(p."fixedDeadlineOn", p."deadlineOn") AS "dueOn",
        coalesce(p."dueToldAt", c."publishedAt", c."createdAt") AS "toldAt"
      FROM "Problem" p JOIN "Campaign" c ON c."id" = p."campaignId"
      WHERE c."orgId" = ${orgId} AND c."state" <> 'draft' AND p."goneOn" IS NULL
        AND p."state" IN ('open', 'rectifying', 'signing') AND coalesce(p."fixedDeadlineOn", p."deadlineOn") IS NOT NULL
    ) w)`;
}

/** The groups of a bureau's problems that still owe. */
export async function listProblemGroups(db: Pick<Tx, "$queryRaw">, orgId: string): Promise<OwedGroup[]> {
  const groups = await db.$queryRaw<(Omit<OwedGroup, "recorded"> & { recorded: string[] })[]>`
    WITH owed AS MATERIALIZED ${selectOwedProblems(orgId)},
      sizes AS (SELECT "key", "dueOn", "toldAt", count(*) AS "size" FROM owed GROUP BY 1, 2, 3),
      told AS (
        SELECT owed."key", r."step", count(*) AS "size"
        FROM owed JOIN "ProblemReminder" r ON r."problemId" = owed."id" AND r."dueOn" = owed."dueOn" GROUP BY 1, 2)
    SELECT s."key", s."dueOn", NULL AS "dueTime", NULL AS "opensOn", NULL AS "movedOn", s."toldAt",
      ${[...STEPS]}::text[] AS "steps",
      coalesce(array_agg(t."step") FILTER (WHERE t."size" = s."size"), '{}') AS "recorded"
    FROM sizes s LEFT JOIN told t ON t."key" = s."key"
    GROUP BY s."key", s."dueOn", s."toldAt"`;
  return groups.map((group) => ({ ...group, recorded: new Set(group.recorded) }));
}

// Problems have deadlines of their own: a leader hears of them once in so many days, of all that have gathered.
const UP_DAYS = 7;

/** A step of a problem written just now. */
export interface FreshProblemReminder {
  problemId: string;
  unitId: string;
  step: Step | UpStep;
  state: "sent" | "skipped";
}

/**
 * Records steps for the groups' problems that still owe, each once, and returns what was not recorded before. A step
 * whose people have had today's message already is left for the next day, a leader's for a week. Call it behind the
 * tick's lock.
 */
export async function recordProblemSteps(
  work: UnitOfWork,
  fallen: readonly (FallenStep & { key: string })[],
): Promise<FreshProblemReminder[]> {
  if (fallen.length === 0) return [];
  const { tx, orgId, now, today } = work;
  const toldThisWeek = Prisma.sql`(d."kind" = 'report-up' AND jsonb_exists(d."payload", 'problemIds')
    AND d."createdAt" >= ${instantOf(addDays(today, 1 - UP_DAYS))})`;
  return tx.$queryRaw<FreshProblemReminder[]>`
    WITH owed AS MATERIALIZED ${selectOwedProblems(orgId)}, planned AS ${selectPlanned(fallen)},
      told AS ${selectTold(work, toldThisWeek)},
      fresh AS (
        INSERT INTO "ProblemReminder" ("id", "problemId", "dueOn", "step", "state", "fellOn", "createdAt")
        SELECT gen_random_uuid()::text, w."id", w."dueOn", p."step", p."state"::"ReminderState", p."on", ${now}
        FROM planned p JOIN owed w ON w."key" = p."key"
        WHERE p."state" = 'skipped' OR NOT EXISTS (
          SELECT 1 FROM told t WHERE t."role" = p."role" AND t."kind" = p."kind"
            AND (t."unitId" = w."unitId" OR p."role" = 'director'))
        ON CONFLICT ("problemId", "dueOn", "step") DO NOTHING
        RETURNING "problemId", "step", "state")
    SELECT f."problemId", f."step", f."state"::text AS "state", w."unitId" FROM fresh f JOIN owed w ON w."id" = f."problemId"`;
}

/** The overdue problems of one unit of which a leader is told, in figures. */
export interface OverdueProblems {
  step: UpStep;
  unitId: string;
  unitName: string;
  count: number;
  /** The earliest of their deadlines. */
  dueOn: Day;
  /** One of those that this message was made for. */
  carried: boolean;
}

/** How many problems of each unit are still overdue after a step of 报告领导, in order of units. */
export async function countReportedUp(
  db: Pick<Tx, "$queryRaw">,
  orgId: string,
  carriedIds: readonly string[],
): Promise<OverdueProblems[]> {
  return db.$queryRaw`
    SELECT r."step", w."unitId", u."name" AS "unitName", count(*)::int AS "count", min(w."dueOn") AS "dueOn",
      coalesce(bool_or(w."id" = ANY(${[...carriedIds]})), false) AS "carried"
    FROM ${selectOwedProblems(orgId)} w
      JOIN "ProblemReminder" r ON r."problemId" = w."id" AND r."dueOn" = w."dueOn" AND r."step" LIKE 'up-%'
        AND r."state" = 'sent'
      JOIN "Unit" u ON u."id" = w."unitId"
    GROUP BY r."step", w."unitId", u."name", u."position" ORDER BY u."position", u."name"`;
}

/** The problems of units that were reminded of or are overdue, nearest first. */
export async function readRemindedProblems(
  db: Pick<Tx, "$queryRaw" | "problem">,
  orgId: string,
  unitIds: readonly string[],
  today: Day,
): Promise<ProblemView[]> {
  const ids = await db.$queryRaw<{ id: string }[]>`
    SELECT w."id" FROM ${selectOwedProblems(orgId)} w
    WHERE w."unitId" = ANY(${[...unitIds]}) AND (w."dueOn" < ${today} OR EXISTS (
      SELECT 1 FROM "ProblemReminder" r
      WHERE r."problemId" = w."id" AND r."dueOn" = w."dueOn" AND r."state" = 'sent'))`;
  if (ids.length === 0) return [];
  const rows = await db.problem.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    include: problemInclude,
  });
  return rows.map(presentProblem).sort(byDeadline);
}
