// The verbs behind /审核, /退回 and the buttons of a review: a verdict, and what the reviewer hears.
import { type Card, card } from "../../chat/card.ts";
import type { Asker, Reply } from "../../chat/context.ts";
import { formatDay } from "../../domain/day.ts";
import { AppError } from "../../errors.ts";
import { pageLink } from "../links.ts";
import { clip, sayInstant } from "../progress/words.ts";
import { acceptAll, type Reviewed, reviewSubmission } from "../reviews.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { dossierCard, PASSING_CLOSES, pendingCard, readReviewValue } from "./cards.ts";
import { readDossier } from "./dossier.ts";
import { VERDICT_NAMES, type Verdict } from "./matter.ts";
import { findPending } from "./pending.ts";

const STALE = "这张卡片已经失效，请发送 /审核 重新查看。";

/** The card of what waits. */
export async function answerPending(work: UnitOfWork, asker: Asker): Promise<Reply> {
  return { to: "asker", card: pendingCard(work, asker.id, await findPending(work.tx, asker)) };
}

/** The card of one report. */
export async function answerDossier(work: UnitOfWork, asker: Asker, code: string): Promise<Reply> {
  return { to: "asker", card: dossierCard(work, asker.id, await readDossier(work.tx, work, asker, code)) };
}

/** A verdict typed with its reason: on the version that is the latest now. */
export async function answerVerdict(
  work: UnitOfWork,
  asker: Asker,
  code: string,
  verdict: Verdict,
  note: string,
): Promise<Reply> {
  const dossier = await readDossier(work.tx, work, asker, code);
  const version = dossier.versions[0]?.version ?? 0;
  return give(work, asker, { assignmentId: dossier.assignmentId, version, verdict, note });
}

/** The button 「通过」: on the version that its card showed. */
export async function answerAccept(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  const read = readReviewValue(value);
  if (!read) return { to: "asker", text: STALE };
  const { assignmentId } = await readDossier(work.tx, work, asker, read.code);
  return give(work, asker, { assignmentId, version: read.version, verdict: "accepted", note: "" });
}

async function give(
  work: UnitOfWork,
  asker: Asker,
  given: { assignmentId: string; version: number; verdict: Verdict; note: string },
): Promise<Reply> {
  const reviewed = await reviewSubmission(work, { ...given, reviewer: asker });
  const left = await findPending(work.tx, asker);
  const text = verdictWords(reviewed);
  return { to: "asker", text, ...(left.length > 0 ? { card: pendingCard(work, asker.id, left) } : {}) };
}

function verdictWords({ code, unit, what, verdict, dueOn, repeated }: Reviewed): string {
  const until = verdict === "returned" && dueOn ? `，新的期限${formatDay(dueOn)}` : "";
  const told = repeated ? "(先前已办)" : "，已告知该单位";
  return `${code} ${unit}《${clip(what)}》已${verdict === "doubted" ? "标为" : ""}${VERDICT_NAMES[verdict]}${until}${told}。`;
}

/** The buttons 「退回」 and 「待核实」 ask for the reason, which a button can't carry. */
export async function askReason(
  work: UnitOfWork,
  asker: Asker,
  value: string,
  verdict: "returned" | "doubted",
): Promise<Reply> {
  const read = readReviewValue(value);
  if (!read) return { to: "asker", text: STALE };
  const { code, unit, returnDueOn } = await readDossier(work.tx, work, asker, read.code);
  const typed =
    verdict === "returned" ? `/退回 ${code} 完成时限与方案不一致` : `/审核 ${code} 待核实 案卷数与上月不符`;
  return {
    to: "asker",
    card: card(`${VERDICT_NAMES[verdict]} ${code} ${unit}`, {
      body: [
        `请写明原因，发送：${typed}`,
        ...(verdict === "returned" ? [`新的期限为${formatDay(returnDueOn)}；要改期限的，请打开网页。`] : []),
        "要逐栏批注的，请打开网页。",
      ],
      actions: [{ action: "open", label: "打开", url: pageLink(work, asker.id, `/review/${code}`) }],
    }),
  };
}

/** 「A12@1689132000000」: the matter and period of A12, as they stood at that instant. */
function readTogether(value: string): { code: string; asOf: Date } | null {
  const match = /^(A\d{1,8})@(\d{1,15})$/.exec(value);
  return match ? { code: match[1]!, asOf: new Date(Number(match[2])) } : null;
}

async function findTogether(work: UnitOfWork, asker: Asker, value: string) {
  const read = readTogether(value);
  if (!read) throw new AppError("NOT_FOUND", STALE);
  const list = await findPending(work.tx, asker);
  const one = list.find(({ code }) => code === read.code);
  const together = list.filter(
    ({ obligationId, period, inDoubt, unsigned, submittedAt }) =>
      obligationId === one?.obligationId &&
      period === one.period &&
      !inDoubt &&
      !unsigned &&
      submittedAt <= read.asOf,
  );
  if (!one || together.length === 0)
    throw new AppError("CONFLICT", "这项的报送已有人审核，请发送 /审核 重新查看。");
  return { one, together, asOf: read.asOf };
}

/** 「全部通过」 asks once more, with the names of the units. */
export async function confirmAll(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  const { one, together } = await findTogether(work, asker, value);
  return { to: "asker", card: confirmCard(value, one, together) };
}

function confirmCard(
  value: string,
  { what, period }: { what: string; period: string },
  together: readonly { unit: string; submittedAt: Date; claims: string | null }[],
): Card {
  return card(`全部通过 ${together.length} 件？`, {
    facts: [["事项", `${clip(what)}${period ? `(${period})` : ""}`]],
    body: [
      ...together.map(
        ({ unit, submittedAt, claims }) =>
          `${unit}，${sayInstant(submittedAt)}${claims ? `，${claims}` : ""}`,
      ),
      ...(together.some(({ claims }) => claims) ? [PASSING_CLOSES] : []),
    ],
    actions: [{ action: "accept-all-confirmed", label: "确认全部通过", value }],
  });
}

/** 「确认全部通过」: what was shown and is still waiting. */
export async function answerAcceptAll(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  const { one, asOf } = await findTogether(work, asker, value);
  const { obligationId, period } = one;
  const count = await acceptAll(work, { obligationId, period, asOf, reviewer: asker });
  const left = await findPending(work.tx, asker);
  return {
    to: "asker",
    text: `已通过${count}件，已告知各单位。`,
    ...(left.length > 0 ? { card: pendingCard(work, asker.id, left) } : {}),
  };
}
