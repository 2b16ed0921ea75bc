// Problems as the ledgers tell of them: found once, followed over every later version of the row.
//
// What a row says and what was decided are kept apart. A row that says 已销号 claims it: that counts as an application,
// which the lead unit decides on, alone or by accepting the report (rectification/decide.ts). A decision is never undone
// by a later version; where the two differ, the problem's page shows both.
import { randomUUID } from "node:crypto";
import { assignmentCode } from "../domain/obligation.ts";
import { isOwed, type ProblemState, problemCode } from "../domain/problem.ts";
import type { LedgerDefinition } from "../ledger/definition.ts";
import { type ProblemFacts, problemOf } from "../ledger/problems.ts";
import type { Values } from "../ledger/value.ts";
import { Prisma } from "../store/generated/client.ts";
import { takeNumbers } from "./numbers.ts";
import { dropMissing, tieTwins, updateMentioned } from "./rectification/mentions.ts";
import { recordReferences, refersToProblems } from "./rectification/refer.ts";
import { askToSignClaims, isSignedBy } from "./rectification/signing.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** The rows of one material's newest version. */
export interface ProblemSource {
  campaignId: string;
  unitId: string;
  assignmentId: string;
  materialKey: string;
  /** Null for a nil report, which tells of no problem. */
  definition: LedgerDefinition | null;
  rows: readonly { rowKey: string; values: Values }[];
}

interface Known {
  id: string;
  rowKey: string;
  /** The row only mentions it; another one made it. */
  mention: boolean;
  number: number;
  state: ProblemState;
  claimed: boolean;
  appliedAt: Date | null;
  /** Somebody has written an entry: progress, an application, a decision. */
  followed: boolean;
  /** The last application was such a claim, made in this report. */
  byClaim: boolean;
}

/**
 * Writes the problems of a material's newest version: new rows get the campaign's next numbers, known ones are brought
 * up to date, and a row that tells of a problem which another row told of first mentions it. A row that is gone closes nothing, since a slip of the hand must not look like a 销号: its problem is
 * marked with the day it went and comes back with its row; one that is followed already stays. Call it with the
 * assignment locked.
 */
