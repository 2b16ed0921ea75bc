// Finds problems within what a person may see: one by its code, lists, and figures by state.
import type { Asker } from "../../chat/context.ts";
import { type ProblemState, problemCode, type ReadProblemCode } from "../../domain/problem.ts";
import { AppError } from "../../errors.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { type Scope, scopeOf, WHOLE } from "../progress/scope.ts";
import { clip } from "../progress/words.ts";
import { isAgreed, lastApplication } from "./apply.ts";
import { byDeadline, type ProblemView, presentProblem, problemInclude } from "./problem.ts";
import { mayDecide } from "./rights.ts";

/** Problems of campaigns that run or are over: following them goes on after the summary. */
function within(orgId: string, { unitIds }: Scope): Prisma.ProblemWhereInput {
  return {
    campaign: { orgId, state: { not: "draft" } },
    ...(unitIds === null ? {} : { unitId: { in: unitIds } }),
  };
}

/**
 * The problem that a code means among those the asker may see. Where several campaigns have that number, the one that
 * is not closed yet; INVALID_INPUT with the full codes where that does not tell them apart, NOT_FOUND for none.
 */
export async function findProblem(
  db: Pick<Tx, "problem">,
  asker: Asker,
  { campaignCode, number }: ReadProblemCode,
): Promise<ProblemView> {
  const rows = await db.problem.findMany({
    where: {
      AND: [within(asker.orgId, scopeOf(asker)), campaignCode ? { campaign: { code: campaignCode } } : {}],
      number,
    },
    include: problemInclude,
  });
  const found = rows.map(presentProblem);
  const open = found.filter(({ state, goneOn }) => state !== "closed" && goneOn === null);
  const [one, ...others] = open.length > 0 ? open : found;
  if (!one)
    throw new AppError(
      "NOT_FOUND",
      `没有${problemCode(number)}这个问题，或者不在您可查看的范围。发送 /整改 可查看清单。`,
    );
  if (others.length > 0) {
    const choices = [one, ...others].map(({ fullCode, campaign }) => `${fullCode}(${clip(campaign)})`);
    throw new AppError("INVALID_INPUT", `有几个专项行动都有${one.code}，请写全编号：${choices.join("、")}。`);
  }
  return one;
}

/** The problems within a scope, the nearest deadline first: those that count, or (`gone`) those that figures leave out. */
export async function listProblems(
  db: Pick<Tx, "problem">,
  orgId: string,
  scope: Scope,
  where: Prisma.ProblemWhereInput = {},
  gone = false,
): Promise<ProblemView[]> {
  const rows = await db.problem.findMany({
    where: { AND: [within(orgId, scope), { goneOn: gone ? { not: null } : null }, where] },
    include: problemInclude,
  });
  return rows.map(presentProblem).sort(byDeadline);
}

/** An application for closure that waits. */
export interface Application {
  problem: ProblemView;
  /** Its entry's ordinal. */
  ordinal: number;
  /** It came as a ledger row that says 已销号. */
  byLedger: boolean;
  /** The unit's head agrees. */
  agreed: boolean;
}

/** The applications that this person decides on, the oldest first. */
export async function listApplications(db: Pick<Tx, "problem">, asker: Asker): Promise<Application[]> {
  const rows = await db.problem.findMany({
    where: { AND: [within(asker.orgId, WHOLE), { goneOn: null, state: "applied" }] },
    include: { ...problemInclude, rectifications: { orderBy: { ordinal: "asc" } } },
    orderBy: [{ appliedAt: "asc" }, { number: "asc" }],
  });
  return rows.flatMap(({ rectifications: entries, ...row }) => {
    const problem = presentProblem(row);
    const application = lastApplication(entries);
    if (!application || !mayDecide(asker, problem)) return [];
    const { ordinal, kind } = application;
    return [{ problem, ordinal, byLedger: kind === "claim", agreed: isAgreed(entries) }];
  });
}

/** How many problems stand where. */
export interface ProblemStanding {
  total: number;
  states: Record<ProblemState, number>;
  overdue: number;
  /** Found by an inspection, and its unit has not answered with measures. */
  unanswered: number;
  /** Without a deadline while they are owed. */
  undated: number;
  /** Units with overdue ones, the most first. */
  units: { name: string; overdue: number }[];
}

/** Counts the problems within a scope by state. */
export async function readStanding(
  db: Pick<Tx, "$queryRaw">,
  input: { orgId: string; scope: Scope; today: string },
): Promise<ProblemStanding> {
  const { orgId, scope, today } = input;
  const rows = await db.$queryRaw<
    {
      state: ProblemState;
      unit: string;
      count: number;
      overdue: number;
      unanswered: number;
      undated: number;
    }[]
  >(Prisma.sql`
    SELECT p."state"::text AS "state", u."name" AS "unit", count(*)::int AS "count",
      count(*) FILTER (WHERE p."owed" AND coalesce(p."fixedDeadlineOn", p."deadlineOn") < ${today})::int AS "overdue",
      count(*) FILTER (WHERE p."owed" AND p."assignmentId" IS NULL AND p."measure" IS NULL)::int AS "unanswered",
      count(*) FILTER (WHERE p."owed" AND coalesce(p."fixedDeadlineOn", p."deadlineOn") IS NULL)::int AS "undated"
    FROM (SELECT *, "state" IN ('open', 'rectifying', 'signing') AS "owed" FROM "Problem") p
      JOIN "Unit" u ON u."id" = p."unitId" JOIN "Campaign" c ON c."id" = p."campaignId"
    WHERE c."orgId" = ${orgId} AND c."state" <> 'draft' AND p."goneOn" IS NULL
      AND ${scope.unitIds === null ? Prisma.sql`true` : Prisma.sql`p."unitId" = ANY(${scope.unitIds})`}
    GROUP BY 1, 2`);
  const sum = (key: "count" | "overdue" | "unanswered" | "undated", of = rows) =>
    of.reduce((total, row) => total + row[key], 0);
  const countOf = (state: ProblemState) =>
    sum(
      "count",
      rows.filter((row) => row.state === state),
    );
  const units = [...new Set(rows.map(({ unit }) => unit))]
    .map((name) => ({
      name,
      overdue: sum(
        "overdue",
        rows.filter(({ unit }) => unit === name),
      ),
    }))
    .filter(({ overdue }) => overdue > 0)
    .sort((a, b) => b.overdue - a.overdue || a.name.localeCompare(b.name, "zh"));
  return {
    total: sum("count"),
    states: {
      open: countOf("open"),
      rectifying: countOf("rectifying"),
      signing: countOf("signing"),
      applied: countOf("applied"),
      awaiting: countOf("awaiting"),
      closed: countOf("closed"),
    },
    overdue: sum("overdue"),
    unanswered: sum("unanswered"),
    undated: sum("undated"),
    units,
  };
}
