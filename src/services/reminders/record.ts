// Writes down which steps fell due, each once, whatever restarts and whoever else is at it.
import { type Day, instantOf } from "../../domain/day.ts";
import type { Step } from "../../domain/reminder.ts";
import type { Role } from "../../domain/roles.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { DeliveryKind, UnitOfWork } from "../unit-of-work.ts";
import { selectOwed } from "./owed.ts";
import type { FallenStep, UpStep } from "./plan.ts";

/** A reminder written just now, with what is needed to tell people of it. */
export interface FreshReminder {
  id: string;
  step: Step | UpStep;
  state: "sent" | "skipped";
  obligationId: string;
  period: string;
  dueOn: Day;
  planDueOn: Day | null;
  preparerId: string;
  direction: "internal" | "upward";
  groupId: string | null;
  /** 逐级汇总: the lower bureau that its unit stands for, and whether that one's own upward report answers it. */
  lowerOrgId: string | null;
  linked: boolean;
}

interface Waiting {
  role: Role;
  kind: DeliveryKind;
}

/**
 * Who hears of a step once a day at most: what falls due after that message waits for the next day. The due day's own
 * step and the overdue ones wait for nobody.
 */
const WAITS: Readonly<Record<Step | UpStep, Waiting | null>> = {
  before7: { role: "contact", kind: "digest" },
  before3: { role: "contact", kind: "digest" },
  before1: { role: "contact", kind: "digest" },
  due: null,
  late1: null,
  late3: null,
  late7: null,
  "up-head": { role: "head", kind: "report-up" },
  "up-deputy": { role: "deputy", kind: "report-up" },
  "up-director": { role: "director", kind: "report-up" },
};

/** A subquery of steps by the key of their group, with who hears of them and how. */
export function selectPlanned(fallen: readonly (FallenStep & { key: string })[]): Prisma.Sql {
  const planned = JSON.stringify(
    fallen.map(({ key, step, on, state }) => ({ key, step, on, state, ...WAITS[step] })),
  );
  return Prisma.sql`(
    SELECT * FROM jsonb_to_recordset(${planned}::jsonb)
      AS p("key" text, "step" text, "on" text, "state" text, "role" text, "kind" text))`;
}

/** A subquery of the units' roles that had a digest or a report today, or one of which `also` holds. */
export function selectTold({ orgId, today }: UnitOfWork, also = Prisma.sql`false`): Prisma.Sql {
  return Prisma.sql`(
    SELECT DISTINCT p."unitId", p."role"::text AS "role", d."kind"
    FROM "Delivery" d JOIN "Appointment" p ON p."personId" = d."personId"
    WHERE d."orgId" = ${orgId} AND d."kind" IN ('digest', 'report-up')
      AND (d."createdAt" >= ${instantOf(today)} OR ${also})
      AND p."fromOn" <= ${today} AND (p."toOn" IS NULL OR p."toOn" >= ${today}))`;
}

/**
 * Records steps for the groups' assignments that still owe at this moment, and returns what was not recorded before.
 * A step whose people have had today's message already is left for the next day.
 */
export async function recordSteps(
  work: UnitOfWork,
  fallen: readonly (FallenStep & { key: string })[],
): Promise<FreshReminder[]> {
  const { tx, orgId, now } = work;
  // Two ticks at once would count each other's digests wrong.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`tick:${orgId}`}, 0))`;
  return tx.$queryRaw<FreshReminder[]>`
    WITH owed AS MATERIALIZED ${selectOwed(orgId)}, planned AS ${selectPlanned(fallen)}, told AS ${selectTold(work)},
      fresh AS (
        INSERT INTO "Reminder" ("id", "assignmentId", "dueRevision", "step", "state", "fellOn", "createdAt")
        SELECT gen_random_uuid()::text, w."id", w."dueRevision", p."step", p."state"::"ReminderState", p."on", ${now}
        FROM planned p JOIN owed w ON w."key" = p."key"
        WHERE p."state" = 'skipped' OR NOT EXISTS (
          SELECT 1 FROM told t WHERE t."role" = p."role" AND t."kind" = p."kind"
            AND (t."unitId" = w."preparerId" OR p."role" = 'director'))
        ON CONFLICT ("assignmentId", "dueRevision", "step") DO NOTHING
        RETURNING "id", "assignmentId", "step", "state")
    SELECT f."id", f."step", f."state"::text AS "state", w."obligationId", w."period", w."dueOn", w."planDueOn",
      w."preparerId", w."direction"::text AS "direction", w."groupId", s."lowerOrgId", l."id" IS NOT NULL AS "linked"
    FROM fresh f JOIN owed w ON w."id" = f."assignmentId" JOIN "Unit" s ON s."id" = w."unitId"
      LEFT JOIN "Assignment" l ON l."upperId" = w."id" AND l."state" <> 'waived'`;
}
