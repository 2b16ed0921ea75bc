// The tree below a campaign, bureau by bureau: figures of every level, and sums of what has been handed up.

import type { LedgerDefinition } from "../../ledger/definition.ts";
import { type SummaryFact, summarise } from "../../ledger/summary.ts";
import type { Values } from "../../ledger/value.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { readDefinitions } from "../definitions.ts";

/** What a bureau and its units owe and have done of a campaign; the units' part is its own affair and shown in figures. */
export interface LevelFigures {
  due: number;
  done: number;
  onTime: number;
  late: number;
  /** Handed in and not reviewed yet. */
  waiting: number;
  accepted: number;
  overdue: number;
  /** Rows of the latest versions that count. */
  rows: number;
}

/** One bureau below the campaign's own; `upward` is what it owes its upper one, `inside` what its units owe it. */
export interface Level {
  orgId: string;
  name: string;
  parentId: string;
  depth: number;
  published: boolean;
  upward: LevelFigures;
  /** Null where its campaign is not published yet, or collects nothing. */
  inside: LevelFigures | null;
}

interface Row extends LevelFigures {
  orgId: string;
  direction: "upward" | "inside";
}

const NOTHING: LevelFigures = {
  due: 0,
  done: 0,
  onTime: 0,
  late: 0,
  waiting: 0,
  accepted: 0,
  overdue: 0,
  rows: 0,
};

/** Every bureau below a campaign, in the order of the units that stand for them, each behind its upper one. */
export async function readLevels(db: Pick<Tx, "$queryRaw">, campaignId: string, now: Date): Promise<Level[]> {
  const bureaus = await db.$queryRaw<Omit<Level, "upward" | "inside">[]>(Prisma.sql`
    WITH RECURSIVE below AS (
      SELECT s."lowerOrgId" AS "orgId", g."name", c."orgId" AS "parentId", 1 AS "depth", c."id" AS "upperId",
        ARRAY[lpad(s."position"::text, 6, '0') || s."code"] AS "path"
      FROM "Campaign" c JOIN "Unit" s ON s."orgId" = c."orgId" AND s."active"
        JOIN "Org" g ON g."id" = s."lowerOrgId" AND g."parentId" = c."orgId"
      WHERE c."id" = ${campaignId}
      UNION ALL
      SELECT s."lowerOrgId", g."name", c."orgId", b."depth" + 1, c."id",
        b."path" || (lpad(s."position"::text, 6, '0') || s."code")
      FROM below b JOIN "Campaign" c ON c."orgId" = b."orgId" AND c."upperId" = b."upperId"
        JOIN "Unit" s ON s."orgId" = c."orgId" AND s."active"
        JOIN "Org" g ON g."id" = s."lowerOrgId" AND g."parentId" = c."orgId"
      WHERE b."depth" < 9)
    SELECT b."orgId", b."name", b."parentId", b."depth",
      EXISTS (SELECT 1 FROM "Campaign" c WHERE c."orgId" = b."orgId" AND c."upperId" = b."upperId"
        AND c."state" <> 'draft') AS "published"
    FROM below b
    WHERE EXISTS (SELECT 1 FROM "Assignment" a JOIN "Obligation" o ON o."id" = a."obligationId"
      JOIN "Unit" s ON s."id" = a."unitId" WHERE o."campaignId" = b."upperId" AND s."lowerOrgId" = b."orgId")
    ORDER BY b."path"`);
  if (bureaus.length === 0) return [];
  const rows = await readFigures(db, campaignId, now);
  const figures = (orgId: string, direction: Row["direction"]): LevelFigures | null => {
    const found = rows.find((row) => row.orgId === orgId && row.direction === direction);
    if (!found) return null;
    const { orgId: _, direction: __, ...own } = found;
    return own;
  };
  return bureaus.map((bureau) => ({
    ...bureau,
    upward: figures(bureau.orgId, "upward") ?? NOTHING,
    inside: figures(bureau.orgId, "inside"),
  }));
}

