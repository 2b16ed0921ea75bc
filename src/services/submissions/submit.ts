// Takes one material of a matter in: a new version with everything handed in so far, a receipt, and what follows from it.
import type { AssignmentState } from "../../domain/assignment.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { AppError } from "../../errors.ts";
import type { Submission } from "../../store/generated/client.ts";
import { readDefinitions } from "../definitions.ts";
import { recordProblems } from "../problems.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { entryOf, hashOf, isNil, rowsOf } from "./content.ts";
import { dropDraft } from "./drafts.ts";
import { readLatest } from "./latest.ts";
import { askedOf, joinMaterials, readHandedIn } from "./materials.ts";
import {
  type Matter,
  matterInclude,
  requireCollected,
  requireFitting,
  requireRight,
  type SubmitInput,
} from "./matter.ts";
import type { SubmissionReceipt } from "./receipt.ts";
import { nextReceiptNumber } from "./receipt-number.ts";
import { carryRows, writeRows } from "./rows.ts";
import { latenessOf, recordAllProblems, settle } from "./settle.ts";
import { askToSign, findSigners } from "./signers.ts";
import { tellFilledFor, tellReopened } from "./tell.ts";

/**
 * Hands in one material. The assignment counts as 已报 only when every material is in, and signed off where that is
 * asked (a signer's own handing in is that); the first such moment is kept for ever. A signed report that is changed
 * stays 已报 while its new version waits for 审签. FORBIDDEN for others than the unit's contacts and head, CLOSED for what is not collected, INVALID_INPUT for
 * content that the material does not take.
 */
