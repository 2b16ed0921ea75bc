// Groups a sentence's clauses into segments, each with one doer and one deed.
import { type Clause, clausesOf } from "./clauses.ts";
import type { DateContext, DateMention } from "./date-mention.ts";
import { findRecipient, handingPart } from "./handing.ts";
import type { KnownNames } from "./parties.ts";
import type { RecurrenceMention } from "./recurrences.ts";

/** A piece of a sentence (offsets in the paragraph) with what it names. */
export interface Segment {
  start: number;
  end: number;
  norm: string;
  /** Its own words, where it shares what is done with the next (「5日前将甲、8日前将乙报丙局」). */
  says: string;
  subject: string[];
  /** The doer is named in this very segment. */
  ownSubject: boolean;
  dates: DateMention[];
  recurrences: RecurrenceMention[];
  hands: boolean;
}

const onlySaysWhen = (clause: Clause) =>
  (clause.dates.length > 0 || clause.recurrences.length > 0) &&
  !clause.hands &&
  clause.norm.length <=
    [...clause.dates, ...clause.recurrences].reduce((sum, { length }) => sum + length, 0) + 5;
// 「分两批上报，第一批8月20日前，第二批10月10日前」: days told behind the deed.
const tellsWhen = (clause: Clause) =>
  limits(clause) &&
  !clause.hands &&
  !clause.acts &&
  clause.norm.length <=
    [...clause.dates, ...clause.recurrences].reduce((sum, { length }) => sum + length, 0) + 8;
// 「整改情况每半月调度一次，」 before the days on which it is reported.
const saysHowOften = ({ norm, recurrences }: Clause) =>
  recurrences.length > 0 && /(?:调度|统计|汇总|会商|研判|报告|报送)(?:一次|1次)，$/.test(norm);
const RIGHT_AWAY = /随时|第一时间|立即|变[动更化][^，。；]{0,6}及时/;
const marks = (clause: Clause) =>
  clause.dates.length > 0 || clause.recurrences.length > 0 || (clause.waits && clause.hands);

// 「自5月至8月，每月23日前」: a span bounds what follows and is no limit of its own.
const limits = ({ dates, recurrences }: Clause) =>
  recurrences.length > 0 || dates.some(({ role }) => role === "before" || role === "on");

function begins(current: readonly Clause[], clause: Clause, rest: readonly Clause[]): boolean {
  if (current.length === 0 || /^(?:截止|直至|持续[至到])/.test(clause.norm)) return false;
  if (gathersAll(clause.norm)) return true;
  // What is to be done in a case belongs to the case.
  if (current.at(-1)!.norm.endsWith("的，")) return false;
  if (saysHowOften(current.at(-1)!) && clause.hands && clause.recurrences.length > 0) return false;
  const done = current.some(({ hands }) => hands);
  const more = rest.some(({ hands }) => hands);
  if (done && tellsWhen(clause) && !rest[1]?.hands && !rest[1]?.acts)
    return current.some(limits) && !tellsWhen(current.at(-1)!);
  if (done && clause.hands && RIGHT_AWAY.test(clause.norm)) return true;
  if (done)
    return (
      ((clause.subject !== null || marks(clause)) && rest.some((one) => one.hands || marks(one))) ||
      (clause.subject !== null && clause.waits && clause.acts) ||
      goesElsewhere(current, clause)
    );
  const subject = current.findLast((one) => one.subject !== null)?.subject ?? null;
  if (subject !== null && clause.subject !== null && clause.subject.join() !== subject.join()) return true;
  const dated = current.some(limits) && !onlySaysWhen(current.at(-1)!);
  const awaited = current.some((one) => one.waits && one.acts);
  if (awaited && (clause.waits || limits(clause)) && clause.acts) return true;
  const acted = current.some((one) => limits(one) && one.acts);
  return dated && marks(clause) && (more || (acted && clause.acts && limits(clause)));
}

/** True for 「以上材料均报某办」, which says to whom the duties before it go. */
export function gathersAll(norm: string): boolean {
  return /(?:以上|上述|前述)[^，。；]{0,12}(?:报|送|交|发|反馈)|^，?均[^，。；]{0,4}(?:报|送|交|发)/.test(
    norm,
  );
}

