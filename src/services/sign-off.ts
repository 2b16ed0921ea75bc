// 审签: the unit's head (or the deputy over it) agrees to a report, which is handed in by that, or sends it back.
import { type Card, card } from "../chat/card.ts";
import type { Asker } from "../chat/context.ts";
import { unitsOf } from "../chat/context.ts";
import { assignmentCode, readCode } from "../domain/obligation.ts";
import { AppError } from "../errors.ts";
import { shorten } from "./campaigns/due-words.ts";
import { readDefinitions } from "./definitions.ts";
import { pageLink } from "./links.ts";
import { findHolders } from "./people.ts";
import { readLatest } from "./submissions/latest.ts";
import { askedOf, readHandedIn } from "./submissions/materials.ts";
import { type Matter, matterInclude, requireCollected } from "./submissions/matter.ts";
import { latenessOf, recordAllProblems, settle } from "./submissions/settle.ts";
import { findSigners, SIGNER_NAMES } from "./submissions/signers.ts";
import { tellReopened } from "./submissions/tell.ts";
import { formPath, matterName, momentWords, timelinessWords } from "./submissions/words.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

/** A report that waits for somebody's signature. */
export interface ToSign {
  code: string;
  unit: string;
  name: string;
  version: number;
  sentAt: Date;
}

/** What a signer decides; the version is the one that was seen, the latest where it is left out. */
export interface Signing {
  code: string;
  version?: number;
  signer: Asker;
}

/** What reading needs, in a unit of work or outside. */
export type Reading = Pick<UnitOfWork, "tx" | "today" | "orgId">;

type Latest = Matter["submissions"][number];

function waits({ obligation, submissions: [latest] }: Matter): boolean {
  return (
    latest?.unsigned === true &&
    latest.signNote === null &&
    readHandedIn(latest.materials).length === askedOf(obligation).length
  );
}

/** What waits for this person's signature, oldest first. */
export async function listToSign(work: Reading, asker: Asker): Promise<ToSign[]> {
  const units = unitsOf(asker, "head", "deputy").map(({ id }) => id);
  const matters = await work.tx.assignment.findMany({
    where: {
      preparerId: { in: units },
      state: { in: ["signing", "submitted", "accepted"] },
      obligation: { withdrawnAt: null, campaign: { orgId: work.orgId } },
      submissions: { some: { unsigned: true } },
    },
    include: matterInclude,
  });
  const list: ToSign[] = [];
  for (const matter of matters) {
    if (!waits(matter) || !(await findSigners(work, matter)).includes(asker.id)) continue;
    const [latest] = matter.submissions;
    list.push({
      code: assignmentCode(matter.number),
      unit: matter.unit.name,
      name: matterName({ what: matter.obligation.what, period: matter.period }),
      version: latest!.version,
      sentAt: latest!.submittedAt,
    });
  }
  return list.sort((a, b) => a.sentAt.getTime() - b.sentAt.getTime());
}

/** The card of what waits, with the buttons of the oldest. */
export function toSignCard(work: UnitOfWork, asker: Asker, list: readonly ToSign[]): Card {
  const [oldest] = list;
  if (!oldest) return card("没有待审签的报送");
  const value = `${oldest.code}v${oldest.version}`;
  return card(`待审签 ${list.length} 件`, {
    body: [
      ...list.map(
        ({ code, unit, name, sentAt }) =>
          `${code} ${unit}《${shorten(name, 24)}》，${momentWords(sentAt)}送签`,
      ),
      ...(list.length > 1 ? [`下面的按钮办理最早的一件 ${oldest.code}。`] : []),
    ],
    actions: [
      { action: "sign", label: "同意", value },
      { action: "sign-return", label: "退回修改", value },
      { action: "open", label: "查看内容", url: pageLink(work, asker.id, `/desk/sign/${oldest.code}`) },
    ],
  });
}

/** Locks the matter and makes sure that this person signs its latest version now. */
async function openMatter(work: UnitOfWork, input: Signing): Promise<{ matter: Matter; latest: Latest }> {
  const number = readCode(input.code)?.number ?? 0;
  await work.tx.$queryRaw`SELECT "id" FROM "Assignment" WHERE "number" = ${number} FOR UPDATE`;
  const matter = await work.tx.assignment.findFirst({
    where: { number, obligation: { campaign: { orgId: work.orgId } } },
    include: matterInclude,
  });
  const code = assignmentCode(number);
  if (!matter) throw new AppError("NOT_FOUND", `没有编号为${code}的报送，请发送 /审签 重新选择。`);
  const who = SIGNER_NAMES[matter.obligation.signOffBy];
  if (!(await findSigners(work, matter)).includes(input.signer.id))
    throw new AppError("FORBIDDEN", `${code}${matter.unit.name}的报送由该单位的${who}审签。`);
  requireCollected(matter);
  const [latest] = matter.submissions;
  if (!latest) throw new AppError("CONFLICT", `${code}还没有送审签。`);
  if (input.version !== undefined && input.version !== latest.version)
    throw new AppError("CONFLICT", `${code}已有第${latest.version}版，请发送 /审签 看新的一版。`);
  if (!latest.unsigned) throw new AppError("CONFLICT", `${code}第${latest.version}版已审签同意，不用再签。`);
  if (latest.signNote !== null)
    throw new AppError("CONFLICT", `${code}第${latest.version}版已退回修改，改好后会再送您审签。`);
  if (!waits(matter)) throw new AppError("CONFLICT", `${code}材料还没有交齐，交齐后再审签。`);
  return { matter, latest };
}

