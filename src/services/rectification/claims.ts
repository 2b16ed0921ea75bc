// What ledger rows claim: a row that says 已销号 is an application that waits, and accepting its report accepts it.
import { randomUUID } from "node:crypto";
import type { Asker } from "../../chat/context.ts";
import { readCode } from "../../domain/obligation.ts";
import { isFoundOutside, type ProblemOrigin, problemCode } from "../../domain/problem.ts";
import { AppError } from "../../errors.ts";
import { Prisma } from "../../store/generated/client.ts";
import type { Tx } from "../../store/open.ts";
import { findHolders } from "../people.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { maySign } from "./rights.ts";

/** A problem that waits because a row of a report says 已销号. */
export interface Claim {
  id: string;
  number: number;
  unitId: string;
  origin: ProblemOrigin;
  /** The report whose row says so. */
  assignmentId: string;
}

/** The claims of reports that are signed and wait for a decision, or wait for the signature; what was refused, or applied for anew by hand, is none. */
export async function findClaims(
  db: Pick<Tx, "$queryRaw">,
  assignmentIds: readonly string[],
  state: "signing" | "applied" = "applied",
): Promise<Claim[]> {
  return db.$queryRaw<Claim[]>`
    SELECT p."id", p."number", p."unitId", p."origin"::text AS "origin",
      split_part(last."requestId", ':', 2) AS "assignmentId"
    FROM "Problem" p JOIN LATERAL (
      SELECT r."kind", r."requestId" FROM "Rectification" r
      WHERE r."problemId" = p."id" AND r."kind" IN ('apply', 'claim') ORDER BY r."ordinal" DESC LIMIT 1) last ON true
    WHERE p."state" = ${state}::"ProblemState" AND p."goneOn" IS NULL AND last."kind" = 'claim'
      AND split_part(last."requestId", ':', 2) = ANY(${[...assignmentIds]})
    ORDER BY p."number"`;
}

/** 「填报销号2个(W1、W3)」: what passing the report would decide; null for nothing. */
export function claimWords(claims: readonly Pick<Claim, "number">[]): string | null {
  if (claims.length === 0) return null;
  return `填报销号${claims.length}个(${claims.map(({ number }) => problemCode(number)).join("、")})`;
}

/**
 * Accepting a report accepts what its rows claim: the problems are closed, or wait for the outside body. Call it with
 * the assignments locked.
 */
export async function acceptClaims(work: UnitOfWork, assignmentIds: readonly string[]): Promise<void> {
  const { actor, tx, today, now } = work;
  const claims = await findClaims(tx, assignmentIds);
  if (claims.length === 0) return;
  const by = actor.kind === "person" ? actor.id : actor.name;
  const act = randomUUID();
  await tx.$executeRaw(Prisma.sql`
    WITH accepted AS (
      UPDATE "Problem" SET
        "state" = CASE WHEN "origin" IN ('justice', 'superior') THEN 'awaiting' ELSE 'closed' END::"ProblemState",
        "closedOn" = CASE WHEN "origin" IN ('justice', 'superior') THEN NULL ELSE ${today} END
      WHERE "id" = ANY(${claims.map(({ id }) => id)}) AND "state" = 'applied' RETURNING "id")
    INSERT INTO "Rectification" ("id", "problemId", "ordinal", "kind", "note", "requestId", "byId", "at")
    SELECT gen_random_uuid()::text, a."id",
      coalesce((SELECT max(r."ordinal") FROM "Rectification" r WHERE r."problemId" = a."id"), 0) + 1, 'accept',
      '审核通过台账时同意', ${act} || ':' || a."id", ${by}, ${now}
    FROM accepted a`);
  for (const unitId of new Set(claims.map((claim) => claim.unitId)))
    await tellAccepted(
      work,
      unitId,
      claims.filter((claim) => claim.unitId === unitId),
      act,
    );
}

/**
 * 审签 of all that a report's rows claim and that waits for it: sent on to whoever decides by that. FORBIDDEN for others
 * than the unit's head or the deputy over it. Returns the sentence for the signer.
 */
export async function agreeToClaims(work: UnitOfWork, signer: Asker, code: string): Promise<string> {
  const { tx, now } = work;
  const assignment = await tx.assignment.findFirst({
    where: { number: readCode(code)?.number ?? 0, obligation: { campaign: { orgId: work.orgId } } },
    include: { unit: true, obligation: { include: { campaign: true } } },
  });
  if (!assignment || !maySign(signer, assignment))
    throw new AppError("FORBIDDEN", `${code.slice(0, 12)}的销号申请由该单位的负责人审签。`);
  const claims = await findClaims(tx, [assignment.id], "signing");
  if (claims.length === 0) return `${code}没有等您审签的销号申请。发送 /销号 可查看。`;
  const ids = claims.map(({ id }) => id);
  const act = randomUUID();
  await tx.$executeRaw(Prisma.sql`
    WITH signed AS (
      UPDATE "Problem" SET "state" = 'applied' WHERE "id" = ANY(${ids}) AND "state" = 'signing' RETURNING "id")
    INSERT INTO "Rectification" ("id", "problemId", "ordinal", "kind", "note", "requestId", "byId", "at")
    SELECT gen_random_uuid()::text, s."id",
      coalesce((SELECT max(r."ordinal") FROM "Rectification" r WHERE r."problemId" = s."id"), 0) + 1, 'agree', '',
      ${act} || ':' || s."id", ${signer.id}, ${now}
    FROM signed s`);
  const codes = claims.map(({ number }) => problemCode(number));
  work.audit({
    action: "agree-closing",
    subject: `assignment:${assignment.id}`,
    after: { problemIds: ids, codes },
  });
  const { leadUnitId } = assignment.obligation.campaign;
  const role = assignment.unitId === leadUnitId ? ("deputy" as const) : ("coordinator" as const);
  const deciders = await findHolders(tx, [leadUnitId], [role], work.today);
  for (const personId of new Set(deciders.map((holder) => holder.personId)))
    work.send({
      to: { personId },
      payload: {
        text: `${assignment.unit.name}在台账中填报销号${codes.length}个(${codes.join("、")})，负责人已审签。台账还没审核的，通过即同意销号；也可发送 /销号 逐个验收。`,
      },
      dedupeKey: `claims-signed:${act}:${personId}`,
    });
  return `已同意${codes.length}个问题申请销号(${codes.join("、")})，已送牵头科室验收。`;
}

async function tellAccepted(
  work: UnitOfWork,
  unitId: string,
  claims: readonly Claim[],
  act: string,
): Promise<void> {
  const codes = (list: readonly Claim[]) => list.map(({ number }) => problemCode(number));
  const awaiting = codes(claims.filter(({ origin }) => isFoundOutside(origin)));
  const closed = codes(claims.filter(({ origin }) => !isFoundOutside(origin)));
  work.audit({
    action: "close-problem",
    subject: `unit:${unitId}`,
    after: { byReview: true, problemIds: claims.map(({ id }) => id), closed, awaiting },
  });
  const lines = [
    ...(closed.length > 0 ? [`已销号${closed.length}个：${closed.join("、")}。`] : []),
    ...(awaiting.length > 0
      ? [`内部验收通过、待上级验收${awaiting.length}个：${awaiting.join("、")}。`]
      : []),
  ];
  const holders = await findHolders(work.tx, [unitId], ["contact", "head"], work.today);
  for (const personId of new Set(holders.map((holder) => holder.personId)))
    work.send({
      to: { personId },
      payload: { text: `台账审核通过，其中填报已销号的问题一并同意。${lines.join("")}` },
      dedupeKey: `claims:${act}:${unitId}:${personId}`,
    });
}
