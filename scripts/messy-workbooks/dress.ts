// How people write a value into a cell, and what that writing says: the value, or that it has to be asked for.

import type { LedgerField } from "../../src/ledger/definition.ts";
import type { FieldValue } from "../../src/ledger/value.ts";
import type { Chance } from "./chance.ts";

/** How a number looks in its cell. */
export type Look =
  | "plain"
  | "text"
  | "iso"
  | "cn"
  | "monthDay"
  | "slash"
  | "dot"
  | "month"
  | "clock"
  | "han"
  | "percent"
  | "zeros8"
  | "pieces"
  | "grouped";

/** What stands in a cell; a number may be worked out by a formula, a text may be written in two hands. */
export interface Written {
  text?: string;
  number?: number;
  truth?: boolean;
  look?: Look;
  formula?: string;
  rich?: boolean;
}

/** A written cell and its right answer; `asked` means that it can be read in several ways or in none. */
export type Dressed = { written: Written } & ({ value: FieldValue } | { asked: true });

type Said = Exclude<FieldValue, null>;
type Dress<T> = (value: T, chance: Chance, field: LedgerField) => Dressed | null;

const HAN = "〇一二三四五六七八九";
const FULL: Record<string, string> = Object.fromEntries(
  [..."0123456789.-%"].map((c) => [c, String.fromCharCode(c.charCodeAt(0) + 0xfee0)]),
);
const wide = (text: string): string => [...text].map((c) => FULL[c] ?? c).join("");
const text = (written: string, value: FieldValue): Dressed => ({ written: { text: written }, value });
const ask = (written: Written): Dressed => ({ written, asked: true });
const serialOf = (day: string): number => Math.round((Date.parse(day) - Date.UTC(1899, 11, 30)) / 86_400_000);
const hanOf = (n: number): string =>
  n < 10 ? HAN[n]! : `${n >= 20 ? HAN[Math.floor(n / 10)] : ""}十${n % 10 ? HAN[n % 10] : ""}`;
const hanYear = (year: string, zero = "〇"): string =>
  [...year].map((c) => (c === "0" ? zero : HAN[Number(c)])).join("");

const dayDresses: {
  seen: Dress<string>[];
  apart: Dress<string>[];
  asked: Dress<string>[];
  askedApart: Dress<string>[];
} = {
  seen: [
    ...(["iso", "cn", "slash", "dot", "clock", "han"] as const).map(
      (look): Dress<string> =>
        (day) => ({ written: { number: serialOf(day) + (look === "clock" ? 0.4 : 0), look }, value: day }),
    ),
    (day) => ({ written: { number: serialOf(day) }, value: day }),
    (day) => ({ written: { number: serialOf(day), look: "monthDay" }, value: day }),
    (day) => text(plain(day, "."), day),
    (day) => text(plain(day, "/"), day),
    (day) => text(day, day),
    (day) => text(` ${day} `, day),
    (day) => text(written(day), day),
    (day) => text(written(day, true), day),
    (day) => text(wide(written(day)), day),
    (day) => text(written(day).replace(/(\d+)/g, " $1 "), day),
    (day) => (day.startsWith("2023") ? text(written(day).slice(5), day) : null),
    (day) => (day.startsWith("2023") ? text(`${plain(day, ".").slice(5)}`, day) : null),
    (day) => text(`${written(day)}前`, day),
    (day) => text(day.replaceAll("-", ""), day),
    (day) => ({ written: { number: Number(day.replaceAll("-", "")) }, value: day }),
    (day) =>
      text(
        `${hanYear(day.slice(0, 4))}年${hanOf(Number(day.slice(5, 7)))}月${hanOf(Number(day.slice(8)))}日`,
        day,
      ),
    (day) =>
      text(
        `${hanYear(day.slice(0, 4), "○")}年${hanOf(Number(day.slice(5, 7)))}月${hanOf(Number(day.slice(8)))}日`,
        day,
      ),
    (day) => text(`${plain(day, ".")}\u00a0`, day),
    (day) => text(plain(day, "、"), day),
    (day) => text(written(day).replace("年", "年\n"), day),
  ],
  apart: [
    (day) => text(plain(day, "。"), day),
    (day) => text(written(day).replace("日", "号"), day),
    (day) => text(written(day).slice(2), day),
    (day) => text(`${written(day)}（已完成）`, day),
    (day) => text(`${plain(day, ".")}日`, day),
    (day) => text(`${day}T00:00:00`, day),
  ],
  asked: [
    (day) => ask({ text: written(day).replace(/\d+日$/, "") }),
    (day) => ask({ text: `${Number(day.slice(5, 7))}月底` }),
    () => ask({ text: "长期" }),
    () => ask({ text: "立行立改" }),
    (day) => ask({ text: `${plain(day, ".")}-12.31` }),
    () => ask({ text: "2023.2.30" }),
    // 7.15 typed into a cell is a number, and 7.10 loses its zero.
    (day) => ask({ number: Number(`${Number(day.slice(5, 7))}.${day.slice(8)}`) }),
    (day) => ask({ number: serialOf(day), look: "month" }),
  ],
  askedApart: [
    (day) => ask({ text: `${written(day)}至12月31日` }),
    () => ask({ text: "按序时进度" }),
    (day) => ask({ text: `${Number(day.slice(5, 7))}月中旬` }),
    () => ask({ text: "13月5日" }),
  ],
};

