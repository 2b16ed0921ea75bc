// 上报: a bureau's collected report becomes a version of the upper bureau's assignment; values of rows go up unchanged.
import type { Asker } from "../../chat/context.ts";
import { AppError } from "../../errors.ts";
import { NIL_INSPECTION } from "../../ledger/definitions/index.ts";
import { Prisma } from "../../store/generated/client.ts";
import { onDay } from "../people.ts";
import { hashOf, isNil } from "../submissions/content.ts";
import { readLatest } from "../submissions/latest.ts";
import type { HandedIn } from "../submissions/materials.ts";
import { type Matter, matterInclude } from "../submissions/matter.ts";
import { nextReceiptNumber } from "../submissions/receipt-number.ts";
import { latenessOf, recordAllProblems, settle } from "../submissions/settle.ts";
import { tellReopened } from "../submissions/tell.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import {
  belowKey,
  type Collected,
  type Gathered,
  lockBoth,
  readCollected,
  requireCollected,
} from "./collected.ts";

/** What the bureau is told. */
export interface HandedUp {
  collected: Collected;
  receiptNumber: string;
  version: number;
  repeated: boolean;
  lateDays: number;
}

/** The posts that hand a report up: the lead unit's, or where 审签 is asked who signs for the bureau. */
function handingPosts({ signOff, signOffBy, campaign, preparerId }: Collected) {
  const leading = [campaign.leadUnitId, preparerId];
  const director = { role: "director" as const, unitIds: null };
  if (!signOff)
    return (["coordinator", "head", "contact"] as const).map((role) => ({ role, unitIds: leading }));
  return signOffBy === "deputy" ? [{ role: "deputy" as const, unitIds: leading }, director] : [director];
}

/** Whether this person may hand it up. */
export function mayHandUp(asker: Pick<Asker, "posts">, collected: Collected): boolean {
  return handingPosts(collected).some(({ role, unitIds }) =>
    asker.posts.some((post) => post.role === role && (unitIds === null || unitIds.includes(post.unitId))),
  );
}

/** Ids of the people who sign it off, for a bureau whose upper one asks for 审签. */
export async function findHandingSigners(work: UnitOfWork, collected: Collected): Promise<string[]> {
  const posts = await work.tx.appointment.findMany({
    where: {
      person: { active: true },
      ...onDay(work.today),
      AND: {
        OR: handingPosts(collected).map(({ role, unitIds }) => ({
          role,
          unit: unitIds === null ? { orgId: work.orgId } : { id: { in: unitIds } },
        })),
      },
    },
    select: { personId: true },
  });
  return [...new Set(posts.map(({ personId }) => personId))];
}

/** Who hands it up where the asker may not. */
export function whoHandsUp({ signOff, signOffBy }: Collected): string {
  if (!signOff) return "牵头科室";
  return signOffBy === "deputy" ? "牵头科室的分管领导(审签)" : "本局主要负责人(审签)";
}

/**
 * Hands a report up as it stands. Doing it again with the same content returns the receipt; changed content is the next
 * version. CONFLICT where it is not any more what `print` says, INVALID_INPUT for what lacks, CLOSED where the upper
 * bureau does not collect it.
 */
export async function handUp(
  work: UnitOfWork,
  asker: Asker,
  { code, print }: { code: string; print: string },
): Promise<HandedUp> {
  const { tx } = work;
  await lockBoth(tx, await requireCollected(tx, asker, code));
  const collected = (await readCollected(tx, asker.orgId, { code }))!;
  if (!mayHandUp(asker, collected))
    throw new AppError("FORBIDDEN", `${collected.code}由${whoHandsUp(collected)}报出。`);
  const matter = await tx.assignment.findUniqueOrThrow({
    where: { id: collected.upper.assignmentId },
    include: matterInclude,
  });
  if (matter.obligation.withdrawnAt || matter.state === "waived")
    throw new AppError("CLOSED", `${collected.upper.name}已撤销或免报“${collected.what}”，不用再报。`);
  if (print !== collected.print)
    throw new AppError("CONFLICT", "各单位或本局的材料刚有变动，请看过新的内容再上报。");
  const lacks = collected.materials.flatMap(({ lacks: why }) => why ?? []);
  if (lacks.length > 0) throw new AppError("INVALID_INPUT", `还不能上报：${lacks.join("；")}。`);
  const [previous] = matter.submissions;
  if (previous?.contentHash === print && matter.state !== "open")
    return {
      collected,
      receiptNumber: previous.receiptNumber,
      version: previous.version,
      repeated: true,
      lateDays: previous.lateDays,
    };
  return write(work, asker, collected, matter);
}

