// Chinese and Arabic numerals.

const DIGITS: Record<string, number> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** The number that 「12」, 「十二」, 「二十」, 「三十一」 or 「一百零三」 writes, or null. */
export function numberOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  if (text === "") return null;
  let total = 0;
  let digit: number | null = null;
  for (const unit of text) {
    if (unit === "百" || unit === "十") {
      total += (digit ?? 1) * (unit === "百" ? 100 : 10);
      digit = null;
      continue;
    }
    const value = DIGITS[unit];
    if (value === undefined) return null;
    digit = value;
  }
  return total + (digit ?? 0);
}

/** The year that 「2023」 or 「二〇二三」 writes, or null. */
export function yearOf(text: string): number | null {
  if (/^\d{4}$/.test(text)) return Number(text);
  const digits = [...text].map((unit) => (/\d/.test(unit) ? Number(unit) : DIGITS[unit]));
  if (digits.length !== 4 || digits.some((value) => value === undefined)) return null;
  return Number(digits.join(""));
}

/** A numeral of one or two places inside a regular expression, without a group. */
export const NUMERAL = "(?:\\d{1,2}|[一二三四五六七八九十]{1,3})";
