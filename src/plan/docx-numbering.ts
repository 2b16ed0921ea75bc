// Reads Word's automatic numbering (numbering.xml, styles.xml) and counts it as Word does.
import { walkXml } from "./docx-xml.ts";

interface Level {
  start: number;
  format: string;
  text: string;
  asDigits: boolean;
}
interface List {
  abstractId: string;
  starts: Map<number, number>;
}
interface Style {
  listId: string | null;
  level: number | null;
  parent: string | null;
}

/** Which list and level a paragraph or a style names; null where it names none. */
export interface ListPlace {
  listId: string | null;
  level: number | null;
}

/** Counts the numbers of a document's paragraphs, in order: 「一、」「（二）」「3.」, empty where a paragraph has none. */
export type Numbering = (own: ListPlace, styleId: string | null) => string;

const DIGITS = "〇一二三四五六七八九";
const DEEPEST = 9;
// Every paragraph of a list repeats its text.
const LONGEST_TEXT = 60;

/** The numbering of a document; both parts may be missing. */
export function readNumbering(numberingXml: string | null, stylesXml: string | null): Numbering {
  const { levels, lists } = readLists(numberingXml);
  const styles = readStyles(stylesXml);
  const counters = new Map<string, (number | undefined)[]>();
  const restarted = new Set<string>();
  return (own, styleId) => {
    const styled = placeOfStyle(styles, styleId);
    const listId = own.listId ?? styled.listId;
    const level = Math.min(own.level ?? styled.level ?? 0, DEEPEST - 1);
    const list = listId === null ? undefined : lists.get(listId);
    if (list === undefined || listId === null) return "";
    const shape = levels.get(list.abstractId) ?? [];
    const count = counters.get(list.abstractId) ?? [];
    counters.set(list.abstractId, count);
    const startOf = (at: number) => list.starts.get(at) ?? shape[at]?.start ?? 1;
    const again = list.starts.has(level) && !restarted.has(`${listId} ${level}`);
    if (again) restarted.add(`${listId} ${level}`);
    count[level] = again || count[level] === undefined ? startOf(level) : count[level] + 1;
    count.length = level + 1;
    const form = shape[level];
    if (form === undefined || form.format === "bullet" || form.format === "none") return "";
    return form.text.replace(/%(\d)/g, (_whole, digit: string) => {
      const at = Number(digit) - 1;
      const value = count[at] ?? startOf(at);
      return writeNumber(value, form.asDigits ? "decimal" : (shape[at]?.format ?? "decimal"));
    });
  };
}

function placeOfStyle(styles: ReadonlyMap<string, Style>, styleId: string | null): ListPlace {
  let [listId, level]: [string | null, number | null] = [null, null];
  for (let id = styleId, steps = 0; id !== null && steps < 20; steps += 1) {
    const style = styles.get(id);
    if (style === undefined) break;
    listId ??= style.listId;
    level ??= style.level;
    id = style.parent;
  }
  return { listId, level };
}

function readLists(xml: string | null): { levels: Map<string, Level[]>; lists: Map<string, List> } {
  const levels = new Map<string, Level[]>();
  const lists = new Map<string, List>();
  const linked = new Map<string, string>();
  const named = new Map<string, string>();
  let abstractId: string | null = null;
  let list: List | null = null;
  let level: Level | null = null;
  let overriding: number | null = null;
  if (xml === null) return { levels, lists };
  walkXml(xml, {
    open: (name, value) => {
      const val = value("val");
      if (name === "abstractNum") {
        abstractId = value("abstractNumId") ?? "";
        levels.set(abstractId, []);
      } else if (name === "num") {
        list = { abstractId: "", starts: new Map() };
        lists.set(value("numId") ?? "", list);
      } else if (name === "abstractNumId" && list !== null) list.abstractId = val ?? "";
      else if (name === "lvlOverride") overriding = Number(value("ilvl") ?? 0);
      else if (name === "startOverride" && list !== null && overriding !== null)
        list.starts.set(overriding, Number(val ?? 1));
      else if (name === "numStyleLink" && abstractId !== null) linked.set(abstractId, val ?? "");
      else if (name === "styleLink" && abstractId !== null) named.set(val ?? "", abstractId);
      else if (name === "lvl" && abstractId !== null) {
        level = { start: 1, format: "decimal", text: "", asDigits: false };
        const at = Number(value("ilvl") ?? 0);
        if (at >= 0 && at < DEEPEST) levels.get(abstractId)![at] = level;
      } else if (level !== null) {
        if (name === "start") level.start = Number(val ?? 1);
        else if (name === "numFmt") level.format = val ?? "decimal";
        else if (name === "lvlText") level.text = (val ?? "").slice(0, LONGEST_TEXT);
        else if (name === "isLgl") level.asDigits = val !== "0" && val !== "false";
      }
    },
    close: (name) => {
      if (name === "abstractNum") abstractId = null;
      if (name === "num") list = null;
      if (name === "lvl") level = null;
      if (name === "lvlOverride") overriding = null;
    },
  });
  for (const [from, style] of linked) {
    const target = named.get(style);
    if (target !== undefined) levels.set(from, levels.get(target) ?? []);
  }
  return { levels, lists };
}

