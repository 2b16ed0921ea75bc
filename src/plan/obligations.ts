// Finds the 报送事项 of a plan: which sentences ask somebody to hand something in, and what else they say of it.
import type { Day } from "../domain/day.ts";
import { standingOf } from "./authority.ts";
import { findDates } from "./dates.ts";
import { type Deed, deedOf } from "./deeds.ts";
import { type DraftObligation, untimed } from "./draft.ts";
import { findRecipient, handsOver } from "./handing.ts";
import { formTitled, isSame, withoutBases } from "./materials.ts";
import { type Found, gathers, goesAlong, settle, withTimesOf } from "./obligation-settling.ts";
import { timesOf } from "./obligation-times.ts";
import {
  isIdle,
  materialsOf,
  nameWith,
  recipientOf,
  titledThing,
  whatOf,
  whoOf,
} from "./obligation-words.ts";
import { ancestry, numberingOf, type Section, sectionOf } from "./outline.ts";
import { lineAt, normalise, type Paragraph, sentencesOf } from "./paragraphs.ts";
import type { PlacedPhase } from "./phases.ts";
import type { Reading } from "./reading.ts";
import { findRecurrences } from "./recurrences.ts";
import { type Segment, segmentsOf } from "./segments.ts";

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
  const heading = section?.index === index ? section.title : undefined;
  const found: Found[] = [];
  let carried: string[] = [];
  const leftOver: string[] = [];
  for (const sentence of sentencesOf(paragraph.norm)) {
    const start = Math.max(sentence.start, from);
    if (start >= sentence.end || IS_LABEL.test(paragraph.norm.slice(start, start + 9))) continue;
    const near = yearNear(paragraph.norm, start, placed);
    const context = { ...reading.context, year: near ?? reading.context.year };
    const { known } = reading.parties;
    const segments = segmentsOf(paragraph.norm, start, sentence.end, carried, context, known);
    const left: string[] = [];
    const sentenceFrom = found.length;
    for (const [order, segment] of segments.entries()) {
      const standings = segment.subject.map((name) => standingOf(name, reading.parties));
      const outside = standings.length > 0 && standings.every((standing) => standing === "outside");
      const isTold = outside || isNarration(segment, reading.context.issuedOn ?? null);
      const deed = isTold ? null : deedOf(segment, placed !== null, titles);
      if (deed === null) left.push(...reading.attachments.referred(withoutBases(segment.norm)));
      if (deed === null || gathers(segment, found)) continue;
      const built = build(reading, paragraph, segment, segments[order - 1], deed, placed, titles, heading);
      inCase(built, found.slice(sentenceFrom));
      found.push(...(goesAlong(segment) ? built.map((one) => withTimesOf(one, found.at(-1))) : built));
    }
    const last = segments.at(-1);
    const lastOutside =
      last?.subject.some((name) => standingOf(name, reading.parties) === "outside") ?? false;
    carried = last === undefined || lastOutside ? [] : last.subject;
    leftOver.push(...left);
  }
  return settle(found, leftOver, reading);
}

// 「发现…的，立即移送甲，并于24小时内报告乙」: the case holds for both.
function inCase(built: readonly Found[], before: readonly Found[]): void {
  const told = before.findLast(({ obligation }) => obligation.trigger !== null)?.obligation.trigger ?? null;
  if (told === null || /^[\d一二三四五六七八九十半]/.test(told)) return;
  for (const { obligation } of built) {
    if (obligation.trigger === null || !/^[\d一二三四五六七八九十半]/.test(obligation.trigger)) continue;
    obligation.trigger = `${told}，${obligation.trigger}`;
    obligation.confirm = obligation.confirm.filter((reason) => !reason.includes("从何时起算"));
  }
}

// What says who is responsible for an item, and by when, is read with the rows.
const IS_LABEL =
  /^（?(?:(?:牵头|责任|主责|配合|包联)(?:领导|单位|部门|科室|人)|(?:完成|整改)(?:时限|时间))：|^（(?:牵头|责任)/;