/** Whether a campaign went down to anybody. */
export async function hasLevels(db: Pick<Tx, "campaign">, campaignId: string): Promise<boolean> {
  return (await db.campaign.count({ where: { upperId: campaignId } })) > 0;
}

/** Figures of the whole tree in one query: what each bureau owes above, and what its units owe it for that. */
function readFigures(db: Pick<Tx, "$queryRaw">, campaignId: string, now: Date): Promise<Row[]> {
  return db.$queryRaw<Row[]>(Prisma.sql`
    WITH RECURSIVE tree AS (
      SELECT c."id", c."orgId" FROM "Campaign" c WHERE c."id" = ${campaignId}
      UNION ALL SELECT c."id", c."orgId" FROM tree t JOIN "Campaign" c ON c."upperId" = t."id"),
    owed AS (
      SELECT t."orgId" AS "ownerId", s."lowerOrgId", o."upperId" AS "feedsId", a."id", a."state", a."dueAt",
        a."lateDays", (a."state" IN ('submitted', 'accepted')) AS "isDone"
      FROM tree t JOIN "Obligation" o ON o."campaignId" = t."id" AND o."direction" = 'internal' AND o."withdrawnAt" IS NULL
        JOIN "Assignment" a ON a."obligationId" = o."id" AND a."state" <> 'waived' AND a."counted"
        JOIN "Unit" s ON s."id" = a."unitId"),
    counted AS (
      SELECT w."id", coalesce((SELECT count(*) FROM "LedgerRow" r WHERE r."materialKey" NOT LIKE '%below'
        AND r."submissionId" = (SELECT b."id" FROM "Submission" b WHERE b."assignmentId" = w."id" AND b."complete"
          AND NOT b."unsigned" ORDER BY b."version" DESC LIMIT 1)), 0) AS "rows"
      FROM owed w WHERE w."isDone"),
    sided AS (
      SELECT "lowerOrgId" AS "orgId", 'upward' AS "direction", "id" FROM owed WHERE "lowerOrgId" IS NOT NULL
      UNION ALL SELECT "ownerId", 'inside', "id" FROM owed WHERE "feedsId" IS NOT NULL)
    SELECT s."orgId", s."direction", count(*)::int AS "due",
      count(*) FILTER (WHERE w."isDone")::int AS "done",
      count(*) FILTER (WHERE w."isDone" AND w."lateDays" <= 0)::int AS "onTime",
      count(*) FILTER (WHERE w."isDone" AND w."lateDays" > 0)::int AS "late",
      count(*) FILTER (WHERE w."state" = 'submitted')::int AS "waiting",
      count(*) FILTER (WHERE w."state" = 'accepted')::int AS "accepted",
      count(*) FILTER (WHERE NOT w."isDone" AND w."dueAt" <= ${now})::int AS "overdue",
      coalesce(sum(c."rows"), 0)::int AS "rows"
    FROM sided s JOIN owed w ON w."id" = s."id" LEFT JOIN counted c ON c."id" = w."id"
    GROUP BY 1, 2`);
}

/** 「东川市应急管理局：应报4，已报1(逾期1)，待审核1；下属应报12，已报5」, a line for each bureau right below. */
export function sayLevels(levels: readonly Level[]): string[] {
  return levels
    .filter(({ depth }) => depth === 1)
    .map(({ name, published, upward, inside }) => {
      const late = upward.late > 0 ? `(逾期${upward.late})` : "";
      const overdue = upward.overdue > 0 ? `，逾期未报${upward.overdue}` : "";
      const waiting = upward.waiting > 0 ? `，待审核${upward.waiting}` : "";
      const below = inside ? `；下属应报${inside.due}，已报${inside.done}` : "";
      const state = published ? "" : "，本级还没有发布";
      return `${name}：应报${upward.due}，已报${upward.done}${late}${overdue}${waiting}${below}${state}`;
    });
}