export async function submitMaterial(work: UnitOfWork, input: SubmitInput): Promise<SubmissionReceipt> {
  const { tx } = work;
  const { assignmentId, materialKey, content } = input;
  await tx.$queryRaw`SELECT "id" FROM "Assignment" WHERE "id" = ${assignmentId} FOR UPDATE`;
  const matter = await tx.assignment.findFirst({
    where: { id: assignmentId, obligation: { campaign: { orgId: work.orgId } } },
    include: matterInclude,
  });
  if (!matter) throw new AppError("NOT_FOUND", "这项报送任务已不存在，请发送 /报送 重新选择。");
  const { onBehalf } = await requireRight(work, matter, input.byPersonId);
  const earlier = await tx.submission.findUnique({
    where: { assignmentId_requestId: { assignmentId, requestId: input.requestId } },
  });
  if (earlier) return receiptOf(matter, earlier, true);
  requireCollected(matter);

  const [previous] = matter.submissions;
  const before = previous ? readHandedIn(previous.materials) : [];
  const definitions = await readDefinitions(tx, work.orgId);
  const asked = joinMaterials(askedOf(matter.obligation), before, definitions);
  const found = asked.find(({ key }) => key === materialKey);
  // Rows are written under the version by which they were checked, even where a newer one came in between.
  const material =
    found && content.kind === "rows"
      ? {
          ...found,
          definition: found.definition && definitions.at(found.definition.code, content.ledger.version),
        }
      : found;
  if (!material)
    throw new AppError("NOT_FOUND", `${assignmentCode(matter.number)}没有这份材料，请发送 /报送 核对编号。`);
  await requireFitting(work, matter, asked, material, content);

  const entry = entryOf(material, content);
  const { obligation } = matter;
  const signs = obligation.signOff && (await findSigners(work, matter)).includes(input.byPersonId);
  const { name: byName } = await tx.person.findUniqueOrThrow({ where: { id: input.byPersonId } });
  if (previous && material.handedIn?.hash === entry.hash && !asksAnew(previous, signs)) {
    const receipt = receiptOf(matter, previous, true);
    if (receipt.signing) await askToSign(work, matter, previous, byName);
    return receipt;
  }
  const materials = asked.flatMap(({ key, handedIn }) =>
    key === materialKey
      ? [{ ...entry, ...(onBehalf ? { filledBy: byName } : {}) }]
      : handedIn
        ? [handedIn]
        : [],
  );
  const gathered = materials.length === asked.length;
  // What answers an upper bureau counts when it is handed up, whatever of it lies ready.
  const complete = gathered && (signs || !obligation.signOff) && matter.upperId === null;
  const waits = gathered && obligation.signOff && !complete;
  const nil = isNil(asked, materials);
  const lateBy = waits ? 0 : latenessOf(matter, work.now, complete);
  const receiptNumber = await nextReceiptNumber(work);
  const submission = await tx.submission.create({
    data: {
      assignmentId,
      version: (previous?.version ?? 0) + 1,
      kind: nil ? "nil" : "report",
      complete,
      orgId: work.orgId,
      receiptNumber,
      requestId: input.requestId,
      contentHash: hashOf(materials.map(({ key, hash }) => [key, hash])),
      materials,
      channel: input.channel,
      onBehalf,
      unsigned: obligation.signOff && !complete,
      ...(signs && complete ? { signedById: input.byPersonId, signedAt: work.now } : {}),
      late: lateBy > 0,
      lateDays: lateBy,
      afterClosing: obligation.closedAt !== null && work.now >= obligation.closedAt,
      submittedById: input.byPersonId,
      submittedAt: work.now,
    },
  });
  if (previous) await carryRows(work, previous.id, submission.id, materialKey);
  const rows = await writeRows(work, {
    assignmentId,
    submissionId: submission.id,
    materialKey,
    ...rowsOf(material, content),
  });
  const state = complete
    ? await settle(work, matter, { at: work.now, lateBy, nil })
    : waits
      ? await sendToSign(work, matter)
      : matter.state;
  if (!obligation.signOff)
    await recordProblems(work, {
      campaignId: obligation.campaignId,
      // What the bureau fills in for its upper one is followed by the office that did.
      unitId: matter.upperId === null ? matter.unitId : matter.preparerId,
      assignmentId,
      materialKey,
      definition: content.kind === "rows" ? material.definition : null,
      rows,
    });
  else if (complete) await recordAllProblems(work, matter, (await readLatest(tx, assignmentId))!);
  await dropDraft(tx, {
    assignmentId,
    materialKey,
    // The page shows the draft that it hands in; a chat form has not seen what a colleague is filling in there.
    ...(input.channel === "page" ? {} : { savedById: input.byPersonId }),
  });
  work.audit({
    action: "submit",
    subject: `assignment:${assignmentId}`,
    before: { state: matter.state, version: previous?.version ?? 0 },
    after: {
      state,
      version: submission.version,
      receiptNumber,
      material: materialKey,
      kind: content.kind,
      channel: input.channel,
      hash: submission.contentHash,
      complete,
      lateDays: lateBy,
      ...(onBehalf ? { onBehalf } : {}),
    },
  });
  const made = { id: submission.id, version: submission.version, receiptNumber, byName };
  if (waits) await askToSign(work, { ...matter, state }, submission, byName);
  if (onBehalf) await tellFilledFor(work, matter, made);
  if (complete && matter.state === "accepted") await tellReopened(work, matter, made);
  return receiptOf({ ...matter, state }, submission, false, previous?.complete ?? false);
}

/** The same content counts as new where a signer confirms it, or where it was sent back unsigned. */
function asksAnew({ unsigned, signNote }: Submission, signs: boolean): boolean {
  return unsigned && (signs || signNote !== null);
}

/** What still is owed waits in 审签; what had been signed stays as it is until the new version is. */
async function sendToSign(work: UnitOfWork, { id, state }: Matter): Promise<AssignmentState> {
  if (state === "submitted" || state === "accepted") return state;
  await work.tx.assignment.update({ where: { id }, data: { state: "signing" } });
  return "signing";
}

function receiptOf(
  matter: Matter,
  submission: Submission,
  repeated: boolean,
  changed = false,
): SubmissionReceipt {
  const asked = askedOf(matter.obligation);
  const held = new Set(readHandedIn(submission.materials).map(({ key }) => key));
  const missing = asked.filter(({ key }) => !held.has(key)).map(({ name }) => name);
  return {
    submissionId: submission.id,
    receiptNumber: submission.receiptNumber,
    version: submission.version,
    repeated,
    complete: submission.complete,
    signing: submission.unsigned && submission.signNote === null && missing.length === 0,
    onBehalf: submission.onBehalf,
    handedIn: asked.length - missing.length,
    of: asked.length,
    missing,
    nil: submission.kind === "nil",
    late: submission.late,
    lateDays: submission.lateDays,
    afterClosing: submission.afterClosing,
    submittedAt: submission.submittedAt,
    changed,
    state: matter.state,
  };
}
