// Finds the 报送事项 of a plan: which sentences ask somebody to hand something in, and what else they say of it.
import { standingOf } from "./authority.ts";
import { type Segment, segmentsOf } from "./clauses.ts";
import { type Deed, deedOf } from "./deeds.ts";
import type { DraftObligation } from "./draft.ts";
import { withAttachments } from "./materials.ts";
import { timesOf } from "./obligation-times.ts";
import { isIdle, materialsOf, nameWith, recipientOf, whatOf, whoOf } from "./obligation-words.ts";
import { ancestry, type Section, sectionOf } from "./outline.ts";
import { lineAt, type Paragraph, sentencesOf } from "./paragraphs.ts";
import { handsOver } from "./parties.ts";
import type { PlacedPhase } from "./phases.ts";
import type { Reading } from "./reading.ts";

interface Found {
  deed: Deed;
  obligation: DraftObligation;
  ownNumbers: string[];
}

/** The obligations of a plan, in the order of the text. */
export function findObligations(reading: Reading): DraftObligation[] {
  const result: DraftObligation[] = [];
  for (const [index, paragraph] of reading.paragraphs.entries()) {
    if (!reading.skip.has(index)) result.push(...readParagraph(reading, paragraph, index));
  }
  return result;
}

function readParagraph(reading: Reading, paragraph: Paragraph, index: number): DraftObligation[] {
  const section = sectionOf(reading.sections, index);
  const titles = ancestry(reading.sections, section).map(({ title }) => title);
  const placed = reading.phases.find(({ from, to }) => index >= from && index < to) ?? null;
  const from = bodyStart(
    paragraph,
    section?.index === index ? section : null,
    placed?.from === index ? placed : null,
  );
  const found: Found[] = [];
  let carried: string[] = [];
  const leftOver: string[] = [];
  for (const sentence of sentencesOf(paragraph.norm)) {
    const start = Math.max(sentence.start, from);
    if (start >= sentence.end || /^（(?:牵头|责任)/.test(paragraph.norm.slice(start, start + 3))) continue;
    const context = {
      ...reading.context,
      year: yearNear(paragraph.norm, start, placed) ?? reading.context.year,
    };
    const segments = segmentsOf(paragraph.norm, start, sentence.end, carried, context);
    let took = false;
    for (const [order, segment] of segments.entries()) {
      const standings = segment.subject.map((name) => standingOf(name, reading.parties));
      const outside = standings.length > 0 && standings.every((standing) => standing === "outside");
      const deed = outside ? null : deedOf(segment, placed !== null, titles);
      if (deed === null) continue;
      took = true;
      found.push(...build(reading, paragraph, segment, segments[order - 1], deed, placed, titles));
    }
    const last = segments.at(-1);
    const lastOutside =
      last?.subject.some((name) => standingOf(name, reading.parties) === "outside") ?? false;
    carried = last === undefined || lastOutside ? [] : last.subject;
    if (!took) leftOver.push(...reading.attachments.referred(paragraph.norm.slice(start, sentence.end)));
  }
  return settle(found, leftOver, reading);
}

// The heading of a paragraph states no duty, unless the whole duty stands in it.
function bodyStart(paragraph: Paragraph, section: Section | null, placed: PlacedPhase | null): number {
  if (placed !== null && placed.headEnd > 0) {
    const stop = /^[：。，；]/.exec(paragraph.norm.slice(placed.headEnd));
    return placed.headEnd + (stop?.[0].length ?? 0);
  }
  if (section === null) return 0;
  const whole = section.bodyAt >= paragraph.norm.length;
  const says = handsOver(section.title) || /\d[日号月]/.test(section.title);
  return whole || says ? 0 : section.bodyAt;
}

// A year that was written a little earlier in the paragraph, or in the phase's own days.
function yearNear(norm: string, until: number, placed: PlacedPhase | null): number | null {
  const written = [
    ...norm
      .slice(0, until)
      .replace(/《[^》]*》/g, "")
      .matchAll(/(\d{4})年(?=\d{1,2}月)/g),
  ].at(-1);
  if (written !== undefined) return Number(written[1]);
  const { start = null, end = null } = placed?.phase ?? {};
  return start !== null && end !== null && start.slice(0, 4) === end.slice(0, 4)
    ? Number(end.slice(0, 4))
    : null;
}

function build(
  reading: Reading,
  paragraph: Paragraph,
  segment: Segment,
  before: Segment | undefined,
  deed: Deed,
  placed: PlacedPhase | null,
  titles: readonly string[],
): Found[] {
  const { attachments, parties } = reading;
  const confirm: string[] = [];
  const to = recipientOf(segment, deed, titles);
  const materials = materialsOf(segment, before, deed, attachments, to).map((one) => ({
    ...one,
    name: nameWith(one.name, placed === null ? titles[0] : undefined),
  }));
  const numbers = attachments.referred(segment.norm);
  const who = whoOf(segment, deed, parties, confirm);
  const lead = /^[，、]/.exec(segment.norm)?.[0].length ?? 0;
  const base: DraftObligation = {
    what: whatOf(segment, deed, materials, reading),
    who,
    to,
    due: null,
    dueTime: null,
    recurrence: null,
    window: [null, null],
    trigger: null,
    materials,
    attachments: numbers,
    quote: paragraph.text.slice(segment.start + lead, segment.end).replace(/[，,]$/, ""),
    line: lineAt(paragraph, segment.start + lead),
    confirm,
  };
  if (deed === "report" && isIdle(segment, base)) return [];
  const timed = timesOf(segment, deed, placed, base, reading);
  return timed.map((obligation) => {
    if (deed === "report" && obligation.to === null) obligation.confirm.push("没有写明报给谁,请确定接收单位");
    if (obligation.to === "逐级上报")
      obligation.confirm.push("逐级上报:所写日期是各级同一天,还是须到最上一级的日子,请确认各级期限");
    if (deed === "report" && obligation.materials.length === 0)
      obligation.confirm.push("没有写明报送什么材料,请确定");
    if (/^(?:相关|有关|情况$|材料$)/.test(obligation.what))
      obligation.confirm.push(`「${obligation.what}」具体指哪些材料,请确定`);
    return { deed, obligation, ownNumbers: numbers };
  });
}

/** What is drawn up on the way to a report belongs to the report; annexes named in passing go to the last duty without one. */
function settle(found: Found[], leftOver: readonly string[], reading: Reading): DraftObligation[] {
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
