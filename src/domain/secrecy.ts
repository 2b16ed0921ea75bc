// Recognises the secrecy marking that a document's first page carries, so that it is never taken in.

const FIRST_PAGE_LINES = 40;
const FIRST_PAGE_CHARACTERS = 3000;

const LEVEL = "绝密|机密|秘密";
const STARRED = new RegExp(`(?:${LEVEL})(?:级)?[★☆](?:[0-9一二三四五六七八九十]+(?:年|个月|月)|长期)?`);
const LABELLED = new RegExp(`(?:密级|保密等级|秘密等级)[：:]?(${LEVEL}|工作秘密|内部资料|内部文件|内部)`);
// Alone on its line, with at most a copy number in front and a term or an injunction behind.
const ALONE = new RegExp(
  `^(?:No\\.?)?[0-9]{0,8}[【\\[（(〔]?((?:${LEVEL})(?:级)?|工作秘密|内部资料|内部文件|内部使用)[】\\])）〕]?` +
    "(?:[*＊]?[0-9一二三四五六七八九十]+年|[，,、：:—-]*(?:注意保存|注意保管|妥善保管|请勿外传|不得外传|严禁外传|不得公开|不予公开|仅供内部使用))?[。！!]?$",
);

/**
 * The marking on a document's first page as it is written (white space aside), or null.
 * A word in running text (「严守工作秘密」) is no marking.
 */
export function findMarking(text: string): string | null {
  const lines = text
    .slice(0, FIRST_PAGE_CHARACTERS)
    .split("\n")
    .map((line) => line.replace(/\s/g, ""))
    .filter((line) => line !== "")
    .slice(0, FIRST_PAGE_LINES);
  for (const line of lines) {
    const found =
      STARRED.exec(line)?.[0] ?? LABELLED.exec(line)?.[1] ?? (ALONE.test(line) ? line : undefined);
    if (found !== undefined) return found;
  }
  return null;
}