function readStyles(xml: string | null): Map<string, Style> {
  const styles = new Map<string, Style>();
  let style: Style | null = null;
  if (xml === null) return styles;
  walkXml(xml, {
    open: (name, value) => {
      if (name === "style") {
        style = { listId: null, level: null, parent: null };
        styles.set(value("styleId") ?? "", style);
      } else if (style !== null) {
        if (name === "basedOn") style.parent = value("val");
        else if (name === "numId") style.listId = value("val");
        else if (name === "ilvl") style.level = Number(value("val") ?? 0);
      }
    },
    close: (name) => {
      if (name === "style") style = null;
    },
  });
  return styles;
}

const CHINESE =
  /^(?:chineseCounting|chineseCountingThousand|japaneseCounting|taiwaneseCounting\w*|koreanCounting)$/;

function writeNumber(value: number, format: string): string {
  if (CHINESE.test(format)) return inChinese(value);
  if (format === "ideographDigital" || format === "japaneseDigitalTenThousand")
    return String(value).replace(/\d/g, (digit) => DIGITS[Number(digit)]!);
  if (format === "ideographTraditional") return "甲乙丙丁戊己庚辛壬癸"[value - 1] ?? String(value);
  if (/^decimalEnclosedCircle/.test(format))
    return value <= 20 ? String.fromCharCode(0x245f + value) : `（${value}）`;
  if (/^decimalEnclosed(?:Paren|Fullstop)$/.test(format))
    return format.endsWith("Paren") ? `（${value}）` : `${value}.`;
  if (format === "decimalZero") return String(value).padStart(2, "0");
  if (format === "chineseLegalSimplified")
    return inChinese(value).replace(
      /[一二三四五六七八九十百]/g,
      (unit) => "壹贰叁肆伍陆柒捌玖拾佰"["一二三四五六七八九十百".indexOf(unit)]!,
    );
  if (/Letter$/.test(format)) {
    const letter = String.fromCharCode(65 + ((value - 1) % 26));
    return format.startsWith("lower") ? letter.toLowerCase() : letter;
  }
  if (/Roman$/.test(format))
    return format.startsWith("lower") ? inRoman(value).toLowerCase() : inRoman(value);
  return String(value);
}

function inChinese(value: number): string {
  if (value < 10) return DIGITS[value]!.replace("〇", "零");
  if (value < 20) return `十${value === 10 ? "" : DIGITS[value - 10]!}`;
  if (value < 100)
    return `${DIGITS[Math.floor(value / 10)]!}十${value % 10 === 0 ? "" : DIGITS[value % 10]!}`;
  const rest = value % 100;
  const tail = rest === 0 ? "" : rest < 10 ? `零${DIGITS[rest]!}` : inChinese(rest).replace(/^十/, "一十");
  return value < 1000 ? `${DIGITS[Math.floor(value / 100)]!}百${tail}` : String(value);
}

const ROMAN: [number, string][] = [
  [100, "C"],
  [90, "XC"],
  [50, "L"],
  [40, "XL"],
  [10, "X"],
  [9, "IX"],
  [5, "V"],
  [4, "IV"],
  [1, "I"],
];
function inRoman(value: number): string {
  let [rest, result] = [Math.min(value, 399), ""];
  for (const [unit, letters] of ROMAN) {
    for (; rest >= unit; rest -= unit) result += letters;
  }
  return result;
}
