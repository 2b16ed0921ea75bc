// Reads the figures that a plan wants reached.
import type { DraftMetric } from "./draft.ts";
import { numberOf } from "./numerals.ts";
import { normalise, type Paragraph } from "./paragraphs.ts";

const UNIT =
  "%|％|个?百分点|学时|课时|个?工作日|日|天|小时|分钟|公里|平方米|万元|亿元|万人|批次|人次|人|卷|件|次|期|场|份|篇|条|家|户|项|处|台|套|辆|所|座|亩|吨|起|个|名";
const VALUE = `(\\d+(?:\\.\\d+)?)(${UNIT})`;
const AT_LEAST = new RegExp(
  `(不少于|不低于|至少(?:开展|组织|进行|接受|举办|参加|完成|检查|抽查)?|不超过|不高于|(?<!分别)达到|高于|低于)((?:[一-龥\\d]{0,20}的|[一-龥]{0,16}?(?:总数|总量|数量)|[一-龥]{2,12}(?=\\d+(?:\\.\\d+)?[%％]))?)${VALUE}(以上|以下)?`,
  "g",
);
// 「至少开展一次」: small numbers in words.
const IN_WORDS =
  /(不少于|至少(?:开展|组织|进行|接受|举办|参加|完成|检查)?)([一二两三四五六七八九十]{1,2})(次|期|场|人|名|遍)/g;
const OR_MORE = new RegExp(`(?<![\\d.至]|达到|不少于|不低于)${VALUE}(?:及)?以上的?`, "g");
// 「接通率、办理率分别达到90%、95%以上」: the first figure for the first thing.
const IN_TURN = new RegExp(
  `([一-龥、和及]{4,50}?)(?:要|应)?分别(?:要|应)?(达到|不低于|不少于|不超过|提高到)((?:\\d+(?:\\.\\d+)?(?:${UNIT})[、和及])+\\d+(?:\\.\\d+)?(?:${UNIT}))(以上)?`,
  "g",
);
// 「持证上岗率100%」, 「使用率控制在20%以内」.
const RATE =
  /([一-龥]{2,16}(?:率|比例|占比|比重|覆盖面))((?:总体|全部|必须|须|要|应|均|力争|确保|保持|稳定|控制|压减|降低|下降|提升|提高|达|到|在|为|至|：){0,5})(\d+(?:\.\d+)?)[%％](以上|以下|以内)?/g;
const WAS = /去年|上年|同比|目前|已达|已有|截至|仅|现有|实际为/;
// A count 「以上」 is a figure to reach only behind a verb: 「30人以上群体性事件」 is none.
const REACHES =
  /(?:力争|完成|达到|查办|抽查|检查|开展|组织|配备|培训|宣传|新建|改造|办理|评查|培育|打造|发放|覆盖|举办|化解|整治)[^，。；]*$/;
const OPS: [RegExp, DraftMetric["op"]][] = [
  [/不超过|不高于/, "<="],
  [/^低于/, "<"],
  [/^高于/, ">"],
];

