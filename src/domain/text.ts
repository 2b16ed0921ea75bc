// Small rules about text that several rooms share: one form of a unit's name, cutting by bytes, the nearest words.

/** Full-width ASCII and spaces as half-width: 「／报送　２」 becomes 「/报送 2」. */
export function toHalfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, " ");
}

/**
 * The form in which two names are compared: half-width, no white space, no quotation or title marks
 * (〈〉《》“”「」), lower case. Round brackets stay, since 「市场监管局(大武口分局)」 is another unit.
 */
export function normaliseName(name: string): string {
  return toHalfWidth(name)
    .replace(/[\s\u200b-\u200d\ufeff]/g, "")
    .replace(/[〈〉《》<>“”‘’"'「」『』]/g, "")
    .toLowerCase();
}

const encoder = new TextEncoder();

/** Length in UTF-8 bytes. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/**
 * `text` where it fits into `maxBytes` of UTF-8; else its longest beginning that fits together with
 * `remaining(n)`, where n is how many characters (code points) are left out. A tail that alone
 * doesn't fit is left out.
 */
export function truncateBytes(text: string, maxBytes: number, remaining: (count: number) => string): string {
  if (byteLength(text) <= maxBytes) return text;
  const characters = Array.from(text);
  let kept = 0;
  let used = 0;
  for (const character of characters) {
    const size = byteLength(character);
    if (used + size > maxBytes) break;
    used += size;
    kept++;
  }
  const longest = characters.slice(0, kept).join("");
  // One step back at a time, because the tail's own length changes with the count it names.
  for (; kept >= 0; kept--) {
    const tail = remaining(characters.length - kept);
    if (used + byteLength(tail) <= maxBytes) return characters.slice(0, kept).join("") + tail;
    if (kept > 0) used -= byteLength(characters[kept - 1]!);
  }
  return longest;
}

/** Insertions, deletions and replacements of characters that turn one text into the other. */
export function editDistance(left: string, right: string): number {
  const from = Array.from(left);
  const to = Array.from(right);
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, character] of from.entries()) {
    const current = [row + 1];
    for (const [column, other] of to.entries()) {
      const replaced = previous[column]! + (character === other ? 0 : 1);
      current.push(Math.min(replaced, previous[column + 1]! + 1, current[column]! + 1));
    }
    previous = current;
  }
  return previous[to.length]!;
}

/** The `count` candidates nearest to `word`: by edit distance, then by shared characters, then as given. */
export function nearest(word: string, candidates: readonly string[], count: number): string[] {
  const said = normaliseName(word);
  const characters = new Set(said);
  return candidates
    .map((candidate, order) => {
      const known = normaliseName(candidate);
      const shared = Array.from(known).filter((character) => characters.has(character)).length;
      return { candidate, order, shared, distance: editDistance(said, known) };
    })
    .sort((a, b) => a.distance - b.distance || b.shared - a.shared || a.order - b.order)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}