async function isSensitive(
  work: UnitOfWork,
  { obligation }: Matter,
  { materials }: Latest,
): Promise<boolean> {
  const { holdsSensitive } = await readDefinitions(work.tx, work.orgId);
  return obligation.level === "sensitive" || holdsSensitive(readHandedIn(materials));
}

async function contactsOf(work: UnitOfWork, { preparerId }: Matter): Promise<Set<string>> {
  const people = await findHolders(work.tx, [preparerId], ["contact"], work.today);
  return new Set(people.map(({ personId }) => personId));
}

/**
 * 同意: the report is handed in at this moment, on time or late by it. FORBIDDEN for others than its signer, CONFLICT
 * where there is nothing to sign or a newer version. Returns the sentence for the signer.
 */
export async function signReport(work: UnitOfWork, input: Signing): Promise<string> {
  const { tx, now } = work;
  const { matter, latest } = await openMatter(work, input);
  const { obligation, unit } = matter;
  const lateBy = latenessOf(matter, now, true);
  const afterClosing = obligation.closedAt !== null && now >= obligation.closedAt;
  await tx.submission.update({
    where: { id: latest.id },
    data: {
      complete: true,
      unsigned: false,
      signedById: input.signer.id,
      signedAt: now,
      submittedAt: now,
      late: lateBy > 0,
      lateDays: lateBy,
      afterClosing,
    },
  });
  const state = await settle(work, matter, { at: now, lateBy, nil: latest.kind === "nil" });
  await recordAllProblems(work, matter, (await readLatest(tx, matter.id))!);
  work.audit({
    action: "sign-off",
    subject: `assignment:${matter.id}`,
    before: { state: matter.state, sentAt: latest.submittedAt.toISOString() },
    after: { state, version: latest.version, receiptNumber: latest.receiptNumber, lateDays: lateBy },
  });
  const code = assignmentCode(matter.number);
  const name = shorten(matterName({ what: obligation.what, period: matter.period }), 30);
  const timeliness = timelinessWords({ lateDays: lateBy, afterClosing });
  for (const personId of await contactsOf(work, matter))
    work.send({
      to: { personId },
      payload: {
        text: `${code} ${unit.name}《${name}》${input.signer.name}已审签同意，报送成功。回执号${latest.receiptNumber}，${timeliness}。`,
      },
      dedupeKey: `signed:${latest.id}:${personId}`,
    });
  const { id, version, receiptNumber } = latest;
  if (matter.state === "accepted")
    await tellReopened(work, matter, { id, version, receiptNumber, byName: input.signer.name });
  return `${code} ${unit.name}《${name}》已审签同意并报送，回执号${latest.receiptNumber}，${timeliness}。已告知联系人。`;
}

/** 退回修改, with the reason: everything stays as filled in, and is owed as before. Returns the sentence for the signer. */
export async function sendBack(work: UnitOfWork, input: Signing & { note: string }): Promise<string> {
  const { tx } = work;
  const note = input.note.trim();
  if (note === "") throw new AppError("INVALID_INPUT", "退回修改要写明原因，对方才知道怎么改。");
  const { matter, latest } = await openMatter(work, input);
  await tx.submission.update({ where: { id: latest.id }, data: { signNote: note } });
  const before = matter.firstSubmittedAt === null ? ("open" as const) : ("returned" as const);
  const state = matter.state === "signing" ? before : matter.state;
  await tx.assignment.update({ where: { id: matter.id }, data: { state } });
  work.audit({
    action: "send-back",
    subject: `assignment:${matter.id}`,
    before: { state: matter.state },
    after: { state, version: latest.version, note },
  });
  const code = assignmentCode(matter.number);
  const { obligation, period, unit } = matter;
  const sensitive = await isSensitive(work, matter, latest);
  for (const personId of await contactsOf(work, matter))
    work.send({
      to: { personId },
      payload: {
        card: card(`审签退回修改：${shorten(matterName({ what: obligation.what, period }), 30)}`, {
          facts: [
            ["编号", code],
            ["单位", unit.name],
            ["审签人", input.signer.name],
          ],
          body: [
            sensitive ? "意见请打开网页查看。" : `意见：${note}`,
            "已填的内容全部保留，改好再交即再送审签。",
          ],
          actions: [
            { action: "amend", label: "改报", value: code },
            { action: "open", label: "网页修改", url: pageLink(work, personId, formPathOf(matter)) },
            { action: "ack", label: "收到" },
          ],
        }),
      },
      dedupeKey: `sent-back:${latest.id}:${personId}`,
    });
  return `${code} ${unit.name}已退回修改，已告知联系人。`;
}

function formPathOf({ number, obligation }: Matter): string {
  const [only, ...others] = askedOf(obligation);
  return only && others.length === 0 ? formPath({ number }, only) : `/form/${assignmentCode(number)}`;
}
