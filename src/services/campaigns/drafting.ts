// From an extracted draft to plan items: names become units, annexes become ledgers, defaults are filled in.

import type { Material } from "../../domain/obligation.ts";
import { checkRecurrence, suggestSpan } from "../../domain/recurrence.ts";
import { matchLedger } from "../../ledger/definitions/index.ts";
import { suitLedger } from "../../ledger/titles.ts";
import type { Draft, DraftObligation } from "../../plan/draft.ts";
import type { Definitions } from "../definitions.ts";
import { inChinese } from "./due-words.ts";
import { blankItem, nextKey, type PlanItem } from "./item.ts";
import { mapItems, mergeItem } from "./mapping.ts";
import { findInterval } from "./proposals.ts";
import { type Directory, directionOf, matchUnits } from "./units.ts";

// Words that name a form but not which one; the sentence around them says it.
const BARE_LEDGER = /^(?:工作)?(?:台账|月报|报表|统计表)$/;

/** What a draft's names of ledgers are read by: the bureau's ledgers, and the plan's text, which tells the variants of one apart. */
export interface Forms {
  definitions: Definitions;
  text: string;
}

function materialsOf(
  obligation: DraftObligation,
  draft: Draft,
  { definitions: { all }, text }: Forms,
): Material[] {
  return obligation.materials.map((material, index) => {
    const key = String(index + 1);
    const { kind, attachment } = material;
    const annex = attachment ? { attachment } : {};
    if (kind === "document") return { key, kind, name: material.name, ...annex };
    const title = draft.attachments.find(({ no }) => no === attachment)?.title ?? null;
    const named = (title && matchLedger(title, all)) || matchLedger(material.name, all);
    const bare = BARE_LEDGER.test(material.name) ? matchLedger(obligation.quote, all) : null;
    const found = named ?? bare;
    const ledger = found && suitLedger(found, text, all);
    const name = named ? (title ?? material.name) : (bare?.title ?? title ?? material.name);
    return { key, kind, name, ...annex, ...(ledger ? { ledger: ledger.code } : {}) };
  });
}

function timingOf(obligation: DraftObligation): PlanItem["timing"] {
  if (obligation.due !== null) return "dated";
  if (obligation.recurrence !== null) return "recurring";
  // 「印发之日起5个工作日内」 is no event to wait for: its day is proposed and confirmed.
  if (obligation.trigger === null || findInterval(obligation.trigger)?.fromIssue) return "undated";
  return "triggered";
}

function makeItem(
  obligation: DraftObligation,
  draft: Draft,
  { directory, forms, key }: { directory: Directory; forms: Forms; key: string },
): PlanItem {
  const { recurrence } = obligation;
  const timing = timingOf(obligation);
  const materials = materialsOf(obligation, draft, forms);
  const renamed =
    obligation.materials.length === 1 && obligation.what === obligation.materials[0]!.name
      ? BARE_LEDGER.test(obligation.what) && materials[0]!.name
      : false;
  const { unitIds, unmatched, remarks } = matchUnits(obligation.who, directory, draft.issuer);
  const counted = obligation.trigger !== null && timing === "undated";
  const confirm = [
    ...obligation.confirm.map(inChinese),
    ...remarks,
    ...(counted ? [`原文写「${obligation.trigger}」，请核对推算的期限`] : []),
  ];
  const what = renamed || obligation.what;
  if (materials.length === 0) {
    materials.push({ key: "1", kind: "document", name: `${what}情况` });
    confirm.push("没有写明报送什么材料，暂按一份书面情况计，请确认");
  }
  return {
    ...blankItem(key),
    what,
    who: obligation.who,
    unitIds,
    unmatched,
    to: obligation.to,
    direction: directionOf({ unitIds, to: obligation.to }, directory),
    timing,
    dueOn: obligation.due,
    dueTime: obligation.dueTime,
    recurrence,
    windowFrom: obligation.window[0],
    windowTo: obligation.window[1],
    span: recurrence && checkRecurrence(recurrence) === null ? suggestSpan(recurrence) : "current",
    trigger: obligation.trigger,
    materials,
    level: forms.definitions.holdsSensitive(materials) ? "sensitive" : "normal",
    // Only periodic statistics may be empty without a word; a check that found nothing has its own form.
    nilAllowed: timing === "recurring" && materials.some(({ kind }) => kind === "ledger"),
    quote: obligation.quote,
    line: obligation.line,
    confirm,
  };
}

/**
 * The items of a draft. With the version before (its draft and its settled items), a matter that is known again by its
 * name, its doers and its words keeps its number and what was settled, but for what the new text says differently;
 * others get new numbers; what is missing now stays, marked absent.
 */
export function makeItems(
  draft: Draft,
  directory: Directory,
  forms: Forms,
  before: { draft: Draft; items: readonly PlanItem[] } | null = null,
): PlanItem[] {
  const extracted = draft.obligations.map((one, index) =>
    makeItem(one, draft, { directory, forms, key: String(index + 1) }),
  );
  if (!before) return extracted;
  // Compared as the two texts have them, so that a settled day does not hide a sameness.
  const elders = makeItems(before.draft, directory, forms);
  const mapped = mapItems(elders, extracted);
  let last = Number(nextKey(before.items)) - 1;
  const merged = new Map<string, (item: PlanItem) => PlanItem>();
  const items = extracted.map((item, index): PlanItem => {
    const elderIndex = mapped.get(index);
    // A version's items stand in the order of its draft, and what was added or is missing comes after them.
    const settled = elderIndex === undefined ? undefined : before.items[elderIndex];
    if (elderIndex === undefined || !settled) return { ...item, key: String(++last) };
    const merge = (one: PlanItem) => mergeItem(one, elders[elderIndex]!, item);
    merged.set(settled.key, merge);
    return merge(settled);
  });
  const taken = new Set(items.map(({ key }) => key));
  const rest = before.items.filter(({ key }) => !taken.has(key));
  // What was split off follows the item it came from.
  const split = rest.map((item) => {
    const merge = item.splitFrom === null ? undefined : merged.get(item.splitFrom);
    // What the upper bureau sent down stands in no text of this bureau's own.
    return merge ? merge(item) : { ...item, absent: item.line > 0 && item.upper === null };
  });
  return [...items, ...split];
}