function plain(day: string, mark: string): string {
  const [year, month, date] = day.split("-");
  return [year, Number(month), Number(date)].join(mark);
}

function written(day: string, zeros = false): string {
  const [year, month, date] = day.split("-").map((part) => (zeros ? part : String(Number(part))));
  return `${year}年${month}月${date}日`;
}

const monthDresses: typeof dayDresses = {
  seen: [
    (m) => text(`${m.slice(0, 4)}年${Number(m.slice(5))}月`, m),
    (m) => text(`${Number(m.slice(5))}月`, m),
    (m) => text(`${Number(m.slice(5))}月份`, m),
    (m) => text(m, m),
    (m) => text(`${m.slice(0, 4)}.${Number(m.slice(5))}`, m),
    (m) => text(`${hanYear(m.slice(0, 4))}年${hanOf(Number(m.slice(5)))}月`, m),
    (m) => ({ written: { number: serialOf(`${m}-01`), look: "month" }, value: m }),
    (m) => ({ written: { number: serialOf(`${m}-20`), look: "iso" }, value: m }),
    (m) => ({ written: { number: Number(m.slice(5)) }, value: m }),
    (m) => ({ written: { number: Number(m.replace("-", "")) }, value: m }),
    (m) => text(wide(`${m.slice(0, 4)}年${Number(m.slice(5))}月`), m),
  ],
  apart: [
    (m) => text(`${hanOf(Number(m.slice(5)))}月`, m),
    (m) => text(`${m.slice(2, 4)}年${Number(m.slice(5))}月`, m),
    (m) => text(String(Number(m.slice(5))), m),
    (m) => (/-1[12]$/.test(m) ? { written: { number: Number(m.replace("-", ".")) }, value: m } : null),
  ],
  asked: [
    () => ask({ text: "上半年" }),
    () => ask({ text: "2023年13月" }),
    // 2023.10 typed into a cell becomes the number 2023.1.
    () => ask({ number: 2023.1 }),
  ],
  askedApart: [() => ask({ text: "第三季度" }), () => ask({ text: "7—8月" })],
};

const numberDresses = {
  seen: [
    (n) => ({ written: { number: n }, value: n }),
    (n) => ({ written: { number: n }, value: n }),
    (n) => ({ written: { text: String(n), look: "text" }, value: n }),
    (n) => text(wide(String(n)), n),
    (n) => text(` ${n} `, n),
    (n) => (Number.isInteger(n) ? text(`${n}件`, n) : null),
    (n) => ({ written: { number: n, look: Number.isInteger(n) ? "pieces" : "plain" }, value: n }),
    (n) => (n >= 1000 ? text(n.toLocaleString("en-US"), n) : null),
    (n) => ({ written: { number: n, look: "grouped" }, value: n }),
    (n) => ({ written: { number: n, formula: `of:=${n - 1}+1` }, value: n }),
    (n) => text(`${n}\u00a0`, n),
    (n, _chance, field) => (field.key === "year" ? text(`${n}年`, n) : null),
  ],
  apart: [
    (n) => (n >= 1000 ? text(n.toLocaleString("en-US").replace(",", "，"), n) : null),
    (n) => (Number.isInteger(n) ? text(`${n} 个`, n) : null),
    (n) => (Number.isInteger(n) ? text(`${n}.0`, n) : null),
    (n) => (Number.isInteger(n) && n > 0 && n < 100 ? text(hanOf(n), n) : null),
    (n) => (Number.isInteger(n) ? text(`共${n}件`, n) : null),
  ],
  asked: [
    (n) => ask({ text: `约${n}` }),
    (n) => ask({ text: `${n}（其中1件未结）` }),
    (n) => ask({ text: `${n}-${n + 2}` }),
    (n) => ask({ text: `${n}+2` }),
    (n, _chance, field) => (field.kind === "integer" ? ask({ number: n + 0.5 }) : null),
    () => ask({ text: "若干" }),
  ],
  askedApart: [
    (n) => ask({ text: `${n}余` }),
    (n) => ask({ text: `${n}、${n}` }),
    (n) => ask({ text: `${n}万` }),
  ],
} satisfies Record<string, Dress<number>[]>;

