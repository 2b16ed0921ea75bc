// Reads the 报送事项 of a plan: who owes what to whom, and when.
import type { Day } from "../domain/day.ts";
import type { Attachments } from "./attachments.ts";
import type { Parties } from "./authority.ts";
import { standingOf } from "./authority.ts";
import { type Segment, segmentsOf } from "./clauses.ts";
import type { DateContext, DateMention } from "./dates.ts";
import { type Deed, deedOf, regimeOf, triggerOf } from "./deeds.ts";
import type { DraftMaterial, DraftObligation } from "./draft.ts";
import { findMaterials, withAttachments } from "./materials.ts";
import { ancestry, type Section, sectionOf } from "./outline.ts";
import { lineAt, type Paragraph, sentencesOf } from "./paragraphs.ts";
import { findRecipient, handsOver } from "./parties.ts";
import type { PlacedPhase } from "./phases.ts";

/** What the reading of duties rests on. */
export interface Reading {
  paragraphs: readonly Paragraph[];
  sections: readonly Section[];
  phases: readonly PlacedPhase[];
  attachments: Attachments;
  parties: Parties;
  context: DateContext;
  /** Indexes of paragraphs that hold no duties: head, lists, tables, contacts. */
  skip: ReadonlySet<number>;
}

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
  if (placed !== null && placed.headEnd > 0) return placed.headEnd;
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

// 「…形成台账，并于8月5日前报某局」: what is reported may be drawn up in the segment before.
function materialsOf(
  segment: Segment,
  before: Segment | undefined,
  deed: Deed,
  attachments: Attachments,
  to: string | null,
): DraftMaterial[] {
  if (deed === "act" || deed === "regime") return [];
  const own = findMaterials(segment.norm, attachments, to);
  if (own.length > 0 || deed !== "report" || before === undefined || before.hands) return own;
  return findMaterials(before.norm, attachments, to);
}

// 「工作台账」 alone says little: the heading above it says of what.
function nameWith(name: string, title: string | undefined): string {
  if (title === undefined || !/^(?:工作|进展|月度|相关)?(?:台账|清单|报表|统计表|总结|报告)$/.test(name))
    return name;
  const about = title.replace(
    /^(?:持续|不断|进一步|全面|严格|深入|扎实|着力|切实|积极|加快|优化|加强|推进|推动|完善|做好|规范|深化|开展|强化|提升|落实|建立|健全|抓好)+/,
    "",
  );
  const says =
    about.length >= 3 &&
    about.length <= 16 &&
    !/[，、：]|要求|报送|组织领导|督导|调度|信息|工作$/.test(about);
  return says ? `${about}${name}` : name;
}

// 「处理投诉、反馈意见」 hands nothing to anyone: no thing and no time.
function isIdle(segment: Segment, base: DraftObligation): boolean {
  const timed = segment.dates.length > 0 || segment.recurrences.length > 0 || triggerOf(segment) !== null;
  return base.materials.length === 0 && !timed;
}

function recipientOf(segment: Segment, deed: Deed, titles: readonly string[]): string | null {
  if (deed === "record") {
    const place = /(?:录入|上传)(?:至|到)?([^，。；的等将]{2,24}?(?:平台|系统))/.exec(segment.norm)?.[1];
    const titled = titles
      .map((title) => /(?:推动|加强|推进|做好|强化|深化|规范|用好)?([一-龥]{2,20}?平台)/.exec(title)?.[1])
      .find((one) => one !== undefined);
    return place ?? titled ?? null;
  }
  return deed === "report" ? findRecipient(segment.norm) : null;
}

function whoOf(segment: Segment, deed: Deed, parties: Parties, confirm: string[]): string[] {
  const own = segment.subject.filter((name) => standingOf(name, parties) !== "outside");
  if (own.length > 0) return own;
  if (deed !== "make" && parties.addressees.length > 0) {
    confirm.push("原文没有写明由谁办理,按主送单位列出,请确认");
    return [...parties.addressees];
  }
  if (
    /本(?:单位|部门|地区|辖区|系统)/.test(segment.norm.replace(/（[^）]*）/g, "")) &&
    parties.addressees.length > 0
  ) {
    confirm.push("原文只写「本单位」「本部门」,按主送单位列出,请确认");
    return [...parties.addressees];
  }
  confirm.push("没有写明由谁办理,请确定责任单位");
  return [];
}

