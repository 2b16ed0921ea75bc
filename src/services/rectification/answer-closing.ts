// The verbs behind /销号: an application, its signature, the decision on it, and what people hear.
import { randomUUID } from "node:crypto";
import { card } from "../../chat/card.ts";
import { type Asker, holds, type Reply, unitsOf } from "../../chat/context.ts";
import { AppError } from "../../errors.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { openDossier, own, read, refuseWords, show } from "./answer.ts";
import { agreeToClosing, applyForClosing, declineClosing } from "./apply.ts";
import { applicationsCard, BEHIND_LOGIN, openButton, ownCard } from "./cards.ts";
import { agreeToClaims } from "./claims.ts";
import { decideClosing } from "./decide.ts";
import type { ProblemDossier } from "./dossier.ts";
import { listApplications, listProblems } from "./find.ts";
import { problemPath } from "./tell.ts";

const STALE = "这张卡片已经失效，请发送 /整改 重新查看。";
const DECISION = /^(不同意|同意)[\s,，。:：]*([\s\S]*)$/u;

/** /销号: the applications that wait for the asker, one problem, an application or a decision typed in one line. */
export async function answerClose(work: UnitOfWork, asker: Asker, args: string): Promise<Reply[]> {
  if (args === "") return listClosing(work, asker);
  const dossier = await openDossier(work, asker, args);
  const { words } = read(args);
  const [, decision, note = ""] = DECISION.exec(words) ?? [];
  if (dossier.may.agree) {
    if (!decision) return [show(work, asker, dossier)];
    if (note !== "" && dossier.sensitive) return [refuseWords(work, asker, dossier)];
    return [await sign(work, asker, dossier, dossier.application, decision === "同意", note)];
  }
  if (dossier.may.decide && decision) {
    if (note !== "" && dossier.sensitive) return [refuseWords(work, asker, dossier)];
    return [await decide(work, asker, dossier, dossier.application, decision === "同意", note)];
  }
  if (!dossier.may.decide && unitsOf(asker, "contact", "head").some(({ id }) => id === dossier.unitId))
    return [await apply(work, asker, dossier, words)];
  return [show(work, asker, dossier)];
}

async function listClosing(work: UnitOfWork, asker: Asker): Promise<Reply[]> {
  const { tx, orgId } = work;
  const replies: Reply[] = [];
  const decides = holds(asker, "coordinator", "deputy");
  const list = decides ? await listApplications(tx, asker) : [];
  const unitIds = unitsOf(asker, "contact", "head").map(({ id }) => id);
  const scope = { unitIds, name: "" };
  const owed = await listProblems(tx, orgId, scope, { state: { not: "closed" } });
  if (decides && (list.length > 0 || owed.length === 0))
    replies.push(own({ card: applicationsCard(work, asker.id, list) }));
  if (owed.length > 0)
    replies.push(
      own({
        text: `申请销号请发送：/销号 编号 整改结果，如 /销号 ${owed[0]!.code} 已全部整改到位；敏感事项请在网页申请。`,
        card: ownCard(work, asker.id, owed),
      }),
    );
  return replies.length > 0 ? replies : [own({ text: "您单位没有未销号的问题。" })];
}

async function apply(
  work: UnitOfWork,
  asker: Asker,
  dossier: ProblemDossier,
  result: string,
): Promise<Reply> {
  if (result !== "" && dossier.sensitive) return refuseWords(work, asker, dossier);
  const { code } = dossier;
  if (dossier.may.apply && result === "" && !dossier.hasProgress)
    return own({
      card: card(`申请销号 ${code}`, {
        body: [
          `${code}还没有${dossier.refusedOn ? "新的" : ""}整改进展，请先报进展，或者写明整改结果再申请。`,
          dossier.sensitive ? BEHIND_LOGIN : `可发送：/销号 ${code} 整改结果`,
        ],
        actions: [openButton(work, asker.id, problemPath(dossier))],
      }),
    });
  const requestId = `chat:${randomUUID()}`;
  await applyForClosing(work, asker, { problemId: dossier.id, result, requestId });
  const now = await openDossier(work, asker, dossier.fullCode);
  const text =
    now.state === "signing"
      ? `${code} 已申请销号，已请单位负责人审签，同意后由${now.decider}验收。`
      : `${code} 已申请销号，由${now.decider}验收。`;
  return show(work, asker, now, text);
}

