// How numbers, yes-or-no and choices are read from what people type.

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
const TICKED = /[☑√✓✔■](是|有|否|无)/;
const MEASURE = /(件|个|项|次|人|起|份|家|卷|条|户|名|处|场|期|宗)(次|案件)?$/;

/** The number a text holds (full-width digits, thousands separators, a trailing measure word), or null. */
export function readNumber(text: string): number | null {
  const plain = fold(text).replace(/^[+]/, "").replace(MEASURE, "");
  const grouped = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain);
  if (!grouped && !/^-?(\d+(\.\d*)?|\.\d+)$/.test(plain)) return null;
  const value = Number(plain.replaceAll(",", ""));
  return Number.isFinite(value) ? value : null;
}

/** 是/否/有/无/√/× and their kin; for a label 「是否销号」 also 「已销号」 and 「未销号」. Null where neither is said. */
export function readBoolean(text: string, label: string): boolean | null {
  const word = fold(text)
    .toLowerCase()
    .replace(/[。.!]$/, "");
  if (YES.has(word)) return true;
  if (NO.has(word)) return false;
  const ticked = [...word.matchAll(new RegExp(TICKED, "g"))];
  if (ticked.length === 1) return YES.has(ticked[0]![1]!);
  const matter = fold(label).match(/^是否(.+)$/)?.[1];
  if (!matter) return null;
  if (word === matter || word === `已${matter}` || word === `是,${matter}`) return true;
  if (
    [
      `未${matter}`,
      `不${matter}`,
      `没有${matter}`,
      `尚未${matter}`,
      `未${matter.replace(/^存在/, "发现")}`,
    ].includes(word)
  )
    return false;
  return null;
}

/** The one option a text means: the same text, or the only one that contains it or is contained in it; 「A」 is 「A角」. */
export function readOption(text: string, options: readonly string[]): string | null {
  const wanted = foldOption(text);
  if (!wanted) return null;
  const same = options.find((option) => foldOption(option) === wanted);
  if (same) return same;
  if (wanted.length < 2)
    return /[a-z]/.test(wanted) ? only(options, (option) => option.startsWith(wanted)) : null;
  return only(options, (option) => option.includes(wanted) || (option.length > 1 && wanted.includes(option)));
}

/** The only option that fits, folded; null where none or several do. */
function only(options: readonly string[], fits: (folded: string) => boolean): string | null {
  const near = options.filter((option) => fits(foldOption(option)));
  return near.length === 1 ? near[0]! : null;
}

function foldOption(text: string): string {
  return fold(text)
    .toLowerCase()
    .replace(/[“”"'‘’「」《》、,]/g, "");
}
