// Words cut to what a message holds: by whole lines and bytes, or by characters, and never without a sign of it.
import { byteLength, truncateBytes } from "../domain/text.ts";

const leftOut = (count: number) => `……还有 ${count} 条`;

/** Text within so many bytes of UTF-8: whole lines where there are several, and how many are left out. */
export function cutLines(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text;
  const lines = text.split("\n");
  let [kept, used] = [0, 0];
  for (const [index, line] of lines.entries()) {
    const size = byteLength(line) + 1;
    if (used + size + byteLength(leftOut(lines.length - index - 1)) > maxBytes) break;
    [kept, used] = [index + 1, used + size];
  }
  if (kept > 0) return [...lines.slice(0, kept), leftOut(lines.length - kept)].join("\n");
  return truncateBytes(text, maxBytes, (count) => `……还有 ${count} 字`);
}

/** Length in characters (code points). */
export function countCharacters(text: string): number {
  return Array.from(text).length;
}

/** Text within so many characters (code points), with 「…」 where it was cut. */
export function cutCharacters(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