// 「其中涉刑案件移送情况同时报市局法规科」: another thing for somebody else.
function goesElsewhere(current: readonly Clause[], clause: Clause): boolean {
  if (!clause.hands || !/将|把|其中|情况|报告|总结|台账|表/.test(clause.norm)) return false;
  const to = findRecipient(clause.norm);
  const before = current.map(({ norm }) => findRecipient(norm)).find((name) => name !== null);
  return to !== null && before !== undefined && before !== to;
}

function saysWhoAndWhen(group: readonly Clause[]): boolean {
  const [only] = group;
  if (group.length !== 1 || only === undefined || only.subject === null || !limits(only)) return false;
  const said = [...only.dates, ...only.recurrences].reduce((sum, { length }) => sum + length, 0);
  return only.norm.length <= said + only.subject.join("、").length + 4;
}

function withoutPartners(group: readonly Clause[], names: readonly string[]): string[] {
  const words = group.map(({ norm }) => norm).join("");
  const partner = /(?:会同|联合)([^，。；]{2,40})/.exec(words)?.[1] ?? "";
  // 「请甲局会同乙局，…」 names both for all that follows; 「甲局会同乙局验收」 for that alone.
  if (names.some((name) => partner.endsWith(name))) return [...names];
  const lead = names.filter((name) => !partner.startsWith(name) && !partner.includes(`、${name}`));
  return lead.length > 0 ? lead : [...names];
}

// The group whose deed a group that ends in 、 shares.
function sharedDeed(groups: readonly Clause[][], order: number): Clause[] | null {
  if (!groups[order]!.at(-1)!.norm.endsWith("、")) return null;
  const next = groups.slice(order + 1).find((group) => !group.at(-1)!.norm.endsWith("、"));
  return next?.some(({ hands }) => hands) ? next : null;
}

/** The segments of the sentence `norm[from, to)`; `carried` is the doer of the sentence before. */
export function segmentsOf(
  norm: string,
  from: number,
  to: number,
  carried: readonly string[],
  context: DateContext,
  known: KnownNames = [],
): Segment[] {
  const clauses = clausesOf(norm, from, to, context, known);
  const groups: Clause[][] = [];
  let current: Clause[] = [];
  for (const [order, clause] of clauses.entries()) {
    if (begins(current, clause, clauses.slice(order))) {
      const done = current.some(({ hands }) => hands);
      const lastOnlyWhen = !done && onlySaysWhen(current.at(-1)!) ? [current.pop()!] : [];
      if (current.length > 0) groups.push(current);
      current = lastOnlyWhen;
    }
    current.push(clause);
  }
  if (current.length > 0) groups.push(current);
  let doer = [...carried];
  // With whom it is done once (「会同某局」) is no doer of what follows.
  let alone = doer;
  return groups.map((group, order) => {
    const named = group.findLast((clause) => clause.subject !== null)?.subject ?? null;
    // 「甲局会同乙局复核，6月底前将情况报丙局」: the report is the first one's.
    const holder = group.find(({ hands }) => hands) ?? group.find(limits);
    doer =
      named === null
        ? alone
        : holder === undefined || holder.subject === named
          ? named
          : withoutPartners(group, named);
    if (named !== null) alone = withoutPartners(group, named);
    // 「甲室于5日前，乙室于10日前，将报告报丙局」: the first does what the next says.
    const shares = saysWhoAndWhen(group) && (groups[order + 1]?.some(({ hands }) => hands) ?? false);
    const next = sharedDeed(groups, order);
    const [start, end] = [group[0]!.start, (next ?? (shares ? groups[order + 1]! : group)).at(-1)!.end];
    const own = norm.slice(start, group.at(-1)!.end);
    const shift = <T extends { index: number }>(mention: T, clause: Clause): T => ({
      ...mention,
      index: mention.index + clause.start - start,
    });
    return {
      start,
      end,
      norm: norm.slice(start, end),
      subject: doer,
      says: next === null ? norm.slice(start, end) : own.replace(/、$/, "") + handingPart(next.at(-1)!.norm),
      ownSubject: named !== null,
      dates: group.flatMap((clause) => clause.dates.map((mention) => shift(mention, clause))),
      recurrences: group.flatMap((clause) => clause.recurrences.map((mention) => shift(mention, clause))),
      hands: shares || next !== null || group.some(({ hands }) => hands),
    };
  });
}
