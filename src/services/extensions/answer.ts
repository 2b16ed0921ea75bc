// What a person reads of extensions: those that wait for an answer, those of the own units, the last ones of a lead unit.
import { type Card, card } from "../../chat/card.ts";
import { type Asker, type Reply, unitsOf } from "../../chat/context.ts";
import { formatDay } from "../../domain/day.ts";
import { assignmentCode, readCode } from "../../domain/obligation.ts";
import type { Extension, ExtensionState, Prisma } from "../../store/generated/client.ts";
import { cutLines } from "../campaigns/due-words.ts";
import { namesOf } from "../reviews/matter.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import { askingCard, extensionFacts } from "./tell.ts";

const include = {
  assignment: { include: { unit: true, obligation: { include: { campaign: true } } } },
} satisfies Prisma.ExtensionInclude;

type Listed = Prisma.ExtensionGetPayload<{ include: typeof include }>;

/** How an extension stands. */
export const EXTENSION_STATES: Readonly<Record<ExtensionState, string>> = {
  asked: "等单位负责人同意",
  agreed: "等分管领导批准",
  declined: "单位负责人不同意",
  granted: "已批准",
  refused: "未批准",
};

const MOST_CARDS = 3;
const MOST_LINES = 10;

/** How one asks. */
export const EXTENSION_USAGE =
  "申请延期请写明编号、延到哪天和原因，例如：/延期 A12 7月31日 案卷较多、需逐卷核对。先由本单位负责人同意，再由牵头科室的分管领导批准。";

async function find(work: UnitOfWork, states: ExtensionState[]): Promise<Listed[]> {
  return work.tx.extension.findMany({
    where: {
      state: { in: states },
      assignment: { obligation: { campaign: { orgId: work.orgId } } },
    },
    include,
    orderBy: { number: "desc" },
    take: MOST_LINES * 5,
  });
}

/** What waits for this person's answer: as head of the unit, or as deputy over the lead unit. */
async function findWaiting(work: UnitOfWork, asker: Asker): Promise<Listed[]> {
  const heads = unitsOf(asker, "head").map(({ id }) => id);
  const oversees = unitsOf(asker, "deputy").map(({ id }) => id);
  const list = await find(work, ["asked", "agreed"]);
  return list.filter(({ state, assignment }) =>
    state === "asked"
      ? heads.includes(assignment.unitId)
      : oversees.includes(assignment.obligation.campaign.leadUnitId),
  );
}

/** The extension of an assignment that waits for this person, or null. */
export async function findWaitingOf(work: UnitOfWork, asker: Asker, code: string): Promise<Extension | null> {
  const number = readCode(code)?.number;
  return (await findWaiting(work, asker)).find(({ assignment }) => assignment.number === number) ?? null;
}

/** `/延期` alone: cards to answer first, then the extensions that this person may see, and how to ask for one. */
export async function answerExtensions(work: UnitOfWork, asker: Asker): Promise<Reply[]> {
  const waiting = await findWaiting(work, asker);
  const own = unitsOf(asker, "contact", "head").map(({ id }) => id);
  const leads = unitsOf(asker, "coordinator", "deputy").map(({ id }) => id);
  const seen = (await find(work, ["asked", "agreed", "granted", "refused", "declined"])).filter(
    ({ id, state, assignment: { unitId, obligation } }) =>
      !waiting.some((one) => one.id === id) &&
      (own.includes(unitId) ||
        // What its head has not let through is the unit's own affair.
        (leads.includes(obligation.campaign.leadUnitId) && state !== "asked" && state !== "declined")),
  );
  const names = await namesOf(
    work.tx,
    waiting.map(({ askedById }) => askedById),
  );
  const cards = waiting.slice(0, MOST_CARDS).map((extension): Card => {
    const head = extension.state === "asked";
    const facts = extensionFacts(extension.assignment, extension, names.get(extension.askedById) ?? "");
    return askingCard(`延期申请，请您${head ? "同意" : "批准"}`, facts, extension.number, head);
  });
  const lines = seen.map(
    ({ assignment, fromDueOn, dueOn, state }) =>
      `${assignmentCode(assignment.number)} ${assignment.unit.name}：${formatDay(fromDueOn)}→${formatDay(dueOn)}，${EXTENSION_STATES[state]}`,
  );
  const overview = card(lines.length > 0 ? "延期申请" : "没有其他延期申请", {
    body: [...cutLines(lines, MOST_LINES), ...(own.length > 0 ? [EXTENSION_USAGE] : [])],
  });
  if (cards.length > 0 && lines.length === 0) return cards.map((each) => ({ card: each }));
  return [...cards.map((each) => ({ card: each })), { card: overview }];
}
