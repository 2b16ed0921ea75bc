// Reads the 阶段 of a plan: their names without number, and their days.
import type { Day } from "../domain/day.ts";
import { daysBetween } from "../domain/day.ts";
import type { DateContext, DateMention } from "./date-mention.ts";
import { findDates } from "./dates.ts";
import type { DraftPhase } from "./draft.ts";
import { numberingOf, type Section } from "./outline.ts";
import { lineAt, type Paragraph } from "./paragraphs.ts";

/** A phase with the paragraphs that describe it (`to` excluded), and whether the text gives it only an end. */
export interface PlacedPhase {
  phase: DraftPhase;
  from: number;
  to: number;
  /** Phrase of its first paragraph that must not be read as a duty's date. */
  headEnd: number;
}

const STEPS = /步骤|阶段|安排|进度|实施时间|时间节点/;
const NAME = "([一-龥、“”]{2,24}?)";
const IN_BRACKETS = new RegExp(
  `^(?:第[一二三四五六七八九十]阶段[：:、，]?)?(?:（[^）]*）[：:]?)?${NAME}(?:阶段)?[：，]?[（〔]([^（）〔〕]{2,50})[）〕]`,
);
// 「第二阶段（5月1日—8月31日）：集中整治」: the days come first.
const DAYS_FIRST = new RegExp(`^[（]([^（）]{2,50})[）][：，]?${NAME}(?:阶段)?(?=[。：，]|$)`);
const AS_PHASE = new RegExp(`^(?:第[一二三四五六七八九十]阶段[：:、，]?)?${NAME}阶段(?=[。：，]|$)`);
const IS_PHASE = new RegExp(`为${NAME}阶段`);
const HALF_YEAR = 183;
const TIME_LABEL = /^[（]?(?:时间(?:安排|节点)?|起止时间|完成时间|完成时限|工作时间)[：:]?/;

/** The phases of a plan, in the order of the text. */
export function findPhases(
  paragraphs: readonly Paragraph[],
  sections: readonly Section[],
  context: DateContext,
): PlacedPhase[] {
  const result: PlacedPhase[] = [];
  for (const section of sections) {
    const parent = section.parent === -1 ? null : sections[section.parent]!;
    const inSteps =
      parent !== null && STEPS.test(parent.title) && !/阶段(?:（[^）]*）?)?$/.test(parent.title);
    const placed = readPhase(paragraphs, section, inSteps, context);
    if (placed !== null) result.push(placed);
  }
  const headed = new Set(sections.map(({ index }) => index));
  for (const [index, paragraph] of paragraphs.entries()) {
    if (headed.has(index)) continue;
    const inline = readInline(paragraph, index, context);
    if (inline !== null && !result.some(({ phase }) => phase.name === inline.phase.name)) result.push(inline);
  }
  result.sort((a, b) => a.from - b.from);
  settleYears(result, context);
  for (const [order, placed] of result.entries()) {
    const next = result[order + 1]?.from ?? Number.POSITIVE_INFINITY;
    const section = sections.find((one) => one.index === placed.from);
    const after =
      section === undefined
        ? undefined
        : sections.find((one) => one.index > placed.from && one.depth <= section.depth);
    placed.to = Math.min(next, after?.index ?? (section === undefined ? placed.from + 1 : paragraphs.length));
  }
  return result;
}

function readPhase(
  paragraphs: readonly Paragraph[],
  section: Section,
  inSteps: boolean,
  context: DateContext,
): PlacedPhase | null {
  const paragraph = paragraphs[section.index]!;
  const numbering = numberingOf(paragraph.norm);
  const start = numbering?.length ?? 0;
  const head = paragraph.norm.slice(start);
  const bracketed = IN_BRACKETS.exec(head);
  const called = AS_PHASE.exec(head);
  const saysPhase = section.form === "stage";
  if (bracketed !== null && (inSteps || saysPhase || /阶段/.test(bracketed[0]))) {
    const offset = start + bracketed[0].length - bracketed[2]!.length - 1;
    const dates = findDates(bracketed[2]!, context);
    if (saysWhen(bracketed[2]!, context))
      return make(
        paragraph,
        section.index,
        bracketed[1]!,
        dates,
        bracketed[2]!,

        start + bracketed[0].length,
        offset,
        context,
      );
  }
  const first = saysPhase ? DAYS_FIRST.exec(head) : null;
  if (first !== null) {
    const dates = findDates(first[1]!, context);
    if (dates.length > 0)
      return make(
        paragraph,
        section.index,
        first[2]!,
        dates,
        first[1]!,
        start + first[0].length,
        start,
        context,
      );
  }
  const isNamed =
    bracketed !== null &&
    (inSteps ||
      saysPhase ||
      /阶段/.test(bracketed[0]) ||
      (spansDays(bracketed[2]!, context) && /^(?:[。：，；]|$)/.test(head.slice(bracketed[0].length))));
  const name = (isNamed ? bracketed[1] : called?.[1]) ?? (saysPhase || inSteps ? plainName(head) : null);
  if (name === null || name === undefined) return null;
  // The days stand in the first words after the name, or in a line of their own below.
  const title = head.slice(0, section.bodyAt - start);
  const body = head.slice(section.bodyAt - start);
  const titleDates = findDates(title, context);
  if (titleDates.length > 0)
    return make(paragraph, section.index, name, titleDates, title, section.bodyAt, start, context);
  const opening = body.slice(0, 60);
  const bodyDates = findDates(opening, context).filter(({ index, role }) => index <= 12 && role !== "aside");
  if (
    bodyDates[0] !== undefined &&
    (called !== null || saysPhase || inSteps) &&
    bodyDates[0].index <= (called !== null || saysPhase ? 6 : 3)
  ) {
    const end = section.bodyAt + bodyDates[0].index + bodyDates[0].length;
    return make(paragraph, section.index, name, bodyDates.slice(0, 1), opening, end, start, context);
  }
  const next = paragraphs[section.index + 1];
  if (next !== undefined && (TIME_LABEL.test(next.norm) || /^[（][^）]{4,40}[）]$/.test(next.norm))) {
    const dates = findDates(next.norm, context);
    if (dates.length > 0)
      return make(next, section.index, name, dates, next.norm, next.norm.length, 0, context);
  }
  if (!(called !== null || saysPhase)) return null;
  const placed = make(paragraph, section.index, name, [], "", start, start, context);
  placed.phase.confirm.push(`「${placed.phase.name}」阶段没有写明起止日期,请补充`);
  return placed;
}