/** A ledger's sums by bureau: the columns, and a line for each place of what was handed up to the campaign's bureau. */
export interface LedgerSums {
  title: string;
  matter: string;
  period: string;
  columns: string[];
  /** `below`: a part of the line above it, told apart by the unit that it came through. */
  lines: { name: string; below: boolean; rows: number; figures: string[] }[];
  total: { rows: number; figures: string[] };
}

interface SumRow {
  unit: string;
  unitId: string;
  ledger: string;
  materialKey: string;
  what: string;
  number: number;
  period: string;
  values: Values;
  sourceUnit: string | null;
}

/**
 * What bureaus below have handed up, by ledger and period: bureau by bureau, and within each by the unit that its rows
 * came through. Rows that stand beneath a bureau's own figures are shown and not added again.
 */
export async function readSums(
  db: Pick<Tx, "$queryRaw" | "ledgerDefinition">,
  { campaignId, orgId }: { campaignId: string; orgId: string },
): Promise<LedgerSums[]> {
  const rows = await db.$queryRaw<SumRow[]>(Prisma.sql`
    SELECT u."name" AS "unit", u."id" AS "unitId", r."ledger", r."materialKey", o."what", o."number", a."period",
      r."values", r."sourceUnit"
    FROM "Obligation" o JOIN "Assignment" a ON a."obligationId" = o."id" AND a."state" IN ('submitted', 'accepted')
      JOIN "Unit" u ON u."id" = a."unitId" AND u."lowerOrgId" IS NOT NULL
      JOIN LATERAL (SELECT s."id" FROM "Submission" s WHERE s."assignmentId" = a."id" AND s."complete"
        AND NOT s."unsigned" ORDER BY s."version" DESC LIMIT 1) v ON true
      JOIN "LedgerRow" r ON r."submissionId" = v."id"
    WHERE o."campaignId" = ${campaignId} AND o."withdrawnAt" IS NULL AND o."direction" = 'internal'
    ORDER BY o."number", a."spanStart" NULLS FIRST, a."period", u."position", r."materialKey", r."ordinal"`);
  const definitions = await readDefinitions(db, orgId);
  const groups = new Map<string, SumRow[]>();
  for (const row of rows) {
    const key = [row.number, row.period, row.ledger].join("|");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((own) => {
    const definition = definitions.find(own[0]!.ledger);
    return definition ? [sumsOf(definition, own)] : [];
  });
}

function sumsOf(definition: LedgerDefinition, rows: readonly SumRow[]): LedgerSums {
  const [first] = rows as [SumRow, ...SumRow[]];
  const own = rows.filter(({ materialKey }) => !materialKey.endsWith("below"));
  const factsOf = (list: readonly SumRow[]): SummaryFact[] => summarise(definition, list).facts;
  const shown = factsOf(own).filter(({ aggregate }) => aggregate === "sum" || aggregate === "byOption");
  const columns = shown.map(({ label }) => label);
  const figures = (list: readonly SumRow[]) => {
    const facts = factsOf(list);
    return shown.map(({ field }) => facts.find((fact) => fact.field === field)?.text ?? "—");
  };
  const units = [...new Set(own.map(({ unit }) => unit))];
  const lines = units.flatMap((unit) => {
    const mine = own.filter((row) => row.unit === unit);
    const all = rows.filter((row) => row.unit === unit);
    // Each bureau one level down by its own rows: those that came through it and have nothing further below.
    const sources = [...new Set(all.flatMap(({ sourceUnit }) => sourceUnit?.split("·")[0] ?? []))];
    const parts = sources.map((source) => {
      const through = all.filter(({ sourceUnit }) => sourceUnit?.split("·")[0] === source);
      const direct = through.filter(({ sourceUnit }) => sourceUnit === source);
      const counted = mine.some((row) => through.includes(row)) || direct.length === 0 ? through : direct;
      return { name: source, below: true, rows: counted.length, figures: figures(counted) };
    });
    return [{ name: unit, below: false, rows: mine.length, figures: figures(mine) }, ...parts];
  });
  return {
    title: definition.title,
    matter: first.what,
    period: first.period,
    columns,
    lines,
    total: { rows: own.length, figures: figures(own) },
  };
}
