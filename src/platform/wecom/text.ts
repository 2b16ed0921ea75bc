// Words on their way into WeCom: what could be read as markup made harmless.
const NOTHING = "\u200b";

/** Text that WeCom reads as text: no link, no mention, no colour can begin in it. */
export function harmless(text: string): string {
  return text.replace(/<(?=[@a-zA-Z/!])/g, `<${NOTHING}`);
}

/** The same for markdown, which WeCom documents no escape for. */
export function harmlessMarkdown(text: string): string {
  return harmless(text)
    .replace(/\](?=\()/g, `]${NOTHING}`)
    .replace(/\*(?=\*)/g, `*${NOTHING}`)
    .replace(/`/g, "'")
    .replace(/^(\s*)(?=[#>])/gm, `$1${NOTHING}`);
}