const percentDresses = {
  seen: [
    (n) => ({ written: { number: n / 100, look: "percent" }, value: n }),
    (n) => text(`${n}%`, n),
    (n) => text(`${n}％`, n),
    (n) => ({ written: { number: n }, value: n }),
    (n) => text(` ${n} %`, n),
    (n) => text(wide(`${n}%`), n),
  ],
  apart: [(n) => text(`${n}.0%`, n), (n) => text(`${n}`, n)],
  asked: [
    (n) => ask({ number: n / 100 }),
    (n) => ask({ text: String(n / 100) }),
    (n) => ask({ text: `${n}%以上` }),
  ],
  askedApart: [(n) => ask({ text: `约${n}%` }), () => ask({ text: "达标" })],
} satisfies Record<string, Dress<number>[]>;

const yes = (value: boolean, positive: string, negative: string): Dressed =>
  text(value ? positive : negative, value);
const matterOf = (field: LedgerField): string | null =>
  field.label.match(/^是否(.+)$/)?.[1]?.replace(/^(已|存在)/, "") ?? null;
const booleanDresses = {
  seen: [
    (b) => yes(b, "是", "否"),
    (b) => yes(b, "是", "否"),
    (b) => yes(b, "有", "无"),
    (b) => yes(b, "√", "×"),
    (b) => yes(b, " 是", "否 "),
    (b) => yes(b, "☑是 □否", "□是 ☑否"),
    (b) => yes(b, "Y", "N"),
    (b) => ({ written: { truth: b }, value: b }),
    (b, _chance, field) =>
      matterOf(field) && field.label !== "是否存在问题"
        ? yes(b, `已${matterOf(field)}`, `未${matterOf(field)}`)
        : null,
    (b) => yes(b, "是☑ 否□", "是□ 否☑"),
    (b) => ({ written: { number: b ? 1 : 0 }, value: b }),
    (b, _chance, field) =>
      field.label === "是否存在问题"
        ? text(_chance.pick(b ? ["存在", "有问题", "存在问题"] : ["不存在", "无问题", "未发现问题"]), b)
        : null,
  ],
  apart: [
    (b) => yes(b, "√是 □否", "□是 √否"),
    (b) => yes(b, "是。", "否。"),
    (b) => yes(b, "✔", "✘"),
    (b) => yes(b, "是（详见附件）", "否（详见附件）"),
    (b) => yes(b, "是■ 否□", "是□ 否■"),
  ],
  asked: [
    () => ask({ text: "部分" }),
    () => ask({ text: "是□ 否□" }),
    () => ask({ text: "是/否" }),
    () => ask({ text: "正在办理" }),
  ],
  askedApart: [() => ask({ text: "☑是 ☑否" }), () => ask({ text: "拟定中" }), () => ask({ text: "基本是" })],
} satisfies Record<string, Dress<boolean>[]>;

const optionDresses = {
  seen: [
    (o) => text(o, o),
    (o) => text(o, o),
    (o) => text(` ${o}`, o),
    (o) => text(`${[...o].slice(0, 2).join("")}\n${[...o].slice(2).join("")}`, o),
    (o) => text(`1.${o}`, o),
    (o) => text(`“${o}”`, o),
    (o) => text(`${o}（文书不全）`, o),
    (o) => text(`${o}（详见附件）`, o),
  ],
  apart: [(o) => text(`（一）${o}`, o), (o) => text(`${o}。`, o), (o) => text(`${o}类`, o)],
  asked: [
    (o, _chance, field) =>
      field.options!.some((other) => other.includes(`未${o}`) || other.includes(`不${o}`))
        ? null
        : ask({ text: `未${o}` }),
    (_o, _chance, field) => ask({ text: `${field.options![0]}、${field.options![1]}` }),
    () => ask({ text: "见附件" }),
    (o) => ask({ text: `${o}（部分）` }),
    (o) => ask({ text: `${o}80%` }),
    (o, _chance, field) =>
      field.options!.some((other) => other !== o && other.includes(o)) ? null : ask({ text: `非${o}` }),
  ],
  askedApart: [
    (o) => ask({ text: `尚不能确定是否${o}` }),
    (o) => ask({ text: `基本${o}` }),
    () => ask({ text: "待定" }),
  ],
} satisfies Record<string, Dress<string>[]>;