const saysWhen = (words: string, context: DateContext) =>
  /即日起/.test(words) || findDates(words, context).length > 0;
// In brackets behind any name: a single day is only an explanation.
const spansDays = (words: string, context: DateContext) =>
  /即日起/.test(words) ||
  findDates(words, context).some(({ role, precision }) => role !== "on" || precision !== "day");

function plainName(head: string): string | null {
  const name = /^([一-龥、“”]{2,16})(?=[。：，（]|$)/.exec(head)?.[1] ?? null;
  return name !== null && !/^(?:各|要|由|加强|强化)/.test(name) ? name : null;
}

// 「7月10日至8月11日为自查自纠阶段」 in running text.
function readInline(paragraph: Paragraph, index: number, context: DateContext): PlacedPhase | null {
  const found = IS_PHASE.exec(paragraph.norm) ?? AS_PHASE.exec(paragraph.norm);
  if (found === null) return null;
  const isFirst = found.index === 0;
  const window = isFirst ? paragraph.norm.slice(0, 70) : paragraph.norm.slice(0, found.index);
  const dates = findDates(window, context).filter(({ role }) => role !== "aside");
  const near = isFirst
    ? dates.filter(({ index: at }) => at < found[0].length + 8).slice(0, 1)
    : dates.slice(-1);
  if (near.length === 0) return null;
  const end = isFirst ? near[0]!.index + near[0]!.length : found.index + found[0].length;
  return make(paragraph, index, found[1]!, near, window, end, isFirst ? 0 : near[0]!.index, context);
}

function make(
  paragraph: Paragraph,
  from: number,
  rawName: string,
  dates: readonly DateMention[],
  source: string,
  headEnd: number,
  quoteFrom: number,
  context: DateContext,
): PlacedPhase {
  const name = rawName
    .replace(/阶段$/, "")
    .replace(/[“”]/g, "")
    .replace(/^[、：]/, "");
  const usable = dates.filter(({ role }) => role !== "aside" || dates.length === 1);
  const main = usable.find(({ role }) => role === "span") ?? usable[0];
  const confirm = [...new Set(dates.flatMap(({ open }) => (open === null ? [] : [open])))];
  let start: Day | null = main?.role === "before" ? null : (main?.start ?? null);
  let end: Day | null = main?.end ?? null;
  if (main?.role === "from" && usable[1] !== undefined) end = usable[1].end;
  if (/即日起|印发之日起|自印发/.test(source)) {
    start = context.issuedOn ?? null;
    confirm.push(
      start === null
        ? "原文写「即日起」,没有成文日期,请补充起日"
        : "原文写「即日起」,起日按成文日期计,请确认",
    );
  } else if (main !== undefined && main.role === "on" && /^(?:截至|截止|至|到)/.test(source)) start = null;
  const precision = main?.precision ?? "day";
  const begin = Math.max(0, Math.min(quoteFrom, headEnd));
  const numbering = numberingOf(paragraph.norm)?.length ?? 0;
  const quote = paragraph.text.slice(Math.min(begin, numbering), headEnd);
  return {
    phase: { name, start, end, precision, quote, line: lineAt(paragraph, 0), confirm },
    from,
    to: from + 1,
    headEnd,
  };
}

// A plan that runs over the turn of the year: a phase that would begin long before the one in front moves on a year.
function settleYears(placed: PlacedPhase[], context: DateContext): void {
  let latest: Day | null = null;
  for (const { phase } of placed) {
    const first = phase.start ?? phase.end;
    const written = /\d{4}年|二[〇零]/.test(phase.quote);
    if (!written && first !== null && latest !== null && daysBetween(first, latest) > HALF_YEAR) {
      phase.start = nextYear(phase.start);
      phase.end = nextYear(phase.end);
      phase.confirm.push("原文没有写年份,按次年计,请确认");
    }
    latest = phase.end ?? latest;
  }
  const issued = context.issuedOn;
  if (issued) {
    for (const { phase } of placed) {
      if (phase.end !== null && phase.end < issued)
        phase.confirm.push(`本阶段在印发日${issued}前已结束,按印发时已过处理`);
    }
  }
}

function nextYear(day: Day | null): Day | null {
  if (day === null) return null;
  return `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;
}
