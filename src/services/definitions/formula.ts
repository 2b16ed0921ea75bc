// How a computed column is worked out, as people write it: 「已录入数÷应录入数」「甲＋乙」「甲－乙」.
import type { Compute, LedgerField } from "../../ledger/definition.ts";
import { fold, foldLabel } from "../../ledger/value.ts";

/** A column that a formula may name. */
export type Term = Pick<LedgerField, "key" | "label" | "kind" | "compute">;

const SIGNS = { "+": "sum", "-": "difference", "÷": "ratio" } as const;
const SHOWN = { sum: "＋", difference: "－", ratio: "÷" } as const;

/** What fits in a formula: numbers, and what is added up or subtracted from them. */
export function isNumber({ kind, compute }: Pick<Term, "kind" | "compute">): boolean {
  return (
    kind === "integer" ||
    kind === "decimal" ||
    (kind === "computed" && (compute === undefined || compute.op === "sum" || compute.op === "difference"))
  );
}

/** The formula of a computed column in its columns' names; empty for a comparison, which nobody types. */
export function sayFormula(compute: Compute | undefined, fields: readonly Term[]): string {
  if (!compute || compute.op === "meets") return "";
  const name = (key: string) => fields.find((field) => field.key === key)?.label ?? key;
  const keys =
    compute.op === "sum"
      ? compute.of
      : compute.op === "ratio"
        ? [compute.of, compute.per]
        : [compute.of, ...compute.less];
  return keys.map(name).join(SHOWN[compute.op]);
}

/**
 * Reads a formula by the names of the columns before it (`terms`); the problem is a sentence without the column's name.
 * Names are told by the longest that fits, so that a sign within a name is no sign.
 */
export function readFormula(
  typed: string,
  terms: readonly Term[],
): { compute: Compute } | { problem: string } {
  const known = terms
    .filter(isNumber)
    .map(({ key, label }) => ({ key, name: foldLabel(label) }))
    .filter(({ name }) => name !== "")
    .sort((one, other) => other.name.length - one.name.length);
  let rest = fold(typed).replaceAll("加", "+").replaceAll("减", "-");
  if (fold(typed) === "") return { problem: "请写明怎么算，例如：甲＋乙、甲－乙、甲÷乙" };
  const keys: string[] = [];
  const ops = new Set<(typeof SIGNS)[keyof typeof SIGNS]>();
  for (;;) {
    const term = known.find(({ name }) => rest.startsWith(name));
    if (!term) return { problem: unknown(rest, known.length, terms) };
    keys.push(term.key);
    rest = rest.slice(term.name.length);
    if (rest === "") break;
    const sign = /^[/除以]+/.test(rest) ? "÷" : rest[0]!.replace(/[—–−]/, "-");
    if (!(sign in SIGNS)) return { problem: unknown(rest, known.length, terms) };
    ops.add(SIGNS[sign as keyof typeof SIGNS]);
    rest = rest.replace(/^(?:\/|除以|.)/u, "");
  }
  const [op, ...others] = ops;
  const [of, ...more] = keys;
  if (!op) return { problem: "至少要用两栏来算" };
  if (others.length > 0)
    return { problem: "加、减、除请分开写，一栏只用一种；可以先加一栏合计，再用合计来算" };
  if (op === "sum") return { compute: { op, of: keys } };
  if (op === "difference") return { compute: { op, of: of!, less: more } };
  if (more.length > 1) return { problem: "比例只能是一栏除以另一栏" };
  return { compute: { op, of: of!, per: more[0]! } };
}

function unknown(rest: string, known: number, terms: readonly Term[]): string {
  if (known === 0) return "前面还没有数字栏，算不出来：请先加整数或数字栏，再排到这一栏前面";
  const names = terms.filter(isNumber).map(({ label }) => label);
  return `没有看懂“${rest.slice(0, 12)}”，只能用排在前面的数字栏：${names.slice(0, 8).join("、")}`;
}
