// Applies what a text corrects later: 「报送时间由7月27日调整为8月3日」.
import type { Day } from "../domain/day.ts";
import type { DateContext } from "./dates.ts";
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
        result = change(result, first.end, second.end, line, paragraph.text.slice(start, end));
      }
    }
  }
  return result;
}

function change(
  obligations: DraftObligation[],
  from: Day | null,
  to: Day | null,
  line: number,
  quote: string,
): DraftObligation[] {
  if (from === null || to === null) return obligations;
  const inSentence = (one: DraftObligation) => one.line === line && quote.includes(one.quote);
  const meant = obligations.filter((one) => one.due === from && !inSentence(one));
  if (meant.length === 0) return obligations;
  return obligations
    .filter((one) => !inSentence(one))
    .map((one) =>
      meant.includes(one)
        ? { ...one, due: to, confirm: [...one.confirm, `原文后文把${from}改为${to},按后者计,请确认`] }
        : one,
    );
}
