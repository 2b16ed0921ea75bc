// The verbs behind /上报 and its buttons for reports that go up inside this deployment.
import type { Asker, Reply } from "../../chat/context.ts";
import { assignmentCode, readCode } from "../../domain/obligation.ts";
import { AppError } from "../../errors.ts";
import { pageLink } from "../links.ts";
import { asAsker } from "../people.ts";
import { reviewSubmission } from "../reviews.ts";
import { momentWords } from "../submissions/words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { type Collected, readCollected, requireCollected } from "./collected.ts";
import { findHandingSigners, type HandedUp, handUp, whoHandsUp } from "./hand-up.ts";
import { readPassedOn } from "./returns.ts";
import { proposeSums } from "./sums.ts";
import { handUpValue, previewCard, sayUpwardName } from "./words.ts";

/** The card of what would go up. */
export async function answerPreview(
  work: UnitOfWork,
  asker: Asker,
  code: string,
  note?: string,
): Promise<Reply> {
  const collected = await requireCollected(work.tx, asker, code);
  return { to: "asker", card: await previewCard(work, asker, collected, note) };
}

/** 「A45 工作方案已报海原省应急管理厅，按时，回执号…」. */
export function sayHandedUp({ collected, receiptNumber, version, repeated, lateDays }: HandedUp): string {
  const late = lateDays > 0 ? `，逾期${lateDays}天` : "，按时";
  return `${repeated ? "内容没有变动，先前已报：" : "已上报："}${sayUpwardName(collected)}报${collected.upper.name}，第${version}版${late}，回执号${receiptNumber}。`;
}

/** The button 「上报」: what its card showed, else the card as it is now. */
export async function answerHandUp(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  const [code = "", shown = ""] = value.split("@");
  const collected = await requireCollected(work.tx, asker, code);
  if (handUpValue(collected) !== `${collected.code}@${shown}`)
    return answerPreview(work, asker, code, "各单位或本局的材料刚有变动，请看过新的内容再上报。");
  const done = await handUp(work, asker, { code, print: collected.print });
  return { to: "asker", text: sayHandedUp(done) };
}

/** The button 「请领导审签」: who signs for the bureau gets the card with the button that hands it up. */
export async function answerAskHandUp(work: UnitOfWork, asker: Asker, code: string): Promise<Reply> {
  const collected = await requireCollected(work.tx, asker, code);
  const signers = await findHandingSigners(work, collected);
  if (signers.length === 0)
    return { to: "asker", text: `没有${whoHandsUp(collected)}，请先在名册中补上，再请其报出。` };
  for (const personId of signers) {
    const signer = await asAsker(work.tx, personId, work.today);
    if (!signer) continue;
    work.send({
      to: { personId },
      payload: { card: await previewCard(work, signer, collected, `${asker.name}请您审签后报出。`) },
      dedupeKey: `ask-hand-up:${collected.assignmentId}:${collected.print}:${personId}`,
    });
  }
  return { to: "asker", text: `已请${whoHandsUp(collected)}审签${sayUpwardName(collected)}，同意即报出。` };
}

/** The button 「按合计预填」. */
export async function answerSums(work: UnitOfWork, asker: Asker, code: string): Promise<Reply> {
  const collected = await requireCollected(work.tx, asker, code);
  const { key, name } = await proposeSums(work, asker, collected);
  const url = pageLink(work, asker.id, `/form/${collected.code}-${key}`);
  return {
    to: "asker",
    card: {
      title: `已按各单位合计预填：${name}`,
      facts: [],
      body: "只是草稿，还没有提交。请打开核对数字，补上主要做法等文字后提交，再发送 /上报 报出。",
      actions: [{ action: "open", label: "去核对", url }],
    },
  };
}

/** The button 「转退」 (「A45@A52」): the upper bureau's return goes on to the unit, notes on its own rows. */
export async function answerPassReturn(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  const [code = "", part = ""] = value.split("@");
  const collected = await requireCollected(work.tx, asker, code);
  return { to: "asker", text: await passReturn(work, asker, collected, part) };
}

/** Passes a return on and says so; FORBIDDEN for others than who reviews the unit. */
export async function passReturn(
  work: UnitOfWork,
  asker: Asker,
  collected: Collected,
  partCode: string,
): Promise<string> {
  const number = readCode(partCode)?.number ?? 0;
  const { assignmentId, note, fieldNotes } = await readPassedOn(work.tx, collected, number);
  const latest = await work.tx.submission.findFirst({
    where: { assignmentId },
    orderBy: { version: "desc" },
    select: { version: true, submittedAt: true },
  });
  if (!latest) throw new AppError("CONFLICT", `${assignmentCode(number)}还没有报送，无从退回。`);
  const done = await reviewSubmission(work, {
    assignmentId,
    version: latest.version,
    reviewer: asker,
    verdict: "returned",
    note,
    fieldNotes,
  });
  return `${done.code} ${done.unit}已转退(${momentWords(latest.submittedAt)}报的第${latest.version}版)，上级的意见${fieldNotes.length > 0 ? `和${fieldNotes.length}条批注` : ""}已告知该单位。`;
}

/** The upward report, where it answers an upper bureau of this deployment. */
export async function findAnswer(work: UnitOfWork, assignmentId: string): Promise<Collected | null> {
  return readCollected(work.tx, work.orgId, { assignmentId });
}

/** Of these upward reports, the numbers of those that answer an upper bureau and are still owed, in the same order. */
export async function listAnswers(
  work: UnitOfWork,
  matters: readonly { assignment: number }[],
): Promise<Set<number>> {
  const numbers = matters.map(({ assignment }) => assignment);
  const rows = await work.tx.assignment.findMany({
    where: { number: { in: numbers }, upperId: { not: null }, state: { not: "accepted" } },
    select: { number: true },
  });
  const owed = new Set(rows.map(({ number }) => number));
  return new Set(numbers.filter((number) => owed.has(number)));
}
