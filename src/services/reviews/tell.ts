// What a unit hears of a review: one card for a return, short words for the rest.
import { card } from "../../chat/card.ts";
import type { Asker } from "../../chat/context.ts";
import { type Day, dayOf, type TimeOfDay } from "../../domain/day.ts";
import { assignmentCode } from "../../domain/obligation.ts";
import { nextSendable, phraseDue, SENDING_HOURS } from "../../domain/reminder.ts";
import type { Review } from "../../store/generated/client.ts";
import { type Definitions, readDefinitions } from "../definitions.ts";
import { pageLink } from "../links.ts";
import { findHolders } from "../people.ts";
import { clip } from "../progress/words.ts";
import type { Version } from "../submissions/latest.ts";
import { readHandedIn } from "../submissions/materials.ts";
import type { UnitOfWork } from "../unit-of-work.ts";
import type { LockedMatter } from "./matter.ts";
import { phraseFieldNotes, readFieldNotes } from "./notes.ts";

/** A review that has just been written. */
export interface Told {
  matter: LockedMatter;
  review: Review;
  reviewer: Asker;
}

/** Until when a report is owed. */
export interface Due {
  dueOn: Day | null;
  dueTime: TimeOfDay | null;
}

const MOST_NOTES = 8;

/** Whether chat messages about it carry no contents. */
function isSensitive({ obligation, submissions }: LockedMatter, { holdsSensitive }: Definitions): boolean {
  const materials = submissions.flatMap((one) => readHandedIn(one.materials));
  return obligation.level === "sensitive" || holdsSensitive(materials);
}

/** 「《自查情况》(2023年7月)」. */
function titleOf({ obligation, period }: LockedMatter): string {
  return `《${clip(obligation.what)}》${period ? `(${period})` : ""}`;
}

async function holdersOf(work: UnitOfWork, matters: readonly LockedMatter[], withHead: boolean) {
  const unitIds = [...new Set(matters.map(({ preparerId }) => preparerId))];
  const roles = withHead ? (["contact", "head"] as const) : (["contact"] as const);
  return findHolders(work.tx, unitIds, roles, work.today);
}

/** The reviewer's words, or only how many there are where contents stay behind the login. */
async function wordsOf(
  work: UnitOfWork,
  { matter, review, version }: Told & { version: Version },
): Promise<string[]> {
  const notes = phraseFieldNotes(readFieldNotes(review.fieldNotes), version);
  const count = notes.length + (review.note ? 1 : 0);
  if (isSensitive(matter, await readDefinitions(work.tx, work.orgId)))
    return [`审核意见${count}条，请打开网页查看。`];
  const left = notes.length - MOST_NOTES;
  return [
    ...(review.note ? [`审核意见：${review.note}`] : []),
    ...notes.slice(0, MOST_NOTES),
    ...(left > 0 ? [`还有${left}条，请打开网页查看。`] : []),
  ];
}

/** The unit's contacts and head get one card with the words, the new day and the ways to mend it. */
export async function tellReturned(
  work: UnitOfWork,
  told: Told & { version: Version },
  { dueOn, dueTime }: Due,
): Promise<void> {
  const { matter, review, reviewer, version } = told;
  const words = await wordsOf(work, told);
  const code = assignmentCode(matter.number);
  const readOn = dayOf(nextSendable(work.now, SENDING_HOURS, work.calendar));
  const people = new Set((await holdersOf(work, [matter], true)).map(({ personId }) => personId));
  for (const personId of people)
    work.send({
      to: { personId },
      payload: {
        card: card(`退回补正：${clip(matter.obligation.what)}`, {
          facts: [
            ["编号", code],
            ["单位", matter.unit.name],
            ...(matter.period ? ([["期别", matter.period]] as [string, string][]) : []),
            ...(dueOn ? ([["新的期限", phraseDue(dueOn, dueTime, readOn)]] as [string, string][]) : []),
            ["审核人", reviewer.name],
          ],
          body: [...words, `您报的第${version.version}版全部保留，在原表上改好再交即可。改好之前计为未报。`],
          actions: [
            { action: "amend", label: "改报", value: code },
            {
              action: "open",
              label: "网页改报",
              url: pageLink(work, personId, formPath(told)),
            },
            { action: "ack", label: "收到" },
          ],
        }),
      },
      dedupeKey: `review:${review.id}:${personId}`,
    });
}

/** The form of the one material that notes are about, else the matter's own page. */
function formPath({ matter, review }: Told): string {
  const code = assignmentCode(matter.number);
  const materials = new Set(readFieldNotes(review.fieldNotes).map(({ material }) => material));
  const [only] = materials;
  return materials.size === 1 ? `/form/${code}-${only}` : `/form/${code}`;
}

/** One message to each contact for all that one act of review passed. */
export async function tellAccepted(work: UnitOfWork, list: readonly Told[], actId: string): Promise<void> {
  const holders = await holdersOf(
    work,
    list.map(({ matter }) => matter),
    false,
  );
  const definitions = await readDefinitions(work.tx, work.orgId);
  for (const personId of new Set(holders.map((holder) => holder.personId))) {
    const units = new Set(holders.filter((one) => one.personId === personId).map(({ unitId }) => unitId));
    const own = list.filter(({ matter }) => units.has(matter.preparerId));
    const lines = own.map(({ matter, review }) => {
      const said = review.note && !isSensitive(matter, definitions) ? `。审核意见：${review.note}` : "";
      return `${assignmentCode(matter.number)} ${matter.unit.name}${titleOf(matter)}${said}`;
    });
    work.send({
      to: { personId },
      payload: { text: lines.length === 1 ? `审核通过：${lines[0]}` : ["审核通过：", ...lines].join("\n") },
      dedupeKey: `review:${actId}:${personId}`,
    });
  }
}

/** The unit's contacts hear what is to be looked at again; the report stays handed in. */
export async function tellDoubted(work: UnitOfWork, told: Told & { version: Version }): Promise<void> {
  const { matter, review, reviewer } = told;
  const words = await wordsOf(work, told);
  const code = assignmentCode(matter.number);
  const people = new Set((await holdersOf(work, [matter], false)).map(({ personId }) => personId));
  for (const personId of people)
    work.send({
      to: { personId },
      payload: {
        card: card(`请核实：${clip(matter.obligation.what)}`, {
          facts: [
            ["编号", code],
            ["单位", matter.unit.name],
            ["审核人", reviewer.name],
          ],
          body: [...words, "这份报送仍算已报。核实后需要改的，请改报；不需要改的，请告诉审核人。"],
          actions: [
            { action: "amend", label: "改报", value: code },
            { action: "open", label: "网页查看", url: pageLink(work, personId, formPath(told)) },
            { action: "ack", label: "收到" },
          ],
        }),
      },
      dedupeKey: `review:${review.id}:${personId}`,
    });
}
