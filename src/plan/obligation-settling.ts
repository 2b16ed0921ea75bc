// Settles what the duties of one paragraph have in common: recipients said later, shared times, annexes, things on the way.
import { standingOf } from "./authority.ts";
import type { Deed } from "./deeds.ts";
import type { DraftObligation } from "./draft.ts";
import { findRecipient } from "./handing.ts";
import { withAttachments } from "./materials.ts";
import type { Reading } from "./reading.ts";
import { gathersAll, type Segment } from "./segments.ts";

/** A duty as it was found, with the annexes that its own words name. */
export interface Found {
  deed: Deed;
  obligation: DraftObligation;
  ownNumbers: string[];
}

/** Handles 「以上材料均报某办」, which says to whom the duties before it go; false for anything else. */
export function gathers(segment: Segment, found: readonly Found[]): boolean {
  const isGathering =
    segment.dates.length === 0 && segment.recurrences.length === 0 && gathersAll(segment.norm);
  const to = isGathering ? findRecipient(segment.norm) : null;
  if (to === null) return false;
  for (const { obligation } of found) if (obligation.to === null) sendTo(obligation, to);
  return true;
}

function sendTo(obligation: DraftObligation, to: string): void {
  obligation.to = to;
  obligation.confirm = obligation.confirm.filter((reason) => !reason.startsWith("没有写明报给谁"));
}

/** True for 「其中涉刑案件情况同时报法规科」, which is due when the duty before it is. */
export function goesAlong({ norm, dates, recurrences }: Segment): boolean {
  return (
    dates.length === 0 && recurrences.length === 0 && /^[，；]?(?:其中|同时|并|同步|另)|同时报/.test(norm)
  );
}

/** A duty with the times of the one before it, where it has none of its own. */
export function withTimesOf(one: Found, before: Found | undefined): Found {
  const own = one.obligation;
  if (before === undefined || own.trigger !== null || own.due !== null || own.recurrence !== null) return one;
  const { due, dueTime, recurrence, window, trigger, confirm } = before.obligation;
  if (due === null && recurrence === null && trigger === null) return one;
  const kept = own.confirm.filter((reason) => !/没有写明期限|原文只写「(?:按时|及时)/.test(reason));
  const asked = confirm.filter((reason) => /起止|从何时起|早于印发日|按次年计/.test(reason));
  return {
    ...one,
    obligation: { ...own, due, dueTime, recurrence, window, trigger, confirm: [...kept, ...asked] },
  };
}

/** What is drawn up on the way to a report belongs to the report; annexes named in passing go to the last duty without one. */
export function settle(found: Found[], leftOver: readonly string[], reading: Reading): DraftObligation[] {
  const kept: Found[] = [];
  for (const [order, one] of found.entries()) {
    const report = found.slice(order + 1).find(({ deed }) => deed === "report");
    if (one.deed !== "make" || report === undefined) {
      kept.push(one);
      continue;
    }
    const target = report.obligation;
    const hasLedger = target.materials.some(({ kind }) => kind === "ledger");
    const added = one.obligation.materials.filter(
      ({ kind, attachment }) => attachment !== undefined || kind === "document" || !hasLedger,
    );
    if (one.ownNumbers.length > 0) {
      target.materials.unshift(
        ...added.filter(({ name }) => !target.materials.some((other) => other.name === name)),
      );
      target.attachments = [...new Set([...one.ownNumbers, ...target.attachments])];
      target.what = target.materials.map(({ name }) => name).join("、");
    }
  }
  const bearer =
    leftOver.length === 0
      ? undefined
      : kept.findLast(({ obligation }) => obligation.attachments.length === 0);
  if (bearer !== undefined) {
    bearer.obligation.attachments = [...new Set(leftOver)];
    if (bearer.deed !== "act")
      bearer.obligation.materials = withAttachments(
        bearer.obligation.materials,
        leftOver,
        reading.attachments,
      );
  }
  const upward = kept.find(
    ({ obligation }) =>
      obligation.due !== null &&
      obligation.who.some((name) => standingOf(name, reading.parties) === "issuer"),
  );
  for (const { obligation } of kept) {
    if (
      upward !== undefined &&
      obligation !== upward.obligation &&
      obligation.due === null &&
      /汇总/.test(obligation.quote)
    )
      obligation.confirm.push(`须供${upward.obligation.due}前汇总上报,建议早于该日`);
  }
  return kept.map(({ obligation }) => obligation);
}
