// 整改台账: rows that refer to a problem by its number. They tell of its measures and progress and report no problem
// themselves, so that one found in another ledger is counted once.
import { createHash } from "node:crypto";
import { assignmentCode } from "../../domain/obligation.ts";
import { problemCode, readReference } from "../../domain/problem.ts";
import type { LedgerDefinition } from "../../ledger/definition.ts";
import { formatField } from "../../ledger/kinds.ts";
import type { Values } from "../../ledger/value.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { askToSignClaims, isSignedBy } from "./signing.ts";

/** The rows of one material's newest version. */
export interface ReferringSource {
  campaignId: string;
  unitId: string;
  assignmentId: string;
  definition: LedgerDefinition;
  rows: readonly { values: Values }[];
}

/** Whether a ledger's rows refer to problems. */
export function refersToProblems({ fields, problem }: LedgerDefinition): boolean {
  return problem === undefined && fields.some(({ refersTo }) => refersTo === "problem");
}

/**
 * Takes over what the rows say of the unit's own problems: type, measures, person and deadline where they are filled in,
 * progress as one more entry when it is new, and 已销号 as an application. What the lead unit settled stays before it.
 */
export async function recordReferences(work: UnitOfWork, source: ReferringSource): Promise<void> {
  const { definition, campaignId, unitId } = source;
  const reference = definition.fields.find(({ refersTo }) => refersTo === "problem");
  const rows = source.rows.flatMap(({ values }) => {
    const text = (key: string): string => {
      const field = definition.fields.find((one) => one.key === key);
      return field ? formatField(field, values[key]) : "";
    };
    const number = reference ? (readReference(text(reference.key))?.number ?? null) : null;
    if (number === null) return [];
    const progress = text("progress");
    return [
      {
        number,
        way: text("type") || null,
        measure: text("measure") || null,
        owner: text("owner") || null,
        deadlineOn: text("deadline") || null,
        progress: progress || null,
        hash: createHash("sha256").update(progress).digest("hex").slice(0, 24),
        claimed: values.closed === true,
        claimedOn: text("closedOn") || null,
      },
    ];
  });
  if (rows.length === 0) return;
  const told = Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS f("number" int, "way" text,
    "measure" text, "owner" text, "deadlineOn" text, "progress" text, "hash" text, "claimed" boolean, "claimedOn" text)`;
  await work.tx.$queryRaw`
    SELECT "id" FROM "Problem" WHERE "campaignId" = ${campaignId} AND "unitId" = ${unitId}
      AND "number" = ANY(${rows.map(({ number }) => number)}) ORDER BY "id" FOR UPDATE`;
  await work.tx.$executeRaw(Prisma.sql`
    UPDATE "Problem" p SET "way" = coalesce(f."way", p."way"), "measure" = coalesce(f."measure", p."measure"),
      "owner" = coalesce(f."owner", p."owner"),
      "dueToldAt" = CASE WHEN p."fixedDeadlineOn" IS NULL AND f."deadlineOn" <> coalesce(p."deadlineOn", '')
        THEN ${work.now} ELSE p."dueToldAt" END,
      "deadlineOn" = coalesce(f."deadlineOn", p."deadlineOn"),
      "state" = CASE WHEN p."state" = 'open' THEN 'rectifying' ELSE p."state" END
    FROM ${told} WHERE p."campaignId" = ${campaignId} AND p."unitId" = ${unitId} AND p."number" = f."number"
      AND p."state" <> 'closed'`);
  await recordTold(work, source, told);
  await recordClaims(work, source, told);
}

const NEXT = Prisma.sql`
    coalesce((SELECT max(r."ordinal") FROM "Rectification" r WHERE r."problemId" = p."id"), 0) + 1`;

const ownOf = ({ campaignId, unitId }: ReferringSource, told: Prisma.Sql) => Prisma.sql`"Problem" p
    JOIN ${told} ON p."number" = f."number" WHERE p."campaignId" = ${campaignId} AND p."unitId" = ${unitId}`;

const writerOf = ({ actor }: UnitOfWork) => (actor.kind === "person" ? actor.id : actor.name);

async function recordTold(work: UnitOfWork, source: ReferringSource, told: Prisma.Sql): Promise<void> {
  const { tx, now, today } = work;
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "Rectification" ("id", "problemId", "ordinal", "kind", "note", "datedOn", "requestId", "byId", "at")
    SELECT gen_random_uuid()::text, p."id", ${NEXT}, 'progress', f."progress", ${today},
      'told:' || p."id" || ':' || f."hash", ${writerOf(work)}, ${now}
    FROM ${ownOf(source, told)} AND p."state" <> 'closed' AND f."progress" IS NOT NULL
    ON CONFLICT ("requestId") DO NOTHING`);
}

async function recordClaims(work: UnitOfWork, source: ReferringSource, told: Prisma.Sql): Promise<void> {
  const { tx, now, actor } = work;
  const { assignmentId, unitId } = source;
  const { number, unit, obligation } = await tx.assignment.findUniqueOrThrow({
    where: { id: assignmentId },
    select: { number: true, unit: { select: { name: true } }, obligation: { select: { signOff: true } } },
  });
  const signed =
    obligation.signOff || (await isSignedBy(work, unitId, actor.kind === "person" ? actor.id : null));
  // The same claim with the same day is made once: what was refused is applied for anew with a new day, or by hand.
  const claimed = await tx.$queryRaw<{ number: number }[]>(Prisma.sql`
    WITH claims AS (
      INSERT INTO "Rectification" ("id", "problemId", "ordinal", "kind", "note", "datedOn", "requestId", "byId", "at")
      SELECT gen_random_uuid()::text, p."id", ${NEXT}, 'claim', '整改台账中填报已销号，视为申请销号。', f."claimedOn",
        'claim:' || ${assignmentId} || ':' || p."id" || ':' || coalesce(f."claimedOn", ''), ${writerOf(work)}, ${now}
      FROM ${ownOf(source, told)} AND p."state" IN ('open', 'rectifying') AND f."claimed"
      ON CONFLICT ("requestId") DO NOTHING RETURNING "problemId")
    UPDATE "Problem" SET "state" = ${signed ? "applied" : "signing"}::"ProblemState", "appliedAt" = ${now},
      "refusedOn" = NULL
    WHERE "id" IN (SELECT "problemId" FROM claims) RETURNING "number"`);
  if (claimed.length > 0 && !signed)
    await askToSignClaims(work, {
      unitId,
      unit: unit.name,
      code: assignmentCode(number),
      key: `${assignmentId}:${now.getTime()}`,
      codes: claimed.map((one) => problemCode(one.number)),
    });
}
