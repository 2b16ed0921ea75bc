// Who hears of a problem's turn: its unit in one card, whoever decides on its closure, the head who is to agree.
import { type CardAction, card } from "../../chat/card.ts";
import type { Role } from "../../domain/roles.ts";
import { pageLink } from "../links.ts";
import { findHolders } from "../people.ts";
import { clip } from "../progress/words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { deadlineWords, type ProblemView } from "./problem.ts";

/** What a message about a problem says; `lines` are left out of the chat where contents stay behind the login. */
export interface ProblemNews {
  /** The entry it is about: told once. */
  entryId: string;
  title: string;
  /** Said in every case. */
  body?: readonly string[];
  /** Contents. */
  lines?: readonly string[];
  actions?: readonly CardAction[];
}

/** The path of a problem's page. */
export function problemPath({ fullCode }: Pick<ProblemView, "fullCode">): string {
  return `/problem/${fullCode}`;
}

/** Number, unit, state and deadline, and what it is about unless that stays behind the login. */
export function problemFacts(problem: ProblemView, today: string): [string, string][] {
  return [
    ["编号", problem.code],
    ["单位", problem.unit],
    ["状态", problem.status],
    ["期限", deadlineWords(problem, today)],
    ...(problem.sensitive ? [] : ([["问题", clip(problem.description, 60)]] as [string, string][])),
  ];
}

async function send(
  work: UnitOfWork,
  problem: ProblemView,
  to: { unitId: string; roles: readonly Role[] },
  news: ProblemNews,
): Promise<void> {
  const holders = await findHolders(work.tx, [to.unitId], to.roles, work.today);
  const { sensitive } = problem;
  for (const personId of new Set(holders.map((holder) => holder.personId)))
    work.send({
      to: { personId },
      payload: {
        card: card(`${news.title} ${problem.code}`, {
          facts: problemFacts(problem, work.today),
          body: [
            ...(news.body ?? []),
            ...(sensitive ? [] : (news.lines ?? [])),
            ...(sensitive && (news.lines?.length ?? 0) > 0 ? ["具体内容请打开网页查看。"] : []),
          ],
          actions: [
            ...(news.actions ?? []),
            { action: "open", label: "打开", url: pageLink(work, personId, problemPath(problem)) },
            { action: "ack", label: "收到" },
          ],
        }),
      },
      dedupeKey: `problem:${news.entryId}:${to.roles.join("+")}:${personId}`,
    });
}

/** Its unit's contacts and head, one card each. */
export function tellUnit(work: UnitOfWork, problem: ProblemView, news: ProblemNews): Promise<void> {
  return send(work, problem, { unitId: problem.unitId, roles: ["contact", "head"] }, news);
}

/** Who signs for its unit alone: its head, or the deputy over it. */
export function tellSigner(
  work: UnitOfWork,
  problem: ProblemView,
  role: Role,
  news: ProblemNews,
): Promise<void> {
  return send(work, problem, { unitId: problem.unitId, roles: [role] }, news);
}

/** Whoever decides on its closure: the lead unit's coordinator, or its deputy on the lead unit's own. */
export function tellDecider(work: UnitOfWork, problem: ProblemView, news: ProblemNews): Promise<void> {
  const role = problem.unitId === problem.leadUnitId ? ("deputy" as const) : ("coordinator" as const);
  return send(work, problem, { unitId: problem.leadUnitId, roles: [role] }, news);
}
