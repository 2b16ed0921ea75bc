// The plan's text beside its items, with the words marked that each item rests on.
import type { PlanItem } from "../../services/campaigns/item.ts";

/** A stretch of the text, as offsets, and the key of the first item that quotes it. */
interface Mark {
  start: number;
  end: number;
  key: string;
}

/** Where quotes stand in a text, white space aside; overlapping ones are joined. */
export function findMarks(text: string, items: readonly Pick<PlanItem, "key" | "quote">[]): Mark[] {
  const offsets: number[] = [];
  let packed = "";
  for (let at = 0; at < text.length; at += 1) {
    if (/\s/.test(text[at]!)) continue;
    packed += text[at];
    offsets.push(at);
  }
  const found = items.flatMap(({ key, quote }) => {
    const wanted = quote.replace(/\s/g, "");
    const at = wanted === "" ? -1 : packed.indexOf(wanted);
    return at === -1 ? [] : [{ start: offsets[at]!, end: offsets[at + wanted.length - 1]! + 1, key }];
  });
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const joined: Mark[] = [];
  for (const mark of found) {
    const last = joined.at(-1);
    if (last && mark.start < last.end) last.end = Math.max(last.end, mark.end);
    else joined.push({ ...mark });
  }
  return joined;
}

/** The whole text, line by line; a mark that runs over lines is marked on each. */
export function PlanSource(props: { text: string; items: readonly PlanItem[] }) {
  const marks = findMarks(props.text, props.items);
  const started = new Set<string>();
  let offset = 0;
  const lines = props.text.split("\n").map((line) => {
    const start = offset;
    offset += line.length + 1;
    const own = marks.filter((mark) => mark.start < start + line.length && mark.end > start);
    const parts: { text: string; key: string | null }[] = [];
    let at = 0;
    for (const mark of own) {
      const from = Math.max(0, mark.start - start);
      const to = Math.min(line.length, mark.end - start);
      parts.push({ text: line.slice(at, from), key: null }, { text: line.slice(from, to), key: mark.key });
      at = to;
    }
    parts.push({ text: line.slice(at), key: null });
    return parts.filter(({ text }) => text !== "");
  });
  return (
    <section class="plan-text" aria-label="方案原文">
      {lines.map((parts, index) =>
        parts.length > 0 ? (
          <p class="plan-line">
            <span class="plan-line-number" aria-hidden="true">
              {index + 1}
            </span>
            {parts.map(({ text, key }) => {
              if (key === null) return text;
              const id = started.has(key) ? undefined : `q${key}`;
              started.add(key);
              return <mark id={id}>{text}</mark>;
            })}
          </p>
        ) : null,
      )}
    </section>
  );
}
