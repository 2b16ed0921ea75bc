// What a plan's metrics are reckoned from, and which columns of a ledger tell it: by the definition's word, else by their names.
import type { LedgerDefinition, MetricPart } from "./definition.ts";
import { foldLabel } from "./value.ts";

/** How the parts are called. */
export const METRIC_PART_NAMES: Readonly<Record<MetricPart, string>> = {
  reviewers: "法制审核人员数",
  officers: "执法人员总数",
  checkedFiles: "已查案卷数",
  totalFiles: "案卷总数",
  entered: "已录入案件数",
  due: "应录入案件数",
  publicHours: "公共法律知识学时",
  tradeHours: "行业(业务)法律知识学时",
  skillHours: "技能培训学时",
};

const COUNT = "(?:总?人?数|总?数量?|件数|卷数)?";
const NAMED: Readonly<Record<MetricPart, RegExp>> = {
  reviewers: new RegExp(`^(?:专职)?(?:法制)?审核人员${COUNT}$`),
  officers: new RegExp(`^(?:行政)?(?:在岗|持证)?执法人员${COUNT}$`),
  checkedFiles: new RegExp(`^(?:已|实际)?(?:自查|评查|抽查|查)案卷${COUNT}$`),
  totalFiles: /^(?:执法)?案卷总数$/,
  entered: new RegExp(`^已录入(?:案件|案卷)?${COUNT}$`),
  due: new RegExp(`^应录入(?:案件|案卷)?${COUNT}$`),
  publicHours: /^公共法律(?:知识)?(?:培训)?学时数?$/,
  tradeHours: /^(?:行业|业务|专业)(?:法律)?(?:知识)?(?:培训)?学时数?$/,
  skillHours: /^(?:业务)?技能(?:培训)?学时数?$/,
};

/** The keys of the columns that tell a part; empty where none does. */
export function keysOfPart({ fields }: LedgerDefinition, part: MetricPart): string[] {
  const said = fields.filter(({ feeds }) => feeds === part);
  if (said.length > 0) return said.map(({ key }) => key);
  const numbers = fields.filter(
    ({ kind, feeds, compute }) =>
      feeds === undefined &&
      (kind === "integer" ||
        kind === "decimal" ||
        (compute !== undefined && compute.op !== "meets" && compute.op !== "ratio")),
  );
  const [named] = numbers.filter(({ label, aliases = [] }) =>
    [label, ...aliases].some((one) => NAMED[part].test(foldLabel(one))),
  );
  return named ? [named.key] : [];
}