/** The figures that a plan wants reached. */
export function findMetrics(paragraphs: readonly Paragraph[], skip: ReadonlySet<number>): DraftMetric[] {
  const result: DraftMetric[] = [];
  const pieces = paragraphs.flatMap((paragraph, index) => (skip.has(index) ? [] : piecesOf(paragraph)));
  for (const { norm, text } of pieces) {
    const counted: [number, number][] = [];
    const isCounted = (at: number) => counted.some(([from, to]) => at >= from && at < to);
    for (const match of norm.matchAll(IN_TURN)) {
      result.push(...inTurn(match, norm, text));
      counted.push([match.index, match.index + match[0].length]);
    }
    for (const match of norm.matchAll(AT_LEAST)) {
      const [whole, word, base, value, unit, more] = match as unknown as [
        string,
        string,
        string,
        string,
        string,
        string | undefined,
      ];
      counted.push([match.index, match.index + whole.length]);
      // 「支出进度低于60%的县」 tells which, and is nothing to reach.
      if (/^[低高]于$/.test(word) && /^的(?!比例)/.test(norm.slice(match.index + whole.length))) continue;
      const op =
        more === "以上"
          ? ">="
          : word === "达到"
            ? value === "100"
              ? "="
              : ">="
            : (OPS.find(([pattern]) => pattern.test(word))?.[1] ?? ">=");
      result.push({
        what: whatAround(norm, match.index, whole.length, base, unit),
        op,
        value: Number(value),
        unit: unit.replace("％", "%"),
        quote: quoteAround(norm, text, match.index, whole.length),
      });
    }
    for (const match of norm.matchAll(IN_WORDS)) {
      const [whole, , value, unit] = match as unknown as [string, string, string, string];
      result.push({
        what: whatAround(norm, match.index, whole.length, "", unit),
        op: ">=",
        value: numberOf(value) ?? 1,
        unit,
        quote: quoteAround(norm, text, match.index, whole.length),
      });
    }
    for (const match of norm.matchAll(OR_MORE)) {
      const unit = match[2]!;
      if (!/[%％]|学时|次|期|卷/.test(unit) && !REACHES.test(norm.slice(0, match.index))) continue;
      if (/分别[^，。；]*$/.test(norm.slice(0, match.index))) continue;
      if (match[0].endsWith("的") && /^[，。]/.test(norm.slice(match.index + match[0].length))) continue;
      counted.push([match.index, match.index + match[0].length]);
      result.push({
        what: whatAround(norm, match.index, match[0].length, "", unit),
        op: ">=",
        value: Number(match[1]),
        unit: unit.replace("％", "%"),
        quote: quoteAround(norm, text, match.index, match[0].length),
      });
    }
    for (const match of norm.matchAll(RATE)) {
      const [whole, what, verb, value, more] = match as unknown as [
        string,
        string,
        string,
        string,
        string | undefined,
      ];
      const quote = quoteAround(norm, text, match.index, whole.length);
      if (isCounted(match.index + whole.indexOf(value, what.length)) || WAS.test(quote)) continue;
      const atMost = more === "以下" || more === "以内" || /控制|压减|降/.test(verb);
      const op = atMost ? "<=" : value === "100" && more === undefined ? "=" : ">=";
      result.push({
        what: what.replace(/^(?:确保|力争|要|应|并|其中)+/, ""),
        op,
        value: Number(value),
        unit: "%",
        quote,
      });
    }
  }
  const keyOf = ({ what, op, value, unit }: DraftMetric) => [what, op, value, unit].join(" ");
  return [...new Map(result.map((one) => [keyOf(one), one])).values()];
}

// The cells of a table's row are read apart.
function piecesOf({ norm, text, cells }: Paragraph): { norm: string; text: string }[] {
  if (cells.length < 2) return [{ norm, text }];
  return cells.map((cell) => cell.replace(/\s/g, "")).map((cell) => ({ norm: normalise(cell), text: cell }));
}

function inTurn(match: RegExpMatchArray, norm: string, text: string): DraftMetric[] {
  const things = match[1]!.replace(/^[、和及]/, "").split(/[、和及]/);
  const figures = [...match[3]!.matchAll(new RegExp(VALUE, "g"))];
  if (things.length !== figures.length) return [];
  const op = match[2] === "不超过" ? "<=" : match[2] === "达到" ? "=" : ">=";
  return figures.map(([, value, unit], order) => ({
    what: things[order]!,
    op: op === "=" && value !== "100" ? ">=" : op,
    value: Number(value),
    unit: unit!.replace("％", "%"),
    quote: quoteAround(norm, text, match.index!, match[0].length),
  }));
}

function whatAround(norm: string, index: number, length: number, base: string, unit: string): string {
  const before = norm
    .slice(0, index)
    .split(/[，。；：（]/)
    .at(-1)!;
  const after = norm.slice(index + length).split(/[，。；：）、]/)[0]!;
  // 「典型案例（不少于2个）」: the thing stands in front of the bracket.
  const held = before === "" && norm[index - 1] === "（" ? norm.slice(0, index - 1) : null;
  const subject = (held?.split(/[，。；：、和及]/).at(-1) ?? before)
    .replace(/^(?:原则上|其中|并|要|确保|力争)+/, "")
    .replace(/(?:每[人年月季周]+|的|数量|总数|要求|应当|要|应)+$/, "");
  // 「按照不低于在监项目40%的比例抽查」.
  const drawn = /^的比例(?:进行|开展|组织)?([一-龥]{2,10})/.exec(after)?.[1];
  if (drawn !== undefined && base === "") return drawn;
  if (base !== "" && /[%％]/.test(unit)) return `${drawn ?? subject}占${base.replace(/的$/, "")}的比例`;
  if (/[%％]/.test(unit) && /(?:率|比例|占比|面)$/.test(subject)) return subject.slice(-40);
  const things = after.replace(/^的/, "");
  if (subject.length <= 3 && things.length >= 2) return things.slice(0, 40);
  if (/学时|课时|次|期|场/.test(unit) && things.length >= 2) return things.slice(0, 40);
  return subject === "" ? norm.slice(index, index + length) : subject.slice(-40);
}

function quoteAround(norm: string, text: string, index: number, length: number): string {
  const start =
    Math.max(...["，", "。", "；", "（", "："].map((mark) => norm.lastIndexOf(mark, index - 1))) + 1;
  const stop = /[，。；）]/.exec(norm.slice(index + length));
  return text.slice(start, stop === null ? norm.length : index + length + stop.index);
}