async function write(
  work: UnitOfWork,
  asker: Asker,
  collected: Collected,
  matter: Matter,
): Promise<HandedUp> {
  const above = work.within(collected.upper.orgId);
  const { tx, now } = work;
  const materials = collected.materials.flatMap(entriesOf);
  const asked = collected.materials.map(({ parts: _, ...one }) => ({ ...one, handedIn: null }));
  const nil = isNil(
    asked,
    materials.filter(({ key }) => asked.some((one) => one.key === key)),
  );
  const lateDays = latenessOf(matter, now, true);
  const receiptNumber = await nextReceiptNumber(above);
  const [previous] = matter.submissions;
  const submission = await tx.submission.create({
    data: {
      assignmentId: matter.id,
      version: (previous?.version ?? 0) + 1,
      kind: nil ? "nil" : "report",
      complete: true,
      orgId: above.orgId,
      receiptNumber,
      requestId: `roll-up:${collected.assignmentId}:${(previous?.version ?? 0) + 1}`,
      contentHash: collected.print,
      materials,
      channel: "roll-up",
      late: lateDays > 0,
      lateDays,
      afterClosing: matter.obligation.closedAt !== null && now >= matter.obligation.closedAt,
      submittedById: asker.id,
      submittedAt: now,
    },
  });
  for (const material of collected.materials) await copyRows(work, material, submission.id, matter.id);
  await settle(above, matter, { at: now, lateBy: lateDays, nil });
  await recordAllProblems(above, matter, (await readLatest(tx, matter.id))!);
  await tx.assignment.update({
    where: { id: collected.assignmentId },
    data: { upwardOn: work.today, upwardNumber: receiptNumber },
  });
  const facts = { version: submission.version, receiptNumber, hash: collected.print, lateDays };
  above.audit({
    action: "submit",
    subject: `assignment:${matter.id}`,
    before: { state: matter.state, version: previous?.version ?? 0 },
    after: { ...facts, state: "submitted", channel: "roll-up", complete: true },
  });
  work.audit({
    action: "hand-up",
    subject: `assignment:${collected.assignmentId}`,
    before: { state: collected.state },
    after: {
      ...facts,
      to: collected.upper.name,
      parts: collected.parts.filter(({ submissionId }) => submissionId).map(({ number }) => number),
    },
  });
  if (matter.state === "accepted") await tellReopened(above, matter, { ...submission, byName: asker.name });
  return { collected, receiptNumber, version: submission.version, repeated: false, lateDays };
}

/** A material as the upper bureau's version holds it, with what stands beneath as one of its own. */
function entriesOf(gathered: Gathered): HandedIn[] {
  const { key, kind, name, attachment, ledger, own, nil, rows, rowsBelow, definition, hash } = gathered;
  const material = { key, kind, name, ...(attachment ? { attachment } : {}), ...(ledger ? { ledger } : {}) };
  if (!definition) {
    const file = own?.fileId ? { fileId: own.fileId, fileName: own.fileName } : {};
    return [{ ...material, ...file, ...(nil ? { nil: true } : {}), hash }];
  }
  const below: HandedIn[] =
    rowsBelow > 0
      ? [
          {
            ...material,
            key: belowKey(key),
            name: `${name}·各单位条目`,
            rows: rowsBelow,
            hash: hashOf([hash, "below"]),
          },
        ]
      : [];
  return [nil ? { ...material, nil: true, hash } : { ...material, rows, hash }, ...below];
}

/** Copies the rows of one material: set-based, however many there are. A row's key stays its source's over versions. */
async function copyRows(
  work: UnitOfWork,
  gathered: Gathered,
  submissionId: string,
  upperAssignmentId: string,
): Promise<void> {
  const { definition, key, own, ownSubmissionId, parts, sums, nil } = gathered;
  if (!definition) return;
  // Nil reports have a form of their own: it goes up only where the whole report is nil.
  const ledger = nil ? NIL_INSPECTION : definition;
  const sources = [
    ...(own && ownSubmissionId
      ? [{ submissionId: ownSubmissionId, from: own.key, to: key, number: null, unit: null }]
      : []),
    ...parts.flatMap(({ part, handedIn, below }) =>
      [handedIn, ...(below ? [below] : [])].map((one) => ({
        submissionId: part.submissionId!,
        from: one.key,
        to: sums && !nil ? belowKey(key) : key,
        number: part.number,
        unit: part.unit,
      })),
    ),
  ];
  if (sources.length === 0) return;
  await work.tx.$executeRaw(Prisma.sql`
    INSERT INTO "LedgerRow" ("id", "submissionId", "materialKey", "ledger", "ledgerVersion", "rowKey", "ordinal",
      "values", "sourceId", "sourceUnit")
    SELECT gen_random_uuid()::text, ${submissionId}, f."to", r."ledger", ${ledger.version},
      CASE WHEN f."number" IS NULL THEN r."rowKey" ELSE 'A' || f."number" || '.' || r."rowKey" END,
      row_number() OVER (PARTITION BY f."to" ORDER BY f."at", r."ordinal"), r."values", r."id",
      CASE WHEN f."unit" IS NULL THEN NULL ELSE concat_ws('·', f."unit", r."sourceUnit") END
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(sources)}::jsonb)
      AS ("submissionId" text, "from" text, "to" text, "number" int, "unit" text))
      WITH ORDINALITY AS f("submissionId", "from", "to", "number", "unit", "at")
      JOIN "LedgerRow" r ON r."submissionId" = f."submissionId" AND r."materialKey" = f."from"
        AND r."ledger" = ${ledger.code}`);
  await work.tx.$executeRaw(Prisma.sql`
    INSERT INTO "Evidence" ("id", "assignmentId", "materialKey", "rowKey", "field", "name", "sha256", "attachedById",
      "attachedAt")
    SELECT gen_random_uuid()::text, ${upperAssignmentId}, n."materialKey", n."rowKey", e."field", e."name", e."sha256",
      e."attachedById", e."attachedAt"
    FROM "LedgerRow" n JOIN "LedgerRow" r ON r."id" = n."sourceId" JOIN "Submission" s ON s."id" = r."submissionId"
      JOIN "Evidence" e ON e."assignmentId" = s."assignmentId" AND e."materialKey" = r."materialKey"
        AND e."rowKey" = r."rowKey"
    WHERE n."submissionId" = ${submissionId} AND n."materialKey" IN (${key}, ${belowKey(key)})
    ON CONFLICT ("assignmentId", "materialKey", "rowKey", "field", "name") DO NOTHING`);
}
