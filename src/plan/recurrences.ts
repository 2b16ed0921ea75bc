// Finds what a Chinese sentence wants again and again, as RFC 5545 rules.
import type { TimeOfDay } from "../domain/day.ts";
import { FORMS } from "./recurrence-forms.ts";

/** A repetition in a text. */
export interface RecurrenceMention {
  /** RFC 5545, shortest first; without a BY… part the text leaves the day open; null where it can be read in several ways. */
  rule: string | null;
  time: TimeOfDay | null;
  index: number;
  length: number;
  text: string;
  /** What a person must decide, in Chinese, or null. */
  open: string | null;
  /** The word for one span: 月, 周, 季度, 半年, 年, 日, 旬, 半月. */
  period: string;
}

function timeIn(text: string): TimeOfDay | null {
  const found = /(上午|下午|晚上?|早上?|中午)?(\d{1,2})(?:[：:](\d{2})|[时点](半)?整?(?:(\d{1,2})分)?)/.exec(
    text,
  );
  if (found === null) return null;
  let hour = Number(found[2]);
  if (/下午|晚/.test(found[1] ?? "") && hour < 12) hour += 12;
  const minute = Number(found[3] ?? found[5] ?? (found[4] === undefined ? 0 : 30));
  return hour > 23 || minute > 59
    ? null
    : `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

// Every form holds one of these; most clauses hold none.
const SAYS_HOW_OFTEN = /[每季次下隔按逐当双偶单奇旬]/;

/** Every repetition that a normalised text names, in order, none inside another. */
export function findRecurrences(norm: string): RecurrenceMention[] {
  if (!SAYS_HOW_OFTEN.test(norm)) return [];
  const found: RecurrenceMention[] = [];
  const taken = new Array<boolean>(norm.length).fill(false);
  for (const form of FORMS) {
    form.pattern.lastIndex = 0;
    for (let match = form.pattern.exec(norm); match !== null; match = form.pattern.exec(norm)) {
      const [index, length] = [match.index, match[0].length];
      if (length === 0 || taken.slice(index, index + length).some(Boolean)) continue;
      const reading = form.read(match);
      if (reading === null) continue;
      taken.fill(true, index, index + length);
      const time = reading.rule?.includes("BYHOUR") ? null : timeIn(match[0]);
      const hours =
        time === null
          ? ""
          : `;BYHOUR=${Number(time.slice(0, 2))}${time.endsWith(":00") ? "" : `;BYMINUTE=${Number(time.slice(3))}`}`;
      found.push({
        rule: reading.rule === null ? null : reading.rule + hours,
        time,
        index,
        length,
        text: match[0],
        open: reading.open ?? null,
        period: form.period,
      });
    }
  }
  return found.sort((a, b) => a.index - b.index);
}