/** The button 「申请销号」. */
export async function answerApply(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  return apply(work, asker, await openDossier(work, asker, value), "");
}

/** 「202301-W12@3」: the problem and the application that the card showed. */
function readApplication(value: string): { code: string; application: number } | null {
  const match = /^(.+)@(\d{1,6})$/.exec(value);
  return match && { code: match[1]!, application: Number(match[2]) };
}

/** Acts on the application that a card showed; a card of before applications had numbers says so. */
async function onShown(
  work: UnitOfWork,
  asker: Asker,
  value: string,
  act: (dossier: ProblemDossier, application: number) => Promise<Reply> | Reply,
): Promise<Reply> {
  const shown = readApplication(value);
  if (!shown) return own({ text: STALE });
  return act(await openDossier(work, asker, shown.code), shown.application);
}

/** The button 「同意申请」 of the unit's head. */
export function answerAgree(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  return onShown(work, asker, value, (dossier, application) =>
    sign(work, asker, dossier, application, true, ""),
  );
}

async function sign(
  work: UnitOfWork,
  asker: Asker,
  { id, code, fullCode, decider }: ProblemDossier,
  application: number,
  agrees: boolean,
  note: string,
): Promise<Reply> {
  const input = { problemId: id, application, requestId: `chat:${randomUUID()}` };
  const { repeated } = agrees
    ? await agreeToClosing(work, asker, input)
    : await declineClosing(work, asker, { ...input, note });
  const text = repeated
    ? `${code} 的申请此前已同意。`
    : agrees
      ? `已同意 ${code} 申请销号，已送${decider}验收。`
      : `${code} 已退回继续整改，已告知联系人。`;
  return show(work, asker, await openDossier(work, asker, fullCode), text);
}

/** The button 「全部同意」 on what a report's rows claim. */
export async function answerAgreeClaims(work: UnitOfWork, asker: Asker, code: string): Promise<Reply> {
  return own({ text: await agreeToClaims(work, asker, code) });
}

/** The button 「不同意」 of the unit's head asks why, which a button can't carry. */
export function askWhyNotSign(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  return onShown(work, asker, value, (dossier) => {
    if (!dossier.may.agree)
      throw new AppError("CONFLICT", `${dossier.code}现在是${dossier.status}，没有等您审签的销号申请。`);
    return whyCard(work, asker, dossier, `不同意 ${dossier.code} 申请销号`, "还有两处没有改到位");
  });
}

/** The button 「同意销号」. */
export function answerAcceptClosing(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  return onShown(work, asker, value, (dossier, application) =>
    decide(work, asker, dossier, application, true, ""),
  );
}

async function decide(
  work: UnitOfWork,
  asker: Asker,
  dossier: ProblemDossier,
  application: number,
  accepted: boolean,
  note: string,
): Promise<Reply> {
  const requestId = `chat:${randomUUID()}`;
  const { problem } = await decideClosing(work, asker, {
    problemId: dossier.id,
    application,
    accepted,
    note,
    requestId,
  });
  const said = !accepted
    ? "已退回继续整改"
    : problem.state === "closed"
      ? "已销号"
      : "内部验收通过，转为已整改待上级验收；上级验收结论到达后请打开网页登记";
  const left = await listApplications(work.tx, asker);
  return own({
    text: `${problem.code} ${problem.unit}${said}，已告知该单位。`,
    ...(left.length > 0 ? { card: applicationsCard(work, asker.id, left) } : {}),
  });
}

/** The button 「不同意」 asks why, which a button can't carry. */
export function askWhyNot(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  return onShown(work, asker, value, (dossier) => {
    if (!dossier.may.decide)
      throw new AppError("CONFLICT", `${dossier.code}现在是${dossier.status}，没有等您验收的销号申请。`);
    return whyCard(work, asker, dossier, `不同意销号 ${dossier.code}`, "佐证不全，缺整改后的照片");
  });
}

function whyCard(
  work: UnitOfWork,
  asker: Asker,
  dossier: ProblemDossier,
  title: string,
  example: string,
): Reply {
  return own({
    card: card(title, {
      body: dossier.sensitive
        ? ["请打开网页写明原因。", BEHIND_LOGIN]
        : [`请写明原因，发送：/销号 ${dossier.code} 不同意 ${example}`],
      actions: [openButton(work, asker.id, problemPath(dossier))],
    }),
  });
}