function whatOf(segment: Segment, deed: Deed, materials: readonly DraftMaterial[], reading: Reading): string {
  if (deed === "regime") return regimeOf(segment.norm)?.name ?? "报告制度";
  if (materials.length > 0 && deed !== "record") return materials.map(({ name }) => name).join("、");
  if (deed === "record") {
    const whole = /将([^，。；]{2,24}?)(?:完整|及时|全部)?(?:录入|上传)/.exec(segment.norm)?.[1];
    if (whole !== undefined) return `${whole}录入平台`;
    const named = /(?:执法)?(?:案件|案卷|数据|信息)[^，。；]{0,6}录入/.exec(segment.norm)?.[0];
    return named ?? "录入平台";
  }
  const last = segment.dates.at(-1) ?? segment.recurrences.at(-1);
  const after = last === undefined ? segment.norm : segment.norm.slice(last.index + last.length);
  let text = after.replace(/（[^）]*）/g, "").replace(/^[，、前]/, "");
  if (text.replace(/[。，；]/g, "").length < 4 && last !== undefined)
    text = segment.norm.slice(0, last.index).replace(/[于在]$/, "");
  for (const name of segment.subject) if (text.startsWith(name)) text = text.slice(name.length);
  const clause = text
    .split(/[。；]/)[0]!
    .replace(/^(?:[，、]|要|应|将|须|由)+/, "")
    .replace(/[，、]$/, "");
  return clause.length > 60 ? `${clause.slice(0, 60)}…` : clause || reading.paragraphs[0]?.text || "";
}

/** Sets the days of an obligation; several limits in one segment make several obligations. */
function timesOf(
  segment: Segment,
  deed: Deed,
  placed: PlacedPhase | null,
  base: DraftObligation,
  reading: Reading,
): DraftObligation[] {
  const issuedOn = reading.context.issuedOn ?? null;
  const limits = limitsOf(segment);
  const recurrence = usableRecurrence(segment, deed);
  if (recurrence !== null) {
    const result = copy(base);
    result.recurrence = recurrence.rule;
    result.dueTime = recurrence.time;
    if (recurrence.open !== null) result.confirm.push(recurrence.open);
    setWindow(segment, placed, result, reading);
    askPeriod(result, deed, recurrence.rule, recurrence.period, segment);
    return [
      result,
      ...limits.filter(({ end }) => end !== null).map((limit) => withDue(copy(base), limit, issuedOn)),
    ];
  }
  if (limits.length > 0)
    return limits.map((limit, order) =>
      withDue(shareOf(base, segment, order, limits.length), limit, issuedOn),
    );
  const result = copy(base);
  const span = segment.dates.find(({ role }) => role === "span" || role === "on");
  if (span !== undefined && deed === "act") {
    result.window = [span.start, span.end];
    const when = span.start === null ? "" : `,按${span.start}至${span.end}计`;
    result.confirm.push(span.open ?? `原文写「${span.text}」${when},没有写明截止日,请确定`);
    return [result];
  }
  if (deed === "regime") {
    result.recurrence = regimeOf(segment.norm)?.rule ?? null;
    askPeriod(result, deed, result.recurrence, "周期", segment);
    return [result];
  }
  result.trigger = triggerOf(segment);
  if (result.trigger !== null) return [result];
  for (const { open } of segment.dates) if (open !== null) result.confirm.push(open);
  undated(segment, deed, placed, result, issuedOn);
  return [result];
}

// 「于6月25日、12月25日前分别报送半年总结和全年总结」: the first for the first.
function shareOf(base: DraftObligation, segment: Segment, order: number, count: number): DraftObligation {
  const share = copy(base);
  if (count > 1 && share.materials.length === count && segment.norm.includes("分别")) {
    share.materials = share.materials.slice(order, order + 1);
    share.what = share.materials[0]?.name ?? share.what;
  }
  return share;
}

function undated(
  segment: Segment,
  deed: Deed,
  placed: PlacedPhase | null,
  result: DraftObligation,
  issuedOn: Day | null,
): void {
  if (deed === "record" && placed === null) {
    result.confirm.push("持续进行,没有写明期限和统计日,请确定");
    return;
  }
  const vague = /按时|及时|按期|定期|适时|尽快|限期|按要求/.exec(segment.norm)?.[0];
  if (placed !== null && (deed === "make" || deed === "record")) {
    const { start, end, name } = placed.phase;
    if (start === null && end !== null) {
      result.due = end;
      result.confirm.push(`没有单独写期限,按「${name}」阶段的截止日计,请确认`);
      pastWhenIssued(result, issuedOn);
      return;
    }
    result.window = [start, end];
    result.confirm.push(
      `没有写明完成日,在「${name}」阶段内${start === null ? "" : `(${start}至${end})`},请确定期限`,
    );
    return;
  }
  result.confirm.push(
    vague === undefined ? "没有写明期限,请确定" : `原文只写「${vague}」,没有日期,请定内部期限`,
  );
  if (placed !== null && placed.phase.end !== null) result.window = [placed.phase.start, placed.phase.end];
}

