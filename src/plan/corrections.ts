// Applies what a text corrects later: 「报送时间由7月27日调整为8月3日」.
import type { Day } from "../domain/day.ts";
import type { DateContext, DateMention } from "./date-mention.ts";
import { findDates } from "./dates.ts";
import type { DraftObligation } from "./draft.ts";
import { lineAt, type Paragraph, sentencesOf } from "./paragraphs.ts";

const CHANGES =
  /^[^。；]{0,14}?(?:调整|延期|推迟|更正|顺延|提前|变更|延长|改|修改)(?:为|至|到|成)[^。；]{0,8}?$/;

/** The obligations with the days that the text corrects, each once, with the later value. */
export function applyCorrections(
  obligations: readonly DraftObligation[],
  paragraphs: readonly Paragraph[],
  context: DateContext,
): DraftObligation[] {
  let result = [...obligations];
  for (const paragraph of paragraphs) {
    for (const { start, end } of sentencesOf(paragraph.norm)) {
      const sentence = paragraph.norm.slice(start, end);
      const dates = findDates(sentence, context);
      for (const [order, first] of dates.entries()) {
        const second = dates[order + 1];
        if (second === undefined || !CHANGES.test(sentence.slice(first.index + first.length, second.index)))
          continue;
        const line = lineAt(paragraph, start);
        result = change(result, first, second, line, paragraph.text.slice(start, end));
      }
    }
  }
  return result;
}

function change(
  obligations: DraftObligation[],
  first: DateMention,
  second: DateMention,
  line: number,
  quote: string,
): DraftObligation[] {
  const [from, to] = [first.end, second.end];
  if (from === null || to === null) return obligations;
  const inSentence = (one: DraftObligation) => one.line === line && quote.includes(one.quote);
  // A day without a year may already have been counted into the next one.
  const same = (due: Day | null) =>
    due === from || (!first.hasYear && due !== null && due.slice(5) === from.slice(5));
  const meant = obligations.filter((one) => same(one.due) && !inSentence(one));
  if (meant.length === 0) return obligations;
  return obligations
    .filter((one) => !inSentence(one))
    .map((one) => (meant.includes(one) ? corrected(one, to, second.hasYear) : one));
}

function corrected(one: DraftObligation, to: Day, hasYear: boolean): DraftObligation {
  const due = hasYear || one.due === null ? to : `${one.due.slice(0, 4)}${to.slice(4)}`;
  return { ...one, due, confirm: [...one.confirm, `原文后文把${one.due}改为${due},按后者计,请确认`] };
}
