// Reads who signs a document and when: at its end, or by the labels of a web page.
import type { Day } from "../domain/day.ts";
import { findDates } from "./dates.ts";
import type { Paragraph } from "./paragraphs.ts";
import { namesAt } from "./parties.ts";

const NAMED_DAYS = [
  /成文日期[：:]?/,
  /(?:印发|发文)(?:日期|时间)[：:]?/,
  /生成日期[：:]?/,
  /发布(?:日期|时间)[：:]?/,
];
const DAY =
  "(?:(?:\\d{4}|二[〇零0一二三四五六七八九]{3})年[\\d一二三四五六七八九十]{1,3}月[\\d一二三四五六七八九十]{1,3}日|20\\d{2}[-./]\\d{1,2}[-./]\\d{1,2}|20\\d{3,6}日)";
const DAY_ONLY = new RegExp(`^${DAY}(?:印发)?$`);
// 「某镇三防办 2023.9.4」: who signs and when on one line.
const SIGNED = new RegExp(
  `^([一-龥（）]{3,30}?(?:局|厅|委员会|委|办公室|办|政府|小组|指挥部|法院|检察院|中心|大队|公司|学校|医院))(${DAY})$`,
);
/** How many paragraphs a head may have. */
export const HEAD_LINES = 60;
const SIGNS_IN = 3;

/** Who signs, and the day that stands with it; null where nobody does. */
export function findSignature(
  paragraphs: readonly Paragraph[],
): { day: Day | null; issuer: string | null } | null {
  for (const [index, { norm }] of paragraphs.entries()) {
    const signed = norm.length < 50 ? SIGNED.exec(norm) : null;
    if (signed === null && !DAY_ONLY.test(norm)) continue;
    const day = findDates(signed?.[2] ?? norm, { year: null })[0]?.end ?? null;
    if (day === null) continue;
    return { day, issuer: signed?.[1] ?? signerBefore(paragraphs, index) };
  }
  // 「某社区居委会 4月3日」 at the end: who signs, without a year.
  for (let index = paragraphs.length - 1; index >= Math.max(1, paragraphs.length - SIGNS_IN); index -= 1) {
    const { norm } = paragraphs[index]!;
    const signed = norm.length < 40 ? /^([一-龥（）]{4,30})\d{1,2}月\d{1,2}日$/.exec(norm) : null;
    const who =
      signed !== null && isOrgan(signed[1]!)
        ? signed[1]!
        : /^\d{1,2}月\d{1,2}日$/.test(norm)
          ? signerBefore(paragraphs, index)
          : null;
    if (who !== null) return { day: null, issuer: who };
  }
  return null;
}

const isOrgan = (norm: string) =>
  /(?:局|厅|委员会|委|办公室|办|政府|小组|指挥部|法院|检察院|中心|大队|公司|学校|医院|[村居]委会|支部)$/.test(
    norm,
  ) || namesAt(norm, 0)?.end === norm.length;

function signerBefore(paragraphs: readonly Paragraph[], index: number): string | null {
  const before = withoutSeal(paragraphs[index - 1]);
  if (before === null || before.norm.length > 40 || /[。：；，]/.test(before.norm)) return null;
  if (!isOrgan(before.norm)) return null;
  const above = paragraphs[index - 2];
  const heads = above !== undefined && /^中共.{2,20}委员会$/.test(above.norm) && !/^中共/.test(before.norm);
  return heads ? above.text + before.text : before.text;
}

// 「某局（印章）」, 「某办（某局代章）」.
function withoutSeal(paragraph: Paragraph | undefined): { norm: string; text: string } | null {
  if (paragraph === undefined) return null;
  const seal = /（[^（）]*章）$/.exec(paragraph.norm)?.[0].length ?? 0;
  const end = paragraph.norm.length - seal;
  return { norm: paragraph.norm.slice(0, end), text: paragraph.text.slice(0, end) };
}

/** The day of issue that a label names (成文日期), or the printer's line. */
export function labelledDay(paragraphs: readonly Paragraph[]): Day | null {
  for (const label of NAMED_DAYS) {
    for (const { norm } of paragraphs.slice(0, HEAD_LINES)) {
      const found = new RegExp(`${label.source}(.{8,16})`).exec(norm);
      const day = found === null ? undefined : findDates(found[1]!, { year: null })[0]?.end;
      if (day) return day;
    }
  }
  for (const { norm } of paragraphs) {
    const printed =
      /^.{2,30}?(\d{4}年\d{1,2}月\d{1,2}日)印发/.exec(norm) ??
      /^（?(\d{4}年\d{1,2}月\d{1,2}日)）?$/.exec(norm);
    if (printed !== null) return findDates(printed[1]!, { year: null })[0]?.end ?? null;
  }
  return null;
}
