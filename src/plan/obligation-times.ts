// Sets when a duty is due: a day, a repetition, an event, or a question.
import type { Day } from "../domain/day.ts";
import type { DateMention } from "./date-mention.ts";
import { type Deed, regimeOf, triggerOf } from "./deeds.ts";
import type { DraftObligation } from "./draft.ts";
import type { PlacedPhase } from "./phases.ts";
import type { Reading } from "./reading.ts";
import type { Segment } from "./segments.ts";

/** Sets the days of an obligation; several limits in one segment make several obligations. */
export function timesOf(
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
      ...limits
        .filter((limit) => limit.end !== null && !endsRound(segment, limit))
        .map((limit) => withDue(copy(base), limit, issuedOn)),
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
  if (result.trigger !== null) {
    if (/^[\d一二三四五六七八九十]/.test(result.trigger))
      result.confirm.push(`原文只写「${result.trigger}」,从何时起算没有写明,请确定`);
    return [result];
  }
  for (const { open } of segment.dates) if (open !== null) result.confirm.push(open);
  undated(segment, deed, placed, result, issuedOn);
  return [result];
}

// 「于6月25日、12月25日前分别报送半年总结和全年总结」: the first for the first.
function shareOf(base: DraftObligation, segment: Segment, order: number, count: number): DraftObligation {
  const share = copy(base);
  if (count > 1 && share.materials.length === count && /分别|前、/.test(segment.norm)) {
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
  // No rule counts hours over days and nights: whether it is once a day, and when, the coordinator says.
  const hourly = /每(?:隔)?(?:\d{1,3}|[一二两三四六八十]{1,3})个?小时/.exec(segment.norm)?.[0];
  if (hourly !== undefined) {
    result.confirm.push(`原文写「${hourly}」,没有写明几点报,请确定期限和每天报送的钟点`);
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

const MODE = /^(?:集中)?(?:调度|统计|汇总|会商|研判|报告|报送)(?:一次|1次)?[，：]/;

function usableRecurrence(segment: Segment, deed: Deed) {
  const usable = segment.recurrences.filter(({ index, length, rule }) => {
    const after = segment.norm.slice(index + length, index + length + 8);
    if (/^(?:至少|不少于|不低于|应当|不得)/.test(after)) return false;
    // 「每半月调度一次，于每月15日和月底前报送」: how often in words, then by the days.
    if (segment.recurrences.length > 1 && MODE.test(after)) return false;
    return rule === null || deed !== "act" || /BYMONTHDAY|BYDAY/.test(rule);
  });
  // 「每两周更新并于隔周周三前报」: the one that names its days.
  const fixed = usable.find(({ rule }) => rule !== null && /BYMONTHDAY|BYDAY/.test(rule));
  return fixed ?? usable[0] ?? null;
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

/** Adds to a duty that it was past when the plan was issued. */
export function pastWhenIssued(obligation: DraftObligation, issuedOn: Day | null): void {
  if (issuedOn !== null && obligation.due !== null && obligation.due < issuedOn)
    obligation.confirm.push(`期限${obligation.due}早于印发日${issuedOn},按印发时已过处理,请确认`);
}

// 「每月3日前报送，截止时间为2023年12月」: where a repetition ends, no limit of its own.
function endsRound({ norm }: Segment, { role, index, length }: DateMention): boolean {
  const before = norm.slice(Math.max(0, index - 8), index);
  return (
    (role === "before" || role === "on") &&
    (/(?:截止(?:时间|日期)?(?:为|到|至|：)?|直至|持续[至到]|报[至到]|一直到|，[至到])$/.test(before) ||
      /^(?:止|为止)/.test(norm.slice(index + length)))
  );
}

function setWindow(
  segment: Segment,
  placed: PlacedPhase | null,
  result: DraftObligation,
  reading: Reading,
): void {
  const bound = segment.dates.find(({ role }) => role === "from" || role === "span");
  const until = segment.dates.find((mention) => endsRound(segment, mention));
  if (until?.end) {
    result.window = [bound?.start ?? null, until.end];
    return;
  }
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
