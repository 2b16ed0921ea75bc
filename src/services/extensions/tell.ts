// Who hears what of an extension: heads and deputies are asked, the unit and the coordinator are told the end.
import { type Card, card } from "../../chat/card.ts";
import { type Day, formatDay, weekdayName } from "../../domain/day.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import type { Extension } from "../../store/generated/client.ts";
import { shorten } from "../campaigns/due-words.ts";
import { findHolders } from "../people.ts";
import { matterName } from "../submissions/words.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { ExtensibleMatter } from "./matter.ts";

function dayWords(day: Day): string {
  return `${formatDay(day)}(${weekdayName(day)})`;
}

/** What is asked, as facts of a card. */
export function extensionFacts(
  matter: Pick<ExtensibleMatter, "number" | "unit" | "obligation" | "period">,
  { fromDueOn, dueOn, ground, afterDue }: Extension,
  askedBy: string,
): [string, string][] {
  const { unit, obligation, period } = matter;
  return [
    ["编号", assignmentCode(matter.number)],
    ["单位", unit.name],
    ["事项", shorten(matterName({ what: obligation.what, period }), 40)],
    ["原期限", `${dayWords(fromDueOn)}${afterDue ? "(申请时已过)" : ""}`],
    ["申请延至", dayWords(dueOn)],
    ["原因", ground],
    ["申请人", askedBy],
  ];
}

async function nameOf(work: UnitOfWork, id: string | null): Promise<string> {
  const person = id ? await work.tx.person.findUnique({ where: { id }, select: { name: true } }) : null;
  return person?.name ?? "";
}

/** The card on which a head or deputy answers; the buttons carry the extension's number. */
export function askingCard(title: string, facts: [string, string][], number: number, head: boolean): Card {
  return card(title, {
    facts,
    body: head
      ? "同意后报牵头科室的分管领导批准。"
      : "批准后只改这个单位的期限，该单位和牵头科室会收到通知。",
    actions: [
      { action: "extend-yes", label: head ? "同意" : "批准", value: String(number) },
      { action: "extend-no", label: head ? "不同意" : "不批准", value: String(number) },
    ],
  });
}

/** The unit's heads are asked to agree. */
export async function tellHeads(
  work: UnitOfWork,
  matter: ExtensibleMatter,
  extension: Extension,
  headIds: readonly string[],
): Promise<void> {
  const facts = extensionFacts(matter, extension, await nameOf(work, extension.askedById));
  for (const personId of headIds)
    work.send({
      to: { personId },
      payload: { card: askingCard("延期申请，请您同意", facts, extension.number, true) },
      dedupeKey: `extension:${extension.id}:head:${personId}`,
    });
}

/** The deputies over the lead unit are asked to decide. */
export async function tellAsked(
  work: UnitOfWork,
  matter: ExtensibleMatter,
  extension: Extension,
): Promise<void> {
  const head = await nameOf(work, extension.headId);
  const facts: [string, string][] = [
    ...extensionFacts(matter, extension, await nameOf(work, extension.askedById)),
    ["单位负责人", `${head}同意${extension.headNote ? `：${extension.headNote}` : ""}`],
  ];
  const { leadUnitId } = matter.obligation.campaign;
  const deputies = await findHolders(work.tx, [leadUnitId], ["deputy"], work.today);
  for (const personId of new Set(deputies.map((holder) => holder.personId)))
    work.send({
      to: { personId },
      payload: { card: askingCard("延期申请，请您批准", facts, extension.number, false) },
      dedupeKey: `extension:${extension.id}:deputy:${personId}`,
    });
}

/** The unit's contacts and head, whoever asked, and the lead unit's coordinators once it has come that far. */
async function audienceOf(
  work: UnitOfWork,
  matter: ExtensibleMatter,
  extension: Extension,
): Promise<Set<string>> {
  const { leadUnitId } = matter.obligation.campaign;
  const own = await findHolders(work.tx, [matter.unitId], ["contact", "head"], work.today);
  const lead = await findHolders(work.tx, [leadUnitId], ["coordinator"], work.today);
  return new Set([extension.askedById, ...[...own, ...lead].map(({ personId }) => personId)]);
}

/** Granted: the new day, and that reminders follow it. */
export async function tellDecided(
  work: UnitOfWork,
  matter: ExtensibleMatter,
  extension: Extension,
  byName: string,
  note: string,
): Promise<void> {
  const code = assignmentCode(matter.number);
  const { fromDueOn, dueOn, ground, id } = extension;
  for (const personId of await audienceOf(work, matter, extension))
    work.send({
      to: { personId },
      payload: {
        card: card(`已批准延期 ${code}`, {
          facts: [
            ["单位", matter.unit.name],
            ["事项", shorten(matterName({ what: matter.obligation.what, period: matter.period }), 40)],
            ["原期限", dayWords(fromDueOn)],
            ["新的期限", `${dayWords(dueOn)}24时前`],
            ["原因", ground],
            ["批准人", `${byName}${note ? `：${note}` : ""}`],
          ],
          body: "提醒和逾期都按新的期限计算；其他单位的期限不变。",
          actions: [{ action: "ack", label: "收到" }],
        }),
      },
      dedupeKey: `extension:${id}:granted:${personId}`,
    });
}

/** Refused by the head or the deputy: the day stays. What a head declined never reached the lead unit. */
export async function tellRefused(
  work: UnitOfWork,
  matter: ExtensibleMatter,
  extension: Extension,
  byName: string,
  note: string,
): Promise<void> {
  const code = assignmentCode(matter.number);
  const { id, dueOn, state } = extension;
  const audience =
    state === "declined" ? new Set([extension.askedById]) : await audienceOf(work, matter, extension);
  for (const personId of audience)
    work.send({
      to: { personId },
      payload: {
        text: `${code} ${matter.unit.name}申请延至${formatDay(dueOn)}，${byName}${state === "declined" ? "不同意" : "未批准"}：${note}。期限仍为${dayWords(matter.dueOn ?? extension.fromDueOn)}，请按期报送。`,
      },
      dedupeKey: `extension:${id}:refused:${personId}`,
    });
}
