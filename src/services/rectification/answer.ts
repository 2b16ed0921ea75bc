// The verbs behind /整改 and the buttons of a problem's cards, and what people hear.
import { randomUUID } from "node:crypto";
import { card } from "../../chat/card.ts";
import { type Asker, holds, type Reply, unitsOf } from "../../chat/context.ts";
import { readProblemWords } from "../../domain/problem.ts";
import { AppError } from "../../errors.ts";
import { scopeOf, WHOLE } from "../progress/scope.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { BEHIND_LOGIN, openButton, ownCard, problemCard, standingCard, standingWords } from "./cards.ts";
import { type ProblemDossier, readProblemDossier } from "./dossier.ts";
import { listApplications, listProblems, readStanding } from "./find.ts";
import { addProgress } from "./progress.ts";
import { problemPath } from "./tell.ts";

/** An answer to the asker alone. */
export const own = (reply: Omit<Reply, "to">): Reply => ({ to: "asker", ...reply });

/** The problem that the words begin with; NOT_FOUND with how to write it. */
export function read(text: string): NonNullable<ReturnType<typeof readProblemWords>> {
  const found = readProblemWords(text);
  if (found) return found;
  throw new AppError(
    "NOT_FOUND",
    `没有看懂编号“${text.slice(0, 20)}”，请写成 W12 的样子，如 /整改 W12。发送 /整改 可查看清单。`,
  );
}

/** The problem that the words begin with, as far as the asker may see it. */
export const openDossier = (work: UnitOfWork, asker: Asker, text: string): Promise<ProblemDossier> =>
  readProblemDossier(work.tx, asker, read(text).code);

/** A problem's card. */
export function show(work: UnitOfWork, asker: Asker, dossier: ProblemDossier, text?: string): Reply {
  return own({ ...(text ? { text } : {}), card: problemCard(work, asker.id, dossier) });
}

/** /整改 without words: what is owed to its unit, how all stand to those who oversee. */
export async function answerList(work: UnitOfWork, asker: Asker): Promise<Reply[]> {
  const { tx, orgId, today } = work;
  const replies: Reply[] = [];
  if (holds(asker, "coordinator", "director", "deputy", "auditor")) {
    const scope = scopeOf(asker);
    const standing = await readStanding(tx, { orgId, scope, today });
    const applications = (await listApplications(tx, asker)).length;
    const directs = holds(asker, "coordinator");
    const input = { name: scope.name, standing, applications, directs };
    replies.push(own({ card: standingCard(work, asker.id, input) }));
  }
  const unitIds = unitsOf(asker, "contact", "head").map(({ id }) => id);
  if (unitIds.length > 0) {
    const list = await listProblems(tx, orgId, { unitIds, name: "" }, { state: { not: "closed" } });
    if (list.length > 0) replies.push(own({ card: ownCard(work, asker.id, list) }));
    else if (replies.length === 0) replies.push(own({ text: "您单位没有未销号的问题。" }));
  }
  return replies.length > 0 ? replies : [own({ text: "目前没有与您有关的问题整改事项。" })];
}

/** In a group, counts only, and only where the asker sees all. */
export async function answerGroup(work: UnitOfWork, asker: Asker): Promise<Reply> {
  const { tx, orgId, today } = work;
  if (scopeOf(asker).unitIds !== null) return { to: "here", text: "已单独回复您，请到与我的单聊中查看。" };
  const words = standingWords(await readStanding(tx, { orgId, scope: WHOLE, today }));
  return { to: "here", text: `${words}明细已单独发给提问人。` };
}

/** /整改 W12, or with words behind it: progress. Contents that stay behind the login are not taken in the chat. */
export async function answerRectify(work: UnitOfWork, asker: Asker, args: string): Promise<Reply> {
  const { words } = read(args);
  const dossier = await openDossier(work, asker, args);
  if (words === "") return show(work, asker, dossier);
  if (dossier.sensitive) return refuseWords(work, asker, dossier);
  const requestId = `chat:${randomUUID()}`;
  await addProgress(work, asker, { problemId: dossier.id, note: words, requestId });
  return show(
    work,
    asker,
    await openDossier(work, asker, dossier.fullCode),
    `已记入 ${dossier.code} 的整改进展。`,
  );
}

/** Contents that stay behind the login were typed in the chat. */
export function refuseWords(work: UnitOfWork, asker: Asker, { code, ...dossier }: ProblemDossier): Reply {
  return own({
    card: card(`问题 ${code}`, {
      body: [BEHIND_LOGIN, "刚才写的内容没有记入，请打开网页填写。"],
      actions: [openButton(work, asker.id, problemPath(dossier))],
    }),
  });
}

/** The button of one problem. */
export async function answerProblemCard(work: UnitOfWork, asker: Asker, value: string): Promise<Reply> {
  return show(work, asker, await openDossier(work, asker, value));
}
