// How numbers, yes-or-no and choices are read from what people type.

import { readNumerals } from "./kind-dates.ts";
import { fold } from "./value.ts";

const YES = new Set(["是", "有", "对", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "存在", "已"]);
const NO = new Set([
  "否",
  "无",
  "没有",
  "不是",
  "错",
  "×",
  "✗",
  "✘",
  "✕",
  "x",
  "n",
  "no",
  "false",
  "f",
  "0",
  "不存在",
  "未",
]);
// A longer text is no word for yes or no and no choice.
const LONGEST = 200;
const TICK = "[☑√✓✔■]";
const BOX = /[☑√✓✔■□☐]/;
const MEASURE =
  /(件|个|项|次|人|起|份|家|卷|条|户|名|处|场|期|宗|批|篇|本|册|天|日|元|小时|学时|课时|分|年|年度|个?工作日)(次|案件)?$/;
// Words that turn round or limit what stands beside them: 「未完成」 is not 「完成」, nor is 「完成80%」.
const QUALIFIED = /[未不没无非否拟待尚暂]|部分|基本|即将|除|\d/;
const LIMITED = /[未否拟待尚暂]|部分|基本|即将|除|\d/;
const NUMBERED = /^\(?(\d{1,2}|[一二三四五六七八九十]{1,3}|[a-z])[.、,)]/;

/** The number a text holds (full-width digits, thousands separators, numerals below a hundred, a trailing measure word), or null. */
export function readNumber(text: string): number | null {
  const plain = fold(text)
    .replace(/^[+共]/, "")
    .replace(MEASURE, "");
  const said = readNumerals(plain);
  if (said !== null) return said;
  const grouped = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain);
  if (!grouped && !/^-?(\d+(\.\d*)?|\.\d+)$/.test(plain)) return null;
  const value = Number(plain.replaceAll(",", ""));
  return Number.isFinite(value) ? value : null;
}

/** 是/否/有/无/√/× and their kin; for a label 「是否销号」 also 「已销号」 and 「未销号」. Null where neither is said. */
export function readBoolean(text: string, label: string): boolean | null {
  if (text.length > LONGEST) return null;
  const word = fold(text)
    .toLowerCase()
    .replace(/[。.!]$/, "");
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  if (BOX.test(word)) return readTicked(word);
  const remarked = word.match(/^(是|否|有|无)\((.+)\)$/);
  if (remarked && !QUALIFIED.test(remarked[2]!)) return YES.has(remarked[1]!);
  const matter = fold(label).match(/^是否已?(.+)$/)?.[1];
  if (!matter) return null;
  // Of 「存在问题」: 「有问题」, 「无问题」, 「未发现问题」.
  const thing = matter.match(/^存在(.+)$/)?.[1];
  const said = [matter, `已${matter}`, `是,${matter}`, ...(thing ? [`有${thing}`, `发现${thing}`] : [])];
  if (said.includes(word)) return true;
  const denied = ["未", "不", "没有", "尚未"].map((no) => `${no}${matter}`);
  if (thing) denied.push(`未发现${thing}`, `无${thing}`, `没有${thing}`, `没有发现${thing}`);
  if (denied.includes(word)) return false;
  return null;
}

/** 「☑是□否」 and 「是☑否□」: which side the boxes stand on shows where the line begins or ends with one. */
function readTicked(word: string): boolean | null {
  const [before, behind] = [BOX.test(word[0]!), BOX.test(word.at(-1)!)];
  if (before === behind) return null;
  const ticked = [
    ...word.matchAll(new RegExp(before ? `${TICK}(是|有|否|无)` : `(是|有|否|无)${TICK}`, "g")),
  ];
  return ticked.length === 1 ? YES.has(ticked[0]![1]!) : null;
}

/**
 * The one option a text means: the same text, or the only one that contains it or is contained in it, where nothing around
 * it says otherwise; 「A」 is 「A角」.
 */
export function readOption(text: string, options: readonly string[]): string | null {
  const wanted = text.length > LONGEST ? "" : foldOption(text);
  if (!wanted) return null;
  const same = options.find((option) => foldOption(option) === wanted);
  if (same) return same;
  if (wanted.length < 2)
    return /[a-z]/.test(wanted)
      ? only(options.filter((option) => foldOption(option).startsWith(wanted)))
      : null;
  const plain = foldOption(
    fold(text)
      .toLowerCase()
      .replace(NUMBERED, "")
      .replace(/[。.;]$/, ""),
  );
  const numbered = options.find((option) => foldOption(option) === plain);
  if (numbered) return numbered;
  const remarked = plain.match(/^(.+)\((.+)\)$/);
  if (remarked && !LIMITED.test(remarked[2]!)) {
    const meant = options.find((option) => foldOption(option) === remarked[1]);
    if (meant) return meant;
  }
  const said = options.filter((option) => option.length > 1 && plain.includes(foldOption(option)));
  // Of 「符合」 and 「不符合」 the text says the longer.
  const longest = said.filter((option) => !said.some((other) => other !== option && other.includes(option)));
  const near = options.filter((option) => foldOption(option).includes(plain));
  const option = only([...new Set([...longest, ...near])]);
  if (option === null) return null;
  const folded = foldOption(option);
  const around = folded.includes(plain) ? folded.replace(plain, "") : plain.replace(folded, "");
  return QUALIFIED.test(around) || said.some((other) => around.includes(foldOption(other))) ? null : option;
}

function only(options: readonly string[]): string | null {
  return options.length === 1 ? options[0]! : null;
}

function foldOption(text: string): string {
  return fold(text)
    .toLowerCase()
    .replace(/[“”"'‘’「」《》、,]/g, "");
}
