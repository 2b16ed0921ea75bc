// The plan's text beside its items, with the words marked that each item rests on.
import type { PlanItem } from "../../services/campaigns/item.ts";

/** A stretch of the text, as offsets, and the keys of the items that rest on it, in the order of their words. */
interface Mark {
  start: number;
  end: number;
  keys: string[];
}

/** The words that an item rests on, with the line at which they begin. */
interface Words {
  key: string;
  quote: string;
  line: number;
}

/** Where quotes stand in a text, white space aside; of several places the one nearest to the line. Overlapping ones are joined. */
export function findMarks(text: string, items: readonly Words[]): Mark[] {
  const offsets: number[] = [];
  const lines: number[] = [];
  let packed = "";
  let line = 1;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\n") line += 1;
    if (/\s/.test(text[at]!)) continue;
    packed += text[at];
    offsets.push(at);
    lines.push(line);
  }
  const found = items.flatMap(({ key, quote, line: wantedLine }) => {
    const wanted = quote.replace(/\s/g, "");
    if (wanted === "") return [];
    const places: number[] = [];
    for (let at = packed.indexOf(wanted); at !== -1; at = packed.indexOf(wanted, at + 1)) places.push(at);
    const [best] = places.sort(
      (a, b) => Math.abs(lines[a]! - wantedLine) - Math.abs(lines[b]! - wantedLine) || a - b,
    );
    if (best === undefined) return [];
    return [{ start: offsets[best]!, end: offsets[best + wanted.length - 1]! + 1, keys: [key] }];
  });
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const joined: Mark[] = [];
  for (const mark of found) {
    const last = joined.at(-1);
    if (last && mark.start < last.end) {
      last.end = Math.max(last.end, mark.end);
      last.keys.push(...mark.keys.filter((key) => !last.keys.includes(key)));
    } else joined.push({ ...mark });
  }
  return joined;
}

/** The whole text, line by line; a mark that runs over lines is marked on each, and leads to its items. */
export function PlanSource(props: { text: string; items: readonly PlanItem[] }) {
  const words = props.items.flatMap(({ key, quote, line, also }) => [
    { key, quote, line },
    ...also.map((one) => ({ key, quote: one.quote, line: one.line })),
  ]);
  const marks = findMarks(props.text, words);
  const started = new Set<string>();
  const shown = new Set<Mark>();
  let offset = 0;
  const lines = props.text.split("\n").map((line) => {
    const start = offset;
    offset += line.length + 1;
    const own = marks.filter((mark) => mark.start < start + line.length && mark.end > start);
    const parts: { text: string; mark: Mark | null }[] = [];
    let at = 0;
    for (const mark of own) {
      const from = Math.max(0, mark.start - start);
      const to = Math.min(line.length, mark.end - start);
      parts.push({ text: line.slice(at, from), mark: null }, { text: line.slice(from, to), mark });
      at = to;
    }
    parts.push({ text: line.slice(at), mark: null });
    return parts.filter(({ text }) => text !== "");
  });
  const numbersOf = (mark: Mark) => {
    if (shown.has(mark)) return null;
    shown.add(mark);
    return mark.keys.map((key) => {
      const id = started.has(key) ? undefined : `q${key}`;
      started.add(key);
      return (
        <a class="plan-back" id={id} href={`#i${key}`} title={`到第${key}项`}>
          {key}
        </a>
      );
    });
  };
  return (
    <section class="plan-text" aria-label="方案原文">
      {lines.map((parts, index) =>
        parts.length > 0 ? (
          <p class="plan-line">
            <span class="plan-line-number" aria-hidden="true">
              {index + 1}
            </span>
            {parts.map(({ text, mark }) =>
              mark === null ? (
                text
              ) : (
                <>
                  {numbersOf(mark)}
                  <mark>{text}</mark>
                </>
              ),
            )}
          </p>
        ) : null,
      )}
    </section>
  );
}