export async function recordProblems(work: UnitOfWork, source: ProblemSource): Promise<void> {
  const { tx, today, now } = work;
  const { assignmentId, materialKey, campaignId, unitId, definition } = source;
  if (definition && refersToProblems(definition)) {
    await recordReferences(work, { ...source, definition });
    return;
  }
  const found = definition
    ? source.rows.flatMap(({ rowKey, values }) => {
        const facts = problemOf(definition, values);
        return facts ? [{ rowKey, facts }] : [];
      })
    : [];
  const before = await lockKnown(work, source);
  if (before.length > 0)
    await dropMissing(
      work,
      source,
      found.map(({ rowKey }) => rowKey),
    );
  if (found.length === 0 || !definition) return;
  const { obligation, number, unit, upperId } = await tx.assignment.findUniqueOrThrow({
    where: { id: assignmentId },
    select: {
      number: true,
      upperId: true,
      unit: { select: { name: true } },
      obligation: { select: { level: true, direction: true, signOff: true } },
    },
  });
  // What the bureau sends upward repeats its units' problems; what it fills in beside them (逐级汇总) does not.
  if (obligation.direction === "upward" && upperId === null) return;
  const sensitive = definition.level === "敏感" || obligation.level === "sensitive";
  const isKnown = new Set(before.map(({ rowKey }) => rowKey));
  await tieTwins(
    work,
    source,
    found.filter(({ rowKey }) => !isKnown.has(rowKey)),
  );
  const known = await lockKnown(work, source);
  const signed =
    obligation.signOff ||
    (await isSignedBy(work, unitId, work.actor.kind === "person" ? work.actor.id : null));
  const numbers = new Map(known.map(({ rowKey, number: given }) => [rowKey, given]));
  const fresh = found.filter(({ rowKey }) => !numbers.has(rowKey));
  const first = fresh.length > 0 ? await takeNumbers(work, `problem:${campaignId}`, fresh.length) : 0;
  for (const [index, { rowKey }] of fresh.entries()) numbers.set(rowKey, first + index);
  const followed = found.map(({ rowKey, facts }) => {
    const one = known.find((each) => each.rowKey === rowKey) ?? null;
    return {
      rowKey,
      number: numbers.get(rowKey)!,
      problemId: one?.mention ? one.id : null,
      ...columnsOf(facts),
      ...follow(one, facts, { now, signed, toldState: definition.problem?.state !== undefined }),
    };
  });
  const rows = followed.filter(({ problemId }) => problemId === null);
  await updateMentioned(
    work,
    source,
    followed.flatMap((row) => (row.problemId === null ? [] : [{ ...row, problemId: row.problemId }])),
    sensitive,
  );
  // One statement and one parameter, however many problems.
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "Problem" AS p ("id", "campaignId", "number", "unitId", "assignmentId", "materialKey", "foundOn",
      "sensitive", "dueToldAt", "rowKey", "kind", "description", "measure", "deadlineOn", "owner", "done", "claimed",
      "state", "appliedAt")
    SELECT gen_random_uuid()::text, ${campaignId}, f."number", ${unitId}, ${assignmentId}, ${materialKey}, ${today},
      ${sensitive}, ${now}, f."rowKey", f."kind", f."description", f."measure", f."deadlineOn", f."owner", f."done",
      f."claimed", f."state"::"ProblemState", f."appliedAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS f("rowKey" text, "number" int, "kind" text,
      "description" text, "measure" text, "deadlineOn" text, "owner" text, "done" boolean, "claimed" boolean,
      "state" text, "appliedAt" timestamptz)
    ON CONFLICT ("assignmentId", "materialKey", "rowKey") DO UPDATE SET "kind" = excluded."kind",
      "description" = excluded."description", "measure" = excluded."measure", "owner" = excluded."owner",
      "dueToldAt" = CASE WHEN p."fixedDeadlineOn" IS NULL AND p."deadlineOn" IS DISTINCT FROM excluded."deadlineOn"
        THEN excluded."dueToldAt" ELSE p."dueToldAt" END,
      "deadlineOn" = excluded."deadlineOn", "sensitive" = excluded."sensitive" OR (p."sensitive"
        AND EXISTS (SELECT 1 FROM "ProblemMention" m WHERE m."problemId" = p."id")), "done" = excluded."done",
      "claimed" = excluded."claimed", "state" = excluded."state", "appliedAt" = excluded."appliedAt", "goneOn" = NULL`);
  const claims = followed.filter(({ newClaim }) => newClaim);
  await recordClaims(work, source, claims);
  if (claims.length > 0 && !signed)
    await askToSignClaims(work, {
      unitId,
      unit: unit.name,
      code: assignmentCode(number),
      key: `${assignmentId}:${now.getTime()}`,
      codes: claims.map((claim) => problemCode(claim.number)),
    });
}

/** The problems that this material's rows made or mention, locked, so that nobody decides on them meanwhile. */
async function lockKnown({ tx }: UnitOfWork, { assignmentId, materialKey }: ProblemSource): Promise<Known[]> {
  return tx.$queryRaw<Known[]>`
    SELECT p."id", coalesce(m."rowKey", p."rowKey") AS "rowKey", m."rowKey" IS NOT NULL AS "mention", p."number",
      p."state"::text AS "state", coalesce(m."claimed", p."claimed") AS "claimed", p."appliedAt",
      EXISTS (SELECT 1 FROM "Rectification" r WHERE r."problemId" = p."id") AS "followed",
      coalesce((SELECT r."requestId" FROM "Rectification" r WHERE r."problemId" = p."id"
        AND r."kind" IN ('apply', 'claim') ORDER BY r."ordinal" DESC LIMIT 1) LIKE 'claim:' || ${assignmentId} || ':%',
        false) AS "byClaim"
    FROM "Problem" p LEFT JOIN "ProblemMention" m ON m."problemId" = p."id" AND m."assignmentId" = ${assignmentId}
      AND m."materialKey" = ${materialKey}
    WHERE (p."assignmentId" = ${assignmentId} AND p."materialKey" = ${materialKey}) OR m."rowKey" IS NOT NULL
    FOR UPDATE OF p`;
}

function columnsOf(facts: ProblemFacts) {
  return {
    kind: facts.kind,
    description: facts.description,
    measure: facts.measure || null,
    deadlineOn: facts.deadline,
    owner: facts.owner || null,
    done: facts.done,
    claimed: facts.closed,
    claimedOn: facts.closedOn,
  };
}

/** Where the problem stands after this version of its row. */
function follow(
  before: Known | null,
  facts: ProblemFacts,
  { now, signed, toldState }: { now: Date; signed: boolean; toldState: boolean },
): { state: ProblemState; appliedAt: Date | null; newClaim: boolean } {
  const state = before?.state ?? "open";
  // A ledger without a column for it says nothing against what another one has told.
  const silent: ProblemState = !toldState && state === "rectifying" ? "rectifying" : "open";
  const told: ProblemState = facts.done || facts.state === "整改中" ? "rectifying" : silent;
  const appliedAt = before?.appliedAt ?? null;
  if ((state === "open" || state === "rectifying") && facts.closed && !before?.claimed)
    return { state: signed ? "applied" : "signing", appliedAt: now, newClaim: true };
  // The claim is taken back, and with it the application that it was.
  if ((state === "applied" || state === "signing") && before?.claimed && before.byClaim && !facts.closed)
    return { state: "rectifying", appliedAt, newClaim: false };
  const followsRow = isOwed(state) && (!before?.followed || state === "open");
  return { state: followsRow ? told : state, appliedAt, newClaim: false };
}

async function recordClaims(
  work: UnitOfWork,
  { assignmentId, materialKey }: ProblemSource,
  claims: readonly { rowKey: string; claimedOn: string | null }[],
): Promise<void> {
  if (claims.length === 0) return;
  const { tx, now, actor } = work;
  const by = actor.kind === "person" ? actor.id : actor.name;
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO "Rectification" ("id", "problemId", "ordinal", "kind", "note", "datedOn", "requestId", "byId", "at")
    SELECT gen_random_uuid()::text, p."id",
      coalesce((SELECT max(r."ordinal") FROM "Rectification" r WHERE r."problemId" = p."id"), 0) + 1, 'claim',
      '台账中填报已销号，视为申请销号。', c."claimedOn",
      'claim:' || ${assignmentId} || ':' || ${randomUUID()} || ':' || p."id", ${by}, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(claims)}::jsonb) AS c("rowKey" text, "claimedOn" text)
      JOIN LATERAL (
        SELECT "id" FROM "Problem" WHERE "rowKey" = c."rowKey" AND "assignmentId" = ${assignmentId}
          AND "materialKey" = ${materialKey}
        UNION SELECT "problemId" FROM "ProblemMention" WHERE "rowKey" = c."rowKey"
          AND "assignmentId" = ${assignmentId} AND "materialKey" = ${materialKey}) p ON true`);
}