// 「6月25日、12月25日前」: the points in front of a limit are limits too.
function limitsOf(segment: Segment): DateMention[] {
  const result: DateMention[] = [];
  for (const [order, mention] of segment.dates.entries()) {
    const next = segment.dates[order + 1];
    const between = next === undefined ? "" : segment.norm.slice(mention.index + mention.length, next.index);
    const chained =
      mention.role === "on" &&
      next !== undefined &&
      /^[、和及]$/.test(between) &&
      (next.role === "before" || next.role === "on");
    const handed = mention.role === "on" && mention.precision === "day" && segment.hands;
    const until =
      mention.role === "on" && mention.precision === "month" && /[底末]$/.test(mention.text) && segment.hands;
    if (
      mention.role === "before" ||
      (chained && segment.dates.some(({ role }) => role === "before")) ||
      handed ||
      until
    )
      result.push(mention);
  }
  return result;
}

function usableRecurrence(segment: Segment, deed: Deed) {
  const found = segment.recurrences.find(({ index, length, rule }) => {
    const after = segment.norm.slice(index + length, index + length + 8);
    if (/^(?:至少|不少于|不低于|应当|不得)/.test(after)) return false;
    return rule === null || deed !== "act" || /BYMONTHDAY|BYDAY/.test(rule);
  });
  return found ?? null;
}

function withDue(obligation: DraftObligation, limit: DateMention, issuedOn: Day | null): DraftObligation {
  obligation.due = limit.end;
  obligation.dueTime = limit.time;
  if (limit.open !== null) obligation.confirm.push(limit.open);
  if (
    issuedOn !== null &&
    limit.end !== null &&
    !limit.hasYear &&
    issuedOn.slice(5, 7) >= "11" &&
    limit.end < issuedOn &&
    limit.end.slice(5, 7) <= "03"
  ) {
    obligation.due = `${Number(limit.end.slice(0, 4)) + 1}${limit.end.slice(4)}`;
    obligation.confirm.push(`原文写「${limit.text}」没有年份,按次年计,请确认`);
  }
  pastWhenIssued(obligation, issuedOn);
  return obligation;
}

function pastWhenIssued(obligation: DraftObligation, issuedOn: Day | null): void {
  if (issuedOn !== null && obligation.due !== null && obligation.due < issuedOn)
    obligation.confirm.push(`期限${obligation.due}早于印发日${issuedOn},按印发时已过处理,请确认`);
}

function setWindow(
  segment: Segment,
  placed: PlacedPhase | null,
  result: DraftObligation,
  reading: Reading,
): void {
  const bound = segment.dates.find(({ role }) => role === "from" || role === "span");
  if (bound !== undefined && (bound.start !== null || bound.end !== null)) {
    result.window = [bound.start, bound.end];
    return;
  }
  if (placed === null) {
    result.confirm.push("从何时起、到何时止没有写明,请确定");
    return;
  }
  const whole = reading.phases.map(({ phase }) => phase);
  const first = whole.map(({ start }) => start).find((day) => day !== null) ?? null;
  const last = whole.at(-1)?.end ?? null;
  const { name, start, end } = placed.phase;
  const range = (from: Day | null, to: Day | null) =>
    from === null && to === null ? "" : `(${from ?? "?"}至${to ?? "?"})`;
  result.confirm.push(
    `起止没有写明:是整个行动期间${range(first, last)},还是只在「${name}」阶段${range(start, end)},请选定`,
  );
}

function askPeriod(
  result: DraftObligation,
  deed: Deed,
  rule: string | null,
  period: string,
  segment: Segment,
): void {
  const fixed = rule !== null && (/BYMONTHDAY|BYDAY/.test(rule) || rule.startsWith("FREQ=DAILY"));
  if (!fixed && !result.confirm.some((reason) => reason.includes("请选定") || reason.includes("几号")))
    result.confirm.push(
      rule === null
        ? "没有写明多久报一次,请确定"
        : period === "周"
          ? "原文只写每周,没有写明周几,请确定"
          : deed === "regime"
            ? `原文只写「${result.what}」,没有写明几号报,请确定`
            : `原文只写每${period},没有写明几号,请确定`,
    );
  if (deed !== "act" && !/累计|当月|本月|上月|上年度|本年度|上周|本周|上季度|本季度/.test(segment.norm))
    result.confirm.push("填报当期数还是累计数,没有写明,请确定");
  if (result.who.length > 0 && result.who.every((name) => /^(?:我|本|局机关)/.test(name)))
    result.confirm.push("由哪个科室承办没有写明,请确定");
}

function copy(base: DraftObligation): DraftObligation {
  return {
    ...base,
    who: [...base.who],
    window: [null, null],
    materials: base.materials.map((one) => ({ ...one })),
    attachments: [...base.attachments],
    confirm: [...base.confirm],
  };
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
