// Words on their way into DingTalk: what could be read as markup made harmless, and the shape of its markdown.
import { byteLength } from "../../domain/text.ts";
import { cutLines } from "../cut-lines.ts";

const NOTHING = "\u200b";

/** Text that DingTalk reads as text: nobody is mentioned in it, and no press of a link in it says anything. */
export function harmless(text: string): string {
  return text.replace(/@(?=\S)/g, `@${NOTHING}`).replace(/\b(dtmd|dingtalk):(?=\/\/)/gi, `$1${NOTHING}:`);
}

/** The same for markdown: no link, picture, heading, quote, list or tag can begin in it. */
export function harmlessMarkdown(text: string): string {
  return harmless(text)
    .replace(/\](?=[([:])/g, `]${NOTHING}`)
    .replace(/<(?=[a-zA-Z/!])/g, `<${NOTHING}`)
    .replace(/([*_~])(?=\1)/g, `$1${NOTHING}`)
    .replace(/`/g, "'")
    .replace(/^(\s*)(?=[#>]|[-+*]\s|\d+\.\s)/gm, `$1${NOTHING}`)
    .replace(/^(\s*)(?=[-=_*]{3,}\s*$)/gm, `$1${NOTHING}`);
}

// DingTalk's markdown goes on in the same line unless blanks stand on both sides.
const BREAK = "  \n  ";

/** Lines as markdown shows them one below the other. */
export function markdownLines(lines: readonly string[]): string {
  return lines.join("\n").replace(/ *\n */g, BREAK);
}

/** A link in markdown; nothing in its title or its address ends it early. */
export function linkTo(title: string, url: string): string {
  const address = url.replace(/\(/g, "%28").replace(/\)/g, "%29").replace(/\s/g, "%20");
  return `[${harmlessMarkdown(title.replace(/[[\]]/g, ""))}](${address})`;
}

/** Markdown with some last lines that stay whole, whatever has to be cut above them. */
export function withTail(text: string, tail: readonly string[], maxBytes: number): string {
  const end = tail.map((line) => BREAK + line).join("");
  const room = maxBytes - byteLength(end);
  // Below a certain room for the text itself its last lines are cut like any other.
  return room < 200 ? cutLines(text + end, maxBytes) : cutLines(text, room) + end;
}