// 「9月5日，某局召开会议」 tells what was.
function isNarration({ norm, dates, recurrences }: Segment, issuedOn: Day | null): boolean {
  if (
    /(?:完成|开展|组织|取得|制定|建立|召开|下发)了/.test(norm) &&
    !/要(?!求|闻|点|素)|应(?!急)|[须请需将]/.test(norm)
  )
    return true;
  return (
    issuedOn !== null &&
    recurrences.length === 0 &&
    dates.length > 0 &&
    dates.every(({ role, end }) => role !== "before" && end !== null && end < issuedOn) &&
    !/要(?!求|闻|点|素)|应(?!急)|[须请需将]/.test(norm)
  );
}

// The heading of a paragraph states no duty, unless the whole duty stands in it.
function bodyStart(paragraph: Paragraph, section: Section | null, placed: PlacedPhase | null): number {
  if (placed !== null && placed.headEnd > 0) {
    const stop = /^[：。，；]/.exec(paragraph.norm.slice(placed.headEnd));
    return placed.headEnd + (stop?.[0].length ?? 0);
  }
  if (section === null) return 0;
  const whole = section.bodyAt >= paragraph.norm.length;
  // 「严格信息报送」 is a heading; 「各科室每周五报送动态」 is a duty.
  const says =
    (handsOver(section.title) &&
      (findRecipient(section.title) !== null || findRecurrences(section.title).length > 0)) ||
    /\d[日号月]/.test(section.title) ||
    findDates(section.title, { year: 2000 }).some(({ role }) => role === "before");
  const numbered = numberingOf(paragraph.norm)?.length ?? 0;
  return says || (whole && !handsOver(section.title)) ? numbered : section.bodyAt;
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

// 「2025年4月30日前完工；…11月25日前报告」 in a paper of November 2024: the day that comes next, and it is asked.
function withNearestYear(one: DraftObligation, issuedOn: Day | null): DraftObligation {
  if (issuedOn === null || one.due === null) return one;
  const [year, issued] = [one.due.slice(0, 4), issuedOn.slice(0, 4)];
  const sooner = `${issued}${one.due.slice(4)}`;
  if (
    year <= issued ||
    sooner < issuedOn ||
    /[明次翌]年/.test(one.quote) ||
    normalise(one.quote).includes(`${year}年`)
  )
    return one;
  const ask = `原文这里没有写年份(前文写有${year}年),先按${issued}年计,请确认`;
  return { ...one, due: sooner, confirm: [...one.confirm, ask] };
}

function build(
  reading: Reading,
  paragraph: Paragraph,
  segment: Segment,
  before: Segment | undefined,
  deed: Deed,
  placed: PlacedPhase | null,
  titles: readonly string[],
  heading: string | undefined,
): Found[] {
  const { attachments, parties } = reading;
  const confirm: string[] = [];
  const to = recipientOf(segment, deed, titles, parties.known);
  const read = materialsOf(segment, before, deed, attachments, to);
  const named = read.length === 0 && deed === "report" ? titledThing(heading, attachments) : read;
  const materials = named.map((one) => ({
    ...one,
    name: nameWith(one.name, placed === null ? titles[0] : undefined),
  }));
  const says = named === read ? segment.says : `${heading}${segment.says}`;
  for (const one of materials) one.attachment ??= formTitled(one.name, attachments);
  const handed = attachments.referred(withoutBases(says));
  const numbers = attachments
    .referred(says)
    .filter(
      (no) => handed.includes(no) || materials.some((one) => isSame(one.name, attachments.titleOf(no) ?? "")),
    );
  const forms = materials.flatMap(({ attachment }) => attachment ?? []);
  const who = whoOf(segment, deed, parties, confirm);
  const lead = /^[，、]/.exec(segment.norm)?.[0].length ?? 0;
  const base: DraftObligation = {
    what: whatOf(segment, deed, materials, reading),
    who,
    to,
    ...untimed(),
    materials,
    attachments: numbers.length > 0 ? numbers : [...new Set(forms)],
    quote: paragraph.text.slice(segment.start + lead, segment.end).replace(/[，,]$/, ""),
    line: lineAt(paragraph, segment.start + lead),
    confirm,
  };
  if (deed === "report" && isIdle(segment, base)) return [];
  const timed = timesOf(segment, deed, placed, base, reading).map((one) =>
    placed === null ? withNearestYear(one, reading.context.issuedOn ?? null) : one,
  );
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