const phoneDresses = {
  seen: [
    (p) => text(p, p),
    (p) => (/^\d+$/.test(p) ? { written: { number: Number(p) }, value: p } : null),
    (p) => (/^1/.test(p) ? text(`${p.slice(0, 3)} ${p.slice(3, 7)} ${p.slice(7)}`, p) : null),
    (p) => text(wide(p), p),
    (p) => text(` ${p}\n`, p),
  ],
  apart: [
    (p) => (/-/.test(p) ? text(p.replace("-", "—"), p) : null),
    (p) => (/-/.test(p) ? text(`（${p.replace("-", "）")}`, p.replace("-", "")) : null),
  ],
  asked: [(p) => ask({ text: p.slice(0, -2) }), () => ask({ text: "见通讯录" })],
  askedApart: [(p) => ask({ text: `${p}（办）${p}` }), () => ask({ text: "内线" })],
} satisfies Record<string, Dress<string>[]>;

const idDresses = {
  seen: [
    (id) => text(id, id),
    (id) => (/^[1-9]\d{0,13}$/.test(id) ? { written: { number: Number(id) }, value: id } : null),
    (id) => (/^\d{8}$/.test(id) ? { written: { number: Number(id), look: "zeros8" }, value: id } : null),
    (id) => text(` ${id}`, id),
  ],
  apart: [(id) => text(`${id}\u3000`, id)],
  // A number of eighteen digits was rounded before anyone could read it.
  asked: [() => ask({ number: 150_102_199_001_011_230 })],
  askedApart: [],
} satisfies Record<string, Dress<string>[]>;

const textDresses = {
  seen: [
    (t) => text(t, t),
    (t) => text(t, t),
    (t) => text(` ${t} `, t),
    (t) => text(`\u3000${t}\u00a0`, t),
    (t) => ({ written: { text: t, rich: true }, value: t }),
    (t) => text(`${t}\n`, t),
  ],
  apart: [(t) => ({ written: { text: t, formula: `of:="${t.replaceAll('"', '""')}"` }, value: t })],
  asked: [],
  askedApart: [],
} satisfies Record<string, Dress<string>[]>;

const setOf = (
  field: LedgerField,
): { seen: Dress<never>[]; apart: Dress<never>[]; asked: Dress<never>[]; askedApart: Dress<never>[] } => {
  switch (field.kind) {
    case "date":
      return dayDresses as never;
    case "month":
      return monthDresses as never;
    case "integer":
    case "decimal":
      return numberDresses as never;
    case "percent":
      return percentDresses as never;
    case "boolean":
      return booleanDresses as never;
    case "choice":
      return optionDresses as never;
    case "phone":
      return phoneDresses as never;
    case "id":
    case "reference":
      return idDresses as never;
    default:
      return textDresses as never;
  }
};

/** Nothing, as people write it; 「无」 is a text where texts can stand. */
function blankOf({ kind }: LedgerField, chance: Chance): string {
  const none = ["integer", "decimal", "percent", "date", "month", "choice", "multiChoice", "file"].includes(
    kind,
  );
  return chance.word(
    ["/", "—", "  ", "\u00a0", "——", ...(none ? ["无", "暂无"] : [])],
    ["-", "\\", "\u3000\n", ...(none ? ["无。"] : [])],
  );
}

/** A value as somebody wrote it: plainly, dressed in a share `messy` of cases. */
export function dressValue(field: LedgerField, value: FieldValue, chance: Chance, messy: number): Dressed {
  if (value === null)
    return { written: chance.hit(messy * 0.5) ? { text: blankOf(field, chance) } : {}, value: null };
  if (Array.isArray(value))
    return text(
      chance.word([value.join("、"), value.join("，"), value.join("\n")], [value.join("；")]),
      value,
    );
  const { seen, apart } = setOf(field);
  for (let tries = 0; tries < 20 && chance.hit(tries === 0 ? messy : 1); tries++) {
    const dressed = (chance.word(seen, apart) as Dress<Said>)(value, chance, field);
    if (dressed) return dressed;
  }
  return {
    written:
      typeof value === "string"
        ? { text: value }
        : typeof value === "boolean"
          ? { text: value ? "是" : "否" }
          : field.kind === "percent"
            ? { text: `${value}%` }
            : { number: value },
    value,
  };
}

/** The value written so that it must be asked for, or null where its kind is always read. */
export function spoilValue(field: LedgerField, value: FieldValue, chance: Chance): Dressed | null {
  if (value === null || Array.isArray(value)) return null;
  const { asked, askedApart } = setOf(field);
  if (asked.length === 0) return null;
  for (let tries = 0; tries < 20; tries++) {
    const spoiled = (chance.word(asked, askedApart) as Dress<Said>)(value, chance, field);
    if (spoiled) return spoiled;
  }
  return null;
}
